"""`codex-setup demo`: the whole program on a gateway of its own, without a key and without a network."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.cli import options as opt
from codex_setup.cli.doctor import Visit, connector, mend
from codex_setup.cli.output import show
from codex_setup.cli.setup import Wishes, set_up
from codex_setup.codex.context import Invocation
from codex_setup.gateway import serve
from codex_setup.machine import Machine
from codex_setup.model import Edit, Secret, SetupError, Severity, findings_of
from codex_setup.record import record, replace
from codex_setup.repair import plan_changes, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.gateway import Running
    from codex_setup.model import AnyEdit

VARIABLE = "DEMO_KEY"
PROVIDER = "demo"
INHERITED = ("PATH", "LANG", "LC_ALL", "TERM", "NO_COLOR", "FORCE_COLOR", "SHELL", "SYSTEMROOT", "PATHEXT")


@record
class Stage:
    """Where the demo plays: a gateway on loopback, and a home that is gone afterwards."""

    gateway: Running
    machine: Machine
    choice: opt.Showing

    @property
    def codex_home(self) -> Path:
        """Return the Codex folder of the demo."""
        return self.machine.cwd / ".codex"

    @property
    def visit(self) -> Visit:
        """Return the doctor's visit to the demo's home."""
        asked = Invocation(codex_home=self.codex_home)
        return Visit(self.machine, asked, connector(10.0), (), Severity.ERROR)


@record
class Fault:
    """One thing that people get wrong: what is done, in which file, and the rules that must name it."""

    title: str
    file: str
    key: tuple[str, ...]
    value: str | Secret
    rules: frozenset[str]


def command(color: opt.Color = "auto", verbose: opt.Verbose = False) -> int:
    """Show it at work: a gateway on loopback, a setup, a healthy check, then three faults found and mended.

    Needs no key and no network, takes a few seconds, and leaves nothing behind.

    Examples:
      codex-setup demo
      codex-setup demo --color never
    """
    with stage(opt.Showing(color=color, verbose=verbose)) as here:
        say(f"A relay on {here.gateway.url} (loopback), with a made-up key and seven model names.")
        prompt(setup_line(here), before="\n")
        begin(here)
        prompt("codex-setup doctor", before="\n")
        expect(here, frozenset())
        for number, fault in enumerate(faults(here.gateway), 1):
            heading(f"fault {number}: {fault.title}")
            broken(here, fault)
        say("\nThat was all: nothing is left behind. Set up your own: codex-setup init")
    return 0


@contextmanager
def stage(choice: opt.Showing) -> Iterator[Stage]:
    """Give a running gateway and an empty home on this computer, and take both away."""
    real = Machine.here()
    env = {name: real.env[name] for name in INHERITED if name in real.env}
    with tempfile.TemporaryDirectory(prefix="codex-setup-demo-") as name, serve("relay") as gateway:
        home = Path(name).resolve()
        (home / ".codex").mkdir(mode=0o700)
        machine = replace(real, home=home, cwd=home, env={**env, "HOME": name}, state=home / "state")
        yield Stage(gateway, machine, choice)


def faults(gateway: Running) -> tuple[Fault, ...]:
    """Return the three faults that the demo shows: the key, the path, the model."""
    return (
        Fault(
            "a wrong key",
            ".env",
            (VARIABLE,),
            Secret("sk-demo-this-is-not-the-key"),
            frozenset({"key-rejected"}),
        ),
        Fault(
            "/v1 appended to base_url",
            "config.toml",
            ("model_providers", PROVIDER, "base_url"),
            f"{gateway.base_url}/v1",
            frozenset({"base-url-extra-v1"}),
        ),
        Fault("a short model name", "config.toml", ("model",), "gpt-5", frozenset({"model-unknown"})),
    )


def begin(here: Stage) -> None:
    """Write the configuration, as `init` does."""
    wishes = Wishes(
        preset="claude-api",
        base_url=here.gateway.base_url,
        key=Secret(here.gateway.key),
        key_env=VARIABLE,
        store="env-file",
        provider_id=PROVIDER,
        name="Demo relay",
        model=here.gateway.models[0],
        yes=True,
        timeout=10.0,
    )
    if set_up(here.machine, Invocation(codex_home=here.codex_home), wishes, here.choice) != 0:
        raise SetupError("the demo's own setup did not come out healthy", "Its report above says why.")


def broken(here: Stage, fault: Fault) -> None:
    """Break the configuration, let the doctor say so, and mend it."""
    file = here.codex_home / fault.file
    edits: list[AnyEdit] = [Edit(file, fault.key, fault.value)]
    write(plan_changes(here.machine, edits), fault.title, state=here.machine.state)
    prompt("codex-setup doctor")
    expect(here, fault.rules)
    if fault.file == ".env":
        prompt(setup_line(here))
        begin(here)
        return
    prompt("codex-setup doctor --fix --yes")
    mended = mend(here.visit, here.visit.examine(), here.choice, yes=True)
    show(mended.report, here.machine, here.choice)
    if mended.report.exit_code != 0:
        raise SetupError(f"the demo could not mend {fault.title}", "Its report above says why.")


def expect(here: Stage, rules: frozenset[str]) -> None:
    """Show the doctor's report; raises `SetupError` where it does not name what was done."""
    report = here.visit.examine()
    show(report, here.machine, here.choice)
    found = {rule.id for rule, _ in findings_of(report.outcomes) if rule.severity is Severity.ERROR}
    if not rules <= found or (not rules and found):
        raise SetupError(f"the demo expected {sorted(rules) or 'nothing'} and saw {sorted(found)}")


def setup_line(here: Stage) -> str:
    """Return the command line of the setup; the key comes through standard input, as it should."""
    return (
        f"codex-setup init --preset claude-api --base-url {here.gateway.base_url} --key-stdin --yes < key.txt"
    )


def heading(text: str) -> None:
    """Show what comes next."""
    say(f"\n-- {text} " + "-" * max(0, 74 - len(text)))


def prompt(text: str, before: str = "") -> None:
    """Show a command as it would be typed."""
    say(f"{before}$ {text}")


def say(text: str) -> None:
    """Write a line of the demo, in step with what goes to standard error."""
    sys.stderr.flush()
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
