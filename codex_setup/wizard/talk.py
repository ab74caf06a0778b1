"""The conversation of `init`: what is there, what is wanted, the proof, the difference, one consent.

Going back undoes one question. Nothing is written before the consent, so that it can be left at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.record import replace
from codex_setup.wizard import Prepared, errors, prepare
from codex_setup.wizard.aftercare import history
from codex_setup.wizard.answers import Answers, is_variable
from codex_setup.wizard.ask import BackError, Option, PlainAsker, Question
from codex_setup.wizard.given import Given, settle, switches
from codex_setup.wizard.judging import Ending, judged
from codex_setup.wizard.model_choice import model_step
from codex_setup.wizard.steps import Desk, Step, address_step, key_step, preset_step, store_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_setup.render.style import Style
    from codex_setup.report import Report
    from codex_setup.wizard.ask import Asker

STEPS: tuple[Step, ...] = (preset_step, address_step, store_step, key_step, model_step)


def asker_for(style: Style, *, plain: bool) -> Asker:
    """Return the way of asking that this terminal can show and this user can read."""
    if plain:
        return PlainAsker(style)
    from codex_setup.wizard.draw import DrawnAsker  # rich costs 40 ms

    return DrawnAsker(style)


def start(desk: Desk, given: Given, report: Report) -> str:
    """Ask what to do with a configuration that is there: `add`, `mend`, `profile`, `use` or `leave`."""
    context = desk.context
    known = [one for one in context.providers.values() if not one.builtin]
    written = any(layer.name == "user" and layer.state in ("read", "unreadable") for layer in context.layers)
    broken = written and (bool(errors(report)) or report.plan.refused is not None)
    if given.preset is not None or given.base_url is not None or not (known or broken):
        return "add"
    desk.asker.say(there_is(report))
    options = [
        Option("set up a gateway", "adds it, and makes it the default", "add"),
        Option(
            "set up a gateway as a profile",
            "the default stays; Codex takes it with `codex -p NAME`",
            "profile",
        ),
    ]
    if len(known) > 1:
        options.append(Option("switch to another one", "between those that are configured", "use"))
    if broken:
        options.insert(
            0, Option("mend what is there", "the safe fixes of `codex-setup doctor --fix`", "mend")
        )
    options.append(Option("leave it as it is", "`codex-setup doctor` checks it", "leave"))
    question = Question("What is to be done?", "What you do not change stays as it is.")
    return options[desk.asker.choose(question, options).place or 0].value


def there_is(report: Report) -> str:
    """Return what is configured now, in a few words."""
    wrong = len(errors(report))
    also = f"; {wrong} {'thing is' if wrong == 1 else 'things are'} wrong with it" if wrong else ""
    if report.plan.refused is not None:
        return f"There is a configuration, and Codex does not start with it{also}."
    return f"There is a configuration: {report.context.provider.id} asks {report.plan.url} for {report.plan.model}{also}."


def profile_step(desk: Desk, given: Given) -> Given:
    """Ask for the name of a profile."""
    question = Question(
        "What is the profile to be called?", "Letters, digits, `-` and `_`; Codex takes it with -p."
    )
    while True:
        name = desk.asker.text(question).strip()
        if name.replace("-", "_").isidentifier() or is_variable(f"_{name.replace('-', '_')}"):
            return replace(given, profile=name)
        desk.asker.say("Codex does not take that for a profile's name.", "yellow")


def walk(desk: Desk, given: Given, steps: tuple[Step, ...]) -> Given:
    """Return what is known after the steps; going back takes the last answer back. Raises `BackError` at the first."""
    place = 0
    answered: list[tuple[int, Given]] = []
    while place < len(steps):
        try:
            after = steps[place](desk, given)
        except BackError:
            if not answered:
                raise
            place, given = answered.pop()
            continue
        if after != given:
            answered.append((place, given))
        given, place = after, place + 1
    return given


def concluded(desk: Desk, given: Given, shown: Callable[[Report], str]) -> Ending | None:
    """Return complete answers that the gateway takes, asking again for what it does not; None where it is left.

    What is asked again can be gone back from: to what the gateway said, which is not asked for it once more.
    """
    first, said = given, None
    while True:
        try:
            given = walk(desk, given, STEPS)
        except BackError:
            if said is None:
                desk.asker.say("This is the first question; Ctrl-C leaves, and nothing is changed.", "dim")
                given = first
                continue
        else:
            answers, missing = settle(given, desk.context)
            if answers is None or missing:
                for one in missing:
                    desk.asker.say(f"Still missing: {one.why}.", "yellow")
                given = replace(given, store=None, key=None) if answers is not None else first
                continue
            with desk.waiting("asking the gateway"):
                said = given, answers, prepare(desk.bench, answers, desk.context)
        after = judged(desk, *said, shown)
        if after is None:
            return None
        if isinstance(after, tuple):
            return after
        given = after


def reopened(given: Given, answers: Answers) -> Given:
    """Return what is known when the consent is taken back to the last question: all but the model."""
    return replace(
        given,
        preset=answers.preset,
        base_url=answers.base_url,
        store=answers.store,
        key=answers.key,
        env_key=answers.env_key or None,
        command=answers.command,
        model=None,
    )


def consented(desk: Desk, answers: Answers, ready: Prepared) -> bool:
    """Return whether the changes may be written, after what they mean was said."""
    if not ready.changes:
        return True
    notes = [remark for change in ready.changes for remark in change.remarks]
    replaced = switches(answers, desk.context)
    for note in [*notes, *history(answers, desk.context), *([replaced] if replaced else [])]:
        desk.asker.say(f"note: {note}", "yellow")
    return desk.asker.confirm(Question("Write this?", "`codex-setup undo` takes it back."), default=True)
