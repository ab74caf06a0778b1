"""How words that are no command line are refused: in the house's voice, whatever typer says of them.

What typer found is told by the kind of its error and by what that error names, never by its sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_setup.cli.parameters import Option, Parameter
from codex_setup.model import SetupError
from codex_setup.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def refusal(error: Any, command: str, taken: Iterable[Parameter], env: Mapping[str, str]) -> SetupError:
    """Return what is wrong with the words of `command`, which takes `taken`; `error` is typer's."""
    named = {name: one for one in taken for name in (one.name, *_names(one))}
    option, parameter = getattr(error, "option_name", ""), getattr(error, "param", None)
    one = named.get(option or getattr(parameter, "name", ""))
    if type(error).__name__ == "NoSuchOption":
        return wrong_use(f"`{command}` has no option `{option}`", _near(option, named) + _help(command))
    if one is None:
        return wrong_use(str(error.message), _help(command))
    if type(error).__name__ == "MissingParameter":
        wanted = f"{command} {one.declared.metavar}"
        return wrong_use(f"`{command}` lacks {one.declared.metavar}", f"Write `codex-setup {wanted}`.")
    if type(error).__name__ == "BadOptionUsage":
        flag = one.type is bool
        wanted = option if flag else f"{option} {one.declared.metavar}"
        return wrong_use(f"`{option}` {'takes no' if flag else 'lacks its'} value", f"Write `{wanted}`.")
    return wrong_use(_bad_value(one, error.message, env), _help(command))


def no_command(name: str, known: Iterable[str]) -> SetupError:
    """Return that there is no command of this name."""
    return wrong_use(
        f"there is no command `{name}`", did_you_mean(name, known) + "`codex-setup --help` lists them."
    )


def too_many(words: list[str], command: str) -> SetupError:
    """Return that nobody knows what these words are for."""
    return wrong_use(f"`{command}` has no use for `{' '.join(words)}`", _help(command))


def wrong_use(message: str, hint: str) -> SetupError:
    """Return the error of a wrong use of the command line."""
    return SetupError(message, hint, exit_code=2)


def _bad_value(one: Parameter, value: str, env: Mapping[str, str]) -> str:
    """Return that an option cannot have this value, wherever it was given."""
    declared = one.declared
    assert isinstance(declared, Option)  # noqa: S101 -- every text is good enough for an argument
    if one.type is bool:  # a flag has a value only where a variable gives it
        return f"`{declared.variable}={env.get(declared.variable, '')}` is neither 1 nor 0"
    here = env.get(declared.variable) == value
    given = f"{declared.variable}={value}" if here else f"{declared.names[0]} {value}"
    return f"`{given}` is not a {'whole ' if one.type is int else ''}number {declared.range}"


def _near(option: str, named: Iterable[str]) -> str:
    """Return which option may have been meant; nothing is near to a single letter."""
    single = not option.startswith("--")
    return "" if single else did_you_mean(option, [name for name in named if name.startswith("--")])


def _names(one: Parameter) -> tuple[str, ...]:
    """Return the names of an option; an argument has none."""
    return one.declared.names if isinstance(one.declared, Option) else ()


def _help(command: str) -> str:
    """Return where to read what may be written."""
    if command == "codex-setup":
        return "`codex-setup --help` lists the commands; an option stands behind one of them."
    return f"`codex-setup {command} --help` shows what it takes."
