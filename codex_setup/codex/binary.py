"""Which Codex is installed."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.codex.context import Binary
from codex_setup.codex.folder import empty_folder
from codex_setup.codex.invocation import Invocation
from codex_setup.codex.layers import codex_home_of
from codex_setup.codex.places import VERSION, Found, found_on, look, native
from codex_setup.codex.process import Ran, Run, run
from codex_setup.mask import presentable
from codex_setup.model import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codex_setup.machine import Machine

PATIENCE = 1.8
"""Seconds that all installed Codex together may take to tell their versions."""

_Answer = tuple[str | None, str | None]
_Key = tuple[Path, float, int, Run]
_TOLD: dict[_Key, _Answer] = {}
"""What each program that was asked said, so that a home that is examined twice asks once."""

_SHOWN = 40


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
    import threading  # only where a version stands nowhere

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
