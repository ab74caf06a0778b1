"""A program that is started with `subprocess` and read by threads, where `posix_spawn` cannot start it."""

from __future__ import annotations

import os
import subprocess
import threading
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from codex_setup.codex.process import DRAIN, GLANCE, GRACE, OUTPUT_BYTES, Ran, kill_group, overdue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from codex_setup.codex.process import Over


class Threaded:
    """The program, and a thread for each of its pipes."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], cwd: Path, timeout: float) -> None:
        self._process = subprocess.Popen(  # noqa: S603 -- a file that the user installed, and no shell
            [*argv], env=dict(env), cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self._timeout = timeout
        self._readings = [
            _Reading(pipe) for pipe in (self._process.stdout, self._process.stderr) if pipe is not None
        ]

    def result(self, over: Over | None) -> Ran:
        """Wait for its end, and return what became of it."""
        late, finished = None, False
        try:
            finished = self._wait(over)
        except subprocess.TimeoutExpired:
            late = overdue(self._timeout)
        self.end()
        code = None if late or finished else self._process.returncode
        out, err = (reading.held for reading in self._readings)
        return Ran(code, out, err, late)

    def end(self) -> None:
        """Stop it with all that it started, and take what is left of its output."""
        kill_group(self._process.pid, self._process.kill)
        self._process.wait()
        for reading in self._readings:
            reading.end()

    def _wait(self, over: Over | None) -> bool:
        """Wait for the end; return whether it only hangs about, as what it wrote says."""
        left = self._timeout
        while over is not None and left > GRACE:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(GLANCE)
                return False
            left -= GLANCE
            if any(over(reading.held) for reading in self._readings):
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(GRACE)
                    return False
                return True
        self._process.wait(left)
        return False


class _Reading(threading.Thread):
    """Reads one pipe to its end, and keeps the first `OUTPUT_BYTES` of what came."""

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._held = bytearray()
        self.start()

    def run(self) -> None:
        """Gather what comes until the pipe ends."""
        with suppress(OSError, ValueError), self._pipe:
            while got := os.read(self._pipe.fileno(), 65_536):
                self._held += got[: OUTPUT_BYTES - len(self._held)]

    @property
    def held(self) -> bytes:
        """Return what came so far."""
        return bytes(self._held)

    def end(self) -> None:
        """Wait until the pipe has ended, but not for a child that ran away with it."""
        self.join(DRAIN)
