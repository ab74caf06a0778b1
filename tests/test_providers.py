"""The presets are consistent, Codex takes what they would write, and a URL leads to the right one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from support.homes import CODEX_HOME, machine

from codex_setup.codex.context import Invocation, read_context
from codex_setup.codex.request import plan
from codex_setup.model import Secret
from codex_setup.providers import OTHER, PRESETS, Preset, did_you_mean, preset, preset_for
from codex_setup.repair import plan_changes
from codex_setup.wizard.answers import RESERVED, Answers, edits_for
from codex_setup.wizard.given import Given, settle

IDS = [one.id for one in PRESETS]
WANTED = {
    "claude-api", "openai", "azure", "bedrock", "openrouter", "litellm", "sub2api", "new-api", "claude-relay-service",
    "cliproxyapi", "codex-lb", "portkey", "bifrost", "cloudflare", "deepseek", "xai", "dashscope", "ark", "minimax",
    "moonshot", "zai", "ollama", "lmstudio", "vllm", "llama-cpp", "other",
}  # fmt: skip
FILL = {
    "server": "https://gateway.example.net", "base_url": "https://gateway.example.net/v1", "resource": "acme",
    "account": "0a1b2c", "gateway": "team", "region": "eu-west-1",
}  # fmt: skip


def test_every_provider_of_the_list_is_there_once() -> None:
    assert set(IDS) == WANTED
    assert len(IDS) == len(set(IDS))
    assert PRESETS[-1] is OTHER


@pytest.mark.parametrize("one", PRESETS, ids=IDS)
def test_a_preset_is_whole(one: Preset) -> None:
    assert one.sources
    assert one.provider_id not in RESERVED
    assert one.provider_name.strip()
    assert one.provider_name not in {"OpenAI", "azure"}
    assert one.env_key is None or re.fullmatch(r"[A-Z][A-Z0-9_]+", one.env_key)
    assert {blank.name for blank in one.blanks} == set(re.findall(r"\{(\w+)\}", one.base_url))
    assert all(blank.why and blank.example for blank in one.blanks)
    assert set(one.advice) == {rule for rule in one.advice if re.fullmatch(r"[a-z0-9-]+", rule)}
    filled = one.filled(FILL)
    assert urlsplit(filled).scheme in {"http", "https"}
    assert "{" not in filled
    assert not filled.endswith("/")
    assert "/responses" not in filled


@pytest.mark.parametrize("one", [one for one in PRESETS if one.hosts], ids=lambda one: one.id)
def test_a_preset_knows_its_own_base_url(one: Preset) -> None:
    assert preset_for(one.filled({**FILL, "server": f"https://{one.hosts[0].replace('*', 'x')}"})) is one


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://claude-api.org/v1", "claude-api"),
        ("https://CLAUDE-API.org", "claude-api"),
        ("http://localhost:11434/v1", "ollama"),
        ("http://127.0.0.1:1234/v1", "lmstudio"),
        ("http://[::1]:8317/v1", "cliproxyapi"),
        ("https://acme.openai.azure.com/openai/v1", "azure"),
        ("https://eu.api.openai.com/v1", "openai"),
    ],
)
def test_a_url_leads_to_its_preset(url: str, wanted: str) -> None:
    found = preset_for(url)
    assert found is not None
    assert found.id == wanted


@pytest.mark.parametrize(
    "url",
    [
        "https://relay.example.net/v1",
        "http://localhost:8080/v1",
        "https://api.openai.com.evil.example/v1",
        "",
        "http://[",
        "x",
    ],
)
def test_a_url_that_says_nothing_leads_nowhere(url: str) -> None:
    assert preset_for(url) is None


def test_presets_are_found_by_name_and_nearly() -> None:
    assert preset("OpenRouter") is preset("openrouter") is not None
    assert preset("nope") is None
    assert did_you_mean("opnrouter") == ("openrouter",)
    assert did_you_mean("llama.cpp")[0] == "llama-cpp"


@pytest.mark.parametrize("one", PRESETS, ids=IDS)
def test_codex_is_predicted_to_ask_the_documented_url(one: Preset) -> None:
    home = machine()
    context = read_context(home, Invocation())
    given = Given(
        preset=one, fill=FILL, base_url=None, key=Secret("sk-0123456789abcdef") if one.env_key else None
    )
    answers, missing = settle(given, context)
    assert answers is not None
    assert not missing
    answers = settled(answers, one)
    changes = plan_changes(home, edits_for(answers, context))
    after = home.with_files({change.file: change.after for change in changes})
    tomllib.loads(after.files.read(CODEX_HOME / "config.toml").decode())
    planned = plan(read_context(after, Invocation()))
    assert planned.refused is None
    assert planned.url == one.filled(FILL) + "/responses"
    assert planned.model == answers.model
    wanted = Secret("sk-0123456789abcdef") if one.env_key else None
    assert planned.credential is not None
    assert planned.credential.secret == wanted
    assert "sk-0123456789abcdef" not in "".join(change.diff() for change in changes)
    again = read_context(after, Invocation())
    assert plan_changes(after, edits_for(answers, again)) == ()


def settled(answers: Answers, one: Preset) -> Answers:
    return replace(answers, model=one.models[0] if one.models else "some-model")
