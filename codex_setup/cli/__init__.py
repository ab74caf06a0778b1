"""Which commands there are, and what happens when one ends: exit codes, errors, interruptions.

A command lives in the module of its name and is loaded only when it is called, so that `--help` stays
fast. It returns its exit code; whatever it raises is caught here, once.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import importlib
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
from typer.core import TyperGroup

from codex_setup import __version__
from codex_setup.cli.stopping import StoppedError, stoppable
from codex_setup.model import Secret, SetupError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Entry(NamedTuple):
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

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""How the system says that nothing more can be written."""

EPILOG = (
    "A first look without a key: codex-setup demo.  Set up: codex-setup init.  Check: codex-setup doctor."
)


UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What every wrong use is for typer, which has no public name for it."""


class Commands(TyperGroup):
    """The commands; a key among words that are no command, option or value is masked where they are refused."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of `args` for the command."""
        with words_masked():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command and return its result."""
        with words_masked():
            return super().invoke(ctx)


@contextlib.contextmanager
def words_masked() -> Iterator[None]:
    """Mask what a refusal of the command line says."""
    try:
        yield
    except UsageError as error:
        from codex_setup.mask import masked  # only a failure needs it

        vars(error)["message"] = masked(str(vars(error).get("message", "")))
        raise


def run(argv: list[str]) -> int:
    """Run the command line `argv` and return its exit code; nothing but SystemExit gets past here."""
    open_streams()
    try:
        application(named(argv))(args=argv, prog_name="codex-setup")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    except KeyboardInterrupt:
        return interrupted()
    return 0


def open_streams() -> None:
    """Put the empty device where whoever started this closed a standard stream (`>&-`)."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 -- open to the end
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- the same
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- the same


def named(argv: list[str]) -> str | None:
    """Return the command that `argv` names, or None; completion needs every command loaded (`*`)."""
    if "_CODEX_SETUP_COMPLETE" in os.environ:  # set by the shell's completion, not by the user
        return "*"
    return next((word for word in argv if not word.startswith("-")), None)


def application(wanted: str | None) -> typer.Typer:
    """Return the typer application with `wanted` loaded, and every other command by name only."""
    app = typer.Typer(
        cls=Commands,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        epilog=EPILOG,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(top)
    for name, entry in COMMANDS.items():
        loaded = wanted in (name, "*")
        command = (
            guarded(importlib.import_module(f"codex_setup.cli.{entry.module}").command) if loaded else stub
        )
        app.command(name, short_help=entry.help, help=None if loaded else entry.help)(command)
    return app


def top(
    version: bool = typer.Option(False, "--version", help="Show the version and stop."),
) -> None:
    """Know what Codex will send before Codex sends it: set up, check, mend and prove a Codex configuration."""
    if version:
        typer.echo(f"codex-setup {__version__}")
        raise typer.Exit


def stub() -> None:
    """Stand for a command that was not called; only its name and help are ever used."""


def guarded(command: Callable[..., int]) -> Callable[..., None]:
    """Wrap a command so that its result is the exit code and every way of ending has one."""

    @functools.wraps(command)
    def wrapped(*args: object, **kwargs: object) -> None:
        raise typer.Exit(ended(functools.partial(command, *args, **kwargs)))

    wrapped.__doc__ = (command.__doc__ or "").replace(
        "Examples:", "\b\n    Examples:"
    )  # each stays on its line
    return wrapped


def ended(command: Callable[[], int]) -> int:
    """Run `command` and return its exit code; say on standard error why it could not end well."""
    try:
        with stoppable():
            code = command()
            sys.stdout.flush()
    except SetupError as error:
        return failed(error)
    except OSError as error:
        return unwritten(error)
    except KeyboardInterrupt as stop:
        return interrupted(stop)
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.BadParameter, typer.Abort):
        raise
    except Exception as crash:  # noqa: BLE001 -- the one place that reports a fault of our own
        return crashed(crash)
    return code


def unwritten(error: OSError) -> int:
    """Say that nothing more can be written, with the exit code for it; any other error is a fault of our own.

    A reader that has gone, as `head` does, has what it wanted.
    """
    if isinstance(error, BrokenPipeError):
        silenced()
        return 0
    if error.errno not in FULL:
        return crashed(error)
    silenced()
    where = f"`{error.filename}`" if error.filename else "standard output"
    return failed(SetupError(f"{where} cannot be written ({error.strerror})", "Make room and run it again."))


def silenced() -> None:
    """Send what is still unwritten to the empty device, so that the end is quiet: nobody takes it any more."""
    empty = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):  # no descriptor behind it
        os.dup2(empty, sys.stdout.fileno())
    os.close(empty)


def failed(error: SetupError) -> int:
    """Say what kept codex-setup from going on, and what to do about it."""
    from codex_setup.codex.held import keys_here  # only a failure needs it
    from codex_setup.mask import presentable

    known = keys_here()
    _complain(f"codex-setup: {presentable(error.message, known)}")
    if error.hint:
        _complain(f"  {presentable(error.hint, known)}")
    return error.exit_code


def _complain(text: str) -> None:
    """Write one line to standard error; on a terminal it is broken between words, and never in a name or a path."""
    if sys.stderr.isatty():
        import shutil  # only a failure needs these

        from codex_setup.render.ink import between_words

        text = "\n".join(between_words(text, max(shutil.get_terminal_size().columns, 20), "  "))
    sys.stderr.write(f"{text}\n")


def interrupted(stop: KeyboardInterrupt | None = None) -> int:
    """Say who stopped it; whatever was being written is whole, old or new."""
    asked = isinstance(stop, StoppedError)
    with contextlib.suppress(OSError):  # the terminal itself may be gone
        who = f"stopped by {stop}" if asked else "interrupted"
        sys.stderr.write(f"\ncodex-setup: {who}, nothing was left half done\n")
    return 3 if asked else 130


def crashed(crash: BaseException) -> int:
    """Print a report of our own fault that can be pasted into an issue, with every key masked."""
    import gc  # only a crash needs these
    import platform
    import traceback

    from codex_setup.mask import masked

    known = [each for each in gc.get_objects() if isinstance(each, Secret)]  # whatever was read until now
    frames = "".join(
        f"  {frame.filename.rpartition('codex_setup')[2]}:{frame.lineno} in {frame.name}\n"
        for frame in traceback.extract_tb(crash.__traceback__)
    )
    sys.stderr.write(
        "codex-setup: a fault of its own; your files are untouched\n"
        f"  {type(crash).__name__}: {masked(str(crash), known)}\n{frames}"
        f"  codex-setup {__version__}, Python {platform.python_version()}, {platform.system()}\n"
        "  Paste this into an issue; keys in it are masked.\n"
    )
    return 3
