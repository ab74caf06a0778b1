"""Whether the login that a provider asks for is there, and whether it may leave for that host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.sources import variable_login
from codex_setup.model import Check, Command, Edit, Finding, Fix, Place, Severity, check
from codex_setup.providers import preset_for
from codex_setup.rules.endpoint import target
from codex_setup.rules.holder import at_home_only, exec_key, own_header, takes_login
from codex_setup.rules.proposal import changed, file_of, quoted, set_variable, variable_name
from codex_setup.rules.provider import custom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context

LOGIN = Command("run", ("codex", "login"))
LOGIN_WITH_KEY = Command("run", ("codex", "login", "--with-api-key"))


def _wanted(context: Context) -> bool:
    """Return whether the active provider asks for the login, and nothing else stands in for it."""
    wanted = context.provider.requires_openai_auth
    unsure = context.provider.builtin and context.damaged
    return (
        wanted is not None
        and wanted.value
        and takes_login(context)
        and not own_header(context)
        and not unsure
    )


def _empty(context: Context) -> bool:
    return context.auth.mode in ("absent", "empty") and not variable_login(context)


def _exported(context: Context) -> bool:
    return context.environment.filled("OPENAI_API_KEY") is not None


def _at(context: Context) -> Place | None:
    """Return where the login is asked for; the built-in provider has no place."""
    wanted = context.provider.requires_openai_auth
    return wanted.place if wanted is not None and not context.provider.builtin else None


@check("openai-api-key-ignored", Severity.ERROR, since="0.36.0")
def openai_api_key_ignored(context: Context) -> Iterator[Finding]:
    """OPENAI_API_KEY is exported, and Codex does not use it.

    Since 0.36 the variable is not a login. With `requires_openai_auth = true` Codex looks into auth.json,
    finds nothing, and sends the request without any key: 401. Codex's own doctor calls this "auth is
    provided by environment". With `env_key = "OPENAI_API_KEY"` in its place Codex reads the variable.
    """
    if not (_wanted(context) and _empty(context) and _exported(context)):
        return
    wanted = context.provider.requires_openai_auth
    file = file_of(wanted) if wanted and not context.provider.builtin else None
    variable = context.environment.get("OPENAI_API_KEY")
    fix: Fix | None = None
    if file and wanted:
        edits = (
            Edit(file, (*context.provider.path, "env_key"), "OPENAI_API_KEY"),
            Edit(file, wanted.path, None),
        )
        leaves = variable is not None and at_home_only(variable.value)
        fix = Fix('Set env_key = "OPENAI_API_KEY" and remove requires_openai_auth', edits, safe=not leaves)
    elif context.provider.builtin and variable:
        key = Edit(context.auth.file, ("OPENAI_API_KEY",), variable.value)
        fix = Fix(
            "Store the key in auth.json", (key, Edit(context.auth.file, ("auth_mode",), "apikey")), safe=False
        )
    yield Finding(
        "OPENAI_API_KEY is set, but Codex ignores it here and sends no key",
        at=_at(context),
        hint="A provider that shall use it names it with `env_key`."
        if not context.provider.builtin
        else "The built-in provider takes its key from auth.json: `codex login --with-api-key`.",
        fix=fix,
    )


@check("login-missing", Severity.ERROR)
def login_missing(context: Context) -> Iterator[Finding]:
    """The provider asks for a login, and nobody is logged in.

    With `requires_openai_auth = true`, and with the built-in provider, Codex takes the key from auth.json.
    Where there is none, `codex exec` sends the request without a key, and the TUI shows its sign-in screen.
    """
    if not (_wanted(context) and _empty(context)) or _exported(context) or context.auth.text.strip():
        return
    store = context.config.get("cli_auth_credentials_store", of=str)
    hidden = store is not None and store.value not in ("file", "ephemeral")
    builtin = context.provider.builtin
    idle = [provider.id for provider in custom(context)] if builtin else []
    stray = _misnamed_file(context) if builtin and not idle else None
    yield Finding(
        "nobody is logged in, so Codex sends no key"
        if not hidden
        else "no auth.json; the keyring could not be looked into",
        at=_at(context),
        hint="Log in, or let the provider name a variable with `env_key`."
        if not builtin
        else f"Log in, or select a provider that is defined here with `model_provider`: {', '.join(map(quoted, idle))}."
        if idle
        else f"{stray} is not read: the configuration that Codex reads is called `config.toml`."
        if stray
        else "Log in with ChatGPT, or with an API key that is read from standard input.",
        fix=_selected(context, idle) or Fix("Log in", commands=(LOGIN if builtin else LOGIN_WITH_KEY,)),
        unsure=hidden,
    )


def _misnamed_file(context: Context) -> str | None:
    """Return the file in Codex's folder that was most likely meant as its configuration, where that is not there."""
    home = context.codex_home
    if home is None or any(layer.name == "user" and layer.state != "absent" for layer in context.layers):
        return None
    names = sorted(context.machine.files.names(home))
    found = next((n for n in names if re.fullmatch(r"(?i)config(?:\.toml)?(?:\.\w+)?|codex\.toml", n)), None)
    return None if found is None else f"`{found}` in Codex's folder"


def _selected(context: Context, idle: list[str]) -> Fix | None:
    """Return the fix that selects the one provider that is defined, where none is selected."""
    if len(idle) != 1 or context.user_file is None or context.config.has("model_provider"):
        return None
    edit = Edit(context.user_file, ("model_provider",), idle[0])
    return Fix(f"Select the provider `{idle[0]}`", (edit,), safe=False)


