"""`codex-setup plan`: what Codex will send, and where each value comes from; nothing is sent."""

from __future__ import annotations

import sys
from typing import Annotated

from codex_setup.cli import options as opt
from codex_setup.cli.output import format_named, show, style_for
from codex_setup.cli.parameters import option
from codex_setup.codex.binary import installed
from codex_setup.codex.context import read_context
from codex_setup.codex.request import plan
from codex_setup.model import SetupError
from codex_setup.report import Report

Why = Annotated[
    str | None,
    option("--why", help="Show every layer that speaks of this key, and which one wins.", metavar="KEY"),
]


def command(
    codex_home: opt.CodexHome = None,
    cd: opt.Cd = None,
    profile: opt.Profile = None,
    config: opt.Config = None,
    model: opt.Model = None,
    codex_version: opt.CodexVersion = None,
    why: Why = None,
    format: opt.Format = None,
    output: opt.Output = None,
    color: opt.Color = "auto",
    verbose: opt.Verbose = False,
    reproducible: opt.Reproducible = False,
) -> int:
    """Show the request that Codex would send, each value with its origin, or why Codex refuses.

    Exit code 1 where Codex would stop before it sends. Nothing is sent and nothing is written.

    Examples:
      codex-setup plan
      codex-setup plan --why model
      codex-setup plan --codex-version 0.94.0
    """
    machine = opt.machine_at(cd)
    asked = opt.invocation(codex_home, profile, config, model, codex_version)
    context = read_context(machine, asked, installed(machine, codex_home))
    report = Report(context, plan(context), ())
    choice = opt.Showing(format, tuple(output or ()), color, verbose=verbose, reproducible=reproducible)
    if why is not None:
        return told(report, why, choice)
    if format_named(format or "text") == "text" and not output:
        from codex_setup.render.plan import render_plan  # only the text form needs it

        sys.stdout.write(render_plan(report, style_for(machine, choice, sys.stdout)))
    else:
        show(report, machine, choice)
    return int(report.plan.refused is not None)


def told(report: Report, key: str, choice: opt.Showing) -> int:
    """Show every layer that speaks of `key`; return 0."""
    from codex_setup.codex.why import why  # only this question needs these
    from codex_setup.render.known import known_secrets
    from codex_setup.render.why import render_json, render_text

    if choice.format not in (None, "text", "json"):
        raise SetupError(f"`--why` has no format `{choice.format}`", "Write text or json.", exit_code=2)
    found, known = why(report.context, key), known_secrets(report)
    if choice.format == "json":
        sys.stdout.write(render_json(found, known))
    else:
        sys.stdout.write(render_text(found, known, style_for(report.context.machine, choice, sys.stdout)))
    return 0
