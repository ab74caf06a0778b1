"""Which files to look at, and which layer each one's place makes it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from codex_setup.model import SetupError
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_setup.machine import Machine

Role = Literal["user", "profile", "project", "system"]
ROLES: tuple[Role, ...] = get_args(Role)

SKIPPED = frozenset(
    {".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".mypy_cache", ".cache"}
)
LIVED_IN = ("auth.json", "history.jsonl", "sessions", "log", "version.json", "installation_id")
"""What Codex leaves in a folder that it uses as its home."""

STDIN = Path("<stdin>")


@record
class Subject:
    """One file to look at: its name as shown, the layer it makes, its text where it came by itself."""

    file: Path
    role: Role
    content: bytes | None = None


def subjects(
    machine: Machine, names: Sequence[str], role: Role | None, stdin: bytes | None
) -> tuple[Subject, ...]:
    """Return every file that `names` mean, each once, in order; raises `SetupError` for a name that is nothing."""
    found: dict[Path, Subject] = {}
    for name in names:
        if name == "-":
            found[STDIN] = Subject(STDIN, role or "user", stdin or b"")
            continue
        path = machine.cwd / name
        info = machine.files.info(path)
        if info is None:
            raise SetupError(f"`{name}` does not exist", "Name files, folders, or `-`.", exit_code=2)
        files = below(path) if info.kind == "directory" else (path,)
        for file in files:
            clean = Path(os.path.normpath(file))
            found.setdefault(clean, Subject(clean, role or role_of(clean, machine)))
    return tuple(found.values())


def below(folder: Path) -> Iterator[Path]:
    """Yield every configuration and profile file of Codex in `folder` and below, sorted; links are not followed."""
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        here = Path(where)
        if here.name == ".codex" or here == folder:
            yield from (here / name for name in sorted(files) if is_configuration(name))


def is_configuration(name: str) -> bool:
    """Return whether Codex gives a file of this name in its folder a meaning: a configuration or a profile."""
    return name in ("config.toml", "managed_config.toml") or name.endswith(".config.toml")


def role_of(file: Path, machine: Machine) -> Role:
    """Return the layer that a file's place makes it.

    A `.codex` folder belongs to a project where it lies in a repository and Codex has never lived in it;
    else it is somebody's home, as every file of another name is taken for a user's configuration.
    """
    folder = file.parent
    if file.name.endswith(".config.toml"):
        return "profile"
    if file.name == "managed_config.toml" or folder.parts[-2:] == ("etc", "codex"):
        return "system"
    if folder.name != ".codex" or file.name != "config.toml":
        return "user"
    if folder == codex_home(machine) or any((folder / name).exists() for name in LIVED_IN):
        return "user"
    in_repository = any((above / ".git").exists() for above in folder.parents)
    return "project" if in_repository else "user"


def codex_home(machine: Machine) -> Path | None:
    """Return the folder that is Codex's home for the one who runs this."""
    named = machine.env.get("CODEX_HOME", "")
    if named:
        return machine.cwd / named
    return machine.home / ".codex" if machine.home else None
