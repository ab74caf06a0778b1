"""Streams, judged as the real Codex judges them: what it reads, what it stumbles over, what it shows."""

from __future__ import annotations

import gzip
import json
import math
from functools import partial
from typing import Any

import pytest
from support.asking import ask, seen

from codex_setup.diagnosis import diagnose
from codex_setup.gateway import Answer, Recorded, serve
from codex_setup.gateway.answers import EVENTS, as_json, stream, turn, written
from codex_setup.live import probe
from codex_setup.network import sender
from codex_setup.wire import Event, Reply, Request

STREAMED = turn("gpt-5.4")
DONE = STREAMED[4]["response"]
USAGE = DONE["usage"]
MESSAGE = STREAMED[3]["item"]
WHOLE = b"".join(written(STREAMED))
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"


def completed(**other: Any) -> Answer:
    """Return a whole stream whose completed event differs in these members."""
    return stream([*STREAMED[:4], {"type": "response.completed", "response": {**DONE, **other}}])


def finished(content: Any, **other: Any) -> Answer:
    """Return a whole stream whose finished message has another content, and no text behind it."""
    item = {**MESSAGE, "content": content, **other}
    return stream([*STREAMED[:3], {**STREAMED[3], "item": item}, STREAMED[4]])


def raw(*parts: bytes) -> Answer:
    """Return what is to be put on the wire byte for byte."""
    return Answer(raw=lambda: parts)


def chunked(body: bytes, size: int = 7) -> bytes:
    """Return a body in chunks, with extensions and trailers."""
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\nx-sum: 1\r\n\r\n"


REASONING = {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}]}
THINKING = {"type": "response.reasoning_text.delta", "delta": "x", "content_index": 0}
TEXT = {"type": "output_text", "text": "pong"}

