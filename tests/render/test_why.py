"""`plan --why`: every layer that speaks is shown, the winner first, and no key with it."""

from __future__ import annotations

import json

from support.homes import machine

from codex_setup.codex.context import Invocation, read_context
from codex_setup.codex.why import why
from codex_setup.model import Secret
from codex_setup.render.style import Style
from codex_setup.render.why import render_json, render_text

CONFIG = """\
model = "gpt-5.4"
model_provider = "relay"
[model_providers.relay]
name = "Relay"
base_url = "https://relay.example/v1"
experimental_bearer_token = "sk-canary-0123456789"
requires_openai_auth = false
[projects."/home/ada-work"]
trust_level = "untrusted"
"""
PROJECT = 'model = "gpt-5.5"\n'


def asked(key: str) -> tuple[str, dict[str, object]]:
    """Return the text and the JSON of `plan --why key` with `-m o4` on a home with an untrusted project."""
    there = machine(
        CONFIG, files={"/home/ada-work/.codex/config.toml": PROJECT, "/home/ada-work/.git/HEAD": ""}
    )
    found = why(read_context(there, Invocation(model="o4")), key)
    known = (Secret("sk-canary-0123456789"),)
    data: dict[str, object] = json.loads(render_json(found, known))
    return render_text(found, known, Style(home=there.home)), data


def test_the_winner_stands_first_and_the_others_say_why_they_do_not_count() -> None:
    text, data = asked("model")
    lines = text.splitlines()
    assert lines[0] == "model"
    assert lines[1].split() == ["in", "force", "option", "o4"]
    assert any(line.startswith("ignored") and "gpt-5.5" in line for line in lines)
    assert any(line.startswith("shadowed") and "~/.codex/config.toml:1" in line for line in lines)
    voices = data["voices"]
    assert isinstance(voices, list)
    assert [voice["standing"] for voice in voices].count("wins") == 1
    assert voices[0]["value"] == "o4"


def test_a_table_shows_what_stands_below_it_without_its_key() -> None:
    text, data = asked("model_providers.relay")
    assert "model_providers.relay.base_url" in text
    assert "false" in text
    assert "canary" not in text + json.dumps(data)


def test_a_key_that_nobody_speaks_of_has_what_codex_does_then() -> None:
    text, data = asked("model_providers.relay.stream_max_retries")
    assert "no layer speaks of it" in text
    assert data["voices"] == []
    assert data["default"] == "Codex takes it for 5"


def test_a_key_that_codex_does_not_know_is_answered_with_the_nearest() -> None:
    assert "knows no such key; did you mean `model`?" in asked("modl")[0]
    assert "did you mean `env_key`?" in asked("model_providers.relay.envkey")[0]
    assert "else" not in asked("projects.x")[0]
