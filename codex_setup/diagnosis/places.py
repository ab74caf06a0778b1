"""Rows for the address: what a server says where it has no route, and what it says where it has another API."""

from __future__ import annotations

from codex_setup.diagnosis import words
from codex_setup.diagnosis.row import Row, error, statuses, witness
from codex_setup.diagnosis.rules import (
    ENDPOINT_MISSING,
    EXTRA_V1,
    GATEWAY_UNAVAILABLE,
    LACKS_PREFIX,
    LACKS_V1,
    RESPONSES_UNSUPPORTED,
    WEB_PAGE,
)

_SAY = "{who} has nothing at {url} (status {status}{quoted})"
_MIGHT = "Codex asks for `base_url` + `/responses`; {might}."
_GO = witness(404, "404 page not found", content_type="text/plain")
_TRANSLATE = "Codex speaks the Responses API only (since 0.95): use a release of the gateway that has it, or one in between that translates."
_NO_API = "{who} has no Responses API at {url} (status {status}{quoted})"

ROUTES: tuple[Row, ...] = (
    Row(
        ENDPOINT_MISSING, "a web form answers at {url} where the API should (status {status}{quoted})", "{might}.",
        witness(403, {"detail": "CSRF Failed: CSRF token missing."}), "Django, Laravel", text=r"\bcsrf\b|^page expired", status=statuses(400, 403, 419),
    ),
    Row(
        RESPONSES_UNSUPPORTED, "{who} serves this model through Chat Completions only ({said})", _TRANSLATE,
        error(500, "not implemented (request id: 1)", "new_api_error", "convert_request_failed"),
        "new-api, channel type without Responses", code=r"convert_request_failed|\w*(protocol|conversion)\w*_(unsupported|not_supported)", unless=r"chat/completions",
    ),
    Row(
        ENDPOINT_MISSING, _SAY, _MIGHT, error(501, "API not implemented", "new_api_error", "api_not_implemented"),
        "new-api, unimplemented routes", code=r"api_not_implemented|convert_request_failed|(endpoint|route|path|url)_not_(found|supported)|unknown_url|method_not_allowed", unless=r"(specified|requested) model|\buse \S{0,40}chat/completions",
    ),
    Row(
        RESPONSES_UNSUPPORTED, "{who} does not take Codex's requests ({said})", _TRANSLATE,
        error(400, "'type' of tool must be 'function'", "invalid_request_error"),
        "llama.cpp of 2025 rejects Codex's tool types", text=words.NO_RESPONSES, status=statuses(range(400, 600)), unless=r"invalid url",
    ),
    Row(
        EXTRA_V1, _SAY, _MIGHT, error(404, "Invalid URL (POST /v1/v1/responses)", "invalid_request_error"),
        "new-api and OpenAI with a doubled /v1", status=statuses(404, 405), path=r"/v1/v1/", shape=frozenset({"json"}), unless=r"file not found|\bmodel\b",
        asked="https://relay.example/v1/v1/responses",
    ),
    Row(
        LACKS_PREFIX, _SAY, _MIGHT,
        witness(404, {"error": "Not Found", "message": "Route /responses not found", "timestamp": "2026-11-22T17:23:29.150Z"}),
        "claude-relay-service 1.1.314", status=statuses(404), gateways=frozenset({"claude-relay-service"}), text=words.PATH,
        path=r"/responses$", asked="https://relay.example/responses",
    ),
    Row(
        LACKS_PREFIX, "{who} does not serve `{model}` on this route ({said})", "The same model is served under another path of this host; {might}.",
        error(400, "The model openai.gpt-5.5 isn't supported on this route", "invalid_request_error"),
        "Amazon Bedrock keeps its models on two routes", text=r"model.{0,80}(isn.t|not) supported on this route",
    ),
    Row(
        LACKS_V1, _SAY, _MIGHT, error(404, "Invalid URL (POST /responses)", "invalid_request_error"),
        "OpenAI without /v1", status=statuses(404, 405), text=r"invalid url|unexpected endpoint", path=r"^/responses$", asked="https://relay.example/responses",
    ),
    Row(
        LACKS_V1, _SAY, _MIGHT, _GO, "Ollama and CLIProxyAPI without /v1", status=statuses(404), shape=frozenset({"text", "empty"}), path=r"^/responses$",
        unless=r"model", asked="https://relay.example/responses",
    ),
    Row(
        RESPONSES_UNSUPPORTED, _NO_API, _TRANSLATE,
        error(404, "Invalid URL (POST /v1/responses)", "invalid_request_error", x_oneapi_request_id="1"),
        "one-api", status=statuses(404, 405), text=r"invalid url", path=r"(^|[^1])/v1/responses$",
    ),
    Row(
        RESPONSES_UNSUPPORTED, _NO_API, _TRANSLATE, _GO, "Ollama before 0.13, vendors with Chat Completions only",
        status=statuses(404, 405), shape=frozenset({"text", "empty"}), text=r"^(404 page not found|not found)?\s*$", path=r"^/v1/responses$",
    ),
    Row(
        ENDPOINT_MISSING, _SAY, _MIGHT, witness(200, {"error": "Unexpected endpoint or method. (POST /responses)"}), "LM Studio answers 200",
        text=r"unexpected endpoint or method|api[- ]version[^.,]{0,30}(missing|required|not)|(missing|required)[^.]{0,30}api[- ]version",
        asked="https://relay.example/api/responses",
    ),
    Row(
        ENDPOINT_MISSING, _SAY, _MIGHT, witness(404, {"detail": "Not Found"}), "FastAPI, for a path it does not know",
        status=statuses(404, 405, 410, 421, 501), text=words.PATH, unless=r"\bmodel\b|(?<!/)\bmodels/[\w.-]+|模型|upstream|account", asked="https://relay.example/nope/responses",
    ),
    Row(
        ENDPOINT_MISSING, _SAY, _MIGHT, error(400, "unknown endpoint: /api/responses", "invalid_request_error"), "servers that answer 400 or 500 there",
        status=statuses(400, 500), text=r"\burl error\b|(invalid (api |request )?|unknown[^.]{0,12} ?|unsupported[^.]{0,12} ?|no such[^.]{0,12} ?)(url|endpoint|route|path)\b(?! param)|endpoint not supported|cannot post /|no route matches|no (static|such) resource|configure (ai )?gateway",
        asked="https://relay.example/api/responses",
    ),
)  # fmt: skip

