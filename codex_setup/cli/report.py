"""`codex-setup report`: the JSON reports of many machines, read as one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from codex_setup.cli import options as opt
from codex_setup.cli.output import style_for
from codex_setup.cli.parameters import Argument, option
from codex_setup.model import SetupError
from codex_setup.outputs import write

Folder = Annotated[
    Path,
    Argument(help="The folder with the JSON reports, one file for each machine.", metavar="FOLDER"),
]
Format = Annotated[str, option("--format", help="text, json or html.", metavar="FORMAT")]
Html = Annotated[Path | None, option("--html", help="Write the HTML page to this file too.", metavar="FILE")]
ExitZero = Annotated[bool, option("--exit-zero", help="Exit with 0 whatever was found.")]


def command(
    folder: Folder,
    format: Format = "text",
    html: Html = None,
    color: opt.Color = "auto",
    exit_zero: ExitZero = False,
) -> int:
    """Read a folder of JSON reports from many machines as one: by rule, by machine.

    Each file is what `codex-setup doctor --format json` printed there; its name is the machine's name. The
    exit code is the worst of them, 3 where there is no report at all.

    Examples:
      codex-setup report reports/
      codex-setup report reports/ --html fleet.html
    """
    from codex_setup.fleet import read_fleet  # `--help` needs none of it
    from codex_setup.render.fleet import document, table
    from codex_setup.render.html import html as page

    if format not in ("text", "json", "html"):
        raise SetupError(f"there is no format `{format}`", "Write text, json or html.", exit_code=2)
    machine = opt.machine_at(None)
    fleet = read_fleet(machine.cwd / folder)
    if html is not None:
        write(machine.cwd / html, page(fleet))
    choice = opt.Showing(color=color)
    shown = table(fleet, style_for(machine, choice, sys.stdout)) if format == "text" else None
    sys.stdout.write(shown if shown is not None else document(fleet) if format == "json" else page(fleet))
    return 0 if exit_zero else fleet.exit_code
