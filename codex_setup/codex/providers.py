"""Which providers there are: those that Codex brings along and those that the configuration defines; which one is active."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.builtin import builtin_providers
from codex_setup.codex.resolve import EffectiveConfig, Provider, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_setup.codex.environment import Environment
    from codex_setup.codex.releases import Release


def providers_of(
    config: EffectiveConfig, release: Release, environment: Environment
) -> Mapping[str, Provider]:
    """Return every provider by id: the built-in ones, and those that the configuration defines."""
    found = dict(builtin_providers(config, release, environment))
    for provider_id in config.names("model_providers"):
        kept = release.keeps_builtin(provider_id) or provider_id in release.bedrock_ids | release.google_ids
        if provider_id not in found or not kept:
            found[provider_id] = _provider(config, provider_id)
    return found


def active_provider(config: EffectiveConfig, providers: Mapping[str, Provider], release: Release) -> Provider:
    """Return the provider that `model_provider` names; one that is not defined where there is none."""
    chosen = config.get("model_provider", of=str)
    provider_id = chosen.value if chosen is not None else release.default_provider
    return providers.get(provider_id) or Provider(provider_id, defined=False, builtin=False)


def _provider(config: EffectiveConfig, provider_id: str) -> Provider:
    table = ("model_providers", provider_id)

    def text(*key: str) -> Setting[str] | None:
        return config.get(*table, *key, of=str)

    def texts(key: str) -> tuple[Setting[str], ...]:
        return tuple(s for s in config.below(*table, key) if isinstance(s.value, str))

    return Provider(
        provider_id,
        defined=True,
        builtin=False,
        name=text("name"),
        base_url=text("base_url"),
        wire_api=text("wire_api"),
        env_key=text("env_key"),
        env_key_instructions=text("env_key_instructions"),
        experimental_bearer_token=text("experimental_bearer_token"),
        requires_openai_auth=config.get(*table, "requires_openai_auth", of=bool),
        auth_command=text("auth", "command"),
        supports_websockets=config.get(*table, "supports_websockets", of=bool),
        request_max_retries=config.get(*table, "request_max_retries", of=int),
        stream_max_retries=config.get(*table, "stream_max_retries", of=int),
        http_headers=texts("http_headers"),
        env_http_headers=texts("env_http_headers"),
        query_params=texts("query_params"),
    )
