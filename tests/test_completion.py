"""Shells complete commands, presets and configured providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.calls import call

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = '[model_providers.alpha]\nname = "A"\nbase_url = "https://a.io"\n[model_providers.beta]\nname = "B"\nbase_url = "https://b.io"\n'


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_has_its_script(tmp_path: Path, shell: str) -> None:
    done = call(
        tmp_path, "--show-completion", shell, env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    )
    assert done.returncode == 0
    assert "CODEX_SETUP_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("words", "at", "wanted"),
    [
        ("codex-setup prov", 1, {"providers"}),
        ("codex-setup init --preset claude-", 3, {"claude-api", "claude-relay-service"}),
        ("codex-setup init --store a", 3, {"auth"}),
        ("codex-setup use b", 2, {"beta"}),
    ],
)
def test_words_are_completed(tmp_path: Path, words: str, at: int, wanted: set[str]) -> None:
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex/config.toml").write_text(CONFIG)
    env = {"_CODEX_SETUP_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    assert set(call(tmp_path, env=env).stdout.split()) == wanted


@pytest.mark.parametrize(("typed", "meant"), [("docotr", "doctor"), ("provider", "providers")])
def test_a_command_that_is_nearly_right_is_named(tmp_path: Path, typed: str, meant: str) -> None:
    done = call(tmp_path, typed)
    assert done.returncode == 2
    assert meant in done.stderr
