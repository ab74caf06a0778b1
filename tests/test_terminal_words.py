"""What is shown can be read: no character that a terminal obeys, no endless name, no number of an error."""

from __future__ import annotations

import errno
import json
import os
import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.calls import call
from support.homes import machine

from codex_setup.codex.context import Invocation, read_context
from codex_setup.edit import edited
from codex_setup.mask import printable, visible
from codex_setup.model import Edit, Finding, Rename, findings_of
from codex_setup.network.failures import words
from codex_setup.rules import ask
from codex_setup.rules.provider_shown import COMMANDING

if TYPE_CHECKING:
    from pathlib import Path

OBEYED = (
    "\0",
    "\x07",
    "\x08",
    "\x1b",
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\x7f",
    "\x9b2J",
    "\u200e",
    "\u202e",
    "\u2066",
)
CONFIG = """model = {model}
model_provider = {id}

[model_providers.{id}]
name = {name}
base_url = "http://127.0.0.1:{port}/v1"
env_key = "RELAY_KEY"
"""


def config(model: str = "gpt-5.4", id_: str = "relay", name: str = "Relay", port: int = 9) -> str:
    """Return a config.toml with these names, escaped as TOML wants it."""
    quoted = {each: json.dumps(value) for each, value in {"model": model, "id": id_, "name": name}.items()}
    return CONFIG.format(**quoted, port=port).replace("\x7f", "\\u007f")


def found(text: str) -> dict[str, Finding]:
    """Return what the rules find in a config.toml, by rule."""
    home = machine(text, env={"RELAY_KEY": "sk-other-0123456789"})
    return {rule.id: finding for rule, finding in findings_of(ask(read_context(home, Invocation())))}


def mended(text: str, finding: Finding) -> str:
    """Return the text after the fix of a finding."""
    assert finding.fix is not None
    file = next(edit.file for edit in finding.fix.edits if isinstance(edit, Edit | Rename))
    return edited(file, text, finding.fix.edits)


@pytest.mark.parametrize("character", OBEYED, ids=repr)
@pytest.mark.parametrize(
    ("where", "rule"),
    [
        ("model", "model-stray-character"),
        ("id_", "provider-control-character"),
        ("name", "provider-control-character"),
    ],
)
def test_a_name_that_a_terminal_obeys_is_found_and_mended(where: str, rule: str, character: str) -> None:
    given = {"model": "gpt-5.4", "id_": "relay", "name": "Relay", where: f"gpt{character}5"}
    text = config(given["model"], given["id_"], given["name"])
    finding = found(text)[rule]
    assert printable(finding.message) == finding.message
    assert finding.fix is not None
    assert finding.fix.safe == (where != "id_")
    assert found(mended(text, finding)).keys() == found(config()).keys()


@pytest.mark.parametrize("name", ["中转站", "👨‍👩‍👧 relay", "\u3000relay", "relay"])
def test_a_name_that_can_be_seen_is_left_alone(name: str) -> None:
    assert "provider-control-character" not in found(config(name=name))


def test_a_name_of_nothing_else_is_found_and_not_emptied() -> None:
    finding = found(config(model="\0\x1b[0m"))["model-stray-character"]
    assert finding.fix is None
    assert 'name = "relay"' in mended(
        config(name="\x1b[0m"), found(config(name="\x1b[0m"))["provider-control-character"]
    )


@given(st.text() | st.text("\x1b[]0;mA\x07\x9b\u202e ", max_size=20))
def test_what_is_visible_needs_no_escape(text: str) -> None:
    assert printable(visible(text)) == visible(text)
    assert visible(visible(text)) == visible(text)
    if printable(text) == text:
        assert visible(text) == text


@pytest.mark.parametrize(
    "words_", [("doctor", "--offline"), ("plan",), ("providers",), ("lint", ".codex/config.toml")]
)
def test_nothing_that_a_terminal_obeys_is_shown(words_: tuple[str, ...], guarded: Path) -> None:
    (guarded / ".codex").mkdir()
    evil = "a\x1b[31m\0\u202eb"
    (guarded / ".codex/config.toml").write_text(config(evil, evil, evil))
    for form in ("text", "json"):
        said = call(guarded, *words_, "--format", form)
        shown = (said.stdout + said.stderr).replace("\n", "")
        assert not COMMANDING.search(shown), said
        assert "\\u202e" in shown


@pytest.mark.parametrize("name", ["gpt-" + "x" * 5000, "gpt " * 1250], ids=["one word", "many words"])
@pytest.mark.parametrize(
    "words_", [("doctor", "--offline", "-v"), ("plan", "-v"), ("providers",), ("plan", "--why", "model")]
)
def test_an_endless_name_does_not_fill_the_screen_and_is_whole_in_json(
    words_: tuple[str, ...], name: str, guarded: Path
) -> None:
    (guarded / ".codex").mkdir()
    (guarded / ".codex/config.toml").write_text(config(model=name))
    shown = call(guarded, *words_)
    assert len(shown.stdout + shown.stderr) < 9000
    assert max(map(len, shown.stdout.splitlines())) <= 200
    assert name in json.dumps(json.loads(call(guarded, *words_, "--format", "json").stdout))


def test_a_failure_is_said_in_words(guarded: Path) -> None:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = plug.getsockname()[1]
        (guarded / ".codex").mkdir()
        (guarded / ".codex/config.toml").write_text(config(port=port))
        for form in ("text", "json", "markdown"):
            said = call(
                guarded,
                "doctor",
                "-v",
                "--format",
                form,
                "--timeout",
                "3",
                env={"RELAY_KEY": "sk-other-0123456789"},
            )
            assert "refused" in said.stdout
            assert "Errno" not in said.stdout + said.stderr


@pytest.mark.parametrize("number", [errno.ECONNREFUSED, errno.ECONNRESET, errno.EHOSTUNREACH])
def test_the_number_of_an_error_is_left_out(number: int) -> None:
    assert words(OSError(number, os.strerror(number))) == os.strerror(number)
    assert words(RuntimeError(str(OSError(number, "so")))) == "so"
    assert words(socket.gaierror(-2, "Name or service not known")) == "Name or service not known"
