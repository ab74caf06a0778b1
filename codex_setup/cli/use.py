"""`codex-setup use`: switch between the providers that are configured, with the care of `init`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from codex_setup.cli import options as opt
from codex_setup.cli.parameters import Argument, option
from codex_setup.codex.context import Context, Invocation, read_context

if TYPE_CHECKING:
    from codex_setup.cli.setup import Wishes
    from codex_setup.wizard import Bench


def provider_ids(begun: str) -> list[str]:
    """Return the configured providers whose id begins so, for a shell's completion."""
    found = read_context(opt.machine_at(None), Invocation()).providers
    return [name for name in found if name.startswith(begun)]


Wanted = Annotated[
    str,
    Argument(help="The provider's id, or - for the one before.", metavar="NAME", completion=provider_ids),
]
ModelName = Annotated[
    str | None,
    option("--model", "-m", help="The model to ask it for, else the one it had.", metavar="NAME"),
]
DryRun = Annotated[bool, option("--dry-run", help="Show the difference only; exit 1 if there is one.")]


def command(
    name: Wanted,
    *,
    model: ModelName = None,
    yes: opt.Yes = False,
    dry_run: DryRun = False,
    codex_home: opt.CodexHome = None,
    cd: opt.Cd = None,
    codex_version: opt.CodexVersion = None,
    offline: opt.Offline = False,
    timeout: opt.Timeout = 30.0,
    format: opt.Format = None,
    output: opt.Output = None,
    color: opt.Color = "auto",
    verbose: opt.Verbose = False,
    reproducible: opt.Reproducible = False,
) -> int:
    """Switch Codex to another provider that is configured, and to a model that it offers.

    The gateway is asked before anything is written; `use -` goes back to the provider and the model
    that were in force before the last switch.

    Examples:
      codex-setup use openrouter
      codex-setup use -
    """
    from codex_setup.cli.doctor import connector  # what `--help` must not pay
    from codex_setup.cli.setup import Wishes
    from codex_setup.wizard import Bench

    asked = opt.invocation(codex_home, None, None, None, codex_version)
    choice = opt.Showing(format, tuple(output or ()), color, verbose=verbose, reproducible=reproducible)
    bench = Bench(opt.machine_at(cd), asked, None if offline else connector(timeout))
    wishes = Wishes(model=model, yes=yes, dry_run=dry_run, offline=offline, timeout=timeout)
    return switch(bench, bench.context(), name, wishes, choice)


def switch(bench: Bench, context: Context, name: str, wishes: Wishes, choice: opt.Showing) -> int:
    """Switch to the provider that `name` means and return the exit code."""
    from codex_setup.cli.progress import waiting
    from codex_setup.cli.setup import written
    from codex_setup.wizard import proposed
    from codex_setup.wizard.aftercare import sessions_left  # what `--help` must not pay
    from codex_setup.wizard.use import edits_to, had, wanted

    provider, remembered = wanted(name, context)
    model = wishes.model or remembered or had(provider, context)
    if model is None:
        model = found_out(bench, context, provider, wishes, choice)
    with waiting("asking the gateway"):
        ready = proposed(bench, edits_to(provider, model, context))
    notes = [*sessions_left(context, provider), *([] if model else [kept(context)])]
    code = written(bench, ready, f"use {provider}", notes, wishes, choice)
    if code is None:
        return int(bool(ready.changes)) if wishes.dry_run else ready.report.exit_code or 1
    return code


def found_out(
    bench: Bench, context: Context, provider: str, wishes: Wishes, choice: opt.Showing
) -> str | None:
    """Return the model for a provider that was never in force, by what its gateway offers; None leaves it as it is.

    Raises `SetupError` with the names where nothing tells which of them, and nobody can be asked.
    """
    if opt.interactive() and not wishes.yes and not wishes.dry_run:
        from codex_setup.cli.talking import asked_model  # only where somebody can be asked

        return asked_model(bench, context, provider, wishes, choice)
    from codex_setup.cli.progress import waiting
    from codex_setup.wizard.use import model_of, offered_by  # what `--help` must not pay

    with waiting("asking for the models"):
        return model_of(context, provider, offered_by(bench, context, provider))


def kept(context: Context) -> str:
    """Return what stays the model where nothing tells another, and how it is named."""
    now = context.config.get("model", of=str)
    stays = f"`{now.value}` stays the model" if now else "no model is set, so Codex takes its own default"
    return f"{stays}; `-m NAME` sets another"
