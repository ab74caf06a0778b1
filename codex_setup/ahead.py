"""The process that is sent ahead: a fork of this one while it is as small as it will ever be."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


SENT: list[tuple[int, int, int]] = []
"""The process that was sent ahead, until somebody takes it from here: its id, the pipes of its answers and orders."""


def send(serve: Callable[[int, int], None]) -> None:
    """Fork a process that calls `serve` with the pipes of its orders and answers; nothing where that gains nothing.

    To be called before any thread runs.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1:
        return
    try:
        answers, told = os.pipe()
        heard, orders = os.pipe()
        pid = os.fork()
    except OSError:
        return
    if pid == 0:
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.close(answers)
            os.close(orders)
            empty = os.open(os.devnull, os.O_RDWR)
            for standard in range(3):  # whoever reads what we print must not wait for this process
                os.dup2(empty, standard)
            serve(heard, told)
        finally:
            os._exit(0)
    os.close(told)
    os.close(heard)
    SENT.append((pid, answers, orders))
