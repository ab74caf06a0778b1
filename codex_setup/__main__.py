"""Run codex-setup as `python -m codex_setup` or through its script."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line and end the process with its exit code.

    Nothing is left to be tidied by then, so the process ends at once: taking a hundred modules apart
    again would cost a tenth of the time.
    """
    try:
        code = answered()
    except KeyboardInterrupt:  # while what says so was still being loaded
        sys.stderr.write("\ncodex-setup: interrupted, nothing was begun\n")
        code = 130
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 -- contextlib would double the time of --version
            stream.flush()
        except (OSError, ValueError, AttributeError):  # its reader is gone, or it was closed
            pass
    os._exit(code)


def answered() -> int:
    """Run the command line and return its exit code; `--version` answers without loading it."""
    if sys.argv[1:] == ["--version"]:
        from codex_setup import __version__  # only this answer needs it

        sys.stdout.write(f"codex-setup {__version__}\n")
        return 0
    gc.set_threshold(50_000)  # a short run makes little garbage; looking for it costs a tenth of the time
    whole = None not in (sys.stdin, sys.stdout, sys.stderr)  # pipes would come in the place of a closed one
    if whole and asks(sys.argv[1:]):
        from codex_setup.ahead import send  # only a live check needs it

        send(courier)
    from codex_setup.cli import run  # what --version must not pay

    return run(sys.argv[1:])


def courier(orders: int, answers: int) -> None:
    """Be the process that asks the gateway."""
    from codex_setup.network.courier import serve  # only that process needs it so early

    serve(orders, answers)


def asks(argv: list[str]) -> bool:
    """Return whether these words look like a command that will ask a gateway; a wrong guess costs only time."""
    quiet = {"--offline", "--help", "-h", "--upgrade-to"}
    return argv[:1] in (["doctor"], ["models"]) and quiet.isdisjoint(argv)


if __name__ == "__main__":
    main()
