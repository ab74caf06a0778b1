"""A report for code scanning: SARIF 2.1.0 with rules, regions, fixes and fingerprints that stay.

Columns count characters (`unicodeCodePoints`), as our spans do. A result needs a place in a file: one that
has none (an unset variable) stands at the first line of the user's configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup import __version__
from codex_setup.mask import json_text, masked
from codex_setup.render.fingerprint import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_setup.model import Rule, Value
    from codex_setup.render.page import Page, Replacement, ShownFinding, ShownFix, ShownPlace
    from codex_setup.render.style import Style

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"


def render(page: Page, style: Style) -> str:
    """Return the page as a SARIF log with one run."""
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run(page, style)]})


def run(page: Page, style: Style) -> dict[str, Value]:
    """Return the run: the rules that were asked, and what they found."""
    numbers = {rule.id: number for number, rule in enumerate(page.rules)}
    marks = fingerprints(page, style)
    return {
        "tool": {
            "driver": {
                "name": "codex-setup",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in page.rules],
            }
        },
        "automationDetails": {"id": "codex-setup/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "exitCode": page.exit_code,
                "toolExecutionNotifications": [
                    {
                        "level": "note",
                        "message": {"text": f"{rule}: {reason}"},
                        "associatedRule": {"id": rule},
                    }
                    for rule, reason in page.skipped
                ],
            }
        ],
        "results": [
            _result(finding, numbers[finding.rule.id], mark, page, style)
            for finding, mark in zip(page.findings, marks, strict=True)
        ],
    }


def _rule(rule: Rule) -> dict[str, Value]:
    tags = ["security"] if rule.security else ["configuration"]
    return {
        "id": rule.id,
        "name": rule.id.title().replace("-", ""),
        "shortDescription": {"text": rule.title or rule.id},
        "fullDescription": {"text": rule.doc or rule.id},
        "help": {"text": rule.doc or rule.id, "markdown": rule.doc or rule.id},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": tags},
    }


def _result(finding: ShownFinding, number: int, mark: str, page: Page, style: Style) -> dict[str, Value]:
    text = finding.message + (f". {finding.hint}" if finding.hint else "")
    found: dict[str, Value] = {
        "ruleId": finding.rule.id,
        "ruleIndex": number,
        "level": finding.rule.severity,
        "message": {"text": text},
        "locations": list(_locations(finding.anchor, page, style)),
        "partialFingerprints": {"codexSetup/v1": mark},
        "properties": {"unsure": finding.unsure},
    }
    if finding.fix is not None and finding.fix.replacements:
        found["fixes"] = [_fix(finding.fix, style)]
    return found


def _locations(place: ShownPlace | None, page: Page, style: Style) -> Iterator[dict[str, Value]]:
    file = place.file if place and place.file else page.home_file()
    if file is None:
        return
    region: dict[str, Value] = {"startLine": 1}
    if place is not None and place.file is not None and place.span is not None:
        span = place.span
        region = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
        if place.excerpt is not None:
            region["snippet"] = {"text": place.excerpt.text}
    found: dict[str, Value] = {
        "physicalLocation": {"artifactLocation": _artifact(file, style), "region": region}
    }
    if place is not None and place.key:
        found["logicalLocations"] = [{"fullyQualifiedName": place.key, "kind": "member"}]
    yield found


def _artifact(file: Path, style: Style) -> dict[str, Value]:
    from urllib.parse import quote  # 10 ms that only this format pays

    name = style.relative(file)
    if name != masked(file.as_posix()):
        return {"uri": quote(name), "uriBaseId": ROOT}
    return {"uri": "file://" + quote(name if name.startswith("/") else f"/{name}")}


def _fix(fix: ShownFix, style: Style) -> dict[str, Value]:
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {"artifactLocation": _artifact(change.file, style), "replacements": [_replacement(change)]}
            for change in fix.replacements
        ],
    }


def _replacement(change: Replacement) -> dict[str, Value]:
    return {
        "deletedRegion": {
            "startLine": change.line,
            "startColumn": change.column,
            "endLine": change.end_line,
            "endColumn": change.end_column,
        },
        "insertedContent": {"text": change.text},
    }