CASES: tuple[tuple[Answer, tuple[str, ...]], ...] = (
    (Answer(200, EVENTS, b"".join(written(STREAMED, "\r\n"))), ()),
    (Answer(200, EVENTS, b": hello\n\n" + b": ping\n\n".join(written(STREAMED))), ()),
    (Answer(200, (("content-type", "text/plain"),), b"".join(written(STREAMED))), ()),
    (Answer(201, EVENTS, b"".join(written(STREAMED))), ()),
    (Answer(200, EVENTS, pieces=lambda: tuple(written(STREAMED)), cut=True), ()),
    (stream([STREAMED[0], {"type": "error", "message": "hm"}, *STREAMED[1:]]), ()),
    (Answer(200, EVENTS, b"".join(written(STREAMED, "\r"))), ("stream-cut",)),
    (Answer(200, EVENTS, b"\xef\xbb\xbf" + b"".join(written(STREAMED))), ("stream-cut",)),
    (Answer(200, EVENTS, b"".join(written(STREAMED))[:-1]), ("stream-cut",)),
    (Answer(200, EVENTS, b"".join(written(STREAMED)).replace(b"pong", b"p\xffng")), ("stream-cut",)),
    (Answer(204), ("stream-cut",)),
    (
        stream([*STREAMED[:4], {"type": "response.completed", "response": {**DONE, "id": 5}}]),
        ("stream-cut",),
    ),
    (
        stream([*STREAMED[:4], {"type": "response.completed", "response": {**DONE, "usage": {}}}]),
        ("stream-cut",),
    ),
    (stream([*STREAMED[:4], {"type": "response.done", "response": DONE}]), ("stream-cut",)),
    (
        stream([STREAMED[0], {"type": "error", "error": {"code": "x", "message": "boom"}}]),
        ("turn-failed",),
    ),
    (
        stream(
            [
                {
                    "type": "response.incomplete",
                    "response": {"incomplete_details": {"reason": "max_output_tokens"}},
                }
            ]
        ),
        ("turn-failed",),
    ),
    (stream([{"type": "chat", "choices": [{"delta": {"content": "pong"}}]}]), ("stream-cut",)),
    (
        Answer(200, EVENTS, b'data: {"choices":[{"delta":{"content":"pong"}}]}\n\ndata: [DONE]\n\n'),
        ("responses-unsupported",),
    ),
    (as_json(200, {"object": "chat.completion", "choices": []}), ("responses-unsupported",)),
    (as_json(200, {"error": {"message": "Invalid API key"}}), ("key-rejected",)),
    (as_json(200, {"code": 401, "message": "令牌无效"}), ("key-rejected",)),
    (as_json(200, {"success": False, "message": "当前分组无可用渠道"}), ("model-unknown",)),
    (as_json(200, {"ok": True}), ("stream-missing",)),
    (Answer(200, EVENTS, b"".join(f"data:{json.dumps(event)}\n\n".encode() for event in STREAMED)), ()),
    (Answer(200, EVENTS, WHOLE.replace(b"event: ", b"id: 7\nretry: 3000\nnonsense\nevent: ")), ()),
    (Answer(200, EVENTS, WHOLE.replace(b', "response"', b',\ndata: "response"')), ()),
    (Answer(200, EVENTS, WHOLE.replace(b"event: response.completed", b"event: message")), ()),
    (Answer(200, EVENTS, WHOLE + b"data: [DONE]\n\n"), ()),
    (
        Answer(200, EVENTS, b"".join([*written(STREAMED[:4]), b"data: [DONE]\n\n", *written(STREAMED[4:])])),
        (),
    ),
    (Answer(200, EVENTS, b": +" + b" " * 600_000 + b"\n\n" + WHOLE), ()),
    (Answer(200, EVENTS, WHOLE + b": caf\xe9\n\n"), ()),
    (Answer(200, EVENTS, b": caf\xe9\n\n" + WHOLE), ("stream-cut",)),
    (Answer(200, (), WHOLE), ()),
    (Answer(200, (*EVENTS, ("set-cookie", "a=b; Secure"), ("set-cookie", "c=d")), WHOLE), ()),
    (Answer(200, (*EVENTS, ("content-encoding", "gzip")), WHOLE), ()),
    (Answer(200, (*EVENTS, ("content-encoding", "utf-8")), WHOLE), ()),
    (Answer(200, (*EVENTS, ("content-encoding", "gzip")), gzip.compress(WHOLE)), ("stream-cut",)),
    (Answer(200, EVENTS, gzip.compress(WHOLE)), ("stream-cut",)),
    (Answer(200, (*EVENTS, *((f"x-{n}", "a") for n in range(150))), WHOLE), ("stream-cut",)),
    (raw(b"HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n", WHOLE), ()),
    (raw(HEAD, b"transfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n", chunked(WHOLE)), ()),
    (
        raw(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n",
            HEAD,
            b"\r\n",
            WHOLE,
        ),
        (),
    ),
    (raw(HEAD, b"content-length: %d\r\n\r\n" % (len(WHOLE) + 500), WHOLE), ()),
    (
        stream(
            [
                STREAMED[0],
                {"type": "response.output_item.done", "output_index": 0, "item": REASONING},
                *[THINKING] * 200,
                *STREAMED[1:],
            ]
        ),
        (),
    ),
    (stream([STREAMED[0], {"type": "gateway.metrics"}, {"type": "ping"}, *STREAMED[1:]]), ()),
    (stream([STREAMED[3], STREAMED[4]]), ()),
    (stream([*STREAMED, {"type": "error", "message": "too late"}]), ()),
    (completed(usage=None), ()),
    (completed(output=[]), ()),
    (completed(instructions="a" * 700_000), ()),
    (completed(usage={**USAGE, "input_tokens_details": None, "cost": 0.1}), ()),
    (completed(usage={**USAGE, "input_tokens_details": {}}), ("stream-cut",)),
    (completed(usage={**USAGE, "output_tokens_details": {"reasoning_tokens": None}}), ("stream-cut",)),
    (completed(usage="11"), ("stream-cut",)),
    (completed(usage={**USAGE, "input_tokens": True}), ("stream-cut",)),
    (completed(usage={**USAGE, "input_tokens": 11.0}), ("stream-cut",)),
    (completed(usage={**USAGE, "input_tokens": 2**70}), ("stream-cut",)),
    (completed(created_at=math.nan), ("stream-cut",)),
    (
        Answer(200, EVENTS, WHOLE.replace(b'"model": "gpt-5.4", "output"', b'"model": "\\ud83d", "output"')),
        ("stream-cut",),
    ),
    (finished([TEXT], phase="final_answer", other={"a": 1}), ()),
    (finished([TEXT], id=None, status=None), ()),
)
"""What a gateway streams, and the rules that a live check should find; nothing where Codex works."""


UNSHOWN: tuple[Answer, ...] = (
    stream([STREAMED[0], STREAMED[4]]),
    finished([TEXT], role="user"),
    finished([TEXT], role=None),
    finished("pong"),
    finished([{"type": "text", "text": "pong"}]),
    finished([{"type": "refusal", "refusal": "no"}, TEXT]),
    Answer(
        200,
        EVENTS,
        b"".join([*written(STREAMED[:3]), *written(STREAMED[3:4])]).replace(
            b'"pong", "ann', b'"pong\\ud83d", "ann'
        )
        + b"".join(written(STREAMED[4:])),
    ),
)
"""Streams that are whole and have text, of which Codex prints nothing."""


