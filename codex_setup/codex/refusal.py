"""Why Codex would stop before it asks anything: while it loads its files, or when the session starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codex_setup.codex.context import Context
from codex_setup.codex.layers import Layer
from codex_setup.model import dotted
from codex_setup.wire import Refusal

_PREFIX = "Error loading config.toml: "


def load_refusal(context: Context) -> Refusal | None:
    """Return the first reason for which Codex does not load this configuration, or None."""
    message = next(_reasons(context), None)
    return None if message is None else Refusal("load", message)


def _reasons(context: Context) -> Iterator[str]:
    if context.home_problem is not None:
        yield f"Error finding codex home: {context.home_problem}"
    for layer in context.layers:
        if layer.state == "unreadable":
            yield _PREFIX + _unreadable(layer)
    yield from (_PREFIX + reason for reason in _providers(context))


def _unreadable(layer: Layer) -> str:
    problem = layer.problem
    if problem is None or problem.kind != "syntax":
        return f"Failed to read config file {layer.file}: {problem.message if problem else layer.reason}"
    spot = f":{problem.span.line}:{problem.span.column}" if problem.span else ""
    return f"{layer.file}{spot}: {problem.message}"


def _providers(context: Context) -> Iterator[str]:
    release = context.release
    tables: dict[str, dict[str, Any]] = {}
    for setting in context.config.below("model_providers"):
        tables.setdefault(str(setting.path[1]), {})[dotted(setting.path[2:])] = setting.value
    for provider_id, fields in tables.items():
        yield from _wire_api(context, provider_id, fields.get("wire_api"))
    reserved = sorted(release.reserved_ids & tables.keys())
    if reserved:
        named = ", ".join(f"`{each}`" for each in reserved)
        yield (
            f"model_providers contains reserved built-in provider IDs: {named}. Built-in providers cannot be "
            "overridden. Rename your custom provider (for example, `openai-custom`).\nin `model_providers`"
        )
    for provider_id, fields in tables.items():
        if not str(fields.get("name", "")).strip():
            yield f"model_providers.{provider_id}: provider name must not be empty\nin `model_providers`"


def _wire_api(context: Context, provider_id: str, value: object) -> Iterator[str]:
    if value is None or value in context.release.wire_apis:
        return
    where = f"\nin `model_providers.{provider_id}.wire_api`"
    if value == "chat":
        yield (
            '`wire_api = "chat"` is no longer supported.\nHow to fix: set `wire_api = "responses"` in your provider '
            f"config.\nMore info: https://github.com/openai/codex/discussions/7782{where}"
        )
    yield f"unknown variant `{value}`, expected `responses`{where}"


def start_refusal(context: Context) -> Refusal | None:
    """Return why the session does not start, or None."""
    if not context.provider.defined:
        return Refusal("start", f"Error: Model provider `{context.provider.id}` not found")
    model = context.config.get("model", of=str)
    if model is not None and not model.value:
        return Refusal("start", "Error: thread/start: No models are available. Set `model` explicitly")
    return None
