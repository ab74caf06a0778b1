"""Programs of others that tests run, each installed once from its registry into a cache outside the checkout.

The cache is `$CODEX_SETUP_TEST_CACHE`, else ~/.cache/codex-setup-tests/codex, and the folders beside it. Tests that
run at the same time wait for each other's installations.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORLD = dict(os.environ)  # before the guards of conftest.py take it away
CACHE = Path(WORLD.get("CODEX_SETUP_TEST_CACHE") or Path.home() / ".cache/codex-setup-tests/codex")


def missing(what: str) -> NoReturn:
    """Fail in CI, skip elsewhere: what a test needs is not there."""
    if WORLD.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@cache
def from_pip(folder: Path, *packages: str) -> Path:
    """Return the folder of the programs of an environment that has `packages`."""
    python = [sys.executable, "-m", "venv", "--clear", str(folder)]
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", *packages]
    _install(folder, packages, (python, pip))
    return folder / "bin"


@cache
def from_npm(folder: Path, package: str) -> Path:
    """Return the folder of the modules of an installation of `package`, which is named with its version."""
    npm = shutil.which("npm", path=WORLD.get("PATH"))
    if npm is None or shutil.which("node", path=WORLD.get("PATH")) is None:
        missing(f"node and npm are needed for {package}")
    words = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), package]
    _install(folder, (package,), (words,))
    return folder / "node_modules"


def _install(folder: Path, packages: Sequence[str], commands: Sequence[Sequence[str]]) -> None:
    """Run the commands, unless `folder` has just these packages already; one process at a time."""
    wanted, done = " ".join(packages), folder / "installed"
    with _alone(folder):
        if done.exists() and done.read_text() == wanted:
            return
        folder.mkdir(parents=True, exist_ok=True)
        for words in commands:
            try:
                made = subprocess.run(
                    words,
                    env=WORLD,
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=600,
                )
            except subprocess.TimeoutExpired:
                missing(f"{wanted} could not be installed within ten minutes")
            if made.returncode:
                missing(f"{wanted} could not be installed: {made.stderr[-300:]}")
        done.write_text(wanted)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock of `folder`, which no other process has meanwhile."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
