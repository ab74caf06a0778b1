"""What a command takes, declared once; and how an ordinary command line is read.

Loading typer takes as long as half a check. It is needed for help, for completion and to refuse what is wrong;
words that leave no doubt are read here, from the same declarations and to the same values.
"""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


@record
class Option:
    """A value with a name: `--long VALUE`, `--long=VALUE`, `-s VALUE`; a flag has no value."""

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    least: float | None = None
    most: float | None = None
    completion: Callable[[str], list[str]] | None = None

    @property
    def variable(self) -> str:
        """The environment variable that gives it too; it follows from the long name."""
        long = next(name for name in self.names if name.startswith("--"))
        return "CODEX_SETUP_" + long.removeprefix("--").replace("-", "_").upper()

    @property
    def range(self) -> str:
        """The numbers that it may be, in words; empty where it is no number."""
        return "" if self.least is None else f"from {self.least:g} to {self.most:g}"

    def number(self, kind: Callable[[str], Any], text: str) -> Any:
        """Return the number that `text` says; raises `ValueError` for one that it may not be, such as nan."""
        value = kind(text)
        if self.least is not None and self.most is not None and not self.least <= value <= self.most:
            raise ValueError(text)
        return value


@record
class Argument:
    """A value without a name."""

    help: str
    metavar: str
    completion: Callable[[str], list[str]] | None = None


def option(
    *names: str,
    help: str,
    metavar: str | None = None,
    least: float | None = None,
    most: float | None = None,
    completion: Callable[[str], list[str]] | None = None,
) -> Option:
    """Return the option of these names."""
    return Option(names, help, metavar, least, most, completion)


@record
class Parameter:
    """One parameter of a command's function: its annotation, the type of a value, how many there may be."""

    name: str
    hint: Any
    type: Any
    many: bool
    required: bool
    declared: Option | Argument


def parameters(command: Callable[..., int]) -> Iterator[Parameter]:
    """Yield what `command` takes, in order; `inspect`, which knows too, takes 5 ms to load."""
    code, hints = command.__code__, get_type_hints(command, include_extras=True)
    usual = code.co_varnames[: code.co_argcount]
    optional = {*usual[len(usual) - len(command.__defaults__ or ()) :], *(command.__kwdefaults__ or ())}
    for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        meant, declared = get_args(hints[name])
        (kind,) = {*get_args(meant)} - {NoneType} if NoneType in get_args(meant) else (meant,)
        many = get_origin(kind) is list
        type_ = get_args(kind)[0] if many else kind
        yield Parameter(name, meant, type_, many, name not in optional, declared)


def read(command: Callable[..., int], words: list[str], env: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what `words` say `command` is to be called with; None where they or `env` leave that to typer."""
    taken = {one.name: one for one in parameters(command)}
    if any(isinstance(one.declared, Option) and one.declared.variable in env for one in taken.values()):
        return None
    try:
        given = {name: _value(taken[name], texts) for name, texts in _texts(taken.values(), words).items()}
    except ValueError:
        return None
    return None if any(one.required and one.name not in given for one in taken.values()) else given


def _texts(taken: Iterable[Parameter], words: list[str]) -> dict[str, list[str]]:
    """Return the words of each parameter, none for a flag; raises `ValueError` where there is any doubt."""
    named = {name: one for one in taken if isinstance(one.declared, Option) for name in one.declared.names}
    nameless = next((one for one in taken if isinstance(one.declared, Argument)), None)
    texts: dict[str, list[str]] = {}
    left = iter(words)
    for word in left:
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        one = named.get(name)
        if one is None and (word == "-" or not word.startswith("-")):
            one, equals, value = nameless, "=", word
        if one is None or (one.type is bool and equals):
            raise ValueError(word)
        said = texts.setdefault(one.name, [])
        if one.type is not bool:
            value = value if equals else next(left, "-")
            if not equals and value.startswith("-"):
                raise ValueError(word)
            said.append(value)
    return texts


def _value(parameter: Parameter, texts: list[str]) -> Any:
    """Return the value of a parameter that was given; raises `ValueError` for one that has to be refused."""
    if parameter.type is bool:
        return True
    if parameter.many:
        return texts
    declared = parameter.declared
    if isinstance(declared, Argument) and len(texts) > 1:
        raise ValueError(texts[1])
    if isinstance(declared, Argument):
        return parameter.type(texts[-1])
    return declared.number(parameter.type, texts[-1])
