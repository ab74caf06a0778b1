"""In which order findings are read: by file, what to do first at the top, one root cause once.

Pure, and the same for every format: a renderer shows the groups as they come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.model import findings_of
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from codex_setup.model import Finding, Outcome, Rule


@record
class Item:
    """A finding with its rule, and the findings that only follow from it."""

    rule: Rule
    finding: Finding
    follows: tuple[tuple[Rule, Finding], ...] = ()

    @property
    def weight(self) -> tuple[int, bool, int]:
        """Return what decides the order in a file: severity, certainty, then the place from the top."""
        at = self.finding.at
        line = at.span.line if at and at.span else 0
        return self.rule.severity.rank, self.finding.unsure, line


@record
class Group:
    """The findings of one file, or those that stand in no file."""

    file: Path | None
    items: tuple[Item, ...]


def arrange(outcomes: Sequence[Outcome]) -> tuple[Group, ...]:
    """Return the findings by file, the file with the gravest first; in a file the gravest first, then by line.

    A finding with `because_of` goes under the finding of that rule, as far up as causes lead; where there
    is no such finding it stands for itself.
    """
    pairs = list(findings_of(outcomes))
    roots = {number: _root(number, pairs) for number in range(len(pairs))}
    items = [
        Item(rule, finding, tuple(pairs[other] for other, root in roots.items() if root == number != other))
        for number, (rule, finding) in enumerate(pairs)
        if roots[number] == number
    ]
    files: dict[Path | None, list[Item]] = {}
    for item in items:
        files.setdefault(item.finding.at.file if item.finding.at else None, []).append(item)
    groups = [Group(file, tuple(sorted(held, key=lambda item: item.weight))) for file, held in files.items()]
    return tuple(sorted(groups, key=lambda group: group.items[0].weight[:2]))


def in_reading_order(outcomes: Sequence[Outcome]) -> Iterator[tuple[Rule, Finding]]:
    """Yield every finding with its rule: group by group, each cause before what follows from it."""
    for group in arrange(outcomes):
        for item in group.items:
            yield item.rule, item.finding
            yield from item.follows


def _root(number: int, pairs: Sequence[tuple[Rule, Finding]]) -> int:
    """Return the number of the finding that explains this one in the end; itself where none does."""
    seen = {number}
    here = number
    while (wanted := pairs[here][1].because_of) is not None:
        cause = _cause(here, wanted, pairs)
        if cause is None:
            break
        if cause in seen:
            return min(seen)  # each is said to explain the other: the first one stands for both
        seen.add(cause)
        here = cause
    return here


def _cause(number: int, wanted: str, pairs: Sequence[tuple[Rule, Finding]]) -> int | None:
    """Return the finding of the rule `wanted`, of the same file where there are several."""
    found = [other for other, (rule, _) in enumerate(pairs) if rule.id == wanted and other != number]
    at = pairs[number][1].at
    same = [other for other in found if at and (place := pairs[other][1].at) and place.file == at.file]
    return next(iter(same or found), None)
