"""How a terminal wants a report: width, colour, characters; and the one place that prints one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from codex_setup.cli.streams import speak_ascii
from codex_setup.mask import masked
from codex_setup.model import SetupError
from codex_setup.nearest import did_you_mean
from codex_setup.outputs import deliver
from codex_setup.render import FORMATS, Style, page_of
from codex_setup.render.shell import shell_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    from codex_setup.cli.options import Showing
    from codex_setup.machine import Machine
    from codex_setup.render.page import Page
    from codex_setup.repair import Change
    from codex_setup.report import Report

NARROWEST, WIDEST = 60, 200


def style_for(machine: Machine, choice: Showing, stream: TextIO) -> Style:
    """Return the style that `stream` and the user's wishes ask for; raises `SetupError` for an unknown --color."""
    columns = 100
    if stream.isatty():
        import shutil  # 2 ms that only a terminal pays

        columns = shutil.get_terminal_size((80, 24)).columns
    return Style(
        width=min(max(columns, NARROWEST), WIDEST),
        colour=coloured(machine, choice.color, stream),
        unicode=can_show(stream, "│└…✓") and not (stream.isatty() and only_ascii(machine)),
        verbose=choice.verbose,
        shell=shell_of(machine.env, machine.platform),
        home=machine.home,
        root=machine.cwd,
        reproducible=choice.reproducible,
        declined=choice.declined,
    )


def coloured(machine: Machine, when: str, stream: TextIO) -> bool:
    """Return whether to colour: as told, else NO_COLOR, else FORCE_COLOR, else on a terminal that can."""
    if when not in ("auto", "always", "never"):
        raise SetupError(f"`--color {when}` is not known", "Write auto, always or never.", exit_code=2)
    if when != "auto":
        return when == "always"
    if machine.env.get("NO_COLOR"):
        return False
    if machine.env.get("FORCE_COLOR"):
        return True
    return stream.isatty() and machine.env.get("TERM", "") != "dumb"


def only_ascii(machine: Machine) -> bool:
    """Return whether the user's locale says that a terminal shows ASCII only.

    Python writes UTF-8 in the locales C and POSIX all the same, and says so in LC_CTYPE when it does.
    """
    named = [machine.env.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if not named[0] and named[1] == "C.UTF-8":
        named[1] = ""
    return machine.platform != "win32" and next((name for name in named if name), "") in ("C", "POSIX")


def speak_plainly(machine: Machine) -> None:
    """Make the standard streams of a terminal that shows ASCII only write everything in ASCII."""
    if only_ascii(machine):
        speak_ascii()


def can_show(stream: TextIO, characters: str) -> bool:
    """Return whether the encoding of `stream` has these characters."""
    try:
        characters.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def format_named(name: str) -> str:
    """Return the format's name; raises `SetupError` for one that there is not."""
    if name not in FORMATS:
        raise SetupError(
            f"there is no format `{name}`",
            f"{did_you_mean(name, FORMATS)}There are {', '.join(FORMATS)}.",
            exit_code=2,
        )
    return name


def show(report: Report, machine: Machine, choice: Showing) -> None:
    """Write the report where it was asked for, and what belongs there to standard output."""
    _deliver(lambda name: page_of(report, name), machine, choice)


def differ(changes: Iterable[Change], style: Style) -> None:
    """Write what would change to standard error: what comes and what goes in colours of their own."""
    tell_apart("".join(change.diff() for change in changes), style)


def tell_apart(difference: str, style: Style) -> None:
    """Write a difference to standard error, every key masked before any colour stands beside it."""
    from codex_setup.codex.held import keys_here  # only a change is shown so
    from codex_setup.render.ink import tinted

    sys.stderr.write(tinted(masked(difference, keys_here()), style))
    sys.stderr.flush()


def show_page(page: Page, machine: Machine, choice: Showing) -> None:
    """Write a page that was made of many files or reports, as `show` does a report."""
    _deliver(lambda _: page, machine, choice)


def _deliver(pages: Callable[[str], Page], machine: Machine, choice: Showing) -> None:
    style = style_for(machine, choice, sys.stdout)
    named = format_named(choice.format) if choice.format else None
    sys.stdout.write(deliver(pages, named, choice.outputs, machine, style))
