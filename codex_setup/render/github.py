"""A report for GitHub Actions: annotations on the line, a job summary, outputs for later steps.

A runner reads commands to itself from every line of a step's output; nothing that came from a file or a
gateway can stand where one would be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.mask import printable
from codex_setup.record import replace
from codex_setup.render.ink import harmless
from codex_setup.render.markdown import render as markdown
from codex_setup.render.shell import line as typed
from codex_setup.render.text import render as text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.render.page import Page, ShownFinding
    from codex_setup.render.style import Style

COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(page: Page, style: Style) -> str:
    """Return the annotations, and the report for a reader of the log in a group of its own."""
    plain = replace(style, colour=False)
    shown = [
        each for each in page.findings if style.verbose or (worth_it(each) and not explained(each, page))
    ]
    log = "\n".join(map(harmless, text(page, plain).splitlines()))
    lines = [annotation(finding, style) for finding in shown]
    return "\n".join([*lines, "::group::codex-setup", log, "::endgroup::", ""])


def worth_it(finding: ShownFinding) -> bool:
    """Return whether a finding gets an annotation: what fails or misleads, and what is about pipelines."""
    return finding.rule.severity != "note" or finding.rule.id.startswith("ci-")


def explained(finding: ShownFinding, page: Page) -> bool:
    """Return whether another annotation, no less grave, is about the cause of this finding."""
    graver = list(COMMANDS)[: list(COMMANDS).index(finding.rule.severity) + 1]
    return any(
        each.rule.id == finding.because_of != finding.rule.id and each.rule.severity in graver
        for each in page.findings
    )


def annotation(finding: ShownFinding, style: Style) -> str:
    """Return one workflow command that shows `finding` on its line."""
    properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(finding, style))
    return harmless_inside(
        f"::{COMMANDS[finding.rule.severity]} {properties}::{_data(_body(finding, style))}"
    )


def summary(page: Page, style: Style) -> str:
    """Return the job summary: the redacted report."""
    return markdown(page, style)


def outputs(page: Page) -> str:
    """Return what goes into the file of a step's outputs: verdict, exit code, first rule, request."""
    request = page.request
    first = next((finding.rule.id for finding in page.findings if page.fails(finding)), "")
    found = {
        "verdict": page.verdict,
        "exit-code": str(page.exit_code),
        "rule": first,
        "request-url": (request.url or "") if request else "",
        "model": (request.model or "") if request else "",
        "codex-version": page.version,
    }
    return "".join(_output(name, printable(value)) for name, value in found.items())


def _output(name: str, value: str) -> str:
    mark = "codex_setup_end"
    while mark in value:
        mark += "_"
    return f"{name}<<{mark}\n{value}\n{mark}\n"


def _properties(finding: ShownFinding, style: Style) -> Iterator[tuple[str, str]]:
    place = finding.anchor
    if place is not None and place.file is not None:
        yield "file", style.relative(place.file)
        if place.span is not None:
            span = place.span
            yield "line", str(span.line)
            yield "endLine", str(span.end_line)
            if span.line == span.end_line:
                yield "col", str(span.column)
                yield "endColumn", str(span.end_column)
    yield "title", finding.rule.id


def _body(finding: ShownFinding, style: Style) -> str:
    parts = [finding.message]
    if finding.hint:
        parts.append(finding.hint)
    if finding.fix:
        typing = "".join(f"\n  {typed(command, style.shell)}" for command in finding.fix.commands)
        parts.append(f"Fix: {finding.fix.title}{typing}")
    return "\n".join(parts)


def harmless_inside(command: str) -> str:
    """Return our own command with nothing in it that an older form of command would be read from."""
    return command.replace("##", "#%23")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
