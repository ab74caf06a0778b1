"""Whether Codex finds a key for the active provider, and in the place that the configuration names."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from codex_setup.codex.reference import variable_in
from codex_setup.model import Check, Edit, Finding, Fix, Secret, Severity, check, dotted
from codex_setup.nearest import nearest
from codex_setup.providers import preset_for
from codex_setup.rules.dotenv import why_unset
from codex_setup.rules.endpoint import target
from codex_setup.rules.holder import at_home_only, elsewhere, keyless, own_header, takes_login, unset_key
from codex_setup.rules.key_shape import BEARER
from codex_setup.rules.keylike import NAME, keylike
from codex_setup.rules.proposal import (
    changed,
    exchanged,
    file_of,
    quoted,
    set_variable,
    table_file,
    variable_name,
)
from codex_setup.rules.secrets import unread_key, unread_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Setting
    from codex_setup.model import Place

IN_FILE = "`.env` in Codex's folder is read by every Codex; a variable of one shell is not seen elsewhere."


@check("env-key-holds-key", Severity.ERROR, security=True)
def env_key_holds_key(context: Context) -> Iterator[Finding]:
    """The key itself stands in `env_key`.

    `env_key` takes the name of an environment variable. Codex looks for a variable that is called like
    the key, does not find one, and prints the key in its error: "Missing environment variable: …".
    """
    key = unset_key(context)
    if key is None or not _holds_key(key.value):
        return
    pair = re.fullmatch(rf"\s*(?:export\s+)?({NAME})\s*=\s*(.+)", key.value)
    secret = Secret(pair[2] if pair else key.value).without(BEARER).without(r"^[\s\"'`]+|[\s\"'`]+$")
    name = pair[1] if pair else _free_name(context, secret)
    config = file_of(key)
    dotenv = context.codex_home / ".env" if context.codex_home else None
    edits = (Edit(config, key.path, name), Edit(dotenv, (name,), secret)) if config and dotenv else ()
    yield Finding(
        f"`{key.key}` holds a key ({secret}) instead of the name of a variable",
        at=key.place,
        hint="Codex prints it in its error message; make a new key if others have seen it.",
        fix=Fix(f"Keep the key in `.env` as `{name}` and name that", edits) if edits else None,
    )


def _holds_key(text: str) -> bool:
    """Return whether `env_key` is a key, or a whole header with one; `Bearer $NAME` holds a name."""
    header = re.match(BEARER, text)
    bare = text[header.end() :].strip() if header else ""
    return keylike(text) or (
        bare != "" and variable_in(bare) is None and not re.fullmatch(r"[A-Z][A-Z0-9_]*", bare)
    )


def _free_name(context: Context, secret: Secret) -> str:
    stem = variable_name(context.provider.id)
    for name in (stem, *(f"{stem}_{number}" for number in range(2, 9))):
        found = context.environment.get(name)
        if found is None or found.value == secret or found.value.blank:
            return name
    return f"{stem}_9"


@check("env-key-not-a-name", Severity.ERROR)
def env_key_not_a_name(context: Context) -> Iterator[Finding]:
    """`env_key` is not the name of an environment variable.

    Codex takes the text as it stands: `$RELAY_KEY`, `${RELAY_KEY}`, `RELAY_KEY=…`, a header such as
    `Bearer …` and an empty text are no names, and it ends with "Missing environment variable".
    """
    key = unset_key(context)
    if key is None or re.fullmatch(NAME, key.value) or _holds_key(key.value):
        return
    meant = _inside(context, key.value)
    url = context.provider.base_url
    yield Finding(
        f"`{key.key}` is {quoted(key.value)}, which is not the name of a variable",
        at=key.place,
        hint="Write the bare name, without `$` and without a value.",
        fix=changed(key, meant, f"Set it to `{meant}`")
        if meant
        else exchanged(context, url)
        if url
        else None,
    )


def _inside(context: Context, text: str) -> str | None:
    """Return the name of a variable that `text` holds with signs around it: the one that is set, or the only one."""
    code = r"(?:(?:process\.env|os\.environ|import\.meta\.env|ENV)\b\.?|(?:os\.)?getenv|\$env:|\benv:|\bexport\b)"
    names = re.findall(rf"(?<!\w){NAME}(?!\w)", re.sub(code, " ", re.sub(BEARER, "", text)))
    whole = re.sub(r"\W", "_", text.strip())
    filled = [name for name in dict.fromkeys((*names, whole)) if context.environment.filled(name)]
    if filled:
        return filled[0] if len(filled) == 1 else None
    return names[0] if len(names) == 1 and not re.search(r"[\w-]-|-\w|=.|://", text) else None


@check("env-key-unset", Severity.ERROR)
def env_key_unset(context: Context) -> Iterator[Finding]:
    """The variable that `env_key` names is not set.

    Codex reads the key of a provider from the environment variable that `env_key` names, in exactly this
    case, and stops before the first request when it is unset or blank, also when a key lies elsewhere. A
    variable that is exported in one shell is not seen by another, nor by an editor, a desktop app or a
    service. `$CODEX_HOME/.env` is read by all of them.
    """
    key = unset_key(context)
    if key is None or not re.fullmatch(NAME, key.value) or keylike(key.value):
        return
    found = context.environment.get(key.value)
    why = why_unset(context, key.value)
    other = _other_variable(context, key.value)
    same = other is not None and _stem(other) == _stem(key.value)
    fix = changed(key, other, f"Use `{other}`, which is set", safe=same) if other else None
    yield Finding(
        f"`{key.key}` names {key.value}, which is {'blank' if found else 'not set'} here",
        at=key.place,
        hint=f"{why.message}." if why else f"{other} is set." if other else IN_FILE,
        fix=(why.fix if why else None)
        or (None if found else _beside(context, key) or _in_login(context, key.value))
        or fix
        or Fix("Set it in this shell", commands=(set_variable(key.value),)),
    )


def _beside(context: Context, key: Setting[str]) -> Fix | None:
    """Return the fix that gives the variable its key from where Codex does not look: another key of the same file.

    That is `experimental_bearer_token`, a key that is called like the variable, outside what is handed on to others, or
    one under a name that Codex does not know.
    """
    file, home = file_of(key), context.codex_home
    named = (
        s
        for path, s in context.config.settings.items()
        if path[-1] == key.value and path[0] not in _HANDED_ON
    )
    beside = (s for s in unread_settings(context) if s.path[:-1] in (context.provider.path, ()))
    for setting in (context.provider.experimental_bearer_token, *named, *beside):
        held = setting.value if setting is not None else None
        if setting is None or file is None or home is None or file_of(setting) != file:
            continue
        if isinstance(held, str) and (keylike(held) or setting.path[-1] == key.value) and held.strip():
            edits = (
                Edit(home / ".env", (key.value,), Secret(held).without(BEARER)),
                Edit(file, setting.path, None),
            )
            return Fix(f"Keep the key of `{dotted(setting.path)}` in `.env` as `{key.value}`", edits)
    return None


def _in_login(context: Context, name: str) -> Fix | None:
    """Return the fix that gives the variable its key from auth.json, where it stands under the same name."""
    try:
        data = json.loads(context.auth.text)
    except (ValueError, RecursionError):
        return None
    held = data.get(name) if isinstance(data, dict) and not data.get("tokens") else None
    if context.codex_home is None or not isinstance(held, str) or not keylike(held):
        return None
    foreign = at_home_only(Secret(held)) and elsewhere(context)
    edit = Edit(context.codex_home / ".env", (name,), Secret(held))
    return Fix(f"Keep the key of auth.json in `.env` as `{name}`", (edit,), safe=not foreign)


_HANDED_ON = frozenset({"mcp_servers", "shell_environment_policy", "hooks"})
"""Tables whose variables are for other programs."""


def _stem(name: str) -> tuple[str, ...]:
    """Return the words of a variable's name that say whose key it is: those of ACME in `ACME_API_KEY`."""
    words = [word for word in name.casefold().split("_") if word]
    return tuple(word for word in words if word not in {"api", "key", "token", "secret"}) or tuple(words)


