"""What Codex sent beside what was predicted, line by line: the plan against the wire.

A key that arrives is compared and never shown but masked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.tracing import Traced, last_words
from codex_setup.codex.url import target
from codex_setup.mask import presentable, printable
from codex_setup.model import Finding, Outcome, Rule, Secret, Severity
from codex_setup.record import record, replace
from codex_setup.wire import Credential, Origin, Plan, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.gateway import Recorded

DIFFERS = Rule(
    "trace-differs",
    Severity.ERROR,
    "What the installed Codex sent is not what was predicted.\n\nThe installed Codex was run with this configuration "
    "against a recorder on loopback, and one line of what it sent differs from the plan. The installed Codex is right "
    "about itself: the prediction for this release does not hold, which is a fault of codex-setup worth reporting.",
)
ASTRAY = Rule(
    "trace-astray",
    Severity.ERROR,
    "Codex went past the recorder.\n\nThe request for an answer did not reach the recorder, so that what Codex sends "
    "could not be seen. Whatever it tried to reach instead was refused.",
)
SILENT = Rule(
    "codex-does-not-ask",
    Severity.ERROR,
    "Codex stops before it asks the gateway.\n\nThe installed Codex was run with this configuration and ended without "
    "a request, as predicted. `doctor` says why and what mends it.",
)
ASIDE = Rule(
    "codex-reaches-out",
    Severity.NOTE,
    "Codex asks for more than an answer.\n\nEvery start of Codex asks for plugins, model lists, metrics as well. In a "
    "trace all of that is refused and listed, and it is said where the gateway's key would have gone along. Where a "
    "firewall drops it, Codex works without.",
)
RULES = (DIFFERS, ASTRAY, SILENT, ASIDE)
REPORT = "This is a fault of codex-setup, worth reporting with this line and the configuration behind it."


@record
class Line:
    """One line of the comparison: what it is about, what was planned, what was sent, whether they agree."""

    what: str
    planned: str
    sent: str
    same: bool


@record
class Comparison:
    """The lines, what was sent in the shape of a plan, and what follows for a report."""

    lines: tuple[Line, ...]
    sent: Plan
    outcomes: tuple[Outcome, ...]


def compare(context: Context, planned: Plan, traced: Traced) -> Comparison:
    """Return the comparison of `planned` with what a run of Codex put on the wire."""
    asked, home = traced.asked, str(context.codex_home)
    if asked is None:
        return _silent(planned, traced, last_words(traced, home))
    sent = _sent(context, planned, asked, traced)
    lines = tuple(_lines(planned, sent, asked))
    different = tuple(
        Finding(f"{line.what}: planned {line.planned}, sent {line.sent}", hint=REPORT)
        for line in lines
        if not line.same
    )
    return Comparison(lines, sent, (Outcome(DIFFERS, different), _aside(planned, traced)))


def _silent(planned: Plan, traced: Traced, words: str | None) -> Comparison:
    """Return the comparison where no request for an answer arrived; up to 0.20 Codex may stay after an error."""
    stage = planned.refused.stage if planned.refused is not None else "send"
    said = presentable(words or traced.ran.problem or f"exit code {traced.ran.code}")
    sent = Plan(Refusal(stage, said), planned.provider)
    ended = f"nothing, it ends with “{said}”" if words else f"nothing, {said}"
    lost = _lost(planned, traced, words)
    line = Line("request", first_line(planned), ended, planned.refused is not None and lost is None)
    if line.same:
        hint = "`codex-setup doctor` says what mends it."
        outcome = Outcome(SILENT, (Finding(f"Codex stops before it asks: {said}", hint=hint),))
    elif lost is not None:
        finding = Finding(f"no request reached the recorder: {ended}", hint=lost, unsure=True)
        outcome = Outcome(ASTRAY, (finding,))
    else:
        outcome = Outcome(DIFFERS, (Finding(f"request: planned {line.planned}, sent {ended}", hint=REPORT),))
    return Comparison((line,), sent, (outcome, _aside(planned, traced)))


def _lost(planned: Plan, traced: Traced, words: str | None) -> str | None:
    """Return why a run without a request proves nothing, as a hint, or None where it proves that there is none."""
    found = target(planned.url or "")
    if any(each.through.startswith("http://169.254.") for each in traced.aside):
        return "Codex asked for credentials that only a computer in that cloud is given, and a trace lets nothing through."
    if found is not None and any(each.rpartition(":")[0] == found.host for each in traced.lost):
        return "Codex has to trust the recorder's certificate, which releases up to 0.114 do on Linux alone."
    if words is None and traced.ran.code is None:
        return "It may need longer than --timeout gives it."
    if traced.ran.code == 0:
        return "Codex ended well and so was answered elsewhere: what starts it here leads it past its proxy."
    return None


def _aside(planned: Plan, traced: Traced) -> Outcome:
    """Return what else Codex asked for, each once, without queries, which may hold what is nobody's business."""
    wanted = dict.fromkeys(f"{each.through}{each.path}" for each in traced.aside)
    said = [presentable(each) for each in (*wanted, *traced.lost)]
    if not said:
        return Outcome(ASIDE)
    hosts = dict.fromkeys(
        each.through.partition("://")[2] for each in traced.aside if _carries(planned, each)
    )
    hint = f"What opens the gateway would have gone to {' and '.join(hosts)} as well." if hosts else ""
    return Outcome(ASIDE, (Finding(f"Codex also asked {', '.join(said)}, which was refused", hint=hint),))


