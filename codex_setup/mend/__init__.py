"""What would make TOML of a text that is none: which characters to replace, and whether that is certain.

A repair is kept only if the text then is TOML and says everything that its readable lines said before.
It is certain where nobody could have meant anything else; the others are proposals.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from codex_setup.codex.salvage import salvaged
from codex_setup.codex.spans import Parsed, leaves, read_toml
from codex_setup.codex.statements import statements
from codex_setup.edit import same, value_at
from codex_setup.mend.apart import items, joined, one_each, remark, stray
from codex_setup.mend.blocks import beside, block, mapping
from codex_setup.mend.brackets import open_array
from codex_setup.mend.diffs import one_side
from codex_setup.mend.listed import as_table
from codex_setup.mend.pasted import PASTED, REREAD
from codex_setup.mend.slips import SLIPS, half_quoted
from codex_setup.mend.twice import chosen_once, said_once
from codex_setup.mend.unclosed import beneath, bracket, triple, unopened
from codex_setup.mend.whole import WRITTEN
from codex_setup.mend.words import marked, prose
from codex_setup.pattern import pattern
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.mend.guess import Slip

MOST = 40
"""After so many slips a text is not TOML with slips but something else."""

LONGEST = 500_000
"""Characters; what is longer is not written by hand, and trying repairs on it would take minutes."""


Keeps = Literal["none", "values", "all"]
"""Of what could be read before: nothing (it is read anew), every value under whatever key, or all of it."""

_LEAST: tuple[Keeps, ...] = ("none", "values", "all")


class Swap(NamedTuple):
    """The characters of the old text from `start` up to `end` become `text`."""

    start: int
    end: int
    text: str


@record
class Mend:
    """Which slip comes first, all the swaps that make the text TOML (none are known: empty), and how sure."""

    slip: Slip
    swaps: tuple[Swap, ...] = ()
    certain: bool = False


class _Step(NamedTuple):
    """A text one repair on, and how much of what its readable lines said it must still say."""

    slip: Slip
    text: str
    certain: bool
    keeps: Keeps = "all"


@lru_cache(maxsize=4)
def mend(text: str) -> Mend | None:
    """Return how `text` can be made TOML, or None where it is."""
    parsed = read_toml(text.encode())
    if parsed.problem is None:
        return None
    if len(text) > LONGEST:
        return Mend(_kind(parsed))
    first: Slip | None = None
    now, certain = parsed, True
    keeps: Keeps = "all"
    for _ in range(MOST):
        step = _step(now)
        if step is None:
            break
        first = first or step.slip
        certain = certain and step.certain
        keeps = min(keeps, step.keeps, key=_LEAST.index)
        now = read_toml(step.text.encode())
        if now.problem is None:
            kept = _says(keeps, text, now)
            if not now.data:
                break
            return (
                Mend(first, tuple(_swaps(text, now.text)), certain and kept)
                if kept or not certain
                else Mend(first)
            )
    return Mend(first or _kind(parsed))


def _kind(parsed: Parsed) -> Slip:
    """Return what kind of slip the problem is, where no repair is known."""
    message = parsed.problem.message if parsed.problem else ""
    if "already" in message:
        return "twice"
    return "backslash" if "backslash" in message or "hexadecimal" in message else "other"


def _step(parsed: Parsed) -> _Step | None:
    """Return the first repair after which the text can be read further."""
    if re.search(r"\r(?!\n)", parsed.text):
        return _Step("other", re.sub(r"\r(?!\n)", "\n", parsed.text), certain=True, keeps="none")
    return next((step for step in _guesses(parsed) if _further(step.text, parsed.text, parsed)), None)


def _guesses(parsed: Parsed) -> Iterator[_Step]:
    """Yield what the text may have been meant to be: as a whole, then from a line on, then in one line."""
    text = parsed.text
    for meant in (*PASTED, *WRITTEN):
        new = meant(text)
        if new is not None and new != text:
            yield _Step("other", new, certain=True, keeps="none" if meant in REREAD else "all")
    ours = one_side(text)
    if ours is not None:
        yield _Step("other", ours[0], ours[1], keeps="none")
    for start, end in _suspects(parsed):
        for opened in (
            remark,
            stray,
            items,
            bracket,
            triple,
            beneath,
            unopened,
            joined,
            one_each,
            block,
            mapping,
            beside,
        ):
            found = opened(text, start)
            if found is not None:
                stop, guess = found
                certain = guess.certain and not (opened is bracket and _cut(text, stop))
                keeps: Keeps = "none" if opened in _OVER_LINES else "values"
                yield _Step("other", text[:start] + guess.line + text[stop:], certain, keeps)
        for look in (marked, *SLIPS):
            meaning = look(text[start:end])
            if meaning is not None:
                rest = text[end:]
                rest = rest.removeprefix("\r").removeprefix("\n") if meaning.whole else rest
                certain = meaning.certain and not (look in _CLOSING and _cut(text, end))
                yield _Step(
                    meaning.slip,
                    text[:start] + meaning.line + rest,
                    certain,
                    "values" if _HEADER.match(meaning.line) else "all",
                )
        words = prose(text, start)
        if words is not None:
            stop, guess = words
            yield _Step("other", text[:start] + guess.line + text[stop:], guess.certain, "values")
    yield from _doubles(text)


_HEADER = pattern(r"[ \t]*\[{1,2}[ \t]*[\w\"'][^\[\],=]*\]{1,2}[ \t]*(?:#.*)?$")
"""After such a line those below belong to another table than before."""

_CLOSING = (half_quoted, open_array)
_OVER_LINES = (remark, triple)
"""Looks that find a text over lines: what seemed to be settings in it is none."""


def _cut(text: str, end: int) -> bool:
    """Return whether the text ends here in the middle of a line: what was half saved may lack more than its end."""
    return end == len(text) and not text.endswith("\n")


def _doubles(text: str) -> Iterator[_Step]:
    """Yield what takes away the first thing that is said twice."""
    table = as_table(text)
    if table is not None:
        yield _Step("twice", table, certain=True, keeps="none")
    for look in (chosen_once, said_once):
        once = look(text)
        if once is not None:
            yield _Step("twice", once.text, once.certain, keeps="none")


def _suspects(parsed: Parsed) -> Iterator[tuple[int, int]]:
    """Yield the lines, without their ends, where the slip may be: where reading stops, and where it began."""
    text = parsed.text
    broken = next((s for s in statements(text) if s.kind == "broken"), None)
    at = [min(parsed.problem.span.start, len(text))] if parsed.problem and parsed.problem.span else []
    seen: set[int] = set()
    for place in [broken.start, *at] if broken else at:
        start = text.rfind("\n", 0, place) + 1
        start += start == 0 and text.startswith("\ufeff")  # elsewhere the mark is in the way
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if start not in seen:
            seen.add(start)
            yield start, end - text.endswith("\r", start, end)


def _further(fixed: str, text: str, parsed: Parsed) -> bool:
    """Return whether less of the text is left unread than before."""
    left = read_toml(fixed.encode()).problem
    if left is None:
        return True
    before = parsed.problem.span.start if parsed.problem and parsed.problem.span else 0
    after = left.span.start if left.span else 0
    closer = len(fixed) - after < len(text) - before
    return closer and _broken(fixed) <= _broken(text)


def _broken(text: str) -> int:
    return sum(statement.kind == "broken" for statement in statements(text))


def _says(keeps: Keeps, old: str, now: Parsed) -> bool:
    """Return whether what could be read in the old text is still said, as far as it must be."""
    if keeps == "none":
        return True
    data, _ = salvaged(old, statements(old))
    said = leaves(data)
    if keeps == "all":
        return all(same(value_at(now.data, path), value) for path, value in said)
    left = [value for _, value in leaves(now.data)]
    return all(any(same(one, value) for one in left) for _, value in said)


def _swaps(old: str, new: str) -> Iterator[Swap]:
    """Yield what turns `old` into `new`, whole lines at a time."""
    import difflib  # only for a file that is broken

    before, after = re.split(r"(?<=\n)", old), re.split(r"(?<=\n)", new)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            yield Swap(starts[i1], starts[i2], "".join(after[j1:j2]))
