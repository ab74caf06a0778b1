"""A report for test dashboards: a JUnit test case for each rule that was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.mask import printable
from codex_setup.render.facts import spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.render.page import Page, ShownFinding
    from codex_setup.render.style import Style


def render(page: Page, style: Style) -> str:
    """Return the page as JUnit XML: a failing rule fails its case, an unsure one is an error."""
    cases = list(_cases(page, style))
    count = {kind: sum(f"<{kind} " in case for case in cases) for kind in ("failure", "error", "skipped")}
    numbers = f'tests="{len(cases)}" failures="{count["failure"]}" errors="{count["error"]}"'
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="codex-setup" {numbers}>',
            f'  <testsuite name="codex-setup" {numbers} skipped="{count["skipped"]}">',
            "    <properties>",
            f'      <property name="codex" value="{_escaped(page.version)}"/>',
            f'      <property name="verdict" value="{page.verdict}"/>',
            "    </properties>",
            *cases,
            "  </testsuite>",
            "</testsuites>",
            "",
        )
    )


def _cases(page: Page, style: Style) -> Iterator[str]:
    found: dict[str, list[ShownFinding]] = {}
    for finding in page.findings:
        found.setdefault(finding.rule.id, []).append(finding)
    skipped = dict(page.skipped)
    for rule in page.rules:
        head = f'    <testcase classname="codex-setup" name="{rule.id}"'
        inside = _inside(found.get(rule.id, []), skipped.get(rule.id), page, style)
        yield f"{head}>\n{inside}\n    </testcase>" if inside else f"{head}/>"


def _inside(findings: list[ShownFinding], skipped: str | None, page: Page, style: Style) -> str:
    if not findings:
        return f'      <skipped message="{_escaped(skipped)}"/>' if skipped is not None else ""
    text = _escaped("\n".join(_told(finding, style) for finding in findings))
    if not any(page.fails(finding) for finding in findings):
        return f"      <system-out>{text}</system-out>"
    kind = "error" if all(finding.unsure for finding in findings) else "failure"
    message = _escaped(findings[0].message)
    return f'      <{kind} type="{findings[0].rule.severity}" message="{message}">{text}</{kind}>'


def _told(finding: ShownFinding, style: Style) -> str:
    where = f"{spot(finding.place, style)}: " if finding.place and finding.place.file else ""
    fix = f" Fix: {finding.fix.title}." if finding.fix else ""
    return f"{where}{finding.message}." + (f" {finding.hint}" if finding.hint else "") + fix


def _escaped(text: str) -> str:
    shown = "\n".join(printable(line) for line in text.split("\n"))
    shown = shown.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("##", "#&#35;")):
        shown = shown.replace(char, entity)
    return shown
