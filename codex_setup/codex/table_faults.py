"""What Codex holds to be wrong with the tables of a configuration, and where it says that it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Any

from codex_setup.codex.fact import moment
from codex_setup.codex.fault_order import in_codex_order
from codex_setup.codex.known import judged, names
from codex_setup.codex.known import key as known_key
from codex_setup.codex.layers import combined
from codex_setup.codex.provider_tables import provider_faults
from codex_setup.codex.shape import ill_typed, worded
from codex_setup.codex.structs import PATHS
from codex_setup.model import dotted
from codex_setup.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer
    from codex_setup.model import KeyPath


def faults_in_order(data: dict[str, Any], context: Context) -> Iterator[str]:
    """Yield wrong types and what is wrong with the providers, table by table as they stand in the files."""
    for name, value in data.items():
        if name == "mcp_servers" and isinstance(value, dict):
            from codex_setup.codex.mcp_tables import mcp_faults  # only where there are servers

            for server, table in value.items():
                yield from _ill_typed({name: {server: table}}, context)
                yield from mcp_faults({server: table}, context.release)
            continue
        yield from _ill_typed({name: value}, context)
        if name == "model_providers" and isinstance(value, dict):
            for fault in provider_faults(value, context.release):
                yield (
                    fault
                    if not context.invocation.strict
                    else _said(context, ("model_providers",), fault.split("\nin ")[0])
                )


def _ill_typed(data: dict[str, Any], context: Context) -> Iterator[str]:
    for key, message in ill_typed(data, context.release):
        yield _said(context, key, _special(key, message, context) or message)


def trust_faults(context: Context) -> Iterator[str]:
    """Yield what is wrong with the trust of projects, which Codex looks up before it reads their files.

    What it then says is the first fault of the first file that has one, and a date is no text there.
    """
    if not context.release.has("places-of-errors"):
        return
    layers = [
        each for each in context.layers if each.name in {"system", "user", "profile"} and not each.prefix
    ]
    projects = combined(layers).get("projects")
    if projects is None or next(ill_typed({"projects": projects}, context.release), None) is None:
        return
    invocation = replace(context.invocation, strict=True)
    yield from _by_file(layers, replace(context, invocation=invocation))


def file_faults(context: Context) -> Iterator[str]:
    """Yield what is wrong with the first files by themselves, which some releases tell where all together have a fault."""
    if context.release.has("places-of-errors") and not context.release.has("faults-told-together"):
        named = {"system", "user", "option"}
        yield from _by_file(
            [each for each in context.layers if each.name in named and not each.prefix], context
        )


def _by_file(layers: list[Layer], context: Context) -> Iterator[str]:
    for layer in layers:
        data = _raw(layer.data)
        data = data if context.release.has("faults-in-file-order") else in_codex_order(data, context.release)
        alone = replace(context, layers=(layer,))
        yield from (context.release.load_prefix + message for message in faults_in_order(data, alone))


def _raw(value: Any) -> Any:
    """Return a value as Codex's parser gives it before it makes texts of dates."""
    if isinstance(value, Mapping):
        return {name: _raw(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_raw(held) for held in value]
    return {"$__toml_private_datetime": moment(value)} if isinstance(value, date | time) else value


def unknown_fields(context: Context) -> Iterator[str]:
    """Yield what `--strict-config` says of each key that this release does not know."""
    for layer in context.layers:
        if layer.state != "read" or layer.required:
            continue
        for key in _unknown(layer.data, context, ()):
            span = layer.spans.get((*layer.prefix, *key))
            if layer.file is None or span is None:
                yield f"unknown configuration field `{'.'.join(map(str, key))}` in -c/--config override"
            else:
                place = f"{layer.file}:{span.key.line}:{span.key.column}"
                yield f"{place}: unknown configuration field `{dotted(key)}`"


def strict_faults(layer: Layer, context: Context) -> Iterator[str]:
    """Yield what `--strict-config` refuses: it reads each file by itself, then looks for keys that nobody knows.

    The words of `-c` need make no configuration by themselves; unknown keys are looked for where they do.
    """
    if layer.state != "read":
        return
    alone = replace(context, layers=(layer,))
    whole = not (layer.required or layer.prefix)
    faults = tuple(faults_in_order(dict(layer.data), alone)) if whole else ()
    if layer.file is not None:
        yield from faults
    if not faults:
        yield from unknown_fields(alone)


def _unknown(data: Any, context: Context, path: KeyPath) -> Iterator[KeyPath]:
    if path == ("tui",) and not context.release.has("tui-judged"):
        return
    if path == ("profiles",):
        read = {*names(("profiles", "*"), context.release), "tui"}
        yield from (
            (*path, profile, name)
            for profile, table in data.items()
            if isinstance(table, dict)
            for name in table
            if name not in read
        )
        return
    if path[:-1] == ("agents",):  # a role may have what its own file has
        return
    for name, value in data.items():
        here = (*path, name)
        fact = known_key(here, context.release)
        if fact is None and judged(path):
            yield here
        elif fact is not None and isinstance(value, dict) and (not fact.open or here == ("profiles",)):
            yield from _unknown(value, context, here)


def _said(context: Context, key: KeyPath, message: str) -> str:
    """Return the message with its key; `--strict-config` and the trust of projects give the place instead."""
    trust = key[0] == "projects" and context.release.has("places-of-errors")
    if context.invocation.strict or trust:
        layer = next(
            (each for each in reversed(context.layers) if not each.prefix and _sets(each, key)), None
        )
        told = context.invocation.strict or (layer is not None and layer.name != "managed")
        if layer is not None and told and key in layer.spans:
            span = layer.spans[key].value
            return f"{layer.file}:{span.line}:{span.column}: {message}"
    return worded(key, message)


def _sets(layer: Layer, key: KeyPath) -> bool:
    if key in layer.spans:
        return True
    held: Any = layer.data
    for part in key:
        if not isinstance(held, dict) or part not in held:
            return False
        held = held[part]
    return layer.state == "read"


def _special(key: KeyPath, message: str, context: Context) -> str | None:
    if (
        len(key) == 3  # noqa: PLR2004 -- model_providers.x.wire_api
        and key[-1] == "wire_api"
        and "`chat`" in message
        and context.release.has("chat-removed")
    ):
        return (
            '`wire_api = "chat"` is no longer supported.\nHow to fix: set `wire_api = "responses"` in your provider '
            "config.\nMore info: https://github.com/openai/codex/discussions/7782"
        )
    return None


def baseless_paths(context: Context) -> Iterator[KeyPath]:
    """Yield the relative paths of `-c` that Codex cannot complete, because its words make no configuration alone.

    Codex completes the paths of a layer by reading it by itself, and leaves them as they are where it cannot:
    `-c log_dir=x -c model_providers.relay.base_url=…` (0.118.0 to 0.169.0).
    """
    for layer in context.layers:
        if layer.name == "option" and layer.file is None and context.release.has("options-merged"):
            alone = replace(context, layers=(layer,))
            if next(faults_in_order(dict(layer.data), alone), None) is not None:
                yield from _paths(layer.data, (), context)


def _paths(data: Any, path: KeyPath, context: Context) -> Iterator[KeyPath]:
    """Yield the keys of relative paths."""
    for name, value in data.items():
        here = (*path, name)
        fact = known_key(here, context.release)
        if fact is None:
            continue
        if isinstance(value, dict):
            yield from _paths(value, here, context)
        elif fact.kinds == ("path",) or fact.path in PATHS:
            texts = value if isinstance(value, list) else [value]
            if any(isinstance(text, str) and not text.startswith("/") for text in texts):
                yield here
