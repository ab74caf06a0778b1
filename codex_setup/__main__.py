"""Run codex-setup as `python -m codex_setup` or through its script."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line and return its exit code; `--version` answers without loading it."""
    if sys.argv[1:] == ["--version"]:
        from codex_setup import __version__  # noqa: PLC0415 -- only this answer needs it

        sys.stdout.write(f"codex-setup {__version__}\n")
        return 0
    gc.set_threshold(50_000)  # a short run makes little garbage; looking for it costs a tenth of the time
    from codex_setup.cli import run  # noqa: PLC0415 -- typer costs 50 ms, which --version must not pay

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
