"""Which model names a gateway offers to this key: OpenAI's list, Codex's manifest, Ollama's, Anthropic's.

A list is a convenience and no proof: what it names need not work, and Codex never asks for it. The ping
decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_setup.diagnosis import PATHS, Case, diagnose, row_for
from codex_setup.diagnosis.advice import quoted
from codex_setup.diagnosis.rules import (
    FIREWALL_PAGE,
    KEY_WRONG_GROUP,
    MODELS_UNAVAILABLE,
    REDIRECTED,
    REPLY_UNRECOGNISED,
    REQUEST_REJECTED,
)
from codex_setup.live.lists import names_in, only_claude, wrong_group
from codex_setup.live.talk import Talk
from codex_setup.model import Finding, Outcome

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.wire import Plan, Probe, Reply, Send

_ELSEWHERE = PATHS | {FIREWALL_PAGE, REDIRECTED, REPLY_UNRECOGNISED, REQUEST_REJECTED}


def list_models(context: Context, plan: Plan, send: Send) -> tuple[tuple[str, ...], Probe, Outcome]:
    """Return the names on offer to this key, the request that told them, and what is wrong with it."""
    talk = Talk(context, plan, send)
    reply = talk.models()
    names = names_in(reply)
    if names is None and _ruled(talk, reply) in PATHS:
        names = _from_elsewhere(talk)
    outcome = outcome_of(talk, reply, names)
    return names or (), talk.probes[-1 if names is not None else 0], outcome


def _from_elsewhere(talk: Talk) -> tuple[str, ...] | None:
    """Return the names that a sibling address lists: with `/v1` or without, and Ollama's own."""
    path = talk.base_path
    other = path.removesuffix("/v1") if path.endswith("/v1") else f"{path}/v1"
    for address in (f"{other}/models", "/api/tags"):
        names = names_in(talk.models(talk.origin + address))
        if names:
            return names
    return None


def _ruled(talk: Talk, reply: Reply) -> Any:
    return row_for(Case.of(reply, f"{talk.base}/models", sent_key=talk.plan.sends_key)).rule


def outcome_of(talk: Talk, reply: Reply, names: tuple[str, ...] | None) -> Outcome:
    """Return what a model list, or its absence, says."""
    if names is not None:
        wrong = only_claude(names) and not (talk.plan.model or "").lower().startswith("claude")
        return Outcome(KEY_WRONG_GROUP, (wrong_group(talk),)) if wrong else Outcome(MODELS_UNAVAILABLE)
    case = Case.of(reply, f"{talk.base}/models", talk.plan.model or "", sent_key=talk.plan.sends_key)
    row = row_for(case)
    found = diagnose(talk.plan, reply, talk.around, url=case.url)
    if row.rule not in _ELSEWHERE and not reply.succeeded:
        return found
    said = quoted(case.said.message)
    words = f" (status {reply.status}{f': “{said}”' if said else ''})"
    hint = "Codex does not need a list; `codex-setup doctor` asks for a turn, and that decides."
    return Outcome(
        MODELS_UNAVAILABLE,
        (Finding(f"no model list at {quoted(case.url)}{words}", hint=hint, unsure=True),),
    )
