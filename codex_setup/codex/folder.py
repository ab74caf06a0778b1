"""A folder for a program that we start: only the user can enter it, it is empty, and it is gone afterwards.

`tempfile` would do the same, with `shutil` and all its compressions: 5 ms of every check that asks Codex.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@contextmanager
def empty_folder(env: Mapping[str, str]) -> Iterator[Path]:
    """Give the folder, in the place for such folders that `env` names."""
    folder = _made(env.get("TMPDIR") or "/tmp") if os.name == "posix" else None  # noqa: S108 -- nobody can guess its name
    if folder is None:
        folder = _elsewhere()
    try:
        yield folder
    finally:
        _remove(folder)


def _made(place: str) -> Path | None:
    folder = Path(place, f"codex-setup-{os.urandom(12).hex()}").absolute()
    try:
        folder.mkdir(mode=0o700)
    except (OSError, ValueError):
        return None
    return folder


def _elsewhere() -> Path:
    """Return one in the first place that takes one; raises `FileNotFoundError` where none does."""
    import tempfile  # knows every place there may be

    return Path(tempfile.mkdtemp(prefix="codex-setup-"))


def _remove(folder: Path) -> None:
    """Take it away as far as that can be done: a program that still runs may hold on to it or add to it."""
    with suppress(OSError):
        for inside in folder.iterdir():
            if inside.is_dir() and not inside.is_symlink():
                _remove(inside)
            else:
                with suppress(OSError):
                    inside.unlink()
        folder.rmdir()
