"""The live check: one small real request, and second looks only where it fails.

A healthy gateway sees exactly one request, and what would diagnose another's answer is not even loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.live.causes import joined
from codex_setup.live.content import content
from codex_setup.live.talk import Talk
from codex_setup.model import Outcome

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.wire import Plan, Probe, Send


def probe(context: Context, plan: Plan, send: Send) -> tuple[tuple[Outcome, ...], tuple[Probe, ...]]:
    """Return what the gateway's answers show, and every request that was made to learn it."""
    reason = why_not(plan)
    if reason is not None:
        from codex_setup.diagnosis.rules import PING_SKIPPED  # what a healthy gateway spares us

        return (Outcome(PING_SKIPPED, skipped=reason),), ()
    talk = Talk(context, plan, send)
    reply = talk.ping()
    if content(reply):
        return (), tuple(talk.probes)
    from codex_setup.live.ladder import climbed  # the same

    outcomes = climbed(talk, reply)
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


__all__ = ["joined", "probe", "why_not"]
