"""A second look at the scheme: whether a port of this computer that speaks no TLS speaks plain HTTP.

Only this computer is asked so: to any other host the key would go unencrypted. A server that waits for
the end of a line lets the handshake run out of time instead of refusing it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.diagnosis import quoted
from codex_setup.diagnosis.tls import kind_of
from codex_setup.live.places import fix_to, place_of_base
from codex_setup.live.verdict import healthy, judged
from codex_setup.model import Outcome
from codex_setup.record import replace
from codex_setup.rules.endpoint import address

if TYPE_CHECKING:
    from codex_setup.live.talk import Talk
    from codex_setup.wire import Reply


def unencrypted(talk: Talk, first: Outcome, reply: Reply) -> tuple[Outcome, ...]:
    """Return the failed handshake, with the fix where the same port of this computer answers to http://."""
    where = address(talk.base)
    secure = where is not None and where.loopback and where.scheme == "https"
    if not secure or not talk.left or (reply.failure == "tls" and kind_of(reply.detail) != "plain"):
        return (first,)
    base = f"http:{talk.base.partition(':')[2]}"
    answer = talk.ping(base)
    if answer.status is None:
        return (first,)
    outcomes = judged(talk, answer, base)
    works = "carries a whole turn" if healthy(outcomes) else f"answers ({answer.status})"
    better = f"http:{(talk.plan.base_url or talk.base).strip().partition(':')[2]}"
    finding = replace(
        first.findings[0],
        message=f"{first.findings[0].message}, while {quoted(talk.url_under(base))} {works}",
        at=place_of_base(talk),
        hint=f"Set `base_url` to {quoted(better)}.",
        fix=fix_to(talk, better),
        unsure=False,
    )
    return (Outcome(first.rule, (finding,)),)
