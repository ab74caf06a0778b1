"""`init` in a real terminal where the gateway does not simply agree: what is asked then, and what is left."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from support.terminal import CTRL_C, ENTER, KEY, WHAT, WHERE, WRITE, answered, terminal
from support.vaults import stand_in

from codex_setup.gateway import serve

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
NOW = "What now?"
CONFIG = """\
model = "gpt-5.4"
model_provider = "one"

[model_providers.one]
name = "One"
base_url = "http://127.0.0.1:9/v1"
env_key = "ONE_KEY"

[model_providers.two]
name = "Two"
base_url = "http://127.0.0.1:10/v1"
env_key = "ONE_KEY"
"""


def doubtful(url: str) -> list[str]:
    return ["init", "--base-url", url, "-m", "gpt-5.4", "--timeout", "1"]


@pytest.mark.parametrize("columns", [80, 60])
@pytest.mark.parametrize(("answer", "code"), [("write it", 4), ("leave", 1), (CTRL_C, 130)])
def test_what_could_not_be_told_is_asked(tmp_path: Path, columns: int, answer: str, code: int) -> None:
    with (
        serve("gateway-unavailable") as running,
        terminal(tmp_path, doubtful(running.base_url), columns=columns) as screen,
    ):
        answered(screen, WHERE)
        answered(screen, WHAT, KEY + ENTER)
        screen.sees("It could not be told whether Codex would work so; nothing is written yet.")
        assert ".codex" not in screen.text
        asked = len(running.requests)
        answered(screen, NOW, ENTER)  # once more
        screen.sees("Could not tell")
        screen.sees("leave")
        assert len(running.requests) > asked
        screen.types(answer if answer == CTRL_C else answer + ENTER)
        if code == 4:
            answered(screen, WRITE)
        assert screen.ends() == code
    assert (tmp_path / ".codex/config.toml").exists() == (code == 4)


def test_a_key_that_the_list_refuses_is_asked_for_at_once(tmp_path: Path) -> None:
    with serve("relay") as running, terminal(tmp_path, ["init", "--base-url", running.url]) as screen:
        answered(screen, WHERE)
        answered(screen, WHAT, KEY + ENTER)
        answered(screen, "Which key now?")
        answered(screen, WHAT, running.key + ENTER)
        answered(screen, "Which model?")
        answered(screen, WRITE)
        assert screen.ends() == 0
        assert KEY not in screen.text


def test_a_choice_that_the_line_cuts_is_said_in_full(tmp_path: Path) -> None:
    with terminal(tmp_path, ["init", "--preset", "xai", "--offline"], columns=60) as screen:
        screen.sees("so no shell profile is needed; the file is readable by you alone.")
        screen.types("password store")
        screen.sees("Nothing lies in a file: Codex runs the command and sends what it prints.")
        screen.types(CTRL_C)
        assert screen.ends() == 130


@pytest.mark.parametrize("in_there", [True, False])
def test_a_password_store_is_filled_and_asked(tmp_path: Path, *, in_there: bool) -> None:
    program = stand_in("pass", tmp_path / "bin")
    with serve("relay") as running:
        words = ["init", "--base-url", running.url, "--provider-id", "relay", "-m", "gpt-5.4"]
        env = {"PATH": f"{program.parent}:/usr/bin:/bin"}
        with terminal(tmp_path, words, columns=60, env=env) as screen:
            answered(screen, WHERE, "password store" + ENTER)
            answered(screen, "Which password store?", "pass" + ENTER)
            screen.sees("pass insert codex/relay")
            if in_there:
                program.with_name("pass.kept").write_text(running.key)
            answered(screen, "Is it in there?")
            answered(screen, WRITE if in_there else NOW, ENTER if in_there else CTRL_C)
            assert screen.ends() == (0 if in_there else 130)
            assert running.key not in screen.text
    assert (tmp_path / ".codex").exists() == in_there


@pytest.mark.parametrize(
    "answers",
    [("leave",), ("profile", CTRL_C), ("switch", CTRL_C), (CTRL_C,), ("add", CTRL_C)],
    ids=lambda answers: answers[0] if answers[0] != CTRL_C else "ctrl-c",
)
def test_what_is_there_can_be_left(tmp_path: Path, answers: tuple[str, ...]) -> None:
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex/config.toml").write_text(CONFIG)
    with terminal(tmp_path, ["init", "--offline"], columns=60) as screen:
        screen.sees("What is to be done?")
        screen.types(answers[0] if answers[0] == CTRL_C else answers[0] + ENTER)
        if len(answers) > 1:
            screen.sees(
                {"profile": "to be called?", "switch": "Which one?", "add": "Whom is Codex"}[answers[0]]
            )
            screen.types(answers[1])
        assert screen.ends() == (0 if answers == ("leave",) else 130)
    assert (tmp_path / ".codex/config.toml").read_text() == CONFIG
    assert tomllib.loads(CONFIG)["model_provider"] == "one"
    assert [file.name for file in (tmp_path / ".codex").iterdir()] == ["config.toml"]
