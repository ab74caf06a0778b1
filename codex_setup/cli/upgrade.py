"""`codex-setup doctor --upgrade-to`: what an upgrade of Codex would break, change and repair."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from codex_setup.cli.options import is_version
from codex_setup.cli.output import style_for
from codex_setup.codex.binary import installed
from codex_setup.model import SetupError
from codex_setup.render.upgrade import render_json, render_text
from codex_setup.upgrade import foresee

if TYPE_CHECKING:
    from codex_setup.cli.options import Showing
    from codex_setup.codex.context import Invocation
    from codex_setup.machine import Machine


def foreseen(machine: Machine, asked: Invocation, target: str, choice: Showing) -> int:
    """Show what `target` (a version, `latest` or `all`) makes of the configuration; return the exit code."""
    if target not in ("latest", "all") and not is_version(target):
        raise SetupError(
            f"`--upgrade-to {target}` is not a release",
            "Write a version as in 0.169.0, latest or all.",
            exit_code=2,
        )
    if choice.format not in (None, "text", "json"):
        raise SetupError(
            f"`--upgrade-to` has no format `{choice.format}`", "Write text or json.", exit_code=2
        )
    foresight = foresee(machine, asked, target, installed(machine, asked.codex_home))
    if choice.format == "json":
        sys.stdout.write(render_json(foresight))
    else:
        sys.stdout.write(render_text(foresight, style_for(machine, choice, sys.stdout)))
    return foresight.exit_code
