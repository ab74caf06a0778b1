"""Where a ChatGPT login leads requests: what real releases did with a provider that has no `base_url`."""

from __future__ import annotations

import json

import pytest
from support.homes import machine

from codex_setup.codex.chatgpt import CHATGPT_URL
from codex_setup.codex.context import read_context
from codex_setup.codex.invocation import Invocation
from codex_setup.codex.request import plan
from codex_setup.codex.resolve import OPENAI_URL
from codex_setup.model import findings_of
from codex_setup.rules import ask

TOKENS = {"id_token": "e30.e30.e30", "access_token": "at-1", "refresh_token": "rt-1", "account_id": "acc-1"}
LOGIN = json.dumps({"tokens": TOKENS, "last_refresh": "2026-01-01T00:00:00Z"})
HEAD = 'model_provider = "relay"\n[model_providers.relay]\nname = "Relay"\nwire_api = "responses"\n'
KEYS = {"variable": 'env_key = "RELAY_KEY"\n', "token": 'experimental_bearer_token = "sk-1"\n', "none": ""}
MEASURED = {  # which of these providers went to chatgpt.com
    "0.47.0": {"token", "none"},
    "0.58.0": {"none"},
    "0.63.0": {"none"},
    "0.64.0": {"variable", "token", "none"},
    "0.94.0": {"variable", "token", "none"},
    "0.168.0": {"variable", "token", "none"},
    "0.169.0": {"none"},
}


def base_url(config: str, version: str, **env: str) -> str | None:
    """Return where a request of this release goes, with a ChatGPT login."""
    seen = machine(config, auth=LOGIN, env={"RELAY_KEY": "sk-1", **env})
    return plan(read_context(seen, Invocation(codex_version=version))).base_url


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("version", MEASURED)
def test_a_login_leads_a_provider_without_address(version: str, key: str) -> None:
    expected = CHATGPT_URL if key in MEASURED[version] else OPENAI_URL
    assert base_url(HEAD + KEYS[key], version) == expected


@pytest.mark.parametrize("version", MEASURED)
def test_the_built_in_provider_follows_the_login_and_not_codex_api_key(version: str) -> None:
    assert base_url("", version) == CHATGPT_URL
    assert base_url("", version, CODEX_API_KEY="sk-2") == OPENAI_URL
    assert base_url(HEAD + 'base_url = "https://relay.example/v1"\n', version) == "https://relay.example/v1"


@pytest.mark.parametrize(
    ("auth", "asked"), [(LOGIN, False), ('{"OPENAI_API_KEY": "sk-1"}', False), ("{}", True)]
)
def test_who_is_logged_in_is_not_asked_to_sign_in(auth: str, *, asked: bool) -> None:
    remarks = plan(read_context(machine("", auth=auth), Invocation(codex_version="0.169.0"))).remarks
    assert any("asks to sign in" in remark for remark in remarks) is asked


@pytest.mark.parametrize(
    "held",
    [
        {"auth_mode": "personalAccessToken", "personal_access_token": "at-0123456789abcdef"},
        {"auth_mode": "agentIdentity", "agent_identity": "a.b.c"},
    ],
    ids=["personal", "agent"],
)
def test_a_login_that_codex_exchanges_itself_is_no_broken_file(held: dict[str, str]) -> None:
    files = machine("", auth=json.dumps(held), modes={".codex/auth.json": 0o600})
    context = read_context(files, Invocation())
    assert context.auth.mode == "other"
    assert not list(findings_of(ask(context)))
    older = read_context(files, Invocation(codex_version="0.118.0"))
    assert older.auth.mode == "unreadable"


def test_bedrock_without_a_key_says_who_looks_for_credentials() -> None:
    files = machine('model_provider = "amazon-bedrock"\n', env={"AWS_REGION": "us-east-1"})
    planned = plan(read_context(files, Invocation()))
    assert planned.refused is None
    assert planned.credential is not None
    assert planned.credential.why is not None
    assert "AWS" in planned.credential.why
