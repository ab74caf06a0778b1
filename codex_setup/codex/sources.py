"""Which source Codex takes the key of a request from: the one place that holds their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from codex_setup.codex.chatgpt import key_variable, token_variable
from codex_setup.codex.resolve import Provider, wire_api_of
from codex_setup.record import record

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.environment import Variable
    from codex_setup.model import Secret

Source = Literal["variable", "token", "command", "cloud", "login", "none"]


@record
class Key:
    """A key as it lies there, and the variable that holds it; without one it is auth.json's."""

    secret: Secret
    variable: Variable | None = None


def source_of(context: Context) -> Source:
    """Return the first source that speaks, whether or not there is a key in it."""
    provider, release = context.provider, context.release
    token = provider.experimental_bearer_token is not None and release.has("bearer-token")
    token_first = token and not release.has("variable-before-token")  # until 0.58
    if provider.env_key is not None and not token_first and not _login_instead(context):
        return "variable"
    if token:
        return "token"
    if provider.auth_command is not None and release.has("provider-command"):
        return "command"
    if provider.id in release.google_ids or (
        provider.id in release.bedrock_ids and context.environment.get("AWS_ACCESS_KEY_ID") is not None
    ):
        return "cloud"
    return "login" if takes_login(context, provider) else "none"


def named_variable(context: Context) -> Variable | None:
    """Return the variable that `env_key` names, or None where it is unset or blank."""
    key = context.provider.env_key
    return context.environment.filled(key.value) if key is not None else None


def takes_login(context: Context, provider: Provider) -> bool:
    """Return whether this release sends the login in auth.json to `provider` where nothing else speaks."""
    if wire_api_of(context.release, provider) == "chat" and not context.release.has("login-in-chat"):
        return False
    wanted = provider.requires_openai_auth is not None and provider.requires_openai_auth.value
    return wanted or not context.release.has("login-only-where-asked")


def login_key(context: Context) -> Key | None:
    """Return the key of the login, or None where there is none in it; blanks around CODEX_API_KEY are no part of it."""
    release, auth = context.release, context.auth
    if not release.has("openai-key-variable-unused") and auth.mode == "absent":
        variable = context.environment.filled("OPENAI_API_KEY")
        if variable is not None:
            return Key(variable.value, variable)
    if variable_login(context):
        variable = context.environment.filled("CODEX_API_KEY")
        return None if variable is None else Key(variable.value.without(r"^\s+|\s+$"), variable)
    if access_token(context) is not None or auth.mode != "apikey" or auth.api_key is None:
        return None
    return Key(auth.api_key)


def variable_login(context: Context) -> bool:
    """Return whether CODEX_API_KEY takes the place of auth.json."""
    return key_variable(context.invocation, context.environment, context.release)


def access_token(context: Context) -> Variable | None:
    """Return CODEX_ACCESS_TOKEN where it takes the place of auth.json; a CODEX_API_KEY counts for more."""
    return token_variable(context.invocation, context.environment, context.release)


def _login_instead(context: Context) -> bool:
    """Return whether a login takes the place of a variable that is not set, as it did until 0.58."""
    if context.release.has("missing-key-final") or not takes_login(context, context.provider):
        return False
    if named_variable(context) is not None:
        return False
    return login_key(context) is not None or context.auth.mode in {"chatgpt", "empty"}
