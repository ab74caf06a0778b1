"""What can still be told of a text that is not TOML, or not TOML 1.0.

Every statement that can be read on its own counts; where two say the same key, the first one does. What
is salvaged is for checks to look at and never for an edit to build on.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from codex_setup.codex.spans import Parsed, Problem, Ruler, Spans, Walk, endless, locate, located
from codex_setup.codex.statements import Node, Statement, Stretch, statements
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_setup.model import KeyPath, Value

Swap = tuple[Stretch, str]

_AT = pattern(r" *\((?:at line (\d+), column (\d+)|at end of document)\)$")
_ESCAPE = pattern(r"\\(?:(e)|x([0-9a-fA-F]{2})|[\s\S])")
_SHORT_TIME = pattern(r"(?:\d{4}-\d\d-\d\d[Tt ])?\d\d:\d\d(?=$|[Zz+-])")
_GAP = pattern(r"#[^\n]*+|\r?\n")
_KEY_TWICE = "this key was already given a value"
_TABLE_TWICE = "this table was already opened"
_TWICE = {_KEY_TWICE, _TABLE_TWICE}
_WORDS = (
    ("Cannot overwrite a value", _KEY_TWICE),
    ("Cannot declare", _TABLE_TWICE),
    ("Cannot mutate", _TABLE_TWICE),
    ("Cannot redefine", _TABLE_TWICE),
    ("Duplicate inline table key", _KEY_TWICE),
    ("Invalid statement", "this starts neither a key nor a table"),
    ("Invalid value", "what follows is not a value; text needs quotes"),
    (
        "Invalid initial character for a key part",
        "a key has letters, digits, `-` and `_`; anything else needs quotes",
    ),
    ("Invalid date or datetime", "there is no such date"),
    ("Invalid hex value", "`\\u` and `\\U` in a string need hexadecimal digits after them"),
    ("Unescaped '\\'", "a backslash in double quotes starts an escape, and this is none"),
    ("Illegal character '\\n'", "the quote that was opened on this line is not closed"),
    ("Illegal character '\\r'", "a carriage return without a line feed"),
    ("Unterminated string", "the quotes that were opened here are never closed"),
    ("Expected newline or end of document", "something stands after the value or header on the same line"),
)
"""What `tomllib` (3.11 to 3.13) says, and how we say it."""


def second_reading(text: str, error: Exception) -> Parsed:
    """Return what `text` says as TOML 1.1, or else what is wrong with it and what its readable lines say."""
    found = list(statements(text))
    swaps = sorted(swap for statement in found if statement.value for swap in _swaps(text, statement.value))
    if swaps and all(statement.kind != "broken" for statement in found):
        try:
            data = tomllib.loads(_swapped(text, swaps).removeprefix("\ufeff"))
        except (ValueError, RecursionError) as second:
            error = second
        else:
            return Parsed(text, data, locate(text), modern=Ruler(text).span(*swaps[0][0]))
    known, spans = salvaged(text, found)
    return Parsed(text, known, spans, _problem(text, error, found, moved=bool(swaps)))


def salvaged(text: str, found: Iterable[Statement]) -> tuple[dict[str, Any], Spans]:
    """Return what the readable lines of `text` say, and where.

    Lines below a header that cannot be read are left out: nobody knows which table they belong to.
    """
    data: dict[str, Any] = {}
    kept: list[Statement] = []
    walk = Walk()
    lost = False
    for statement in found:
        if statement.kind == "broken" or endless(statement):
            lost = lost or text.startswith("[", statement.start)
        elif statement.value is not None:
            value = _value(text, statement.value)
            if not lost and value is not None and _put(data, (*walk.base, *statement.parts), value):
                kept.append(statement)
        else:
            lost = not _put(data, walk.enter(statement), None)
            kept += [] if lost else [statement]
    return data, located(text, kept)


def value_of(text: str) -> Value | None:
    """Return the value that `text` is in TOML (1.1), or None where it is none."""
    node = next((s.value for s in statements(f"x = {text}") if s.value), None)
    return _value(f"x = {text}", node) if node and node.end == len(text) + 4 else None


def _value(text: str, node: Node) -> Value | None:
    swaps = sorted(((s - node.start, e - node.start), new) for (s, e), new in _swaps(text, node))
    try:
        return tomllib.loads("x = " + _swapped(text[node.start : node.end], swaps))["x"]
    except (ValueError, RecursionError):
        return None


def _put(data: dict[str, Any], path: KeyPath, value: Value | None) -> bool:
    """Set a value, or make a table where `value` is None; return False where something is in the way."""
    here: Any = data
    for place, part in enumerate(path):
        last = place == len(path) - 1
        following: Any = [] if not last and isinstance(path[place + 1], int) else {}
        if isinstance(here, list) and isinstance(part, int):
            if part == len(here):
                here.append({})
            if part >= len(here):
                return False
        elif not isinstance(here, dict):
            return False
        elif last and value is not None:
            return here.setdefault(part, value) is value
        else:
            here.setdefault(part, following)
        here = here[part]
    return isinstance(here, dict)


def _swaps(text: str, node: Node) -> Iterator[Swap]:
    """Yield what turns the TOML 1.1 in a value into TOML 1.0."""
    if node.kind == "scalar":
        yield from _scalar_swaps(text, node)
        return
    for member in node.members:
        yield from _swaps(text, member.value)
    if node.kind == "array":
        return
    at = node.start + 1
    for member in node.members:
        yield from _breaks(text, at, member.stretches[0][0])
        at = member.value.end
    yield from _breaks(text, at, node.end - 1)
    comma = text.find(",", at, node.end)
    if node.members and comma >= 0 and "#" not in text[at:comma]:
        yield (comma, comma + 1), " "


def _breaks(text: str, start: int, end: int) -> Iterator[Swap]:
    for gap in _GAP.finditer(text, start, end):
        yield gap.span(), " "


def _scalar_swaps(text: str, node: Node) -> Iterator[Swap]:
    if text[node.start] == '"':
        for escape in _ESCAPE.finditer(text, node.start, node.end):
            if escape[1] or escape[2]:
                yield escape.span(), f"\\u00{escape[2] or '1b'}"
    elif short := _SHORT_TIME.match(text, node.start, node.end):
        yield (short.end(), short.end()), ":00"


def _swapped(text: str, swaps: Iterable[Swap]) -> str:
    parts: list[str] = []
    at = 0
    for (start, end), new in swaps:
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def _problem(text: str, error: Exception, found: list[Statement], *, moved: bool) -> Problem:
    """Return what `tomllib` holds against `text`, in our words, with the stretch that it means."""
    said = str(error) if isinstance(error, ValueError) else "nested too deeply"
    bare = _AT.sub("", said).strip()
    where = _AT.search(said)
    ruler = Ruler(text)
    broken = next((statement for statement in found if statement.kind == "broken"), None)
    if where is not None and where[1] and not moved:
        mark = text.startswith("\ufeff") and where[1] == "1"
        start = min(ruler.offset(int(where[1]), int(where[2]) + mark), len(text))
    else:
        start = broken.stop if broken else len(text)
    words = next((ours for theirs, ours in _WORDS if bare.startswith(theirs)), bare[:1].lower() + bare[1:])
    twice = words in _TWICE and next((s for s in found if s.stretches and s.start < start <= s.end), None)
    if twice:
        return Problem("syntax", words, ruler.span(twice.stretches[0][0], twice.stretches[-1][1]))
    end = text.find("\n", start)
    rest = text[start : len(text) if end < 0 else end].rstrip("\r")
    return Problem("syntax", words, ruler.span(start, start + len(rest)))
