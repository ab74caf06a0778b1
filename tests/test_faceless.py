"""Wrong paths that answer like a refusal or a failure: told from right ones without the key, and mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.asking import KEY, Answered, ask
from test_routes import every_slip_is_mended, gateway

from codex_setup.gateway import Answer, Recorded, serve
from codex_setup.gateway.answers import as_json, as_text, page

if TYPE_CHECKING:
    from collections.abc import Callable

FORBIDDEN = "<html><head><title>403 Forbidden</title></head><body><center>nginx</center></body></html>"
DENIED = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'


def login(request: Recorded) -> Answer:
    """Send everybody to a login page."""
    return page() if request.path == "/login" else Answer(307, (("location", "/login"),))


ELSEWHERE: dict[str, Callable[[Recorded], Answer]] = {
    "403-page": lambda _: page(403, FORBIDDEN),
    "403-json": lambda _: as_json(403, {"message": "Forbidden"}),
    "403-amazon": lambda _: as_json(403, {"message": "Missing Authentication Token"}),
    "403-bucket": lambda _: as_text(403, DENIED, "application/xml"),
    "403-empty": lambda _: Answer(403),
    "401-page": lambda _: page(401, "<html><head><title>401 Authorization Required</title></head></html>"),
    "500-page": lambda _: page(500, "<!doctype html><title>Server Error</title><h1>Server Error (500)</h1>"),
    "500-json": lambda _: as_json(500, {"error": "Internal Server Error"}),
    "500-path": lambda r: as_json(500, {"code": 500, "msg": f"No static resource {r.path.lstrip('/')}."}),
    "200-failure": lambda _: as_json(200, {"code": 500, "msg": "系统异常，请联系管理员"}),
    "200-empty": lambda _: Answer(200),
    "400-page": lambda _: page(400, "<html><head><title>400 Bad Request</title></head></html>"),
    "302-login": lambda _: Answer(302, (("location", "https://sso.example/authorize"),)),
    "307-login": login,
}


def with_key(found: Answered) -> int:
    """Return how many requests carried the key."""
    return sum(any(name == "authorization" for name, _ in probe.request.headers) for probe in found.probes)


@pytest.mark.parametrize("base", ["", "/v1", "/openai/v1", "/codex"])
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_slip_is_mended_where_wrong_paths_answer_like_a_refusal(elsewhere: str, base: str) -> None:
    every_slip_is_mended(base, ELSEWHERE[elsewhere])


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_refused_key_is_shown_to_one_more_path_at_most(elsewhere: str) -> None:
    with serve(gateway("/v1", ELSEWHERE[elsewhere])) as running:
        found = ask(running.url, key="sk-of-somebody-else")
        assert found.rules[-1] == "key-rejected"
        assert found.new_base is None
        assert with_key(found) <= 2 + (elsewhere == "307-login")  # Codex follows that one with the key
        assert len(found.probes) <= 8


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_where_all_paths_answer_the_same_none_is_named(elsewhere: str) -> None:
    with serve(ELSEWHERE[elsewhere]) as running:
        found = ask(running.url + "/v1")
        assert found.rules
        assert found.new_base is None
        assert KEY not in found.words
        assert len(found.probes) <= 8


@pytest.mark.parametrize(
    "broken",
    [
        as_json(500, {"error": "Internal Server Error"}),
        page(500, "<title>500</title>"),
        page(403, FORBIDDEN),
    ],
)
def test_a_right_path_that_fails_is_asked_once_more_and_without_the_key(broken: Answer) -> None:
    healthy = gateway("/v1", ELSEWHERE["403-page"])

    def site(request: Recorded) -> Answer:
        return broken if request.bearer == KEY else healthy(request)

    with serve(site) as running:
        found = ask(running.url + "/v1")
        assert found.new_base is None
        assert with_key(found) == len(found.probes) - 1 == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(403, (("content-type", "text/html"), ("cf-mitigated", "challenge")), FORBIDDEN.encode()),
        as_json(500, {"error": {"message": "Internal server error", "type": "server_error"}}),
        page(502, "<html><head><title>502 Bad Gateway</title></head></html>"),
        as_json(503, {"error": {"message": "overloaded"}}),
    ],
)
def test_an_answer_that_names_its_cause_is_taken_at_its_word(answer: Answer) -> None:
    with serve(lambda _: answer) as running:
        assert len(ask(running.url + "/v1").probes) == 1


OUTAGES = {
    "502-page": page(502, "<html><head><title>502 Bad Gateway</title></head></html>"),
    "503-text": as_text(503, "no healthy upstream"),
    "503-json": as_json(503, {"message": "Service Unavailable"}),
}


@pytest.mark.parametrize("slip", ["", "/v1/v1", "/v1/chat/completions", "/api"])
@pytest.mark.parametrize("outage", OUTAGES)
def test_a_path_that_no_api_has_is_told_from_an_outage(outage: str, slip: str) -> None:
    with serve(gateway("/v1", lambda _: OUTAGES[outage])) as running:
        found = ask(running.url + slip)
        assert found.new_base == running.url + "/v1"
        assert with_key(found) <= 2


@pytest.mark.parametrize("outage", OUTAGES)
def test_an_outage_on_a_path_that_looks_right_is_asked_once(outage: str) -> None:
    with serve(lambda _: OUTAGES[outage]) as running:
        found = ask(running.url + "/v1")
        assert (found.rules, found.exit_class, len(found.probes)) == (("gateway-unavailable",), 4, 1)
        nowhere = ask(running.url)
        assert (nowhere.rules, nowhere.exit_class) == (("gateway-unavailable",), 4)
        assert with_key(nowhere) == 1
