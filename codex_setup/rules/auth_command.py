"""Whether a command or a header of a provider does what it is there for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.credential import headers_of
from codex_setup.codex.reference import variable_in
from codex_setup.model import Check, Command, Edit, Finding, Fix, Secret, Severity, check, dotted
from codex_setup.rules.auth import IN_FILE
from codex_setup.rules.key_shape import BEARER
from codex_setup.rules.keylike import NAME, is_variable, keylike
from codex_setup.rules.proposal import changed, file_of, variable_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Provider, Setting


@check("auth-command-combined", Severity.ERROR)
def auth_command_combined(context: Context) -> Iterator[Finding]:
    """A provider has an `auth` command and another source of the key.

    With `auth` Codex takes the key from a command's output, and refuses the whole file where the same
    provider also has `env_key`, `experimental_bearer_token` or `requires_openai_auth = true`.
    """
    for provider in context.providers.values():
        others: list[Setting[str] | Setting[bool]] = [
            s for s in (provider.env_key, provider.experimental_bearer_token) if s is not None
        ]
        if provider.requires_openai_auth and provider.requires_openai_auth.value:
            others.append(provider.requires_openai_auth)
        if provider.builtin or provider.auth_command is None or not others:
            continue
        edits = tuple(Edit(file, s.path, None) for s in others if (file := file_of(s)))
        yield Finding(
            f"`{dotted((*provider.path, 'auth'))}` cannot be combined with `{others[0].path[-1]}`",
            at=others[0].place,
            hint="Keep one of the two.",
            fix=Fix("Keep the command", edits, safe=False) if len(edits) == len(others) else None,
        )


@check("auth-command-empty", Severity.ERROR)
def auth_command_empty(context: Context) -> Iterator[Finding]:
    """The `auth` table of a provider has no command, or an empty one.

    `auth` is for a program that prints the key. Codex refuses the whole file without it: "missing field
    `command`", or "provider auth.command must not be empty". The name of a variable belongs into `env_key`.
    """
    for provider in context.providers.values():
        command, table = provider.auth_command, (*provider.path, "auth")
        first = next(context.config.below(*table), None)
        if provider.builtin or first is None or (command and command.value.strip()):
            continue
        yield Finding(
            f"`{command.key}` is empty" if command else f"`{dotted(table)}` has no `command`",
            at=command.place if command else first.layer.place(table),
            hint="It takes the program that prints the key; its arguments go into `args`.",
            fix=None if command else _named_there(context, provider, table),
        )


def _named_there(context: Context, provider: Provider, table: tuple[str, ...]) -> Fix | None:
    """Return the fix for an `auth` table that names a variable, as other programs do: `{ type = "env", name = … }`."""
    names = [
        setting
        for setting in context.config.below(*table)
        if isinstance(setting.value, str)
        and re.fullmatch(NAME, setting.value)
        and context.environment.filled(setting.value)
    ]
    file = file_of(names[0]) if len(names) == 1 else None
    if file is None or provider.env_key or provider.experimental_bearer_token:
        return None
    edits = (Edit(file, (*provider.path, "env_key"), names[0].value), Edit(file, table, None))
    return Fix("Name the variable in `env_key`", edits)


@check("header-variable-unset", Severity.WARNING)
def header_variable_unset(context: Context) -> Iterator[Finding]:
    """A variable that `env_http_headers` names is not set.

    Codex leaves the header out, and says nothing.
    """
    for setting in () if context.provider.builtin else context.provider.env_http_headers:
        if context.environment.filled(setting.value) is None:
            named = (
                setting.value if re.fullmatch(NAME, setting.value) and not keylike(setting.value) else None
            )
            shown = named or str(Secret(setting.value))
            yield Finding(
                f"`{setting.key}` names {shown}, which is not set here, so the header is not sent",
                at=setting.place,
                hint=IN_FILE if named else "It takes the name of a variable, not a value.",
                fix=Fix("Set it in this shell", commands=(Command("set", (named, "<value>")),))
                if named
                else _out_of_header(context, setting),
            )


def _out_of_header(context: Context, setting: Setting[str]) -> Fix | None:
    """Return the fix that moves a key from where the name of a variable belongs to `.env`, and names it."""
    file, provider, header = file_of(setting), context.provider, str(setting.path[-1])
    name = variable_name(provider.id)
    bare = Secret(setting.value).without(BEARER)
    held_name = re.sub(BEARER, "", setting.value).strip()
    if is_variable(held_name) and header.lower() == "authorization":
        return _as_key(context, setting, held_name)
    held = keylike(setting.value) or re.match(BEARER, setting.value)
    if file is None or context.codex_home is None or not held or context.environment.get(name) is not None:
        return None
    stored = Edit(context.codex_home / ".env", (name,), bare)
    if header.lower() != "authorization":
        return Fix(f"Keep it in `.env` as `{name}` and name that", (stored, Edit(file, setting.path, name)))
    if provider.env_key or provider.experimental_bearer_token or provider.auth_command:
        return None
    edits = (stored, Edit(file, (*provider.path, "env_key"), name), Edit(file, setting.path, None))
    return Fix(f"Keep the key in `.env` as `{name}` and name that in `env_key`", edits)


@check("content-length-set", Severity.ERROR)
def content_length_set(context: Context) -> Iterator[Finding]:
    """A header of the provider says how long Codex's request is.

    A `Content-Length` that is a number takes the place of the true one. Codex sends only so many bytes, and the
    gateway sees JSON that breaks off; or it never sends as many as it says, and the gateway waits for the rest.
    """
    counting = {h.origin.place for h in headers_of(context) if h.name.lower() == "content-length"}
    for setting in (*context.provider.http_headers, *context.provider.env_http_headers):
        if setting.place in counting:
            yield Finding(
                f"`{setting.key}` cuts Codex's request short, or lets the gateway wait for the rest of it",
                at=setting.place,
                hint="Take the header out; Codex counts the bytes itself.",
                fix=changed(setting, None, "Take it out"),
            )


@check("header-named-twice", Severity.WARNING)
def header_named_twice(context: Context) -> Iterator[Finding]:
    """A header of a provider stands there twice, in capital and in small letters.

    A header has one name however it is written, and Codex keeps them in no order: which of the two values is
    sent changes from one start to the next.
    """
    for settings in (context.provider.http_headers, context.provider.env_http_headers):
        first: dict[str, str] = {}
        for setting in settings:
            name = str(setting.path[-1])
            other = first.setdefault(name.lower(), name)
            if other != name:
                yield Finding(
                    f"`{setting.key}` is the same header as `{other}`, and it is chance which of them is sent",
                    at=setting.place,
                    hint="Keep one of the two.",
                )


@check("authorization-lacks-scheme", Severity.WARNING)
def authorization_lacks_scheme(context: Context) -> Iterator[Finding]:
    """An `Authorization` header of a provider is the bare key.

    In `http_headers` and `env_http_headers` Codex sends the value as it stands. Gateways expect
    `Bearer` and a blank before the key; with `env_key` Codex writes that itself.
    """
    provider = context.provider
    if provider.builtin or provider.env_key or provider.experimental_bearer_token or provider.auth_command:
        return
    for setting in (*provider.http_headers, *provider.env_http_headers):
        if str(setting.path[-1]).lower() != "authorization":
            continue
        variable = context.environment.get(setting.value) if "env_http_headers" in setting.path else None
        secret = variable.value if variable else Secret(setting.value)
        if ("env_http_headers" in setting.path and variable is None) or not secret.fits(r"^\s*\S+\s*$"):
            continue
        fix = (
            _as_key(context, setting, setting.value)
            if variable
            else changed(setting, Secret(setting.value).prefixed("Bearer "), "Begin it with Bearer")
        )
        yield Finding(
            f"`{setting.key}` is sent without a scheme such as Bearer",
            at=setting.place,
            hint="Name the variable with `env_key` instead; Codex then writes Bearer itself.",
            fix=fix,
        )


@check("header-refers-to-variable", Severity.WARNING)
def header_refers_to_variable(context: Context) -> Iterator[Finding]:
    """A header of a provider refers to a variable, which Codex does not look up.

    `Authorization = "Bearer ${ACME_KEY}"` in `http_headers` is sent word for word, and the gateway answers
    401. A key belongs into the variable that `env_key` names; any other header that comes from a variable
    stands in `env_http_headers`, with the variable's bare name.
    """
    for setting in () if context.provider.builtin else context.provider.http_headers:
        name = variable_in(setting.value)
        if name is None:
            continue
        header = str(setting.path[-1])
        key = header.lower() == "authorization"
        yield Finding(
            f"`{setting.key}` refers to the variable {name}, and Codex sends it word for word",
            at=setting.place,
            hint=f"`{'env_key' if key else 'env_http_headers'}` takes the bare name of a variable.",
            fix=_as_key(context, setting, name) if key else _from_variable(setting, name),
        )


def _as_key(context: Context, setting: Setting[str], name: str) -> Fix | None:
    """Return the fix that lets Codex read the key from a variable and write the header itself."""
    file, provider = file_of(setting), context.provider
    if file is None or provider.env_key or provider.experimental_bearer_token or provider.auth_command:
        return None
    edits = (Edit(file, (*provider.path, "env_key"), name), Edit(file, setting.path, None))
    return Fix("Name the variable in `env_key`", edits, safe=context.environment.filled(name) is not None)


def _from_variable(setting: Setting[str], name: str) -> Fix | None:
    file, bearer = file_of(setting), re.match(r"(?i)\s*bearer\s", setting.value)
    if file is None or bearer:
        return None
    to = (*setting.path[:-2], "env_http_headers", setting.path[-1])
    return Fix("Move it to `env_http_headers`", (Edit(file, to, name), Edit(file, setting.path, None)))


CHECKS: tuple[Check[Context], ...] = (
    auth_command_combined,
    auth_command_empty,
    header_variable_unset,
    content_length_set,
    header_named_twice,
    authorization_lacks_scheme,
    header_refers_to_variable,
)
