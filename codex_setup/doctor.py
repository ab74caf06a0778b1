"""The whole program: examine a machine, say what is right and wrong with the way Codex is set up on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from codex_setup.codex.context import Context
from codex_setup.model import Outcome, Severity, findings_of
from codex_setup.wire import Plan, Probe

Verdict = Literal["healthy", "broken", "unsure"]


@dataclass(frozen=True, slots=True)
class Report:
    """What an examination found. `sent` is what the real Codex sent (`trace` only)."""

    context: Context
    plan: Plan
    outcomes: tuple[Outcome, ...]
    probes: tuple[Probe, ...] = ()
    sent: Plan | None = None
    gateway: str | None = None
    fail_on: Severity = Severity.ERROR
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """Return 1 where something is surely wrong, 4 where it could not be told, else 0."""
        worst = [f.unsure for rule, f in findings_of(self.outcomes) if rule.severity.rank <= self.fail_on.rank]
        if not worst:
            return 0
        return 4 if all(worst) else 1

    @property
    def verdict(self) -> Verdict:
        """Return the same in a word."""
        return {0: "healthy", 4: "unsure"}.get(self.exit_code, "broken")  # type: ignore[return-value]
