"""A named pipe where Codex reads a file: what offers secrets through one keeps Codex waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.model import Finding, Place, Severity, check
from codex_setup.rules.holder import unset_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_setup.codex.context import Context

ELSEWHERE = frozenset({"keyring", "ephemeral"})
"""The stores of a login with which Codex does not look into auth.json."""

HINT = "Put a file in its place, or let what writes into it set a variable for Codex instead."


@check("file-is-a-pipe", Severity.ERROR)
def file_is_a_pipe(context: Context) -> Iterator[Finding]:
    """A named pipe stands where Codex reads a file.

    Some programs that keep secrets offer them through a pipe. Codex opens auth.json and waits until somebody
    writes into it, every time that it reads it: it shows nothing and does not end. At a pipe in the place of
    `.env` releases up to 0.165 wait as well; later ones pass it by, and no variable of it is set.
    """
    store = context.config.get("cli_auth_credentials_store", of=str)
    if (store is None or store.value not in ELSEWHERE) and is_pipe(context, context.auth.file):
        yield Finding(
            "auth.json is a named pipe, at which Codex waits without end",
            at=Place("auth", context.auth.file),
            hint=HINT,
        )
    dotenv = context.codex_home / ".env" if context.codex_home else None
    if not is_pipe(context, dotenv):
        return
    key = unset_key(context)
    if not context.release.has("dotenv-pipe-skipped"):
        yield Finding(
            "`.env` is a named pipe, at which Codex waits without end",
            at=Place("environment", dotenv),
            hint=HINT,
        )
    elif key is not None:
        yield Finding(
            f"`.env` is a named pipe, which Codex does not read, so `{key.value}` is not set",
            at=Place("environment", dotenv, None, (key.value,)),
            because_of="env-key-unset",
            hint=HINT,
        )


def is_pipe(context: Context, file: Path | None) -> bool:
    """Return whether a named pipe stands there."""
    found = context.machine.files.info(file) if file is not None else None
    return found is not None and found.kind == "pipe"
