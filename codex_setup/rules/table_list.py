"""Whether a table is written with two brackets, which makes a list of it that Codex does not take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from codex_setup.codex import known
from codex_setup.codex.statements import statements
from codex_setup.model import AnyEdit, Check, Edit, Finding, Fix, Replace, Severity, check, dotted
from codex_setup.rules.proposal import own_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer
    from codex_setup.codex.statements import Statement
    from codex_setup.model import KeyPath, Value


@check("table-in-list", Severity.ERROR)
def table_in_list(context: Context) -> Iterator[Finding]:
    """A header has two brackets, and Codex takes one table there.

    `[[model_providers]]` begins an entry of a list, as other programs have it, with the entry's id inside.
    Codex wants a table for each, with the id in the header: `[model_providers.ID]`. It refuses the whole
    file: "invalid type: sequence, expected a map", or, for `[[model_providers.ID]]`, "provider name must
    not be empty", as it then finds none of the keys.
    """
    for layer in context.layers:
        if layer.state != "read" or layer.prefix:
            continue
        for path, entries in _lists(layer.data, (), context):
            ids = _ids(context, path, entries)
            wanted = (*path, *ids[:1])
            edits = _edits(context, layer, path, ids, entries) if own_file(layer) else ()
            yield Finding(
                f"`[[{dotted(path)}]]` begins an entry of a list, and Codex takes only a table",
                at=layer.place(path),
                hint=f"Write `[{dotted(wanted)}]`."
                if ids
                else f"Each needs a header of its own: `[{dotted(path)}.ID]`.",
                fix=Fix("Write each entry as a table", edits) if edits else None,
            )


def _lists(data: Mapping[str, Value], at: KeyPath, context: Context) -> Iterator[tuple[KeyPath, list[Value]]]:
    """Yield the lists of tables that stand where Codex takes a table and no list."""
    for name, value in data.items():
        path = (*at, name)
        fact = known.key(path, context.release)
        if fact is None or fact.open or "table" not in fact.kinds:
            continue
        if isinstance(value, Mapping):
            yield from _lists(value, path, context)
        elif (
            isinstance(value, list)
            and value
            and not fact.takes_type(value)
            and all(isinstance(entry, Mapping) for entry in value)
        ):
            yield path, value


def _named(context: Context, path: KeyPath) -> bool:
    """Return whether the tables below `path` have names of the user's own."""
    return known.names(path, context.release) == ("*",)


def _ids(context: Context, path: KeyPath, entries: list[Value]) -> tuple[str, ...]:
    """Return the name for each entry; none where they cannot be told apart, or where the table needs none."""
    from codex_setup.codex.listing import id_in, slug  # only where there is such a list

    if not _named(context, path):
        return ()
    chosen = context.config.get("model_provider", of=str) if path == ("model_providers",) else None
    found = tuple(id_in(entry) for entry in entries)
    if chosen is not None and len(entries) == 1 and found[0] != chosen.value:
        found = (chosen.value,) if slug(found[0]) == slug(chosen.value) or "id" not in entries[0] else found
    distinct = len(set(found)) == len(found)
    return found if distinct and all(found) else ()


def _edits(
    context: Context, layer: Layer, path: KeyPath, ids: tuple[str, ...], entries: list[Value]
) -> tuple[AnyEdit, ...]:
    """Return what makes a table of each entry, whether it has a header or stands in brackets behind its name."""
    from codex_setup.codex.listing import id_key  # only where there is such a list

    keys = [id_key(entry) for entry in entries]
    if layer.file and ids and _inline(layer, path):
        kept = [
            {
                name: value
                for name, value in entry.items()
                if name != key or known.key((*path, "*", name), context.release)
            }
            for entry, key in zip(entries, keys, strict=True)
        ]
        return (Edit(layer.file, path, dict(zip(ids, kept, strict=True))),)
    return tuple(_swaps(context, layer, path, ids, keys))


def _inline(layer: Layer, path: KeyPath) -> bool:
    """Return whether a list is the value of a key, and no remark is lost where it is written anew."""
    found = [one for one in statements(layer.text) if one.kind == "pair" and one.parts == path]
    return len(found) == 1 and "#" not in layer.text[found[0].start : found[0].end]


def _swaps(
    context: Context, layer: Layer, path: KeyPath, ids: tuple[str, ...], keys: list[str | None]
) -> Iterator[Replace]:
    """Yield what makes a table of each entry: its header, those below it, and the line with its id."""
    every = list(statements(layer.text))
    headers = [s for s in every if s.kind == "array" and s.parts == path]
    if not headers or layer.file is None or (len(headers) != len(ids) if ids else len(headers) > 1):
        return
    if not ids and _named(context, path):
        return
    count = -1
    for statement in every:
        if statement.kind == "array" and statement.parts == path:
            count += 1
            yield Replace(
                layer.file, statement.start, statement.end, f"[{dotted((*path, *ids[count : count + 1]))}]"
            )
        elif statement.kind in ("table", "array") and statement.parts[: len(path)] == path and ids:
            end = statement.stretches[len(path) - 1][1]
            yield Replace(layer.file, end, end, f".{dotted((ids[count],))}")
    if ids:
        yield from _id_lines(context, layer, path, every, keys)


def _id_lines(
    context: Context, layer: Layer, path: KeyPath, every: list[Statement], keys: list[str | None]
) -> Iterator[Replace]:
    """Yield what takes the id out of each entry, where Codex knows no such key in the table."""
    left, text = iter(keys), layer.text
    key: str | None = None
    for statement in every:
        if statement.kind != "pair":
            key = next(left, None) if statement.kind == "array" and statement.parts == path else None
        elif layer.file and statement.parts == (key,):
            if known.key((*path, "*", *statement.parts), context.release) is not None:
                continue
            rest = re.compile(r"[ \t]*(?:\r?\n|\Z)?").match(text, statement.end)
            end = rest.end() if rest else statement.end
            yield Replace(layer.file, statement.start, end, "")


CHECKS: tuple[Check[Context], ...] = (table_in_list,)
