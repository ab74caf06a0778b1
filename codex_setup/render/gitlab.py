"""A report for a merge request: GitLab's code quality format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codex_setup.render.fingerprint import fingerprints

if TYPE_CHECKING:
    from codex_setup.model import Value
    from codex_setup.render.page import Page, ShownFinding
    from codex_setup.render.style import Style

SEVERITIES = {"error": "critical", "warning": "minor", "note": "info"}


def render(page: Page, style: Style) -> str:
    """Return the page as a list of code quality violations."""
    marks = fingerprints(page, style)
    found = [
        _violation(finding, mark, page, style) for finding, mark in zip(page.findings, marks, strict=True)
    ]
    return json.dumps(found, indent=2).replace("##", "#\\u0023") + "\n"


def _violation(finding: ShownFinding, mark: str, page: Page, style: Style) -> dict[str, Value]:
    place = finding.anchor
    pointed = place is not None and place.file is not None
    file = place.file if place is not None and pointed else page.home_file()
    span = place.span if place is not None and pointed else None
    return {
        "description": finding.message + (f". {finding.hint}" if finding.hint else ""),
        "check_name": finding.rule.id,
        "fingerprint": mark,
        "severity": "major" if finding.unsure else SEVERITIES[finding.rule.severity],
        "location": {
            "path": style.relative(file) if file else "config.toml",
            "lines": {"begin": span.line, "end": span.end_line} if span else {"begin": 1},
        },
    }
