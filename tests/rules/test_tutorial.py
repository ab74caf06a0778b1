"""The relay's tutorial: what is said of its configuration, and that Codex would work after the safe fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.homes import CODEX_HOME, machine
from support.mended import mended

from codex_setup.codex.context import Context, Invocation, read_context
from codex_setup.codex.request import plan
from codex_setup.model import Severity, findings_of
from codex_setup.rules import ask

if TYPE_CHECKING:
    from codex_setup.machine import Machine
    from codex_setup.model import Finding

TUTORIAL = """\
# https://claude-api.org, for Codex
model_provider = "claude-api"
model = "gpt-5.4"

[model_providers.claude-api]
name = "OpenAI"
base_url = "https://claude-api.org"
wire_api = "responses"
requires_openai_auth = true
"""
KEY = {"OPENAI_API_KEY": "sk-9b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a"}


def found(on: Machine) -> dict[str, Finding]:
    return {rule.id: finding for rule, finding in findings_of(ask(context(on)))}


def context(on: Machine) -> Context:
    return read_context(on, Invocation())


def test_the_key_in_the_environment_is_said_to_be_ignored() -> None:
    said = found(machine(TUTORIAL, env=KEY))
    assert "OPENAI_API_KEY" in said["openai-api-key-ignored"].message
    assert said["openai-api-key-ignored"].fix
    assert said["provider-name-openai"].fix
    assert "model-not-exact" not in said


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (('"https://claude-api.org"', '"https://claude-api.org/v1"'), "base-url-stray-v1"),
        (('"https://claude-api.org"', '"https://claude-api.org/v1/responses"'), "base-url-endpoint-pasted"),
        (('wire_api = "responses"', 'wire_api = "chat"'), "wire-api-not-responses"),
        (('model = "gpt-5.4"', 'model = "gpt-5"'), "model-not-exact"),
        (('model = "gpt-5.4"\n', ""), "model-unset"),
        (('"https://claude-api.org"', '"claude-api.org"'), "base-url-lacks-scheme"),
        (('"https://claude-api.org"', '"https://claude-api.org "'), "base-url-stray-character"),
        (('"claude-api"\n', '"claude_api"\n'), "provider-undefined"),
        (("[model_providers.", "[model_provider."), "config-not-toml"),
        (('"OpenAI"', '""'), "provider-name-missing"),
        (('"gpt-5.4"', "“gpt-5.4”"), "config-typographic-characters"),
        (('"gpt-5.4"', "gpt-5.4"), "config-not-toml"),
    ],
)
def test_each_slip_is_found_and_mended(change: tuple[str, str], rule: str) -> None:
    before = machine(TUTORIAL.replace(*change), env=KEY)
    assert rule in found(before)
    after = mended(before)
    text = after.files.read(CODEX_HOME / "config.toml").decode()
    request = plan(context(after))
    assert request.refused is None, text
    assert request.url == "https://claude-api.org/responses"
    assert request.credential is not None
    assert request.credential.origin.text == "env:OPENAI_API_KEY"
    assert request.model == "gpt-5.4"
    assert text.startswith("# https://claude-api.org, for Codex\n")
    assert not [r for r, f in findings_of(ask(context(after))) if r.severity is not Severity.NOTE]


def test_a_reserved_id_is_renamed_where_it_is_selected_too() -> None:
    before = machine(TUTORIAL.replace('"claude-api"', '"openai"').replace(".claude-api", ".openai"), env=KEY)
    said = found(before)
    assert said["openai-api-key-ignored"].because_of == "provider-id-reserved"
    request = plan(context(mended(before)))
    assert (request.refused, request.url) == (None, "https://claude-api.org/responses")


def test_a_key_of_openai_itself_is_not_sent_elsewhere_without_asking() -> None:
    """The variable may hold a key for OpenAI's own platform, which no gateway should see."""
    own = {"OPENAI_API_KEY": "sk-proj-9b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a"}
    fix = found(machine(TUTORIAL, env=own))["openai-api-key-ignored"].fix
    assert fix
    assert not fix.safe


def test_windows_does_not_mind_the_case_of_a_variable() -> None:
    config = TUTORIAL.replace("requires_openai_auth = true", 'env_key = "Relay_Key"')
    upper = {"RELAY_KEY": "sk-9b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a"}
    assert "env-key-unset" in found(machine(config, env=upper))
    windows = machine(config, env=upper, platform="win32")
    assert "env-key-unset" not in found(windows)
    assert plan(context(windows)).refused is None
