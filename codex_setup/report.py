"""What an examination found, and which verdict and exit code that makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from codex_setup.model import Outcome, Severity, findings_of
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.wire import Plan, Probe

Verdict = Literal["healthy", "broken", "unsure"]

VERDICTS: Mapping[int, Verdict] = {0: "healthy", 1: "broken", 4: "unsure"}
"""The verdict that goes with an exit code."""


def exit_code_of(unsure: Iterable[bool]) -> int:
    """Return the exit code for findings that fail, of which each is unsure or not: 0 where there are none."""
    found = tuple(unsure)
    return 0 if not found else 4 if all(found) else 1


@record
class Report:
    """What an examination found. `sent` is what the real Codex sent (`trace` only).

    `unwritten` are the files of a preview that are not on disk as they were examined: nothing that is
    shown may point into them.
    """

    context: Context
    plan: Plan
    outcomes: tuple[Outcome, ...]
    probes: tuple[Probe, ...] = ()
    sent: Plan | None = None
    fail_on: Severity = Severity.ERROR
    unwritten: frozenset[Path] = frozenset()

    @property
    def exit_code(self) -> int:
        """Return 1 where something is surely wrong, 4 where it could not be told, else 0.

        Where no check says why Codex stops, since none was asked (`plan`) or it failed itself, Codex stops
        all the same.
        """
        found = exit_code_of(
            f.unsure for rule, f in findings_of(self.outcomes) if rule.severity.rank <= self.fail_on.rank
        )
        silent = not self.outcomes or any(outcome.crashed for outcome in self.outcomes)
        return 1 if silent and self.plan.refused is not None else found

    @property
    def verdict(self) -> Verdict:
        """Return the same in a word."""
        return VERDICTS[self.exit_code]
