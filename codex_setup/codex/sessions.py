"""How many sessions of history live under the id of a provider.

Codex lists only the sessions of the provider that is in force, so a provider with another id seems to
have none. A session's file begins with a line of type `session_meta` that names the provider (seen with
0.169.0: `$CODEX_HOME/sessions/YYYY/MM/DD/rollout-*.jsonl`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_setup.machine import Machine

DEPTH = 3
"""Year, month, day."""

HEAD = 16384
"""Bytes to look at; the name stands in the first thousand, before the instructions."""

_META = b'"type":"session_meta"'
_NAMED = pattern(rb'"model_provider":("(?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")')


def sessions_of(machine: Machine, codex_home: Path, provider: str) -> int:
    """Return how many sessions, archived ones included, were held with the provider of that id."""
    folders = (codex_home / "sessions", codex_home / "archived_sessions")
    return sum(
        _provider(machine, file) == provider
        for folder in folders
        for file in _rollouts(machine, folder, DEPTH)
    )


def _rollouts(machine: Machine, folder: Path, depth: int) -> Iterator[Path]:
    for name in machine.files.names(folder):
        if name.startswith("rollout-") and name.endswith(".jsonl"):
            yield folder / name
        elif depth and name.isdigit():
            yield from _rollouts(machine, folder / name, depth - 1)


def _provider(machine: Machine, file: Path) -> str | None:
    try:
        head = machine.files.head(file, HEAD)
    except OSError:
        return None
    found = _NAMED.search(head)
    return json.loads(found[1].decode("utf-8", "replace")) if found and _META in head else None
