"""One gateway for each thing that can be wrong with an answer, in the words of real ones.

Each mode is named after the rule that a live check should find. Nothing here knows those rules: a test
holds the two against each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_setup.gateway.answers import (
    EVENTS,
    PAGE,
    Answer,
    Mode,
    Recorded,
    as_json,
    as_text,
    model_list,
    page,
    served,
    stream,
    turn,
    whole,
    written,
)
from codex_setup.gateway.relay import KEY, MODELS

if TYPE_CHECKING:
    from collections.abc import Callable

ONEAPI = {"x-oneapi-request-id": "20261122170000123456789AbCdEfGh"}


def said(message: str, kind: str | None = None, code: str | None = None) -> dict[str, Any]:
    """Return an error in OpenAI's envelope."""
    parts = {"message": message, "type": kind, "code": code}
    return {"error": {name: value for name, value in parts.items() if value is not None}}


def always(answer: Answer, about: str, *, lists: bool = True) -> Mode:
    """Return a gateway with this one answer to every POST, and a model list beside it."""

    def site(request: Recorded) -> Answer:
        if request.method == "GET" and request.path.endswith("/models") and lists:
            return model_list(MODELS) if request.bearer else as_json(401, said("no key"))
        return answer

    return Mode(site, "/v1", KEY, MODELS, about=about)


STREAMED = turn("gpt-5.4")

ANSWERS: dict[str, tuple[Answer, str]] = {
    "key-missing": (as_json(401, {"error": "Missing API key"}), "finds no key in the request"),
    "key-inactive": (as_json(403, {"code": "API_KEY_EXPIRED", "message": "API key 已过期"}), "knows the key as expired"),
    "key-wrong-group": (
        as_json(403, said("This group is restricted to Claude Code clients (/v1/messages only)", code="permission_error")),
        "has bound the key to the Claude group",
    ),
    "model-not-permitted": (as_json(403, said("该令牌无权访问模型 gpt-5.4", "new_api_error"), ONEAPI), "forbids this model to the key"),
    "no-accounts": (as_json(503, said("Service temporarily unavailable", "api_error")), "has no account left"),
    "quota-exhausted": (as_json(429, said("API key 额度已用完", "insufficient_quota", "insufficient_quota")), "has used up its quota"),
    "rate-limited": (
        as_json(429, said("Rate limit reached for gpt-5.4. Please try again in 20s.", "requests", "rate_limit_exceeded"), {"retry-after": "20"}),
        "limits how often it may be asked",
    ),
    "upstream-refused": (
        as_json(502, said("Upstream authentication failed, please contact administrator", "upstream_error")),
        "was itself refused by the service behind it",
    ),
    "gateway-unavailable": (page(502, "<html><head><title>502 Bad Gateway</title></head></html>", {"server": "nginx/1.24.0"}), "is down"),
    "web-page-instead": (page(), "is a web site"),
    "firewall-page": (
        page(403, "<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>", {"server": "cloudflare", "cf-mitigated": "challenge"}),
        "hides behind a challenge page",
    ),
    "client-restricted": (as_json(403, said("This account only allows Codex official clients", "forbidden_error")), "admits only certain clients"),
    "codex-release-refused": (
        as_json(403, said("Your Codex version (0.98.0) is below the minimum required version (0.120.0).", "forbidden_error")),
        "refuses this release of Codex",
    ),
    "address-blocked": (as_json(403, said("您的 IP 不在令牌允许访问的列表中", "new_api_error", "access_denied"), ONEAPI), "refuses this address"),
    "gateway-header-missing": (
        as_json(400, {"status": "failure", "message": "Either x-portkey-config or x-portkey-provider header is required"}),
        "wants a header of its own",
    ),
    "request-rejected": (as_json(400, {"detail": "Unsupported parameter: store"}), "refuses a parameter"),
    "redirected": (Answer(302, (("location", "https://elsewhere.invalid/v1/responses"),)), "redirects to another host"),
    "reply-unrecognised": (as_json(418, {"teapot": True}), "says what nobody understands"),
    "stream-cut": (Answer(200, EVENTS, pieces=lambda: tuple(written(STREAMED[:3])), cut=True), "cuts the stream"),
    "stream-packed": (
        Answer(200, (*EVENTS, ("content-encoding", "gzip")), bytes.fromhex("1f8b08000000000002ff") + b"\0" * 40),
        "packs the stream, which Codex cannot read",
    ),
    "stream-missing": (as_json(200, whole("gpt-5.4")), "answers as a whole instead of streaming"),
    "turn-failed": (
        stream([STREAMED[0], {"type": "response.failed", "response": {"id": "resp_1", "status": "failed", "error": {"code": "insufficient_quota", "message": "You exceeded your current quota"}}}]),
        "puts an error into the stream",
    ),
    "turn-empty": (stream([STREAMED[0], {**STREAMED[4], "response": {**STREAMED[4]["response"], "output": []}}]), "completes a turn without a word"),
    "text-unshown": (stream([STREAMED[0], STREAMED[2], {**STREAMED[4], "response": {**STREAMED[4]["response"], "output": []}}]), "sends no finished message"),
    "stream-held-back": (Answer(200, EVENTS, b"".join(written(STREAMED))), "holds the stream back until it is whole"),
}  # fmt: skip
"""What a gateway answers to the ping, by the rule that this shows."""


