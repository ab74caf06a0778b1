"""A relay as its tutorials describe it: bearer keys, exact names, one route, its own words for each fault.

Routes stand at the root (`https://relay/responses`), under `/v1`, or at both, as `routes` says.
"""

from __future__ import annotations

from typing import Literal

from codex_setup.gateway.answers import (
    Answer,
    Mode,
    Recorded,
    as_json,
    as_text,
    manifest,
    model_list,
    served,
)

KEY = "sk-demo-5f1c6a7e9b3d2408"
MODELS = (
    "gpt-5.4", "gpt-5.5", "gpt-5.5-codex", "gpt-5.3-codex", "gpt-5.3-codex-spark", "gpt-5.2", "gpt-5.2-pro",
)  # fmt: skip
Routes = Literal["root", "v1", "both"]
_PREFIXES: dict[Routes, tuple[str, ...]] = {"root": ("",), "v1": ("/v1",), "both": ("", "/v1")}


def relay(
    key: str | None = KEY,
    models: tuple[str, ...] = MODELS,
    routes: Routes = "root",
    text: str = "pong",
    claude_keys: tuple[str, ...] = (),
) -> Mode:
    """Return a relay with one good key; keys of `claude_keys` are known and bound to the wrong group."""
    keys = {key, *claude_keys}

    def site(request: Recorded) -> Answer:
        prefixes = _PREFIXES[routes]
        asks = request.method == "POST" and request.path in {p + "/responses" for p in prefixes}
        lists = request.method in {"GET", "HEAD"} and request.path in {p + "/models" for p in prefixes}
        if not asks and not lists:
            return _no_route(request, prefixes)
        if key is not None and (refusal := _refused(request, keys)) is not None:
            return refusal
        names = ("claude-opus-4-5", "claude-sonnet-4-5") if request.bearer in claude_keys else models
        if lists:
            return manifest(names) if "client_version=" in request.query else model_list(names)
        return _asked(request, names, text)

    return Mode(site, "/v1" if routes == "v1" else "", key, models, about="a relay where all is well")


def _no_route(request: Recorded, prefixes: tuple[str, ...]) -> Answer:
    if request.method == "GET" and request.path in {p + "/responses" for p in prefixes}:
        return as_json(
            426, {"error": {"message": "WebSocket is not served here", "type": "invalid_request_error"}}
        )
    return as_text(404, "404 page not found")


def _refused(request: Recorded, keys: set[str | None]) -> Answer | None:
    if request.bearer is None:
        said = "API key is required in the Authorization header (Bearer scheme)"
        return as_json(401, {"code": "API_KEY_REQUIRED", "message": said})
    if request.bearer not in keys:
        return as_json(401, {"code": "INVALID_API_KEY", "message": "Invalid API key"})
    return None


def _asked(request: Recorded, names: tuple[str, ...], text: str) -> Answer:
    if not isinstance(request.json, dict):
        said = "Failed to parse request body"
    elif not request.model:
        said = "model is required"
    elif not isinstance(request.json.get("input"), list):
        said = "Input must be a list"
    elif request.model not in names:
        said = f"No available accounts: no available OpenAI accounts supporting model: {request.model}"
        return as_json(503, {"error": {"message": said, "type": "api_error"}})
    else:
        return served(request, text)
    return as_json(400, {"error": {"message": said, "type": "invalid_request_error"}})
