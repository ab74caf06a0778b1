"""Which Codex is installed, and the one door through which programs are started.

Whatever is started here has its standard input closed, a bounded time and a bounded output, and takes
its children with it when its time is over.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from codex_setup.codex.context import Binary
from codex_setup.codex.folder import empty_folder
from codex_setup.codex.invocation import Invocation
from codex_setup.codex.layers import codex_home_of
from codex_setup.codex.places import VERSION, Found, found_on, look, native
from codex_setup.mask import presentable
from codex_setup.model import Secret
from codex_setup.record import record

if TYPE_CHECKING:
    from subprocess import Popen

    from codex_setup.machine import Machine

PATIENCE = 1.8
"""Seconds that all installed Codex together may take to tell their versions."""

GRACE, _GLANCE = 1.0, 0.1
"""Seconds: how long a program may stay when it is finished, and how often that is looked at."""

OUTPUT_BYTES = 1 << 20
_Answer = tuple[str | None, str | None]
_Key = tuple[Path, float, int, "Run"]
_TOLD: dict[_Key, _Answer] = {}
"""What each program that was asked said, so that a home that is examined twice asks once."""

_SHOWN = 40


@record
class Ran:
    """What became of a program: its exit code (None where it was stopped), what it wrote, what went wrong."""

    code: int | None
    out: bytes = b""
    err: bytes = b""
    problem: str | None = None


Run = Callable[[Sequence[str], Mapping[str, str], Path, float], Ran]
"""Starts a program with an environment, in a folder, for at most so many seconds."""


def run(
    argv: Sequence[str],
    env: Mapping[str, str],
    cwd: Path,
    timeout: float,
    over: Callable[[bytes], bool] | None = None,
    *,
    begun: Callable[[], None] = lambda: None,
) -> Ran:
    """Return what became of `argv`; never raises for a program that is missing, hangs or floods.

    Where `over` says of what it wrote that it is finished, it is stopped `GRACE` seconds later. `begun`
    is called as soon as the program runs.
    """
    import subprocess  # costs 10 ms, which a computer without Codex need not pay

    try:
        process = subprocess.Popen(  # noqa: S603 -- a file that the user installed, and no shell
            [*argv], env=dict(env), cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name or an argument cannot be passed on"
        return Ran(None, problem=f"it cannot be started ({reason})")
    begun()
    readings = [_Reading(pipe) for pipe in (process.stdout, process.stderr) if pipe is not None]
    late, stopped = None, False
    try:
        stopped = _wait(process, readings, timeout, over)
    except subprocess.TimeoutExpired:
        late = f"it does not end within {timeout:.2g} seconds"
    finally:
        _stop(process.pid, process.kill)
        code = process.wait()
        out, err = (reading.end() for reading in readings)
    return Ran(None if late or stopped else code, out, err, late)


def _wait(
    process: Popen[bytes], readings: Sequence[_Reading], timeout: float, over: Callable[[bytes], bool] | None
) -> bool:
    """Wait for the end of a program; return whether it only hangs about, as what it wrote says."""
    import subprocess

    left = timeout
    while over is not None and left > GRACE:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GLANCE)
            return False
        left -= _GLANCE
        if any(over(reading.held) for reading in readings):
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE)
                return False
            return True
    process.wait(left)
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
        with suppress(OSError, ValueError):
            while got := os.read(self._pipe.fileno(), 65_536):
                self._held += got[: OUTPUT_BYTES - len(self._held)]

    @property
    def held(self) -> bytes:
        """Return what came so far."""
        return bytes(self._held)

    def end(self) -> bytes:
        """Return what came; a child that ran away with the pipe is not waited for."""
        self.join(0.2)
        if not self.is_alive():
            self._pipe.close()
        return bytes(self._held)


def _stop(pid: int, kill: Callable[[], None]) -> None:
    """Stop a program with all that it started."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            kill()


def installed(machine: Machine, codex_home: Path | None = None, run: Run = run) -> tuple[Binary, ...]:
    """Return every Codex on `machine`, the one that a shell would start first.

    A version is read from the folders around the program; only where they do not tell it, the program
    itself is asked, all such at once, and for `PATIENCE` seconds in all.
    """
    found = found_on(machine, codex_home or codex_home_of(machine, Invocation())[0])
    asked = {one: _key(machine, one, run) for one in found if one.version is None and one.problem is None}
    _ask_all(machine, {one: key for one, key in asked.items() if key not in _TOLD}, run)
    lost = (None, "its version could not be read")
    answers = {one.file: _TOLD.get(key, lost) for one, key in asked.items()}
    on_path = {path if path.is_absolute() else machine.cwd / path for path in machine.which("codex")[:1]}
    binaries: list[Binary] = []
    for one in found:
        version, problem = answers.get(one.file, (one.version, one.problem))
        binaries.append(Binary(one.file, version, one.kind, one.file in on_path, problem))
    return tuple(binaries)


def _key(machine: Machine, one: Found, run: Run) -> _Key:
    info = machine.files.info(one.target)
    return one.file, info.modified if info else 0.0, info.size if info else 0, run


def _ask_all(machine: Machine, asked: Mapping[Found, _Key], run: Run) -> None:
    """Keep version and problem of each, asking all at the same time."""
    if not asked:
        return
    with empty_folder(machine.env) as folder:
        # Codex makes folders in CODEX_HOME even for --version, and what is asked must leave no trace.
        env = {**machine.env, "CODEX_HOME": str(folder)}

        def ask(one: Found, key: _Key) -> None:
            _TOLD[key] = version_in(run([str(one.file), "--version"], env, folder, PATIENCE))

        threads = [threading.Thread(target=ask, args=pair, daemon=True) for pair in asked.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def version_in(ran: Ran) -> _Answer:
    """Return the version that `codex --version` wrote, or None and why there is none."""
    if ran.problem:
        return None, f"asked for its version, {ran.problem}"
    written = ran.out.decode("utf-8", "replace")
    said = re.search(rf"^codex(?:-cli)? v?({VERSION.pattern})\s*$", written, re.MULTILINE)
    if said and ran.code == 0:
        return said[1], None
    shown = presentable(" ".join((written + ran.err.decode("utf-8", "replace")).split())[:_SHOWN])
    answer = f"answers `{shown}`" if shown else "answers nothing"
    return None, f"asked for its version, it {answer} and ends with {ran.code}"


def program(machine: Machine, file: Path) -> Path:
    """Return what to start for the Codex at `file`: the native program where it can be told, which saves Node."""
    found = look(machine, file)
    if found.target.name != "codex.js":
        return file
    arch = os.uname().machine if hasattr(os, "uname") else machine.env.get("PROCESSOR_ARCHITECTURE", "")
    return native(machine, found.target, arch) or file


def credential_from(
    command: str, args: Sequence[str], cwd: Path, machine: Machine, timeout: float = 5.0
) -> Secret | str:
    """Return the key that a provider's `auth.command` prints, or why there is none, in one clause.

    Codex trims what the command writes (0.169.0) and sends the rest as it is.
    """
    ran = run([command, *args], machine.env, cwd, timeout)
    if ran.problem:
        return ran.problem
    if ran.code != 0:
        return f"it ends with exit code {ran.code}"
    try:
        key = ran.out.decode().strip()
    except UnicodeDecodeError:
        return "it prints what is not text"
    return Secret(key) if key else "it prints nothing"
