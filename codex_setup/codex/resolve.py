"""Layers -> EffectiveConfig: which value is in force, and which layer it comes from.

Precedence is written once, in the order of the layers; nothing else compares two layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from codex_setup.codex.layers import Layer
from codex_setup.model import KeyPath, Place, dotted

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as the configuration describes it, or one of Codex's built-in ones.

    `defined` is False where `model_provider` names nothing that exists. Fields are None where nothing
    is said or where the type is wrong.
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
    stream_idle_timeout_ms: Setting[int] | None = None
    http_headers: tuple[Setting[str], ...] = ()
    env_http_headers: tuple[Setting[str], ...] = ()
    query_params: tuple[Setting[str], ...] = ()

    @property
    def path(self) -> KeyPath:
        """Return the key path of the provider's table."""
        return ("model_providers", self.id)
