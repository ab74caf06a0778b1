"""A relay for `support.beside`, described by plain data: what it serves, and where it misbehaves.

It has the key `sk-relay` and the models `gpt-x` and `gpt-5`, routes under /v1 only, a console page for
every other GET, and says no in the words of the New API gateway.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from codex_setup.gateway import Answer, Recorded
from codex_setup.gateway.answers import PAGE, as_json, as_text, model_list, served

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KEY = "sk-relay"
MODELS = ("gpt-x", "gpt-5")


def site(options: Mapping[str, Any]) -> Callable[[Recorded], Answer]:
    """Return the relay; `answers` (pattern -> answer) come first."""

    def answer(request: Recorded) -> Answer:
        for pattern, told in options.get("answers", {}).items():
            if re.search(pattern, f"{request.method} {request.path}"):
                return _told(told)
        return _relay(request)

    return answer


def _told(told: Mapping[str, Any]) -> Answer:
    time.sleep(told.get("hang", 0))
    if "html" in told:
        return as_text(told.get("status", 200), told["html"], "text/html; charset=utf-8")
    if "cut" in told:
        body = b'event: response.created\ndata: {"type":"response.created","response":{"id":"r"}}\n\n'
        return Answer(200, (("content-type", "text/event-stream"),), body)
    return as_json(told.get("status", 200), told.get("body", {}), told.get("headers"))


def _relay(request: Recorded) -> Answer:
    lists = request.path == "/v1/models" and request.method == "GET"
    asks = request.path == "/v1/responses" and request.method == "POST"
    if not lists and not asks:
        return _elsewhere(request)
    if request.header("authorization") != f"Bearer {KEY}":
        return as_json(401, _error("无效的令牌" if request.header("authorization") else "未提供令牌"))
    if lists:
        return model_list(MODELS)
    if request.model not in MODELS:
        return as_json(503, _error(f"分组 default 下模型 {request.model} 无可用渠道", "model_not_found"))
    return served(request)


def _elsewhere(request: Recorded) -> Answer:
    page = request.method in ("GET", "HEAD") and not request.path.startswith("/v1")
    if page and request.header("upgrade") is None:
        return as_text(200, PAGE, "text/html; charset=utf-8")
    return as_json(404, _error(f"Invalid URL ({request.method} {request.target})"))


def _error(message: str, code: str = "") -> dict[str, Any]:
    return {"error": {"message": message, "type": "new_api_error", "param": "", "code": code}}
