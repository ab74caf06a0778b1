"""The command line's frame: exit codes, errors in one place, nothing but the report on standard output."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from unittest import mock

import pytest

import codex_setup.__main__ as program
from codex_setup import __version__
from codex_setup.cli import COMMANDS
from codex_setup.cli.ending import ended
from codex_setup.cli.options import there_is
from codex_setup.model import SetupError


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run codex-setup as a user would, in the bare environment of the test."""
    command = [sys.executable, "-m", "codex_setup", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_version_is_one_line() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"codex-setup {__version__}\n", "")


def test_help_names_every_command_with_what_it_is_for() -> None:
    done = run("--help")
    assert done.returncode == 0
    for name, entry in COMMANDS.items():
        assert name in done.stdout
        assert entry.help.split()[0] in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0
    assert f"codex-setup {name}" in done.stdout


def test_a_misspelt_command_is_wrong_use_and_the_nearest_is_named() -> None:
    done = run("docter")
    assert done.returncode == 2
    assert "doctor" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ["doctor", "--nope"],
        ["doctor", "--fail-on", "never"],
        ["doctor", "--codex-version", "new"],
        ["explain"],
    ],
)
def test_wrong_use_is_2(words: list[str]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_foreseen_failure_is_said_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> int:
        raise SetupError("the folder is gone", "Make it again.")

    assert ended(command) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "codex-setup: the folder is gone\n  Make it again.\n"


def test_a_fault_of_our_own_is_a_report_without_keys(capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> int:
        raise ZeroDivisionError("while holding sk-canary-0123456789abcdef")

    assert ended(command) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "ZeroDivisionError" in said.err
    assert "test_cli.py" not in said.err or "in command" in said.err
    assert "canary" not in said.err


def test_an_interruption_is_130() -> None:
    command = [sys.executable, "-m", "codex_setup", "gateway"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("base_url")
            time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "Traceback" not in err


def test_an_interruption_before_anything_is_loaded_is_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "answered", mock.Mock(side_effect=KeyboardInterrupt))
    monkeypatch.setattr("os._exit", sys.exit)
    with pytest.raises(SystemExit) as end:
        program.main()
    assert end.value.code == 130
    assert capsys.readouterr().err == "\ncodex-setup: interrupted, nothing was begun\n"


def test_a_rule_to_mend_that_is_none_is_answered_with_the_nearest() -> None:
    there_is("key-rejected")
    with pytest.raises(SetupError, match="there is no rule `key-rejcted`") as wrong:
        there_is("key-rejcted")
    assert wrong.value.hint == "Did you mean key-rejected?"


@pytest.mark.parametrize("words", [("doctor", "--offline"), ("lint", ".")], ids=lambda words: words[0])
def test_a_rule_to_ignore_that_is_none_is_wrong_use(words: tuple[str, ...]) -> None:
    done = run(*words, "--ignore", "key-rejcted")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "codex-setup: there is no rule `key-rejcted`\n  Did you mean key-rejected?\n"


def test_a_list_of_no_rule_is_said_to_be_empty() -> None:
    done = run("explain", "--list", "nothing-speaks-of-it")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("codex-setup: no rule speaks of `nothing-speaks-of-it`\n")


def test_nothing_on_standard_input_is_not_called_unknown() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codex_setup", "explain", "-"],
        input="\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        1,
        "codex-setup: standard input is empty\n  Pipe an error's text into it.\n",
    )
