"""The live check: one request where all is well, a cause and a way out where it is not, never more than eight."""

from __future__ import annotations

import pytest
from support.asking import KEY, Answered, ask, ask_models, seen

from codex_setup.diagnosis.rules import PING_SKIPPED
from codex_setup.gateway import MODES, Answer, Recorded, Running, serve
from codex_setup.gateway.answers import as_json, model_list
from codex_setup.gateway.routes import GATEWAYS, Routes
from codex_setup.gateway.situations import situations
from codex_setup.live import probe
from codex_setup.live.places import candidates, rule_for
from codex_setup.model import Edit
from codex_setup.wire import Reply, Request

PATHS = (
    "", "/v1", "/v1/v1", "/openai", "/openai/v1", "/openai/v1/v1", "/api/v1", "/api", "/v1/responses", "/responses",
    "/v1/chat/completions", "/V1", "/console", "/backend-api/codex", "/backend-api/codex/v1", "/v1/models",
)  # fmt: skip
FAR = {"ai-gateway"}
"""Gateways whose path holds something that only the user can know."""

SERVING = [name for name, routes in GATEWAYS.items() if routes.bases and name not in FAR]


def headers_of(running: Running) -> str:
    pairs = ", ".join(f'"{name}" = "{value}"' for name, value in running.mode.headers.items())
    return f"http_headers = {{ {pairs} }}\n" if pairs else ""


def asked(running: Running, path: str, **more: object) -> Answered:
    given = {"key": running.key or None, "model": running.models[0], "more": headers_of(running), **more}
    return ask(running.url + path, **given)  # type: ignore[arg-type]


def test_a_healthy_check_is_one_small_request_as_codex_makes_it() -> None:
    with serve("relay") as running:
        found = ask(running.base_url)
    assert found.rules == ()
    assert [(r.method, r.target) for r in running.requests] == [("POST", "/responses")]
    request = running.requests[0]
    assert len(request.body) < 1024
    assert request.bearer == KEY
    assert request.header("originator") == "codex_cli_rs"
    assert str(request.header("user-agent")).startswith("codex_cli_rs/0.169.0 ")
    assert request.header("accept") == "text/event-stream"
    assert request.header("accept-encoding") is None
    body = request.json
    assert body["stream"] is True
    assert body["store"] is False
    assert isinstance(body["input"], list)
    assert body["instructions"]
    assert set(body) == {"model", "instructions", "input", "stream", "store"}
    reply = found.probes[0].reply
    assert reply.ms_first_event is not None
    assert reply.ms_completed is not None
    assert reply.ms_first_event <= reply.ms_completed <= reply.ms


@pytest.mark.parametrize("name", SERVING)
def test_a_known_gateway_is_healthy_where_it_serves_and_found_where_it_does_not(name: str) -> None:
    routes = GATEWAYS[name]
    with serve(name) as running:
        for path in (*routes.bases, *(p for p in PATHS if p not in routes.bases)):
            found = asked(running, path)
            assert len(found.probes) <= 8
            if path in routes.bases:
                assert (found.rules, len(found.probes)) == ((), 1), path
                continue
            assert found.rules[0].startswith("base-url-"), path
            assert found.new_base is not None, path
            again = asked(running, found.new_base.removeprefix(running.url))
            assert (again.rules, len(again.probes)) == ((), 1), path


@pytest.mark.parametrize("name", [name for name, routes in GATEWAYS.items() if not routes.bases])
def test_a_gateway_without_responses_gets_no_address_that_does_not_work(name: str) -> None:
    with serve(name) as running:
        for path in PATHS:
            found = asked(running, path)
            assert found.new_base is None
            assert found.exit_class == 1
        assert asked(running, "/v1").rules == ("responses-unsupported",)