def _carries(planned: Plan, request: Recorded) -> bool:
    """Return whether the credential that was planned for the gateway goes along with another request."""
    return (
        planned.credential is not None
        and planned.credential.header is not None
        and _same_key(planned, request)
    )


def first_line(planned: Plan) -> str:
    """Return what was planned in one line: the refusal, or method and URL."""
    if planned.refused is not None:
        return f"nothing, it ends with “{presentable(planned.refused.headline)}”"
    return presentable(f"{planned.method} {planned.url}")


def _lines(planned: Plan, sent: Plan, asked: Recorded) -> Iterator[Line]:
    if planned.refused is not None:
        yield Line("request", first_line(planned), first_line(sent), same=False)
        return
    yield Line("method", planned.method or "", sent.method or "", planned.method == sent.method)
    yield Line("url", _shown(planned.url), _shown(sent.url), _same_url(planned, sent))
    yield Line("model", _shown(planned.model), _shown(sent.model), planned.model == sent.model)
    yield Line(
        "credential", _credential(planned.credential), _credential(sent.credential), _same_key(planned, asked)
    )
    for header in planned.headers:
        came = asked.header(header.name)
        same = came is not None and _fits(header.value, came)
        yield Line(
            f"header {printable(header.name)}",
            str(header.value),
            str(Secret(came)) if came is not None else "not sent",
            same,
        )
    yield Line(
        "transport", planned.transport or "", sent.transport or "", planned.transport == sent.transport
    )


def _same_url(planned: Plan, sent: Plan) -> bool:
    """Return whether the URLs are the same; Codex keeps no order among `query_params` (0.169.0)."""
    ours, theirs = ((url or "").partition("?") for url in (planned.url, sent.url))
    return ours[0] == theirs[0] and sorted(ours[2].split("&")) == sorted(theirs[2].split("&"))


def _shown(text: str | None) -> str:
    return presentable(text or "")


def _credential(credential: Credential | None) -> str:
    if credential is None or credential.header is None:
        return "none"
    scheme = f"{credential.scheme} " if credential.scheme else ""
    shown = str(credential.secret) if credential.secret is not None else "…"
    return f"{credential.header}: {scheme}{shown} ({credential.origin.text.removeprefix('env:')})"


def _same_key(planned: Plan, asked: Recorded) -> bool:
    """Return whether the credential that arrived is the planned one; of a token not known before, that one came."""
    expected, came = planned.credential, asked.header("authorization")
    if expected is None or expected.header is None:
        return came is None
    if came is None:
        return False
    if expected.secret is None:
        return came.startswith(f"{expected.scheme} ")
    whole = expected.secret.prefixed(f"{expected.scheme} ") if expected.scheme else expected.secret
    return _fits(whole, came)


def _fits(value: str | Secret, came: str) -> bool:
    """Return whether `came` is `value`; HTTP has no blanks at the ends of a header's value."""
    kept = value if isinstance(value, Secret) else Secret(value)
    return kept.fits(re.compile(rf"\A[ \t]*{re.escape(came)}[ \t]*\Z"))


def _sent(context: Context, planned: Plan, asked: Recorded, traced: Traced) -> Plan:
    """Return what was sent in the shape of a plan."""
    headers = tuple(
        replace(header, value=Secret(came) if isinstance(header.value, Secret) else came)
        for header in planned.headers
        if (came := asked.header(header.name)) is not None
    )
    return Plan(
        None,
        planned.provider,
        asked.method,
        asked.through + asked.target,
        planned.base_url,
        planned.path,
        asked.query,
        asked.model,
        planned.model_origin if planned.model == asked.model else Origin("none"),
        _came(context, planned, asked),
        "https" if traced.websocket is None else "websocket",
        headers,
    )


def _came(context: Context, planned: Plan, asked: Recorded) -> Credential:
    """Return the credential that arrived, with the source whose value it is."""
    came = asked.header("authorization")
    if came is None:
        return Credential(None, None, Origin("none"), None)
    scheme, blank, key = came.partition(" ")
    secret = Secret(key if blank else came)
    expected = planned.credential
    if expected is not None and _same_key(planned, asked):
        return replace(expected, secret=expected.secret or secret, why=None)
    origin = next(_sources(context, secret), Origin("none"))
    return Credential("authorization", scheme if blank else None, origin, secret)


def _sources(context: Context, secret: Secret) -> Iterator[Origin]:
    for name, variable in context.environment.variables.items():
        if variable.value == secret:
            yield Origin(f"env:{name}")
    if context.auth.api_key == secret:
        yield Origin("auth.json:apikey")
    token = context.provider.experimental_bearer_token
    if token is not None and Secret(token.value) == secret:
        yield Origin("config", token.place)
