"""`init` as a person uses it: in a real terminal, by keystrokes, at two widths, with and without colour."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from support.terminal import (
    CTRL_C,
    DOWN,
    ENTER,
    ESCAPE,
    KEY,
    WHAT,
    WHERE,
    WHICH,
    WHOM,
    WRITE,
    answered,
    config,
    terminal,
)

from codex_setup.gateway import serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.terminal import Screen

    from codex_setup.gateway import Running

pytestmark = pytest.mark.slow


@pytest.fixture
def gateway() -> Iterator[Running]:
    with serve("relay") as running:
        yield running


@pytest.mark.parametrize("columns", [80, 60])
@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}], ids=["colour", "plain-text"])
def test_from_nothing_with_a_pasted_command(
    tmp_path: Path, gateway: Running, columns: int, env: dict[str, str]
) -> None:
    with terminal(tmp_path, ["init"], columns=columns, env=env) as screen:
        screen.sees(WHOM)
        screen.pastes(f"curl {gateway.url}/responses \\\n -H 'Authorization: Bearer {gateway.key}'")
        screen.sees(f"Codex will ask {gateway.url}/responses")
        screen.sees("The key in it is taken")
        answered(screen, WHERE)
        screen.sees(WHICH)
        screen.types("5.5-codex")
        screen.sees("type to filter: 5.5-codex")
        screen.types(ENTER)
        answered(screen, WRITE)
        assert screen.ends() == 0
    assert "Healthy" in screen.text
    assert gateway.key not in screen.text
    assert "[0m" not in screen.text  # no escape sequence lost a part
    assert (b"\x1b[32m+model" in screen.raw) == (not env)
    assert config(tmp_path)["model"] == "gpt-5.5-codex"
    assert (re.search(rb"\x1b\[[0-9;]*3[0-7]m", screen.raw) is None) == bool(env)


def test_a_wrong_key_is_asked_for_again(tmp_path: Path, gateway: Running) -> None:
    with terminal(tmp_path, ["init", "--base-url", gateway.url, "-m", "gpt-5.4"]) as screen:
        answered(screen, WHERE)
        answered(screen, WHAT, "sk-xxxxxxxxxxxx" + ENTER)
        screen.sees("That is no key")
        answered(screen, WHAT, KEY + ENTER)
        screen.sees("key-rejected")
        assert ".codex/.env" not in screen.text
        answered(screen, "What now?")
        answered(screen, WHAT, gateway.key + ENTER)
        answered(screen, WRITE)
        assert screen.ends() == 0
    assert KEY not in screen.text
    assert gateway.key not in screen.text
    assert KEY not in (tmp_path / ".codex/.env").read_text()


def test_back_takes_one_answer_back(tmp_path: Path) -> None:
    with terminal(tmp_path, ["init", "--offline"]) as screen:
        screen.sees(WHOM)
        screen.types("openrouter" + ENTER)
        screen.sees(WHERE)
        screen.types(ESCAPE)
        screen.sees(WHOM)
        screen.types("deepseek" + ENTER)
        answered(screen, WHERE)
        screen.sees(WHAT)
        screen.types(ESCAPE)
        answered(screen, WHERE)
        answered(screen, WHAT, KEY + ENTER)
        answered(screen, WHICH)
        screen.sees(WRITE)
        screen.types(ESCAPE)
        answered(screen, WHICH, DOWN + ENTER)
        answered(screen, WRITE)
        assert screen.ends() == 0
    written = config(tmp_path)
    assert (written["model_provider"], written["model"]) == ("deepseek", "deepseek-v4-pro")


def test_what_is_typed_ahead_is_never_shown(tmp_path: Path) -> None:
    with terminal(tmp_path, ["init", "--offline"]) as screen:
        screen.sees(WHOM)
        screen.types("xai" + ENTER + ENTER + KEY + ENTER + ENTER)
        screen.sees(WRITE)
        screen.types(ENTER)
        assert screen.ends() == 0
    assert KEY not in screen.text
    assert KEY in (tmp_path / ".codex/.env").read_text()


@pytest.mark.parametrize("at", [WHOM, WHERE, WHAT, WRITE])
def test_ctrl_c_anywhere_leaves_nothing(tmp_path: Path, at: str) -> None:
    with terminal(tmp_path, ["init", "--offline"]) as screen:
        for question, keys in (
            (WHOM, "xai" + ENTER),
            (WHERE, ENTER),
            (WHAT, KEY + ENTER),
            (WHICH, ENTER),
            (WRITE, ""),
        ):
            screen.sees(question)
            screen.types(CTRL_C if question == at else keys)
            if question == at:
                break
        assert screen.ends() == 130
    assert "nothing was left half done" in screen.text
    assert not (tmp_path / ".codex").exists()


@pytest.mark.parametrize("columns", [80, 60])
def test_plain_lines_for_a_screen_reader(tmp_path: Path, columns: int) -> None:
    with terminal(tmp_path, ["init", "--offline", "--plain"], columns=columns) as screen:
        answered(screen, WHOM, "https://relay.example.net/v1/responses\n")
        screen.sees("Codex will ask https://relay.example.net/v1/responses")
        answered(screen, WHERE, "b\n")
        answered(screen, WHOM, "xai\n")
        answered(screen, WHERE, "99\n")
        screen.sees("type a number from 1 to")
        screen.types("1\n")
        answered(screen, "Key, not shown", KEY + "\n")
        answered(screen, WHICH, "\n")
        answered(screen, WRITE, "\n")
        assert screen.ends() == 0
    assert KEY not in screen.text
    assert config(tmp_path)["model_provider"] == "xai"
    assert b"\x1b[" not in screen.raw.split(b"Write this?")[0]


def test_a_dumb_terminal_gets_plain_lines(tmp_path: Path) -> None:
    with terminal(tmp_path, ["init", "--offline"], env={"TERM": "dumb"}) as screen:
        screen.sees("1.")
        screen.types(CTRL_C)
        assert screen.ends() == 130


@pytest.mark.parametrize(
    "env",
    [{"PYTHONIOENCODING": "ascii"}, {"LANG": "C"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX"}],
    ids=["encoding", "C", "all-C", "all-POSIX"],
)
def test_a_terminal_without_unicode_gets_none(tmp_path: Path, env: dict[str, str]) -> None:
    with terminal(tmp_path, ["init", "--offline"], env=env) as screen:
        answered(screen, WHOM, "xai" + ENTER)
        answered(screen, WHERE)
        answered(screen, WHAT, KEY + ENTER)
        answered(screen, WHICH)
        answered(screen, WRITE)
        assert screen.ends() == 0
    assert screen.raw.isascii()


@contextmanager
def refused(home: Path) -> Iterator[tuple[Screen, str]]:
    """Answer up to where a gateway that serves /v1 only has refused its bare address; give the screen and the right one."""
    with (
        serve("relay", routes="v1") as running,
        terminal(home, ["init", "--base-url", running.url]) as screen,
    ):
        answered(screen, WHERE)
        answered(screen, WHAT, running.key + ENTER)
        answered(screen, WHICH, "gpt-5.4" + ENTER)
        yield screen, running.base_url


def test_a_gateway_that_serves_v1_only_is_found_out(tmp_path: Path) -> None:
    with refused(tmp_path) as (screen, address):
        answered(screen, "What now?")
        answered(screen, WRITE)
        assert screen.ends() == 0
        assert config(tmp_path)["model_providers"]["gateway"]["base_url"] == address


@pytest.mark.parametrize(
    ("change", "asked"), [("another key", WHAT), ("another model", WHICH), ("another address", WHOM)]
)
def test_what_is_asked_again_can_be_gone_back_from(tmp_path: Path, change: str, asked: str) -> None:
    with refused(tmp_path) as (screen, address):
        answered(screen, "What now?", change + ENTER)
        answered(screen, asked, ESCAPE)
        answered(screen, "What now?")
        answered(screen, WRITE)
        assert screen.ends() == 0
        assert config(tmp_path)["model_providers"]["gateway"]["base_url"] == address


def test_the_key_in_a_variable_is_offered(tmp_path: Path, gateway: Running) -> None:
    env = {"RELAY_KEY": gateway.key}
    with terminal(tmp_path, ["init", "--base-url", gateway.url, "--key-env", "RELAY_KEY"], env=env) as screen:
        answered(screen, WHERE)
        screen.sees("There is a key already.")
        screen.types(ENTER)
        answered(screen, WHICH)
        answered(screen, WRITE)
        assert screen.ends() == 0
    assert config(tmp_path)["model_providers"]["gateway"]["env_key"] == "RELAY_KEY"
    assert not (tmp_path / ".codex/.env").exists()


def test_no_is_no(tmp_path: Path) -> None:
    with terminal(tmp_path, ["init", "--offline"]) as screen:
        answered(screen, WHOM, "xai" + ENTER)
        answered(screen, WHERE)
        answered(screen, WHAT, KEY + ENTER)
        answered(screen, WHICH)
        answered(screen, WRITE, DOWN + ENTER)
        assert screen.ends() == 1
    assert not (tmp_path / ".codex").exists()


def test_a_variable_can_be_put_into_the_shells_profile(tmp_path: Path, gateway: Running) -> None:
    (tmp_path / ".bashrc").write_text("alias x=y\n")
    env = {"SHELL": "/bin/bash"}
    with terminal(tmp_path, ["init", "--base-url", gateway.url, "-m", "gpt-5.4"], env=env) as screen:
        answered(screen, WHERE, "exported" + ENTER)
        answered(screen, WHAT, gateway.key + ENTER)
        answered(screen, WRITE)
        answered(screen, "Put this line into your shell's profile?", "Yes" + ENTER)
        assert screen.ends() == 0
    assert (tmp_path / ".bashrc").read_text() == f"alias x=y\nexport GATEWAY_API_KEY='{gateway.key}'\n"
    assert gateway.key not in screen.text
    assert not (tmp_path / ".codex/.env").exists()


def test_a_password_store_brings_the_key(tmp_path: Path, gateway: Running) -> None:
    (tmp_path / "key").write_text(gateway.key)
    with terminal(tmp_path, ["init", "--base-url", gateway.url, "-m", "gpt-5.4"]) as screen:
        answered(screen, WHERE, "password store" + ENTER)
        answered(screen, "Which password store?", "another command" + ENTER)
        answered(screen, "Which command prints the key?", f"cat {tmp_path}/key" + ENTER)
        answered(screen, WRITE)
        assert screen.ends() == 0
    assert config(tmp_path)["model_providers"]["gateway"]["auth"]["command"] == "cat"
    assert gateway.requests[-1].bearer == gateway.key
