"""`codex-setup doctor`: what is wrong, and how to mend it; also the preflight check of a pipeline."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated

from codex_setup.cli import options as opt
from codex_setup.cli.parameters import option
from codex_setup.cli.progress import waiting
from codex_setup.doctor import Connect, examine
from codex_setup.record import record, replace

if TYPE_CHECKING:
    from codex_setup.codex.context import Environment, Invocation
    from codex_setup.machine import Machine
    from codex_setup.mending import Mended, Proposal
    from codex_setup.model import Severity
    from codex_setup.report import Report
    from codex_setup.wire import Send

FailOn = Annotated[
    str, option("--fail-on", help="error or warning: what makes the exit code 1.", metavar="SEVERITY")
]
ExitZero = Annotated[bool, option("--exit-zero", help="Exit with 0 whatever was found.")]
Retry = Annotated[
    int,
    option(
        "--retry",
        help="Ask again so many times where it could not be told (code 4).",
        metavar="N",
        least=0,
        most=20,
    ),
]
Ignore = Annotated[
    list[str] | None, option("--ignore", help="Leave this rule out; repeatable.", metavar="RULE")
]
Fix = Annotated[
    bool, option("--fix", help="Apply the safe fixes: show the difference, ask once, write, check again.")
]
UnsafeFixes = Annotated[bool, option("--unsafe-fixes", help="With --fix: also those that change meaning.")]
DryRun = Annotated[
    bool, option("--dry-run", help="With --fix: show the difference only; exit 1 if there is one.")
]
Only = Annotated[
    list[str] | None,
    option("--only", help="With --fix: mend this rule only; repeatable.", metavar="RULE"),
]
UpgradeTo = Annotated[
    str | None,
    option(
        "--upgrade-to",
        help="What an upgrade of Codex would break and mend: a version, latest or all.",
        metavar="VERSION",
    ),
]


@record
class Visit:
    """One call of the doctor: the machine, what to look at, and how."""

    machine: Machine
    asked: Invocation
    connect: Connect | None
    ignored: tuple[str, ...]
    fail_on: Severity

    def examine(self, machine: Machine | None = None, *, live: bool = True) -> Report:
        """Return the report on `machine` (else the one visited)."""
        return examine(
            machine or self.machine,
            self.asked,
            connect=self.connect if live else None,
            ignored=self.ignored,
            fail_on=self.fail_on,
            meanwhile=ready,
        )


def command(
    codex_home: opt.CodexHome = None,
    cd: opt.Cd = None,
    profile: opt.Profile = None,
    config: opt.Config = None,
    model: opt.Model = None,
    codex_version: opt.CodexVersion = None,
    offline: opt.Offline = False,
    timeout: opt.Timeout = 30.0,
    fix: Fix = False,
    yes: opt.Yes = False,
    dry_run: DryRun = False,
    unsafe_fixes: UnsafeFixes = False,
    only: Only = None,
    upgrade_to: UpgradeTo = None,
    fail_on: FailOn = "error",
    exit_zero: ExitZero = False,
    retry: Retry = 0,
    ignore: Ignore = None,
    format: opt.Format = None,
    output: opt.Output = None,
    color: opt.Color = "auto",
    verbose: opt.Verbose = False,
    reproducible: opt.Reproducible = False,
) -> int:
    """Say what is wrong with the way Codex is set up here, and how to mend it.

    Reads every layer that Codex reads, then sends one tiny request as Codex would. Exit codes: 0 fine,
    1 something here must change, 2 wrong use, 3 could not examine, 4 could not tell (the gateway).

    Examples:
      codex-setup doctor --fix
      codex-setup doctor --offline --format json
    """
    asked = opt.invocation(codex_home, profile, config, model, codex_version)
    connect = None if offline else connector(timeout)
    visit = Visit(opt.machine_at(cd), asked, connect, opt.existing(ignore), opt.severity(fail_on))
    choice = opt.Showing(format, tuple(output or ()), color, verbose=verbose, reproducible=reproducible)
    if upgrade_to:
        return upgraded(visit, upgrade_to, choice)
    report = patiently(visit, retry)
    if fix or dry_run:
        mended = mend(visit, report, choice, tuple(only or ()), unsafe=unsafe_fixes, yes=yes, dry_run=dry_run)
        if dry_run:
            return int(mended.proposal is not None and mended.proposal.changes != ())
        report, choice = mended.report, replace(choice, declined=mended.declined)
    from codex_setup.cli.output import show  # loaded by `ready`, while Codex thinks

    show(report, visit.machine, choice)
    return 0 if exit_zero else report.exit_code


def upgraded(visit: Visit, target: str, choice: opt.Showing) -> int:
    """Say what the release `target` of Codex would change, and return the exit code."""
    from codex_setup.cli.upgrade import foreseen  # only this option needs it

    return foreseen(visit.machine, visit.asked, target, choice)


def ready() -> None:
    """Load what shows a report."""
    from codex_setup.cli import output  # noqa: F401 -- loading it is the point
    from codex_setup.render import paging, text  # noqa: F401 -- the same


def connector(timeout: float) -> Connect:
    """Return what opens the network's door; the door itself is loaded while files are being read."""

    def connect(environment: Environment) -> Send:
        from codex_setup.network import sender  # httpx costs 80 ms, which --offline must not pay

        return sender(environment, timeout=timeout)

    return connect


def patiently(visit: Visit, retries: int) -> Report:
    """Return the report, asking again while it could not be told and tries are left."""
    report = look(visit)
    for _ in range(retries):
        if report.verdict != "unsure":
            break
        pause = retry_after(report)
        sys.stderr.write(f"could not tell yet, asking again in {pause:.0f} s\n")
        time.sleep(pause)
        report = look(visit)
    return report


def look(visit: Visit) -> Report:
    """Return the report, with a line on the terminal while the gateway takes its time."""
    with waiting("asking the gateway" if visit.connect else "reading the configuration"):
        return visit.examine()


def retry_after(report: Report) -> float:
    """Return the seconds to wait before asking again: what the gateway asked for, else two; at most a minute."""
    asked = [probe.reply.header("retry-after") for probe in report.probes]
    seconds = [float(text) for text in asked if text.isascii() and text.isdigit()]
    return min(max(seconds, default=2.0), 60.0)


def mend(
    visit: Visit,
    report: Report,
    choice: opt.Showing,
    only: tuple[str, ...] = (),
    *,
    unsafe: bool = False,
    yes: bool,
    dry_run: bool = False,
) -> Mended:
    """Show what would change, ask once, write, look again; raises `SetupError` where nobody can be asked."""
    from codex_setup.cli.output import style_for
    from codex_setup.cli.sayings import present, utter
    from codex_setup.mending import Wanted, mend_home  # only --fix needs these

    for name in only:
        opt.there_is(name)
    style = style_for(visit.machine, choice, sys.stderr)

    def agreed(proposal: Proposal) -> bool:
        present(proposal.changes, proposal.remarks, style)
        if dry_run:
            return False
        return yes or opt.agreed("Write this?", "Add --yes to write without being asked.")

    mended = mend_home(
        visit.machine,
        report,
        examine=visit.examine,
        wanted=Wanted(unsafe, only),
        confirm=agreed,
        show=utter,
        state=visit.machine.state,
    )
    if mended.receipt is not None and not mended.restored:
        files = ", ".join(style.tilde(entry.file) for entry in mended.receipt.entries)
        utter(f"written: {files} (codex-setup undo takes it back)\n", style.width)
    return mended