@pytest.mark.parametrize("name", [name for name, routes in GATEWAYS.items() if routes.key and routes.bases])
def test_a_known_gateway_tells_missing_and_wrong_keys(name: str) -> None:
    with serve(name) as running:
        base = running.mode.base
        assert asked(running, base, key=None).rules == ("key-missing",)
        running.requests.clear()
        wrong = asked(running, base, key="sk-nobody-knows-this-key")
        assert wrong.rules == ("key-rejected",)
        refused = [r for r in running.requests if r.bearer == "sk-nobody-knows-this-key"]
        assert len(refused) <= 2, "one more request, at most, with a key that was just refused"


@pytest.mark.parametrize("name", [name for name in SERVING if GATEWAYS[name].lists])
def test_a_known_gateway_tells_a_wrong_name(name: str) -> None:
    with serve(name) as running:
        found = asked(running, running.mode.base, model=running.models[0].upper())
        assert found.rules == ("model-unknown",)
        fix = found.found[0][1].fix
        assert fix is not None
        assert isinstance(fix.edits[0], Edit)
        assert fix.edits[0].value == running.models[0]


def test_a_key_of_the_claude_group_is_told_by_the_list() -> None:
    with serve("sub2api-claude") as running:
        found = ask(running.base_url, model="gpt-5.4")
        assert found.rules == ("key-wrong-group",)
        assert "OpenAI" in (found.found[0][1].hint or "")
        names, listed = ask_models(running.base_url, model="gpt-5.4")
        assert listed.rules == ("key-wrong-group",)
        assert names == running.models


@pytest.mark.parametrize("name", [*situations()])
def test_every_situation_leads_to_the_rule_that_it_is_named_after(name: str) -> None:
    expected = {
        "upstream-key": "upstream-refused", "stream-packed": "stream-cut", "models-unavailable": None,
        "text-unshown": None, "stream-held-back": None, "redirect-followed": None,
    }.get(name, name)  # fmt: skip
    with serve(name) as running:
        found = ask(running.base_url)
        assert found.rules == ((expected,) if expected else ())
        assert len(found.probes) <= 8
        assert all(str(p.request.url).startswith(running.url) for p in found.probes)
        if name == "models-unavailable":
            assert ask_models(running.base_url)[1].rules == (name,)
        if name in {"text-unshown", "stream-held-back", "redirect-followed"}:
            assert [o.rule.id for o in found.outcomes] == [name]


def test_a_short_name_is_the_cause_even_without_a_list() -> None:
    with serve(
        lambda _: as_json(503, {"error": {"message": "No available accounts", "type": "x"}})
    ) as running:
        assert (ask(running.url, model="gpt-5").rules, ask(running.url, model="gpt-5").exit_class) == (
            ("model-unknown",),
            1,
        )
        assert (ask(running.url).rules, ask(running.url).exit_class) == (("no-accounts",), 4)


@pytest.mark.parametrize(("word", "safe"), [("gpt5.4", True), ("GPT_5.4", True), ("gpt-5.1", False)])
def test_a_name_is_mended_where_only_separators_and_case_differ(word: str, *, safe: bool) -> None:
    with serve("relay") as running:
        found = ask(running.url, model=word)
    assert found.rules == ("model-unknown",)
    fix = found.found[0][1].fix
    assert fix is not None
    assert fix.safe is safe


def test_the_default_model_is_named_as_such() -> None:
    with serve("relay") as running:
        found = ask(running.base_url, model=None)
    assert found.rules == ("model-unknown",)
    assert "`model` is not set" in (found.found[0][1].hint or "")


def test_a_public_list_proves_no_key() -> None:
    def site(request: Recorded) -> Answer:
        return (
            model_list(("gpt-5.4",)) if request.method == "GET" else as_json(401, {"error": "Unauthorized"})
        )

    with serve(site) as running:
        assert ask(running.url).rules == ("key-rejected",)
        assert [r.bearer for r in running.requests] == [KEY, KEY, None]


def test_a_path_that_might_be_right_is_no_fix() -> None:
    with serve("relay") as running:
        found = ask(running.url + "/v1", key="sk-nobody-knows-this-key")
        assert found.rules == ("base-url-extra-v1", "key-rejected")
        assert found.new_base is None
        assert sum(r.bearer is not None for r in running.requests) == 2


