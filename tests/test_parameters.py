"""What is read without typer is read as typer reads it; whatever is doubtful is left to typer."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import Any
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codex_setup.cli import COMMANDS, application, loaded, run
from codex_setup.cli.parameters import Option, parameters, read

TAKEN = {name: list(parameters(loaded(name))) for name in COMMANDS}
VALUES = st.one_of(
    st.sampled_from(
        [
            "",
            "a",
            "-",
            "--",
            "0",
            "-1",
            "1e2",
            "nan",
            " 3 ",
            "0.05",
            "601",
            "1_0",
            "٣",
            "x=y",
            "-v",
            "--fix",
            "ä b",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6),
)


def typed(name: str, words: list[str]) -> dict[str, Any] | None:
    """Return what typer calls the command with, or None where it refuses the words."""
    with mock.patch.object(application, "ended", mock.Mock(return_value=0)) as ended:
        application.answer([name, *words], {})
    return ended.call_args.args[0].keywords if ended.called else None


def plain(name: str, words: list[str], env: dict[str, str] | None = None) -> dict[str, Any] | None:
    """Return what the command is called with when typer is not loaded, or None where it has to be."""
    command = loaded(name)
    found = read(command, words, env or {})
    defaults = {each.name: each.default for each in inspect.signature(command).parameters.values()}
    return None if found is None else defaults | found


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Return a command and words for it, most of which it takes."""
    name = draw(st.sampled_from(sorted(COMMANDS)))
    words: list[str] = []
    for _ in range(draw(st.integers(0, 5))):
        one = draw(st.sampled_from(TAKEN[name]) if TAKEN[name] else st.none())
        value = draw(VALUES)
        if one is None or not isinstance(one.declared, Option):
            words.append(value)
            continue
        option = draw(st.sampled_from(one.declared.names))
        flag = one.type is bool
        words += draw(
            st.sampled_from(
                [[option], [f"{option}={value}"], [option, value], [f"{option}{value}"]][: 2 if flag else 4]
            )
        )
    return name, words


@given(lines())
@example(("doctor", ["--timeout", "nan"]))
@example(("doctor", ["--timeout", "5", "--timeout", "7", "-c", "a=1", "-c", "b=2"]))
@example(("use", ["-"]))
@example(("report", ["reports"]))
@example(("explain", ["a", "b"]))
@example(("use", ["a", "b"]))
def test_a_line_means_what_it_means_to_typer(line: tuple[str, list[str]]) -> None:
    found = plain(*line)
    if found is not None:
        assert repr(found) == repr(typed(*line))  # nan is like itself


@pytest.mark.parametrize(
    "line",
    [
        "doctor",
        "doctor --offline --format json",
        "doctor -c model=gpt-5.4 --timeout 5 -o report.json",
        "doctor --fix --yes --fail-on=warning",
        "plan --why model",
        "models -p work",
        "init --preset ollama --yes --base-url http://127.0.0.1:11434/v1",
        "lint a b c --format github",
        "explain no route",
        "undo 20260101-1 --yes",
        "use -",
    ],
)
def test_ordinary_lines_are_read_without_typer(line: str) -> None:
    name, *words = line.split()
    assert plain(name, words) == typed(name, words)
    assert plain(name, words) is not None


@pytest.mark.parametrize(
    "line",
    ["doctor -h", "doctor --nope", "doctor x", "doctor --timeout", "doctor --timeout 0", "doctor -vy", "use", "use a b", "doctor --fix=yes", "doctor --timeout soon"],
)  # fmt: skip
def test_what_is_wrong_or_doubtful_is_left_to_typer(line: str) -> None:
    name, *words = line.split()
    assert plain(name, words) is None


@pytest.mark.parametrize("name", COMMANDS)
def test_a_variable_of_the_environment_is_left_to_typer(name: str) -> None:
    for one in TAKEN[name]:
        if isinstance(one.declared, Option):
            assert plain(name, ["x"] if name == "use" else [], {one.declared.variable: ""}) is None


def test_an_ordinary_check_loads_no_typer() -> None:
    code = (
        "import sys, runpy\n"
        "sys.argv = ['codex-setup', 'doctor', '--offline', '--exit-zero']\n"
        "try: runpy.run_module('codex_setup', run_name='__main__')\n"
        "except SystemExit: pass\n"
    )
    stopped = f"import os\nos._exit = sys.exit\n{code}assert 'typer' not in sys.modules\n"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{stopped}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("line", "env", "said"),
    [
        ("doctor --timeout soon", {}, "`--timeout soon` is not a number from 0.1 to 600"),
        ("doctor --timeout nan", {}, "`--timeout nan` is not a number from 0.1 to 600"),
        ("doctor --timeout 601", {}, "`--timeout 601` is not a number from 0.1 to 600"),
        ("gateway --port 1.5", {}, "`--port 1.5` is not a whole number from 0 to 65535"),
        (
            "doctor",
            {"CODEX_SETUP_TIMEOUT": "x"},
            "`CODEX_SETUP_TIMEOUT=x` is not a number from 0.1 to 600",
        ),
        ("doctor", {"CODEX_SETUP_OFFLINE": "maybe"}, "`CODEX_SETUP_OFFLINE=maybe` is neither 1 nor 0"),
        (
            "doctor --ofline",
            {},
            "`doctor` has no option `--ofline`\n  Did you mean --offline? `codex-setup doctor --help`",
        ),
        ("doctor -xz", {}, "`doctor` has no option `-x`\n  `codex-setup doctor --help` shows"),
        ("doctor --model", {}, "`--model` lacks its value\n  Write `--model NAME`."),
        ("doctor --fix=yes", {}, "`--fix` takes no value\n  Write `--fix`."),
        ("use", {}, "`use` lacks NAME\n  Write `codex-setup use NAME`."),
        ("use a b", {}, "`use` has no use for `b`"),
        ("doctr", {}, "there is no command `doctr`\n  Did you mean doctor?"),
        ("-C x doctor", {}, "`codex-setup` has no option `-C`"),
        ("doctor sk-proj-0123456789abcdefghij0123", {}, "`doctor` has no use for `sk-…23`"),
    ],
)
def test_wrong_use_is_refused_in_the_voice_of_the_house(
    line: str,
    env: dict[str, str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert run(line.split()) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"codex-setup: {said}")
    assert "nvalid" not in shown.err


def test_without_a_word_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "Commands:" in capsys.readouterr().err
