"""Situations that later rounds of random homes found, and corners that were left over for long."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from oracle.corners import trusted
from oracle.matrix import HOST, KEY, Draft
from support.codex import WORK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex.agreement import Case

TOKEN = "eyJhbGciOiJub25lIn0.e30.c2ln"
DAY = "2026-11-28T00:00:00Z"
TOKENS = [TOKEN, "access", "refresh", "account"]
LOGINS: dict[str, Any] = {
    "key-by-place": ["sk-auth", None, None],
    "mode-by-place": ["apikey", "sk-auth"],
    "many-places": ["apikey", "sk-auth", None, None, None, None, None, None],
    "too-many-places": ["apikey", "sk-auth", *(None for _ in range(9))],
    "tokens-by-place": {"OPENAI_API_KEY": None, "tokens": TOKENS, "last_refresh": DAY},
    "tokens-and-key": {"OPENAI_API_KEY": "sk-auth", "tokens": TOKENS, "last_refresh": DAY},
    "tokens-too-few": {"OPENAI_API_KEY": "sk-auth", "tokens": TOKENS[:3], "last_refresh": DAY},
    "account-number": {
        "OPENAI_API_KEY": "sk-auth",
        "tokens": {"id_token": TOKEN, "access_token": "a", "refresh_token": "r", "account_id": 5},
    },
    "identity-number": {"OPENAI_API_KEY": "sk-auth", "agent_identity": 5},
    "identity-and-key": {"OPENAI_API_KEY": "sk-auth", "agent_identity": "a.b.c"},
    "personal-and-key": {"OPENAI_API_KEY": "sk-auth", "personal_access_token": "at-x"},
    "personal-list": {"OPENAI_API_KEY": "sk-auth", "personal_access_token": []},
    "personal": {"auth_mode": "personalAccessToken", "personal_access_token": "at-x"},
    "bedrock-text": {"OPENAI_API_KEY": "sk-auth", "bedrock_api_key": "x"},
    "access-keys-number": {"OPENAI_API_KEY": "sk-auth", "bedrock_access_keys": 5},
}
"""What auth.json holds, members of a list taken by their places."""

DATES = ("review_model", "hide_agent_reasoning", "log_dir", "sandbox_mode")
LINES = (
    'experimental_thread_store_endpoint = "x"', 'tui.presets = { "10" = { input = "x" } }', 'tui.presets = { "1" = { input = " " } }',
    'tui.presets = { "1" = { input = "x" } }', 'responses_api_metadata = { "a b" = "c" }', 'responses_api_metadata = { "a.b-c_1" = "d" }',
    "notice.hide_rate_limit_model_nudge = 5", "history.max_bytes = 7", "notify = [2020-01-01]",
    "nosuch = 1e400", "nosuch = [1, -2.5E+0_309]", "nosuch = [inf, 1e308]", "approval_policy.reject = {}", "features.shell_zsh_fork = true",
    "zsh_path = 5", 'experimental_instructions_file = "none.md"', "model_reasoning_effort = [[]]", "daybreak = true", "daybreak = false",
)  # fmt: skip
TABLES = (
    "[profiles.w]\ntui = 5", '[profiles.w.tui]\nsession_picker_view = "x"', '[model_providers.x.gateway_oauth]\ncredential_export = "x"',
)  # fmt: skip
REGIONS = {
    "unknown": {"AWS_REGION": "xx"},
    "far": {"AWS_REGION": "us-west-1"},
    "government": {"AWS_REGION": "us-gov-east-1"},
    "blank": {"AWS_REGION": " "},
    "blank-first": {"AWS_REGION": " ", "AWS_DEFAULT_REGION": "us-east-1"},
}


def later(version: str) -> Iterator[Case]:
    """Yield every such situation."""
    for name, held in LOGINS.items():
        draft = Draft(env={}, auth=json.dumps(held)).without("env_key")
        draft.provider |= {"requires_openai_auth": True, "wire_api": "responses"}
        yield draft.case(f"later/login/{name}", version)
    for name, text in {"empty": "HOME=\n", "quoted": 'HOME=""\n', "blank": 'HOME=" "\n'}.items():
        yield Draft(files={".codex/.env": f"{text}RK=sk-file\n"}).case(f"later/home/{name}", version)
    for place, line in enumerate(LINES):
        case = Draft().case(f"later/line/{place}", version)
        yield replace(case, config=f"{line}\n{case.config}")
    for place, table in enumerate(TABLES):
        yield Draft(tail=f"{table}\n").case(f"later/table/{place}", version)
    for name, env in REGIONS.items():
        top = {"model": "gpt-x", "model_provider": "amazon-bedrock"}
        draft = Draft(top=top, provider={}, env={"AWS_BEARER_TOKEN_BEDROCK": KEY, **env})
        yield draft.case(f"later/region/{name}", version)
    yield Draft(words=("-p", "")).case("later/no-profile", version)
    for place, token in enumerate(("tok", "a.b.c")):
        for forced in ("api", "chatgpt"):
            draft = Draft(env={"RK": KEY, "CODEX_ACCESS_TOKEN": token}, auth='{"OPENAI_API_KEY": "sk-a"}')
            draft.top["forced_login_method"] = forced
            yield draft.case(f"later/forced/{forced}/{place}", version)
    logins = {"braces": "{}", "mode": '{"auth_mode": "chatgpt"}', "keyless": '{"auth_mode": "apikey"}'}
    for name, login in logins.items():
        draft = Draft(auth=login, env={}).without("base_url", "env_key")
        draft.provider["wire_api"] = "responses"
        yield draft.case(f"later/led/{name}", version)
    yield from _faults(version)


def _faults(version: str) -> Iterator[Case]:
    """Yield situations with two faults: which one is told shows in which order Codex looks."""
    bogus, system = trusted(WORK, "bogus"), "/etc/codex/config.toml"
    for name in DATES:
        case = Draft(tail=bogus).case(f"later/trust/{name}", version)
        yield replace(case, config=f"{name} = 2020-01-01\n{case.config}")
    lower = {
        "type": "history = 5\n",
        "nameless": f'[model_providers.y]\nbase_url = "{HOST}"\n',
        "both": bogus,
    }
    for name, text in lower.items():
        yield Draft(tail=bogus, files={system: text}).case(f"later/trust/below-{name}", version)
    yield Draft(tail=bogus, files={"/etc/codex/managed_config.toml": "history = 5\n"}).case(
        "later/trust/managed", version
    )
    words = ("--strict-config", "-c", "nosuch=1")
    for name, text in {"syntax": "x = \n", "type": "history = 5\n", "unknown": "other = 1\n"}.items():
        case = Draft(words=words).case(f"later/word-first/{name}", version)
        yield replace(case, config=text + (case.config or ""))
    for place, name in enumerate(('"model"', "a b", 'a"b', "\u00e9")):
        yield Draft(words=("--strict-config", "-c", f"{name}=1")).case(f"later/word/{place}", version)
