"""What to take away where a TOML text says one key or one table twice.

Where both say the same, one goes; a second table gives what it has to the first one, comments included.
Where they differ and Codex takes either, the later one is kept, and that is a proposal: only the user knows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from codex_setup.codex.known import entry
from codex_setup.codex.salvage import value_of
from codex_setup.edit import same
from codex_setup.edit.layout import Layout, Pair, Section
from codex_setup.edit.written import written_path

if TYPE_CHECKING:
    from codex_setup.model import KeyPath


class Once(NamedTuple):
    """A text in which the first thing that was said twice is said once."""

    text: str
    certain: bool


def said_once(text: str) -> Once | None:
    """Return `text` with its first double taken away, or None where there is none."""
    layout = Layout(text)
    return _keys(layout) or _tables(layout) or _reopened(layout)


def chosen_once(text: str) -> Once | None:
    """Return `text` with the key `model_provider` where `model_providers` is both a choice and a table."""
    head = re.split(r"(?m)^[ \t]*\[", text, maxsplit=1)[0]
    found = re.search(r"(?m)^[ \t]*model_providers(?=[ \t]*=[ \t]*(?:\"([^\"\n]+)\"|'([^'\n]+)'))", head)
    if found is None or re.search(r"(?m)^[ \t]*model_provider[ \t]*=", head):
        return None
    chosen = re.escape(found[1] or found[2])
    table = re.search(
        rf"(?m)^[ \t]*\[[ \t]*model_providers[ \t]*\.[ \t]*[\"']?{chosen}[\"']?[ \t]*[\].]", text
    )
    end = found.end()
    return Once(text[: end - 1] + text[end:], certain=True) if table else None


def _keys(layout: Layout) -> Once | None:
    for section in layout.sections:
        seen: dict[KeyPath, Pair] = {}
        for pair in section.pairs:
            first = seen.setdefault(pair.path, pair)
            if first is not pair:
                gone, certain = _superfluous(layout, first, pair)
                return Once(_without(layout, gone), certain=certain)
    return None


def _tables(layout: Layout) -> Once | None:
    seen: dict[KeyPath, Section] = {}
    for section in layout.sections:
        if section.header is None or section.header.kind == "array":
            continue
        first = seen.setdefault(section.path, section)
        if first is not section:
            return _merged(layout, first, section)
    return None


def _reopened(layout: Layout) -> Once | None:
    """Return the text with all that fills a table from above its header, `a.b.c = 1` or `a.b = { c = 1 }`, in that table."""
    found: Once | None = None
    for _ in layout.pairs:
        above = _above(layout)
        once = _into(layout, *above) if above else None
        if once is None:
            break
        found = Once(once.text, certain=once.certain and (found is None or found.certain))
        layout = Layout(once.text)
    return found


def _above(layout: Layout) -> tuple[Pair, Section] | None:
    """Return the first pair that fills a table whose header comes later, and that table."""
    for place, section in enumerate(layout.sections):
        if section.header is None or section.header.kind == "array":
            continue
        for other in layout.sections[:place]:
            for pair in other.pairs:
                if len(other.path) < len(section.path) and pair.path[: len(section.path)] == section.path:
                    return pair, section
    return None


def _into(layout: Layout, pair: Pair, section: Section) -> Once | None:
    """Return the text with what a pair says of the table of `section` at the end of that; what it says itself comes first."""
    text, value = layout.text, pair.member.value
    rest = tuple(map(str, pair.path[len(section.path) :]))
    inside = value.members if value.kind == "table" and not rest else ()
    said = [(one.parts, text[one.value.start : one.value.end]) for one in inside] or [
        (rest, text[value.start : value.end])
    ]
    if not all(path for path, _ in said):
        return None
    known = {one.path[len(section.path) :]: _value(layout, one) for one in section.pairs}
    certain = all(path not in known or same(known[path], value_of(new)) for path, new in said)
    lines = [f"{written_path(path)} = {new}{layout.newline}" for path, new in said if path not in known]
    at = layout.line_end(section.end)
    gap = "" if text[:at].endswith("\n") else layout.newline
    return Once(_cut(text[:at] + gap + "".join(lines) + text[at:], pair, 0, layout), certain)


def _merged(layout: Layout, first: Section, second: Section) -> Once | None:
    """Return the text with the body of `second` at the end of `first`, less what `first` says too."""
    text = layout.text
    assert second.header is not None  # noqa: S101 -- the caller looked
    header = layout.line_start(second.header.start)
    body_start = layout.line_end(second.header.end)
    following = [s.header for s in layout.sections if s.header and s.header.start > second.header.start]
    body_end = layout.above(following[0].start) if following else len(text)
    if not following and not text.endswith("\n"):
        text, body_end = text + layout.newline, body_end + len(layout.newline)
    body = text[body_start:body_end]
    known = {pair.path: pair for pair in first.pairs}
    certain = True
    dropped: list[Pair] = []
    for pair in second.pairs:
        old = known.get(pair.path)
        if old is not None:
            gone, sure = _superfluous(layout, old, pair)
            certain = certain and sure
            dropped.append(gone)
    spots = sorted(((pair.statement.start, pair) for pair in dropped), reverse=True)
    tail = text[second.header.end : body_start].strip()
    note = [tail + layout.newline] if tail else []
    at = layout.line_end(first.end)
    for start, pair in spots:
        if start >= body_start:
            body = _cut(body, pair, body_start, layout)
    moved = "".join([*note, body.strip("\r\n") + layout.newline if body.strip() else ""])
    kept = text[:at] + moved + text[at:header] + text[body_end:]
    for start, pair in spots:
        if start < at:
            kept = _cut(kept, pair, 0, layout)
    return Once(kept, certain)


def _cut(text: str, pair: Pair, offset: int, layout: Layout) -> str:
    """Return `text`, which begins at `offset` of the whole, without a statement; a comment behind it stays."""
    start, end = layout.line_start(pair.statement.start) - offset, pair.statement.end - offset
    stop = layout.line_end(pair.statement.end) - offset
    rest = text[end:stop].lstrip(" \t")
    return text[:start] + (rest if rest.strip() else "") + text[stop:]


def _without(layout: Layout, pair: Pair) -> str:
    return _cut(layout.text, pair, 0, layout)


def _superfluous(layout: Layout, first: Pair, second: Pair) -> tuple[Pair, bool]:
    """Return which of two pairs with one key has to go, and whether that is sure.

    It is where both say the same, and where Codex takes only one of the values; else the later one is kept.
    """
    one, other = _value(layout, first), _value(layout, second)
    if same(one, other):
        return second, True
    taken = _taken(layout, first.path, one), _taken(layout, second.path, other)
    return (second if taken == (True, False) else first), taken[0] != taken[1]


def _value(layout: Layout, pair: Pair) -> object:
    return value_of(layout.text[pair.member.value.start : pair.member.value.end])


def _taken(layout: Layout, path: KeyPath, value: object) -> bool:
    """Return whether the newest Codex may take a value: its type, its word, the provider that it names."""
    if path == ("model_provider",):
        return value in _BUILT_IN or any(
            section.path[:2] == ("model_providers", value) for section in layout.sections
        )
    fact = entry(path)
    if fact is None:
        return True
    words = [word for word, when in fact.words.items() if when.until is None]
    return fact.takes_type(value) and not (
        words and isinstance(value, str) and "enum" in fact.kinds and value not in words
    )


_BUILT_IN = frozenset({"openai", "ollama", "lmstudio", "amazon-bedrock", "amazon-bedrock-runtime"})
