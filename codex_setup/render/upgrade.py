"""Foresight for a person and for a program: releases against what they break, change and repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup import __version__
from codex_setup.mask import json_text
from codex_setup.render.ink import finished, inked, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.render.style import Style
    from codex_setup.upgrade import Difference, Foresight

INKS = {"breaks": "broken", "changes": "unsure", "repaired": "healthy"}
EFFECT, RANGE = 10, 24


def render_text(foresight: Foresight, style: Style) -> str:
    """Return the table as text: effect, releases, what it is about."""
    return finished(_lines(foresight, style), style)


def _lines(foresight: Foresight, style: Style) -> Iterator[str]:
    others = [each for each in foresight.releases if each != foresight.current]
    known = {"installed": "installed", "option": "as asked", "assumed": "assumed, none is installed"}
    compared = (
        others[0]
        if len(others) == 1
        else f"{len(others)} releases, {others[0]} to {others[-1]}"
        if others
        else ""
    )
    yield f"Codex {foresight.current} ({known.get(foresight.origin, foresight.origin)})" + (
        f" against {compared}" if compared else " is the release that was asked about"
    )
    yield ""
    if not foresight.differences:
        yield inked("nothing changes for this configuration", "healthy", style)
        return
    for each in foresight.differences:
        yield from _row(each, foresight, style)
    count = sum(each.effect == "breaks" for each in foresight.differences)
    yield ""
    yield inked(
        f"{count} would break" if count else "nothing would break", "broken" if count else "healthy", style
    )


def _row(difference: Difference, foresight: Foresight, style: Style) -> Iterator[str]:
    indent = " " * (EFFECT + RANGE)
    lines = list(wrapped(f"{difference.what}: {difference.message}", style.width, indent, indent))
    effect = inked(f"{difference.effect:<{EFFECT}}", INKS[difference.effect], style)
    yield f"{effect}{releases(difference, foresight):<{RANGE}}{lines[0][EFFECT + RANGE :]}"
    yield from lines[1:]
    if difference.hint:
        yield from wrapped(difference.hint, style.width, indent, indent)


def releases(difference: Difference, foresight: Foresight) -> str:
    """Return for which releases a difference holds: `from 0.95.0`, `until 0.36.0`, `0.64.0 until 0.73.0`."""
    if len(foresight.releases) == 1:
        return difference.since
    if difference.until is None:
        return f"from {difference.since}"
    first = difference.since == foresight.releases[0]
    return f"until {difference.until}" if first else f"{difference.since} until {difference.until}"


def render_json(foresight: Foresight) -> str:
    """Return the table as JSON, field by field."""
    document = {
        "schema": 1,
        "tool": {"name": "codex-setup", "version": __version__},
        "codex": {"version": foresight.current, "from": foresight.origin},
        "releases": list(foresight.releases),
        "exit_code": foresight.exit_code,
        "upgrade": [
            {
                "effect": each.effect,
                "what": each.what,
                "message": each.message,
                "hint": each.hint,
                "since": each.since,
                "until": each.until,
            }
            for each in foresight.differences
        ],
    }
    return json_text(document)