@check("login-token-leaves-openai", Severity.ERROR, security=True)
def login_token_leaves_openai(context: Context) -> Iterator[Finding]:
    """The ChatGPT login token is about to go to a host that is not OpenAI's.

    auth.json holds a ChatGPT login, and the provider takes the login (`requires_openai_auth = true`): Codex
    sends the token, which opens your whole ChatGPT account, to the gateway. A gateway needs a key of its
    own.
    """
    where = target(context)
    if _token_leaves(context) and where and not where.loopback:
        yield _leak(context, f"Codex would send your ChatGPT login token to {where.host}")


@check("login-token-to-local-gateway", Severity.NOTE, security=True)
def login_token_to_local_gateway(context: Context) -> Iterator[Finding]:
    """The ChatGPT login token goes to a gateway on this computer.

    Some local gateways are made for that. Another program that listens on the same port receives it too.
    """
    where = target(context)
    if _token_leaves(context) and where and where.loopback:
        yield _leak(context, f"Codex sends your ChatGPT login token to the local gateway at {where.host}")


def _token_leaves(context: Context) -> bool:
    where = target(context)
    token = context.auth.mode == "chatgpt" and takes_login(context)
    taken = variable_login(context)
    return token and not taken and where is not None and not where.openai


def _leak(context: Context, message: str) -> Finding:
    wanted = context.provider.requires_openai_auth
    file = file_of(wanted) if wanted and not context.provider.builtin else None
    url = context.provider.base_url
    gateway = preset_for(url.value) if url else None
    name = (gateway.env_key if gateway else None) or variable_name(context.provider.id)
    names = (name, "OPENAI_API_KEY") if _exported(context) else (name,)
    ready = next(filter(context.environment.filled, names), None)
    fix: Fix | None = None
    if file and wanted:
        edits = (
            Edit(file, (*context.provider.path, "env_key"), ready or name),
            Edit(file, wanted.path, None),
        )
        commands = () if ready else (set_variable(name),)
        fix = Fix(f"Send the key in {ready or name} instead", edits, commands, safe=ready is not None)
    return Finding(
        message,
        at=_at(context) or (url.place if url else None),
        hint="Give the provider a key of its own with `env_key`, and remove `requires_openai_auth`.",
        fix=fix,
    )


@check("tui-sign-in", Severity.NOTE)
def tui_sign_in(context: Context) -> Iterator[Finding]:
    """`codex exec` works, but the TUI shows its sign-in screen.

    With `requires_openai_auth = true` the TUI asks for a login whenever auth.json has none, even where
    another key makes `codex exec` work.
    """
    wanted = context.provider.requires_openai_auth
    if (
        wanted is None
        or not wanted.value
        or context.provider.builtin
        or context.auth.mode in ("apikey", "chatgpt")
    ):
        return
    key = context.provider.env_key
    ready = key is not None and context.environment.filled(key.value) is not None
    if not (
        ready
        or (context.provider.experimental_bearer_token and not key)
        or exec_key(context)
        or own_header(context)
    ):
        return
    instead = key or context.provider.experimental_bearer_token
    yield Finding(
        "the TUI will ask you to sign in, though `codex exec` has a key",
        at=wanted.place,
        hint="Without `requires_openai_auth` the TUI starts with the provider's own key."
        if instead
        else "The TUI takes a key from `env_key`, or from auth.json.",
        fix=changed(wanted, None, "Remove `requires_openai_auth`") if instead else None,
    )


@check("forced-login-deletes-auth", Severity.ERROR)
def forced_login_deletes_auth(context: Context) -> Iterator[Finding]:
    """`forced_login_method` does not fit the login that is stored, and Codex will delete it.

    With `forced_login_method = "chatgpt"` and an API key in auth.json (or "api" and a ChatGPT login)
    Codex logs out, which deletes auth.json, and ends. Codex's own doctor finds nothing wrong with it.
    """
    forced = context.config.get("forced_login_method", of=str)
    if forced is None:
        return
    mode = context.auth.mode
    if (forced.value, mode) not in (("chatgpt", "apikey"), ("api", "chatgpt")):
        return
    stored = "an API key" if mode == "apikey" else "a ChatGPT login"
    yield Finding(
        f'`forced_login_method` is "{forced.value}", but auth.json holds {stored}: Codex will delete it and stop',
        at=forced.place,
        hint="Keep a copy of auth.json before you start Codex.",
        fix=changed(forced, None, "Remove `forced_login_method`", safe=False),
    )


@check("credential-store-hides-auth", Severity.WARNING)
def credential_store_hides_auth(context: Context) -> Iterator[Finding]:
    """auth.json is there, but Codex is told to keep the login elsewhere.

    With `cli_auth_credentials_store = "keyring"` (or "ephemeral") Codex does not read auth.json. Whether
    the keyring of the system holds a login cannot be seen from here.
    """
    store = context.config.get("cli_auth_credentials_store", of=str)
    if store is None or context.auth.mode != "ignored" or not _wanted(context) or exec_key(context):
        return
    yield Finding(
        f'auth.json is not read, as `cli_auth_credentials_store` is "{store.value}"',
        at=store.place,
        hint='Log in again to fill that store, or set it to "file".',
        fix=changed(store, "file", 'Set it to "file"', safe=False),
    )


CHECKS: tuple[Check[Context], ...] = (
    openai_api_key_ignored,
    login_missing,
    login_token_leaves_openai,
    login_token_to_local_gateway,
    tui_sign_in,
    forced_login_deletes_auth,
    credential_store_hides_auth,
)
