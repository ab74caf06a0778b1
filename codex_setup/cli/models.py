"""`codex-setup models`: the names that the gateway offers to this key, the configured one marked."""

from __future__ import annotations

import sys

from codex_setup.answer import armed
from codex_setup.cli import options as opt
from codex_setup.cli.doctor import connector
from codex_setup.cli.progress import waiting
from codex_setup.cli.streams import fitted
from codex_setup.codex.binary import installed
from codex_setup.codex.context import read_context
from codex_setup.codex.request import plan
from codex_setup.mask import json_text, masked, presentable, printable
from codex_setup.model import SetupError
from codex_setup.nearest import nearest
from codex_setup.render.known import secrets_in


def command(
    codex_home: opt.CodexHome = None,
    cd: opt.Cd = None,
    profile: opt.Profile = None,
    config: opt.Config = None,
    model: opt.Model = None,
    codex_version: opt.CodexVersion = None,
    timeout: opt.Timeout = 30.0,
    format: opt.Format = None,
) -> int:
    """List the model names that the gateway offers to this key; the configured one is marked with *.

    A list is no proof: what it names need not work for this key. `codex-setup doctor` asks the model.
    Exit codes: 0 listed, 1 the answer says that something here is wrong, 4 there is no list to be had.

    Examples:
      codex-setup models
      codex-setup models --format json
    """
    if format not in (None, "text", "json"):
        raise SetupError(f"`models` has no format `{format}`", "Write text or json.", exit_code=2)
    from codex_setup.models import list_models  # what `--help` must not pay

    asked = opt.invocation(codex_home, profile, config, model, codex_version)
    machine = opt.machine_at(cd)
    context = read_context(machine, asked, installed(machine, codex_home))
    planned = armed(context, plan(context))
    if planned.url is None:
        why = f"Codex stops with “{planned.refused.headline}”" if planned.refused else "there is no address"
        why = masked(why, secrets_in(context, planned))
        hint = "`codex-setup doctor --fix` mends what it can, `codex-setup doctor` says the rest."
        raise SetupError(f"nobody can be asked: {why}", hint, exit_code=1)
    with waiting("asking for the models"):
        names, asked_for, outcome = list_models(context, planned, connector(timeout)(context.environment))
    known = secrets_in(context, planned)
    wanted = masked(planned.model, known) if planned.model is not None else None
    names = tuple(masked(name, known) for name in names)
    url = masked(asked_for.request.url, known)
    shown = as_json(wanted, url, names) if format == "json" else fitted(as_text(wanted, names), sys.stdout)
    sys.stdout.write(shown)
    for finding in outcome.findings:
        said = f"{outcome.rule.severity}[{outcome.rule.id}]: {presentable(finding.message, known)}\n"
        hint = f"  {presentable(finding.hint, known)}\n" if finding.hint else ""
        sys.stderr.write(fitted(said + hint, sys.stderr))
    if any(not finding.unsure for finding in outcome.findings):
        return 1
    return 0 if names else 4


def as_text(wanted: str | None, names: tuple[str, ...]) -> str:
    """Return a line for each name, and what is to be said of the configured one where it is not among them."""
    lines = [f"{'*' if name == wanted else ' '} {printable(name)}\n" for name in names]
    if names and wanted is not None and wanted not in names:
        close = ", ".join(nearest(wanted, names))
        lines.append(
            f"\n{printable(wanted)} is configured and not in this list; nearest: {close or 'none'}\n"
        )
    return "".join(lines)


def as_json(wanted: str | None, url: str, names: tuple[str, ...]) -> str:
    """Return the list as JSON: schema, url, configured, models with name and configured."""
    models = [{"name": name, "configured": name == wanted} for name in names]
    document = {"schema": 1, "url": url, "configured": wanted, "models": models}
    return json_text(document)
