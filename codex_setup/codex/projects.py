"""Which folders are projects, and whether Codex trusts them."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_setup.codex.releases import Release
    from codex_setup.machine import Machine

MARKERS = (".git",)


def root_markers(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names that mark the root of a project: `project_root_markers`, else `.git`."""
    found = data.get("project_root_markers")
    if isinstance(found, list) and all(isinstance(name, str) for name in found):
        return tuple(found)
    return MARKERS


def project_folders(
    machine: Machine, markers: tuple[str, ...], release: Release
) -> tuple[Path, tuple[Path, ...]]:
    """Return the project's root and the folders from there down to where Codex stands."""
    above = (machine.cwd, *machine.cwd.parents)
    for depth, folder in enumerate(above):
        if any(_marks(machine, folder / marker, release) for marker in markers):
            return folder, tuple(reversed(above[: depth + 1]))
    return machine.cwd, (machine.cwd,)


def trust_refused(folder: Path, root: Path, repository: Path | None, data: Mapping[str, Any]) -> str | None:
    """Return why Codex does not trust a folder, or None where it does: the nearest word counts."""
    projects = data.get("projects")
    words = projects if isinstance(projects, dict) else {}
    for candidate in (folder, root, repository or root):
        entry = words.get(os.path.normpath(candidate))
        level = entry.get("trust_level") if isinstance(entry, dict) else None
        if level == "trusted":
            return None
        if level is not None:
            return f'`projects."{candidate}".trust_level` is "{level}"'
    return f"no `trust_level` is set for {root}"


def repository_of(machine: Machine, release: Release) -> Path | None:
    """Return the folder of the git repository whose trust counts here too: that of a worktree is the main one."""
    for folder in (machine.cwd, *machine.cwd.parents):
        info = machine.files.info(folder / ".git")
        if info is not None:
            return folder if info.kind == "directory" else _main_folder(machine, folder, release)
    return None


def _main_folder(machine: Machine, folder: Path, release: Release) -> Path | None:
    """Return the main folder of the worktree whose file `.git` stands in `folder`; a submodule has none."""
    own = _named(machine, folder / ".git", "gitdir:")
    if own is None or own.parent.name != "worktrees":
        return None
    common = _named(machine, own / "commondir") == own.parents[1]
    proved = common and _named(machine, own / "gitdir") == folder / ".git"
    if not release.has("worktrees-unchecked"):  # these asked git itself
        proved = common and machine.files.info(own / "HEAD") is not None
    elif not release.has("worktrees-proved"):
        proved = True
    return own.parents[2] if proved else None


def _named(machine: Machine, file: Path, before: str = "") -> Path | None:
    """Return the path that stands in a file of git's, completed from where the file is."""
    try:
        text = machine.files.read(file).decode().strip()
    except (OSError, UnicodeDecodeError):
        return None
    if not text.startswith(before):
        return None
    return Path(os.path.normpath(file.parent / text.removeprefix(before).strip()))


def in_repository(machine: Machine, release: Release) -> bool:
    """Return whether Codex stands inside a git repository."""
    return any(_marks(machine, folder / ".git", release) for folder in (machine.cwd, *machine.cwd.parents))


def _marks(machine: Machine, path: Path, release: Release) -> bool:
    """Return whether a marker is there; a folder `.git` without HEAD is no repository to newer releases."""
    info = machine.files.info(path)
    if info is None or path.name != ".git" or info.kind != "directory" or not release.has("git-head-needed"):
        return info is not None
    return machine.files.info(path / "HEAD") is not None
