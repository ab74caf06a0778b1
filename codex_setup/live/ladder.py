"""What is wrong with an answer, and the second looks that tell its causes apart.

The ladder is name, connection, TLS, path, key, model, stream; each step that fails is looked at once more,
with the fewest requests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.diagnosis import PATHS
from codex_setup.diagnosis.rules import KEY_REJECTED, REDIRECTED
from codex_setup.diagnosis.turns import STREAM_CUT, STREAM_MISSING
from codex_setup.live.faces import faceless
from codex_setup.live.looks import name_may_matter, which_name, whose_key
from codex_setup.live.places import look, seek
from codex_setup.live.redirects import follow, settled
from codex_setup.live.scheme import unencrypted
from codex_setup.live.verdict import greets, judged

if TYPE_CHECKING:
    from codex_setup.live.talk import Talk
    from codex_setup.model import Outcome
    from codex_setup.wire import Reply


def climbed(talk: Talk, reply: Reply) -> tuple[Outcome, ...]:
    """Return what is wrong with the reply to the ping, after every look that tells more."""
    outcomes = judged(talk, reply)
    return looked_at(talk, outcomes, reply) if outcomes else ()


def looked_at(talk: Talk, outcomes: tuple[Outcome, ...], reply: Reply) -> tuple[Outcome, ...]:
    """Return the outcomes after the second looks that the first one calls for."""
    first = outcomes[0]
    elsewhere = greets(reply) if first.rule is STREAM_MISSING else first.rule in PATHS and not reply.events
    if first.findings and elsewhere:
        return look(talk, first, reply)
    moved = follow(talk, first, reply) if first.rule is REDIRECTED else ()
    if not settled(moved) and first.findings and faceless(talk, reply, first.rule):
        moved = seek(talk, reply) or moved
    return moved or _closer(talk, outcomes, reply)


def _closer(talk: Talk, outcomes: tuple[Outcome, ...], reply: Reply) -> tuple[Outcome, ...]:
    """Return the outcomes after a second look at the key, the scheme or the name."""
    first = outcomes[0]
    if not first.findings or first.rule in {STREAM_CUT, STREAM_MISSING} or not talk.left:
        return outcomes
    if first.rule is KEY_REJECTED and talk.plan.sends_key:
        return whose_key(talk, first, reply)
    if reply.failure in {"tls", "timeout", "cut"}:
        return unencrypted(talk, first, reply)
    return which_name(talk, first, reply) if name_may_matter(first, reply) else outcomes
