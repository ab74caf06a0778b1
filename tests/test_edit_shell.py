"""A shell's profile exports what it was told, and nothing else of it changes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.homes import HOME, machine

from codex_setup.edit.shell import apply_shell, is_profile
from codex_setup.model import Edit, Secret, SetupError
from codex_setup.repair import plan_changes
from codex_setup.wizard.storage import profile_of

NAME = "RELAY_KEY"
KEYS = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="'\\"), min_size=1, max_size=60
)
LINES = st.lists(
    st.sampled_from(["# mine", "alias x=y", "export OTHER='1'", "export RELAY_KEY=old", ""]), max_size=5
)


def edited(file: str, text: str, value: str | None) -> str:
    return apply_shell(Path(file), text, [Edit(Path(file), (NAME,), value)])


@given(LINES, KEYS)
def test_every_other_line_stays_and_twice_is_once(lines: list[str], key: str) -> None:
    text = "\n".join(lines)
    once = edited(".bashrc", text, key)
    assert edited(".bashrc", once, key) == once
    kept = [line for line in lines if not line.startswith(f"export {NAME}=")]
    assert [line for line in once.split("\n") if line in kept and line] == [line for line in kept if line]
    assert f"export {NAME}='{key}'" in once


@given(KEYS)
def test_a_posix_shell_reads_the_value_back(key: str) -> None:
    sh = shutil.which("sh", path="/usr/bin:/bin")
    assert sh is not None
    script = edited(".bashrc", "export RELAY_KEY=old\n", key) + f'printf %s "${NAME}"'
    done = subprocess.run([sh, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == key


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (".zshrc", "export RELAY_KEY=old # why\nx\n", "export RELAY_KEY='k-1'\nx\n"),
        ("config.fish", "set -gx RELAY_KEY old\n", "set -gx RELAY_KEY 'k-1'\n"),
        ("Microsoft.PowerShell_profile.ps1", "$env:RELAY_KEY = 'old'\r\n", "$env:RELAY_KEY = 'k-1'\r\n"),
        (
            ".bashrc",
            "export RELAY_KEY=a; export B=c\n",
            "export RELAY_KEY=a; export B=c\nexport RELAY_KEY='k-1'\n",
        ),
        (".bashrc", "no end", "no end\nexport RELAY_KEY='k-1'\n"),
    ],
)
def test_each_shell_in_its_own_words(file: str, old: str, new: str) -> None:
    assert edited(file, old, "k-1") == new


@pytest.mark.parametrize("value", ["a'b", "a\\b", "a\nb"])
def test_what_cannot_be_quoted_plainly_is_refused(value: str) -> None:
    with pytest.raises(SetupError):
        edited(".bashrc", "", value)


def test_a_line_can_be_taken_away() -> None:
    assert edited(".bashrc", "a\nexport RELAY_KEY='k'\nb\n", None) == "a\nb\n"


def test_the_difference_shows_no_key() -> None:
    here = machine(files={".bashrc": "alias x=y\n"}, modes={".bashrc": 0o644})
    key = Secret("sk-0123456789abcdef")
    (change,) = plan_changes(here, [Edit(HOME / ".bashrc", (NAME,), key)])
    assert "sk-0123456789abcdef" not in change.diff()
    assert change.mode == 0o600


def test_each_shell_has_its_own_profile() -> None:
    here = machine(env={"ZDOTDIR": "/z"})
    assert profile_of(here, "bash") == HOME / ".bashrc"
    assert profile_of(here, "zsh") == Path("/z/.zshrc")
    assert profile_of(here, "fish") == HOME / ".config/fish/config.fish"
    assert profile_of(here, "cmd") is None
    assert profile_of(machine(platform="darwin"), "bash") == HOME / ".bash_profile"
    assert is_profile(HOME / ".bashrc")
    assert not is_profile(HOME / "config.toml")
