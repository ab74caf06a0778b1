"""Homes that work: what people really have, and what the doctor must not complain about.

Each folder of `tests/corpus` is a small home as in `support.examples`; `corpus.json` may say the
invocation (`version`, `profile`, `overrides`, `model`, `platform`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codex_setup.codex.context import Context, Invocation, read_context
from support.examples import Home, home_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = Path(__file__).parents[1] / "corpus"
PROGRAMS = ("npx", "uvx", "node", "docker", "pass", "notify-send", "codex")
"""What is installed on every machine of the corpus, in /usr/bin."""


@dataclass(frozen=True, slots=True)
class Working:
    """A home that works, and how Codex is called there."""

    name: str
    home: Home
    more: Mapping[str, Any]

    @property
    def invocation(self) -> Invocation:
        """Return how Codex is called."""
        more = self.more
        overrides = tuple(more.get("overrides", ()))
        return Invocation(None, more.get("profile"), overrides, more.get("model"), more.get("version"))

    @property
    def context(self) -> Context:
        """Return what the rules see."""
        return read_context(self.home.machine(self.more.get("platform", "linux")), self.invocation)


def corpus() -> Iterator[Working]:
    """Yield every home of the corpus, in order of the names."""
    for folder in sorted(FOLDER.iterdir()):
        note = folder / "corpus.json"
        more = json.loads(note.read_text()) if note.is_file() else {}
        home = home_in(folder, ("corpus.json",))
        programs = {Path("/usr/bin", name): b"#!/bin/sh\n" for name in PROGRAMS}
        modes = {str(path): 0o755 for path in programs}
        env = {"PATH": "/usr/bin:/bin", **home.env}
        yield Working(folder.name, Home({**programs, **home.files}, env, modes), more)
