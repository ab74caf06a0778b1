"""A machine after every safe fix that its findings propose, as often as there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.context import Invocation, read_context
from codex_setup.model import findings_of
from codex_setup.repair import plan_changes
from codex_setup.rules import ask

if TYPE_CHECKING:
    from codex_setup.machine import Machine

ROUNDS = 6


def mended(on: Machine, invocation: Invocation | None = None) -> Machine:
    """Return the machine after the safe fixes of its own findings; one fix a round, the first one first."""
    for _ in range(ROUNDS):
        outcomes = ask(read_context(on, invocation or Invocation()))
        fixes = [f.fix for _, f in findings_of(outcomes) if f.fix and f.fix.safe and not f.because_of]
        edits = next((fix.edits for fix in fixes if fix.edits), ())
        if not edits:
            break
        on = on.with_files({change.file: change.after for change in plan_changes(on, edits)})
    return on
