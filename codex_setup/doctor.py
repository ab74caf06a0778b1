"""The whole program: examine a machine, say what is right and wrong with the way Codex is set up on it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from codex_setup.codex.binary import credential_from, installed
from codex_setup.codex.context import Context, Environment, Invocation, read_context
from codex_setup.codex.opinion import second_opinion
from codex_setup.model import Secret, Severity
from codex_setup.record import replace
from codex_setup.report import Report
from codex_setup.wire import Plan, Probe, Send

if TYPE_CHECKING:
    from codex_setup.machine import Machine
    from codex_setup.model import Outcome

Connect = Callable[[Environment], Send]
"""Opens the network's door with the proxies and certificates that Codex itself would honour."""


COMMAND_PATIENCE = 5.0
"""Seconds that Codex gives a credential command by default (0.169.0)."""


def examine(
    machine: Machine,
    invocation: Invocation,
    *,
    connect: Connect | None = None,
    ignored: tuple[str, ...] = (),
    fail_on: Severity = Severity.ERROR,
    meanwhile: Callable[[], None] = lambda: None,
) -> Report:
    """Return what is right and wrong with the way Codex is set up on `machine`; without `connect`, offline.

    The gateway is asked, and the installed Codex for its second opinion, while the rules are. `meanwhile` is called
    once, before the answers are waited for.
    """
    context = read_context(machine, invocation, installed(machine, invocation.codex_home))
    opinion = second_opinion(context)
    from codex_setup.codex.request import plan  # loaded while the installed Codex thinks

    planned = plan(context)
    answer = None if connect is None else Answer(context, planned, connect)
    from codex_setup.rules import ask  # loaded while the gateway is asked
    from codex_setup.rules.refused import configuration_refused
    from codex_setup.suppress import suppress

    outcomes = ask(context)
    meanwhile()
    probes: tuple[Probe, ...] = ()
    if answer is not None:
        planned, outcomes, probes = answer.joined(outcomes)
    outcomes = suppress(
        (*outcomes, *opinion(planned, outcomes)),
        context.layers,
        ignored,
        context.environment,
        refusal=lambda: configuration_refused.ask(context),
    )
    return Report(context, planned, outcomes, probes, fail_on=fail_on)


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
