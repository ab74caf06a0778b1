"""Second looks at the key and the model: whose key was refused, and which names there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.diagnosis import Case, diagnose, quoted, row_for
from codex_setup.diagnosis.advice import SHORT, key_from
from codex_setup.diagnosis.rules import (
    KEY_MISSING,
    KEY_WRONG_GROUP,
    MODEL_UNKNOWN,
    NO_ACCOUNTS,
    UPSTREAM_REFUSED,
)
from codex_setup.live.lists import names_in, only_claude, wrong_group
from codex_setup.model import Edit, Finding, Fix, Outcome
from codex_setup.nearest import nearest
from codex_setup.record import replace
from codex_setup.rules.proposal import changed

if TYPE_CHECKING:
    from codex_setup.live.talk import Talk
    from codex_setup.wire import Reply


BAD_REQUEST = 400


def whose_key(talk: Talk, first: Outcome, reply: Reply) -> tuple[Outcome, ...]:
    """Return whose key was refused: the user's, or the gateway's own where the list takes the user's."""
    names = names_in(_models(talk))
    if names is None:
        return (first,)
    if only_claude(names):
        return (Outcome(KEY_WRONG_GROUP, (wrong_group(talk),)),)
    gateway = Case.of(reply, talk.plan.url or "").gateway
    if gateway is not None and gateway.open_list:
        return (first,)
    if not talk.left or names_in(talk.models(keyed=False)) is not None:
        return (first,)  # the list is open to everybody and proves no key
    talk.name(KEY_MISSING)
    if reply.status == BAD_REQUEST and talk.plan.model not in names:
        return (_with_fix(talk, _unknown(talk, names, reply), names),)
    said = quoted(Case.of(reply).said.message)
    message = f"the gateway takes the key from {key_from(talk.plan.credential)} for its model list, and the service behind it refused the turn"
    hint = "Nothing here is wrong: the gateway's own upstream account was refused; tell its operator."
    finding = Finding(message + (f": “{said}”" if said else ""), hint=hint, unsure=True)
    return (Outcome(UPSTREAM_REFUSED, (finding,)),)


def which_name(talk: Talk, first: Outcome, reply: Reply) -> tuple[Outcome, ...]:
    """Return whether the name is the cause, told with the names on offer."""
    names = names_in(_models(talk)) if talk.left else None
    model = talk.plan.model or ""
    if names and only_claude(names) and not model.lower().startswith("claude"):
        return (Outcome(KEY_WRONG_GROUP, (wrong_group(talk),)),)
    preset = talk.around.preset
    offered = names or (preset.models if preset else ())
    talk.around = replace(talk.around, names=offered)
    told = diagnose(talk.plan, reply, talk.around)
    told = told if told.rule is first.rule else first
    if first.rule is MODEL_UNKNOWN:
        return (_with_fix(talk, told, offered),)
    lacking = bool(offered) and model not in offered
    short = not offered and SHORT.fullmatch(model) is not None
    if lacking or (short and first.rule is NO_ACCOUNTS):
        return (_with_fix(talk, _unknown(talk, offered, reply), offered),)
    return (told,)


def name_may_matter(first: Outcome, reply: Reply) -> bool:
    """Return whether a reply may be about the model's name, whatever it says."""
    said = Case.of(reply).said
    vague = "upstream request failed" in said.message.lower().rstrip(".")
    return first.rule in {MODEL_UNKNOWN, NO_ACCOUNTS} or (first.rule is UPSTREAM_REFUSED and vague)


def _models(talk: Talk) -> Reply:
    reply = talk.models()
    if names_in(reply) is None:
        case = Case.of(reply, f"{talk.base}/models", sent_key=talk.plan.sends_key)
        talk.name(row_for(case).rule)
    return reply


def _unknown(talk: Talk, offered: tuple[str, ...], reply: Reply) -> Outcome:
    """Return that the gateway's list lacks the name, or that the name is a short one."""
    model = quoted(talk.plan.model or "")
    near = nearest(talk.plan.model or "", offered) or offered[:5]
    said = quoted(Case.of(reply).said.message)
    why = (
        "is not among the names that the gateway offers to this key"
        if offered
        else "is a short name, and gateways want exact ones"
    )
    hint = (
        f"The nearest names: {', '.join(f'`{name}`' for name in near)}."
        if near
        else "`codex-setup models` lists the names on offer."
    )
    if talk.plan.model_unset:
        hint += " `model` is not set, so Codex sent its own default."
    message = f"the model `{model}` {why}" + (f" (it answers “{said}”)" if said else "")
    place = talk.plan.model_origin.place if talk.plan.model_origin else None
    return Outcome(MODEL_UNKNOWN, (Finding(message, place, hint),))


def _bare(name: str) -> str:
    """Return a name as it is compared where case and separators were mistaken."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _with_fix(talk: Talk, outcome: Outcome, offered: tuple[str, ...]) -> Outcome:
    """Return the outcome with the nearest name as its fix; a guess among several is not a safe one."""
    model = talk.plan.model or ""
    preset = talk.around.preset
    near = nearest(model, offered)
    if talk.plan.model_unset and preset and preset.models:
        near = (preset.models[0], *near)
    if not near:
        return outcome
    setting = talk.context.config.get("model", of=str)
    safe = (
        len(near) == 1
        or SHORT.fullmatch(model) is not None
        or [name for name in offered if _bare(name) == _bare(model)] == [near[0]]
    )
    title = f"Set `model` to {quoted(near[0])}"
    fix = changed(setting, near[0], title, safe=safe) if setting is not None else None
    file = talk.context.user_file
    if setting is None and file is not None:
        fix = Fix(title, (Edit(file, ("model",), near[0]),), safe=safe)
    if fix is None or not outcome.findings:
        return outcome
    return replace(outcome, findings=(replace(outcome.findings[0], fix=fix), *outcome.findings[1:]))
