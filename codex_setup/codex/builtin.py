"""Which providers Codex brings along, and where they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.bedrock import bedrock_providers
from codex_setup.codex.google import google_providers
from codex_setup.codex.layers import Layer
from codex_setup.codex.resolve import EffectiveConfig, Provider, Setting

if TYPE_CHECKING:
    from codex_setup.codex.environment import Environment
    from codex_setup.codex.releases import Release

ORGANISATION = {"OpenAI-Organization": "OPENAI_ORGANIZATION", "OpenAI-Project": "OPENAI_PROJECT"}
LOCAL = {"ollama": 11434, "lmstudio": 1234}


def builtin_providers(
    config: EffectiveConfig, release: Release, environment: Environment
) -> dict[str, Provider]:
    """Return the providers that exist without being configured, by id."""
    moved = config.get("openai_base_url", of=str) if release.has("openai-base-url-key") else None
    moved = moved if moved is not None and moved.value else None
    if moved is None and not release.has("base-url-variable-unused"):
        moved = _from_variable(environment)
    own = Layer("environment", None, "read", "built into Codex")
    found = {
        "openai": Provider(
            "openai",
            defined=True,
            builtin=True,
            name=Setting(("name",), "OpenAI", own),
            base_url=moved,
            wire_api=Setting(("wire_api",), "responses", own),
            requires_openai_auth=Setting(("requires_openai_auth",), True, own),  # noqa: FBT003 -- a value
            supports_websockets=Setting(("supports_websockets",), release.has("websocket-first"), own),
            env_http_headers=tuple(
                Setting(("env_http_headers", header), variable, own)
                for header, variable in ORGANISATION.items()
            ),
        )
    }
    for provider_id in release.local_ids:
        port = LOCAL[provider_id.removesuffix("-chat") if provider_id != "oss" else "ollama"]
        found[provider_id] = Provider(
            provider_id,
            defined=True,
            builtin=True,
            name=Setting(("name",), "gpt-oss", own),
            wire_api=Setting(("wire_api",), release.local_wire_api(provider_id), own),
            default_url=_local(port, environment),
        )
    clouds = bedrock_providers(config, release, environment) | google_providers(config, release, environment)
    return found | clouds


def _from_variable(environment: Environment) -> Setting[str] | None:
    value = environment.text("OPENAI_BASE_URL")
    if not value or not value.strip():
        return None
    layer = Layer("environment", None, "read", text="OPENAI_BASE_URL")
    return Setting(("OPENAI_BASE_URL",), value, layer)


def _local(port: int, environment: Environment) -> str:
    whole = environment.text("CODEX_OSS_BASE_URL")
    if whole and whole.strip():
        return whole
    other = (environment.text("CODEX_OSS_PORT") or "").strip()
    return f"http://localhost:{int(other) if other.isascii() and other.isdigit() else port}/v1"
