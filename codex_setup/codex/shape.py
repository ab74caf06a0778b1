"""Which values have a type that Codex does not take: the first one ends the start.

Codex reads the layers it has merged, so a wrong value that a higher layer hides does no harm. The words
are those of its parser.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codex_setup.codex.fact import Known, moment
from codex_setup.codex.fault_order import features_in_order
from codex_setup.codex.known import KEYS, lacking, names
from codex_setup.codex.known import key as known_key
from codex_setup.codex.structs import BUFFERED, EITHER, ELEMENTS, PATHS, SIZES, STRUCTS, UNTAGGED
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
    "tables": "a sequence",
    "words": "a sequence",
    "table": "a map",
    "positive": "f64",
}
_TEXTUAL = (dt.date, dt.time)
UNIT = "invalid type: unit variant, expected string only"
"""What Codex says of a value of a wrong type where it expects one of several words."""


def ill_typed(
    data: Mapping[str, Value], release: Release, path: KeyPath = ()
) -> Iterator[tuple[KeyPath, str]]:
    """Yield the key path and Codex's words for every value of a wrong type, in the order of the files."""
    for name, held in (features_in_order(data, release) if path == ("features",) else data).items():
        here = (*path, name)
        value = _read(held)
        fact = known_key(here, release)
        if here == ("features",) and not release.has("features"):
            continue
        if fact is None:
            if path == ("features",) and not isinstance(value, bool):
                yield path, f"invalid type: {shown(value)}, expected a boolean"
            elif (table := known_key(path, release) if path else None) and table.closed_in(release):
                yield path, f"unknown field `{name}`, expected {_one_of(names(path, release))}"
            continue
        message = _message(fact, value, release)
        if isinstance(held, _TEXTUAL) and message is not None and message.startswith("unknown variant"):
            message = UNIT  # a date is text to Codex, and no word
        if message is not None:
            yield here, message
        elif here == ("profiles",) and isinstance(value, Mapping):
            yield from _profiles(value, release)
        else:
            yield from _inside(fact, value, here, release)
    missed = lacking(path, data, release) if path else None
    if missed is not None:
        yield path, f"missing field `{missed}`"


def _read(held: Value) -> Value:
    """Return a value as Codex has it: a date is a text, in a list too."""
    if isinstance(held, list):
        return [_read(part) for part in held]
    return moment(held) if isinstance(held, _TEXTUAL) else held


def _inside(fact: Known, value: Value, here: KeyPath, release: Release) -> Iterator[tuple[KeyPath, str]]:
    """Yield what is wrong in a table, or in the tables of a list; of one of several types only that it is none."""
    untagged = _untagged(fact) or (EITHER.get(fact.path) if "tables" in fact.kinds else None)
    for part in value if isinstance(value, list) and "tables" in fact.kinds else [value]:
        faults = _of_part(fact, part, here, release)
        if untagged is None:
            yield from faults
        elif next(faults, None) is not None:
            yield here, _no_variant(untagged)


def _of_part(fact: Known, part: Value, here: KeyPath, release: Release) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(part, Mapping):
        yield from ill_typed(part, release, here)
        if fact.path in EITHER:
            yield from (
                (here, f"unknown field `{name}`")
                for name in part
                if known_key((*here, name), release) is None
            )
    elif "tables" in fact.kinds and not (fact.path in EITHER and isinstance(part, str)):
        element = ELEMENTS.get(fact.path) or ELEMENTS.get((*fact.path[:-1], "*"), "a map")
        yield here, f"invalid type: {shown(part)}, expected {element}"


def _untagged(fact: Known) -> str | None:
    """Return what Codex calls a setting that may have one of several types, as a feature that is also a table."""
    if len(fact.kinds) == 1:
        return None
    feature = "FeatureToml" if fact.path[0] == "features" and "table" in fact.kinds else None
    return UNTAGGED.get(fact.path) or feature


def _no_variant(name: str) -> str:
    return f"data did not match any variant of untagged enum {name}"


def _profiles(tables: Mapping[str, Value], release: Release) -> Iterator[tuple[KeyPath, str]]:
    """Yield what is wrong in legacy profiles: they hold some keys of the top level, and are read even where unused."""
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            message = _no_table(("profiles", "*"), "ConfigProfile", table, release)
            if message is not None:
                yield ("profiles", name), message
            continue
        read = names(("profiles", "*"), release)
        for key, message in ill_typed({k: v for k, v in table.items() if k in read}, release):
            yield ("profiles", name, *key), message
        if "tui" in table and release.has("tui-in-profiles"):
            yield from (
                (("profiles", name, *key), said) for key, said in _tui_in_profile(table["tui"], release)
            )


def _tui_in_profile(value: Value, release: Release) -> Iterator[tuple[KeyPath, str]]:
    """Yield what is wrong in the table `tui` of a legacy profile, which holds one key only."""
    if isinstance(value, Mapping):
        held = {k: v for k, v in value.items() if k == "session_picker_view"}
        yield from ill_typed({"tui": held}, release)
    elif value != []:
        yield ("tui",), f"invalid type: {shown(value)}, expected struct ProfileTui"


