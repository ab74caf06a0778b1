"""Machines made of dictionaries: a home with a configuration, an environment, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.machine import Machine, MemoryFiles

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

HOME = Path("/home/ada")
CODEX_HOME = HOME / ".codex"
WORK = Path("/home/ada-work")


def machine(
    config: str | bytes | None = None,
    *,
    auth: str | bytes | None = None,
    dotenv: str | bytes | None = None,
    env: Mapping[str, str] | None = None,
    files: Mapping[str, str | bytes] | None = None,
    modes: Mapping[str, int] | None = None,
    cwd: Path = WORK,
    platform: str = "linux",
    times: Mapping[str, float] | None = None,
    pipes: Collection[str] = (),
) -> Machine:
    """Return a machine with these files; names in `files`, `modes`, `times` and `pipes` are relative to the home or absolute."""
    contents: dict[Path, bytes | None] = {}
    named = {".codex/config.toml": config, ".codex/auth.json": auth, ".codex/.env": dotenv, **(files or {})}
    for name, content in named.items():
        if content is not None:
            contents[HOME / name] = content if isinstance(content, bytes) else content.encode()
    contents.setdefault(CODEX_HOME / ".keep", b"")
    contents.setdefault(WORK / ".keep", b"")
    permissions = {HOME / name: mode for name, mode in (modes or {}).items()}
    changed = {HOME / name: time for name, time in (times or {}).items()}
    return Machine(
        HOME,
        cwd,
        {"HOME": str(HOME), **(env or {})},
        platform,
        MemoryFiles(contents, permissions, None, changed, frozenset(HOME / name for name in pipes)),
    )
