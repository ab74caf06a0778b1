"""A trace for a person: what was planned beside what the installed Codex sent, line by line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from codex_setup.codex.compare import ASIDE
from codex_setup.mask import masked, printable
from codex_setup.record import replace
from codex_setup.render.ink import finished, inked, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_setup.codex.compare import Comparison, Line
    from codex_setup.model import Secret
    from codex_setup.render.style import Style

COLUMN = 14


def render_trace(comparison: Comparison, codex: str, style: Style, known: Iterable[Secret] = ()) -> str:
    """Return the comparison as text, without the keys that are `known`; `codex` says which Codex was run."""
    return finished(_lines(_covered(comparison, tuple(known)), codex, style), style)


def _covered(comparison: Comparison, known: tuple[Secret, ...]) -> Comparison:
    """Return the comparison without the keys, before lines are broken and a key with them."""
    show = partial(masked, known=known)
    lines = (
        replace(line, what=show(line.what), planned=show(line.planned), sent=show(line.sent))
        for line in comparison.lines
    )
    outcomes = (
        replace(
            outcome, findings=tuple(replace(each, message=show(each.message)) for each in outcome.findings)
        )
        for outcome in comparison.outcomes
    )
    return replace(comparison, lines=tuple(lines), outcomes=tuple(outcomes))


def _lines(comparison: Comparison, codex: str, style: Style) -> Iterator[str]:
    yield from wrapped(f"{codex} was run against a recorder on loopback.", style.width)
    yield ""
    for line in comparison.lines:
        yield from _line(line, style)
    yield ""
    for outcome in comparison.outcomes:
        for finding in outcome.findings:
            if outcome.rule is ASIDE:
                said = f"{finding.message}; nothing left this computer. {finding.hint or ''}"
                yield from wrapped(said.rstrip(), style.width)
    different = sum(not line.same for line in comparison.lines)
    if different:
        counted = f"{different} of {len(comparison.lines)} lines differ from the plan"
        yield inked(
            counted if different > 1 else f"1 of {len(comparison.lines)} lines differs from the plan",
            "broken",
            style,
        )
    elif comparison.sent.refused is not None:
        yield inked("Codex stops before it asks, as planned", "broken", style)
    else:
        yield inked("sent as planned", "healthy", style)


def _line(line: Line, style: Style) -> Iterator[str]:
    """Yield a line that agrees as one, and one that differs as two, one above the other."""
    if line.same:
        yield from _fact(inked("✓", "healthy", style), line.what, line.sent, style)
        return
    yield from _fact(inked("✗", "broken", style), line.what, f"planned {line.planned}", style)
    yield from _fact(" ", "", f"sent    {line.sent}", style)


def _fact(mark: str, what: str, value: str, style: Style) -> Iterator[str]:
    indent = " " * COLUMN
    for number, text in enumerate(wrapped(printable(value), style.width, indent, indent)):
        yield f"{mark} {what:<{COLUMN - 3}} {text[COLUMN:]}" if number == 0 else text
