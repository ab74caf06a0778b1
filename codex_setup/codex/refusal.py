"""Why Codex would stop before it asks anything: while it loads its files, or when the session starts.

The order is Codex's own: its folder, the words on its command line, each file, what the files say
together. Only the first reason is given, as Codex gives only one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from codex_setup.codex.catalogue_file import catalogue_problem
from codex_setup.codex.instructions_file import instruction_problems
from codex_setup.codex.known import judged
from codex_setup.codex.known import key as known_key
from codex_setup.codex.layers import Layer, combined
from codex_setup.codex.mcp_tables import mcp_faults
from codex_setup.codex.overrides import override
from codex_setup.codex.permissions import permission_faults
from codex_setup.codex.provider_tables import provider_faults
from codex_setup.codex.shape import ill_typed, worded
from codex_setup.model import dotted
from codex_setup.wire import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.releases import Release
    from codex_setup.model import KeyPath


def load_refusal(context: Context) -> Refusal | None:
    """Return the first reason for which Codex does not load this configuration, or None."""
    message = next(_reasons(context), None)
    return None if message is None else Refusal("load", message)


def _reasons(context: Context) -> Iterator[str]:
    prefix = context.release.load_prefix
    fatal = context.environment.fatal
    if fatal is not None:
        yield f'failed to set environment variable `"{fatal}"`\nits value in `.env` holds a NUL byte'
    yield from _words(context)
    if context.home_problem is not None:
        yield _home(context.home_problem, context.release)
    yield from _files(context)
    if context.invocation.strict:
        yield from (prefix + message for message in _strictly(context))
    data = combined(
        [layer for layer in context.layers if not layer.text.startswith("-m ")]
    )  # that comes later
    yield from (prefix + message for message in _in_order(data, context))
    yield from _profile(context, data)
    yield from permission_faults(data, context)
    yield from _choice(context)
    problem = catalogue_problem(context)
    if problem is not None:
        yield problem
    for _, message in instruction_problems(context):
        yield message


def _files(context: Context) -> Iterator[str]:
    """Yield what is wrong with single files, before they are read together."""
    prefix = context.release.load_prefix
    for layer in context.layers:
        if layer.state == "unreadable" and layer.problem is not None:
            yield prefix + _unreadable(layer, context.release)
        if layer.modern is not None and layer.state == "read" and not context.release.has("toml-1.1"):
            yield f"{prefix}TOML parse error at line {layer.modern.line}, column {layer.modern.column}"
    yield from _legacy_name(context)
    for layer in context.layers:
        if layer.required and layer.state == "read":
            yield from _requirements(layer, context.release)


def _choice(context: Context) -> Iterator[str]:
    """Yield what is said of a provider that is chosen and does not exist."""
    if context.provider.defined:
        return
    if context.provider.id == "ollama-chat" and context.release.has("chat-removed"):
        yield (
            "Error: `ollama-chat` is no longer supported.\nHow to fix: replace `ollama-chat` with `ollama` in "
            "`model_provider`, `oss_provider`, or `--local-provider`."
        )
    yield f"Error: Model provider `{context.provider.id}` not found"


def _home(problem: str, release: Release) -> str:
    if release.has("home-named"):
        return f"Error finding codex home: {problem}"
    if "not a directory" in problem:
        return release.load_prefix + "Not a directory (os error 20)"
    prefix = "Error finding codex home: " if release.has("config-errors-named") else "Error: "
    return prefix + "No such file or directory (os error 2)"


def _words(context: Context) -> Iterator[str]:
    invocation = context.invocation
    if invocation.strict and not context.release.has("strict-config"):
        yield "error: unexpected argument '--strict-config' found"
    for typed in invocation.overrides:
        if "=" not in typed:
            yield f"Error parsing -c overrides: Invalid override (missing '='): {typed}"
        elif override(typed) is None:
            yield f"Error parsing -c overrides: Empty key in override: {typed}"
    name = invocation.profile
    if name is not None and context.release.has("profile-files") and not _plain(name):
        yield (
            f"error: invalid value '{name}' for '--profile <CONFIG_PROFILE_V2>': invalid --profile value `{name}`; "
            "pass a plain name such as `work`"
        )


def _plain(name: str) -> bool:
    return bool(name) and all(char.isascii() and (char.isalnum() or char in "-_") for char in name)


def _unreadable(layer: Layer, release: Release) -> str:
    problem = layer.problem
    if problem is None:
        return ""
    if problem.kind == "encoding":
        return _bad_bytes(layer, problem.index, release)
    if problem.kind != "syntax":
        return f"Failed to read config file {layer.file}: {problem.message}"
    line, column = (problem.span.line, problem.span.column) if problem.span else (1, 1)
    parsed = f"{layer.file}: TOML parse error at line {line}, column {column}: {problem.message}"
    if layer.file is not None and layer.file.name == "requirements.toml":
        return f"failed to parse requirements layer {parsed}"
    if layer.name == "project":
        return f"Error parsing project config file {parsed}"
    return f"{layer.file}:{line}:{column}: {problem.message}"


def _bad_bytes(layer: Layer, index: int | None, release: Release) -> str:
    what = "project config file" if layer.name == "project" else "config file"
    failed = f"Failed to read {what} {layer.file}: "
    if release.has("bad-bytes-told"):
        return f"{failed}invalid utf-8 sequence of 1 bytes from index {index}"
    return (failed if release.has("home-named") else "") + "stream did not contain valid UTF-8"


def unknown_fields(context: Context) -> Iterator[str]:
    """Yield what `--strict-config` says of each key that this release does not know."""
    for layer in context.layers:
        if layer.state != "read" or layer.name == "managed":
            continue
        for key in _unknown(layer.data, context, ()):
            span = layer.spans.get((*layer.prefix, *key))
            field = f"unknown configuration field `{dotted(key)}`"
            if layer.file is None or span is None:
                yield f"{field} in -c/--config override"
            else:
                yield f"{layer.file}:{span.key.line}:{span.key.column}: {field}"


def _strictly(context: Context) -> Iterator[str]:
    """Yield what `--strict-config` refuses: it reads each file by itself, then looks for keys that nobody knows.

    The words of `-c` need make no configuration by themselves; unknown keys are looked for where they do.
    """
    for layer in context.layers:
        if layer.state != "read":
            continue
        alone = replace(context, layers=(layer,))
        whole = not (layer.required or layer.prefix)
        faults = tuple(_in_order(dict(layer.data), alone)) if whole else ()
        if layer.file is not None:
            yield from faults
        if not faults:
            yield from unknown_fields(alone)


def _unknown(data: Any, context: Context, path: KeyPath) -> Iterator[KeyPath]:
    for name, value in data.items():
        here = (*path, name)
        fact = known_key(here, context.release)
        if fact is None and judged(path):
            yield here
        elif fact is not None and isinstance(value, dict) and not fact.open:
            yield from _unknown(value, context, here)


def _in_order(data: dict[str, Any], context: Context) -> Iterator[str]:
    """Yield wrong types and what is wrong with the providers, table by table as they stand in the files."""
    for name, value in data.items():
        for key, message in ill_typed({name: value}, context.release):
            special = _special(key, message, context)
            yield _said(context, key, special or message)
        if name == "mcp_servers" and isinstance(value, dict):
            yield from mcp_faults(value, context.release)
        if name == "model_providers" and isinstance(value, dict):
            for fault in provider_faults(value, context.release):
                yield (
                    fault
                    if not context.invocation.strict
                    else _said(context, ("model_providers",), fault.split("\nin ")[0])
                )


def _said(context: Context, key: KeyPath, message: str) -> str:
    """Return the message with its key; `--strict-config` and the trust of projects give the place instead."""
    if context.invocation.strict or (key[0] == "projects" and context.release.has("places-of-errors")):
        layer = next(
            (each for each in reversed(context.layers) if not each.prefix and _sets(each, key)), None
        )
        if layer is not None and key in layer.spans:
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


def _profile(context: Context, data: dict[str, Any]) -> Iterator[str]:
    chosen, tables = data.get("profile"), data.get("profiles")
    named = context.invocation.profile
    if not context.release.has("profile-files"):
        wanted = named or chosen
        if isinstance(wanted, str) and not (isinstance(tables, dict) and wanted in tables):
            yield f"Error: config profile `{wanted}` not found"
        return
    if isinstance(chosen, str):
        yield (
            f'Error: legacy `profile = "{chosen}"` config is no longer supported; use `--profile {chosen}` with '
            f"`{chosen}.config.toml` instead"
        )


def _legacy_name(context: Context) -> Iterator[str]:
    """Yield what is said of a profile's name that the user's file still uses in the old way."""
    named = context.invocation.profile
    user = next((layer for layer in context.layers if layer.name == "user"), None)
    if not context.release.has("profile-files"):
        return
    if named is not None and user is not None:
        held = user.data.get("profiles")
        if user.data.get("profile") == named or (isinstance(held, dict) and named in held):
            yield (
                f"{context.release.load_prefix}--profile `{named}` cannot be used while {user.file} contains legacy "
                f'`profile = "{named}"` or `[profiles.{named}]` config; move those settings into '
                f"{user.file.with_name(f'{named}.config.toml') if user.file else ''} and remove the legacy profile "
                "selector/table."
            )


def _requirements(layer: Layer, release: Release) -> Iterator[str]:
    from codex_setup.codex.requirements import requirement_faults  # noqa: PLC0415 -- only where there are any

    yield from requirement_faults(layer, release)
