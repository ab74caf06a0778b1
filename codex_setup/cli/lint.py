"""`codex-setup lint`: configuration files and folders by name, without the network and without a machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from codex_setup.cli import options as opt
from codex_setup.cli.output import show_page
from codex_setup.cli.parameters import Argument, option
from codex_setup.model import SetupError

if TYPE_CHECKING:
    from pathlib import Path

    from codex_setup.codex.context import ReleaseOrigin
    from codex_setup.lint.subjects import Role
    from codex_setup.machine import Machine

Names = Annotated[
    list[str],
    Argument(help="Files, folders (with everything below), or - for standard input.", metavar="FILE..."),
]
As = Annotated[
    str | None,
    option("--as", help="Take every file for this layer: user, profile, project or system.", metavar="LAYER"),
]
FailOn = Annotated[
    str, option("--fail-on", help="error or warning: what makes the exit code 1.", metavar="SEVERITY")
]
ExitZero = Annotated[bool, option("--exit-zero", help="Exit with 0 whatever was found.")]
Ignore = Annotated[
    list[str] | None, option("--ignore", help="Leave this rule out; repeatable.", metavar="RULE")
]


def command(
    names: Names,
    as_: As = None,
    codex_version: opt.CodexVersion = None,
    fail_on: FailOn = "error",
    exit_zero: ExitZero = False,
    ignore: Ignore = None,
    format: opt.Format = None,
    output: opt.Output = None,
    color: opt.Color = "auto",
    verbose: opt.Verbose = False,
    reproducible: opt.Reproducible = False,
) -> int:
    """Check Codex configurations by name, each as the layer that its place makes it.

    A folder stands for every .codex/config.toml and profile file below it. Only what a file alone can tell
    is judged: variables, logins and gateways are `doctor`'s.

    Examples:
      codex-setup lint .codex/config.toml
      codex-setup lint .
      codex-setup lint - < config.toml
    """
    from codex_setup.lint.many import lint  # `--help` needs none of it
    from codex_setup.lint.one import Manner
    from codex_setup.lint.subjects import subjects

    machine = opt.machine_at(None)
    wanted = opt.severity(fail_on)
    opt.invocation(None, None, None, None, codex_version)
    choice = opt.Showing(format, tuple(output or ()), color, verbose=verbose, reproducible=reproducible)
    stdin = sys.stdin.buffer.read() if "-" in names else None
    found = subjects(machine, names, role(as_), stdin)
    if not found:
        sys.stderr.write("codex-setup: no configuration of Codex is there\n")
    pieces = format == "sarif" or any(one.startswith("sarif:") for one in choice.outputs)
    manner = Manner(*judged(machine, codex_version), opt.existing(ignore), wanted, pieces)
    page = lint(found, manner)
    show_page(page, machine, choice)
    return 0 if exit_zero else page.exit_code


def role(name: str | None) -> Role | None:
    """Return the layer of that name; raises `SetupError` for one that no file makes."""
    from codex_setup.lint.subjects import ROLES  # `--help` needs none of it

    found = next((one for one in ROLES if one == name), None)
    if name is not None and found is None:
        raise SetupError(
            f"`--as {name}` is no layer of a file", f"Write one of {', '.join(ROLES)}.", exit_code=2
        )
    return found


def judged(machine: Machine, asked: str | None) -> tuple[str | None, ReleaseOrigin, Path | None]:
    """Return which Codex to judge as: the one asked for, else the installed one, else the one that is assumed."""
    if asked is not None:
        return asked, "option", None
    from codex_setup.codex.binary import installed  # `--help` needs none of it

    first = next((one for one in installed(machine) if one.first and one.version is not None), None)
    return (first.version, "installed", first.file) if first else (None, "assumed", None)
