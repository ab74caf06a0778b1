"""How `init` runs on a terminal: the conversation, then the same road as without one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from codex_setup.cli.doctor import connector
from codex_setup.cli.output import differ, show, style_for
from codex_setup.cli.progress import waiting
from codex_setup.cli.sayings import left_over, tell, utter
from codex_setup.cli.setup import exported, finish, mended, titled
from codex_setup.doctor import examine
from codex_setup.model import Command, SetupError
from codex_setup.record import replace
from codex_setup.render import RENDERERS
from codex_setup.wizard.aftercare import Remark
from codex_setup.wizard.ask import BackError, Option, Question
from codex_setup.wizard.look import running_servers
from codex_setup.wizard.model_choice import newest_first
from codex_setup.wizard.steps import Desk
from codex_setup.wizard.talk import asker_for, concluded, consented, profile_step, reopened, start

if TYPE_CHECKING:
    from codex_setup.cli.options import Showing
    from codex_setup.cli.setup import Wishes
    from codex_setup.codex.context import Context
    from codex_setup.report import Report
    from codex_setup.wizard import Bench
    from codex_setup.wizard.answers import Answers
    from codex_setup.wizard.given import Given

GLANCE = 0.5
"""Seconds in which a server on this computer answers."""


def talk(bench: Bench, context: Context, given: Given, wishes: Wishes, choice: Showing) -> int:
    """Carry out `init` by asking, and return its exit code."""
    desk = desk_for(bench, context, wishes, choice)
    if bench.connect is not None:
        with waiting("looking for servers on this computer"):
            desk = replace(desk, running=running_servers(connector(GLANCE)(context.environment)))
    with desk.asker.session():
        wanted = begun(desk, given)
        if wanted == "leave":
            utter("nothing was changed\n")
            return 0
        if wanted != "use":
            return converse(desk, given, wanted, wishes, choice)
        chosen = other_provider(desk)
        model = wishes.model or model_for_it(desk, chosen)
    from codex_setup.cli.use import switch  # another command's road

    return switch(bench, context, chosen, replace(wishes, model=model), choice)


def desk_for(bench: Bench, context: Context, wishes: Wishes, choice: Showing) -> Desk:
    """Return what asks on this terminal, as it can show questions and as this user can read them."""
    style = style_for(bench.machine, choice, sys.stderr)
    plain = wishes.plain or bench.machine.env.get("TERM", "") in ("dumb", "")
    if bench.machine.platform == "win32":
        plain = wishes.plain
    style = replace(style, colour=style.colour and not plain)
    return Desk(bench, context, asker_for(style, plain=plain), style, waiting=waiting)


def asked_model(bench: Bench, context: Context, provider: str, wishes: Wishes, choice: Showing) -> str | None:
    """Return the model for a provider that was never in force, asked for where nothing tells it."""
    desk = desk_for(bench, context, wishes, choice)
    with desk.asker.session():
        return model_for_it(desk, provider)


def converse(desk: Desk, given: Given, wanted: str, wishes: Wishes, choice: Showing) -> int:
    """Mend what is there, or ask for a gateway and set it up; return the exit code."""
    bench, context, style = desk.bench, desk.context, desk.style
    if wanted == "mend":
        report = mended(bench, wishes, choice, lambda: agreed(desk), asking=True)
        show(report, bench.machine, choice)
        return report.exit_code
    if wanted == "profile":
        given = named(desk, given)
    while True:
        ending = concluded(desk, given, lambda report: RENDERERS["text"](report, style))
        if ending is None:
            utter("nothing was written\n")
            return 1
        answers, ready = ending
        differ(ready.changes, style)
        if wishes.dry_run:
            return int(bool(ready.changes))
        try:
            agrees = consented(desk, answers, ready)
            break
        except BackError:
            given = reopened(given, answers)
    if not agrees:
        utter("nothing was written\n")
        return 1
    code = finish(bench, ready, titled(answers), choice)
    done = exported(bench, answers, choice, lambda: wanted_in_profile(desk))
    remarks = left_over(answers, context, ready, given.vault, exported=done)
    tell(bench.machine, choice, [*remarks, *ready_to_go(answers, context, code)])
    return code


def ready_to_go(answers: Answers, context: Context, code: int) -> list[Remark]:
    """Return how Codex is started, where all is well and nothing else says it."""
    installed = any(one.first for one in context.binaries)
    if code != 0 or not installed or answers.profile is not None:
        return []
    return [Remark("Codex is ready:", Command("run", ("codex",)))]


def named(desk: Desk, given: Given) -> Given:
    """Return what is known with the name of the profile; there is nothing to go back to."""
    while True:
        try:
            return profile_step(desk, given)
        except BackError:
            desk.asker.say("Ctrl-C leaves, and nothing is changed.", "dim")


def begun(desk: Desk, given: Given) -> str:
    """Return what is to be done; the first question has nothing to go back to."""
    report: Report = examine(desk.bench.machine, desk.bench.asked)
    while True:
        try:
            return start(desk, given, report)
        except BackError:
            desk.asker.say("This is the first question; Ctrl-C leaves, and nothing is changed.", "dim")


def agreed(desk: Desk) -> bool:
    """Return whether the fixes that were shown may be made."""
    return desk.asker.confirm(
        Question("Make these changes?", "`codex-setup undo` takes them back."), default=True
    )


def other_provider(desk: Desk) -> str:
    """Ask which of the configured providers is to be in force, and return its id."""
    now = desk.context.provider.id
    known = [one for one in desk.context.providers.values() if not one.builtin and one.id != now]
    options = [Option(one.id, one.base_url.value if one.base_url else "", one.id) for one in known]
    while True:
        try:
            place = desk.asker.choose(Question("Which one?", f"{now} is in force now."), options).place or 0
            return known[place].id
        except BackError:
            desk.asker.say("Ctrl-C leaves, and nothing is changed.", "dim")


def model_for_it(desk: Desk, provider: str) -> str | None:
    """Return the model for a provider to switch to, asked for where nothing tells it; None leaves the one there is."""
    from codex_setup.wizard.use import had, model_of, offered_by  # only a switch needs these

    known = had(provider, desk.context)
    if known is not None:
        return known
    with desk.waiting("asking for the models"):
        names = offered_by(desk.bench, desk.context, provider)
    try:
        return model_of(desk.context, provider, names)
    except SetupError:
        names = tuple(newest_first(names))
    set_ = desk.context.config.has("model")
    why = (
        f"{provider} does not offer the one that is in force."
        if set_
        else f"None is set; {provider} offers these."
    )
    question = Question("Which model?", why)
    options = [Option(name, value=name) for name in names]
    while True:
        try:
            choice = desk.asker.choose(question, options, free=True)
            return names[choice.place] if choice.place is not None else choice.typed.strip()
        except BackError:
            desk.asker.say("Ctrl-C leaves, and nothing is changed.", "dim")


def wanted_in_profile(desk: Desk) -> bool:
    """Return whether the line that was shown may go into the shell's profile."""
    why = "Else you export the variable yourself wherever Codex is started."
    try:
        return desk.asker.confirm(Question("Put this line into your shell's profile?", why), default=False)
    except BackError:
        return False
