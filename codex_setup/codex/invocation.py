"""What the user would type to Codex, and which Codex that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from codex_setup.record import record

if TYPE_CHECKING:
    from pathlib import Path


@record
class Invocation:
    """What the user would type to Codex, and which Codex that is.

    `overrides` are the values of `-c`, as typed; `command` decides what only `codex exec` honours.
    """

    codex_home: Path | None = None
    profile: str | None = None
    overrides: tuple[str, ...] = ()
    model: str | None = None
    codex_version: str | None = None
    command: Literal["exec", "tui"] = "exec"
    strict: bool = False
    """Whether `--strict-config` is given: unknown keys are then refused."""
    anywhere: bool = True
    """Whether `--skip-git-repo-check` is given, without which `codex exec` runs only inside a git repository."""
