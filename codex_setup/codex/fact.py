"""What is known of one key of Codex's configuration: the types and words it takes, and in which releases."""

from __future__ import annotations

import re
from datetime import date, time
from math import inf
from typing import TYPE_CHECKING, Any

from codex_setup.codex.releases import numbers
from codex_setup.record import field, record, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_setup.codex.releases import Release

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

LONGEST = 2.0**64
"""The number of seconds that is too many for Codex."""

_SAID: Mapping[str, str] = {
    "string": "text in quotes",
    "text": "text in quotes that is not empty",
    "keys": 'keys as in "ctrl-t", or a list of them',
    "path": "a path in quotes",
    "number": "a number",
    "seconds": "a number of seconds",
    "positive": "a number above zero",
    "boolean": "true or false without quotes",
    "strings": "a list of texts",
    "array": "a list",
    "tables": "a list of tables",
    "words": "a list of words",
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
    them: the names beside it are the only ones it knows (`[features]`). `needed` is set where a table
    without this key is refused: empty, or the `type` of the table that needs it, or `<` and the release that
    no longer needs it. `was` is the type that the
    key had before a release. `closed` is set for a table that is refused for a key which it does not know:
    empty, or the first release that only ignores one.
    """

    path: tuple[str, ...]
    kinds: tuple[str, ...]
    range: Range = ALWAYS
    words: Mapping[str, Range] = field(default_factory=dict)
    renamed_to: str | None = None
    open: bool = False
    ignored: bool = False
    needed: str | None = None
    was: tuple[str, str] | None = None
    closed: str | None = None

    def at(self, release: Release) -> Known:
        """Return the fact as `release` has it, where the key had another type then."""
        if self.was is None or release.at_least(self.was[1]):
            return self
        return replace(self, kinds=(self.was[0],), words={}, was=None)

    def closed_in(self, release: Release) -> bool:
        """Return whether `release` refuses this table where it holds a key that nobody knows."""
        return self.closed is not None and not (self.closed and release.at_least(self.closed))

    def needed_in(self, table: Mapping[str, object], release: Release) -> bool:
        """Return whether `release` refuses this table where the key is not in it."""
        if self.needed is None or not self.range.may_hold(release):
            return False
        if self.needed.startswith("<"):
            return not release.at_least(self.needed[1:])
        return self.needed in {"", table.get("type")}

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
        if words and "words" in self.kinds:
            return all(word in words for word in value)
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
    "keys": (str, list),
    "enum": str,
    "boolean": bool,
    "number": (int, float),
    "seconds": (int, float),
    "positive": (int, float),
    "strings": list,
    "array": list,
    "tables": list,
    "words": list,
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
    if isinstance(value, int | float) and (
        (kind == "seconds" and not 0 <= value < LONGEST) or (kind == "positive" and not 0 < value < inf)
    ):
        return False
    if kind == "text" and value == "":
        return False
    return isinstance(value, _SHAPES[kind])


def moment(value: date | time) -> str:
    """Return a date or a time of TOML as the text for which Codex takes it; +00:00 counts as Z."""
    text = re.sub(r"(\.\d*?)0+(?=$|[-+])", r"\1", value.isoformat())
    return re.sub(r"\+00:00$", "Z", text)
