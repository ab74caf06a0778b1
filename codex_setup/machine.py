"""The computer under examination: its files, its environment, where we stand on it.

Everything that looks at the user's machine takes one of these, so that a test is a `Machine` of
dictionaries and a preview is a `Machine` with files replaced. This is the only module that reads
`os.environ`, `Path.home` and `Path.cwd`.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from codex_setup.record import field, record, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

FileKind = Literal["file", "directory", "pipe", "other"]


class UnknownHereError(LookupError):
    """Somebody asked for a file of which nobody knows here whether it is there: one file is looked at, no machine."""


@record
class FileInfo:
    """What is known of a file without reading it; `mode` has the permission bits only.

    `names` counts its hard links.
    """

    kind: FileKind
    mode: int
    uid: int
    size: int
    modified: float = 0.0
    link: Path | None = None
    names: int = 1


class Files(Protocol):
    """Files by path; a read that fails raises `OSError`, as the real ones do."""

    def read(self, path: Path) -> bytes:
        """Return the bytes of the file."""

    def head(self, path: Path, size: int) -> bytes:
        """Return the first `size` bytes of the file."""

    def info(self, path: Path) -> FileInfo | None:
        """Return what is known of the file (links followed), or None where there is nothing."""

    def names(self, folder: Path) -> tuple[str, ...]:
        """Return the sorted names in a folder; none where it cannot be listed."""


class DiskFiles:
    """The files of this computer."""

    def read(self, path: Path) -> bytes:
        """Return the bytes of the file; a fifo or a device is refused rather than waited for."""
        info = self.info(path)
        if info is not None and info.kind in {"pipe", "other"}:
            raise OSError(errno.EINVAL, "not a file", str(path))
        return path.read_bytes()

    def head(self, path: Path, size: int) -> bytes:
        """Return the first `size` bytes of the file."""
        with path.open("rb") as stream:
            return stream.read(size)

    def info(self, path: Path) -> FileInfo | None:
        """Return what is known of the file, or None where there is nothing or no right to look."""
        try:
            found = path.stat()
            link = path.readlink() if path.is_symlink() else None
        except (OSError, ValueError):
            return None
        kind: FileKind = "other"
        if stat.S_ISREG(found.st_mode):
            kind = "file"
        elif stat.S_ISDIR(found.st_mode):
            kind = "directory"
        elif stat.S_ISFIFO(found.st_mode):
            kind = "pipe"
        return FileInfo(
            kind,
            stat.S_IMODE(found.st_mode),
            found.st_uid,
            found.st_size,
            found.st_mtime,
            link,
            found.st_nlink,
        )

    def names(self, folder: Path) -> tuple[str, ...]:
        """Return the sorted names in a folder; none where it cannot be listed."""
        try:
            return tuple(sorted(entry.name for entry in folder.iterdir()))
        except OSError:
            return ()


@record
class MemoryFiles:
    """Files of a test or a preview: `contents` first (None hides a file), then `below`."""

    contents: Mapping[Path, bytes | None]
    modes: Mapping[Path, int]
    below: Files | None = None
    times: Mapping[Path, float] = field(default_factory=dict)
    pipes: frozenset[Path] = frozenset()

    def read(self, path: Path) -> bytes:
        """Return the bytes of the file."""
        if path in self.pipes:
            raise OSError(errno.EINVAL, "not a file", str(path))
        if path in self.contents:
            found = self.contents[path]
            if found is None:
                raise FileNotFoundError(2, "No such file or directory", str(path))
            return found
        if self.below is not None:
            return self.below.read(path)
        if self.info(path) is not None:
            raise IsADirectoryError(21, "Is a directory", str(path))
        raise FileNotFoundError(2, "No such file or directory", str(path))

    def head(self, path: Path, size: int) -> bytes:
        """Return the first `size` bytes of the file."""
        below = self.below if path not in self.contents else None
        return below.head(path, size) if below is not None else self.read(path)[:size]

    def info(self, path: Path) -> FileInfo | None:
        """Return what is known of the file; a folder exists as soon as something is in it."""
        found = self.contents.get(path)
        if path in self.pipes:
            return FileInfo("pipe", self.modes.get(path, 0o600), 0, 0)
        if found is not None:
            now = self.below.info(path) if self.below is not None else None
            mode = self.modes.get(path, now.mode if now else 0o600)
            return FileInfo("file", mode, now.uid if now else 0, len(found), self.times.get(path, 0.0))
        if path in self.contents:
            return None
        if any(path in other.parents for other, held in self.contents.items() if held is not None):
            return FileInfo("directory", self.modes.get(path, 0o700), 0, 0)
        return self.below.info(path) if self.below is not None else None

    def names(self, folder: Path) -> tuple[str, ...]:
        """Return the sorted names in a folder."""
        under = set(self.below.names(folder)) if self.below is not None else set()
        for path, held in self.contents.items():
            if folder in path.parents:
                name = path.relative_to(folder).parts[0]
                if held is not None:
                    under.add(name)
                elif path.parent == folder:
                    under.discard(name)
        return tuple(sorted(under))


def _account() -> Path | None:
    """Return the home that the system knows of the user, or None where there is no such thing."""
    try:
        import pwd  # not on Windows

        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except (ImportError, KeyError):
        return None


@record
class Machine:
    """One computer as a process on it sees it.

    `state` is the folder for codex-setup's own backups and receipts; None is the platform's usual place.
    `account` is the home that the system knows of the user, which counts where HOME is empty.
    """

    home: Path | None
    cwd: Path
    env: Mapping[str, str]
    platform: str
    files: Files
    state: Path | None = None
    account: Path | None = None

    @classmethod
    def here(cls) -> Machine:
        """Return the computer and the process that this runs in."""
        try:
            home: Path | None = Path.home()
        except RuntimeError:
            home = None
        account = _account()
        home = account or home if os.environ.get("HOME") == "" else home
        return cls(home, Path.cwd(), dict(os.environ), sys.platform, DiskFiles(), account=account)

    def with_files(
        self, changes: Mapping[Path, bytes | None], modes: Mapping[Path, int] | None = None
    ) -> Machine:
        """Return the same computer as it would be with these files (and modes); None takes a file away."""
        return replace(self, files=MemoryFiles(dict(changes), dict(modes or {}), self.files))

    def which(self, name: str) -> tuple[Path, ...]:
        """Return every file of that name on PATH, the one that would run first."""
        suffixes = self.env.get("PATHEXT", ".EXE;.CMD;.BAT").split(";") if self.platform == "win32" else [""]
        separator = ";" if self.platform == "win32" else ":"
        found: list[Path] = []
        for folder in self.env.get("PATH", "").split(separator):
            for suffix in suffixes:
                path = Path(folder or ".") / (name + suffix)
                info = self.files.info(path)
                runs = info is not None and info.kind == "file" and (suffix or info.mode & 0o111)
                if runs and path not in found:
                    found.append(path)
        return tuple(found)
