"""The whole program: examine a machine, say what is right and wrong with the way Codex is set up on it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from codex_setup.codex.binary import installed
from codex_setup.codex.context import Environment, Invocation, read_context
from codex_setup.codex.opinion import second_opinion
from codex_setup.model import Severity
from codex_setup.report import Report
from codex_setup.wire import Send

if TYPE_CHECKING:
    from codex_setup.answer import Answer
    from codex_setup.codex.context import Context
    from codex_setup.machine import Machine
    from codex_setup.wire import Plan, Probe

Connect = Callable[[Environment], Send]
"""Opens the network's door with the proxies and certificates that Codex itself would honour."""


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
    with ExitStack() as stack:
        opinion = stack.enter_context(second_opinion(context)) if connect is None else None
        from codex_setup.codex.request import plan  # loaded while the installed Codex thinks

        planned = plan(context)
        answer = None if connect is None else begun(context, planned, connect)
        from codex_setup.rules import ask  # loaded while the gateway is asked
        from codex_setup.rules.refused import configuration_refused
        from codex_setup.suppress import suppress

        outcomes = ask(context)
        meanwhile()
        if opinion is None:
            # Any earlier, a third busy process would delay the answer that is waited for longest.
            opinion = stack.enter_context(second_opinion(context))
        probes: tuple[Probe, ...] = ()
        if answer is not None:
            planned, outcomes, probes = answer.joined(outcomes)
        said = opinion(planned, outcomes)
    outcomes = suppress(
        (*outcomes, *said),
        context.layers,
        ignored,
        context.environment,
        refusal=lambda: configuration_refused.ask(context),
    )
    return Report(context, planned, outcomes, probes, fail_on=fail_on)


def begun(context: Context, planned: Plan, connect: Connect) -> Answer:
    """Begin to ask the gateway."""
    from codex_setup.answer import Answer  # what only a live check needs

    return Answer(context, planned, connect)
