"""Which layers speak of a key, which of them wins, and why the others do not count."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from codex_setup.codex.catalogue_file import default_model
from codex_setup.codex.known import judged, names
from codex_setup.codex.known import key as known_key
from codex_setup.nearest import nearest
from codex_setup.record import record
from codex_setup.secret import Secret

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer
    from codex_setup.model import KeyPath, Place, Value

Standing = Literal["wins", "shadowed", "denied", "ignored"]

_HOLDERS = {"experimental_bearer_token", "bearer_token", "http_headers", "client_secret"}


@record
class Voice:
    """What one layer says of a key, and whether it counts; `reason` says why not, in one clause."""

    key: KeyPath
    layer: Layer
    value: Value | Secret
    standing: Standing
    reason: str | None = None

    @property
    def place(self) -> Place:
        """Return where the layer says it."""
        return self.layer.place(self.key)


@record
class Why:
    """Every layer that speaks of a key or of what stands below it, the one in force first for each key.

    `default` is what Codex does where no layer speaks, in one clause, or None where we do not know.
    """

    key: KeyPath
    voices: tuple[Voice, ...]
    default: str | None = None


def why(context: Context, key: str) -> Why:
    """Return who speaks of `key` (written as TOML writes it), from the highest layer to the lowest.

    A key of which nobody speaks at the top level is taken for the one of the active provider: `base_url`.
    """
    path = key_path(key)
    spoken = _spoken(context, path)
    if not spoken and len(path) == 1:
        inner = ("model_providers", context.provider.id, *path)
        if spoken := _spoken(context, inner):
            path = inner
    ordered = sorted(spoken, key=lambda voice: list(dict.fromkeys(v.key for v in spoken)).index(voice.key))
    return Why(
        path, tuple(ordered), _default(context, path) or (None if ordered else _unknown(context, path))
    )


def _spoken(context: Context, path: KeyPath) -> list[Voice]:
    return [voice for layer in reversed(context.layers) for voice in _voices(context, layer, path)]


def key_path(key: str) -> KeyPath:
    """Return the key path that `key` writes; quotes keep a dot from parting it."""
    try:
        data: Any = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return tuple(key.split("."))
    path: list[str] = []
    while isinstance(data, dict) and len(data) == 1:
        name, data = next(iter(data.items()))
        path.append(name)
    return tuple(path)


def _voices(context: Context, layer: Layer, path: KeyPath) -> Iterator[Voice]:
    for key, value in _below(layer.data, path):
        standing, reason = _standing(context, layer, key)
        holder = not _HOLDERS.isdisjoint(str(part) for part in key)
        yield Voice(
            key, layer, Secret(value) if holder and isinstance(value, str) else value, standing, reason
        )


def _below(data: Any, path: KeyPath, done: KeyPath = ()) -> Iterator[tuple[KeyPath, Value]]:
    """Yield the leaves at and below `path`; a value above it takes the place of the whole table."""
    if path and isinstance(data, Mapping):
        if path[0] in data:
            yield from _below(data[path[0]], path[1:], (*done, path[0]))
        return
    if isinstance(data, Mapping) and data:
        for name, value in data.items():
            yield from _below(value, (), (*done, name))
    elif done:
        yield done, data


def _standing(context: Context, layer: Layer, key: KeyPath) -> tuple[Standing, str | None]:
    if layer.state == "ignored":
        return "ignored", layer.reason
    if key[:1] in layer.denied:
        return "denied", layer.denied[key[:1]]
    winner = context.config.settings.get(key)
    if winner is not None and winner.layer is layer:
        return "wins", None
    if winner is None:
        return "shadowed", "another layer puts something else in the place of this table"
    return "shadowed", f"{_named(winner.layer)} says it too and counts for more"


def _named(layer: Layer) -> str:
    if layer.name == "option":
        return f"`{layer.text.splitlines()[0]}`" if "\n" not in layer.text else "the command line"
    return f"{layer.name} ({layer.file})" if layer.file else layer.name


def _default(context: Context, path: KeyPath) -> str | None:
    release = context.release
    if path == ("model",):
        return f"Codex {release.version} asks for `{default_model(context)}`"
    if path == ("model_provider",):
        return f"Codex uses its own provider `{release.default_provider}`"
    if len(path) == 3 and path[0] == "model_providers":  # noqa: PLR2004 -- model_providers.x.key
        return {
            "wire_api": f'Codex takes it for "{release.default_wire_api}"',
            "base_url": "Codex asks https://api.openai.com/v1, with the key of this provider",
            "requires_openai_auth": "Codex takes it for false",
            "request_max_retries": "Codex takes it for 4",
            "stream_max_retries": "Codex takes it for 5",
            "stream_idle_timeout_ms": "Codex takes it for 300000",
            "supports_websockets": "Codex takes it for false",
        }.get(str(path[2]))
    return None


def _unknown(context: Context, path: KeyPath) -> str | None:
    """Return that Codex knows no such key, with those that it may stand for; None where it may know it."""
    if known_key(path, context.release) is not None or not judged(path[:-1]):
        return None
    inner = ("model_providers", context.provider.id)
    likely = nearest(str(path[-1]), [*names(path[:-1], context.release), *names(inner, context.release)])
    meant = f"; did you mean {' or '.join(f'`{each}`' for each in likely)}?" if likely else ""
    return f"Codex {context.release.version} knows no such key{meant}"


__all__ = ["Standing", "Voice", "Why", "key_path", "why"]
