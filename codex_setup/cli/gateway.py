"""`codex-setup gateway`: the embedded gateway in the foreground, to try Codex or the doctor against."""

from __future__ import annotations

import os
import sys
import threading
from typing import Annotated

from codex_setup.cli.parameters import Argument, option
from codex_setup.gateway import MODES, serve
from codex_setup.model import SetupError
from codex_setup.nearest import did_you_mean

Mode = Annotated[str, Argument(help="How it behaves; --list names every way.", metavar="[MODE]")]
Port = Annotated[
    int,
    option("--port", help="The port on 127.0.0.1; 0 takes a free one.", metavar="N", least=0, most=65535),
]
Listing = Annotated[bool, option("--list", help="List every way it can behave, and stop.")]


def command(mode: Mode = "relay", port: Port = 0, list_modes: Listing = False) -> int:
    """Run the embedded gateway on 127.0.0.1 until Ctrl-C: well-behaved (relay), or misbehaving on demand.

    Examples:
      codex-setup gateway
      codex-setup gateway --list
      codex-setup gateway hang --port 8080
    """
    if list_modes:
        width = max(map(len, MODES))
        for name in MODES:
            sys.stdout.write(f"{name:{width}}  {MODES[name]().about}\n")
        return 0
    if mode not in MODES:
        raise SetupError(
            f"there is no mode `{mode}`",
            f"{did_you_mean(mode, MODES)}`codex-setup gateway --list` names all.",
            exit_code=2,
        )
    try:
        with serve(mode, port=port) as running:
            sys.stdout.write(f"base_url  {running.base_url}\n")
            sys.stdout.write(f"key       {running.key or '(none wanted)'}\n")
            sys.stdout.write(f"models    {', '.join(running.models) or '(any)'}\n")
            sys.stdout.flush()
            sys.stderr.write("made-up key, loopback only; Ctrl-C stops it\n")
            threading.Event().wait()
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error.strerror
        raise SetupError(
            f"port {port} cannot be had ({why})", "Take another, or 0 for a free one."
        ) from error
    return 0
