"""Where the key lies that Codex will send, and how another value gets there.

Which place beats another is known to `codex.sources`; here it is asked for the key itself, also where Codex
would drop it silently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from codex_setup.codex.sources import login_key, named_variable, source_of
from codex_setup.model import Command, Edit, Fix, Place, Secret
from codex_setup.providers import preset_for
from codex_setup.record import record, replace
from codex_setup.rules.endpoint import target
from codex_setup.rules.proposal import changed, set_variable

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.environment import Variable
    from codex_setup.codex.resolve import Setting

Kind = Literal["variable", "auth.json", "config", "header"]


@record
class Holder:
    """A key and the place where it lies; `name` is the variable's, or how a message calls the place."""

    kind: Kind
    name: str
    secret: Secret
    place: Place
    setting: Setting[str] | None = None

    def __str__(self) -> str:
        return self.name if self.kind == "auth.json" else f"`{self.name}`"


def in_force(context: Context) -> Holder | None:
    """Return the key that Codex takes for the active provider, or None where there is none to look at."""
    provider = context.provider
    match source_of(context):
        case "variable":
            variable = named_variable(context)
            return _variable(variable, provider.env_key) if variable is not None else None
        case "token" if (token := provider.experimental_bearer_token) is not None:
            return Holder("config", token.key, Secret(token.value), token.place, token)
        case "login":
            return _login(context)
        case _:
            return None


def unset_key(context: Context) -> Setting[str] | None:
    """Return `env_key` of the active provider where its variable is unset or blank."""
    return context.provider.env_key if named_variable(context) is None else None


def takes_login(context: Context) -> bool:
    """Return whether the login (auth.json, CODEX_API_KEY) is all that this provider is left with.

    Older releases that speak the chat protocol do not send it even then.
    """
    wanted = context.provider.requires_openai_auth
    asked = wanted is not None and wanted.value
    return source_of(context) in {"login", "none"} and (
        asked or not context.release.has("login-only-where-asked")
    )


def exec_key(context: Context) -> Variable | None:
    """Return CODEX_API_KEY where this release honours it and it is not blank."""
    heeded = context.release.has("codex-key-variable")
    return context.environment.filled("CODEX_API_KEY") if heeded else None


def own_header(context: Context) -> bool:
    """Return whether the provider's own headers carry a credential of whatever kind."""
    return any(
        str(setting.path[-1]).lower() in CREDENTIAL_HEADERS or "key" in str(setting.path[-1]).lower()
        for setting in (*context.provider.http_headers, *context.provider.env_http_headers)
    )


CREDENTIAL_HEADERS = frozenset(
    {
        "authorization",
        "api-key",
        "x-api-key",
        "x-goog-api-key",
        "cf-aig-authorization",
        "x-portkey-config",
        "cookie",
    }
)


def keyless(context: Context) -> bool:
    """Return whether the gateway is one that wants no key."""
    url = context.provider.base_url
    known = preset_for(url.value) if url else None
    own = context.provider.builtin and context.provider.id != "openai"
    bedrock = context.provider.id.startswith("amazon-bedrock")  # signs with AWS credentials
    return own or bedrock or (known is not None and known.env_key is None)


def rewritten(holder: Holder, secret: Secret, title: str) -> Fix:
    """Return the fix that puts `secret` where the key of `holder` lies."""
    if holder.kind == "auth.json" and holder.place.file:
        return Fix(title, (Edit(holder.place.file, ("OPENAI_API_KEY",), secret),))
    if holder.kind == "variable" and holder.place.file:
        return Fix(title, (Edit(holder.place.file, (holder.name,), secret),))
    if holder.setting is not None and holder.kind == "config":
        fix = changed(holder.setting, secret, title)
        if fix is not None:
            return fix
    return Fix("Set it again", commands=(set_variable(holder.name),))


def at_home_only(secret: Secret) -> bool:
    """Return whether the key is one that OpenAI's own platform gave out, and no gateway."""
    return secret.fits(r"^\s*sk-(proj|svcacct|admin)-")


def emptied(holder: Holder) -> Fix:
    """Return the fix for a key that only the user can replace."""
    if holder.kind == "auth.json":
        login = Command("run", ("codex", "login", "--with-api-key"))
        return Fix("Log in again; the key is read from standard input", commands=(login,))
    mine = holder.kind == "variable" and holder.place.file is None
    return Fix("Put the true key there", commands=(set_variable(holder.name),) if mine else ())


def elsewhere(context: Context) -> bool:
    """Return whether the requests go to a gateway on the network, not to OpenAI and not to one's own."""
    where = target(context)
    return where is not None and not where.private and not where.openai


def _variable(variable: Variable, named: Setting[str] | None = None) -> Holder:
    place = variable.dotenv or Place("environment", key=(variable.name,))
    return Holder("variable", variable.name, variable.value, place, named)


def _login(context: Context) -> Holder | None:
    key = login_key(context)
    if key is None:
        return None
    if key.variable is None:
        return Holder("auth.json", "auth.json", key.secret, Place("auth", context.auth.file))
    return _variable(replace(key.variable, value=key.secret))
