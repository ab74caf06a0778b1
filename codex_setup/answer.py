"""The live check on its way: the gateway is asked while the rules look."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from codex_setup.codex.binary import credential_from
from codex_setup.model import Secret
from codex_setup.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_setup.codex.context import Context, Environment
    from codex_setup.model import Outcome
    from codex_setup.wire import Plan, Probe, Send

    Connect = Callable[[Environment], Send]

COMMAND_PATIENCE = 5.0
"""Seconds that Codex gives a credential command by default (0.169.0)."""


class Answer(threading.Thread):
    """The live check on its way."""

    def __init__(self, context: Context, planned: Plan, connect: Connect) -> None:
        super().__init__(name="live", daemon=True)
        self._context, self._planned, self._connect = context, planned, connect
        self._seen: tuple[Outcome, ...] = ()
        self._probes: tuple[Probe, ...] = ()
        self._crash: BaseException | None = None
        self.start()

    def run(self) -> None:
        """Get the key where a command prints it, and ask."""
        try:
            from codex_setup.live import probe  # what only a live check needs

            self._planned = armed(self._context, self._planned)
            send = self._connect(self._context.environment)
            self._seen, self._probes = probe(self._context, self._planned, send)
        except BaseException as crash:  # noqa: BLE001 -- raised again by whoever waits for this
            self._crash = crash

    def joined(self, outcomes: tuple[Outcome, ...]) -> tuple[Plan, tuple[Outcome, ...], tuple[Probe, ...]]:
        """Wait, and return the plan that was asked with, what files and answers show together, and every request."""
        self.join()
        if self._crash is not None:
            raise self._crash
        from codex_setup.live import joined  # loaded by now

        return self._planned, joined(outcomes, self._seen), self._probes


def armed(context: Context, planned: Plan) -> Plan:
    """Return the plan with the key that the provider's credential command prints, where it names one.

    This is the only place where something that the configuration names is run, and only for a live check.
    """
    credential, provider = planned.credential, context.provider
    if credential is None or credential.origin.text != "command" or provider.auth_command is None:
        return planned
    table = (*provider.path, "auth")
    args = context.config.get(*table, "args", of=list)
    patience = context.config.get(*table, "timeout_ms", of=int)
    found = credential_from(
        provider.auth_command.value,
        tuple(map(str, args.value)) if args else (),
        context.machine.cwd,
        context.machine,
        patience.value / 1000 if patience else COMMAND_PATIENCE,
    )
    if isinstance(found, Secret):
        return replace(planned, credential=replace(credential, secret=found, why=None))
    return replace(
        planned, credential=replace(credential, secret=None, why=f"the credential command failed: {found}")
    )