def _other_variable(context: Context, wanted: str) -> str | None:
    """Return the name of a variable that is set and that may have been meant."""
    filled = [v.name for v in context.environment.variables.values() if not v.value.blank]
    keys = [name for name in filled if re.search(r"(?i)key|token|secret", name)]
    alike = [name for name in keys if _stem(name) == _stem(wanted)]
    same = [name for name in keys if name.casefold() == wanted.casefold()] or alike * (len(alike) == 1)
    own = [name for name in keys if _stem(name) == _stem(context.provider.id.replace("-", "_"))]
    openai = ["OPENAI_API_KEY"] if "OPENAI_API_KEY" in keys else []
    return next(iter((*same, *own, *nearest(wanted, keys, 1), *openai)), None)


@check("key-source-missing", Severity.ERROR)
def key_source_missing(context: Context) -> Iterator[Finding]:
    """Nothing tells Codex which key to send to this gateway.

    A provider without `env_key`, `experimental_bearer_token`, an `auth` command or
    `requires_openai_auth = true` gets no key at all, also when OPENAI_API_KEY is exported or a key lies in
    auth.json.
    """
    where = target(context)
    meant = not (where and where.private) or unread_key(context) is not None
    if _sourceless(context) and where and meant and not _stored(context):
        yield _no_source(context, f"Codex sends no key to {where.host}: the provider names none")


