"""Redirects: what each kind does to Codex, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from codex_setup.diagnosis import quoted
from codex_setup.diagnosis.rules import REDIRECT_FOLLOWED, REDIRECTED
from codex_setup.live.places import fix_to, place_of_base
from codex_setup.live.verdict import healthy, judged
from codex_setup.model import Finding, Outcome
from codex_setup.record import replace

if TYPE_CHECKING:
    from codex_setup.live.talk import Talk
    from codex_setup.wire import Reply

HOPS = 3
KEPT = frozenset({307, 308})
"""Redirects that keep method and body (RFC 9110, 15.4); Codex turns the others into a GET."""
MOVED = KEPT | {301, 302, 303}


def follow(talk: Talk, first: Outcome, reply: Reply) -> tuple[Outcome, ...]:
    """Return what a redirect does to Codex, with a fix where it leads to the same host and a turn works there."""
    target = _target(talk.plan.url or "", reply)
    if target is not None and reply.status in KEPT:
        return _carried(talk, first, target)
    return _moved(talk, first, reply)


def _target(url: str, reply: Reply) -> str | None:
    """Return where a redirect leads, if that is the same scheme, host and port, where the key may go along."""
    target = _location(url, reply)
    if target is None:
        return None
    here, there = urlsplit(url), urlsplit(target)
    return target if here[:2] == there[:2] and target != url else None


def _location(url: str, reply: Reply) -> str | None:
    """Return the address that a redirect names, or None where it names none that can be read."""
    location = reply.header("location")
    try:
        target = urljoin(url, location)
        urlsplit(target)
    except ValueError:
        return None
    return target if location else None


def _carried(talk: Talk, first: Outcome, target: str) -> tuple[Outcome, ...]:
    """Return what comes of a redirect that Codex 0.169.0 follows with method, body and key."""
    reply = talk.ping_at(target)
    for _ in range(HOPS):
        further = _target(target, reply) if reply.status in KEPT else None
        if further is None:
            break
        target = further
        reply = talk.ping_at(target)
    if reply.status in MOVED:
        talk.name(REDIRECTED)
        return (first,)
    outcomes = judged(talk, reply)
    if not healthy(outcomes):
        return outcomes
    path = urlsplit(target).path
    fits = path.endswith(talk.plan.path) and f"{path}{'?' * bool(talk.plan.query)}{talk.plan.query}" in target
    other = target.partition("?")[0].removesuffix(talk.plan.path)
    message = f"{quoted(talk.plan.url or '')} redirects to {quoted(target)}, and Codex follows with the key"
    hint = "Every request is sent twice." + (
        f" Set `base_url` to {quoted(other)}."
        if fits
        else " No `base_url` leads there directly, for Codex adds `/responses` at the end."
    )
    finding = Finding(message, place_of_base(talk), hint, fix_to(talk, other) if fits else None)
    return (*outcomes, Outcome(REDIRECT_FOLLOWED, (finding,)))


def _moved(talk: Talk, first: Outcome, reply: Reply) -> tuple[Outcome, ...]:
    """Return a redirect that Codex cannot follow, with a fix where a turn works at the end of it."""
    target = _location(talk.plan.url or "", reply)
    if target is None:
        return (first,)
    here, there = urlsplit(talk.plan.url or ""), urlsplit(target)
    stays = here.hostname == there.hostname and (here.netloc == there.netloc or there.scheme == "https")
    path = there.path.rstrip("/")
    if not stays or (here.scheme == "https" and there.scheme != "https") or not path.endswith(talk.plan.path):
        return (first,)
    other = f"{there.scheme}://{there.netloc}{path.removesuffix(talk.plan.path)}"
    if other == talk.base:
        return (first,)
    outcomes = judged(talk, talk.ping(other), other)
    if not healthy(outcomes):
        return (first,)
    fix = fix_to(talk, other)
    return (replace(first, findings=(replace(first.findings[0], at=place_of_base(talk), fix=fix),)),)


def settled(moved: tuple[Outcome, ...]) -> bool:
    """Return whether what comes of a redirect says all: it works in the end, or there is a fix."""
    return bool(moved) and (healthy(moved) or any(finding.fix for each in moved for finding in each.findings))
