"""Which entry of a list was meant as a table: one that stands beside a table of the same name.

Codex keeps such things in tables, `[mcp_servers.ID]`; other programs keep them in lists, with the id inside.
TOML allows only one of the two for a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_setup.codex.known import entry
from codex_setup.codex.listing import id_in, id_key
from codex_setup.codex.salvage import value_of
from codex_setup.edit.layout import Layout
from codex_setup.edit.written import written_path

if TYPE_CHECKING:
    from codex_setup.codex.statements import Statement
    from codex_setup.edit.layout import Pair, Section


def as_table(text: str) -> str | None:
    """Return `text` with the first `[[NAME]]` that stands beside a `[NAME.ID]` as a table of its own."""
    layout = Layout(text)
    headers = [section.header for section in layout.sections if section.header]
    for place, section in enumerate(layout.sections):
        header = section.header
        if header is None or header.kind != "array" or not any(_below(header, one) for one in headers):
            continue
        new = _table(layout, section, layout.sections[place + 1 :])
        if new is not None:
            return new
    return None


def _below(header: Statement, other: Statement) -> bool:
    path = header.parts
    return other.kind == "table" and len(other.parts) > len(path) and other.parts[: len(path)] == path


def _table(layout: Layout, section: Section, after: tuple[Section, ...]) -> str | None:
    """Return the text with an entry, and the tables in it, under its id; None where it has none."""
    assert section.header is not None  # noqa: S101 -- the caller looked
    path, text = section.header.parts, layout.text
    pairs = {pair.statement.parts[0]: pair for pair in section.pairs if len(pair.statement.parts) == 1}
    held = {name: _said(text, pair) for name, pair in pairs.items()}
    key, name = id_key(held), id_in(held)
    if key is None or not name or entry((*path, "*")) is None:
        return None
    for other in reversed(_inside(section.header, after)):
        end = other.stretches[len(path) - 1][1]
        text = f"{text[:end]}.{written_path((name,))}{text[end:]}"
    if entry((*path, "*", key)) is None:
        statement = pairs[key].statement
        start, stop = layout.line_start(statement.start), layout.line_end(statement.end)
        rest = text[statement.end : stop].lstrip(" \t")
        text = text[:start] + (rest if rest.strip() else "") + text[stop:]
    return f"{text[: section.header.start]}[{written_path((*path, name))}]{text[section.header.end :]}"


def _inside(header: Statement, after: tuple[Section, ...]) -> list[Statement]:
    """Return the headers behind an entry that open a table in it, as `[mcp_servers.env]` does."""
    found: list[Statement] = []
    for section in after:
        other = section.header
        if other is None or not _below(header, other):
            break
        if entry((*header.parts, "*", other.parts[len(header.parts)])) is None:
            break
        found.append(other)
    return found


def _said(text: str, pair: Pair) -> Any:
    value = pair.member.value
    return value_of(text[value.start : value.end])
