"""What `init` and `use` say on standard error: the difference, remarks, what is left to the user."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from codex_setup.cli.output import differ, style_for
from codex_setup.codex.held import keys_here
from codex_setup.mask import masked
from codex_setup.providers import OTHER
from codex_setup.render.shell import line
from codex_setup.wizard.aftercare import Remark, after, codex_missing, into_vault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from codex_setup.cli import options as opt
    from codex_setup.codex.context import Context
    from codex_setup.machine import Machine
    from codex_setup.render.style import Style
    from codex_setup.repair import Change
    from codex_setup.wizard import Prepared
    from codex_setup.wizard.answers import Answers


def present(changes: Sequence[Change], notes: Iterable[str], style: Style) -> None:
    """Write the difference and what has to be said before it is made to standard error."""
    differ(changes, style)
    remarks = [remark for change in changes for remark in change.remarks]
    for note in dict.fromkeys([*remarks, *notes]):
        utter(f"note: {note}\n", style.width)


def left_over(
    answers: Answers, context: Context, ready: Prepared, vault_id: str | None, *, exported: bool = False
) -> list[Remark]:
    """Return what the user still has to do or to know."""
    new_key = any(change.secrets for change in ready.changes)
    missing = codex_missing(context)
    return [
        *after(
            answers,
            context,
            new_key=new_key,
            vault_id=vault_id,
            fetched=proved(ready),
            exported=exported,
            limits=bool(ready.changes) and not (answers.preset is OTHER and proved(ready)),
        ),
        *([missing] if missing else []),
    ]


def not_fetched(answers: Answers, ready: Prepared, vault_id: str | None) -> Iterator[Remark]:
    """Yield how the key gets into the password store, where its command brought none."""
    credential = ready.report.plan.credential
    if answers.store == "command" and credential is not None and credential.secret is None:
        yield from into_vault(answers, vault_id)


def proved(ready: Prepared) -> bool:
    """Return whether the gateway was asked and answered, so that what it might not be able to is no question."""
    return ready.report.verdict == "healthy" and bool(ready.report.probes)


def tell(machine: Machine, choice: opt.Showing, remarks: list[Remark]) -> None:
    """Write remarks to standard error, each command in the user's own shell."""
    style = style_for(machine, choice, sys.stderr)
    for remark in remarks:
        utter(f"{remark.says}\n", style.width)
        if remark.command is not None:
            utter(f"  {line(remark.command, style.shell)}\n")


def utter(text: str, width: int | None = None) -> None:
    """Write text to standard error, broken into lines of `width` where one is given."""
    if width is not None:
        from codex_setup.wizard.ask import lines_of  # the wizard's own way

        text = "\n".join(lines_of(text.rstrip("\n"), width - 1)) + "\n"
    sys.stderr.write(masked(text, keys_here()))


def said(text: str | None) -> tuple[str, ...]:
    """Return a note, or none."""
    return (text,) if text else ()