@check("key-source-missing-nearby", Severity.NOTE)
def key_source_missing_nearby(context: Context) -> Iterator[Finding]:
    """Nothing tells Codex which key to send to this local gateway.

    That is right for a server that asks for no key, as many on one's own computer do. Where it wants one,
    it answers 401.
    """
    where = target(context)
    if _sourceless(context) and where and where.private and unread_key(context) is None:
        yield _no_source(context, f"Codex sends no key to {where.host}: the provider names none")


@check("auth-file-not-sent", Severity.ERROR, since="0.149.0")
def auth_file_not_sent(context: Context) -> Iterator[Finding]:
    """The key lies in auth.json, and Codex no longer sends it to this provider.

    Up to 0.148 the key of auth.json went to every provider. Since 0.149 it goes only to a provider with
    `requires_openai_auth = true`; any other names its own key with `env_key`. Tutorials and switchers that
    write the key only to auth.json lead to 401 "Missing API key".
    """
    where = target(context)
    if _sourceless(context) and where and not where.private and _stored(context):
        yield _no_source(context, f"auth.json holds a key, but Codex does not send it to {where.host}")


def _stored(context: Context) -> bool:
    return context.auth.mode == "apikey" and bool(context.auth.api_key)


def _sourceless(context: Context) -> bool:
    """Return whether the active provider is one for which Codex takes no key from anywhere."""
    provider = context.provider
    if provider.builtin or not provider.defined or keyless(context) or own_header(context) or context.damaged:
        return False
    if provider.env_key or provider.auth_command or provider.experimental_bearer_token:
        return False
    wrong = any(
        context.config.has(*provider.path, key) for key in ("env_key", "auth", "requires_openai_auth")
    )
    if wrong and provider.requires_openai_auth is None:
        return False  # of the wrong type: another rule says so
    return not takes_login(context) or not (provider.requires_openai_auth or _stored(context))


def _no_source(context: Context, message: str) -> Finding:
    file = table_file(context, context.provider)
    table = context.provider.path
    gateway = preset_for(context.provider.base_url.value) if context.provider.base_url else None
    name = (gateway.env_key if gateway else None) or variable_name(context.provider.id)
    ready = _other_variable(context, name)
    fix = unread_key(context)
    if fix is None and file and ready and not _stored(context):
        edit = Edit(file, (*table, "env_key"), ready)
        fix = Fix(f"Take the key from {ready}, which is set", (edit,), safe=ready == name)
    elif fix is None and file and _stored(context):
        fix = Fix("Send the key of auth.json", (Edit(file, (*table, "requires_openai_auth"), True),))  # noqa: FBT003 -- a value
    elif fix is None and file:
        edit = Edit(file, (*table, "env_key"), name)
        fix = Fix(f"Take the key from {name}, and set that", (edit,), (set_variable(name),), safe=False)
    return Finding(message, at=_table(context), hint=IN_FILE, fix=fix)


def _table(context: Context) -> Place | None:
    first = next(context.config.below(*context.provider.path), None)
    return first.layer.place(context.provider.path) if first else None


CHECKS: tuple[Check[Context], ...] = (
    env_key_holds_key,
    env_key_not_a_name,
    env_key_unset,
    key_source_missing,
    key_source_missing_nearby,
    auth_file_not_sent,
)
