"""What stands between the brackets of a block or an object, or indented below a name, and is a table in TOML.

Each look returns where what it read ends, and how that should read, or None where the line is not its kind.
What follows a table would become a part of it, so pairs below it change places with it.
"""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any, NamedTuple

from codex_setup.edit.written import written, written_path
from codex_setup.mend.guess import Guess
from codex_setup.mend.loose import read
from codex_setup.mend.whole import from_yaml, holds_settings, is_setting, tables, without_null
from codex_setup.mend.words import known
from codex_setup.mend.yaml import lines_of
from codex_setup.pattern import pattern

_NAME = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_OPENING = pattern(
    rf"[ \t]*(?P<path>{_NAME}(?:[ \t.]+{_NAME})*)[ \t]*(?P<mark>[=:]?)[ \t]*\{{(?P<tail>[ \t]*(?:(?:#|//).*)?)"
)
_PROP = rf"{_NAME}[ \t]*=[ \t]*(?:\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[\w.+-]+)"
_PROPS = pattern(rf"[ \t]*(?P<name>{_NAME})(?P<said>(?:[ \t]+{_PROP})+)[ \t]*;?[ \t]*")
_CLOSING = pattern(r"[ \t]*\}[ \t]*[,;]?[ \t]*(?P<tail>(?:(?:#|//).*)?)")
_SCALARS = pattern(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#.*|//.*|\{[^{}\n]*\}")
_HEADER = pattern(r"[ \t]*\[{1,2}[\w\"'./ -]+\]{1,2}[ \t]*(?:#.*)?")

Path = tuple[str, ...]


class _Block(NamedTuple):
    """A block: its path, what was remarked behind its opening, the lines above it and in it, the blocks in it."""

    path: Path
    tail: str
    above: list[str]
    lines: list[str]
    inner: list[_Block]


def block(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where a block of pairs and blocks between curly brackets ends, `model_providers "relay" {`, and its tables."""
    lines = text[start:].splitlines(keepends=True)
    opening = _OPENING.fullmatch(lines[0].rstrip("\r\n")) if lines else None
    if opening is None or opening["mark"] or not known(_parts(opening["path"])[0]):
        return None
    found = _read(lines, 0, (), [])
    if found is None:
        return None
    return _last(text, _end(start, lines[: found[1]]), _tables(found[0]))


def _read(lines: list[str], at: int, outer: Path, lead: list[str]) -> tuple[_Block, int] | None:
    """Return the block that opens on a line, and the number of the line behind its end; None where it has none."""
    opening = _OPENING.fullmatch(lines[at].rstrip("\r\n"))
    if opening is None:
        return None
    here = _Block((*outer, *_parts(opening["path"])), opening["tail"], lead, [], [])
    at += 1
    while at < len(lines):
        line = lines[at].rstrip("\r\n")
        closing = _CLOSING.fullmatch(line)
        if closing is not None:
            here.lines.extend([closing["tail"]] * bool(closing["tail"]))
            return here, at + 1
        if _OPENING.fullmatch(line):
            inner = _read(lines, at, here.path, _remarks(here.lines))
            if inner is None:
                return None
            here.inner.append(inner[0])
            at = inner[1]
            continue
        props = _PROPS.fullmatch(line)
        if props is not None and not known(props["name"]):
            said = [one.strip() for one in re.findall(_PROP, props["said"])]
            here.inner.append(
                _Block((*here.path, *_parts(props["name"])), "", _remarks(here.lines), said, [])
            )
            at += 1
            continue
        if '"""' in line or "'''" in line or re.search(r"[{}]", _SCALARS.sub("", line)):
            return None
        here.lines.append(line)
        at += 1
    return None


def _end(start: int, lines: list[str]) -> int:
    """Return where the last of `lines` ends, which begin at `start`, before its line end."""
    return start + len("".join(lines).rstrip("\r\n"))


def _remarks(lines: list[str]) -> list[str]:
    """Take the comments at the end of `lines` away, and return them: they speak of what comes next."""
    found: list[str] = []
    while lines and re.match(r"\s*(?:#|//|$)", lines[-1]):
        found.insert(0, lines.pop())
    return found


def _tables(found: _Block) -> list[str]:
    own = dedent("\n".join(found.lines)).strip("\n").split("\n")
    head = [line.strip() for line in found.above if line.strip()]
    if found.inner and all(re.match(r"\s*(?:#|//|$)", line) for line in own):
        head += [line for line in (found.tail.strip(), *own) if line]
    else:
        head += [f"[{written_path(found.path)}]{found.tail.rstrip()}", *own]
    for inner in found.inner:
        head += ["", *_tables(inner)] if head else _tables(inner)
    return head


def _parts(path: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_NAME, path))


def mapping(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where a mapping of YAML ends that stands among settings, and it as tables or as one in brackets."""
    lines = text[start:].splitlines(keepends=True)
    opening = _MAPPING.fullmatch(lines[0].rstrip("\r\n")) if lines else None
    if opening is None:
        return None
    indent = len(opening["indent"])
    end = 1
    while end < len(lines) and (
        not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent
    ):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    chunk = dedent("".join(lines[:end]))
    stop = _end(start, lines[:end])
    if is_setting(opening["name"]):
        said = from_yaml(chunk)
        return _last(text, stop, said.splitlines()) if said else None
    if not known(opening["name"]):
        return (stop, Guess("other", _remarked(chunk.rstrip("\r\n")))) if end > 1 else None
    pairs = (lines_of(chunk) or [])[1:]
    if not pairs or any(len(pair.path) != 2 or not pair.value or pair.comment for pair in pairs):  # noqa: PLR2004 -- its name and a key
        return None
    body = ", ".join(f"{written_path(pair.path[1:])} = {pair.value}" for pair in pairs)
    return stop, Guess("other", f"{opening['indent']}{opening['name']} = {{ {body} }}")


_MAPPING = pattern(r"(?P<indent>[ \t]*)[\"']?(?P<name>[\w-]+)[\"']?:[ \t]*(?:#.*)?")


def beside(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where an object or list of another language ends that begins on the line at `start`, and it as TOML.

    A value keeps its key; an object of whole settings (`"mcpServers": {`, or without a name) becomes tables.
    """
    found = _OBJECT.match(text, start)
    value = read(text, found.end() - 1) if found else None
    if found is None or value is None:
        return None
    stop = re.compile(r"[ \t]*[,;]?[ \t]*(?=(?:#[^\n]*)?\r?(?:\n|\Z))").match(text, value.end)
    if stop is None:
        return None
    name = found["name"].strip("\"'") if found["name"] else None
    if name is not None and _assigned(name, value.value) and not _TABLE.search(text, 0, start):
        name = None  # `module.exports = {`: the name belongs to the other language
    comments = [f"# {comment}" for comment in value.comments]
    if name is not None and (
        found["mark"] == "=" or not isinstance(value.value, dict) or not holds_settings({name: value.value})
    ):
        path = tuple(name.split(".")) if found["name"] == name else (name,)
        body = f"{found['indent']}{written_path(path)} = {written(without_null(value.value))}"
        return stop.end(), Guess("other", "\n".join([*comments, body]))
    data = value.value if name is None else {name: value.value}
    if not isinstance(data, dict):
        return None
    if not holds_settings(data):
        return (stop.end(), Guess("other", _remarked(text[start : stop.end()]))) if name is None else None
    return _last(text, stop.end(), [*comments, *"\n".join(tables(data)).strip("\n").split("\n")])


def _remarked(text: str) -> str:
    """Return an object of which no name means anything to Codex as comments."""
    return re.sub(r"(?m)^(?=[^\r\n])", "# ", text)


def _assigned(name: str, value: Any) -> bool:
    """Return whether a name that means nothing to Codex is given an object that names settings of Codex."""
    return isinstance(value, dict) and not is_setting(name.partition(".")[0]) and holds_settings(value)


_TABLE = pattern(r"^[ \t]*\[", re.MULTILINE)
_OBJECT = pattern(
    r"""(?P<indent>[ \t]*)(?:(?P<name>[\w.-]+|"[^"\n]+"|'[^'\n]+')[ \t]*(?P<mark>=|:)[ \t]*)?[\[{](?<!^\[)"""
)


def _last(text: str, stop: int, lines: list[str]) -> tuple[int, Guess]:
    """Return tables that end at `stop`, in a line or behind its end, with the pairs below them above them."""
    newline = "\r\n" if "\r\n" in text else "\n"
    new = newline.join(lines)
    beyond = text[stop:].splitlines(keepends=True)
    moved: list[str] = []
    for line in beyond:
        bare = line.rstrip("\r\n")
        if any(kind.fullmatch(bare) for kind in (_HEADER, _OPENING, _MAPPING)):
            break
        moved.append(line)
    if not any(re.match(r"\s*[^\s#/}\])]", line) for line in moved):
        return stop, Guess("other", new)
    pairs = "".join(moved).strip("\r\n")
    return stop + sum(map(len, moved)), Guess("other", f"{pairs}{newline * 2}{new}{newline}")