PAGES: tuple[Row, ...] = (
    Row(
        WEB_PAGE, "{address} speaks TLS, and `base_url` begins with `http://` (status {status}{quoted})",
        "Begin `base_url` with `https://`.",
        witness(400, "Client sent an HTTP request to an HTTPS server.\n", content_type="text/plain"), "Go's net/http, nginx",
        status=statuses(400, 497), shape=frozenset({"html", "text"}), text=r"plain HTTP request was sent to HTTPS port|HTTP request to an? HTTPS server",
    ),
    Row(
        GATEWAY_UNAVAILABLE, "the ChatGPT backend answers {status} without a word", "It did so in outages; try again in a while.",
        witness(404, ""), "an outage in September 2026", status=statuses(404), shape=frozenset({"empty"}), gateways=frozenset({"chatgpt"}),
        asked="https://chatgpt.com/backend-api/codex/responses",
    ),
    Row(
        LACKS_V1, "a web page answers at {url} where the API should (status {status}{page})", "The path in `base_url` leads to a web site; {might}.",
        witness(200, "<!doctype html><title>New API</title>", content_type="text/html", x_oneapi_request_id="1"),
        "new-api and one-api without /v1", status=statuses(200), shape=frozenset({"html"}), gateways=frozenset({"new-api", "one-api"}), path=r"^/responses$",
        asked="https://relay.example/responses",
    ),
    Row(
        ENDPOINT_MISSING, _SAY, _MIGHT,
        witness(404, "<html><head><title>404 Not Found</title></head></html>", content_type="text/html"), "nginx",
        status=statuses(404, 405, 410, 421, 501), shape=frozenset({"html"}), asked="https://relay.example/api/responses",
    ),
    Row(
        WEB_PAGE, "a web page answers at {url} where the API should (status {status}{page})", "The path in `base_url` leads to a web site.",
        witness(200, "<!doctype html><title>Shop</title>", content_type="text/html"), "any web site", shape=frozenset({"html"}),
    ),
)  # fmt: skip

LOOSELY: tuple[Row, ...] = (
    Row(
        RESPONSES_UNSUPPORTED, "{who} does not take Codex's requests ({said})", _TRANSLATE, error(400, "该渠道只能走 chat/completions 接口"), "relays",
        gist="chat denied", status=statuses(400, 403, 404, 422, 501),
    ),
    Row(
        ENDPOINT_MISSING, _SAY, _MIGHT, error(400, "この経路にエンドポイントは存在しません"), "several", gist="path unknown -model", status=statuses(400), asked="https://relay.example/api/responses",
    ),
)  # fmt: skip

LAST_ROUTES: tuple[Row, ...] = (
    Row(
        ENDPOINT_MISSING, _SAY, _MIGHT, witness(405, {"hm": 1}), "any server",
        status=statuses(404, 405, 410, 421, 501), asked="https://relay.example/api/responses",
    ),
)  # fmt: skip
