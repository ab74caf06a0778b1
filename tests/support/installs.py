"""Computers with programs on them, made of real files below a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.machine import DiskFiles, Machine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def computer(root: Path, path: Sequence[Path] = (), platform: str = "linux", **env: str) -> Machine:
    """Return a machine whose home is below `root`, with these folders on PATH."""
    home = root / "home"
    home.mkdir(exist_ok=True)
    separator = ";" if platform == "win32" else ":"
    return Machine(home, root, {"PATH": separator.join(map(str, path)), **env}, platform, DiskFiles())


def put(file: Path, content: str = "", mode: int = 0o755) -> Path:
    """Write a file with its folders, and return it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    file.chmod(mode)
    return file
