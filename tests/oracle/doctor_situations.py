"""Situations in which `codex doctor` is right or wrong, as data: one home and one relay each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

URL = "http://127.0.0.1:8000/v1"
KEY = {"RK": "sk-relay"}
ENV_KEY = 'env_key = "RK"'
LOGIN = "requires_openai_auth = true"


@dataclass(frozen=True, slots=True)
class Situation:
    """A home, an environment, a relay; `about` is the line of the table."""

    about: str
    config: str
    env: Mapping[str, str] = field(default_factory=dict)
    auth: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    relay: Mapping[str, Any] = field(default_factory=dict)


def config(*provider: str, url: str | None = URL, model: str | None = "gpt-x", top: str = "") -> str:
    """Return a configuration of one provider whose failed requests are not repeated."""
    lines = [top] if top else []
    lines += [f'model = "{model}"'] if model is not None else []
    lines += ['model_provider = "x"', "[model_providers.x]", 'name = "relay"']
    lines += [f'base_url = "{url}"'] if url is not None else []
    return "\n".join([*lines, "request_max_retries = 0", "stream_max_retries = 0", *provider]) + "\n"


def auth(key: object) -> str:
    """Return an auth.json with this key."""
    return json.dumps({"OPENAI_API_KEY": key})


def answering(pattern: str, **answer: Any) -> dict[str, Any]:
    """Return a relay that answers requests fitting `pattern` in this way."""
    return {"answers": {pattern: answer}}


def failing(status: int, message: str, code: str = "", **more: Any) -> dict[str, Any]:
    """Return a relay that answers every question with this error."""
    return answering(
        "POST", status=status, body={"error": {"message": message, "type": "x", "code": code}}, **more
    )


GOOD = config(ENV_KEY)

ADDRESSES = {
    "without /v1": "http://127.0.0.1:8000",
    "without /v1, with a slash": "http://127.0.0.1:8000/",
    "/V1 in capitals": "http://127.0.0.1:8000/V1",
    "a page of the console": "http://127.0.0.1:8000/console/token",
    "/api": "http://127.0.0.1:8000/api",
    "the endpoint itself": f"{URL}/responses",
    "no scheme": "127.0.0.1:8000/v1",
    "a port where nobody listens": "http://127.0.0.1:8001/v1",
}
KEYS = {
    "wrong": "sk-other", "blank": "  ", "a line break at the end": "sk-relay\n", "a blank before it": " sk-relay",
    "in quotes": '"sk-relay"', "with Bearer before it": "Bearer sk-relay", "empty": "",
}  # fmt: skip
LOGINS = {
    "wrong": auth("sk-other"), "a blank before it": auth(" sk-relay"), "a line break at the end": auth("sk-relay\n"),
    "a trailing comma in the file": '{"OPENAI_API_KEY": "sk-relay",}', "right": auth("sk-relay"),
}  # fmt: skip
MODELS = {
    "unknown": "gpt-y",
    "in capitals": "GPT-X",
    "a blank at the end": "gpt-x ",
    "empty": "",
    "unset": None,
}
ERRORS = {
    "401": failing(401, "Incorrect API key provided", "invalid_api_key"),
    "403": failing(403, "forbidden group"),
    "quota used up": failing(403, "用户额度不足", "insufficient_user_quota"),
    "404 on /responses, as where only chat is served": failing(404, "Invalid URL (POST /v1/responses)"),
    "429": failing(429, "slow down"),
    "500": failing(500, "internal"),
    "503": failing(503, "no channel", "model_not_found"),
    "a page": answering("POST", html="<!doctype html><title>Relay</title>welcome"),
    "JSON where a stream was asked for": answering(
        "POST", body={"id": "r", "object": "response", "status": "completed", "output": []}
    ),
    "a stream that ends early": answering("POST", cut=True),
    "a redirect": answering("POST", status=302, headers={"location": "/other"}),
}

SITUATIONS: tuple[Situation, ...] = (
    Situation("all is well", GOOD, KEY),
    *(Situation(f"base_url: {about}", config(ENV_KEY, url=url), KEY) for about, url in ADDRESSES.items()),
    Situation("base_url: absent", config(ENV_KEY, url=None), KEY),
    Situation("base_url: misspelt baseurl", config(ENV_KEY, f'baseurl = "{URL}"', url=None), KEY),
    Situation("base_url: at the top of the file", config(ENV_KEY, url=None, top=f'base_url = "{URL}"'), KEY),
    *(Situation(f"key: {about}", GOOD, {"RK": key}) for about, key in KEYS.items()),
    Situation("key: variable not set", GOOD),
    Situation("key: .env spoils a good variable", GOOD, KEY, files={".codex/.env": "RK=sk-re$HOME\n"}),
    Situation("key: in the field api_key", config('api_key = "sk-relay"')),
    Situation("key: none is configured", config()),
    Situation("key: none is configured, one in auth.json", config(), auth=auth("sk-relay")),
    Situation("key: a wrong experimental_bearer_token", config('experimental_bearer_token = "sk-other"')),
    Situation("key: a header without Bearer", config('http_headers = { Authorization = "sk-relay" }')),
    Situation("key: a header from a variable that is not set", config('env_http_headers = { Authorization = "RK" }')),
    Situation("key: a command that fails", config('auth = { command = "false" }')),
    *(Situation(f"auth.json: {about}", config(LOGIN), auth=text) for about, text in LOGINS.items()),
    Situation("auth.json: none, OPENAI_API_KEY is set", config(LOGIN), {"OPENAI_API_KEY": "sk-relay"}),
    Situation("auth.json: none, OPENAI_API_KEY in .env", config(LOGIN), files={".codex/.env": "OPENAI_API_KEY=sk-relay\n"}),
    Situation("auth.json: right, but env_key names nothing", config(LOGIN, ENV_KEY), auth=auth("sk-relay")),
    Situation("auth.json: none, but env_key is set", config(LOGIN, ENV_KEY), KEY),
    Situation("auth.json: none, but a bearer token", config(LOGIN, 'experimental_bearer_token = "sk-relay"')),
    Situation("auth.json: forced_login_method is chatgpt", config(LOGIN, top='forced_login_method = "chatgpt"'), auth=auth("sk-relay")),
    *(Situation(f"model: {about}", config(ENV_KEY, model=name), KEY) for about, name in MODELS.items()),
    Situation("model: after the provider's table", config(ENV_KEY, 'model = "gpt-x"', model=None), KEY),
    Situation("model: a catalogue that is none", config(ENV_KEY, f'model_catalog_url = "{URL}/models"', model=None), KEY),
    Situation("built-in provider moved, without /v1", 'openai_base_url = "http://127.0.0.1:8000"\nmodel = "gpt-x"\n', auth=auth("sk-relay")),
    Situation("built-in provider moved, OPENAI_API_KEY", f'openai_base_url = "{URL}"\nmodel = "gpt-x"\n', {"OPENAI_API_KEY": "sk-relay"}),
    *(Situation(f"the relay answers: {about}", GOOD, KEY, relay=relay) for about, relay in ERRORS.items()),
    Situation("the relay has no /models", GOOD, KEY, relay=answering("GET .*/models", status=404)),
    Situation("the relay never answers /models", GOOD, KEY, relay=answering("GET .*/models", hang=20)),
    Situation("the relay never answers HEAD", GOOD, KEY, relay=answering("HEAD", hang=20)),
)  # fmt: skip
