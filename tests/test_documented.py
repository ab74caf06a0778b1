"""A host that is known: its documented path is tried, and where that has blanks its form is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.asking import KEY, Answered, seen

from codex_setup.gateway.answers import Answer, Recorded, as_json, served
from codex_setup.live import probe
from codex_setup.model import Secret
from codex_setup.wire import Event, Reply, Request

if TYPE_CHECKING:
    from codex_setup.gateway import Site


def asked(base_url: str, site: Site) -> Answered:
    """Return what a live check finds on a host that is not on loopback; nothing leaves this process."""

    def send(request: Request) -> Reply:
        target = "/" + request.url.partition("://")[2].partition("/")[2]
        headers = tuple((n, v.reveal() if isinstance(v, Secret) else v) for n, v in request.headers)
        answer = site(Recorded(request.method, target, headers, request.body))
        if answer.pieces is None:
            return Reply(answer.status, answer.headers, answer.body)
        lines = [line for piece in answer.pieces() if isinstance(piece, bytes) for line in piece.splitlines()]
        events = tuple(Event("", line[6:].decode()) for line in lines if line.startswith(b"data: "))
        return Reply(answer.status, answer.headers, b"", events, ms_first_event=1, ms_completed=2)

    context, plan = seen(base_url)
    return Answered(*probe(context, plan, send))


def serving(base: str) -> Site:
    def site(request: Recorded) -> Answer:
        if request.method == "POST" and request.path == base + "/responses":
            assert request.bearer == KEY
            return (
                served(request)
                if json.loads(request.body)
                else as_json(400, {"error": {"message": "model is required"}})
            )
        return as_json(404, {"detail": "Not Found"})

    return site


@pytest.mark.parametrize("path", ["", "/v1", "/openai"])
def test_the_form_of_an_address_with_blanks_is_told_and_nothing_is_guessed(path: str) -> None:
    found = asked(f"https://gateway.ai.cloudflare.com{path}", serving("/v1/0123/mine/openai"))
    assert found.rules == ("endpoint-missing",)
    assert found.new_base is None
    assert len(found.probes) == 1
    assert "`https://gateway.ai.cloudflare.com/v1/ACCOUNT/GATEWAY/openai`" in found.words
    assert "ACCOUNT and GATEWAY" in found.words


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("ark.cn-beijing.volces.com", "/api/v3"),
        ("openrouter.ai", "/api/v1"),
        ("my.openai.azure.com", "/openai/v1"),
    ],
)
def test_the_documented_path_of_a_known_host_becomes_a_fix(host: str, base: str) -> None:
    for path in ("", "/v1"):
        found = asked(f"https://{host}{path}", serving(base))
        assert found.new_base == f"https://{host}{base}", (host, path)
        assert len(found.probes) <= 8
