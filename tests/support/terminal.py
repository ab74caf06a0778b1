r"""A real terminal for a test: a pseudo-terminal in which codex-setup runs, driven by keystrokes.

    with terminal(home, ["init"], columns=80) as screen:
        screen.sees("Whom is Codex to talk to?")
        screen.types("ollama\\r")
        assert screen.ends() == 0

`sees` waits for a text that came since the last key was typed. `types` waits until the program asks: a key
that is pressed before is shown by the terminal wherever the program's words happen to stand, and what the
program writes afterwards would be taken for the answer to that key. What came is kept without its escape
sequences, and every line of it but those of a difference must fit the terminal.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
import tomllib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from codex_setup.render.snippet import width_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[2]
UP, DOWN, ESCAPE, ENTER, CTRL_C = "\x1b[A", "\x1b[B", "\x1b", "\r", "\x03"
PATIENCE = 30.0
KEY = "sk-abcdef1234567890abcdef"
WHOM, WHERE, WHAT, WHICH, WRITE = (
    "Whom is Codex to talk to?", "Where is the key to be kept?", "What is the key?", "Which model?", "Write this?",
)  # fmt: skip
"""A key to type in, and what `init` asks."""

_ASKING = re.compile(r"(?:\n> |\(b: back\): |\[y/N\] |Esc: back\n|type to filter: .*\n)\Z")
"""How what is written ends where the program waits for a key: the plain prompts, and the last line of a drawn block."""
_ESCAPES = re.compile(r"\x1b\[[0-9;?<>]*[A-Za-z~]|\x1b[()][A-Z0-9]|\x1b[=>]")


class Screen:
    """What a program writes to its terminal, and the keys that are pressed in it."""

    def __init__(self, process: subprocess.Popen[bytes], handle: int, columns: int) -> None:
        self.process = process
        self.handle = handle
        self.columns = columns
        self.raw = b""
        self.mark = 0

    @property
    def text(self) -> str:
        """Return everything that was written, without escape sequences."""
        return self._without_escapes(self.raw)

    @property
    def since(self) -> str:
        """Return what was written since the last key, without escape sequences."""
        return self._without_escapes(self.raw[self.mark :])

    def sees(self, wanted: str) -> str:
        """Wait until `wanted` has come since the last key, and return what has come."""
        looked_for = " ".join(wanted.split())
        self._until(lambda: looked_for in " ".join(self.since.split()), f"showed {wanted!r}")
        return " ".join(self.since.split())

    def types(self, keys: str) -> None:
        """Press these keys as soon as the program has asked since the last key."""
        self._until(lambda: _ASKING.search(self.since) is not None, "asked")
        self.mark = len(self.raw)
        os.write(self.handle, keys.encode())

    def pastes(self, text: str) -> None:
        """Paste this text, as a terminal that was asked to mark pastes does."""
        self.types(f"\x1b[200~{text}\x1b[201~")

    def ends(self) -> int:
        """Wait for the end and return the exit code; every line that was written has to fit."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline):
            if time.monotonic() > deadline:
                pytest.fail(f"it did not end; it showed:\n{self.since}")
        code = self.process.wait(timeout=PATIENCE)
        for line in re.split(r"[\r\n]+", self.text):
            if line[:1] in {"+", "-", "@"} or line.startswith("  /"):
                continue  # a difference shows the file's own lines
            assert width_of(line) <= self.columns, f"wider than {self.columns}: {line!r}"
        return code

    def _until(self, reached: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not reached():
            if time.monotonic() > deadline or not self._read(deadline):
                pytest.fail(f"the program never {what}; the terminal showed:\n{self.since}")

    @staticmethod
    def _without_escapes(written: bytes) -> str:
        return _ESCAPES.sub("", written.decode("utf-8", "replace")).replace("\r\n", "\n")

    def _read(self, deadline: float) -> bool:
        if not select.select([self.handle], [], [], max(deadline - time.monotonic(), 0))[0]:
            return True
        try:
            block = os.read(self.handle, 65536)
        except OSError:  # Linux says EIO when the other end has gone
            return False
        self.raw += block
        return bool(block)


def answered(screen: Screen, question: str, keys: str = ENTER) -> None:
    """Wait for a question and press these keys."""
    screen.sees(question)
    screen.types(keys)


def config(home: Path, name: str = "config.toml") -> dict[str, Any]:
    """Return what a file of Codex's folder says."""
    return tomllib.loads((home / ".codex" / name).read_text())


@contextmanager
def terminal(
    home: Path,
    words: Sequence[str],
    *,
    columns: int = 80,
    rows: int = 30,
    env: Mapping[str, str] | None = None,
) -> Iterator[Screen]:
    """Yield the screen of `codex-setup words…`, run with this home; it is ended with the block."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    surroundings = {
        "PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT), **(env or {}),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "codex_setup", *words],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=home, env=surroundings, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 -- Ctrl-C needs a terminal of one's own
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Screen(process, ours, columns)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
        os.close(ours)
