"""Where a new key goes in a TOML text: to its nearest relatives, at the end of what they have in common.

A key at the top goes before the first table; a new table behind the last one that shares most of its
name; a table that is written inline, or in dotted keys, is continued in the same manner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_setup.edit.layout import Layout, Section, member_at, under
from codex_setup.edit.written import written, written_key, written_path

if TYPE_CHECKING:
    from codex_setup.codex.statements import Node
    from codex_setup.model import KeyPath


class UnsplicedError(Exception):
    """The place is of a form that no splice is written for."""


def inserted(layout: Layout, path: KeyPath, value: Any, raw: str | None) -> str:
    """Return the text with a new key where its nearest relatives are; `raw` is a value as it is written."""
    for count in range(len(path) - 1, -1, -1):
        parent, rest = path[:count], path[count:]
        if any(isinstance(part, int) for part in rest):
            continue
        shown = raw or (written(value) if value is not None else "")
        names = tuple(map(str, rest))
        for pair in layout.pairs:
            found = member_at(pair, parent)
            if found and found[1].value.kind == "table":
                return _into_inline(layout.text, found[1].value, f"{written_path(names)} = {shown}")
        section = next((s for s in layout.sections if s.path == parent and (s.header or not parent)), None)
        if section is not None:
            return _into_section(layout, section, path, value, raw)
        dotted = [
            (s, p) for s in layout.sections for p in s.pairs if under(p.path, parent) and len(s.path) < count
        ]
        if dotted:
            holder, last = dotted[-1]
            line = f"{written_path(tuple(map(str, path[len(holder.path) :])))} = {shown}"
            return _line_after(layout, last.statement.end, layout.indent(last.statement.start) + line)
        if any(under(s.path, parent) for s in layout.sections):
            return _new_section(layout, path, value, raw)
    raise UnsplicedError


def _into_inline(text: str, table: Node, pair: str) -> str:
    if table.members:
        end = table.members[-1].value.end
        return f"{text[:end]}, {pair}{text[end:]}"
    return f"{text[: table.start + 1]} {pair} {text[table.end - 1 :]}"


def _into_section(layout: Layout, section: Section, path: KeyPath, value: Any, raw: str | None) -> str:
    rest = tuple(map(str, path[len(section.path) :]))
    table = raw is None and isinstance(value, dict)
    element = any(isinstance(part, int) for part in section.path)
    apart = table and not (section.header and section.pairs)
    if not element and (len(rest) > 1 or apart):
        return _new_section(layout, path, value, raw)
    line = f"{written_path(rest)} = {raw or written(value)}"
    if section.pairs:
        last = section.pairs[-1].statement
        return _line_after(layout, last.end, layout.indent(last.start) + line)
    if section.header is not None:
        return _line_after(layout, section.header.end, layout.indent(section.header.start) + line)
    return _first_line(layout, line)


def _first_line(layout: Layout, line: str) -> str:
    text, newline = layout.text, layout.newline
    if len(layout.sections) > 1:
        header = layout.sections[1].header
        at = layout.above(header.start) if header else 0
        return f"{text[:at]}{line}{newline}{newline}{text[at:]}"
    if not text.strip("\ufeff"):
        return f"{text}{line}{newline}"
    return _line_after(layout, len(text), line)


def _line_after(layout: Layout, end: int, line: str) -> str:
    text = layout.text
    at = layout.line_end(end)
    if at == len(text) and not text.endswith("\n"):
        return f"{text}{layout.newline}{line}"
    return f"{text[:at]}{line}{layout.newline}{text[at:]}"


def _new_section(layout: Layout, path: KeyPath, value: Any, raw: str | None) -> str:
    if any(isinstance(part, int) for part in path):
        raise UnsplicedError
    names = tuple(map(str, path))
    if raw is None and isinstance(value, dict):
        lines = [
            f"[{written_path(names)}]",
            *(f"{written_key(str(k))} = {written(v)}" for k, v in value.items()),
        ]
    else:
        lines = [f"[{written_path(names[:-1])}]", f"{written_key(names[-1])} = {raw or written(value)}"]
    body = layout.newline.join(lines)
    return _section_after(layout, _nearest(layout, path), body)


def _nearest(layout: Layout, path: KeyPath) -> int:
    """Return the place of the last section that shares most of `path`; the last of all where none does."""

    def shared(section: Section) -> int:
        same = 0
        for mine, theirs in zip(path, section.path, strict=False):
            if mine != theirs:
                break
            same += 1
        return same

    best = max(shared(section) for section in layout.sections)
    if best == 0:
        return len(layout.sections) - 1
    return max(place for place, section in enumerate(layout.sections) if shared(section) == best)


def _section_after(layout: Layout, place: int, body: str) -> str:
    text, newline = layout.text, layout.newline
    if place + 1 < len(layout.sections):
        header = layout.sections[place + 1].header
        at = layout.above(header.start) if header else len(text)
        gap = "" if not text[layout.line_start(max(at - 1, 0)) : at].strip() else newline
        return f"{text[:at]}{gap}{body}{newline}{newline}{text[at:]}"
    if not text.strip("\ufeff"):
        return f"{text}{body}{newline}"
    if not text.endswith("\n"):
        return f"{text}{newline}{newline}{body}"
    gap = "" if text.endswith(newline * 2) else newline
    return f"{text}{gap}{body}{newline}"
