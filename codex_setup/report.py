"""What an examination found, and which verdict and exit code that makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from codex_setup.model import Outcome, Severity, findings_of
from codex_setup.record import record

if TYPE_CHECKING:
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.wire import Plan, Probe

Verdict = Literal["healthy", "broken", "unsure"]


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
        """Return 1 where something is surely wrong, 4 where it could not be told, else 0."""
        unsure = [
            f.unsure for rule, f in findings_of(self.outcomes) if rule.severity.rank <= self.fail_on.rank
        ]
        if not unsure:
            return 0
        return 4 if all(unsure) else 1

    @property
    def verdict(self) -> Verdict:
        """Return the same in a word."""
        match self.exit_code:
            case 0:
                return "healthy"
            case 4:
                return "unsure"
            case _:
                return "broken"
