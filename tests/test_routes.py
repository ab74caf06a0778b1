"""Gateways at paths that nobody listed: what is named as a base URL serves, whatever the rest of the host says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.asking import KEY, ask

from codex_setup.gateway import Answer, Recorded, Site, serve
from codex_setup.gateway.answers import as_json, as_text, model_list, page, served

if TYPE_CHECKING:
    from collections.abc import Callable

ELSEWHERE: dict[str, Callable[[Recorded], Answer]] = {
    "nginx": lambda _: page(404, "<html><head><title>404 Not Found</title></head></html>"),
    "fastapi": lambda _: as_json(404, {"detail": "Not Found"}),
    "go": lambda _: as_text(404, "404 page not found\n"),
    "console": lambda _: page(200),
    "method": lambda _: Answer(405, (("allow", "GET"),)),
    "envelope": lambda _: as_json(200, {"code": 404, "msg": "接口不存在"}),
    "greeting": lambda _: as_json(200, {"message": "Welcome", "docs": "/docs"}),
    "words": lambda _: as_json(
        400, {"error": {"message": "unknown endpoint", "type": "invalid_request_error"}}
    ),
}
BASES = ("", "/v1", "/openai/v1", "/api/v1", "/codex", "/proxy/openai/v1", "/gateway/openai")


def gateway(base: str, elsewhere: Callable[[Recorded], Answer], *, caseless: bool = False) -> Site:
    """Return a gateway that serves under one base path, to its key, and says something else elsewhere."""

    def site(request: Recorded) -> Answer:
        path = request.path.lower() if caseless else request.path
        if (request.method, path) not in {("POST", f"{base}/responses"), ("GET", f"{base}/models")}:
            return elsewhere(request)
        if request.bearer != KEY:
            return as_json(401, {"error": {"message": "Invalid API key"}})
        if request.method == "GET":
            return model_list(["gpt-5.4"])
        return served(request) if request.json else as_json(400, {"error": {"message": "model is required"}})

    return site


def slips(base: str) -> tuple[str, ...]:
    """Return the base paths that people write where this one is meant."""
    found = [f"{base}/v1", f"{base}/responses", f"{base}/chat/completions", f"{base}/models"]
    if base:
        found += ["/V1" if base == "/v1" else base.upper()]
    if base.count("/") > 1 or base == "/v1":  # a name at the root can be any
        found.append(base.rpartition("/")[0])
    return tuple(path for path in dict.fromkeys(found) if path != base)


def every_slip_is_mended(base: str, elsewhere: Callable[[Recorded], Answer]) -> None:
    """Hold that the right base is healthy, and that a check names it where another one is written."""
    with serve(gateway(base, elsewhere)) as running:
        assert ask(running.url + base).rules == ()
        for path in slips(base):
            found = ask(running.url + path)
            assert (found.new_base, found.exit_class) == (running.url + base, 1), path
            assert len(found.probes) <= 8


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_slip_is_mended_and_nothing_is_named_that_does_not_serve(elsewhere: str, base: str) -> None:
    every_slip_is_mended(base, ELSEWHERE[elsewhere])


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_where_it_cannot_be_known_nothing_is_named(elsewhere: str) -> None:
    with serve(gateway("/somewhere/else/v9", ELSEWHERE[elsewhere])) as running:
        for path in ("", "/v1", "/api"):
            found = ask(running.url + path)
            assert (found.new_base, found.exit_class) == (None, 1)


def test_paths_in_any_case_are_healthy_where_the_gateway_takes_them() -> None:
    with serve(gateway("/v1", ELSEWHERE["fastapi"], caseless=True)) as running:
        assert ask(running.url + "/V1").rules == ()
