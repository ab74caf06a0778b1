"""Situations that random homes found: each was predicted wrongly once, and shrunk to what it needs."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from oracle.matrix import HOST, Draft
from support.codex import WORK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex.agreement import Case

LOGIN = '{"OPENAI_API_KEY": "sk-auth"}'
MODES = ("workspace-write", "danger-full-access", "read-only")
REQUIREMENTS = {
    "sandbox-none": "allowed_sandbox_modes = []\n",
    **{f"sandbox-{mode}": f'allowed_sandbox_modes = ["{mode}"]\n' for mode in MODES},
    "approval-none": "allowed_approval_policies = []\n",
    "approval-number": "allowed_approval_policies = 5\n",
    "reviewers-none": "allowed_approvals_reviewers = []\n",
    "features-number": "[features]\nx = 5\n",
    "residency-unknown": 'enforce_residency = "xx"\n',
    "rules-number": "rules = 5\n",
    "hooks-number": "hooks = 5\n",
    "search-number": "allowed_web_search_modes = 5\n",
    "logins-none": "allowed_login_methods = []\n",
    "logins-chatgpt": 'allowed_login_methods = ["chatgpt"]\n',
    "logins-api": 'allowed_login_methods = ["api"]\n',
    "store-ephemeral": 'cli_auth_credentials_store = "ephemeral"\n',
    "unknown": "no_such = 1\n",
}
CATALOGUES = (
    "",
    "{}",
    "[]",
    '{"models": 5}',
    '{"models": null}',
    '{"data": []}',
    '{"models": [1]}',
    "\udcff",
)
HEADERS = (
    "Accept", "session_id", "session-id", "thread-id", "conversation_id", "x-codex-turn-metadata", "x-client-request-id",
    "x-codex-beta-features", "x-codex-window-id", "Content-Length", "Cookie",
)  # fmt: skip
WRONG = (
    "agents = 5", "history = 5", "sandbox_workspace_write = true", "project_doc_max_bytes = -1", "tools = 2020-01-01",
    'plan_mode_reasoning_effort = ""', "model_reasoning_effort = 2020-01-01", "approval_policy = {}", "hide_agent_reasoning = nan",
    "approval_policy = { a = 1 }", "sandbox_mode = { read-only = {} }", "sandbox_mode = { a = 1, b = 2 }",
)  # fmt: skip
MOMENTS = ("2020-01-01T00:00:00Z", "12:00:00.5", "2020-01-01 00:00:00.120+01:00", "1979-05-27 07:32:00")
CLAIMS = ('{"email": "a@b"}', '{"email": 5}', "[]", "x")


def part(text: str) -> str:
    """Return one part of a JSON Web Token."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


TOKENS = {
    "text": "x",
    "dots": "a.b.c",
    "unsigned": f"h.{part('{}')}.",
    "padded": f"h.{part('{}')}=.s",
    "more": f"h.{part('{}')}.s.t",
    **{f"claims-{place}": f"h.{part(claims)}.s" for place, claims in enumerate(CLAIMS)},
}


def asking(auth: str = LOGIN, **keys: Any) -> Draft:
    """Return a situation that takes its key from auth.json."""
    draft = Draft(auth=auth).without("env_key")
    draft.provider |= {"requires_openai_auth": True, "wire_api": "responses", **keys}
    return draft


def found(version: str) -> Iterator[Case]:
    """Yield every situation that was found."""
    for name, draft in drafts().items():
        yield draft.case(f"found/{name}", version)
    for place, line in enumerate(WRONG):
        case = Draft().case(f"found/wrong/{place}", version)
        yield replace(case, config=f"{line}\n{case.config}")
    for place, when in enumerate(MOMENTS):
        case = Draft().case(f"found/moment/{place}", version)
        yield replace(case, config=(case.config or "").replace('"gpt-x"', when))


def drafts() -> dict[str, Draft]:
    """Return the situations that tables can make."""
    made = {f"required/{name}": asking() for name in REQUIREMENTS}
    for name, text in REQUIREMENTS.items():
        made[f"required/{name}"].files["/etc/codex/requirements.toml"] = text
    for place, text in enumerate(CATALOGUES):
        made[f"catalogue/{place}"] = Draft(files={".codex/cat.json": text})
        made[f"catalogue/{place}"].top["model_catalog_json"] = "cat.json"
    for name in HEADERS:
        made[f"header/{name}"] = Draft()
        made[f"header/{name}"].provider["http_headers"] = {name: "mine"}
    for name, token in TOKENS.items():
        held = {"id_token": token, "access_token": "a", "refresh_token": "r"}
        made[f"token/{name}"] = asking(json.dumps({"OPENAI_API_KEY": "sk-auth", "tokens": held}))
    return made | logins() | others()


def logins() -> dict[str, Draft]:
    """Return situations in which a kind of login is prescribed."""
    made = {}
    for method in ("api", "chatgpt"):
        for name, auth in {"none": None, "braces": "{}", "junk": "x", "key": LOGIN}.items():
            for key, env in {"": {}, "+variable": {"CODEX_API_KEY": "sk-c"}}.items():
                draft = made[f"forced/{method}/{name}{key}"] = Draft(auth=auth)
                draft.top["forced_login_method"] = method
                draft.env |= env
    return made


def others() -> dict[str, Draft]:
    """Return situations of no one kind."""
    project = {str(WORK / ".codex/config.toml"): "\udcff"}
    bedrock: dict[str, Any] = {"top": {"model": "gpt-x", "model_provider": "amazon-bedrock"}, "provider": {}}
    moved = f'[model_providers.amazon-bedrock]\nbase_url = "{HOST}/b"\n'
    return {
        "project-not-utf8": Draft(files=project),
        "zone": Draft(provider={**Draft().provider, "base_url": "http://[::1%25lo]:8000/v1"}),
        "bedrock-without-region": Draft(**bedrock, env={}),
        "bedrock-token-without-region": Draft(**bedrock, env={"AWS_BEARER_TOKEN_BEDROCK": "bk"}),
        "bedrock-moved": Draft(
            **bedrock, tail=moved, env={"AWS_BEARER_TOKEN_BEDROCK": "bk", "AWS_REGION": "us-east-1"}
        ),
        "legacy-name-before-types": Draft(
            top={"model": "gpt-x", "model_provider": "x", "hide_agent_reasoning": 5},
            tail='[profiles.w]\nmodel = "legacy"\n',
            words=("-p", "w"),
        ),
    }
