"""Streams, judged as the real Codex judges them: what it reads, what it stumbles over, what it shows."""

from __future__ import annotations

import json

import pytest
from support.asking import ask, seen

from codex_setup.gateway import Answer, Recorded, serve
from codex_setup.gateway.answers import EVENTS, as_json, stream, turn, written
from codex_setup.live import probe
from codex_setup.network import sender

STREAMED = turn("gpt-5.4")
DONE = STREAMED[4]["response"]


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
)
"""What a gateway streams, and the rules that a live check should find; nothing where Codex works."""


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

    from codex_setup.codex.context import Invocation, read_context  # noqa: PLC0415 -- for this one release
    from codex_setup.codex.request import plan  # noqa: PLC0415 -- the same

    with serve(site) as running:
        context, _ = seen(running.url + "/v1")
        old = read_context(context.machine, Invocation(codex_version="0.64.0"))
        planned = plan(old)
        assert planned.path == "/chat/completions"
        outcomes, probes = probe(old, planned, sender(old.environment, timeout=10))
    assert (outcomes, len(probes)) == ((), 1)
