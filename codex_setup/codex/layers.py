"""Which files Codex reads and in which order: text -> Layer.

A layer that Codex skips stays visible, with the reason in `ignored`; a layer that does not parse keeps
what a line-by-line look can still tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from codex_setup.codex.spans import Spans
from codex_setup.model import EMPTY, KeyPath, LayerName, Place, Span, Value

State = Literal["read", "absent", "ignored", "unreadable"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file could not be read as TOML; `kind` groups what can be mended in the same way."""

    kind: Literal["syntax", "encoding", "unreadable", "not-a-file"]
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of settings.

    `data` is what `tomllib` makes of `text` (of the lines that can be read, where `problem` is set);
    `spans` says where each key and table stands. `denied` holds the keys that Codex ignores in this
    layer though it reads the rest (project layers), with the reason.
    """

    name: LayerName
    file: Path | None
    state: State
    reason: str | None = None
    text: str = ""
    data: Mapping[str, Value] = field(default_factory=dict)
    spans: Spans = field(default_factory=dict)
    problem: Problem | None = None
    denied: Mapping[KeyPath, str] = field(default_factory=lambda: EMPTY)

    def place(self, key: KeyPath) -> Place:
        """Return where `key` stands in this layer."""
        found = self.spans.get(key)
        return Place(self.name, self.file, found.whole if found else None, key)
