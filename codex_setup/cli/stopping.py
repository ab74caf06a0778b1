"""What happens when the system asks the process to end: the work is put in order first, and it is said.

Without this, SIGTERM and SIGHUP would end the process on the spot: a terminal would stay without echo, a
started program would go on alone.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

ASKING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class StoppedError(KeyboardInterrupt):
    """The process was asked to end by a signal other than Ctrl-C."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn the signals that ask a process to end into `StoppedError`; a second one does not disturb the first."""

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        for each in ASKING:
            signal.signal(each, signal.SIG_IGN)
        raise StoppedError(signal.Signals(number).name)

    before = {each: signal.getsignal(each) for each in ASKING}
    with suppress(ValueError):  # only the main thread hears of signals
        for each, how in before.items():
            if how is signal.SIG_DFL:  # whoever started us may have chosen to ignore it, as nohup does
                signal.signal(each, stop)
    try:
        yield
    finally:
        with suppress(ValueError):
            for each, how in before.items():
                signal.signal(each, how)
