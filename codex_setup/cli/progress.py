"""What is shown on standard error while somebody waits: nothing for a third of a second, then one line."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

PATIENCE = 0.33
"""Seconds of silence that nobody takes for a hang."""


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show `what` and the seconds gone by, on a terminal only, until the block ends."""
    if not sys.stderr.isatty():
        yield
        return
    import threading  # only a terminal needs it

    over = threading.Event()
    line = threading.Thread(target=_tell, args=(what, over), daemon=True)
    line.start()
    try:
        yield
    finally:
        over.set()
        line.join()


def _tell(what: str, over: threading.Event) -> None:
    began = time.monotonic()
    if over.wait(PATIENCE):
        return
    while True:
        sys.stderr.write(f"\r{what} ... {time.monotonic() - began:.0f} s")
        sys.stderr.flush()
        if over.wait(1.0):
            break
    sys.stderr.write("\r" + " " * (len(what) + 12) + "\r")
    sys.stderr.flush()
