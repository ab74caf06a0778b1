"""Error bodies, read by shape: code, type, words and what is wrapped inside."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_setup.diagnosis.envelope import first_json, read, read_text
from codex_setup.diagnosis.recognise import MARKS, recognise
from codex_setup.wire import Reply

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["error", "message", "code", "detail", "data", "x"]), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code", "kind", "message"),
    [
        ({"error": {"message": "m", "type": "t", "code": "c"}}, "c", "t", "m"),
        ({"error": {"message": "m", "code": 401}}, "401", "", "m"),
        ({"code": "C", "message": "m"}, "C", "", "m"),
        ({"detail": "m"}, "", "", "m"),
        ({"detail": [{"loc": ["body"], "msg": "m", "type": "t"}]}, "", "t", "m"),
        ({"error": "m"}, "", "", "m"),
        ({"error": "a", "message": "b"}, "", "", "a: b"),
        ({"type": "error", "error": {"type": "t", "message": "m"}}, "", "t", "m"),
        ({"success": False, "errors": [{"code": 10000, "message": "m"}]}, "10000", "", "m"),
        ({"status": "failure", "message": "m"}, "", "failure", "m"),
        ({"type": "response.failed", "response": {"error": {"code": "c", "message": "m"}}}, "c", "", "m"),
        ({"base_resp": {"status_code": 1004, "status_msg": "m"}}, "1004", "", "m"),
        ({"Error": {"Code": "c", "Message": "m"}}, "c", "", "m"),
        (
            {"error": {"status": "UNAUTHENTICATED", "code": 401, "message": "m"}},
            "401",
            "UNAUTHENTICATED",
            "m",
        ),
        ([{"error": {"message": "m", "code": "c"}}], "c", "", "m"),
    ],
)
def test_every_envelope_is_opened(body: Any, code: str, kind: str, message: str) -> None:
    said = read_text(json.dumps(body))
    assert (said.code, said.type, said.message, said.shape) == (code, kind, message, "json")


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": "GATEWAY_INVALID_API_KEY"}},
        {"fault": {"faultstring": "Key", "detail": {"errorcode": "oauth.v2.InvalidApiKey"}}},
        {"error": "invalid_api_key", "error_description": "the key is not known here"},
        {"error": {"message": "m", "type": "invalid-api-key-error", "code": 401}},
        {"errors": [{"reason": "invalidApiKey", "message": "m"}]},
        {"statusText": "INVALID_API_KEY", "message": "m"},
    ],
)
def test_a_code_is_found_wherever_it_stands_and_however_it_is_spelt(body: Any) -> None:
    assert "invalid_api_key" in read_text(json.dumps(body)).codes


def test_a_sentence_is_no_code() -> None:
    assert not [code for code in read_text('{"code": "Client specified an argument"}').codes if "_" in code]


def test_the_headers_count_where_the_body_is_silent() -> None:
    silent = Reply(403, (("X-Ca-Error-Message", "Throttled%20by APP"), ("x-error-code", "T403AP")), b"")
    assert read(silent).message == "Throttled by APP"
    bearer = 'Bearer error="invalid_token", error_description="The token expired"'
    said = read(Reply(401, (("WWW-Authenticate", bearer),), b""))
    assert (said.message, said.marks) == ("The token expired", ("invalid_token",))
    assert read(Reply(401, (("WWW-Authenticate", bearer),), b'{"message": "m"}')).message == "m"


def test_a_table_as_python_shows_it_is_read() -> None:
    said = read_text("{\"error\": \"failed: {'error': {'code': 'model_not_found', 'message': 'no'}}\"}")
    assert said.inner is not None
    assert said.inner.code == "model_not_found"
    for odd in ("{'a': ", "{'a': " + "(" * 3000, "{'a': __import__('os')}", "{'" + "x" * 9000 + "': 1}"):
        assert read_text(odd).inner is None


def test_the_first_value_counts_and_an_event_stream_may_follow() -> None:
    body = '{"error":{"code":"c","message":"m"}}event: response.failed\ndata: {"type":"x"}\n\n'
    assert read_text(body).code == "c"
    assert read_text('data: {"error":{"code":"c"}}\n\ndata: [DONE]\n\n', "text/event-stream").code == "c"


def test_what_is_wrapped_is_found() -> None:
    inner = json.dumps({"error": {"code": "model_not_found", "message": "no such model"}})
    for body in (
        {"error": {"message": f"litellm.NotFoundError: OpenAIException - {inner}\n\nmore", "code": "404"}},
        {"error": {"message": "Provider returned error", "code": 400, "metadata": {"raw": inner}}},
    ):
        said = read_text(json.dumps(body))
        assert said.inner is not None
        assert said.inner.code == "model_not_found"
        assert "model_not_found" in said.codes
        assert "no such model" in said.words
    page = read_text(
        json.dumps({"error": {"message": "APIError - <!DOCTYPE html><title>Just a moment...</title>"}})
    )
    assert page.inner is not None
    assert page.inner.shape == "html"


def test_pages_tell_their_title() -> None:
    said = read_text("<html><head><title>\n 502 Bad&nbsp;Gateway </title></head></html>", "text/html")
    assert (said.shape, said.message) == ("html", "502 Bad Gateway")
    assert read_text("<!doctype html><p>hm", "application/json").shape == "html"
    assert read_text("hello", "text/plain").shape == "text"
    assert read_text("  ").shape == "empty"


@given(JSON)
def test_any_json_is_read(data: Any) -> None:
    said = read_text(json.dumps(data))
    assert len(said.message) <= 9000


@given(st.binary(max_size=400), st.sampled_from(["", "text/html", "application/json", "text/event-stream"]))
def test_any_bytes_are_read(body: bytes, kind: str) -> None:
    reply = Reply(500, (("content-type", kind),), body)
    recognise(reply, "http://[::1", read(reply))


def test_deep_and_endless_bodies_are_no_crash() -> None:
    assert first_json("[" * 200_000) is None
    nested: Any = {"message": "deep"}
    for _ in range(50):
        nested = {"error": nested}
    assert read_text(json.dumps(nested)).shape == "json"
    assert len(read_text('{"error":{"message":"' + "x" * 60_000 + '"}}').words) < 10_000


def test_every_mark_says_something() -> None:
    assert all(mark.header or mark.body or mark.host or mark.code for mark in MARKS)
