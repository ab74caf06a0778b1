"""Records: frozen dataclasses with slots that cost nothing until the first of them is made.

A command defines a hundred kinds of them before it does any work, and makes values of half. `dataclass` writes
and compiles six methods for each, and loads `inspect` and `ast` before the first. Here five of the six are
shared, a constructor is compiled where many are made, and `dataclasses` itself is loaded when somebody
asks for it. What a record is for the reader, for `dataclasses` and for a type checker is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import field, replace
else:

    def field(*, default_factory: Callable[[], Any]) -> Any:
        """Return the default of a field whose value is made anew for each record."""
        return _Factory(default_factory)

    def replace(record: Any, /, **changes: Any) -> Any:
        """Return a copy of `record` with other values in some fields."""
        names = record.__match_args__
        return type(record)(**{name: getattr(record, name) for name in names} | changes)


__all__ = ["field", "record", "replace"]

T = TypeVar("T")


class _Factory:
    """The default of a field that is made by calling something."""

    def __init__(self, made: Callable[[], Any]) -> None:
        self.made = made


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Return `cls` as a dataclass that is frozen, has slots, and compares and prints by its fields."""
    members = {name: value for name, value in vars(cls).items() if name not in {"__dict__", "__weakref__"}}
    own: dict[str, Any] = members.get("__annotations__", {})
    made_of = _Fields(own, {name: members.pop(name) for name in own if name in members})
    for base in cls.__mro__[1:]:
        made_of.inherit(vars(base).get("__record__"))
    members |= SHARED
    members |= {"__slots__": tuple(own), "__match_args__": tuple(made_of.hints)}
    members |= {"__record__": made_of, "__dataclass_fields__": made_of}
    kind: Any = type(cls)
    made = kind(cls.__name__, cls.__bases__, members)
    made.__init__ = _first(made, made_of.defaults)
    return made  # type: ignore[no-any-return]


FEW = 64
"""Records of a kind for which it does not pay to compile a constructor."""


def _first(cls: Any, defaults: dict[str, Any]) -> Callable[..., None]:
    """Return an `__init__` for the first few, which then puts a compiled one in its place.

    That is also the one that refuses arguments.
    """
    names, few = cls.__match_args__, iter(range(FEW))

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        given = {**defaults, **dict(zip(names, args, strict=False)), **kwargs}
        fits = len(given) == len(names) >= len(args) and kwargs.keys().isdisjoint(names[: len(args)])
        if not fits or next(few, None) is None:
            cls.__init__ = _constructor(names, defaults)
            cls.__init__(self, *args, **kwargs)
            return
        for name, value in given.items():
            object.__setattr__(self, name, value.made() if isinstance(value, _Factory) else value)

    return init


def _constructor(names: tuple[str, ...], defaults: dict[str, Any]) -> Any:
    """Return an `__init__` that takes the fields in order and sets each past the refusal."""
    known: dict[str, Any] = {"__put": object.__setattr__, "__missing": object()}
    taken, body = ["self"], []
    for name in names:
        value = name
        if name not in defaults:
            taken.append(name)
        elif isinstance(defaults[name], _Factory):
            known[f"{name}__default"] = defaults[name].made
            taken.append(f"{name}=__missing")
            value = f"{name}__default() if {name} is __missing else {name}"
        else:
            known[f"{name}__default"] = defaults[name]
            taken.append(f"{name}={name}__default")
        body.append(f" __put(self, {name!r}, {value})\n")
    exec(f"def __init__({', '.join(taken)}):\n{''.join(body) or ' pass'}", known)  # noqa: S102 -- as dataclass does
    return known["__init__"]


class _Fields:
    """The fields of a record, those of its base first; as `dataclasses` knows them when it looks."""

    def __init__(self, hints: dict[str, Any], defaults: dict[str, Any]) -> None:
        self.hints, self.defaults = hints, defaults

    def inherit(self, base: _Fields | None) -> None:
        """Put the fields of a base before those that are here."""
        if base is not None:
            self.hints, self.defaults = base.hints | self.hints, base.defaults | self.defaults

    def __get__(self, _: object, owner: Any) -> Any:
        import dataclasses  # 8 ms that few commands need

        def usual(name: str) -> Any:
            default = self.defaults.get(name, dataclasses.MISSING)
            if isinstance(default, _Factory):
                default = dataclasses.field(default_factory=default.made)
            return (name, self.hints[name], default)

        made: Any = dataclasses.make_dataclass(owner.__name__, map(usual, self.hints))
        owner.__dataclass_fields__ = made.__dataclass_fields__
        return owner.__dataclass_fields__


def _refuse(self: object, name: str, _: object = None) -> NoReturn:
    from dataclasses import FrozenInstanceError  # 8 ms that few commands need

    raise FrozenInstanceError(f"{type(self).__qualname__}.{name} is set once")


def _values(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in self.__match_args__])


def _restore(self: Any, values: tuple[Any, ...]) -> None:
    for name, value in zip(self.__match_args__, values, strict=True):
        object.__setattr__(self, name, value)


def _shown(self: Any) -> str:
    said = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({said})"


def _equal(self: Any, other: object) -> Any:
    return _values(self) == _values(other) if type(other) is type(self) else NotImplemented


def _hashed(self: Any) -> int:
    return hash(_values(self))


SHARED: dict[str, Any] = {
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__getstate__": _values,
    "__setstate__": _restore,
    "__repr__": _shown,
    "__eq__": _equal,
    "__hash__": _hashed,
}
"""The methods that are the same in every record."""
