"""Whether the profile that is asked for exists, and whether profiles are written in the way of this release."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from codex_setup.model import Check, Command, Edit, Finding, Fix, Place, Severity, check, dotted
from codex_setup.nearest import nearest
from codex_setup.pattern import pattern
from codex_setup.rules.proposal import quoted, where_known

if TYPE_CHECKING:
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer
    from codex_setup.codex.resolve import Setting
    from codex_setup.model import AnyEdit

PLAIN = pattern(r"[A-Za-z0-9_-]+")


@check("profile-missing", Severity.ERROR)
def profile_missing(context: Context) -> Iterator[Finding]:
    """A profile is asked for that does not exist.

    Since 0.134 `--profile NAME` reads `NAME.config.toml` beside config.toml. Where there is no such file
    Codex says nothing and starts without it: with another provider and model than was meant. Older
    releases end with "config profile not found".
    """
    name, release = context.invocation.profile, context.release
    if name is None or not PLAIN.fullmatch(name):
        return
    if not release.has("profile-files"):
        yield from _table_missing(context, name)
        return
    layer = next((each for each in context.layers if each.name == "profile"), None)
    if layer is None or layer.state != "absent" or name in _legacy(context):
        return
    there = _profile_names(context)
    likely = nearest(name, there)
    yield Finding(
        f"profile {quoted(name)} is asked for, but {layer.file} does not exist, and Codex goes on without it",
        at=Place("profile", layer.file),
        hint=f"There {'is' if len(there) == 1 else 'are'} {', '.join(f'`{each}`' for each in likely or there)}."
        if there
        else "There is no profile file in this folder.",
        fix=Fix(f"Use {likely[0]}", commands=(Command("run", ("codex", "-p", likely[0])),))
        if likely
        else None,
    )


def _table_missing(context: Context, name: str) -> Iterator[Finding]:
    there = context.config.names("profiles")
    if name not in there:
        likely = nearest(name, there)
        yield Finding(
            f"profile {quoted(name)} is asked for, but there is no `[profiles.{name}]`",
            at=Place("user", context.user_file),
            hint=f"There is {', '.join(f'`{each}`' for each in likely or there)}." if there else None,
        )


def _profile_names(context: Context) -> tuple[str, ...]:
    if context.codex_home is None:
        return ()
    names = context.machine.files.names(context.codex_home)
    return tuple(
        name.removesuffix(".config.toml") for name in names if re.fullmatch(r".+\.config\.toml", name)
    )


@check("profile-name-refused", Severity.ERROR, since="0.134.0")
def profile_name_refused(context: Context) -> Iterator[Finding]:
    """The name of a profile has characters that Codex refuses.

    A name is made of ASCII letters, digits, `-` and `_`; it is not a path and has no dots.
    """
    name = context.invocation.profile
    if name is not None and not PLAIN.fullmatch(name):
        yield Finding(
            f"profile {quoted(name)} is not a plain name, and Codex refuses it",
            at=Place("option"),
            hint="Letters, digits, `-` and `_` make a name; the file is NAME.config.toml beside config.toml.",
        )


@check("profile-legacy", Severity.ERROR, since="0.134.0")
def profile_legacy(context: Context) -> Iterator[Finding]:
    """`profile = "…"` or a `[profiles.…]` table in use is of the old kind, and Codex refuses to start.

    Since 0.134 a profile is a file of its own, `NAME.config.toml` beside config.toml, chosen with
    `--profile NAME`. A top-level `profile`, or `--profile NAME` while `[profiles.NAME]` exists, ends
    Codex with "legacy config is no longer supported".
    """
    selector = context.config.settings.get(("profile",))
    asked = context.invocation.profile
    legacy = _legacy(context)
    if selector is not None and isinstance(selector.value, str):
        yield Finding(
            f"`profile` = {quoted(selector.value)} selects a profile in the old way, and Codex refuses to start",
            at=selector.place,
            hint=f"`codex --profile {selector.value}` chooses it now.",
            fix=where_known(lambda: _files(context, selector)),
        )
        return
    if asked in legacy:
        yield Finding(
            f"profile {quoted(str(asked))} is asked for while `[profiles.{asked}]` exists, and Codex refuses to start",
            at=legacy[str(asked)].place(("profiles", str(asked))),
            hint="A profile is a file of its own now.",
            fix=where_known(lambda: _files(context, None)),
        )


@check("profile-table-unused", Severity.WARNING, since="0.134.0")
def profile_table_unused(context: Context) -> Iterator[Finding]:
    """A `[profiles.…]` table is there, and Codex does not read it.

    Since 0.134 a profile is a file of its own, `NAME.config.toml` beside config.toml, chosen with
    `--profile NAME`. The table alone does no harm and has no effect.
    """
    if context.config.has("profile") or context.invocation.profile in _legacy(context):
        return
    for name, layer in _legacy(context).items():
        yield Finding(
            f"`{dotted(('profiles', name))}` is not read any more",
            at=layer.place(("profiles", name)),
            hint=f"A profile is a file of its own now, {name}.config.toml, chosen with --profile {name}.",
            fix=where_known(partial(_files, context, None, name)),
        )


def _legacy(context: Context) -> Mapping[str, Layer]:
    """Return the layers in which the old profile tables stand, by the name of the profile."""
    found: dict[str, Layer] = {}
    for layer in context.layers:
        tables = layer.data.get("profiles") if layer.state == "read" and not layer.prefix else None
        if isinstance(tables, Mapping) and ("profiles",) not in layer.denied:
            found.update({name: layer for name, table in tables.items() if isinstance(table, Mapping)})
    return found


def _files(context: Context, selector: Setting[Any] | None, only: str | None = None) -> Fix | None:
    """Return the fix that makes a file of every old profile of the user and takes the tables away."""
    user = next((layer for layer in context.layers if layer.name == "user"), None)
    if user is None or user.file is None or user.state != "read" or (selector and selector.layer is not user):
        return None
    edits: list[AnyEdit] = []
    for name, layer in _legacy(context).items():
        if layer is not user or only not in {None, name}:
            continue
        if not PLAIN.fullmatch(name) or context.machine.files.info(_file(user.file, name)) is not None:
            return None
        edits += _split(user, name)
    if selector is not None:
        edits.append(Edit(user.file, ("profile",), None))
        edits += _as_before(user, user.file, selector.value)
    return Fix("Make a file of each profile", tuple(edits)) if edits else None


def _split(user: Layer, name: str) -> Iterator[AnyEdit]:
    if user.file is None:
        return
    for key, value in user.data["profiles"][name].items():
        yield Edit(_file(user.file, name), (key,), value)
    yield Edit(user.file, ("profiles", name), None)


def _as_before(user: Layer, file: Path, name: str) -> Iterator[AnyEdit]:
    """Yield what makes a plain `codex` ask whom it asked while `profile` was read.

    Where the profile chose another provider, all its settings come along; else only those that the top
    of the file does not have.
    """
    from codex_setup.edit import value_at  # only for a fix

    table = user.data.get("profiles", {}).get(name)
    if not isinstance(table, Mapping):
        return
    elsewhere = table.get("model_provider") not in (None, user.data.get("model_provider"))
    for path, value in _settings(table):
        if elsewhere or value_at(user.data, path) is None:
            yield Edit(file, path, value)


def _settings(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _settings(value, (*path, name))
        else:
            yield (*path, name), value


def _file(user_file: Path, name: str) -> Path:
    return user_file.with_name(f"{name}.config.toml")


CHECKS: tuple[Check[Context], ...] = (
    profile_legacy,
    profile_missing,
    profile_name_refused,
    profile_table_unused,
)
