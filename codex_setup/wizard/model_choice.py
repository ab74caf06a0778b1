"""Which model: the question, the names to choose from, and their order.

The gateway's list is only an offer; what is chosen is proved by a ping before anything is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.record import replace
from codex_setup.wizard import Offer, model_for, offered
from codex_setup.wizard.ask import Option, Question
from codex_setup.wizard.steps import Desk, key_step, tentative

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_setup.codex.context import Context
    from codex_setup.wizard.answers import Answers
    from codex_setup.wizard.given import Given


def model_step(desk: Desk, given: Given) -> Given:
    """Ask for the model: from the gateway's list, the recommended ones first, or typed."""
    answers = tentative(desk, given)
    if answers is None or given.model is not None:
        return given
    with desk.waiting("asking for the models"):
        offer = offered(desk.bench, answers, desk.context)
    refused = key_refused(offer)
    if offer.says:
        desk.asker.say(f"{'' if refused else 'There is no list of models: '}{offer.says}.", "yellow")
    if refused and answers.store != "command" and another_key(desk):
        return model_step(desk, key_step(desk, replace(given, key=None, notes=())))
    why = answers.preset.model_note or "Codex sends exactly this name."
    names = in_order(answers, offer, desk.context)
    if not names:
        return replace(given, model=desk.asker.text(Question("Which model?", why)).strip())
    usual = model_for(answers, offer, desk.context)
    options = [Option(name, _worth(name, answers, offer, desk.context)) for name in names]
    default = names.index(usual) if usual in names else 0
    choice = desk.asker.choose(Question("Which model?", why), options, default, free=True)
    return replace(given, model=names[choice.place] if choice.place is not None else choice.typed.strip())


def key_refused(offer: Offer) -> bool:
    """Return whether the gateway surely refuses the key already when it is asked for its list."""
    outcome = offer.outcome
    surely = outcome is not None and any(not finding.unsure for finding in outcome.findings)
    return outcome is not None and surely and outcome.rule.id.startswith("key-")


def another_key(desk: Desk) -> bool:
    """Ask whether another key is to be given, which is what helps most often."""
    question = Question("Which key now?", "The gateway does not take this one; nothing is written yet.")
    options = (Option("enter another one"), Option("go on with it", "it is checked again at the end"))
    return desk.asker.choose(question, options).place == 0


def in_order(answers: Answers, offer: Offer, context: Context) -> list[str]:
    """Return the names to choose from: recommended and offered, in force, offered; or what the preset knows."""
    now = context.config.get("model", of=str)
    known = [name for name in answers.preset.models if name in offer.names or not offer.names]
    current = [now.value] if now is not None and now.value in offer.names else []
    return list(dict.fromkeys([*known, *current, *newest_first(offer.names)]))


def newest_first(names: Sequence[str]) -> list[str]:
    """Return the names: gpt-… first, as Codex was made for them, each family by its number, the highest first."""

    def rank(name: str) -> tuple[bool, str, tuple[int, ...], str]:
        bare = name.rpartition("/")[2]
        family = re.sub(r"\d.*", "", bare)
        first = re.search(r"(\d{1,9})(?:\.(\d{1,9}))?", bare)
        number = tuple(-int(part or 0) for part in first.groups()) if first else ()
        return family != "gpt-", family, number, name

    return sorted(names, key=rank)


def _worth(name: str, answers: Answers, offer: Offer, context: Context) -> str:
    now = context.config.get("model", of=str)
    marks = [
        "recommended"
        if name == next((one for one in answers.preset.models if one in offer.names or not offer.names), None)
        else "",
        "in force now" if now is not None and now.value == name else "",
    ]
    return ", ".join(mark for mark in marks if mark)
