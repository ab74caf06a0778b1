"""Second looks at the address: which other base URL of the same host serves Codex.

A route is looked for with a body that costs nothing; only what then carries a whole turn becomes a fix.
What merely might be right stays a suggestion.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from codex_setup.diagnosis import PATHS, Case, quoted, row_for
from codex_setup.diagnosis.advice import form_of
from codex_setup.diagnosis.rules import (
    EXTRA_V1,
    FIREWALL_PAGE,
    KEY_INACTIVE,
    KEY_MISSING,
    KEY_REJECTED,
    LACKS_PREFIX,
    LACKS_V1,
    REDIRECT_FOLLOWED,
    REDIRECTED,
    RESPONSES_UNSUPPORTED,
)
from codex_setup.live.lists import names_in
from codex_setup.live.verdict import greets, healthy, judge, judged, told_case
from codex_setup.model import Command, Edit, Finding, Fix, Outcome, Place, Rule
from codex_setup.pattern import pattern
from codex_setup.record import replace
from codex_setup.rules.proposal import file_of

if TYPE_CHECKING:
    from codex_setup.live.talk import Talk
    from codex_setup.wire import Reply

PREFIXES = ("/v1", "", "/openai/v1", "/openai", "/api/v1", "/backend-api/codex")
PASTED = ("/responses", "/chat/completions", "/completions", "/models", "/messages", "/embeddings")
_NO_ROUTE = PATHS | {FIREWALL_PAGE, REDIRECTED}
_KEY = frozenset({KEY_REJECTED, KEY_MISSING, KEY_INACTIVE})
TRIES = 6
HOPS = 3
KEPT = frozenset({307, 308})
"""Redirects that keep method and body (RFC 9110, 15.4); Codex turns the others into a GET."""
MOVED = KEPT | {301, 302, 303}
_PAGES = pattern(
    r"/(console|panel|admin|dashboard|login|home|web|ui|app|index|keys?|tokens?|docs?|chat)\b", re.IGNORECASE
)
"""Paths of web pages, below which no API is to be expected."""


def candidates(path: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the other paths under which the same host may serve Codex, the likeliest first."""
    bare = path
    for pasted in PASTED:
        bare = bare.removesuffix(pasted)
    once = re.sub(r"(/v1)(?:/v1)+", r"\1", bare)
    deeper = (f"{bare}/v1", f"{bare}/openai")
    found = [bare, once, *((once.lower(),) if once != once.lower() else ())]
    if once.lower().endswith("/v1"):
        found += [once[:-3]]
    elif not _PAGES.search(bare):
        found += deeper[:1]
    usual = any(f"{one}/".startswith(f"{bare}/") for one in PREFIXES)
    own = not usual and not bare.lower().endswith("/v1") and not _PAGES.search(bare)
    found += deeper[1:] if own else ()
    found += known[:3]
    return tuple(one for one in dict.fromkeys([*found, *PREFIXES]) if one != path)


def rule_for(path: str, works: str) -> Rule:
    """Return what is wrong with `path` where `works` is the one that works."""
    if works == f"{path}/v1":
        return LACKS_V1
    if path == f"{works}/v1" or (
        path.count("/v1") > works.count("/v1") and path.replace("/v1", "") == works.replace("/v1", "")
    ):
        return EXTRA_V1
    return LACKS_PREFIX


def look(talk: Talk, first: Outcome, reply: Reply) -> tuple[Outcome, ...]:
    """Return what the path's fault is, with a base URL that works where one was found."""
    path = talk.base_path
    gateway = Case.of(reply, talk.plan.url or "").gateway
    guarded: tuple[str, Reply] | None = None
    tried: list[str] = []
    if form_of(talk.around.preset)[0]:
        return (replace(first, findings=(replace(first.findings[0], at=place_of_base(talk)),)),)
    for other in candidates(path, (*_documented(talk), *(gateway.bases if gateway else ())))[:TRIES]:
        if talk.left <= 1 or guarded:  # the last one is for the turn, or for the list
            break
        answer = talk.route(talk.origin + other)
        case = told_case(talk, answer, talk.url_under(talk.origin + other))
        rule = row_for(case).rule if answer.failure is None and (case.reply.status or 0) >= 300 else None  # noqa: PLR2004
        talk.name(rule)
        tried.append(f"{other or '/'} ({answer.status or answer.failure})")
        if answer.failure in {"timeout", "dns", "refused"}:
            break
        if rule in _NO_ROUTE or case.said.shape == "html" or greets(answer):
            continue
        if rule in _KEY and talk.plan.sends_key and answer.status in {401, 403}:
            guarded = (other, answer)
            break
        found = _turn_at(talk, path, other)
        if found:
            return found
    if guarded:
        return _suggested(talk, path, *guarded)
    return (_nowhere(talk, first, tuple(tried)),)


