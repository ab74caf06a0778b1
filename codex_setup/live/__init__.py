"""The live check: one small real request, and second looks only where it fails.

A healthy gateway sees exactly one request. The ladder is name, connection, TLS, path, key, model, stream;
each step that fails is looked at once more, with the fewest requests that tell its causes apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.diagnosis import PATHS
from codex_setup.diagnosis.rules import KEY_REJECTED, PING_SKIPPED, REDIRECTED
from codex_setup.diagnosis.turns import STREAM_CUT, STREAM_MISSING
from codex_setup.live.causes import joined
from codex_setup.live.looks import name_may_matter, which_name, whose_key
from codex_setup.live.places import follow, look
from codex_setup.live.scheme import unencrypted
from codex_setup.live.talk import Talk
from codex_setup.live.verdict import greets, judged
from codex_setup.model import Outcome

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.wire import Plan, Probe, Reply, Send


def probe(context: Context, plan: Plan, send: Send) -> tuple[tuple[Outcome, ...], tuple[Probe, ...]]:
    """Return what the gateway's answers show, and every request that was made to learn it."""
    reason = why_not(plan)
    if reason is not None:
        return (Outcome(PING_SKIPPED, skipped=reason),), ()
    talk = Talk(context, plan, send)
    reply = talk.ping()
    outcomes = judged(talk, reply)
    if outcomes:
        outcomes = looked_at(talk, outcomes, reply)
    return outcomes, tuple(talk.probes)


def why_not(plan: Plan) -> str | None:
    """Return why the gateway must not be asked, or None."""
    if plan.refused is not None:
        return f"Codex itself stops before it sends ({plan.refused.stage}): {plan.refused.message}"
    if plan.url is None:
        return "there is no address to ask"
    credential = plan.credential
    if credential is not None and credential.origin.text == "auth.json:chatgpt":
        return "a ChatGPT login is not sent by anybody but Codex itself"
    return None


def looked_at(talk: Talk, outcomes: tuple[Outcome, ...], reply: Reply) -> tuple[Outcome, ...]:
    """Return the outcomes after the second looks that the first one calls for."""
    first = outcomes[0]
    elsewhere = greets(reply) if first.rule is STREAM_MISSING else first.rule in PATHS and not reply.events
    if first.findings and elsewhere:
        return look(talk, first, reply)
    if not first.findings or first.rule in {STREAM_CUT, STREAM_MISSING}:
        return outcomes
    if first.rule is REDIRECTED:
        return follow(talk, first, reply)
    if first.rule is KEY_REJECTED and talk.plan.sends_key:
        return whose_key(talk, first, reply)
    if reply.failure in {"tls", "timeout", "cut"}:
        return unencrypted(talk, first, reply)
    return which_name(talk, first, reply) if name_may_matter(first, reply) else outcomes


__all__ = ["joined", "looked_at", "probe", "why_not"]
