r"""A real terminal for a test: a pseudo-terminal in which codex-setup runs, driven by keystrokes.

    with terminal(home, ["init"], columns=80) as screen:
        screen.sees("Whom is Codex to talk to?")
        screen.types("ollama\\r")
        assert screen.ends() == 0

`sees` waits for a text that came since the last key was typed; what came is kept without its escape
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
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codex_setup.render.snippet import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[2]
UP, DOWN, ESCAPE, ENTER, CTRL_C = "\x1b[A", "\x1b[B", "\x1b", "\r", "\x03"
PATIENCE = 30.0
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
        return _ESCAPES.sub("", self.raw.decode("utf-8", "replace")).replace("\r\n", "\n")

    def sees(self, wanted: str) -> str:
        """Wait until `wanted` has come since the last key, and return what has come."""
        deadline = time.monotonic() + PATIENCE
        while True:
            came = " ".join(self.text[self.mark :].split())
            if " ".join(wanted.split()) in came:
                return came
            if time.monotonic() > deadline or not self._read(deadline):
                pytest.fail(f"the terminal never showed {wanted!r}; it showed:\n{self.text[self.mark :]}")

    def types(self, keys: str) -> None:
        """Press these keys."""
        self.mark = len(self.text)
        os.write(self.handle, keys.encode())

    def pastes(self, text: str) -> None:
        """Paste this text, as a terminal that was asked to mark pastes does."""
        self.types(f"\x1b[200~{text}\x1b[201~")

    def ends(self) -> int:
        """Wait for the end and return the exit code; every line that was written has to fit."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline):
            if time.monotonic() > deadline:
                pytest.fail(f"it did not end; it showed:\n{self.text[self.mark :]}")
        code = self.process.wait(timeout=PATIENCE)
        for line in re.split(r"[\r\n]+", self.text):
            if line[:1] in {"+", "-", "@"} or line.startswith("  /"):
                continue  # a difference shows the file's own lines
            assert width_of(line) <= self.columns, f"wider than {self.columns}: {line!r}"
        return code

    def _read(self, deadline: float) -> bool:
        if not select.select([self.handle], [], [], max(deadline - time.monotonic(), 0))[0]:
            return True
        try:
            block = os.read(self.handle, 65536)
        except OSError:  # Linux says EIO when the other end has gone
            return False
        self.raw += block
        return bool(block)


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
