"""What may be shown of a report: plain masked values, which is all that a renderer gets.

No `Secret` and no raw line of a file goes further than this page, so no format can leak one. A page also
travels between processes, and one page may hold the findings of many files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.model import RANKS
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from codex_setup.model import Command, Rule, Span, Value
    from codex_setup.render.snippet import Excerpt


@record
class ShownPlace:
    """Where a finding points; `excerpt` is the line itself, where there is a text."""

    layer: str | None
    file: Path | None
    span: Span | None
    key: str | None
    excerpt: Excerpt | None = None


@record
class Replacement:
    """One stretch of a file (lines and columns from 1, end exclusive) and the text that takes its place."""

    file: Path
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@record
class ShownFix:
    """A proposal: what to change where (as the JSON contract says it), what to type, as text for SARIF."""

    title: str
    safe: bool
    edits: tuple[Mapping[str, Value], ...]
    commands: tuple[Command, ...]
    replacements: tuple[Replacement, ...] = ()


@record
class ShownFinding:
    """One thing that is wrong."""

    rule: Rule
    message: str
    hint: str | None
    place: ShownPlace | None
    fix: ShownFix | None
    unsure: bool
    because_of: str | None
    anchor: ShownPlace | None = None
    """Where a pipeline shows it: its place, else the line that names the variable which is at fault."""


@record
class ShownLayer:
    """One source of settings, and whether Codex reads it."""

    name: str
    file: Path | None
    state: str
    reason: str | None


@record
class ShownRequest:
    """What Codex would send (or did): every value as it may be shown, with its origin."""

    refused: tuple[str, str] | None
    provider: str | None
    method: str | None
    url: str | None
    model: str | None
    model_from: str | None
    model_place: ShownPlace | None
    header: str | None
    scheme: str | None
    key_from: str | None
    key_place: ShownPlace | None
    key_shown: str | None
    key_why: str | None
    transport: str | None
    headers: tuple[tuple[str, str, str], ...] = ()
    patience: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@record
class ShownProbe:
    """One request that was made and what came of it; times in milliseconds."""

    name: str
    method: str
    url: str
    status: int | None
    failure: str | None
    detail: str
    ms: int
    first: int | None
    completed: int | None
    rule: str | None


@record
class Page:
    """Everything that is shown of one examination, or of one look at many files (`subject` says which)."""

    verdict: str
    exit_code: int
    version: str
    version_from: str
    binary: Path | None
    findings: tuple[ShownFinding, ...]
    rules: tuple[Rule, ...]
    skipped: tuple[tuple[str, str], ...]
    layers: tuple[ShownLayer, ...] = ()
    request: ShownRequest | None = None
    sent: ShownRequest | None = None
    probes: tuple[ShownProbe, ...] = ()
    subject: str = "configuration"
    judged_as: str | None = None
    fail_on: str = "error"
    foreseen: bool = False
    """Whether this is about files that are not written: there is nothing in them to mend."""

    def fails(self, finding: ShownFinding) -> bool:
        """Return whether `finding` is bad enough to fail a pipeline."""
        return RANKS[finding.rule.severity] <= RANKS[self.fail_on]

    def home_file(self) -> Path | None:
        """Return the file to point to where a finding has none: the user's, else the first there is."""
        named = sorted((layer for layer in self.layers if layer.file), key=lambda layer: layer.name != "user")
        return named[0].file if named else None