@pytest.mark.parametrize("answer", UNSHOWN, ids=lambda value: str(value)[:60])
def test_text_that_codex_does_not_print_is_told(answer: Answer) -> None:
    with serve(lambda _: answer) as running:
        assert [outcome.rule.id for outcome in ask(running.url).outcomes] == ["text-unshown"]


@pytest.mark.parametrize(("answer", "rules"), CASES, ids=lambda value: str(value)[:60])
def test_a_stream_is_judged_as_codex_judges_it(answer: Answer, rules: tuple[str, ...]) -> None:
    """Each of these is also shown to the real Codex (tests/gateways), which works or fails as it stands here."""
    with serve(lambda _: answer) as running:
        assert ask(running.url).rules == rules


@pytest.mark.parametrize(
    ("error", "unsure"),
    [
        ({"code": "server_error", "message": "boom"}, True),
        ({"code": "rate_limit_exceeded", "message": "slow down, try again in 3s"}, True),
        ({"code": "insufficient_quota", "message": "You exceeded your current quota"}, False),
        ({"code": "model_not_found", "message": "The model `x` does not exist"}, False),
        ({"message": "Upstream service temporarily unavailable", "type": "upstream_error"}, True),
        ({"message": "Concurrency limit exceeded for user", "type": "rate_limit_error"}, True),
    ],
)
def test_a_failed_turn_is_as_certain_as_its_error(error: dict[str, str], unsure: bool) -> None:  # noqa: FBT001 -- a column
    failed = {"type": "response.failed", "response": {"id": "r", "status": "failed", "error": error}}
    with serve(lambda _: stream([STREAMED[0], failed])) as running:
        found = ask(running.url)
    assert found.rules == ("turn-failed",)
    assert found.found[0][1].unsure is unsure
    assert error["message"] in found.found[0][1].message


def test_a_chat_release_is_asked_in_its_own_way() -> None:
    def site(request: Recorded) -> Answer:
        chunk = {"choices": [{"index": 0, "delta": {"content": "pong"}, "finish_reason": None}]}
        assert request.path == "/v1/chat/completions"
        assert request.json["messages"]
        return Answer(200, EVENTS, f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode())

    from codex_setup.codex.context import Invocation, read_context  # for this one release
    from codex_setup.codex.request import plan

    with serve(site) as running:
        context, _ = seen(running.url + "/v1")
        old = read_context(context.machine, Invocation(codex_version="0.64.0"))
        planned = plan(old)
        assert planned.path == "/chat/completions"
        outcomes, probes = probe(old, planned, sender(old.environment, timeout=10))
    assert (outcomes, len(probes)) == ((), 1)


def rule_of(status: int, body: object) -> str:
    """Return what a gateway that says this to everything is found to have."""
    with serve(lambda _: as_json(status, body)) as running:
        return ask(running.url).outcomes[0].rule.id


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}),
        (401, {"code": 401, "message": "unauthorized", "success": False}),
        (402, {"code": "INSUFFICIENT", "msg": "余额不足"}),
        (429, {"error": "quota exceeded", "output": []}),
    ],
)
def test_an_error_that_is_sent_as_a_success_means_what_it_means_as_an_error(
    status: int, body: object
) -> None:
    found = {rule_of(said, body) for said in (200, status)}
    assert len(found) == 1
    assert "stream-missing" not in found


def test_a_whole_response_that_failed_is_a_turn_that_failed() -> None:
    body = {"object": "response", "status": "failed", "error": {"code": "weird", "message": "hm"}}
    assert rule_of(200, body) == "turn-failed"


def always(reply: Reply, _: Request) -> Reply:
    """Return the same reply, whatever is asked."""
    return reply


def test_a_stream_that_hangs_is_late_and_not_cut() -> None:
    context, planned = seen("http://127.0.0.1:9/v1")
    begun = Event("", json.dumps(STREAMED[0]))
    hung, silent = (Reply(200, EVENTS, events=each, failure="timeout") for each in ((begun,), ()))
    expected = diagnose(planned, Reply(failure="timeout")).rule
    for reply in (hung, silent):
        outcomes, _ = probe(context, planned, partial(always, reply))
        assert outcomes[0].rule is expected
