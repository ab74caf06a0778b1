"""The second look at the scheme: https:// towards a port of this computer that speaks plain HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.asking import seen

from codex_setup.gateway import serve
from codex_setup.live import probe
from codex_setup.model import Edit
from codex_setup.network import sender
from codex_setup.wire import Reply

if TYPE_CHECKING:
    from codex_setup.wire import Failure, Request


@pytest.mark.parametrize(
    ("failure", "detail", "rule"),
    [
        ("tls", "wrong version number", "certificate-untrusted"),
        ("timeout", "no answer after 10 s", "timed-out"),
        ("cut", "Server disconnected", "connection-cut"),
    ],
)
def test_https_towards_a_port_of_this_computer_that_speaks_http_is_mended(
    failure: Failure, detail: str, rule: str
) -> None:
    """The handshake fails in one of three ways: which one is up to the server and to chance."""
    with serve("relay", routes="v1") as running:
        context, planned = seen(running.url.replace("http:", "https:") + "/v1")
        plain = sender(context.environment)

        def send(request: Request) -> Reply:
            return Reply(failure=failure, detail=detail) if "https:" in request.url else plain(request)

        outcomes, probes = probe(context, planned, send)
    assert [outcome.rule.id for outcome in outcomes] == [rule]
    finding = outcomes[0].findings[0]
    assert finding.fix is not None
    assert [edit.value for edit in finding.fix.edits if isinstance(edit, Edit)] == [running.url + "/v1"]
    assert not finding.unsure
    assert len(probes) == 2


def test_no_other_host_is_asked_without_encryption() -> None:
    for url, detail in (
        ("https://relay.example", "wrong version number"),
        ("https://127.0.0.1:9", "has expired"),
    ):
        told: list[Request] = []

        def send(request: Request, told: list[Request] = told, detail: str = detail) -> Reply:
            told.append(request)
            return Reply(failure="tls", detail=detail)

        context, planned = seen(url)
        outcomes, _ = probe(context, planned, send)
        assert [outcome.rule.id for outcome in outcomes] == ["certificate-untrusted"]
        assert len(told) == 1
        assert outcomes[0].findings[0].fix is None
