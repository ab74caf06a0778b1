"""Shells complete commands, presets and configured providers."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.calls import call

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
        ("codex-setup init --vault k", 3, {"keychain", "keyring"}),
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


PROGRAM = f"""#!/bin/sh
exec {sys.executable} -m codex_setup "$@"
"""
TYPED = {
    "bash": 'source script; COMP_WORDS=(codex-setup prov); COMP_CWORD=1; _codex_setup_completion codex-setup; echo "${COMPREPLY[@]}"',
    "fish": 'source script; complete -C "codex-setup prov"',
}
OUTSIDE = os.environ.get("PATH", "")


@pytest.fixture
def shell_home(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[Path, dict[str, str]]:
    """Return a home with the completion script of a shell, and the environment in which `codex-setup` is found."""
    shell: str = request.param
    if shutil.which(shell, path=OUTSIDE) is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{shell} is not installed")
    (tmp_path / "codex-setup").write_text(PROGRAM)
    (tmp_path / "codex-setup").chmod(0o755)
    asked = call(
        tmp_path, "--show-completion", shell, env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    )
    (tmp_path / "script").write_text(asked.stdout)
    env = {"PATH": f"{tmp_path}:{OUTSIDE}", "HOME": str(tmp_path), "LANG": "C.UTF-8", "TERM": "dumb"}
    return tmp_path, {**env, "PYTHONPATH": str(Path(__file__).parents[1])}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell_home", "shell"), [("bash", "bash"), ("fish", "fish")], indirect=["shell_home"]
)
def test_a_real_shell_completes(shell_home: tuple[Path, dict[str, str]], shell: str) -> None:
    home, env = shell_home
    done = subprocess.run(
        [shell, "-c", TYPED[shell]],
        cwd=home,
        env=env,
        text=True,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.split()[:1] == ["providers"], done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("shell_home", ["zsh"], indirect=True)
def test_zsh_completes_at_the_tab_key(shell_home: tuple[Path, dict[str, str]]) -> None:
    home, env = shell_home
    (home / ".zshrc").write_text("autoload -Uz compinit; compinit -u; source ~/script; PS1='ready> '\n")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["zsh", "-i"], stdin=theirs, stdout=theirs, stderr=theirs, cwd=home, env=env, start_new_session=True
    )
    os.close(theirs)
    try:
        until(ours, "ready> ")
        os.write(ours, b"codex-setup prov\t")
        until(ours, "codex-setup providers")
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def until(handle: int, wanted: str) -> None:
    """Read from a terminal until `wanted` has come."""
    came, deadline = "", time.monotonic() + 30
    while wanted not in came:
        if time.monotonic() > deadline:
            pytest.fail(f"{wanted!r} never came: {came!r}")
        if select.select([handle], [], [], 0.2)[0]:
            came += os.read(handle, 4096).decode("utf-8", "replace")