def worded(key: KeyPath, message: str) -> str:
    """Return the message as Codex shows it: with the key on a line of its own."""
    return f"{message}\nin `{dotted(key)}`"


def _message(fact: Known, value: Value, release: Release) -> str | None:
    """Return Codex's words for a value that it does not take, or None where it does; not what is wrong inside."""
    if "keys" in fact.kinds:
        from codex_setup.codex.keymap import binding_fault  # few people move the keys

        return binding_fault(value, release, shown)
    if str(fact.path[-1]).endswith("reasoning_effort") and (message := _effort(value, release)) is not None:
        return message
    untagged = _untagged(fact)
    if fact.words and isinstance(value, Mapping) and untagged is None:
        return _alternative(fact, value, release)
    if (
        isinstance(value, str)
        and "table" in fact.kinds
        and (*fact.path, value) in KEYS
        and fact.takes_type(value)
    ):
        variant = STRUCTS.get((*fact.path, value), "").startswith("variant")
        known = known_key((*fact.path, value), release) is not None
        return (
            f"invalid type: unit variant, expected {'struct' if variant else 'newtype'} variant"
            if known
            else (_unfit(fact, value, release))
        )
    if fact.takes(value, release):
        return None
    return _no_variant(untagged) if untagged is not None else _unfit(fact, value, release)


def _unfit(fact: Known, value: Value, release: Release) -> str | None:
    """Return what is said of a value that the fact does not take."""
    if fact.path[-1] == "wire_api" and not isinstance(value, str) and release.has("chat-removed"):
        return f"invalid type: {shown(value)}, expected a string"
    if fact.words and (isinstance(value, str) or "enum" in fact.kinds):
        buffered = fact.path[:1] in BUFFERED or fact.path in BUFFERED
        return _variant(value, fact.values(release), buffered=buffered)
    kind = fact.kinds[0]
    if isinstance(value, list) and kind in {"strings", "words"}:
        return _member(fact, value, release)
    if kind in {"seconds", "positive"} and isinstance(value, int | float) and not isinstance(value, bool):
        own = f"{dotted(fact.path)} must be a finite positive number"
        return own if kind == "positive" else _no_duration(value)
    struct = STRUCTS.get(fact.path)
    if struct is not None and kind == "table":
        return _no_table(fact.path, struct, value, release)
    expected = f"struct {struct}" if struct else _EXPECTED.get(kind, kind)
    if fact.path in SIZES:
        expected = expected.replace("u64", "usize")
    whole = isinstance(value, int) and not isinstance(value, bool) and kind not in {*_EXPECTED} - {"nonzero"}
    return f"invalid {'value' if whole else 'type'}: {shown(value)}, expected {expected}"


def _member(fact: Known, values: list[Value], release: Release) -> str:
    """Return what is said of the first member of a list that may not stand there."""
    words = fact.values(release)
    if words:
        return _variant(next(value for value in values if value not in words), words)
    wrong = next(value for value in values if not isinstance(value, str))
    return f"invalid type: {shown(wrong)}, expected {'path string' if fact.path in PATHS else 'a string'}"


def _no_duration(seconds: float) -> str:
    why = "negative" if seconds < 0 else "either too big or NaN"
    return f"cannot convert float seconds to Duration: value is {why}"


def _effort(value: Value, release: Release) -> str | None:
    """Return what is wrong with a text for an effort."""
    if release.efforts is None:
        return "reasoning_effort must not be empty" if value == "" else None
    return (
        None if isinstance(value, Mapping) or value in release.efforts else _variant(value, release.efforts)
    )


def _no_table(path: tuple[str, ...], struct: str, value: Value, release: Release) -> str | None:
    """Return what is said of a value where a table belongs; a list may be taken for one."""

    def judged(path: tuple[str, ...], part: Value) -> str | None:
        fact = known_key(path, release)
        return None if fact is None else _message(fact, part, release)

    if isinstance(value, list):
        from codex_setup.codex.positions import listed  # only for such a list

        return listed(path, struct, value, release, judged)
    return f"invalid type: {shown(value)}, expected struct {struct}"


def _alternative(fact: Known, table: Mapping[str, Value], release: Release) -> str | None:
    """Return what is wrong with a table where a word may stand: it has one key, which is one of the words."""
    if len(table) != 1:
        return f"wanted exactly 1 element, {f'found {len(table)} elements' if not table else 'more than 1 element'}"
    words = tuple(dict.fromkeys((*fact.values(release), *names(fact.path, release))))
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
    return f"unknown variant `{value}`, expected {_one_of(words)}"


def _one_of(words: tuple[str, ...]) -> str:
    quoted = [f"`{word}`" for word in words]
    return f"one of {', '.join(quoted)}" if len(quoted) > 2 else " or ".join(quoted)  # noqa: PLR2004 -- serde's way


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
