"""`codex-setup undo`: take back the last change that codex-setup made, or a named one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from codex_setup.cli import options as opt
from codex_setup.cli.parameters import Argument, option
from codex_setup.cli.streams import fitted
from codex_setup.mask import json_text, masked
from codex_setup.model import SetupError
from codex_setup.repair import FileChangedError, Receipt, last, receipts, taking_back, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Name = Annotated[
    str | None,
    Argument(help="The change to take back (see --list); else the last one.", metavar="CHANGE"),
]
List = Annotated[bool, option("--list", help="List the changes that can be taken back, the newest first.")]
DryRun = Annotated[bool, option("--dry-run", help="Show the difference only; exit 1 if there is one.")]
ListFormat = Annotated[str, option("--format", help="With --list: text or json.", metavar="FORMAT")]


def command(
    name: Name = None,
    list_: List = False,
    yes: opt.Yes = False,
    dry_run: DryRun = False,
    format: ListFormat = "text",
) -> int:
    """Take back the last change that codex-setup made, or the one named.

    Every change of `init`, `use` and `doctor --fix` is kept with what was there before, the last twenty
    of them. A file that somebody else changed since then is left alone, and the difference is shown.

    Examples:
      codex-setup undo
      codex-setup undo --list
    """
    if format not in ("text", "json"):
        raise SetupError(f"`--format {format}` is not known here", "Write text or json.", exit_code=2)
    if list_:
        from codex_setup.cli.output import style_for  # what `--help` must not pay

        style = style_for(opt.machine_at(None), opt.Showing(), sys.stdout)
        found = receipts()
        shown = (
            listed_json(found) if format == "json" else fitted(listed(found, style.tilde), sys.stdout, "    ")
        )
        sys.stdout.write(shown)
        return 0
    from codex_setup.cli.output import differ, style_for, tell_apart  # the same

    receipt = last() if name is None else named(name)
    style = style_for(opt.machine_at(None), opt.Showing(), sys.stderr)
    try:
        changes = taking_back(receipt)
    except FileChangedError as error:
        tell_apart(error.diff, style)
        raise
    if not changes:
        gone = f"nothing to take back: {masked(receipt.title)} is not there any more\n"
        sys.stdout.write(fitted(gone, sys.stdout))
        return 0
    differ(changes, style)
    if dry_run:
        return 1
    if not yes and not opt.agreed("Take this change back?", "Add --yes to take it back without being asked."):
        sys.stderr.write("nothing was changed\n")
        return 1
    write(changes, f"take back: {receipt.title}", undoes=receipt.id)
    sys.stdout.write(fitted(f"taken back: {masked(receipt.title)} ({receipt.when})\n", sys.stdout))
    return 0


def named(name: str) -> Receipt:
    """Return the receipt of that id, or the one whose id begins so; raises `SetupError` for none or several."""
    found = [receipt for receipt in receipts() if receipt.id.startswith(name)]
    if len(found) != 1:
        what = "no change" if not found else "more than one change"
        raise SetupError(
            f"{what} is called {name}", "`codex-setup undo --list` shows their names.", exit_code=2
        )
    if found[0].undone:
        raise SetupError(
            f"{name} was taken back already", "`codex-setup undo --list` shows what is left.", exit_code=2
        )
    return found[0]


def listed(found: tuple[Receipt, ...], shown: Callable[[Path], str]) -> str:
    """Return the receipts as lines, the newest first, each file as `shown` writes it."""
    lines = [
        f"{receipt.id}  {masked(receipt.title)}{'  (taken back)' if receipt.undone else ''}\n"
        + "".join(f"    {shown(entry.file)}\n" for entry in receipt.entries)
        for receipt in reversed(found)
    ]
    return "".join(lines) or "no changes are kept\n"


def listed_json(found: tuple[Receipt, ...]) -> str:
    """Return the receipts as JSON, the newest first."""
    changes = [
        {
            "id": receipt.id,
            "title": masked(receipt.title),
            "when": receipt.when,
            "files": [masked(str(entry.file)) for entry in receipt.entries],
            "undoes": receipt.undoes,
            "undone": receipt.undone,
        }
        for receipt in reversed(found)
    ]
    return json_text({"schema": 1, "changes": changes})
