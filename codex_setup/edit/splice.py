"""How one key of a TOML text is set, removed or renamed by touching only its own characters.

Every function returns the new text; what is not spelled out here stays as it was, byte for byte. A
removal takes statements and never a comment. `edit` proves what comes out of here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_setup.edit.insertion import UnsplicedError, inserted
from codex_setup.edit.layout import Layout, Pair, Section, member_at, under
from codex_setup.edit.written import written, written_key, written_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.statements import Node, Stretch
    from codex_setup.model import KeyPath


def put(text: str, path: KeyPath, value: Any, newline: str | None = None) -> str:
    """Return `text` with `value` at `path`; a table must not be there already.

    A new line ends with `newline`, else as the others of `text` do.
    """
    layout = Layout(text, newline)
    for pair in layout.pairs:
        found = member_at(pair, path)
        if found is not None:
            _, member = found
            old = text[member.value.start : member.value.end]
            return text[: member.value.start] + written(value, old) + text[member.value.end :]
    return inserted(layout, path, value, None)


def is_one_value(text: str, path: KeyPath) -> bool:
    """Return whether what is at `path` is written as one value rather than in headers and dotted keys."""
    return any(member_at(pair, path) is not None for pair in Layout(text).pairs)


def remove(text: str, path: KeyPath) -> str:
    """Return `text` without what is at `path`."""
    layout = Layout(text)
    for pair in layout.pairs:
        if len(pair.path) < len(path) and pair.path == path[: len(pair.path)]:
            return _without_members(text, pair, path)
    cuts: list[Stretch] = []
    for section in layout.sections:
        if section.header is not None and under(section.path, path):
            cuts += _section_cuts(section)
        else:
            cuts += [
                (pair.statement.start, pair.statement.end) for pair in section.pairs if under(pair.path, path)
            ]
    return _cut(layout, cuts)


def rename(text: str, path: KeyPath, to: KeyPath) -> str:
    """Return `text` with what is at `path` at `to` instead, in the words in which it was written."""
    layout = Layout(text)
    if path[:-1] == to[:-1]:
        for start, end in sorted(_mentions(layout, path), reverse=True):
            text = text[:start] + written_key(str(to[-1])) + text[end:]
        return text
    headers = [s.header for s in layout.sections if s.header and under(s.path, path)]
    if headers:
        if any(isinstance(part, int) for part in (*path, *to)):
            raise UnsplicedError
        for header in reversed(headers):
            start, end = header.stretches[0][0], header.stretches[len(path) - 1][1]
            text = text[:start] + written_path(tuple(map(str, to))) + text[end:]
        return text
    return _moved(layout, path, to)


def _moved(layout: Layout, path: KeyPath, to: KeyPath) -> str:
    text = layout.text
    pair = next((pair for pair in layout.pairs if pair.path == path), None)
    if pair is None:
        raise UnsplicedError
    start, end = pair.member.value.start, pair.member.value.end
    line = text[start : layout.line_end(end)].rstrip("\r\n")
    if text[end : layout.line_end(end)].strip():
        bare = text[:end] + text[end + len(line) - (end - start) :]
        return inserted(Layout(remove(bare, path)), to, None, line)
    return inserted(Layout(remove(text, path)), to, None, text[start:end])


def _holders(pair: Pair, path: KeyPath) -> Iterator[tuple[Node, int, KeyPath]]:
    """Yield the inline tables and arrays that hold something under `path`: node, place, path from there."""
    todo = [(pair.member.value, pair.path)]
    while todo:
        node, base = todo.pop()
        for place, member in enumerate(node.members):
            here: KeyPath = (*base, *(member.parts or (place,)))
            if under(here, path):
                yield node, place, base
            elif under(path, here):
                todo.append((member.value, here))


def _without_members(text: str, pair: Pair, path: KeyPath) -> str:
    for node, place, _ in sorted(_holders(pair, path), key=lambda found: found[1], reverse=True):
        if node.kind == "array" and "\n" in text[node.start : node.end]:
            raise UnsplicedError
        starts = [
            member.stretches[0][0] if member.stretches else member.value.start for member in node.members
        ]
        if place + 1 < len(starts):
            text = text[: starts[place]] + text[starts[place + 1] :]
        elif place:
            text = text[: node.members[place - 1].value.end] + text[node.members[place].value.end :]
        else:
            text = text[: node.start + 1] + text[node.end - 1 :]
    return text


def _section_cuts(section: Section) -> Iterator[Stretch]:
    for statement in (section.header, *(pair.statement for pair in section.pairs)):
        if statement is not None:
            yield statement.start, statement.end


def _cut(layout: Layout, cuts: list[Stretch]) -> str:
    """Return the text without these statements: whole lines, but for a comment behind a statement."""
    text = layout.text
    for start, end in sorted(cuts, reverse=True):
        line, stop = layout.line_start(start), layout.line_end(end)
        if text[end:stop].strip():
            rest = text[end:].lstrip(" \t")
            text = text[:start] + rest
            continue
        blank_before = line == layout.line_start(0) or not text[layout.line_start(line - 1) : line].strip()
        if blank_before and len(cuts) > 1:
            stop += len(text[stop:]) - len(_without_blank_lines(text[stop:]))
        text = text[:line] + text[stop:]
    return _as_before(layout.text, text, layout.newline)


def _without_blank_lines(text: str) -> str:
    while (end := text.find("\n")) >= 0 and not text[:end].strip():
        text = text[end + 1 :]
    return "" if not text.strip() else text


def _as_before(old: str, new: str, newline: str) -> str:
    """Return `new` ending with a line break exactly where `old` does, and with no blank line more."""
    if not new.strip("\ufeff"):
        return new
    if not old.endswith("\n") and new.endswith("\n"):
        return new.rstrip("\r\n")
    while new.endswith(newline * 2) and not old.endswith(newline * 2):
        new = new.removesuffix(newline)
    return new


def _mentions(layout: Layout, path: KeyPath) -> Iterator[Stretch]:
    """Yield where the last part of `path` is written."""
    names = sum(isinstance(part, str) for part in path)
    for section in layout.sections:
        if section.header is not None and under(section.path, path):
            yield section.header.stretches[names - 1]
            continue
        for pair in section.pairs:
            if under(pair.path, path):
                yield pair.statement.stretches[len(path) - len(section.path) - 1]
            elif under(path, pair.path):
                for node, place, base in _holders(pair, path):
                    yield node.members[place].stretches[len(path) - len(base) - 1]
