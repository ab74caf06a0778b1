"""A report to paste into an issue or a forum: redacted, and foreign text can neither format nor mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup import __version__
from codex_setup.mask import printable
from codex_setup.pattern import pattern
from codex_setup.render.facts import STAGES, answer, codex, key, of_layer, spot, where
from codex_setup.render.ink import harmless
from codex_setup.render.shell import line as typed
from codex_setup.render.verdict import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.render.page import Page, ShownFinding, ShownFix, ShownPlace, ShownRequest
    from codex_setup.render.style import Style

_SPECIAL = pattern(r"([\\`*_{}\[\]()<>#+!|~&$])")
_REFERENCE = pattern(r"([@#])(?=\w)")
_TICKS = pattern(r"`+")


def render(page: Page, style: Style) -> str:
    """Return the page as Markdown; the home folder is written `~`."""
    return "\n".join(harmless(line) for line in _lines(page, style)) + "\n"


def said(text: str, style: Style) -> str:
    """Return one of our sentences as Markdown: what stands in backticks as code, the rest as plain text."""
    parts = _homeless(printable(text), style).split("`")
    if len(parts) % 2 == 0:
        return _plain("`".join(parts))
    return "".join(quoted(part) if number % 2 else _plain(part) for number, part in enumerate(parts))


def quoted(text: str) -> str:
    """Return foreign text as a code span, whatever backticks are in it."""
    text = printable(text)
    if not text:
        return '`""`'
    ticks = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    gap = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"


def _plain(text: str) -> str:
    text = _REFERENCE.sub("\\1\0", _SPECIAL.sub(r"\\\1", text))
    return text.replace("\0", "<!-- -->")


def _homeless(text: str, style: Style) -> str:
    return text.replace(str(style.home), "~") if style.home and len(str(style.home)) > 1 else text


def _lines(page: Page, style: Style) -> Iterator[str]:
    yield f"### codex-setup: {page.verdict}"
    yield ""
    yield said(sentence(page), style)
    yield ""
    yield "| | |"
    yield "|---|---|"
    for name, value in _facts(page, style):
        shown = quoted(_homeless(value, style)).replace("|", "\\|")
        yield f"| {name} | {shown} |"
    for finding in page.findings:
        if finding.rule.severity != "note" or style.verbose:
            yield ""
            yield from _finding(finding, style)
    yield ""
    yield from _details(page, style)


def _facts(page: Page, style: Style) -> Iterator[tuple[str, str]]:
    yield "Codex", codex(page, style)
    if page.request is not None:
        yield from _request(page.request, style)
    for probe in page.probes:
        yield (
            f"{probe.method} {'answer' if probe.name == 'responses' else probe.name}",
            answer(probe, style, asked=False),
        )
    yield "codex-setup", __version__


def _request(request: ShownRequest, style: Style) -> Iterator[tuple[str, str]]:
    if request.refused is not None:
        yield "refused", f"{STAGES[request.refused[0]]}: {' '.join(request.refused[1].split())}"
    elif request.url is not None:
        yield "request", f"{request.method} {request.url}"
    if request.model is not None:
        yield "model", f"{request.model} ({where(request.model_from, request.model_place, style)})"
    if request.key_from is not None:
        yield "key", key(request, style)


def _finding(finding: ShownFinding, style: Style) -> Iterator[str]:
    yield f"**{finding.rule.severity}** `{finding.rule.id}`: {said(finding.message, style)}"
    if finding.place is not None:
        yield from (_homeless(line, style) for line in _place(finding.place, style))
    if finding.hint:
        yield ""
        yield said(finding.hint, style)
    if finding.fix:
        yield from (_homeless(line, style) for line in _fix(finding.fix, style))


def _place(place: ShownPlace, style: Style) -> Iterator[str]:
    where_it_is = spot(place, style)
    if place.excerpt is None:
        if where_it_is:
            yield ""
            yield f"At {quoted(where_it_is)}"
        return
    yield from fenced([f"{where_it_is}", f"{place.excerpt.number} | {place.excerpt.text}"])


def _fix(fix: ShownFix, style: Style) -> Iterator[str]:
    yield ""
    yield f"Fix: {said(fix.title, style)}"
    if fix.commands:
        yield from fenced([printable(typed(command, style.shell)) for command in fix.commands])


def fenced(lines: list[str]) -> Iterator[str]:
    """Yield `lines` as a block of code that nothing in them can end."""
    longest = max((len(run) for line in lines for run in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield ""
    yield fence
    yield from lines
    yield fence


def _details(page: Page, style: Style) -> Iterator[str]:
    yield "<details><summary>Layers and skipped checks</summary>"
    yield ""
    for layer in page.layers:
        yield f"* {quoted(_homeless(of_layer(layer, style), style))}"
    for rule, reason in page.skipped:
        yield f"* skipped `{rule}`: {said(reason, style)}"
    yield ""
    yield "</details>"
