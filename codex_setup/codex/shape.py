"""Which values have a type that Codex does not take: the first one ends the start.

Codex reads the layers it has merged, so a wrong value that a higher layer hides does no harm. The words
are those of its parser.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codex_setup.codex.known import Known, moment, names
from codex_setup.codex.known import key as known_key
from codex_setup.codex.positions import listed
from codex_setup.codex.structs import BUFFERED, SIZES, STRUCTS, UNTAGGED
from codex_setup.model import KeyPath, Value, dotted

if TYPE_CHECKING:
    from codex_setup.codex.releases import Release

_EXPECTED = {
    "string": "a string",
    "path": "path string",
    "boolean": "a boolean",
    "text": "a string",
    "number": "f64",
    "seconds": "f64",
    "nonzero": "a nonzero u64",
    "strings": "a sequence",
    "array": "a sequence",
    "table": "a map",
}
_TEXTUAL = (dt.date, dt.time)
UNIT = "invalid type: unit variant, expected string only"
"""What Codex says of a value of a wrong type where it expects one of several words."""


def ill_typed(
    data: Mapping[str, Value], release: Release, path: KeyPath = ()
) -> Iterator[tuple[KeyPath, str]]:
    """Yield the key path and Codex's words for every value of a wrong type, in the order of the files."""
    for name, held in data.items():
        here = (*path, name)
        value: Value = moment(held) if isinstance(held, _TEXTUAL) else held
        fact = known_key(here, release)
        if here == ("features",) and not release.has("features"):
            continue
        if fact is None:
            if path == ("features",) and not isinstance(value, bool):
                yield path, f"invalid type: {shown(value)}, expected a boolean"
            continue
        message = _message(fact, value, release)
        if held is not value and message is not None and message.startswith("unknown variant"):
            message = UNIT  # a date is text to Codex, and no word
        if message is not None:
            yield here, message
        elif here == ("profiles",) and isinstance(value, Mapping):
            yield from _profiles(value, release)
        elif isinstance(value, Mapping):
            yield from ill_typed(value, release, here)


def _profiles(tables: Mapping[str, Value], release: Release) -> Iterator[tuple[KeyPath, str]]:
    """Yield what is wrong in legacy profiles: they hold keys of the top level, and are read even where unused."""
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            message = _no_table(("profiles", "*"), "ConfigProfile", table, release)
            if message is not None:
                yield ("profiles", name), message
            continue
        for key, value in table.items():
            fact = known_key((key,), release)
            message = (
                _message(fact, value, release) if fact is not None and "table" not in fact.kinds else None
            )
            if message is not None:
                yield ("profiles", name, key), message


def worded(key: KeyPath, message: str) -> str:
    """Return the message as Codex shows it: with the key on a line of its own."""
    return f"{message}\nin `{dotted(key)}`"


def _message(fact: Known, value: Value, release: Release) -> str | None:  # noqa: PLR0911 -- one return a kind of fault
    if str(fact.path[-1]).endswith("reasoning_effort") and (message := _effort(value, release)) is not None:
        return message
    if fact.words and isinstance(value, Mapping) and "boolean" not in fact.kinds:
        return _alternative(fact, value, release)
    if fact.takes(value, release) or (
        fact.path[-1] == "trust_level" and isinstance(value, str) and not release.has("trust-checked")
    ):
        return None
    if fact.path[-1] == "wire_api" and not isinstance(value, str):
        return f"invalid type: {shown(value)}, expected a string"
    if fact.words and (isinstance(value, str) or "enum" in fact.kinds):
        return _variant(
            value, fact.values(release), buffered=fact.path[:1] in BUFFERED or fact.path in BUFFERED
        )
    if fact.path in UNTAGGED:
        return f"data did not match any variant of untagged enum {UNTAGGED[fact.path]}"
    kind = fact.kinds[0]
    if "strings" in fact.kinds and isinstance(value, list):
        return f"invalid type: {shown(next(v for v in value if not isinstance(v, str)))}, expected a string"
    struct = STRUCTS.get(fact.path)
    if struct is not None and kind == "table":
        return _no_table(fact.path, struct, value, release)
    expected = f"struct {struct}" if struct else _EXPECTED.get(kind, kind)
    if fact.path in SIZES:
        expected = expected.replace("u64", "usize")
    whole = isinstance(value, int) and not isinstance(value, bool) and kind not in {*_EXPECTED} - {"nonzero"}
    return f"invalid {'value' if whole else 'type'}: {shown(value)}, expected {expected}"


def _effort(value: Value, release: Release) -> str | None:
    """Return what is wrong with a text for an effort."""
    if release.efforts is None:
        return "reasoning_effort must not be empty" if value == "" else None
    bad = isinstance(value, str) and value not in release.efforts
    return _variant(value, release.efforts) if bad else None


def _no_table(path: tuple[str, ...], struct: str, value: Value, release: Release) -> str | None:
    """Return what is said of a value where a table belongs; a list may be taken for one."""

    def judged(path: tuple[str, ...], part: Value) -> str | None:
        fact = known_key(path, release)
        return None if fact is None else _message(fact, part, release)

    if isinstance(value, list):
        return listed(path, struct, value, release, judged)
    return f"invalid type: {shown(value)}, expected struct {struct}"


def _alternative(fact: Known, table: Mapping[str, Value], release: Release) -> str | None:
    """Return what is wrong with a table where a word may stand: it has one key, which is one of the words."""
    if len(table) != 1:
        return f"wanted exactly 1 element, {f'found {len(table)} elements' if not table else 'more than 1 element'}"
    words = (*fact.values(release), *names(fact.path, release))
    (word,) = table
    return None if word in words else _variant(word, words)


def _variant(value: Value, words: tuple[str, ...], *, buffered: bool = False) -> str:
    if not isinstance(value, str):
        if buffered:
            return f"invalid type: {shown(value)}, expected string or map"
        return UNIT
    return unknown_word(value, words)


def unknown_word(value: str, words: tuple[str, ...]) -> str:
    """Return what Codex says of a word that is none of `words`."""
    quoted = [f"`{word}`" for word in words]
    expected = f"one of {', '.join(quoted)}" if len(quoted) > 2 else " or ".join(quoted)  # noqa: PLR2004 -- serde's way
    return f"unknown variant `{value}`, expected {expected}"


def shown(value: Any) -> str:
    """Return a value as Codex's parser names it: integer `5`, string "x"."""
    match value:
        case bool():
            return f"boolean `{str(value).lower()}`"
        case int():
            return f"integer `{value}`"
        case float():
            return f"floating point `{'NaN' if value != value else value}`"  # noqa: PLR0124 -- only NaN differs from itself
        case str():
            return f'string "{value}"'
        case list():
            return "sequence"
        case _:
            return "map"
