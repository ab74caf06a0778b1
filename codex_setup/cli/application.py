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
from codex_setup.cli.ending import ended, failed
from codex_setup.cli.parameters import Argument, Parameter, parameters
from codex_setup.cli.refusal import no_command, refusal, too_many
from codex_setup.model import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

EPILOG = (
    "A first look without a key: codex-setup demo.  Set up: codex-setup init.  Check: codex-setup doctor."
)


UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What every wrong use is for typer, which has no public name for it."""


class Commands(TyperGroup):
    """The commands; words that are no command, option or value are refused as everything else is."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of `args` for the command."""
        with refusing(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the first of `args` names, and the others."""
        if args[0] not in COMMANDS:
            raise no_command(args[0], COMMANDS)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command and return its result."""
        with refusing(ctx):
            return super().invoke(ctx)


@contextlib.contextmanager
def refusing(ctx: Any) -> Iterator[None]:
    """End with what is wrong where the words are no command line."""
    try:
        yield
    except SetupError as error:
        raise typer.Exit(failed(error)) from error
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            raise
        name = ctx.invoked_subcommand or "codex-setup"
        taken = parameters(loaded(name)) if name in COMMANDS else ()
        raise typer.Exit(failed(refusal(error, name, taken, ctx.obj))) from error


def answer(argv: list[str], env: Mapping[str, str]) -> int:
    """Run the command line `argv` and return its exit code; a shell's completion needs every command loaded."""
    wanted = next((word for word in argv if not word.startswith("-")), None)
    try:
        application("*" if COMPLETION in env else wanted)(args=argv, prog_name="codex-setup", obj=env)
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
        more = {"allow_extra_args": needed}  # which `typed` refuses
        app.command(name, short_help=entry.help, help=None if needed else entry.help, context_settings=more)(
            command
        )
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

    def wrapped(context: typer.Context, *args: object, **kwargs: object) -> None:
        if context.args:
            raise too_many(context.args, str(context.info_name))
        raise typer.Exit(ended(functools.partial(command, *args, **kwargs)))

    hints = {one.name: _hint(one) for one in parameters(command)}
    signature = inspect.signature(command)
    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_ONLY, annotation=typer.Context)
    vars(wrapped)["__signature__"] = signature.replace(
        parameters=[
            context,
            *(each.replace(annotation=hints[each.name]) for each in signature.parameters.values()),
        ],
        return_annotation=None,
    )
    wrapped.__annotations__ = {"context": typer.Context, **hints}
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
    more |= {"envvar": declared.variable, "show_envvar": False}
    if declared.range:
        more["help"] = f"{declared.help.removesuffix('.')}, {declared.range}."
        more["parser"] = functools.partial(declared.number, parameter.type)
    return Annotated[parameter.hint, typer.Option(*declared.names, **more)]
