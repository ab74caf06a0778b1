"""Every text is written on every stream, whatever its encoding has, and read from every command line."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from codex_setup.cli.streams import fitted

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def said(home: Path, *words: str | bytes, **env: str) -> tuple[int, str]:
    """Return the exit code and what was written, on whatever stream."""
    done = subprocess.run(
        [sys.executable, "-m", "codex_setup", *words],
        env={"HOME": str(home), "PATH": os.defpath, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "backslashreplace")


@pytest.mark.parametrize("form", ["text", "json", "markdown", "junit", "sarif", "github", "gitlab"])
@pytest.mark.parametrize(
    "env", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp1252"}, PLAIN], ids=str
)
def test_a_stream_without_a_character_gets_what_stands_for_it(
    form: str, env: dict[str, str], tmp_path: Path
) -> None:
    code, text = said(tmp_path, "plan", "-m", "模型-é-🙂".encode(), "--format", form, **env)
    assert code == 0, text
    assert "fault of its own" not in text


@pytest.mark.parametrize("env", [{}, PLAIN], ids=str)
@pytest.mark.parametrize(
    ("text", "code"),
    [("你的额度已用完".encode(), 0), (b"caf\xe9: quota exceeded", 0), (b"\xff\xfe", 1)],
    ids=str,
)
def test_bytes_of_any_encoding_are_explained(
    text: bytes, code: int, env: dict[str, str], tmp_path: Path
) -> None:
    found, shown = said(tmp_path, "explain", text, **env)
    assert (found, "fault of its own" in shown) == (code, False), shown


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
@pytest.mark.parametrize("words", [("--help",), ("doctor", "--help"), ("explain", "--list")], ids=str)
def test_a_full_device_is_told(words: tuple[str, ...], tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 -- a device
        done = subprocess.run(
            [sys.executable, "-m", "codex_setup", *words],
            env={"HOME": str(tmp_path), "PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 3
    assert b"standard output cannot be written" in done.stderr


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_lines_for_a_terminal_are_broken_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    text = "taken back: Set `model` to gpt-5.4\n    ~/.codex/config.toml\n"
    assert fitted(text, io.StringIO()) == text
    assert fitted(text, Terminal()) == "taken back: Set `model`\n  to gpt-5.4\n    ~/.codex/config.toml\n"
