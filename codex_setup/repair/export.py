"""A machine on which a variable is exported: how a key is tried that the user has yet to export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.record import replace

if TYPE_CHECKING:
    from codex_setup.machine import Machine
    from codex_setup.secret import Secret


def with_variable(machine: Machine, name: str, key: Secret) -> Machine:
    """Return the same computer as a process sees it in whose environment this variable is set."""
    return replace(machine, env={**machine.env, name: key.reveal()})
