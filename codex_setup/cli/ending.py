"""How a command ends: exit codes, errors, interruptions. Whatever a command raises is caught here, once."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TYPE_CHECKING

from codex_setup import __version__
from codex_setup.cli.stopping import StoppedError, stoppable
from codex_setup.cli.streams import fitted
from codex_setup.model import Secret, SetupError

if TYPE_CHECKING:
    from collections.abc import Callable

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""How the system says that nothing more can be written."""


def ended(command: Callable[[], int]) -> int:
    """Run `command` and return its exit code; say on standard error why it could not end well."""
    try:
        with stoppable():
            code = command()
            sys.stdout.flush()
    except SetupError as error:
        return failed(error)
    except OSError as error:
        return unwritten(error)
    except KeyboardInterrupt as stop:
        return interrupted(stop)
    except Exception as crash:  # noqa: BLE001 -- the one place that reports a fault of our own
        return crashed(crash)
    return code


def unwritten(error: OSError) -> int:
    """Say that nothing more can be written, with the exit code for it; any other error is a fault of our own.

    A reader that has gone, as `head` does, has what it wanted.
    """
    if isinstance(error, BrokenPipeError):
        silenced()
        return 0
    if error.errno not in FULL:
        return crashed(error)
    silenced()
    where = f"`{error.filename}`" if error.filename else "standard output"
    return failed(SetupError(f"{where} cannot be written ({error.strerror})", "Make room and run it again."))


def silenced() -> None:
    """Send what is still unwritten to the empty device, so that the end is quiet: nobody takes it any more."""
    empty = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):  # no descriptor behind it
        os.dup2(empty, sys.stdout.fileno())
    os.close(empty)


def failed(error: SetupError) -> int:
    """Say what kept codex-setup from going on, and what to do about it."""
    from codex_setup.codex.held import keys_here  # only a failure needs it
    from codex_setup.mask import presentable

    known = keys_here()
    _complain(f"codex-setup: {presentable(error.message, known)}")
    if error.hint:
        _complain(f"  {presentable(error.hint, known)}")
    return error.exit_code


def _complain(text: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(fitted(f"{text}\n", sys.stderr))


def interrupted(stop: KeyboardInterrupt | None = None) -> int:
    """Say who stopped it; whatever was being written is whole, old or new."""
    asked = isinstance(stop, StoppedError)
    with contextlib.suppress(OSError):  # the terminal itself may be gone
        who = f"stopped by {stop}" if asked else "interrupted"
        sys.stderr.write(f"\ncodex-setup: {who}, nothing was left half done\n")
    return 3 if asked else 130


def crashed(crash: BaseException) -> int:
    """Print a report of our own fault that can be pasted into an issue, with every key masked."""
    import gc  # only a crash needs these
    import platform
    import traceback

    from codex_setup.mask import masked

    known = [each for each in gc.get_objects() if isinstance(each, Secret)]  # whatever was read until now
    frames = "".join(
        f"  {frame.filename.rpartition('codex_setup')[2]}:{frame.lineno} in {frame.name}\n"
        for frame in traceback.extract_tb(crash.__traceback__)
    )
    sys.stderr.write(
        "codex-setup: a fault of its own; your files are untouched\n"
        f"  {type(crash).__name__}: {masked(str(crash), known)}\n{frames}"
        f"  codex-setup {__version__}, Python {platform.python_version()}, {platform.system()}\n"
        "  Paste this into an issue; keys in it are masked.\n"
    )
    return 3
