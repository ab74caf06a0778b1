"""How changes reach the disk: every file whole, old or new, and all of them or none.

A new content is written beside its target, flushed, given the target's mode and owner, and renamed over
it. The backup is on the disk before the first file changes. Only a file of several names (hard links) is
written in place, because a rename would leave its other names with the old content.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.model import SetupError
from codex_setup.repair.change import PRIVATE, Change, FileChangedError
from codex_setup.repair.lock import locked
from codex_setup.repair.receipts import Receipt, drop, keep, prune, state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MARK = ".codex-setup-"


def write(
    changes: Sequence[Change], title: str, *, undoes: str | None = None, state: Path | None = None
) -> Receipt:
    """Make the changes, all or none, and return the receipt with which they can be taken back.

    Raises `FileChangedError` where a file changed since it was read, `SetupError` where one cannot be
    written; the files are then as they were.
    """
    folder = state or state_folder()
    with _said("the backup cannot be written", folder), _lock(folder):
        targets = [Path(os.path.realpath(change.file)) for change in changes]
        for change, target in zip(changes, targets, strict=True):
            _unchanged(change, target)
        receipt = keep(folder, changes, title, undoes)
        try:
            _replace_all(list(zip(changes, targets, strict=True)))
        except BaseException:
            drop(folder, receipt)
            raise
        prune(folder)
        return receipt


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(folder):
        yield


@contextmanager
def _said(what: str, file: Path) -> Iterator[None]:
    """Turn a refusal of the operating system into a sentence."""
    try:
        yield
    except OSError as error:
        raise SetupError(f"{what}: {file} ({error.strerror or error})", _hint(file, error)) from error


def _hint(file: Path, error: OSError) -> str:
    import errno  # only a failure needs it

    if str(file).startswith("/nix/") or error.errno == errno.EROFS:
        return (
            "Nothing was changed: the place is read-only; make the change where the file is generated from."
        )
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "Nothing was changed: the disk is full; make room, then run this again."
    return "Nothing was changed; give yourself the right to write there, then run this again."


def _unchanged(change: Change, target: Path) -> None:
    with _said("the file cannot be read", change.file):
        try:
            now: bytes | None = target.read_bytes()
        except FileNotFoundError:
            now = None
    if now is not None and not _writable(target):
        raise SetupError(f"{_named(change.file, target)} is read-only", _opening(target))
    if now != change.before:
        raise FileChangedError(
            f"{change.file} changed since it was read",
            "Nothing was changed; run this again to work on what is there now.",
            Change(change.file, change.before, now).diff(),
        )


def _named(file: Path, target: Path) -> str:
    """Return the file, and where it leads if it is a link."""
    return f"{file}, which leads to {target}," if file.is_symlink() else str(file)


def _opening(target: Path) -> str:
    """Return how a file that is read-only is changed: by its mode, or where it comes from."""
    if sys.platform == "win32" or not target.stat().st_mode & 0o222:
        way = "attrib -r" if sys.platform == "win32" else "chmod u+w"
        return f"Nothing was changed; `{way} {target}` makes it writable, unless a program generates it: then change it there."
    return "Nothing was changed; the disk is mounted read-only, or the file is somebody else's: make the change where it comes from."


def _writable(target: Path) -> bool:
    """Return whether we may write `target`; root may write everything, but a file without a right is meant so."""
    return os.access(target, os.W_OK) and bool(target.stat().st_mode & 0o222)


def _replace_all(pairs: list[tuple[Change, Path]]) -> None:
    """Rename every new content over its target; what was renamed before a failure is put back."""
    ready: list[tuple[Change, Path, Path | None]] = []
    begun: list[tuple[Change, Path]] = []
    try:
        for change, target in pairs:
            with _said("the file cannot be written", change.file):
                ready.append((change, target, _beside(change.after, target, change.mode)))
        for change, target, temporary in ready:
            begun.append((change, target))
            with _said("the file cannot be written", change.file):
                if change.after is None or temporary is None or not shared(target):
                    _swap(temporary, target)
                    continue
                temporary.unlink()  # it showed that there is room, and gives it back
                _through(target, change.after, change.mode)
    except BaseException:
        for change, target in begun:
            _put_back(change, target)
        raise
    finally:
        for _, _, temporary in ready:
            if temporary is not None:
                temporary.unlink(missing_ok=True)


def _put_back(change: Change, target: Path) -> None:
    if change.before is None:
        target.unlink(missing_ok=True)
    elif shared(target):
        _through(target, change.before, change.old_mode)
    else:
        _swap(_beside(change.before, target, change.old_mode), target)


def shared(target: Path) -> bool:
    """Return whether the file has more than one name."""
    try:
        return target.stat().st_nlink > 1
    except FileNotFoundError:
        return False


def _through(target: Path, content: bytes, mode: int | None) -> None:
    """Write into the file itself, so that all its names keep one content."""
    with target.open("r+b", buffering=0) as stream:
        stream.write(content)
        stream.truncate()
        if mode is not None and sys.platform != "win32":
            os.fchmod(stream.fileno(), mode)
        os.fsync(stream.fileno())


def _swap(temporary: Path | None, target: Path) -> None:
    if temporary is None:
        target.unlink()
    else:
        temporary.replace(target)
    _flush(target.parent)


def _beside(content: bytes | None, target: Path, mode: int | None) -> Path | None:
    """Return a finished file beside `target` with its future content, mode and owner."""
    if content is None:
        return None
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in target.parent.glob(f".{target.name}{MARK}*"):
        left.unlink(missing_ok=True)  # of a process that was killed: we hold the lock
    temporary = target.with_name(f".{target.name}{MARK}{os.urandom(6).hex()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            _dress(stream.fileno(), target, mode)
            os.fsync(stream.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _dress(handle: int, target: Path, mode: int | None) -> None:
    """Give the open file the owner, mode and attributes of `target`, and `mode` instead where it is said."""
    if sys.platform == "win32":
        return
    try:
        old = target.stat()
    except FileNotFoundError:
        os.fchmod(handle, PRIVATE if mode is None else mode)
        return
    mine = os.fstat(handle)
    if (old.st_uid, old.st_gid) != (mine.st_uid, mine.st_gid):
        os.fchown(handle, old.st_uid, old.st_gid)
    if sys.platform == "linux":
        with suppress(OSError):  # a file system without attributes has none to keep
            for name in os.listxattr(target):
                with suppress(OSError):  # some belong to the system alone
                    os.setxattr(handle, name, os.getxattr(target, name))
    os.fchmod(handle, old.st_mode & 0o7777 if mode is None else mode)


def _flush(folder: Path) -> None:
    """Make a rename in `folder` outlast a loss of power; Windows does so by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems cannot; the rename itself is whole
            os.fsync(handle)
    finally:
        os.close(handle)