def test_a_route_is_looked_for_with_a_body_that_costs_nothing() -> None:
    with serve("relay", routes="v1") as running:
        found = ask(running.url)
        assert found.rules == ("base-url-lacks-v1",)
        assert found.new_base == running.url + "/v1"
        assert [r.body for r in running.requests][1:-1] == [b"{}"]


def test_query_and_headers_of_the_configuration_go_along() -> None:
    more = 'query_params = { "api-version" = "v1" }\nhttp_headers = { "x-team" = "blue" }\n'
    with serve("recorder") as running:
        assert ask(running.url + "/v1", more=more).rules == ()
    assert running.requests[0].target == "/v1/responses?api-version=v1"
    assert running.requests[0].header("x-team") == "blue"


def test_where_codex_refuses_nobody_is_asked() -> None:
    with serve("recorder") as running:
        found = ask(running.url, key="")
        assert running.requests == []
    assert [o.rule for o in found.outcomes] == [PING_SKIPPED]
    assert "RELAY_KEY" in str(found.outcomes[0].skipped)


@pytest.mark.parametrize(("key", "asked"), [(None, 1), (KEY, 2)])
def test_whose_key_it_is_matters_only_where_one_is_sent(key: str | None, asked: int) -> None:
    with serve(
        lambda _: as_json(401, {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}})
    ) as running:
        ask(running.url, key=key)
        assert len(running.requests) == asked


def test_never_more_than_eight_whatever_comes_back() -> None:
    for status in (200, 301, 400, 401, 403, 404, 405, 429, 500, 502, 503):
        count = 0

        def send(_: Request, status: int = status) -> Reply:
            nonlocal count
            count += 1
            return Reply(status, (("content-type", "text/html"),), b"<html>404 page not found</html>")

        context, planned = seen("http://127.0.0.1:9/v1")
        probe(context, planned, send)
        assert count <= 8


def test_candidates_never_repeat_and_never_hold_the_path_itself() -> None:
    for path in PATHS:
        found = candidates(path, ("/v1", "/openai"))
        assert path not in found
        assert len(found) == len(set(found))


def test_the_rule_says_what_is_wrong_with_the_path() -> None:
    assert rule_for("", "/v1").id == "base-url-lacks-v1"
    assert rule_for("/v1", "").id == "base-url-extra-v1"
    assert rule_for("/v1/v1", "/v1").id == "base-url-extra-v1"
    assert rule_for("/openai/v1/v1", "/openai/v1").id == "base-url-extra-v1"
    assert rule_for("/v1", "/openai/v1").id == "base-url-lacks-prefix"
    assert rule_for("/console", "/v1").id == "base-url-lacks-prefix"


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"object": "list", "data": [{"id": "a"}, {"id": "b"}]}, ("a", "b")),
        ({"models": [{"slug": "a", "display_name": "A"}]}, ("a",)),
        ({"models": [{"name": "a:20b", "model": "a:20b"}]}, ("a:20b",)),
        ({"data": [{"type": "model", "id": "a", "display_name": "A"}], "has_more": False}, ("a",)),
        ([{"id": "a"}], ("a",)),
        ({"data": ["a", "b", "a"]}, ("a", "b")),
        ({"data": []}, ()),
    ],
)
def test_every_shape_of_list_is_read(body: object, names: tuple[str, ...]) -> None:
    with serve(lambda _: as_json(200, body)) as running:
        listed, found = ask_models(running.url)
    assert listed == names
    assert found.rules == ()


def test_a_list_is_found_beside_a_wrong_path() -> None:
    with serve("ollama") as running:
        assert ask_models(running.url, key=None)[0] == running.models
        assert ask_models(running.url + "/v1", key=None)[0] == running.models


def test_every_simulated_gateway_is_a_mode() -> None:
    assert set(GATEWAYS) | set(situations()) | {"relay", "recorder"} <= set(MODES)
    assert all(isinstance(routes, Routes) for routes in GATEWAYS.values())
