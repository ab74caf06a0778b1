"""The options that mean the same in every command, and the machine and invocation they describe.

Every option has an environment variable `CODEX_SETUP_<OPTION>`. A key is never an option's value.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from codex_setup.cli.parameters import option
from codex_setup.codex.context import Invocation
from codex_setup.machine import Machine
from codex_setup.model import SetupError, Severity
from codex_setup.record import record, replace

CodexHome = Annotated[
    Path | None,
    option("--codex-home", help="Codex's folder (else CODEX_HOME, else ~/.codex).", metavar="DIR"),
]
Cd = Annotated[
    Path | None, option("--cd", "-C", help="Look from this folder, as `codex -C` would.", metavar="DIR")
]
Profile = Annotated[
    str | None, option("--profile", "-p", help="The profile that Codex would run with.", metavar="NAME")
]
Config = Annotated[
    list[str] | None,
    option("--config", "-c", help="An override as Codex reads it; repeatable.", metavar="KEY=VALUE"),
]
Model = Annotated[
    str | None, option("--model", "-m", help="The model that Codex would be started with.", metavar="NAME")
]
CodexVersion = Annotated[
    str | None,
    option(
        "--codex-version",
        help="Judge as this release of Codex would (else the installed one).",
        metavar="X.Y.Z",
    ),
]
Format = Annotated[
    str | None,
    option("--format", help="text, json, sarif, github, gitlab, junit or markdown.", metavar="FORMAT"),
]
Output = Annotated[
    list[str] | None,
    option(
        "--output",
        "-o",
        help="Write to a file instead; FORMAT:FILE chooses the format; repeatable.",
        metavar="FILE",
    ),
]
Color = Annotated[
    str,
    option("--color", help="auto, always or never (NO_COLOR and FORCE_COLOR are honoured).", metavar="WHEN"),
]
Offline = Annotated[bool, option("--offline", help="Send nothing.")]
Timeout = Annotated[
    float,
    option(
        "--timeout",
        help="Give the gateway at most this long, in all.",
        metavar="SECONDS",
        least=0.1,
        most=600,
    ),
]
Verbose = Annotated[bool, option("--verbose", "-v", help="Show notes, skipped checks and every request too.")]
Yes = Annotated[bool, option("--yes", "-y", help="Answer yes to the one question before writing.")]
Reproducible = Annotated[
    bool, option("--reproducible", help="Leave times out, so that equal input gives equal bytes.")
]


@record
class Showing:
    """How a report is to be shown: in which format, where to, how much of it."""

    format: str | None = None
    outputs: tuple[str, ...] = ()
    color: str = "auto"
    verbose: bool = False
    reproducible: bool = False
    declined: bool = False


def machine_at(cd: Path | None) -> Machine:
    """Return this computer, seen from `cd`; raises `SetupError` where that is not a folder."""
    try:
        machine = Machine.here()
    except OSError as error:
        raise SetupError(
            f"the current folder cannot be read ({error.strerror})", "Change to one that exists."
        ) from error
    from codex_setup.cli.output import speak_plainly  # what `--help` must not pay

    speak_plainly(machine)
    if cd is None:
        return machine
    where = (machine.cwd / cd).resolve()
    if not where.is_dir():
        raise SetupError(f"`--cd {cd}` is not a folder", "Name a folder that exists.", exit_code=2)
    return replace(machine, cwd=where)


def invocation(
    codex_home: Path | None,
    profile: str | None,
    config: list[str] | None,
    model: str | None,
    codex_version: str | None,
) -> Invocation:
    """Return what the user would type to Codex; raises `SetupError` for a version that is not one."""
    if codex_version is not None and not is_version(codex_version):
        raise SetupError(
            f"`--codex-version {codex_version}` is not a version", "Write it as in 0.169.0.", exit_code=2
        )
    return Invocation(
        codex_home=codex_home,
        profile=profile,
        overrides=tuple(config or ()),
        model=model,
        codex_version=codex_version,
    )


def is_version(text: str) -> bool:
    """Return whether `text` is three numbers with dots between, maybe with a pre-release mark behind."""
    numbers = text.removeprefix("v").split("-")[0].split(".")
    return len(numbers) == 3 and all(part.isascii() and part.isdigit() for part in numbers)  # noqa: PLR2004 -- X.Y.Z


def severity(text: str) -> Severity:
    """Return the severity of that name; raises `SetupError` for another."""
    if text not in ("error", "warning"):
        raise SetupError(f"`--fail-on {text}` is not known", "Write error or warning.", exit_code=2)
    return Severity(text)


def there_is(rule: str) -> None:
    """Raise `SetupError`, with the nearest ones, where there is no such rule."""
    from codex_setup.explain import alike, rules  # only an option needs them

    if rule not in rules():
        near = " or ".join(alike(rule))
        hint = f"Did you mean {near}?" if near else "`codex-setup explain --list` shows every rule."
        raise SetupError(f"there is no rule `{rule}`", hint, exit_code=2)


def existing(rules: list[str] | None) -> tuple[str, ...]:
    """Return these rules; raises `SetupError` for one that there is not."""
    for rule in rules or ():
        there_is(rule)
    return tuple(rules or ())


def interactive() -> bool:
    """Return whether somebody can be asked: both ends of the conversation are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str, otherwise: str) -> bool:
    """Return whether the person at the terminal says yes; raises `SetupError` (`otherwise`) where there is none."""
    if not interactive():
        raise SetupError("there is no terminal to ask on", otherwise, exit_code=2)
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
