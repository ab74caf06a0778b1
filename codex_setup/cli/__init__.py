"""Which commands there are, and how one is called.

A command lives in the module of its name and is loaded only when it is called. It returns its exit code.
"""

from __future__ import annotations

import functools
import importlib
import os
from typing import TYPE_CHECKING

from codex_setup.cli.ending import ended, interrupted, unwritten
from codex_setup.cli.parameters import read
from codex_setup.cli.streams import open_streams
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Callable


@record
class Entry:
    """One command: its module under `codex_setup.cli`, and the line that `--help` shows."""

    module: str
    help: str


COMMANDS = {
    "init": Entry("init", "Set Codex up for a gateway: write the configuration, then prove that it works."),
    "doctor": Entry("doctor", "Say what is wrong with the way Codex is set up, and mend it (--fix)."),
    "plan": Entry("plan", "Show the request that Codex would send, and where each value comes from."),
    "trace": Entry("trace", "Run the installed Codex against a recorder and compare with the plan."),
    "models": Entry("models", "List the model names that the gateway offers to this key."),
    "providers": Entry("providers", "List the configured providers, with --live whether each answers."),
    "use": Entry("use", "Switch to another configured provider ('-' for the one before)."),
    "explain": Entry("explain", "Explain a rule, or an error text pasted from Codex or a gateway."),
    "undo": Entry("undo", "Take back the last change that codex-setup made."),
    "lint": Entry("lint", "Check configuration files and folders by name, without the network."),
    "report": Entry("report", "Read a folder of JSON reports from many machines as one."),
    "gateway": Entry("gateway", "Run the embedded gateway on loopback, well-behaved or misbehaving."),
    "demo": Entry("demo", "See it work without a key: a gateway, a setup, three faults, three fixes."),
}


COMPLETION = "_CODEX_SETUP_COMPLETE"
"""Set by a shell that wants to complete a word, and not by the user."""


def run(argv: list[str]) -> int:
    """Run the command line `argv` and return its exit code; nothing gets past here."""
    open_streams()
    try:
        plain = understood(argv)
        if plain is not None:
            return ended(plain)
        from codex_setup.cli.application import answer  # typer, which most command lines do without

        return answer(argv, os.environ)
    except OSError as error:
        return unwritten(error)
    except KeyboardInterrupt:
        return interrupted()


def loaded(name: str) -> Callable[..., int]:
    """Return the function of a command."""
    command: Callable[..., int] = importlib.import_module(f"codex_setup.cli.{COMMANDS[name].module}").command
    return command


def understood(argv: list[str]) -> Callable[[], int] | None:
    """Return the call that `argv` asks for, or None where typer has to read it."""
    if not argv or argv[0] not in COMMANDS or COMPLETION in os.environ:
        return None
    command = loaded(argv[0])
    given = read(command, argv[1:], os.environ)
    return None if given is None else functools.partial(command, **given)
