"""Known gateways with all their routes: what each serves where, and its words for everything else.

Simulations on loopback of what was read in the gateways' sources and seen when they were run (November
2026): paths, keys, models, headers. `docs/gateways.md` lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.gateway.answers import (
    Answer,
    Mode,
    Recorded,
    as_json,
    as_text,
    manifest,
    model_list,
    page,
    served,
)
from codex_setup.gateway.relay import KEY
from codex_setup.gateway.situations import ONEAPI, said
from codex_setup.record import field, record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@record
class Routes:
    """A gateway as a table: where it serves Codex and lists models, and what it says otherwise.

    `needs` is a header that every request must carry. `bases` are in the order in which they are advised.
    """

    about: str
    bases: tuple[str, ...]
    lists: tuple[str, ...]
    nowhere: Callable[[Recorded], Answer]
    keyless: Answer | None
    stranger: Answer | None
    no_model: Callable[[str], Answer]
    models: tuple[str, ...] = ("gpt-5.5", "gpt-5.4")
    key: str | None = KEY
    needs: str = ""
    needed: Answer | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    open_list: bool = False
    extra: Mapping[str, Callable[[Recorded], Answer]] = field(default_factory=dict)

    def mode(self) -> Mode:
        """Return the gateway as a way to behave."""
        base = self.bases[0] if self.bases else "/v1"
        wanted = {self.needs: "openai"} if self.needs else {}
        return Mode(self.answer, base, self.key, self.models, about=self.about, headers=wanted)

    def answer(self, request: Recorded) -> Answer:
        """Return what this gateway answers."""
        target = f"{request.method} {request.path}"
        if target in self.extra:
            return self.extra[target](request)
        asks = request.method == "POST" and request.path in {base + "/responses" for base in self.bases}
        lists = request.method == "GET" and request.path in self.lists
        if not asks and not lists:
            return self.nowhere(request)
        if not (lists and self.open_list) and (refusal := self._refusal(request)) is not None:
            return refusal
        return self._served(request, lists=lists)

    def _served(self, request: Recorded, *, lists: bool) -> Answer:
        if lists:
            return (manifest if "client_version=" in request.query else model_list)(self.models, self.headers)
        if request.model not in self.models:
            return self.no_model(request.model or "")
        return served(request, headers=self.headers)

    def _refusal(self, request: Recorded) -> Answer | None:
        if self.needs and request.header(self.needs) is None:
            return self.needed
        if self.key is None:
            return None
        if request.bearer is None:
            return self.keyless
        return None if request.bearer == self.key else self.stranger


def _text_404(_: Recorded) -> Answer:
    return as_text(404, "404 page not found")


def _invalid_url(request: Recorded) -> Answer:
    message = f"Invalid URL ({request.method} {request.path})"
    return as_json(404, said(message, "invalid_request_error"))


def _fastapi(_: Recorded) -> Answer:
    return as_json(404, {"detail": "Not Found"})


_SUB2API_API = (
    "/api/", "/v1/", "/v1beta/", "/backend-api/", "/antigravity/", "/setup/", "/responses", "/models", "/images/",
)  # fmt: skip
_FRAMES = {"x-request-id": "0d0b0c1e", "x-client-request-id": "77aa", "x-content-type-options": "nosniff"}


def _sub2api_nowhere(request: Recorded) -> Answer:
    if request.path.startswith(_SUB2API_API):
        return as_text(404, "404 page not found", headers=_FRAMES)
    return page(headers=_FRAMES)


def _new_api_nowhere(request: Recorded) -> Answer:
    if request.path.startswith("/v1/"):
        body = said(f"Invalid URL ({request.method} {request.path})", "invalid_request_error")
        return as_json(404, body, ONEAPI)
    return page(headers=ONEAPI)


def _crs_nowhere(request: Recorded) -> Answer:
    message = f"Route {request.path} not found"
    return as_json(404, {"error": "Not Found", "message": message, "timestamp": "2026-11-22T17:23:29.150Z"})


def _codex_lb_nowhere(request: Recorded) -> Answer:
    return page() if request.method == "GET" else as_json(405, {"detail": "Method Not Allowed"})


def _lm_studio_nowhere(request: Recorded) -> Answer:
    return as_json(200, {"error": f"Unexpected endpoint or method. ({request.method} {request.path})"})


def _nginx_nowhere(_: Recorded) -> Answer:
    return page(404, "<html><head><title>404 Not Found</title></head></html>", {"server": "nginx/1.24.0"})


def _unknown(
    status: int, text: str, kind: str | None = None, code: str | None = None
) -> Callable[[str], Answer]:
    return lambda model: as_json(status, said(text.replace("MODEL", model), kind, code))


_NEW_API_WORDS = said("无效的令牌 (request id: 20261122170000123456789AbCdEfGh)", "new_api_error")
_OPENAI_MISSING = said(
    "You didn't provide an API key. You need to provide your API key in an Authorization header.",
    "invalid_request_error",
)
_OPENAI_WRONG = said(
    "Incorrect API key provided: sk-x. You can find your API key at https://platform.openai.com.",
    "invalid_request_error",
    "invalid_api_key",
)
_CLAUDES = ("claude-opus-4-5", "claude-sonnet-4-5")

GATEWAYS: dict[str, Routes] = {
    "sub2api": Routes(
        "sub2api, a key of the OpenAI group", ("", "/v1", "/backend-api/codex"), ("/models", "/v1/models", "/backend-api/codex/models"),
        _sub2api_nowhere, as_json(401, {"code": "API_KEY_REQUIRED", "message": "API key is required in Authorization header (Bearer scheme)"}),
        as_json(401, {"code": "INVALID_API_KEY", "message": "Invalid API key"}), _unknown(503, "Service temporarily unavailable", "api_error"), headers=_FRAMES,
    ),
    "sub2api-claude": Routes(
        "sub2api, a key of the Claude group", ("", "/v1"), ("/models", "/v1/models"), _sub2api_nowhere,
        as_json(401, {"code": "API_KEY_REQUIRED", "message": "API key is required"}), as_json(401, {"code": "INVALID_API_KEY", "message": "Invalid API key"}),
        _unknown(503, "No available accounts: no available accounts", "api_error"), models=_CLAUDES, headers=_FRAMES,
    ),
    "new-api": Routes(
        "new-api", ("/v1",), ("/v1/models",), _new_api_nowhere, as_json(401, _NEW_API_WORDS, ONEAPI), as_json(401, _NEW_API_WORDS, ONEAPI),
        _unknown(503, "分组 default 下模型 MODEL 无可用渠道（distributor）", "new_api_error", "model_not_found"), headers=ONEAPI,
    ),
    "one-api": Routes(
        "one-api, which has no Responses API", (), ("/v1/models",), _new_api_nowhere, as_json(401, said("未提供令牌", "one_api_error"), ONEAPI),
        as_json(401, said("无效的令牌", "one_api_error"), ONEAPI), _unknown(503, "无可用渠道", "one_api_error"), headers=ONEAPI,
    ),
    "claude-relay-service": Routes(
        "claude-relay-service", ("/openai", "/openai/v1"), (), _crs_nowhere, as_json(401, {"error": "Missing API key", "message": "Please provide an API key in the x-api-key, x-goog-api-key, or Authorization header"}),
        as_json(401, {"error": "Invalid API key", "message": "API key not found"}), _unknown(400, "Internal server error"), key="cr_5f1c6a7e9b3d2408a1",
        extra={"GET /api/v1/models": lambda _: model_list(_CLAUDES)},
    ),
    "cliproxyapi": Routes(
        "CLIProxyAPI", ("/v1", "/backend-api/codex"), ("/v1/models",), _text_404, as_json(401, {"error": "Missing API key"}), as_json(401, {"error": "Invalid API key"}),
        _unknown(400, "unknown provider for model MODEL", "invalid_request_error", "model_not_found"),
    ),
    "codex-lb": Routes(
        "codex-lb", ("/backend-api/codex", "/v1"), ("/v1/models", "/backend-api/codex/models"), _codex_lb_nowhere,
        as_json(401, said("Missing API key in Authorization header", "authentication_error", "invalid_api_key")), as_json(401, said("Invalid API key", "authentication_error", "invalid_api_key")),
        _unknown(503, "No active accounts available", "server_error", "no_accounts"),
    ),
    "litellm": Routes(
        "LiteLLM with a database", ("", "/v1", "/openai/v1"), ("/models", "/v1/models"), _fastapi, as_json(401, said("Authentication Error, No api key passed in.", "auth_error", "401")),
        as_json(401, said("Authentication Error, Invalid proxy server token passed. Unable to find token in cache or `LiteLLM_VerificationTokenTable`", "token_not_found_in_db", "401")),
        _unknown(400, "/responses: Invalid model name passed in model=MODEL. Call `/v1/models` to view available models for your key.", "invalid_request_error", "400"), headers={"x-litellm-version": "1.106.2"},
    ),
    "portkey": Routes(
        "Portkey, which wants a header of its own", ("/v1",), ("/v1/models",), lambda _: as_json(404, {"message": "Not Found", "ok": False}), as_json(401, {**said("openai error: " + _OPENAI_MISSING["error"]["message"]), "provider": "openai"}),
        as_json(401, {**said("openai error: Incorrect API key provided: sk-x", "invalid_request_error", "invalid_api_key"), "provider": "openai"}), _unknown(404, "openai error: The model `MODEL` does not exist", "invalid_request_error", "model_not_found"),
        needs="x-portkey-provider", needed=as_json(400, {"status": "failure", "message": "Either x-portkey-config or x-portkey-provider header is required"}),
    ),
    "bifrost": Routes(
        "Bifrost", ("/openai/v1", "/openai"), ("/openai/v1/models", "/v1/models"), _fastapi, as_json(401, said("virtual key is required", "virtual_key_required")), as_json(400, said("could not auto resolve a provider for the request", "invalid_request_error")),
        _unknown(400, "could not auto resolve a provider for model MODEL", "invalid_request_error"), models=("openai/gpt-5.5",), key="sk-bf-5f1c6a7e9b3d2408",
    ),
    "openrouter": Routes(
        "OpenRouter", ("/api/v1",), ("/api/v1/models",), lambda _: page(404), as_json(401, {"error": {"message": "No cookie auth credentials found", "code": 401}}), as_json(401, {"error": {"message": "User not found.", "code": 401}}),
        _unknown(400, "MODEL is not a valid model ID"), models=("openai/gpt-5.5", "openai/gpt-5.4"), open_list=True,
    ),
    "azure": Routes(
        "Azure OpenAI", ("/openai/v1",), ("/openai/v1/models",), lambda _: as_json(404, {"error": {"code": "404", "message": "Resource not found"}}),
        as_json(401, {"error": {"code": "401", "message": "Access denied due to missing subscription key."}}), as_json(401, {"error": {"code": "401", "message": "Access denied due to invalid subscription key or wrong API endpoint."}}),
        _unknown(404, "The API deployment for this resource does not exist.", None, "DeploymentNotFound"), models=("my-gpt-5-5",), headers={"apim-request-id": "1"},
    ),
    "ollama": Routes(
        "Ollama", ("/v1",), ("/v1/models",), _text_404, None, None, _unknown(404, "model 'MODEL' not found", "not_found_error"), models=("gpt-oss:20b",), key=None, open_list=True,
        extra={"GET /": lambda _: as_text(200, "Ollama is running"), "GET /api/tags": lambda _: as_json(200, {"models": [{"name": "gpt-oss:20b", "model": "gpt-oss:20b"}]})},
    ),
    "ollama-old": Routes(
        "Ollama before 0.13, without Responses", (), ("/v1/models",), _text_404, None, None, _unknown(404, "model 'MODEL' not found"), models=("gpt-oss:20b",), key=None, open_list=True,
    ),
    "lm-studio": Routes(
        "LM Studio, which answers 200 where it has no route", ("/v1",), ("/v1/models",), _lm_studio_nowhere, None, None,
        _unknown(400, 'Invalid model identifier "MODEL".', "invalid_request_error", "model_not_found"), models=("qwen3-coder",), key=None, open_list=True,
    ),
    "vllm": Routes(
        "vLLM", ("/v1",), ("/v1/models",), _fastapi, as_json(401, {"error": "Unauthorized"}), as_json(401, {"error": "Unauthorized"}), _unknown(404, "The model `MODEL` does not exist.", "NotFoundError"), models=("openai/gpt-oss-20b",),
    ),
    "llama.cpp": Routes(
        "llama.cpp", ("/v1", ""), ("/v1/models", "/models"), lambda _: as_json(404, {"error": {"message": "File Not Found", "type": "not_found_error", "code": 404}}, {"server": "llama.cpp"}),
        as_json(401, said("Invalid API Key", "authentication_error"), {"server": "llama.cpp"}), as_json(401, said("Invalid API Key", "authentication_error"), {"server": "llama.cpp"}),
        _unknown(404, "model 'MODEL' not found", "not_found_error"), models=("gpt-oss-20b",), headers={"server": "llama.cpp"}, open_list=True,
    ),
    "openai": Routes(
        "OpenAI", ("/v1",), ("/v1/models",), _invalid_url, as_json(401, _OPENAI_MISSING), as_json(401, _OPENAI_WRONG), _unknown(400, "The requested model 'MODEL' does not exist.", "invalid_request_error", "model_not_found"),
    ),
    "chatgpt": Routes(
        "a relay of the ChatGPT backend", ("/backend-api/codex",), (), _nginx_nowhere, as_json(401, {"detail": "Unauthorized"}), as_json(401, {"detail": "Unauthorized"}),
        lambda model: as_json(400, {"detail": f"The '{model}' model is not supported when using Codex with a ChatGPT account."}),
    ),
    "ai-gateway": Routes(
        "Cloudflare's AI gateway", ("/v1/ACCT/GW/openai",), ("/v1/ACCT/GW/openai/models",), _nginx_nowhere, as_json(401, {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}]}),
        as_json(401, {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}]}), _unknown(404, "The model `MODEL` does not exist", "invalid_request_error", "model_not_found"),
    ),
}  # fmt: skip
"""Every gateway that can be simulated, by name."""


def gateways() -> dict[str, Callable[[], Mode]]:
    """Return every mode of this module by name."""
    return {name: routes.mode for name, routes in GATEWAYS.items()}
