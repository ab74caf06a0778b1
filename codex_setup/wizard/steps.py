"""The questions of `init`, one function each: what is known goes in, what is known afterwards comes out.

A step that needs not ask returns what it was given. Going back is a `BackError`, and somebody else's job.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from codex_setup.model import Command
from codex_setup.providers import OTHER, PRESETS, Blank, Preset
from codex_setup.record import record, replace
from codex_setup.render.shell import line
from codex_setup.wizard.address import read_address
from codex_setup.wizard.ask import Asker, Option, Question
from codex_setup.wizard.given import Given, auth_problem, default_store, fitted, settle
from codex_setup.wizard.pasted import Pasted, read_key, read_pasted
from codex_setup.wizard.storage import WAYS, Way, fetching, putting, vaults_here

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.render.style import Style
    from codex_setup.wizard import Bench
    from codex_setup.wizard.answers import Answers


Waiting = Callable[[str], AbstractContextManager[object]]
"""Says what is waited for, while it is waited for."""


@record
class Desk:
    """What the steps work with; `running` are the local servers that answer, by preset."""

    bench: Bench
    context: Context
    asker: Asker
    style: Style
    running: tuple[str, ...] = ()
    waiting: Waiting = nullcontext


Step = Callable[[Desk, Given], Given]


def understood(desk: Desk, given: Given, read: Pasted) -> Given | None:
    """Return what is known after a pasted text, and say what was understood; None where that is nothing."""
    if read.problem is not None:
        desk.asker.say(f"That cannot be used: {read.problem}.", "yellow")
        return None
    notes = (*(read.address.notes if read.address else ()), *read.notes)
    for note in notes:
        desk.asker.say(f"note: {note}", "dim")
    url = read.address.base_url if read.address else None
    if url:
        desk.asker.say(f"Codex will ask {url}/responses")
    if read.key is not None:
        desk.asker.say(f"The key in it is taken: {read.key}")
    return replace(
        given,
        preset=read.preset or given.preset,
        base_url=url or given.base_url,
        key=read.key or given.key,
        env_key=given.env_key or (read.variable if read.key is None else None),
        model=given.model or read.model,
    )


def preset_step(desk: Desk, given: Given) -> Given:
    """Ask who is to be talked to, or take whatever is pasted instead."""
    if given.preset is not None or given.base_url is not None:
        return given
    ordered = sorted(PRESETS, key=lambda one: (one.id not in desk.running, not _key_here(desk, one)))
    options = [Option(one.name, _about(desk, one), one.id) for one in ordered]
    question = Question(
        "Whom is Codex to talk to?",
        "Choose one, or paste what you have: an address, a curl command, environment lines, a key.",
    )
    while True:
        choice = desk.asker.choose(question, options, free=True)
        if choice.place is not None:
            return replace(given, preset=ordered[choice.place])
        after = understood(desk, given, read_pasted(choice.typed))
        if after is not None and (after.preset is not None or after.base_url is not None):
            return after
        given = after or given


def _key_here(desk: Desk, one: Preset) -> bool:
    found = desk.context.environment.filled(one.env_key) if one.env_key else None
    return one is not OTHER and found is not None


def _about(desk: Desk, one: Preset) -> str:
    if one.id in desk.running:
        return f"answers at {one.filled({})}"
    if _key_here(desk, one):
        return f"{one.env_key} is set here"
    if one.base_url.startswith("{"):
        return "paste its address" if one is OTHER else "at an address of your own"
    return one.base_url


def address_step(desk: Desk, given: Given) -> Given:
    """Ask for the blanks of the base URL, or for the whole of it."""
    chosen = given.preset
    if chosen is None or given.base_url is not None or not chosen.blanks:
        return given
    if [blank.name for blank in chosen.blanks] in (["server"], ["base_url"]):
        return _whole(desk, given, chosen, chosen.blanks[0])
    fill = dict(given.fill)
    for blank in chosen.blanks:
        if blank.name not in fill:
            question = Question(f"What is {blank.why}?", f"It stands in {chosen.base_url}.", blank.default)
            answer = desk.asker.text(question)
            if "://" in answer:
                return _said(desk, replace(given, base_url=read_address(answer).base_url))
            fill[blank.name] = answer.strip()
    return _said(desk, replace(given, fill=fill, base_url=chosen.filled(fill)))


def _whole(desk: Desk, given: Given, chosen: Preset, blank: Blank) -> Given:
    question = Question("What is its address?", f"{blank.why}; such as {blank.example}.", blank.default)
    while True:
        after = understood(desk, given, read_pasted(desk.asker.text(question)))
        if after is not None and after.base_url is not None:
            kept = after.preset if chosen is OTHER else chosen
            return _said(desk, replace(after, preset=kept, base_url=fitted(chosen, after.base_url)))


def _said(desk: Desk, given: Given) -> Given:
    desk.asker.say(f"Codex will ask POST {given.base_url}/responses")
    return given


def store_step(desk: Desk, given: Given) -> Given:
    """Ask where the key is to be kept."""
    answers = tentative(desk, given)
    if given.store is not None or answers is None:
        return given
    usual = default_store(answers.preset, answers.env_key, given, desk.context)
    if answers.preset.env_key is None:
        return replace(given, store="none")
    ways = [
        way
        for way in WAYS
        if way.id in answers.preset.stores and (way.id != "auth" or not auth_problem(desk.context))
    ]
    options = [Option(way.title, _means(desk, way), way.id) for way in ways]
    if answers.preset.key_optional or answers.preset is OTHER:
        options.append(Option("it needs no key", "Codex sends none.", "none"))
    values = [option.value for option in options]
    question = Question(
        "Where is the key to be kept?", f"Codex looks for it there at every start ({answers.env_key})."
    )
    place = desk.asker.choose(question, options, values.index(usual) if usual in values else 0).place or 0
    if place >= len(ways):
        return replace(given, store="none")
    return _kept(desk, given, answers, ways[place])


def _means(desk: Desk, way: Way) -> str:
    if way.id == "auth" and desk.context.auth.mode == "chatgpt":
        return "It takes the place of the ChatGPT login that is there."
    return way.says


def _kept(desk: Desk, given: Given, answers: Answers, way: Way) -> Given:
    """Return the choice of a way, once it was said what it means; a password store is chosen as well."""
    for where, means in (
        ("codex exec", way.exec),
        ("codex", way.tui),
        ("an editor", way.editor),
        ("CI", way.ci),
    ):
        desk.asker.say(f"  {where}: {means}", "dim")
    if way.id != "command":
        return replace(given, store=way.id)
    here = vaults_here(desk.context.machine)
    options = [Option(vault.name, " ".join(fetching(vault, answers.provider_id)), vault.id) for vault in here]
    options.append(Option("another command", "one that prints the key and nothing else"))
    question = Question("Which password store?", "Codex runs its command whenever it needs the key.")
    place = desk.asker.choose(question, options).place or 0
    if place == len(here):
        typed = desk.asker.text(
            Question("Which command prints the key?", "It is run without a shell, as it is typed.")
        )
        return replace(given, store="command", command=tuple(shlex.split(typed)))
    chosen = here[place]
    words = putting(chosen, answers.provider_id)
    if words:
        say_command(desk, "Put the key in, in another terminal:", words)
    else:
        desk.asker.say(chosen.how.replace("{id}", answers.provider_id))
    desk.asker.confirm(Question("Is it in there?", "The key is fetched next, to check it."), default=True)
    return replace(given, store="command", vault=chosen.id)


def say_command(desk: Desk, says: str, words: Sequence[str]) -> None:
    """Say what to do, and the command for it in the user's own shell."""
    desk.asker.say(f"{says}\n  {line(Command('run', tuple(words)), desk.style.shell)}")