def _documented(talk: Talk) -> tuple[str, ...]:
    """Return the path under which the provider is documented to serve Codex, where the host tells who it is."""
    preset = talk.around.preset
    return (urlsplit(preset.base_url).path.rstrip("/"),) if preset is not None else ()


def _turn_at(talk: Talk, path: str, other: str) -> tuple[Outcome, ...]:
    """Return the finding where a turn under another path goes beyond its address, else nothing."""
    base = talk.origin + other
    outcomes = judged(talk, talk.ping(base), base)
    if outcomes and outcomes[0].rule in _NO_ROUTE:
        return ()
    rule = rule_for(path, other)
    works = healthy(outcomes)
    end = "carries a whole turn" if works else f"gets further ({outcomes[0].rule.id})"
    message = f"{quoted(talk.plan.url or '')} is not where this gateway serves Codex: {quoted(talk.url_under(base))} {end}"
    fix = fix_for(talk, other)
    hint = (
        "Codex puts `/responses` behind `base_url` and adds nothing else."
        if fix
        else f"Set `base_url` to {quoted(new_base(talk, other))}."
    )
    finding = Finding(message, place_of_base(talk), hint, fix)
    further = () if works else outcomes
    return (Outcome(rule, (finding,)), *further)


def _suggested(talk: Talk, path: str, other: str, answer: Reply) -> tuple[Outcome, ...]:
    """Return the likely path, where the key was refused there, and the finding on the key."""
    base = talk.origin + other
    message = f"{quoted(talk.plan.url or '')} leads nowhere, while {quoted(talk.url_under(base))} exists (it answers {answer.status})"
    hint = f"First mend the key, then try {quoted(new_base(talk, other))} as `base_url`; it could not be proved with a key that is refused."
    return (
        Outcome(rule_for(path, other), (Finding(message, place_of_base(talk), hint),)),
        *judge(talk, answer, base),
    )


def _nowhere(talk: Talk, first: Outcome, tried: tuple[str, ...]) -> Outcome:
    """Return the first finding with what was tried, or that there are models and no Responses API."""
    if talk.left and first.rule is not RESPONSES_UNSUPPORTED and names_in(talk.models()):
        message = f"the gateway lists its models at {quoted(talk.base)}/models and has nothing at {quoted(talk.plan.url or '')}"
        hint = "It has no Responses API, and Codex speaks nothing else (since 0.95): use a newer release of the gateway, or one in between that translates."
        return Outcome(RESPONSES_UNSUPPORTED, (Finding(message, place_of_base(talk), hint),))
    found = first.findings[0]
    also = f" Also tried: {', '.join(tried)}." if tried else ""
    return replace(
        first, findings=(replace(found, at=found.at or place_of_base(talk), hint=f"{found.hint}{also}"),)
    )


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


def new_base(talk: Talk, path: str) -> str:
    """Return the base URL with another path, its beginning as the user wrote it."""
    setting = talk.context.provider.base_url
    written = setting.value.strip() if setting else ""
    parts = urlsplit(written) if written.lower().startswith(("http://", "https://")) else urlsplit(talk.base)
    return f"{parts.scheme}://{parts.netloc}{path}"


def fix_for(talk: Talk, path: str) -> Fix | None:
    """Return the fix that puts another path into `base_url`."""
    return fix_to(talk, new_base(talk, path))


def fix_to(talk: Talk, value: str) -> Fix | None:
    """Return the fix that gives `base_url` another value where it stands."""
    setting = talk.context.provider.base_url
    if setting is None:
        return None
    title = f"Set `{setting.key}` to {quoted(value)}"
    file = file_of(setting)
    if file is not None:
        return Fix(title, (Edit(file, setting.path, value),))
    if setting.layer.name == "environment":
        return Fix(title, commands=(Command("set", (str(setting.path[-1]), value)),))
    return None


def place_of_base(talk: Talk) -> Place | None:
    """Return where `base_url` stands, or None."""
    setting = talk.context.provider.base_url
    return setting.place if setting else None
