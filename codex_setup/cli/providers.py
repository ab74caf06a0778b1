"""`codex-setup providers`: the configured providers, their keys, and with --live whether each answers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from codex_setup.cli import options as opt
from codex_setup.cli.parameters import option
from codex_setup.mask import json_text
from codex_setup.model import SetupError

if TYPE_CHECKING:
    from codex_setup.render import Style
    from codex_setup.wizard.roster import Row

Live = Annotated[bool, option("--live", help="Ask each of them, all at once.")]
ListFormat = Annotated[str, option("--format", help="text or json.", metavar="FORMAT")]
UNSURE, BROKEN = 4, 1


def command(
    *,
    live: Live = False,
    timeout: opt.Timeout = 30.0,
    codex_home: opt.CodexHome = None,
    cd: opt.Cd = None,
    profile: opt.Profile = None,
    config: opt.Config = None,
    codex_version: opt.CodexVersion = None,
    format: ListFormat = "text",
    color: opt.Color = "auto",
) -> int:
    """List the configured providers: where each is, whether its key is there, and which is in force.

    With --live each is asked as Codex would ask it, one tiny request each, all at once. The exit code
    is then that of the provider in force: 0 fine, 1 something must change, 4 could not tell.

    Examples:
      codex-setup providers --live
      codex-setup providers --format json
    """
    if format not in ("text", "json"):
        raise SetupError(f"`--format {format}` is not known here", "Write text or json.", exit_code=2)
    from codex_setup.cli.doctor import connector  # what `--help` must not pay
    from codex_setup.cli.output import style_for
    from codex_setup.cli.progress import waiting
    from codex_setup.wizard import Bench
    from codex_setup.wizard.roster import rows

    asked = opt.invocation(codex_home, profile, config, None, codex_version)
    bench = Bench(opt.machine_at(cd), asked, connector(timeout) if live else None)
    with waiting("asking the gateways" if live else "reading the configuration"):
        found = rows(bench, bench.context())
    style = style_for(bench.machine, opt.Showing(color=color), sys.stdout)
    sys.stdout.write(as_json(found) if format == "json" else as_text(found, style))
    return exit_code(found) if live else 0


def exit_code(found: tuple[Row, ...]) -> int:
    """Return the exit code for the provider in force."""
    state = next((row.state for row in found if row.active), None)
    return {"broken": BROKEN, "unsure": UNSURE}.get(state or "", 0)


def as_text(found: tuple[Row, ...], style: Style) -> str:
    """Return the rows as lines, none wider than the terminal: one block a provider."""
    from codex_setup.render.ink import inked  # what only text needs
    from codex_setup.wizard.ask import fitting, lines_of

    if not found:
        return "no provider is configured; `codex-setup init` adds one\n"
    marks = {
        "healthy": "✓" if style.unicode else "ok",
        "broken": "✗" if style.unicode else "no",
        "unsure": "?",
    }
    lines: list[str] = []
    for row in found:
        head = fitting(
            f"{marks.get(row.state or '', ' ')} {row.id}{'  (in force)' if row.active else ''}", style.width
        )
        lines.append(inked(head, row.state, style) if row.state else head)
        lines += [f"    {line}" for text in details(row) for line in lines_of(text, style.width - 4)]
    return "\n".join(lines) + "\n"


def details(row: Row) -> list[str]:
    """Return what is to be said of one provider."""
    from codex_setup.render.facts import ORIGINS  # what only text needs

    origin = ORIGINS.get(row.key, row.key.removeprefix("env:"))
    key = f"{row.shown or 'fetched when needed'} ({origin})" if row.key != "none" else "none"
    said = [row.base_url, f"model {row.model or 'not known'}, key {key}"]
    return said + [text for text in (row.problem, row.health) if text]


def as_json(found: tuple[Row, ...]) -> str:
    """Return the rows as JSON, field by field."""
    listed = [
        {
            "id": row.id,
            "active": row.active,
            "builtin": row.builtin,
            "base_url": row.base_url,
            "preset": row.preset,
            "model": row.model,
            "key": {"from": row.key, "shown": row.shown},
            "refused": row.problem,
            "state": row.state,
            "says": row.health,
        }
        for row in found
    ]
    return json_text({"schema": 1, "providers": listed})
