"""A report for a person at a terminal: the facts, what is wrong, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.mask import printable
from codex_setup.render.facts import facts, spot
from codex_setup.render.ink import finished, inked, wrapped
from codex_setup.render.shell import line as typed
from codex_setup.render.snippet import clipped, width_of
from codex_setup.render.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_setup.render.page import Page, ShownFinding, ShownFix, ShownPlace
    from codex_setup.render.style import Style

IN_FULL = 3
"""How many errors are shown with their lines before the rest is listed in brief."""

IN_FULL_OF_MANY = 40
"""The same where many files were looked at."""


def render(page: Page, style: Style) -> str:
    """Return the page as text; `style.verbose` adds notes, consequences, skipped checks and every request."""
    return finished(lines(page, style), style)


def lines(page: Page, style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    yield from facts(page, style)
    roots, follow = sorted_out(page.findings, verbose=style.verbose)
    errors = sum(finding.rule.severity == "error" for finding in roots)
    many = page.request is None
    room = IN_FULL_OF_MANY if many else IN_FULL
    for number, finding in enumerate(roots):
        brief = not style.verbose and (
            number >= room or (finding.rule.severity == "warning" and errors > 0 and not many)
        )
        yield ""
        yield from in_brief(finding, style) if brief else in_full(finding, style)
        consequences = follow.get(finding.rule.id, ())
        if consequences and all(finding.rule.id != other.rule.id for other in roots[:number]):
            yield from labelled("so", ", ".join(consequences), style)
    if style.verbose and page.skipped:
        yield ""
        for rule, reason in page.skipped:
            yield from wrapped(f"skipped[{rule}]: {reason}", style.width, "", "  ")
    yield ""
    yield from verdict(page, style)


def sorted_out(
    findings: Sequence[ShownFinding], *, verbose: bool
) -> tuple[list[ShownFinding], dict[str, list[str]]]:
    """Return the findings to show, and which rules merely follow from which."""
    ids = {finding.rule.id for finding in findings}
    shown: list[ShownFinding] = []
    follow: dict[str, list[str]] = {}
    for finding in findings:
        if not verbose and finding.because_of in ids and finding.because_of != finding.rule.id:
            follow.setdefault(finding.because_of or "", []).append(finding.rule.id)
        elif verbose or finding.rule.severity != "note":
            shown.append(finding)
    return shown, follow


def in_full(finding: ShownFinding, style: Style) -> Iterator[str]:
    """Yield a finding with its line of the file, its hint and its fix."""
    yield from headline(finding, style)
    if finding.place is not None:
        yield from place_lines(finding.place, finding.rule.severity, style)
    if finding.hint:
        yield from labelled("help", finding.hint, style)
    if finding.fix:
        yield from fix_lines(finding.fix, style)


def in_brief(finding: ShownFinding, style: Style) -> Iterator[str]:
    """Yield a finding in two or three lines: what, where, how to mend it."""
    yield from headline(finding, style)
    if finding.place is not None and (finding.place.file or finding.place.layer):
        yield f" {inked('-->', 'gutter', style)} {spot(finding.place, style)}"
    if finding.fix:
        yield from fix_lines(finding.fix, style)


def headline(finding: ShownFinding, style: Style) -> Iterator[str]:
    """Yield `error[rule]: message`, wrapped."""
    label = f"{finding.rule.severity}[{finding.rule.id}]"
    for number, text in enumerate(wrapped(f"{label}: {finding.message}", style.width, "", "  ")):
        whole = number == 0 and text.startswith(label)
        yield inked(label, finding.rule.severity, style) + text[len(label) :] if whole else text


def place_lines(place: ShownPlace, severity: str, style: Style) -> Iterator[str]:
    """Yield where it is, and the line itself with carets."""
    if place.excerpt is None:
        if place.file or place.layer:
            yield f" {inked('-->', 'gutter', style)} {spot(place, style)}"
        return
    number = str(place.excerpt.number)
    blank = " " * len(number)
    bar = inked("|", "gutter", style)
    line = clipped(place.excerpt, style.width - len(number) - 3)
    carets = " " * width_of(line.text[: line.start]) + "^" * max(
        1, width_of(line.text[line.start : line.end])
    )
    yield f"{blank}{inked('-->', 'gutter', style)} {spot(place, style)}"
    yield f"{blank} {bar}"
    yield f"{inked(number, 'gutter', style)} {bar} {line.text}".rstrip()
    indent = len(carets) - len(carets.lstrip())
    yield f"{blank} {bar} {carets[:indent]}{inked(carets[indent:], severity, style)}"


def labelled(label: str, text: str, style: Style) -> Iterator[str]:
    """Yield `  = help: …`, wrapped under itself."""
    head = f"  = {label}: "
    for number, line in enumerate(wrapped(text, style.width, head, " " * 4)):
        yield f"  = {inked(label, 'bold', style)}: {line[len(head) :]}" if number == 0 else line


def fix_lines(fix: ShownFix, style: Style) -> Iterator[str]:
    """Yield the proposal; what the reader has to type stands on a line of its own where it is long."""
    typing = [printable(typed(command, style.shell)) for command in fix.commands]
    safety = "" if fix.safe or not fix.edits else " (changes meaning: needs --unsafe-fixes)"
    title = fix.title + safety
    if len(typing) == 1 and width_of(f"  = fix: {title}: {typing[0]}") <= style.width:
        yield from labelled("fix", f"{title}: {typing[0]}", style)
        return
    yield from labelled("fix", title, style)
    for command in typing:
        yield f"      {command}"
