"""Connections that break on the way: who is named, the server or the proxy, and whether it was refused."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from typing import TYPE_CHECKING

import pytest
from support.asking import ask

from codex_setup.gateway import Answer, serve
from codex_setup.gateway.answers import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def resetting() -> Iterator[int]:
    """Yield the port of a server that takes connections, waits for the first bytes and resets them."""

    def reset() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                connection.recv(1)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=reset, daemon=True).start()
        yield server.getsockname()[1]


def test_a_proxy_that_speaks_no_tls_is_the_one_that_is_named() -> None:
    with serve("recorder") as proxy:
        variable = {"HTTPS_PROXY": proxy.url.replace("http:", "https:")}
        found = ask("https://gateway.example/v1", env=variable)
    assert found.rules == ("proxy-failed",)
    assert "HTTPS_PROXY" in found.words


def test_a_connection_that_breaks_in_the_handshake_was_not_refused() -> None:
    """A firewall that dislikes the host's name lets the connection come about and then resets it."""
    with resetting() as port:
        found = ask(f"https://127.0.0.1:{port}/v1")
    assert (found.rules, found.exit_class) == (("connection-cut",), 4)


@pytest.mark.parametrize(
    ("status", "words"),
    [(407, "user and password"), (403, "admit the host"), (502, "cannot reach"), (302, "Correct or unset")],
)
def test_what_a_proxy_answers_to_connect_says_what_to_do(status: int, words: str) -> None:
    with serve(Mode(lambda _: Answer(status), proxy=True)) as proxy:
        found = ask("https://gateway.example/v1", env={"HTTPS_PROXY": proxy.url})
    assert (found.rules, found.exit_class) == (("proxy-failed",), 4)
    assert words in found.words
