"""The door through which programs are started.

Whatever is started here has its standard input closed, a bounded time and a bounded output, and takes
its children with it when its time is over. It is started without `subprocess`, and what it writes is read without
threads, wherever the system allows: that takes 5 ms less of every check that asks Codex.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Protocol

from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    Begin = Callable[
        [Sequence[str], Mapping[str, str], Path, float], AbstractContextManager[Callable[[], "Ran"]]
    ]
    """Starts a program with an environment, in a folder, for at most so many seconds."""

    Over = Callable[[bytes], bool]
    """Says of what a program wrote that it is finished."""

GRACE, GLANCE, DRAIN = 1.0, 0.05, 0.2
"""Seconds: how long a program may stay when it is finished, how often that is looked at, and how long a pipe is read
that a child ran away with."""

PAUSE = 0.0005
"""Seconds between two looks at a program that writes no more and has not ended."""

OUTPUT_BYTES = 1 << 20


@record
class Ran:
    """What became of a program: its exit code (None where it was stopped), what it wrote, what went wrong."""

    code: int | None
    out: bytes = b""
    err: bytes = b""
    problem: str | None = None


class Run(Protocol):
    """Runs a program with an environment, in a folder, for at most so many seconds."""

    def __call__(self, argv: Sequence[str], env: Mapping[str, str], cwd: Path, timeout: float, /) -> Ran:
        """Return what became of it."""


def run(
    argv: Sequence[str], env: Mapping[str, str], cwd: Path, timeout: float, over: Over | None = None
) -> Ran:
    """Return what became of `argv`; never raises for a program that is missing, hangs or floods.

    Where `over` says of what it wrote that it is finished, it is stopped `GRACE` seconds later.
    """
    with started(argv, env, cwd, timeout, over) as result:
        return result()


@contextmanager
def started(
    argv: Sequence[str], env: Mapping[str, str], cwd: Path, timeout: float, over: Over | None = None
) -> Iterator[Callable[[], Ran]]:
    """Start `argv`, and give what waits for its end; a program that nobody waited for is stopped."""
    try:
        child = _started(argv, env, cwd, timeout)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name or an argument cannot be passed on"
        ran = Ran(None, problem=f"it cannot be started ({reason})")
        child = None
    if child is None:
        yield lambda: ran
        return
    try:
        yield partial(child.result, over)
    finally:
        child.end()


class Child(Protocol):
    """A program that runs."""

    def result(self, over: Over | None) -> Ran:
        """Wait for its end, and return what became of it."""

    def end(self) -> None:
        """Stop it with all that it started, unless it has ended."""


def _started(argv: Sequence[str], env: Mapping[str, str], cwd: Path, timeout: float) -> Child:
    here = cwd.samefile(os.curdir)  # what is spawned cannot change its folder
    if hasattr(os, "posix_spawn") and here and os.sep in argv[0]:
        pipes = [*os.pipe(), *os.pipe()]
        if min(pipes) < 3:  # noqa: PLR2004 -- what is 0, 1 or 2 would be closed before it is put in its place
            _close(pipes)
        else:
            with suppress(RuntimeError):  # not implemented: a system on which it cannot begin a session
                return _spawned(argv, env, timeout, pipes)
    from codex_setup.codex.threaded import Threaded  # only where it must be

    return Threaded(argv, env, cwd, timeout)


def _spawned(argv: Sequence[str], env: Mapping[str, str], timeout: float, pipes: Sequence[int]) -> Spawned:
    out, told, err, warned = pipes
    try:
        pid = os.posix_spawn(
            argv[0],
            [*argv],
            dict(env),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, told, 1),
                (os.POSIX_SPAWN_DUP2, warned, 2),
            ],
            setsid=True,
            setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],  # which Python ignores, and programs do not expect
        )
    except BaseException:
        _close((out, err))
        raise
    finally:
        _close((told, warned))
    return Spawned(pid, (out, err), timeout)


def _close(pipes: Sequence[int]) -> None:
    for pipe in pipes:
        os.close(pipe)


class Spawned:
    """A program that was started with `posix_spawn`: its process id, and the pipes of what it writes."""

    def __init__(self, pid: int, pipes: tuple[int, int], timeout: float) -> None:
        from select import POLLIN, poll  # a system without `posix_spawn` may have none

        self._pid, self._timeout, self._deadline = pid, timeout, time.monotonic() + timeout
        self._code: int | None = None
        self._held = {pipe: bytearray() for pipe in pipes}
        self._open, self._ended = set(pipes), False
        self._poll = poll()
        for pipe in pipes:
            self._poll.register(pipe, POLLIN)

    def result(self, over: Over | None) -> Ran:
        """Wait for its end, and return what became of it."""
        until, finished = self._deadline, False
        while not self._gone() and (left := until - time.monotonic()) > 0:
            self._read(min(left, GLANCE))
            if not finished and over is not None and any(over(bytes(held)) for held in self._held.values()):
                finished, until = True, min(until, time.monotonic() + GRACE)
        code = self._code
        self.end()
        late = code is None and not finished
        out, err = map(bytes, self._held.values())
        return Ran(code, out, err, overdue(self._timeout) if late else None)

    def end(self) -> None:
        """Stop it with all that it started, and take what is left of its output."""
        if self._ended:
            return
        self._ended = True
        kill_group(self._pid)
        if self._code is None:
            os.waitpid(self._pid, 0)
        until = time.monotonic() + DRAIN
        while self._open and (left := until - time.monotonic()) > 0:
            self._read(left)
        _close(tuple(self._held))

    def _gone(self) -> bool:
        if self._code is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            self._code = os.waitstatus_to_exitcode(status) if pid else None
        return self._code is not None

    def _read(self, seconds: float) -> None:
        """Wait so long for output, and keep the first `OUTPUT_BYTES` of each pipe."""
        if not self._open:
            time.sleep(min(seconds, PAUSE))
            return
        for pipe, _ in self._poll.poll(seconds * 1000):
            got, held = os.read(pipe, 65_536), self._held[pipe]
            held += got[: OUTPUT_BYTES - len(held)]
            if not got:
                self._poll.unregister(pipe)
                self._open.discard(pipe)


def kill_group(pid: int, kill: Callable[[], None] = lambda: None) -> None:
    """Stop a program with all that it started; `kill` stops it alone, on a system that knows no groups."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            kill()


def overdue(timeout: float) -> str:
    """Return what is said of a program that was stopped."""
    return f"it does not end within {timeout:.2g} seconds"
