"""Where a ChatGPT login leads the requests of a provider that names no address of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.resolve import OPENAI_URL, Provider, wire_api_of
from codex_setup.record import replace

if TYPE_CHECKING:
    from codex_setup.codex.auth import AuthFile
    from codex_setup.codex.environment import Environment, Variable
    from codex_setup.codex.invocation import Invocation
    from codex_setup.codex.releases import Release

CHATGPT_URL = "https://chatgpt.com/backend-api/codex"


def provider_with_login(
    provider: Provider, auth: AuthFile, environment: Environment, release: Release, invocation: Invocation
) -> Provider:
    """Return the provider, led to ChatGPT where a login does that: it names no `base_url` and speaks Responses.

    By experiment with 0.36.0 to 0.169.0: whether the provider takes the login makes no difference, but in
    most releases a key of its own keeps it where it was.
    """
    led = auth.mode == "chatgpt" or (auth.mode == "empty" and release.has("missing-tokens-ignored"))
    if not (led and auth.chatgpt) or key_variable(invocation, environment, release):
        return provider
    if token_variable(invocation, environment, release) is not None:
        return provider
    if provider.default_url != OPENAI_URL or wire_api_of(release, provider) == "chat":
        return provider
    stays = release.has("own-key-own-address") or not release.has("login-moves-all")
    if stays and _has_own_key(provider, environment, release):
        return provider
    return replace(provider, default_url=CHATGPT_URL)


def key_variable(invocation: Invocation, environment: Environment, release: Release) -> bool:
    """Return whether CODEX_API_KEY takes the place of auth.json."""
    if invocation.command != "exec" or not release.has("codex-key-variable"):
        return False
    return environment.filled("CODEX_API_KEY") is not None


def token_variable(invocation: Invocation, environment: Environment, release: Release) -> Variable | None:
    """Return CODEX_ACCESS_TOKEN where it takes the place of auth.json; a CODEX_API_KEY counts for more."""
    if not release.has("access-token-variable") or key_variable(invocation, environment, release):
        return None
    return environment.filled("CODEX_ACCESS_TOKEN")


def _has_own_key(provider: Provider, environment: Environment, release: Release) -> bool:
    key, token = provider.env_key, provider.experimental_bearer_token
    given = key is not None and environment.filled(key.value) is not None
    return given or (token is not None and release.has("bearer-token"))
