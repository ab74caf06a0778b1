"""The few forms of YAML in which people write a configuration: mappings, plain values, lists of both."""

from __future__ import annotations

import re
from typing import NamedTuple

from codex_setup.codex.known import entry
from codex_setup.codex.listing import id_in, id_key
from codex_setup.codex.salvage import value_of
from codex_setup.edit.written import written
from codex_setup.pattern import pattern

_PAIR = pattern(
    r"""(?P<key>[\w.-]+|"[^"]*"|'[^']*'):(?:[ \t]+(?P<value>(?:"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]#]*\]|[^#\s"'\[{|>&*!][^#]*?)))?"""
    r"""[ \t]*(?P<comment>(?<=\s)#.*|#.*)?"""
)
_ITEM = pattern(
    r"""-[ \t]+(?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'\[{|>&*!#][^#:]*?)[ \t]*(?P<comment>#.*)?"""
)
_ENTRY = pattern(r"""-[ \t]+(?=(?:[\w.-]+|"[^"]*"|'[^']*'):(?:[ \t]|$))""")
_NUMBER = "#"
"""How the name of an entry begins until its id is known."""

_WORDS = {"true": "true", "false": "false", "yes": "true", "no": "false", "on": "true", "off": "false"}


Path = tuple[str, ...]


class Line(NamedTuple):
    """A pair, the opening of a table (no value), or a comment (no path); values are written as TOML."""

    path: Path
    value: str | None = None
    comment: str = ""


def lines_of(text: str) -> list[Line] | None:
    """Return the lines of a YAML mapping, or None where the text is anything else."""
    found: list[Line] = []
    open_: list[tuple[int, Path]] = []
    items: list[str] = []
    for raw in text.removeprefix("\ufeff").expandtabs().splitlines():
        bare = raw.strip()
        if not bare or bare in ("---", "..."):
            continue
        if bare.startswith("#"):
            found.append(Line((), comment=bare))
            continue
        item = None if _ENTRY.match(bare) else _ITEM.fullmatch(bare)
        if item is not None:
            if not found or not found[-1].path or (not items and found[-1].value is not None):
                return None
            items.append(_value(item["value"]))
            found[-1] = found[-1]._replace(value=f"[{', '.join(items)}]")
            continue
        items = []
        line = _pair(bare, len(raw) - len(raw.lstrip(" ")), open_, len(found))
        if line is None:
            return None
        found.append(line)
    return _named(found) if any(line.value is not None for line in found) else None


def _pair(bare: str, indent: int, open_: list[tuple[int, Path]], number: int) -> Line | None:
    """Return the pair or opening in a line, below what is open at its indent; None where it is neither."""
    begun = _ENTRY.match(bare)
    if begun is not None:
        while open_ and (
            open_[-1][0] > indent or (open_[-1][0] == indent and open_[-1][1][-1][0] == _NUMBER)
        ):
            open_.pop()
        if not open_:
            return None
        open_.append((indent, (*open_[-1][1], f"{_NUMBER}{number}")))
        indent, bare = indent + begun.end(), bare[begun.end() :]
    pair = _PAIR.fullmatch(bare)
    while open_ and open_[-1][0] >= indent:
        open_.pop()
    if pair is None or (indent and not open_):
        return None
    path = (*(open_[-1][1] if open_ else ()), pair["key"].strip("\"'"))
    value = None if pair["value"] is None else _value(pair["value"])
    if value is None:
        open_.append((indent, path))
    return Line(path, value, pair["comment"] or "")


def _named(found: list[Line]) -> list[Line] | None:
    """Return the lines with every entry of a list under its id; None where one has none, or where Codex takes a list."""
    entries = dict.fromkeys(
        line.path[: at + 1] for line in found for at, part in enumerate(line.path) if part[:1] == _NUMBER
    )
    taken: set[Path] = set()
    for path in entries:
        above, depth = path[:-1], len(path)
        held = {
            line.path[-1]: value_of(line.value) for line in found if line.value and line.path[:-1] == path
        }
        key, to = id_key(held), (*above, id_in(held))
        listed = entry(above) is not None and entry((*above, "*")) is None
        if key is None or not to[-1] or to in taken or len(above) != 1 or listed:
            return None
        taken.add(to)
        left = None if entry((*above, "*", key)) else (*path, key)
        moved = (line for line in found if line.path != left)
        found = [
            line._replace(path=(*to, *line.path[depth:])) if line.path[:depth] == path else line
            for line in moved
        ]
    return found


def _value(said: str) -> str:
    """Return a plain value of YAML as TOML writes it."""
    if said.startswith("["):
        return f"[{', '.join(_value(part.strip()) for part in said[1:-1].split(',') if part.strip())}]"
    if said[0] in "\"'":
        quoted = said[1:-1]
        return said if said[0] == '"' else written(quoted)
    if said.lower() in _WORDS:
        return _WORDS[said.lower()]
    return said if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", said) else written(said)
