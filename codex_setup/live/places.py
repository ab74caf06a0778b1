"""Second looks at the address: which other base URL of the same host serves Codex.

A route is looked for with a body that costs nothing; only what then carries a whole turn becomes a fix.
What merely might be right stays a suggestion.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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
    REDIRECTED,
    RESPONSES_UNSUPPORTED,
)
from codex_setup.live.faces import Face, face
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
    found += [one for one in PREFIXES if bare and one.startswith(f"{bare}/")]
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
    if form_of(talk.around.preset)[0]:
        return (replace(first, findings=(replace(first.findings[0], at=place_of_base(talk)),)),)
    found, tried = _search(talk, reply)
    return found or (_nowhere(talk, first, tried),)


def seek(talk: Talk, reply: Reply) -> tuple[Outcome, ...]:
    """Return the path that works where the answer leaves open if this one is at fault, else nothing.

    The key stays at home until a path has shown an API: what the asked one answers without it, as it does
    with it, is told apart from what an API answers. One that answers otherwise is no wrong path.
    """
    if talk.base_path in _documented(talk) or form_of(talk.around.preset)[0]:
        return ()
    if face(_routed(talk, talk.base, keyed=False)[0]) != face(reply):
        return ()
    return _search(talk, reply, keyed=False)[0]


def _routed(talk: Talk, base: str, *, keyed: bool) -> tuple[Reply, Case, Rule | None]:
    """Return what a path answers to a request that costs nothing, and which rule that leads to."""
    answer = talk.route(base, keyed=keyed)
    case = told_case(talk, answer, talk.url_under(base))
    rule = row_for(case).rule if answer.failure is None and (case.reply.status or 0) >= 300 else None  # noqa: PLR2004
    talk.name(rule)
    return answer, case, rule


def _search(talk: Talk, reply: Reply, *, keyed: bool = True) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
    """Return the finding that names the path that works, if any, and what was tried."""
    path, faces, tried = talk.base_path, {face(reply)}, []
    gateway = Case.of(reply, talk.plan.url or "").gateway
    for other in candidates(path, (*_documented(talk), *(gateway.bases if gateway else ())))[:TRIES]:
        if talk.left <= 1:  # the last one is for the turn, or for the list
            break
        answer, case, rule = _routed(talk, talk.origin + other, keyed=keyed)
        tried.append(f"{other or '/'} ({answer.status or answer.failure})")
        if answer.failure in {"timeout", "dns", "refused"}:
            break
        if rule in _NO_ROUTE or case.said.shape == "html" or greets(answer) or face(answer) in faces:
            continue
        if keyed and rule in _KEY and talk.plan.sends_key and answer.status in {401, 403}:
            return _suggested(talk, path, other, answer), tuple(tried)
        found = _turn_at(talk, path, other, faces)
        if found:
            return found, tuple(tried)
        faces.add(face(answer))
    return (), tuple(tried)


def _documented(talk: Talk) -> tuple[str, ...]:
    """Return the path under which the provider is documented to serve Codex, where the host tells who it is."""
    preset = talk.around.preset
    return (urlsplit(preset.base_url).path.rstrip("/"),) if preset is not None else ()


def _turn_at(talk: Talk, path: str, other: str, faces: set[Face]) -> tuple[Outcome, ...]:
    """Return the finding where a turn under another path goes beyond its address, else nothing."""
    base = talk.origin + other
    reply = talk.ping(base)
    outcomes = judged(talk, reply, base)
    if outcomes and (outcomes[0].rule in _NO_ROUTE or face(reply) in faces):
        return ()
    if outcomes and outcomes[0].rule in _KEY and talk.plan.sends_key:
        return _suggested(talk, path, other, reply)
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
