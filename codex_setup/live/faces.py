"""Answers that show no face: a refusal or a failure in words that any server uses, on a right path or a wrong one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.diagnosis import Case, row_for
from codex_setup.diagnosis.means import BY_STATUS
from codex_setup.diagnosis.rules import (
    FIREWALL_PAGE,
    GATEWAY_UNAVAILABLE,
    KEY_MISSING,
    KEY_REJECTED,
    REDIRECTED,
    REPLY_UNRECOGNISED,
    REQUEST_REJECTED,
)

if TYPE_CHECKING:
    from codex_setup.live.talk import Talk
    from codex_setup.model import Rule
    from codex_setup.wire import Reply

UNAUTHORISED = 401
Face = tuple[int | None, str, str]
_STATUSES: dict[Rule, frozenset[int]] = {
    FIREWALL_PAGE: frozenset({403, 406}),
    GATEWAY_UNAVAILABLE: frozenset({500, 502, 503}),
    KEY_MISSING: frozenset({403}),
    KEY_REJECTED: frozenset({401, 403}),
    REQUEST_REJECTED: frozenset({400}),
    REPLY_UNRECOGNISED: frozenset({400, 403, 418, 500}),
}
"""The statuses with which a rule may stand for a path that leads nowhere."""
_OUTAGE = frozenset({502, 503})
"""What a server says of itself far more often than of a path; it is not asked again for nothing."""
_SUCH = frozenset({REPLY_UNRECOGNISED, GATEWAY_UNAVAILABLE})
"""The same of a good status."""


def face(reply: Reply) -> Face:
    """Return what two answers have in common where a server says the same of two paths."""
    said = Case.of(reply).said
    return reply.status, said.shape, re.sub(r"\S*(?:[/\d]|responses)\S*", "", said.message[:200])


def faceless(talk: Talk, reply: Reply, rule: Rule) -> bool:
    """Return whether an answer leaves open if the path is at fault: it names no cause but its status."""
    if reply.events or reply.failure is not None:
        return False
    if rule is REDIRECTED:
        target = reply.header("location").partition("?")[0].rstrip("/")
        return not target.endswith(talk.plan.path)
    if reply.succeeded:
        return rule in _SUCH or not reply.body.strip(b"\0 \t\r\n")
    if reply.status in _OUTAGE and _usual(talk.base_path):
        return False
    return reply.status in _STATUSES.get(rule, ()) and _leaves_open(talk, reply, rule)


def _usual(path: str) -> bool:
    """Return whether a path looks like an API's own, so that it is the gateway that is out of order."""
    return path.endswith("/v1") and path.count("/v1") == 1


def _leaves_open(talk: Talk, reply: Reply, rule: Rule) -> bool:
    """Return whether a refusal or a failure goes by its status alone, and an API's own envelope does not hold it.

    Amazon's gateways say of a path that they do not know that the token is missing.
    """
    case = Case.of(reply, talk.plan.url or "", talk.plan.model or "", sent_key=talk.plan.sends_key)
    said, row = case.said, row_for(case)
    served = case.gateway is not None and talk.base_path in case.gateway.bases
    own = said.shape == "json" and not {said.code, said.type, *said.marks} <= {"", str(reply.status)}
    if rule is KEY_MISSING:
        return talk.plan.sends_key and not served
    plain = row in BY_STATUS or rule is GATEWAY_UNAVAILABLE or not (row.telling or row.header)
    return plain and not served and not own and (reply.status != UNAUTHORISED or said.shape == "html")
