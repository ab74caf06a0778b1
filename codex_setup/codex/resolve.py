"""Layers -> EffectiveConfig: which value is in force, and which layer it comes from.

Precedence is written once, in the order of the layers; nothing else compares two layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from codex_setup.codex.fact import moment
from codex_setup.model import KeyPath, Place, Value, dotted
from codex_setup.record import record

if TYPE_CHECKING:
    from codex_setup.codex.layers import Layer
    from codex_setup.codex.releases import Release

T = TypeVar("T")


@record
class Setting(Generic[T]):
    """A value in force with its origin; `shadowed` holds what lower layers said, the nearest first."""

    path: KeyPath
    value: T
    layer: Layer
    shadowed: tuple[Setting[Any], ...] = ()

    @property
    def place(self) -> Place:
        """Return where the value stands."""
        return self.layer.place(self.path)

    @property
    def key(self) -> str:
        """Return the key path as TOML would write it."""
        return dotted(self.path)


@record
class EffectiveConfig:
    """Settings by key path: the leaves, that is scalars and arrays, and empty tables."""

    settings: Mapping[KeyPath, Setting[Any]]

    def get(self, *path: str, of: type[T]) -> Setting[T] | None:
        """Return the setting at `path` if its value is exactly an `of` (True is not an int), else None."""
        found = self.settings.get(path)
        return found if found is not None and type(found.value) is of else None

    def below(self, *path: str) -> Iterator[Setting[Any]]:
        """Yield the settings under a table, in the order of the files."""
        for key, setting in self.settings.items():
            if key[: len(path)] == path and len(key) > len(path):
                yield setting

    def has(self, *path: str) -> bool:
        """Return whether there is a value or a table at `path`."""
        return any(key[: len(path)] == path for key in self.settings)

    def names(self, *path: str) -> tuple[str, ...]:
        """Return the names of the tables and values directly under `path`, each once."""
        return tuple(dict.fromkeys(str(s.path[len(path)]) for s in self.below(*path)))


OPENAI_URL = "https://api.openai.com/v1"


@record
class Provider:
    """A provider as the configuration describes it, or one of Codex's built-in ones.

    `defined` is False where `model_provider` names nothing that exists. Fields are None where nothing
    is said or where the type is wrong. `default_url` is where requests go when `base_url` is absent.
    """

    id: str
    defined: bool
    builtin: bool
    name: Setting[str] | None = None
    base_url: Setting[str] | None = None
    wire_api: Setting[str] | None = None
    env_key: Setting[str] | None = None
    env_key_instructions: Setting[str] | None = None
    experimental_bearer_token: Setting[str] | None = None
    requires_openai_auth: Setting[bool] | None = None
    auth_command: Setting[str] | None = None
    supports_websockets: Setting[bool] | None = None
    request_max_retries: Setting[int] | None = None
    stream_max_retries: Setting[int] | None = None
    http_headers: tuple[Setting[str], ...] = ()
    env_http_headers: tuple[Setting[str], ...] = ()
    query_params: tuple[Setting[str], ...] = ()
    default_url: str = OPENAI_URL

    @property
    def path(self) -> tuple[str, str]:
        """Return the key path of the provider's table."""
        return ("model_providers", self.id)


def resolve(layers: Sequence[Layer]) -> EffectiveConfig:
    """Return which value of which layer is in force; a layer that Codex skips has no say."""
    settings: dict[KeyPath, Setting[Any]] = {}
    tables: set[KeyPath] = set()
    for layer in layers:
        if layer.state in {"read", "unreadable"}:
            for gone in [key for key in settings if any(key[: len(table)] == table for table in layer.whole)]:
                del settings[gone]
            for path, value in _leaves(layer.data, ()):
                if path[:1] not in layer.denied:
                    _set(settings, tables, path, value, layer)
                    tables.update(path[:length] for length in range(1, len(path)))
    return EffectiveConfig(settings)


def _leaves(data: Mapping[str, Value], path: KeyPath) -> Iterator[tuple[KeyPath, Value]]:
    for key, value in data.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, (*path, key))
        elif isinstance(value, date | time):
            yield (*path, key), moment(value)
        else:
            yield (*path, key), value


def _set(
    settings: dict[KeyPath, Setting[Any]], tables: set[KeyPath], path: KeyPath, value: Value, layer: Layer
) -> None:
    """Lay one value over what is there: a value hides the table below it, a table the value.

    `tables` are the paths below which something was ever set: to look for it below others would take a
    file of many tables the square of its length.
    """
    hidden = [key for key in settings if key[: len(path)] == path and key != path] if path in tables else []
    if hidden and isinstance(value, Mapping):
        return
    hidden += [path[:length] for length in range(1, len(path)) if path[:length] in settings]
    older = [settings[path]] if path in settings else []
    older += [settings.pop(key) for key in hidden]
    shadowed = tuple(each for old in older for each in (old, *old.shadowed))
    settings[path] = Setting(path, value, layer, shadowed)


def wire_api_of(release: Release, provider: Provider) -> str:
    """Return which of Codex's two protocols the provider speaks in this release."""
    return provider.wire_api.value if provider.wire_api else release.default_wire_api
