"""A command is typed so that the reader's shell gets exactly its words: asked of the real shells."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_setup.model import Command, Shell
from codex_setup.render.shell import line, shell_of

WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=30
)
SHELLS = [name for name in ("bash", "dash", "zsh", "fish") if shutil.which(name) or os.environ.get("CI")]


@pytest.mark.parametrize("shell", SHELLS)
@settings(max_examples=40, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=4))
def test_a_shell_gets_exactly_the_words(shell: str, words: list[str]) -> None:
    kind: Shell = "fish" if shell == "fish" else "zsh" if shell == "zsh" else "bash"
    typed = line(Command("run", ("printf", "%s\\0", *words)), kind)
    done = subprocess.run(
        [shell, "-c", typed], capture_output=True, check=True, env=os.environ | {"LC_ALL": "C.UTF-8"}
    )
    assert done.stdout.decode() == "".join(f"{word}\0" for word in words)


@pytest.mark.parametrize("shell", [name for name in SHELLS if name != "dash"])
@settings(max_examples=30, deadline=None)
@given(value=WORDS)
def test_a_variable_gets_exactly_the_value(shell: str, value: str) -> None:
    kind: Shell = "fish" if shell == "fish" else "zsh" if shell == "zsh" else "bash"
    typed = line(Command("set", ("A_KEY", value)), kind) + '\nprintf "%s" "$A_KEY"'
    done = subprocess.run(
        [shell, "-c", typed], capture_output=True, check=True, env=os.environ | {"LC_ALL": "C.UTF-8"}
    )
    assert done.stdout.decode() == value


@pytest.mark.parametrize(
    ("shell", "typed"),
    [
        ("bash", "export A_KEY='<your key>'"),
        ("zsh", "export A_KEY='<your key>'"),
        ("fish", "set -gx A_KEY '<your key>'"),
        ("powershell", "$env:A_KEY = '<your key>'"),
        ("cmd", 'set "A_KEY=<your key>"'),
    ],
)
def test_each_shell_has_its_way_to_set_a_variable(shell: Shell, typed: str) -> None:
    assert line(Command("set", ("A_KEY", "<your key>")), shell) == typed


@pytest.mark.parametrize(
    ("shell", "typed"),
    [
        ("bash", "unset A_KEY"),
        ("fish", "set -e A_KEY"),
        ("powershell", "Remove-Item Env:A_KEY"),
        ("cmd", 'set "A_KEY="'),
    ],
)
def test_each_shell_has_its_way_to_forget_one(shell: Shell, typed: str) -> None:
    assert line(Command("unset", ("A_KEY",)), shell) == typed


@given(WORDS)
def test_powershell_ends_no_quote_early(word: str) -> None:
    typed = line(Command("run", ("echo", word)), "powershell").removeprefix("echo ")
    if typed != word:
        assert typed[0] == typed[-1] == "'"
        inside = typed[1:-1]
        assert re.sub("(['‘’‚‛])\\1", r"\1", inside) == word.replace("''", "''")
        assert not re.search("['‘’‚‛]", re.sub("(['‘’‚‛])\\1", "", inside))


@pytest.mark.parametrize(
    ("word", "typed"),
    [("plain", "plain"), ("two words", '"two words"'), ('a"b', '"a\\"b"'), ("C:\\my dir\\", '"C:\\my dir\\\\"'), ("", '""'), ("a&b", '"a&b"')],
)  # fmt: skip
def test_cmd_quotes_as_windows_programs_read(word: str, typed: str) -> None:
    assert line(Command("run", ("codex", word)), "cmd") == f"codex {typed}"


@pytest.mark.parametrize(
    ("env", "platform", "shell"),
    [
        ({"SHELL": "/usr/bin/fish"}, "linux", "fish"),
        ({"SHELL": "/bin/zsh"}, "darwin", "zsh"),
        ({"SHELL": "/bin/sh"}, "linux", "bash"),
        ({}, "linux", "bash"),
        ({"PSModulePath": "x"}, "win32", "powershell"),
        ({}, "win32", "cmd"),
        ({"SHELL": "C:\\Program Files\\Git\\usr\\bin\\bash.exe"}, "win32", "bash"),
        ({"SHELL": "/usr/bin/pwsh"}, "linux", "powershell"),
    ],
)
def test_the_shell_is_told_by_what_it_leaves(env: dict[str, str], platform: str, shell: str) -> None:
    assert shell_of(env, platform) == shell
