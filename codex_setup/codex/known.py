"""Which keys Codex knows, of which type, with which values, from which release to which.

The facts are the lines of `known_keys.txt`, measured on real binaries (tests/oracle/check_known_keys.py
measures them again). A boundary lies between two releases that were tried; between the two a key is
taken for known, so that nobody is told of a mistake that may not be one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codex_setup.codex.releases import Release, numbers
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.model import KeyPath

DATA = Path(__file__).with_name("known_keys.txt")

_WHOLE: Mapping[str, tuple[int, int]] = {
    "u8": (0, 2**8 - 1),
    "u16": (0, 2**16 - 1),
    "u32": (0, 2**32 - 1),
    "i32": (-(2**31), 2**31 - 1),
    "u64": (0, 2**63 - 1),
    "i64": (-(2**63), 2**63 - 1),
    "nonzero": (1, 2**63 - 1),
}
"""The types of whole numbers and what they hold; TOML's own end at 2**63 - 1."""

_SAID: Mapping[str, str] = {
    "string": "text in quotes",
    "text": "text in quotes that is not empty",
    "path": "a path in quotes",
    "number": "a number",
    "seconds": "a number of seconds",
    "boolean": "true or false without quotes",
    "strings": "a list of texts",
    "array": "a list",
    "table": "a table",
    "nonzero": "a whole number above zero",
    **dict.fromkeys(("u8", "u16", "u32", "u64"), "a whole number, zero or more"),
}


@record
class Range:
    """The releases in which something holds.

    `since` is the first release seen with it and `lacking` the last one seen without it before; `until`
    is the first one seen without it again and `last` the last one seen with it. None: always.
    """

    since: str | None = None
    lacking: str | None = None
    until: str | None = None
    last: str | None = None

    def may_hold(self, release: Release) -> bool:
        """Return whether it holds in `release`, or may hold because nobody tried that one."""
        if self.lacking is not None and not release.at_least(_after(self.lacking)):
            return False
        return self.until is None or not release.at_least(self.until)


ALWAYS = Range()


@record
class Known:
    """One key that some release of Codex knows; `*` in `path` stands for any name.

    `kinds` are the types that the value may have, `words` the values of an enumeration and the releases
    that take each. What stands below an `open` table is not judged. `renamed_to` is the key that took
    the place of this one. `ignored` marks a `*` whose values must have the type though Codex ignores
    them: the names beside it are the only ones it knows (`[features]`).
    """

    path: tuple[str, ...]
    kinds: tuple[str, ...]
    range: Range = ALWAYS
    words: Mapping[str, Range] = field(default_factory=dict)
    renamed_to: str | None = None
    open: bool = False
    ignored: bool = False

    @property
    def since(self) -> str | None:
        """Return the first release seen that knows the key; None where all do."""
        return self.range.since

    @property
    def until(self) -> str | None:
        """Return the first release that no longer knows the key; None where the newest does."""
        return self.range.until

    def values(self, release: Release) -> tuple[str, ...]:
        """Return the words that `release` takes; none where any text will do."""
        return tuple(word for word, when in self.words.items() if when.may_hold(release))

    def takes_type(self, value: Any) -> bool:
        """Return whether Codex reads a value of this type here; the words are not looked at."""
        return any(_fits(kind, value) for kind in self.kinds)

    def takes(self, value: Any, release: Release) -> bool:
        """Return whether `release` reads this value here."""
        if not self.takes_type(value):
            return False
        words = self.values(release)
        return value in words if words and isinstance(value, str) else True

    def expected(self, release: Release) -> str:
        """Return what may stand here, in words: "true or false", "one of …"."""
        said = [_SAID.get(kind, "a whole number") for kind in self.kinds if kind != "enum"]
        words = self.values(release)
        if words:
            said = [
                " or ".join(f'"{word}"' for word in words),
                *(each for each in said if "text" not in each),
            ]
        return " or ".join(said)


def _after(version: str) -> str:
    major, minor, patch = numbers(version)
    return f"{major}.{minor}.{patch + 1}"


_SHAPES: Mapping[str, type | tuple[type, ...]] = {
    "string": (str, date, time),
    "text": str,
    "path": (str, date, time),
    "enum": str,
    "boolean": bool,
    "number": (int, float),
    "seconds": (int, float),
    "strings": list,
    "array": list,
    "table": dict,
    "any": object,
}
"""Python's types for Codex's; a date or a time of TOML is text to Codex (0.169.0)."""


