"""Calls codex-setup as a shell would, in this process: arguments, environment, standard input; what it says."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest import mock

from codex_setup.cli import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Called:
    """The exit code and what was written."""

    returncode: int
    stdout: str
    stderr: str


def call(
    home: Path, *words: str, key: str = "", env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Called:
    """Run `codex-setup words…` with this home, `key` on standard input, and nothing else in the environment."""
    surroundings = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", **(env or {})}
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with (
        mock.patch.dict(os.environ, surroundings, clear=True),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(key.encode()), encoding="utf-8")),
        contextlib.chdir(cwd or home),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run(list(words))
    return Called(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def nothing_is_pointed_at(stdout: str) -> bool:
    """Return whether a report leads to no line of a file that was not written."""
    return ".codex/config.toml" not in stdout and ".env" not in stdout and "Next:" not in stdout
