"""Which keys Codex knows, of which type, with which values, from which release to which.

The facts are the lines of `known_keys.txt`, measured on real binaries (tests/oracle/check_known_keys.py
measures them again). A boundary lies between two releases that were tried; between the two a key is
taken for known, so that nobody is told of a mistake that may not be one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.codex.fact import ALWAYS, Known, Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_setup.codex.releases import Release
    from codex_setup.model import KeyPath

__all__ = ["KEYS", "Known", "entry", "judged", "key", "lacking", "named", "names"]

DATA = Path(__file__).with_name("known_keys.txt")


class _Keys(Mapping[tuple[str, ...], Known]):
    """The keys by their paths; a table is read when it is first looked into, and a key when it is asked for."""

    def __init__(self, text: str) -> None:
        self._of_table: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        self._below: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        self._said: dict[tuple[str, ...], str] = {}
        self._read: dict[tuple[str, ...], Known] = {}
        parts = (part.partition("]\n") for part in text.split("\n[")[1:])
        self._unread = {_split(table): lines for table, _, lines in parts}
        self._tables = {table[:end] for table in self._unread for end in range(1, len(table) + 1)}
        self._order = tuple(self._unread)

    def _look(self, path: tuple[str, ...]) -> None:
        """Read what is said of each table on the way to `path`."""
        for end in range(len(path) + 1):
            lines = self._unread.pop(path[:end], None)
            if lines is not None:
                self._take(path[:end], lines)

    def _take(self, table: tuple[str, ...], lines: str) -> None:
        for line in lines.splitlines():
            names, _, said = line.partition(" ")
            for name in names.split(",") if names else ():
                path = (*table, *name.split("."))
                self._said[path] = said
                self._of_table.setdefault(table, []).append(path)
                self._below.setdefault(path[:-1], []).append(path)
                self._tables.update(path[:end] for end in range(len(table) + 1, len(path)))

    def below(self, table: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
        """Return the paths of the keys directly below a table, in the order of the facts."""
        self._look(table)
        return self._below.get(table, ())

    def lead(self, path: tuple[str, ...]) -> bool:
        """Return whether some key stands below `path`."""
        self._look(path)
        return path in self._tables

    def __getitem__(self, path: tuple[str, ...]) -> Known:
        if path not in self._read:
            self._look(path)
            kinds, *rest = self._said[path].split()
            self._read[path] = _known(path, tuple(kinds.split("|")), rest)
        return self._read[path]

    def __contains__(self, path: object) -> bool:
        if isinstance(path, tuple):
            self._look(path)
        return path in self._said

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for table in self._order:
            self._look(table)
            yield from self._of_table[table]

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _known(path: tuple[str, ...], kinds: tuple[str, ...], rest: list[str]) -> Known:
    if not rest:
        return Known(path, kinds)
    said = dict(word.split("=", 1) for word in rest if "=" in word)
    words = {}
    for word in rest:
        if "=" not in word and word not in {"open", "ignored"} and not word.startswith(("needed", "closed")):
            name, _, when = word.partition("@")
            words[name] = _range(dict(part.split(":", 1) for part in when.split(";") if part))
    needed = _after(rest, "needed")
    closed = _after(rest, "closed")
    kind, _, until = said.get("was", "").partition("<")
    was = (kind, until) if until else None
    return Known(
        path,
        kinds,
        _range(said),
        words,
        said.get("renamed"),
        "open" in rest,
        "ignored" in rest,
        needed,
        was,
        closed and closed.removeprefix("<"),
    )


def _after(words: list[str], mark: str) -> str | None:
    """Return what follows `mark` in the word that begins with it; None where there is none."""
    return next((word.removeprefix(mark).removeprefix(":") for word in words if word.startswith(mark)), None)


def _range(said: Mapping[str, str]) -> Range:
    if not said:
        return ALWAYS
    since, _, lacking = said.get("since", "").partition(">")
    until, _, last = said.get("until", "").partition(">")
    return Range(since or None, lacking or None, until or None, last or None)


def _split(path: str) -> tuple[str, ...]:
    return tuple(path.split(".")) if path else ()


KEYS = _Keys(DATA.read_text("utf-8"))
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
        if here not in KEYS and not KEYS.lead(here):
            continue
        found = _found(here, left[1:])
        if found is not None:
            return found
    return None


def key(path: KeyPath, release: Release) -> Known | None:
    """Return what `release` knows of `path`, or None where it does not know such a key."""
    found = entry(path)
    if found is not None and not found.range.may_hold(release):
        found = entry((*path[:-1], "*"))  # where any name may stand, this one was one of them
    return (
        found.at(release)
        if found is not None and found.range.may_hold(release) and not found.ignored
        else None
    )


def names(table: KeyPath, release: Release) -> tuple[str, ...]:
    """Return the names that `release` knows directly under `table`, in the order of the facts."""
    return tuple(path[-1] for path in KEYS.below(_pattern(table)) if KEYS[path].range.may_hold(release))


def lacking(table: KeyPath, held: Mapping[str, object], release: Release) -> str | None:
    """Return the first key without which Codex refuses what `table` holds, or None where all are there."""
    for pattern in _patterns((), tuple(part for part in table if isinstance(part, str))):
        for path in KEYS.below(pattern):
            if path[-1] not in held and KEYS[path].needed_in(held, release):
                return path[-1]
    return None


def _patterns(done: tuple[str, ...], left: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield every path with which the facts may speak of what stands below a table."""
    if not left:
        yield done
        return
    for part in (left[0], "*"):
        if KEYS.lead((*done, part)):
            yield from _patterns((*done, part), left[1:])


def in_profile(name: str, release: Release) -> bool:
    """Return whether a legacy profile may set a key of the top level, or whether nobody knows such a key."""
    return key((name,), release) is None or name in names(("profiles", "*"), release)


def judged(table: KeyPath) -> bool:
    """Return whether we know every name that may stand under `table`, and no other may."""
    pattern = _pattern(table)
    known = KEYS.get(pattern)
    children = KEYS.below(pattern)
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
