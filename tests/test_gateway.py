"""The embedded gateway: it records what was sent, byte for byte, and ends when it is closed."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading

import pytest

from codex_setup.gateway import KEY, MODES, Answer, Recorded, Running, serve
from codex_setup.gateway.answers import as_text


def post(running: Running, path: str, body: object, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(running.host, running.port, timeout=10)
    try:
        connection.request("POST", path, json.dumps(body), headers)
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def test_the_relay_speaks_a_relays_words() -> None:
    good = {"authorization": f"Bearer {KEY}"}
    turn = {"model": "gpt-5.4", "input": [], "stream": True}
    with serve("relay") as running:
        assert post(running, "/responses", turn, **good)[1].count(b"event: response.") == 5
        assert post(running, "/responses", turn)[0] == 401
        assert post(running, "/responses", turn, authorization="Bearer sk-other") == (
            401, b'{"code": "INVALID_API_KEY", "message": "Invalid API key"}',
        )  # fmt: skip
        assert post(running, "/v1/responses", turn, **good) == (404, b"404 page not found")
        status, body = post(running, "/responses", {**turn, "model": "gpt-5"}, **good)
        assert status == 503
        assert b"No available accounts" in body
        assert post(running, "/responses", {**turn, "input": "hm"}, **good)[0] == 400
        assert len(running.requests) == 6
    with serve("relay", routes="v1") as running:
        assert running.base_url == running.url + "/v1"
        assert post(running, "/v1/responses", turn, **good)[0] == 200
        assert post(running, "/responses", turn, **good)[0] == 404


def test_a_request_is_recorded_as_it_was_sent() -> None:
    raw = b"POST //v1%20/responses?a=%C3%A9 HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nx-one: zw\xc3\xb6lf\r\nContent-Length: 2\r\n\r\n{}"
    with serve("recorder") as running, socket.create_connection((running.host, running.port), 10) as client:
        client.sendall(raw)
        assert client.recv(12) == b"HTTP/1.1 200"
        request = running.requests[0]
    assert request.target == "//v1%20/responses?a=%C3%A9"
    assert (request.path, request.query) == ("//v1%20/responses", "a=%C3%A9")
    assert [h for h in request.headers if h[0].lower() == "x-one"] == [("X-One", "1"), ("x-one", "zwölf")]
    assert request.body == b"{}"
    assert request.header("HOST") == "x"


def test_a_connection_carries_several_requests_and_chunked_bodies() -> None:
    with serve(lambda request: as_text(200, request.body.decode())) as running:
        connection = http.client.HTTPConnection(running.host, running.port, timeout=10)
        for said in ("one", "two"):
            connection.request("POST", "/", iter([said[:1].encode(), said[1:].encode()]), encode_chunked=True)
            assert connection.getresponse().read().decode() == said
        connection.close()
        assert running.connections == 1


def test_it_is_no_proxy_and_says_who_took_it_for_one() -> None:
    with serve("recorder") as running, socket.create_connection((running.host, running.port), 10) as client:
        client.sendall(b"CONNECT api.openai.com:443 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(12) == b"HTTP/1.1 403"
        assert [r.target for r in running.refused] == ["api.openai.com:443"]
        assert running.requests == []


@pytest.mark.parametrize("name", ["hang", "drip", "endless-stream", "hang-mid-stream"])
def test_closing_ends_what_is_under_way(name: str) -> None:
    before = threading.active_count()
    with serve(name) as running:
        client = socket.create_connection((running.host, running.port), 10)
        client.sendall(b"POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        client.recv(1) if name != "hang" else None
    client.close()
    assert threading.active_count() == before
    with pytest.raises(OSError, match=r".*"):
        socket.create_connection((running.host, running.port), 1)


def test_nonsense_is_no_harm() -> None:
    with serve("relay") as running:
        for noise in (
            b"",
            b"\x16\x03\x01\x02\x00\x01",
            b"GET\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        ):
            with socket.create_connection((running.host, running.port), 10) as client:
                client.sendall(noise)
                client.shutdown(socket.SHUT_WR)
                client.recv(100)
        assert (
            post(running, "/responses", {"model": "gpt-5.4", "input": []}, authorization=f"Bearer {KEY}")[0]
            == 200
        )


@pytest.mark.parametrize("name", sorted(MODES))
def test_every_mode_says_what_it_is(name: str) -> None:
    mode = MODES[name]()
    assert mode.about
    assert not mode.base.endswith("/")


def test_a_site_may_be_a_function() -> None:
    def site(request: Recorded) -> Answer:
        return as_text(200, request.method)

    with serve(site) as running:
        assert post(running, "/x", {}) == (200, b"POST")


def test_it_needs_nothing_but_the_standard_library() -> None:
    code = (
        "import sys, codex_setup.gateway\n"
        "ours = {m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names) - {'__main__'}\n"
        "print(sorted(m for m in ours if not m.startswith('_')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(eval(done.stdout))  # noqa: S307 -- our own list of names
    plain = subprocess.run(
        [sys.executable, "-c", code.replace(", codex_setup.gateway", "")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded - set(eval(plain.stdout)) == {"codex_setup"}  # noqa: S307 -- the same


@pytest.mark.parametrize("line", [b"\x16\x03 \x01\x02 \x00\n", b"GET /\n", b"GET / gopher\n", b"\n"])
def test_what_is_no_http_is_not_waited_for(line: bytes) -> None:
    with (
        serve("relay") as running,
        socket.create_connection(("127.0.0.1", running.port), timeout=5) as client,
    ):
        client.sendall(line)
        assert client.recv(1) == b""
