"""What a whole text plainly is that should have been TOML: a pasted terminal, JSON, YAML, a quotation.

Each look returns the text as TOML (or closer to it), or None where it is not its kind. Comments are kept.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from codex_setup.codex.known import entry
from codex_setup.edit.written import written, written_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codex_setup.mend.yaml import Line

_PROMPT = r"(?:PS [^>\n]*>|[\w.-]+@[\w.-]+[^$#%\n]*[$#%]|[$%>])\s*"
_OPENING = re.compile(
    rf"(?m)^[ \t]*(?:{_PROMPT})?(?:sudo )?(?:cat|tee)\b[^\n]*<<-?[ \t]*(['\"]?)(?P<tag>\w+)\1[^\n]*\r?\n"
)
_HERE_STRING = re.compile(rf"(?m)^[ \t]*(?:{_PROMPT})?@(?P<quote>['\"])[ \t]*\r?\n")
_MARKS = (r">>? ?", r"\+ ?", r"[|│] ?", r"[ \t]*\d+(?:[:|.)│][ \t]?|\t| {2})")
"""What a chat, a diff, a pager or an editor writes before every line."""

_LEAST = 3
"""Lines that must carry a mark before it counts as one."""


def without_nulls(text: str) -> str | None:
    """Return the text without NUL where every other character is one (UTF-16 without its mark), or the last ones are."""
    wide = len(text) > 1 and (not text[1::2].strip("\0") or not text[::2].strip("\0"))
    return text.replace("\0", "") if wide else text.rstrip("\0") if text.endswith("\0") else None


def pasted_terminal(text: str) -> str | None:
    """Return what a shell would have written to the file, and what stands around it as comments."""
    opening = _OPENING.search(text)
    if opening is not None:
        closing = re.compile(rf"(?m)^[ \t]*{re.escape(opening['tag'])}[ \t]*\r?$").search(text, opening.end())
    else:
        opening = _HERE_STRING.search(text)
        closing = opening and re.compile(rf"(?m)^{opening['quote']}@[^\n]*$").search(text, opening.end())
    if opening is None:
        return None
    body = text[opening.end() : closing.start() if closing else len(text)]
    after = text[closing.end() :].removeprefix("\r").removeprefix("\n") if closing else ""
    return _as_comments(text[: opening.start()]) + body + _as_comments(after)


def _as_comments(text: str) -> str:
    """Return shell commands as comments; a prompt with nothing behind it, or a fence, is left out."""
    lines = [
        line if re.fullmatch(r"\s*|\s*#.*", line, re.DOTALL) else f"# {line}"
        for line in text.splitlines(keepends=True)
        if not re.fullmatch(rf"\s*(?:{_PROMPT}|```+\s*\w*|~~~+\s*\w*)\s*", line)
    ]
    return "".join(lines)


def quotation(text: str) -> str | None:
    """Return the text without the mark that every line of it begins with."""
    lines = text.splitlines(keepends=True)
    full = [line for line in lines if line.strip()]
    for mark in _MARKS:
        pattern = re.compile(mark)
        if len(full) >= _LEAST and all(pattern.match(line) for line in full):
            return "".join(pattern.sub("", line, count=1) if line.strip() else line for line in lines)
    return None


def one_side(text: str) -> tuple[str, bool] | None:
    """Return the text with the first side of every conflict that a merge left, and whether both sides are the same."""
    certain = True

    def first(found: re.Match[str]) -> str:
        nonlocal certain
        certain = certain and found["ours"] == found["theirs"]
        return found["ours"]

    new = _CONFLICT.sub(first, text)
    return None if new == text else (new, certain)


_CONFLICT = re.compile(
    r"(?ms)^<{7}(?: [^\n]*)?\n(?P<ours>.*?)(?:^\|{7}[^\n]*\n.*?)?^={7}\r?\n(?P<theirs>.*?)^>{7}(?: [^\n]*)?(?:\n|\Z)"
)


def from_json(text: str) -> str | None:
    """Return a JSON object that names settings of Codex as TOML; its comments go to the top."""
    bare = text.strip().removeprefix("\ufeff")
    if not bare.startswith("{"):
        return None
    strings = r'"(?:[^"\\\n]|\\.)*"'
    comments: list[str] = []

    def kept(found: re.Match[str]) -> str:
        if found[0].startswith('"'):
            return found[0]
        comments.extend(line.strip(" \t*/") for line in found[0].splitlines())
        return ""

    clean = re.sub(rf"{strings}|//[^\n]*|/\*.*?\*/", kept, bare, flags=re.DOTALL)
    clean = re.sub(rf"({strings})|,(?=\s*[}}\]])", lambda found: found[1] or "", clean)
    try:
        data = json.loads(clean)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not all(_setting(name) for name in data):
        return None
    end = "\r\n" if "\r\n" in text else "\n"
    lines = [*(f"# {comment}" for comment in comments if comment), *_table(data)]
    return end.join(lines).lstrip("\r\n") + end


def _setting(name: object) -> bool:
    return isinstance(name, str) and entry((name,)) is not None


def _table(table: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the lines of a table: its own pairs, then the tables in it; what is null is not set."""
    tables = {name: value for name, value in table.items() if isinstance(value, dict)}
    pairs = {name: value for name, value in table.items() if name not in tables and value is not None}
    if path and (pairs or not tables):
        yield ""
        yield f"[{written_path(path)}]"
    for name, value in pairs.items():
        yield f"{written_path((name,))} = {written(_said(value))}"
    for name, inner in tables.items():
        yield from _table(inner, (*path, name))


def _said(value: Any) -> Any:
    """Return a value of JSON without what TOML does not have: null."""
    if isinstance(value, dict):
        return {name: _said(member) for name, member in value.items() if member is not None}
    return [_said(member) for member in value if member is not None] if isinstance(value, list) else value


def from_yaml(text: str) -> str | None:
    """Return a YAML mapping that names settings of Codex as TOML, every comment above what it stood above."""
    from codex_setup.mend.yaml import lines_of  # noqa: PLC0415 -- only for a text that is no TOML

    found = lines_of(text)
    if found is None or not all(_setting(line.path[0]) for line in found if line.path):
        return None
    end = "\r\n" if "\r\n" in text else "\n"
    sections: dict[tuple[str, ...], list[str]] = {(): []}
    waiting: list[str] = []
    for line in found:
        if not line.path:
            waiting.append(line.comment)
            continue
        table = line.path if line.value is None else line.path[:-1]
        if table not in sections:
            sections[table] = ["", *waiting, f"[{written_path(table)}]{_behind(line, opens=True)}"]
            waiting = []
        if line.value is not None:
            sections[table] += [*waiting, f"{written_path(line.path[-1:])} = {line.value}{_behind(line)}"]
            waiting = []
    empty = [path for path, lines in sections.items() if path and len(lines) == 2]  # noqa: PLR2004 -- a gap and a header
    for path in empty:
        if any(other[: len(path)] == path and other != path for other in sections):
            del sections[path]
    return end.join([line for lines in sections.values() for line in lines] + waiting).lstrip("\r\n") + end


def _behind(line: Line, *, opens: bool = False) -> str:
    return f" {line.comment}" if line.comment and opens == (line.value is None) else ""


WHOLE: tuple[Callable[[str], str | None], ...] = (
    without_nulls,
    pasted_terminal,
    quotation,
    from_json,
    from_yaml,
)
"""What is tried on a text as a whole, in this order, before its lines are looked at."""