def _fits(kind: str, value: Any) -> bool:
    """Return whether `value` is of type `kind`; TOML's true is not a number, as Codex has it."""
    if isinstance(value, bool) and kind not in {"boolean", "any"}:
        return False
    if kind in _WHOLE:
        low, high = _WHOLE[kind]
        return isinstance(value, int) and low <= value <= high
    if kind == "strings" and isinstance(value, list):
        return all(isinstance(part, str) for part in value)
    if (kind == "seconds" and isinstance(value, int | float) and value < 0) or (
        kind == "text" and value == ""
    ):
        return False
    return isinstance(value, _SHAPES[kind])


def moment(value: date | time) -> str:
    """Return a date or a time of TOML as the text for which Codex takes it; +00:00 counts as Z."""
    text = re.sub(r"(\.\d*?)0+(?=$|[-+])", r"\1", value.isoformat())
    return re.sub(r"\+00:00$", "Z", text)


class _Keys(Mapping[tuple[str, ...], Known]):
    """The keys by their paths; what is said of one is read when it is first asked for."""

    def __init__(self, text: str) -> None:
        self._said = dict(_lines(text))
        self._read: dict[tuple[str, ...], Known] = {}

    def __getitem__(self, path: tuple[str, ...]) -> Known:
        if path not in self._read:
            kinds, *rest = self._said[path].split()
            self._read[path] = _known(path, tuple(kinds.split("|")), rest)
        return self._read[path]

    def __contains__(self, path: object) -> bool:
        return path in self._said

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)


def _lines(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the path of each key that `text` describes, and what is said of it."""
    table: tuple[str, ...] = ()
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            table = _split(line[1:-1])
            continue
        name, _, said = line.partition(" ")
        for each in name.split(","):
            yield (*table, *_split(each)), said


def _known(path: tuple[str, ...], kinds: tuple[str, ...], rest: list[str]) -> Known:
    if not rest:
        return Known(path, kinds)
    said = dict(word.split("=", 1) for word in rest if "=" in word)
    words = {}
    for word in rest:
        if "=" not in word and word not in {"open", "ignored"}:
            name, _, when = word.partition("@")
            words[name] = _range(dict(part.split(":", 1) for part in when.split(";") if part))
    return Known(path, kinds, _range(said), words, said.get("renamed"), "open" in rest, "ignored" in rest)


def _range(said: Mapping[str, str]) -> Range:
    if not said:
        return ALWAYS
    since, _, lacking = said.get("since", "").partition(">")
    until, _, last = said.get("until", "").partition(">")
    return Range(since or None, lacking or None, until or None, last or None)


def _split(path: str) -> tuple[str, ...]:
    return tuple(path.split(".")) if path else ()


KEYS: Mapping[tuple[str, ...], Known] = _Keys(DATA.read_text("utf-8"))
"""Every key that some release knows, by its path."""


@cache
def entry(path: KeyPath) -> Known | None:
    """Return what any release knows of `path`: the named key before one with `*`; None where none does."""
    named = tuple(part for part in path if isinstance(part, str))
    return _found((), named)


def _found(done: tuple[str, ...], left: tuple[str, ...]) -> Known | None:
    if not left:
        return KEYS.get(done)
    for part in (left[0], "*"):
        here = (*done, part)
        if here not in KEYS and here not in _TABLES:
            continue
        found = _found(here, left[1:])
        if found is not None:
            return found
    return None


def key(path: KeyPath, release: Release) -> Known | None:
    """Return what `release` knows of `path`, or None where it does not know such a key."""
    found = entry(path)
    return found if found is not None and found.range.may_hold(release) and not found.ignored else None


def names(table: KeyPath, release: Release) -> tuple[str, ...]:
    """Return the names that `release` knows directly under `table`, in the order of the facts."""
    return tuple(
        path[-1] for path in _CHILDREN.get(_pattern(table), ()) if KEYS[path].range.may_hold(release)
    )


def judged(table: KeyPath) -> bool:
    """Return whether we know every name that may stand under `table`, and no other may."""
    pattern = _pattern(table)
    known = KEYS.get(pattern)
    children = _CHILDREN.get(pattern, ())
    other = KEYS.get((*pattern, "*"))
    return bool(children) and not (known and known.open) and (other is None or other.ignored)


@cache
def named(name: str, release: Release) -> tuple[Known, ...]:
    """Return every key of that name that `release` knows, whatever table it stands in."""
    return tuple(each for path, each in KEYS.items() if path[-1] == name and each.range.may_hold(release))


def _pattern(path: KeyPath) -> tuple[str, ...]:
    """Return the path with which the facts speak of `path`, itself where they do not."""
    found = entry(path) if path else None
    return found.path if found else tuple(str(part) for part in path)


_CHILDREN: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
_TABLES: set[tuple[str, ...]] = set()
for _path in KEYS:
    _CHILDREN.setdefault(_path[:-1], []).append(_path)
    _TABLES.update(_path[:end] for end in range(1, len(_path)))
