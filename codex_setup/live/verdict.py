"""What a reply to the ping means: a turn that Codex could read, or the finding that says why not.

A status of 200 is no success: the stream has to reach its completed event, in a form that Codex reads,
with text in it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from codex_setup.diagnosis import OPEN, Case, diagnose, quoted, row_for
from codex_setup.diagnosis.envelope import from_data
from codex_setup.diagnosis.rules import (
    GATEWAY_UNAVAILABLE,
    KEY_WRONG_GROUP,
    REPLY_UNRECOGNISED,
    RESPONSES_UNSUPPORTED,
)
from codex_setup.diagnosis.turns import STREAM_CUT, STREAM_MISSING, TEXT_UNSHOWN, TURN_EMPTY, TURN_FAILED
from codex_setup.live.content import HEADERS
from codex_setup.live.lists import names_in, only_claude, wrong_group
from codex_setup.live.pace import held_back
from codex_setup.live.talk import CHAT, Talk
from codex_setup.model import Finding, Outcome, Rule, Severity
from codex_setup.record import replace
from codex_setup.stream import Turn, read_turn
from codex_setup.wire import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

_FINE = frozenset({"", "0", "200", "ok", "success"})
_CUT = "A proxy in between may buffer, pack or time out, or the gateway speaks another dialect: Codex will say “stream disconnected before completion”."
_TRANSLATE = "Codex speaks the Responses API only (since 0.95): use a release of the gateway that has it, or one in between that translates."


def judged(talk: Talk, reply: Reply, base: str | None = None) -> tuple[Outcome, ...]:
    """Return what is wrong with the reply to the last request, and note with that request which rule it led to."""
    outcomes = judge(talk, reply, base)
    talk.name(outcomes[0].rule if outcomes else None)
    return outcomes


def judge(talk: Talk, reply: Reply, base: str | None = None) -> tuple[Outcome, ...]:
    """Return what is wrong with a reply to the ping, nothing where Codex would be content."""
    if not reply.succeeded:
        return (diagnose(talk.plan, reply, talk.around, url=talk.url_under(base)),)
    turn = read_turn(reply.events)
    if not turn.count:
        return (_no_stream(talk, reply, base),)
    found = _unreadable(reply, turn) or _ended(talk, reply, turn)
    if found is not None:
        return (found,)
    if turn.shown or talk.plan.path == CHAT:
        return held_back(reply, turn)
    hint = "Codex prints finished messages (`response.output_item.done`) only; tell the operator that they are missing."
    return (Outcome(TEXT_UNSHOWN, (Finding("the stream has text and no finished message", hint=hint),)),)


def healthy(outcomes: tuple[Outcome, ...]) -> bool:
    """Return whether nothing among these keeps Codex from working."""
    return all(outcome.rule.severity is not Severity.ERROR for outcome in outcomes)


def _found(rule: Rule, message: str, hint: str) -> Outcome:
    return Outcome(rule, (Finding(message, hint=hint, unsure=rule in OPEN),))


def _packed(reply: Reply) -> Outcome | None:
    """Return that the body came packed, by what its header says of it; Codex itself looks at the body only."""
    packed = reply.header("content-encoding").strip().lower()
    if packed in {"", "identity"}:
        return None
    return _found(STREAM_CUT, f"the stream comes packed ({quoted(packed)}), and Codex does not unpack", _CUT)


def _unreadable(reply: Reply, turn: Turn) -> Outcome | None:
    """Return what keeps Codex 0.169.0 from reading a stream that is otherwise whole."""
    if reply.packed:
        return _packed(reply)
    if len(reply.headers) > HEADERS:
        many = (
            f"the answer has {len(reply.headers)} headers, and Codex reads none that has more than {HEADERS}"
        )
        return _found(STREAM_CUT, many, "Have the gateway, or what stands before it, send fewer.")
    if not reply.truncated and not _utf8(_before_end(reply.body)):
        return _found(STREAM_CUT, "the stream holds bytes that are not UTF-8, and Codex stops at them", _CUT)
    if turn.flaw:
        return _found(STREAM_CUT, f"Codex cannot read the completed event: {turn.flaw}", _CUT)
    return None


def _before_end(body: bytes) -> bytes:
    """Return what of a stream Codex reads: up to the end of its completed event."""
    end = re.search(rb"response\.completed.*?\n\r?\n", body, re.DOTALL)
    return body[: end.end()] if end else body


def _utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def _ended(talk: Talk, reply: Reply, turn: Turn) -> Outcome | None:
    """Return what is wrong with how the turn ended, or None."""
    if talk.plan.path == CHAT and turn.chat:
        whole = turn.end or turn.text
        return None if whole else _found(STREAM_CUT, "the stream ended before its `[DONE]`", _CUT)
    match turn.end:
        case "response.completed":
            return None if turn.text else _empty(talk)
        case "" if turn.error is None:
            return _endless(talk, reply, turn)
        case _:
            return failed(talk, turn)


def _empty(talk: Talk) -> Outcome:
    hint = "Try again; if it stays so, another model or channel of this gateway may answer with words."
    model = quoted(talk.plan.model or "")
    return _found(TURN_EMPTY, f"the model `{model}` completed the turn without a word", hint)


def _endless(talk: Talk, reply: Reply, turn: Turn) -> Outcome:
    """Return what it means that events came and none of them ended the turn."""
    if turn.chat:
        return _found(
            RESPONSES_UNSUPPORTED, "the gateway streams Chat Completions, not Responses", _TRANSLATE
        )
    if reply.failure == "timeout":
        return diagnose(talk.plan, Reply(failure="timeout", detail=reply.detail), talk.around)
    why = "ran on without end and was cut" if reply.truncated else "ended"
    return _found(STREAM_CUT, f"the stream {why} after {turn.count} events, before its completed event", _CUT)


def failed(talk: Talk, turn: Turn) -> Outcome:
    """Return the outcome of a turn that carried an error: the error inside is what is diagnosed."""
    error = turn.error if turn.error is not None else {"message": f"the turn ended as {turn.end}"}
    reason = error.get("reason") if not isinstance(error, str) else None
    case = inner_case(talk, error)
    row = row_for(case)
    told = diagnose(talk.plan, case.reply, talk.around).findings[0]
    said = quoted(case.said.message) or quoted(str(reason or "")) or quoted(case.said.code) or "no words"
    known = row.rule is not REPLY_UNRECOGNISED
    message = f"the stream carried an error instead of a turn: “{said}”" + (
        f" ({row.rule.id})" if known else ""
    )
    return Outcome(TURN_FAILED, (replace(told, message=message),))


def inner_case(talk: Talk, error: Mapping[str, Any] | str) -> Case:
    """Return an error of the stream as the case of a reply, with the status that brings out its meaning."""
    if not isinstance(
        error, str
    ):  # the events of a stream name no type, which tells nothing about who speaks
        error = {"type": error.get("code") or "error", **error}
    body = json.dumps({"error": error}, ensure_ascii=False).encode()
    return _telling(talk, body) or _as_reply(talk, body, 500)


def _telling(talk: Talk, body: bytes) -> Case | None:
    """Return the case of a body whose own status says nothing, where its code or its words do."""
    own = _own_status(body)
    if (
        own is not None
        and (case := _as_reply(talk, body, own))
        and row_for(case).rule is not REPLY_UNRECOGNISED
    ):
        return case
    cases = (_as_reply(talk, body, status) for status in (503, 429, 401, 403, 404, 400))
    return next((case for case in cases if row_for(case).telling), None)


def _own_status(body: bytes) -> int | None:
    """Return the status of HTTP that an error gives itself by its code."""
    said = from_data(json.loads(body))
    return next((int(word) for word in (said.code, said.type) if re.fullmatch(r"4\d\d|5[0-2]\d", word)), None)


def _as_reply(talk: Talk, body: bytes, status: int) -> Case:
    reply = Reply(status, (("content-type", "application/json"),), body)
    return Case.of(reply, talk.plan.url or "", talk.plan.model or "", sent_key=talk.plan.sends_key)


def _no_stream(talk: Talk, reply: Reply, base: str | None) -> Outcome:
    """Return what a 2xx means that brought no event at all."""
    names = names_in(reply)
    if names is not None and only_claude(names):
        return Outcome(KEY_WRONG_GROUP, (wrong_group(talk),))
    data = _json(reply)
    kind = data.get("object") if isinstance(data, dict) else None
    if isinstance(kind, str) and kind.startswith("chat.completion"):
        return _found(
            RESPONSES_UNSUPPORTED, "the gateway answers in the form of Chat Completions", _TRANSLATE
        )
    if isinstance(data, dict) and kind == "response" and isinstance(data.get("error"), dict):
        return failed(talk, Turn("response.failed", error=data["error"]))
    return _eventless(talk, reply, base, data)


def _eventless(talk: Talk, reply: Reply, base: str | None, data: Any) -> Outcome:
    asked = diagnose(talk.plan, reply, talk.around, url=talk.url_under(base))
    if asked.rule not in {REPLY_UNRECOGNISED, GATEWAY_UNAVAILABLE}:
        return asked
    if isinstance(data, dict) and (data.get("error") or (_owns_up(data) and not data.get("output"))):
        case = _telling(talk, reply.body)
        if case is not None:
            return diagnose(talk.plan, case.reply, talk.around)
    if data is not None:
        hint = "Codex asks for a stream and cannot read a whole answer: a proxy that buffers, or a gateway that ignores `stream: true`."
        return _found(
            STREAM_MISSING,
            f"a whole JSON answer came from {quoted(talk.url_under(base))} instead of a stream",
            hint,
        )
    if reply.failure == "timeout":
        return diagnose(talk.plan, Reply(failure="timeout", detail=reply.detail), talk.around)
    if "event-stream" in reply.header("content-type") or not reply.body.strip():
        why = "ran on without end and was cut" if reply.truncated else "ended"
        return _packed(reply) or _found(
            STREAM_CUT, f"the answer (status {reply.status}) {why} before any event", _CUT
        )
    return asked


def told_case(talk: Talk, reply: Reply, url: str) -> Case:
    """Return the case of a reply; one that tells of an error with a good status counts as what it tells."""
    data = _json(reply) if reply.status is not None and 200 <= reply.status < 300 else None  # noqa: PLR2004 -- RFC 9110, 15.3
    if isinstance(data, dict) and (data.get("error") or _owns_up(data)):
        case = _telling(talk, reply.body)
        if case is not None:
            return case
    return Case.of(reply, url, sent_key=talk.plan.sends_key)


def greets(reply: Reply) -> bool:
    """Return whether a good status came with a table that is neither a turn nor an error: a greeting, a status page."""
    if reply.status is None or not 200 <= reply.status < 300 or reply.events:  # noqa: PLR2004 -- RFC 9110, 15.3
        return False
    data = _json(reply)
    return isinstance(data, dict) and not {"error", "output", "choices", "object", "id", "code"} & data.keys()


def _owns_up(data: Mapping[str, Any]) -> bool:
    """Return whether a table that came with a good status tells of a fault by itself."""
    said = from_data(data)
    return data.get("success") is False or (
        bool(said.message) and (said.code not in _FINE or bool(re.fullmatch(r"(?!2\d\d$)\d{3,}", said.type)))
    )


def _json(reply: Reply) -> Any:
    """Return the body as JSON; of a list of errors the first one."""
    try:
        data = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    first = data[0] if isinstance(data, list) and data else None
    return first if isinstance(first, dict) and first.get("error") else data
