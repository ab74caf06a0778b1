"""The gateway in the stead of every server: with certificates made on the spot, for who trusts their authority."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
from functools import partial
from typing import TYPE_CHECKING

import pytest

from codex_setup.codex.tracing import tls_of
from codex_setup.gateway import Answer, Recorded, Running, serve
from codex_setup.gateway.answers import as_text
from codex_setup.gateway.certificate import ORDER, Authority

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AUTHORITY = Authority()
ASK = b"GET /v1/models?a=b HTTP/1.1\r\nHost: %s\r\n\r\n"


def site(request: Recorded) -> Answer:
    return as_text(200, f"{request.through}{request.target}")


@contextlib.contextmanager
def standing_in(folder: Path) -> Iterator[Running]:
    with serve(site, instead=partial(tls_of, AUTHORITY, folder)) as running:
        yield running


def tunnel(running: Running, authority: str) -> socket.socket:
    client = socket.create_connection((running.host, running.port), 10)
    client.sendall(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
    assert client.recv(100).startswith(b"HTTP/1.1 200")
    return client


def said(client: socket.socket, request: bytes) -> str:
    """Return the body of the answer to a request."""
    client.sendall(request)
    answer = http.client.HTTPResponse(client)
    answer.begin()
    return answer.read().decode()


def trusting(pem: str = AUTHORITY.pem) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=pem)


@pytest.mark.parametrize(
    ("authority", "origin"),
    [
        ("relay.example:443", "https://relay.example"),
        ("relay.example:8443", "https://relay.example:8443"),
        ("192.0.2.7:443", "https://192.0.2.7"),
        ("[2001:db8::1]:443", "https://[2001:db8::1]"),
        ("xn--bcher-kva.example:443", "https://xn--bcher-kva.example"),
        (
            f"{'a' * 60}.{'b' * 60}.{'c' * 60}.example:443",
            f"https://{'a' * 60}.{'b' * 60}.{'c' * 60}.example",
        ),
    ],
)
def test_it_answers_for_a_host_to_who_trusts_its_authority(
    authority: str, origin: str, tmp_path: Path
) -> None:
    host = authority.rpartition(":")[0].strip("[]")
    with standing_in(tmp_path) as running, tunnel(running, authority) as plain:
        with trusting().wrap_socket(plain, server_hostname=host) as client:
            for _ in range(2):
                assert said(client, ASK % authority.encode()) == f"{origin}/v1/models?a=b"
        assert [request.through for request in running.requests] == [origin, origin]
        assert running.refused == []


@pytest.mark.parametrize("context", [ssl.create_default_context(), trusting(Authority().pem)])
def test_who_trusts_nobody_else_is_told_of(context: ssl.SSLContext, tmp_path: Path) -> None:
    with (
        standing_in(tmp_path) as running,
        tunnel(running, "relay.example:443") as plain,
        pytest.raises(ssl.SSLError, match="VERIFY"),
    ):
        context.wrap_socket(plain, server_hostname="relay.example")
    assert [request.target for request in running.refused] == ["relay.example:443"]
    assert running.requests == []


def test_a_certificate_is_for_one_host(tmp_path: Path) -> None:
    with (
        standing_in(tmp_path) as running,
        tunnel(running, "relay.example:443") as plain,
        pytest.raises(ssl.SSLError, match=r"other\.example"),
    ):
        trusting().wrap_socket(plain, server_hostname="other.example")


def test_what_needs_no_tls_is_answered_without(tmp_path: Path) -> None:
    with standing_in(tmp_path) as running:
        with tunnel(running, "relay.example:80") as client:
            assert said(client, ASK % b"relay.example") == "http://relay.example/v1/models?a=b"
        for target in (
            b"http://relay.example/v1",
            b"HTTP://relay.example:80/v1",
            b"http://relay.example:8080/v1",
        ):
            with socket.create_connection((running.host, running.port), 10) as client:
                said(client, b"GET %s HTTP/1.1\r\nHost: relay.example\r\n\r\n" % target)
    assert [(request.through, request.target) for request in running.requests[1:]] == [
        ("http://relay.example", "/v1"),
        ("http://relay.example", "/v1"),
        ("http://relay.example:8080", "/v1"),
    ]


@pytest.mark.parametrize("private", [1, 2, 3, 0xFFFF, ORDER - 1])
def test_a_certificate_belongs_to_its_key_whichever_it_is(private: int, tmp_path: Path) -> None:
    authority = Authority(private)
    tls_of(authority, tmp_path, "relay.example")  # which refuses a key of another certificate
    assert trusting(authority.pem).cert_store_stats()["x509_ca"] >= 1
