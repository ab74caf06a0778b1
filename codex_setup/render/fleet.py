"""A fleet as a table for a terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup import __version__
from codex_setup.fleet import tally, versions
from codex_setup.mask import json_text
from codex_setup.render.ink import finished, inked, wrapped
from codex_setup.render.snippet import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_setup.fleet import Fleet, Station
    from codex_setup.render.style import Style

SHOWN = 3
"""How many machines stand beside a rule before the rest is counted."""


def table(fleet: Fleet, style: Style) -> str:
    """Return the fleet as text: by rule, then by machine, then the count."""
    return finished(_lines(fleet, style), style)


def document(fleet: Fleet) -> str:
    """Return the fleet as JSON: every machine with its rules, every rule with its machines."""
    found = {
        "schema": 1,
        "tool": {"name": "codex-setup", "version": __version__},
        "machines": [
            {
                "name": one.name,
                "verdict": one.verdict,
                "exit_code": one.exit_code,
                "codex": one.codex,
                "model": one.model,
                "url": one.url,
                "rules": sorted({told.rule for told in one.findings}),
            }
            for one in fleet.stations
        ],
        "rules": [
            {"rule": rule, "severity": severity, "machines": [one.name for one in there]}
            for rule, severity, there in fleet.by_rule()
        ],
        "unread": [{"file": name, "reason": reason} for name, reason in fleet.unread],
    }
    return json_text(found)


def _lines(fleet: Fleet, style: Style) -> Iterator[str]:
    rules = [(severity, rule, str(len(there)), names(there)) for rule, severity, there in fleet.by_rule()]
    if rules:
        yield from _table(("severity", "rule", "machines", ""), rules, style)
        yield ""
    rows = [(one.verdict, one.name, one.codex, one.model, first(one)) for one in fleet.stations]
    if rows:
        yield from _table(("verdict", "machine", "Codex", "model", "first finding"), rows, style)
        yield ""
    for name, reason in fleet.unread:
        yield from wrapped(f"not read: {name} {reason}", style.width, "", "  ")
    spread = ", ".join(f"{version or 'unknown'} on {count}" for version, count in versions(fleet))
    if spread:
        yield from wrapped(f"Codex {spread}.", style.width, "", "  ")
    yield from wrapped(tally(fleet)[:1].upper() + tally(fleet)[1:], style.width, "", "  ")


def names(there: Sequence[Station]) -> str:
    """Return the first machines of a rule by name and the rest as a number."""
    shown = ", ".join(one.name for one in there[:SHOWN])
    return shown + (f" and {len(there) - SHOWN} more" if len(there) > SHOWN else "")


def first(station: Station) -> str:
    """Return the rule of the worst finding that is more than a note."""
    return next((told.rule for told in station.findings if told.severity != "note"), "")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], style: Style) -> Iterator[str]:
    widths = [max(width_of(row[n]) for row in (head, *rows)) for n in range(len(head))]
    yield inked(_row(head, widths, style), "bold", style)
    for row in rows:
        text = _row(row, widths, style)
        word = row[0]
        yield (
            inked(word, word, style) + text[len(word) :]
            if word in ("error", "warning", "broken", "unsure")
            else text
        )


def _row(cells: Sequence[str], widths: Sequence[int], style: Style) -> str:
    text = "  ".join(
        cell + " " * (width - width_of(cell)) for cell, width in zip(cells, widths, strict=True)
    ).rstrip()
    while width_of(text) > style.width:
        text = text[: -2 if text.endswith("…") else -1].rstrip() + "…"
    return text
