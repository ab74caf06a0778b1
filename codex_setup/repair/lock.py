"""One codex-setup at a time: a lock that ends with the process that holds it."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from codex_setup.model import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 15.0
"""Seconds to wait for another codex-setup; a write takes milliseconds."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of `folder`; raises `SetupError` where another process keeps it."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait(handle)
        yield
    finally:
        os.close(handle)


def _wait(handle: int) -> None:
    end = time.monotonic() + PATIENCE
    while not _take(handle):
        if time.monotonic() > end:
            raise SetupError(
                f"another codex-setup has been writing for {PATIENCE:.0f} seconds",
                "Nothing was changed; end that one if it hangs, then run this again.",
            )
        time.sleep(0.02)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