def chat_only() -> Mode:
    """Return a gateway that has Chat Completions and nothing else."""

    def site(request: Recorded) -> Answer:
        if request.path == "/v1/models":
            return model_list(MODELS)
        if request.path == "/v1/chat/completions":
            return as_json(200, {"object": "chat.completion", "choices": []})
        return as_text(404, "404 page not found")

    return Mode(site, "/v1", KEY, MODELS, about="has Chat Completions and no Responses API")


def nowhere() -> Mode:
    """Return a server that knows none of Codex's paths."""
    return Mode(
        lambda _: as_json(404, {"detail": "Not Found"}), "/v1", KEY, about="knows none of Codex's paths"
    )


def upstream_key() -> Mode:
    """Return a relay whose own upstream key is dead: it hands the upstream's 401 on, and its list is fine."""
    answer = as_json(
        401, said("Incorrect API key provided: sk-up.", "invalid_request_error", "invalid_api_key")
    )
    return always(answer, "hands on that its own upstream key is refused")


def unlisted() -> Mode:
    """Return a gateway that works and has no model list."""

    def site(request: Recorded) -> Answer:
        if request.method == "POST" and request.path == "/v1/responses":
            return served(request)
        return as_json(404, {"detail": "Not Found"})

    return Mode(site, "/v1", None, MODELS, about="works, and has no model list")


def detour() -> Mode:
    """Return a gateway that works behind a redirect on its own host."""

    def site(request: Recorded) -> Answer:
        if request.path.startswith("/v1/"):
            return Answer(308, (("location", request.path.replace("/v1/", "/api/v1/", 1)),))
        return served(request)

    return Mode(site, "/v1", None, MODELS, about="redirects to another path of its own, where it works")


def proxy_wanting() -> Mode:
    """Return a proxy that wants credentials of its own."""
    answer = Answer(407, (("proxy-authenticate", "Basic"),))
    return Mode(lambda _: answer, about="is a proxy that wants credentials of its own", proxy=True)


def situations() -> dict[str, Callable[[], Mode]]:
    """Return every mode of this module by name."""
    static = {name: _factory(answer, about) for name, (answer, about) in ANSWERS.items()}
    return {
        **static, "responses-unsupported": chat_only, "endpoint-missing": nowhere, "upstream-key": upstream_key,
        "models-unavailable": unlisted, "proxy-failed": proxy_wanting, "redirect-followed": detour,
    }  # fmt: skip


def _factory(answer: Answer, about: str) -> Callable[[], Mode]:
    lists = "text/html" not in dict(answer.headers).get("content-type", "")
    return lambda: always(answer, about, lists=lists)


__all__ = ["ANSWERS", "ONEAPI", "PAGE", "always", "said", "situations"]
