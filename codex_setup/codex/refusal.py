"""Why Codex would stop before it asks anything: while it loads its files, or when the session starts.

The order is Codex's own: its folder, the words on its command line, each file, what the files say
together. Only the first reason is given, as Codex gives only one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_setup.codex.agent_limits import agent_faults
from codex_setup.codex.catalogue_file import catalogue_problem
from codex_setup.codex.fault_order import in_codex_order
from codex_setup.codex.instructions_file import instruction_problems
from codex_setup.codex.layers import Layer, combined
from codex_setup.codex.permissions import permission_faults
from codex_setup.codex.provider_tables import google_faults
from codex_setup.codex.shape import worded
from codex_setup.codex.table_faults import (
    baseless_paths,
    faults_in_order,
    file_faults,
    strict_faults,
    trust_faults,
)
from codex_setup.codex.value_faults import value_faults
from codex_setup.wire import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    if any("shell_environment_policy" in layer.data for layer in context.layers):
        from codex_setup.codex.policy_faults import policy_faults  # only where there is such a policy

        yield from (prefix + message for message in policy_faults(context))
    data = combined([layer for layer in context.layers if not _later(layer)])
    for fault in _together(data, context):
        yield from file_faults(context)
        yield fault
    yield from _profile(context, data)
    yield from permission_faults(data, context)
    yield from agent_faults(data, context.release)
    yield from value_faults(data, context.release)
    yield from google_faults(data.get("model_providers"), context.release)
    yield from _choice(context)
    problem = catalogue_problem(context)
    if problem is not None:
        yield problem
    for _, message in instruction_problems(context):
        yield message


def _together(data: dict[str, Any], context: Context) -> Iterator[str]:
    """Yield what is wrong with the files once they are read together, in the order in which Codex looks."""
    baseless = tuple(baseless_paths(context))
    for name, value in in_codex_order(data, context.release).items():
        yield from (_baseless(key) for key in baseless if key[0] == name)
        for message in faults_in_order({name: value}, context):
            yield context.release.load_prefix + message


def _files(context: Context) -> Iterator[str]:
    """Yield what is wrong with single files, before they are read together."""
    prefix, projects = context.release.load_prefix, _TURNS.index("project")
    trusted = False
    for layer in sorted(context.layers, key=_turn):
        if _turn(layer) >= projects and not trusted:
            trusted = True
            yield from trust_faults(context)
        yield from _file(layer, context.release)
        if context.invocation.strict:
            yield from (prefix + message for message in strict_faults(layer, context))
        if layer.name == "user":
            yield from _legacy_name(context)
    if not trusted:
        yield from trust_faults(context)


_TURNS = ("managed_config.toml", "requirements.toml", "option", "system", "user", "profile", "project")


def _turn(layer: Layer) -> int:
    """Return when Codex looks at a layer: what the administrator set comes first, then its words."""
    named = layer.file.name if layer.name == "managed" and layer.file else layer.name
    return _TURNS.index(named)


def _file(layer: Layer, release: Release) -> Iterator[str]:
    prefix = release.load_prefix
    if layer.state == "unreadable" and layer.problem is not None:
        yield prefix + _unreadable(layer, release)
    if layer.modern is not None and layer.state == "read" and not release.has("toml-1.1"):
        yield f"{prefix}TOML parse error at line {layer.modern.line}, column {layer.modern.column}"
    if layer.required and layer.state == "read":
        from codex_setup.codex.requirements import requirement_faults  # only where there are some

        yield from requirement_faults(layer, release)


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
    name = invocation.profile
    if name is not None and context.release.has("profile-files") and not _plain(name):
        yield (
            f"error: invalid value '{name}' for '--profile <CONFIG_PROFILE_V2>': invalid --profile value `{name}`; "
            "pass a plain name such as `work`"
        )
    if invocation.strict and not context.release.has("strict-config"):
        yield "error: unexpected argument '--strict-config' found"
    if invocation.overrides:
        yield from _overrides(invocation.overrides)


def _overrides(words: Iterable[str]) -> Iterator[str]:
    from codex_setup.codex.overrides import override  # only where something is overridden

    for typed in words:
        if "=" not in typed:
            yield f"Error parsing -c overrides: Invalid override (missing '='): {typed}"
        elif override(typed) is None:
            yield f"Error parsing -c overrides: Empty key in override: {typed}"


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


def _baseless(key: KeyPath) -> str:
    return "Error: " + worded(key, "AbsolutePathBuf deserialized without a base path")


def _later(layer: Layer) -> bool:
    """Return whether Codex lays this over what it has read and found right: a legacy profile, `-m`."""
    return bool(layer.prefix) or layer.text.startswith("-m ")


def _profile(context: Context, data: dict[str, Any]) -> Iterator[str]:
    chosen, tables = data.get("profile"), data.get("profiles")
    named = context.invocation.profile
    if not context.release.has("profile-files"):
        wanted = chosen if named is None else named
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
