"""`codex-setup trace`: what the installed Codex really sends, beside what `plan` predicts."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

from codex_setup.cli import options as opt
from codex_setup.cli.output import format_named, show, style_for
from codex_setup.cli.parameters import option
from codex_setup.cli.progress import waiting
from codex_setup.codex.bedrock import aws_files
from codex_setup.codex.binary import installed
from codex_setup.codex.compare import Comparison, compare
from codex_setup.codex.context import Context, read_context
from codex_setup.codex.credential import credential_of
from codex_setup.codex.request import plan
from codex_setup.codex.scratch import uncopied
from codex_setup.codex.tracing import trace, untraceable
from codex_setup.mask import presentable
from codex_setup.model import SetupError
from codex_setup.record import record, replace
from codex_setup.render.known import known_secrets, secrets_in
from codex_setup.report import Report

if TYPE_CHECKING:
    from codex_setup.codex.context import Binary, Invocation
    from codex_setup.machine import Machine

Timeout = Annotated[
    float, option("--timeout", help="Give Codex at most this long.", metavar="SECONDS", least=0.5, most=600)
]
Yes = Annotated[bool, option("--yes", "-y", help="Let Codex run the provider's credential command.")]


@record
class Tracing:
    """One trace: the report, the lines of the comparison, the Codex that was run."""

    report: Report
    comparison: Comparison
    codex: str


def command(
    codex_home: opt.CodexHome = None,
    cd: opt.Cd = None,
    profile: opt.Profile = None,
    config: opt.Config = None,
    model: opt.Model = None,
    timeout: Timeout = 15.0,
    yes: Yes = False,
    format: opt.Format = None,
    output: opt.Output = None,
    color: opt.Color = "auto",
    verbose: opt.Verbose = False,
    reproducible: opt.Reproducible = False,
) -> int:
    """Run the installed Codex with your configuration against a recorder, and compare with the plan.

    Nothing leaves this computer, and nothing is left in Codex's folder: Codex runs on a copy of it.
    Exit codes: 0 sent as planned, 1 it differs or Codex stops, 3 there is no Codex, 4 could not tell.

    Examples:
      codex-setup trace
      codex-setup trace -p work --format json
    """
    machine, asked = opt.machine_at(cd), opt.invocation(codex_home, profile, config, model, None)
    choice = opt.Showing(format, tuple(output or ()), color, verbose=verbose, reproducible=reproducible)
    binary, context = subject(machine, asked)
    permit(context, yes=yes)
    with waiting("running Codex against a recorder"):
        traced = follow(context, binary, timeout)
    show_trace(traced, machine, choice)
    return traced.report.exit_code


def subject(machine: Machine, asked: Invocation) -> tuple[Binary, Context]:
    """Return the Codex to run and what it will read; raises `SetupError` where there is nothing to run."""
    binaries = installed(machine, asked.codex_home)
    binary = next((each for each in binaries if each.first), next(iter(binaries), None))
    if binary is None:
        raise SetupError(
            "no Codex is installed here, so there is nothing to trace",
            "`npm install -g @openai/codex` installs one; `codex-setup plan` says what it would send.",
        )
    if binary.version is None:
        raise SetupError(
            f"`{binary.file}` cannot be traced: {binary.problem}", "`codex-setup plan` needs no Codex."
        )
    context = read_context(machine, asked, (replace(binary, first=True),))
    reason = uncopied(context)
    if reason is not None:
        raise SetupError(
            f"Codex cannot be traced here: {reason}", "`codex-setup plan` says what it would send."
        )
    return binary, context


def permit(context: Context, *, yes: bool) -> None:
    """Ask before Codex starts a program for a credential; raises `SetupError` where nobody can be asked or says no."""
    named = None if yes else would_run(context)
    if named is None:
        return
    what = presentable(named, secrets_in(context))
    if not opt.interactive():
        raise SetupError(what, "Add --yes to let it run.", exit_code=2)
    if not opt.agreed(f"{what}\nLet it run?", "Add --yes to let it run."):
        raise SetupError("nothing was run", "`codex-setup plan` says what Codex would send.", exit_code=2)


def would_run(context: Context) -> str | None:
    """Return which program Codex would start for a credential, and what names it, in one clause; None for none."""
    command = context.provider.auth_command
    if command is not None:
        setting = context.config.get("model_providers", context.provider.id, "auth", "args", of=list)
        line = " ".join((command.value, *map(str, setting.value if setting is not None else ())))
        return f"Codex would run `{line}`, which `{command.key}` names"
    if context.provider.id not in context.release.bedrock_ids or credential_of(context).header is not None:
        return None
    for file in aws_files(context):
        with suppress(OSError):
            content = context.machine.files.read(file).decode("utf-8", "replace")
            found = re.search(r"^\s*credential_process\s*=\s*(\S.*)", content, re.MULTILINE)
            if found is not None:
                return f"Codex would run `{found[1].strip()}`, which `credential_process` in `{file}` names"
    return None


def follow(context: Context, binary: Binary, timeout: float) -> Tracing:
    """Return the trace of one run of Codex."""
    planned = plan(context)
    reason = untraceable(context, planned)
    if reason is not None:
        raise SetupError(
            f"Codex cannot be traced here: {reason}",
            '`cli_auth_credentials_store = "file"` and a new `codex login` keep it in auth.json instead.',
        )
    comparison = compare(context, planned, trace(context, binary, timeout=timeout))
    report = Report(context, planned, comparison.outcomes, sent=comparison.sent)
    return Tracing(report, comparison, f"Codex {binary.version} ({binary.file})")


def show_trace(traced: Tracing, machine: Machine, choice: opt.Showing) -> None:
    """Show the trace in the chosen format; the text is a comparison, every other format the report."""
    if format_named(choice.format or "text") != "text" or choice.outputs:
        show(traced.report, machine, choice)
        return
    from codex_setup.render.trace import render_trace  # only the text form needs it

    style, known = style_for(machine, choice, sys.stdout), known_secrets(traced.report)
    sys.stdout.write(render_trace(traced.comparison, traced.codex, style, known))
