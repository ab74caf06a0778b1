"""The commands as typer knows them: help, completion, and the refusal of words that are wrong."""

from __future__ import annotations

import contextlib
import functools
import inspect
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from codex_setup import __version__
from codex_setup.cli import COMMANDS, COMPLETION, loaded
from codex_setup.cli.ending import ended
from codex_setup.cli.parameters import Argument, Parameter, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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


def answer(argv: list[str], env: Mapping[str, str]) -> int:
    """Run the command line `argv` and return its exit code; a shell's completion needs every command loaded."""
    wanted = next((word for word in argv if not word.startswith("-")), None)
    try:
        application("*" if COMPLETION in env else wanted)(args=argv, prog_name="codex-setup")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    return 0


def application(wanted: str | None) -> typer.Typer:
    """Return the typer application with `wanted` (`*`: all) loaded, and every other command by name only."""
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
        needed = wanted in (name, "*")
        command = typed(loaded(name)) if needed else stub
        app.command(name, short_help=entry.help, help=None if needed else entry.help)(command)
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


def typed(command: Callable[..., int]) -> Callable[..., None]:
    """Return `command` as typer takes it: with typer's own parameters, and its result as the exit code."""

    def wrapped(*args: object, **kwargs: object) -> None:
        raise typer.Exit(ended(functools.partial(command, *args, **kwargs)))

    hints = {one.name: _hint(one) for one in parameters(command)}
    signature = inspect.signature(command)
    vars(wrapped)["__signature__"] = signature.replace(
        parameters=[each.replace(annotation=hints[each.name]) for each in signature.parameters.values()],
        return_annotation=None,
    )
    wrapped.__annotations__ = hints
    wrapped.__doc__ = (command.__doc__ or "").replace(
        "Examples:", "\b\n    Examples:"
    )  # each stays on its line
    return wrapped


def _hint(parameter: Parameter) -> Any:
    """Return the annotation of a parameter with what typer calls its declaration."""
    declared = parameter.declared
    more: dict[str, Any] = {
        "help": declared.help,
        "metavar": declared.metavar,
        "autocompletion": declared.completion,
    }
    if isinstance(declared, Argument):
        return Annotated[parameter.hint, typer.Argument(**more)]
    more |= {"min": declared.least, "max": declared.most, "envvar": declared.variable, "show_envvar": False}
    return Annotated[parameter.hint, typer.Option(*declared.names, **more)]
