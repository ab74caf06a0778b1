"""What is wrong with one file, judged alone: the rules that need no more than its text."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from codex_setup.codex.releases import release
from codex_setup.lint.alone import alone, layer_file
from codex_setup.machine import UnknownHereError
from codex_setup.model import Outcome, Severity
from codex_setup.record import record, replace
from codex_setup.render.paging import page
from codex_setup.report import Report
from codex_setup.rules import CHECKS, not_in
from codex_setup.rules.causes import explained
from codex_setup.rules.refused import configuration_refused
from codex_setup.suppress import suppress
from codex_setup.wire import Plan

if TYPE_CHECKING:
    from pathlib import Path

    from codex_setup.codex.context import Context, ReleaseOrigin
    from codex_setup.lint.subjects import Subject
    from codex_setup.model import Check
    from codex_setup.render.page import Page, ShownFinding, ShownFix

ELSEWHERE = "depends on the machine that Codex runs on"


@record
class Manner:
    """How to look: which Codex, which rules not, what fails, whether fixes are wanted as text."""

    version: str | None = None
    origin: ReleaseOrigin = "assumed"
    binary: Path | None = None
    ignored: tuple[str, ...] = ()
    fail_on: Severity = Severity.ERROR
    pieces: bool = False


def look(subject: Subject, content: bytes | OSError, beside: bytes | None, manner: Manner) -> Page:
    """Return what is wrong with one file; `beside` is the configuration that a profile lies over."""
    context = alone(subject.file, subject.role, content, beside, manner.version)
    outcomes = explained(
        context, [_asked(check, why, context) for check, why in _applicable(context.release.version)]
    )
    refusal = functools.partial(_asked, configuration_refused, None, context)
    outcomes = suppress(outcomes, context.layers, manner.ignored, refusal=refusal)
    found = page(Report(context, Plan(None), outcomes, fail_on=manner.fail_on), pieces=manner.pieces)
    return _of(found, subject, layer_file(subject.file, subject.role))


def _asked(check: Check[Context], reason: str | None, context: Context) -> Outcome:
    found = Outcome(check.rule, skipped=reason) if reason else check.ask(context)
    if found.skipped is not None and UnknownHereError.__name__ in found.skipped:
        return replace(found, skipped=ELSEWHERE)
    return found


@functools.cache
def _applicable(version: str) -> tuple[tuple[Check[Context], str | None], ...]:
    """Return every check, with the reason why it does not hold in this release."""
    codex = release(version)
    return tuple((check, not_in(check.rule, codex)) for check in CHECKS)


def _of(found: Page, subject: Subject, place: Path) -> Page:
    """Return the page with what it says of this file only, under the file's own name."""
    mine = [one for one in found.findings if one.place is not None and one.place.file == place]
    layers = [one for one in found.layers if one.file == place]
    return replace(
        found,
        findings=tuple(_renamed(one, place, subject.file) for one in mine),
        layers=tuple(replace(one, file=subject.file) for one in layers[:1]),
        request=None,
    )


def _renamed(finding: ShownFinding, place: Path, file: Path) -> ShownFinding:
    if place == file or finding.place is None:
        return finding
    fix = finding.fix and _fix_renamed(finding.fix, place, file)
    place_here = replace(finding.place, file=file)
    return replace(finding, place=place_here, anchor=place_here, fix=fix)


def _fix_renamed(fix: ShownFix, place: Path, file: Path) -> ShownFix:
    edits = tuple(
        dict(edit) | ({"file": str(file)} if edit["file"] == str(place) else {}) for edit in fix.edits
    )
    pieces = tuple(replace(piece, file=file) if piece.file == place else piece for piece in fix.replacements)
    return replace(fix, edits=edits, replacements=pieces)