def key_step(desk: Desk, given: Given) -> Given:
    """Ask for the key, hidden, unless one is there that is wanted."""
    answers = tentative(desk, given)
    settled = given.key is not None or "kept" in given.notes
    if answers is None or settled or answers.store in ("none", "command"):
        return given
    found = desk.context.environment.filled(answers.env_key)
    there = found.value if found is not None else None
    if answers.store == "auth" and desk.context.auth.mode == "apikey":
        there = desk.context.auth.api_key
    if there is not None:
        where = "auth.json" if answers.store == "auth" and found is None else answers.env_key
        options = (
            Option(f"use it ({there})", f"{len(there)} characters, from {where}"),
            Option("enter another one"),
        )
        question = Question("There is a key already.", "The gateway will be asked whether it takes it.")
        if desk.asker.choose(question, options).place == 0:
            return replace(given, key=None, env_key=answers.env_key, store=answers.store, notes=("kept",))
    page = f" There is one at {answers.preset.key_page}." if answers.preset.key_page else ""
    kept = " It is used for the check now and not stored." if answers.store == "variable" else ""
    question = Question(
        "What is the key?", f"It is not shown, and goes nowhere but to {answers.base_url}.{page}{kept}"
    )
    while True:
        typed = desk.asker.hidden(question)
        read = read_key(typed, answers.preset)
        key = read.key or read_pasted(typed).key
        if key is None:
            desk.asker.say(f"That is no key: {read.problem}.", "yellow")
            continue
        for note in read.notes:
            desk.asker.say(f"note: {note}", "dim")
        return replace(given, key=key)


def tentative(desk: Desk, given: Given) -> Answers | None:
    """Return the answers as far as they can be told; None where not even the gateway is known."""
    return settle(given, desk.context)[0]
