"""How Codex reaches Google Cloud: a provider that it brings along, at an address made of project and location.

By experiment with 0.169.0: the project is `project_id`, else GOOGLE_CLOUD_PROJECT, the location `location`, else
GOOGLE_CLOUD_LOCATION, else `global`; without `auth.command` the token is that of Google's own credentials.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.layers import Layer
from codex_setup.codex.resolve import EffectiveConfig, Provider, Setting
from codex_setup.wire import Refusal

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.environment import Environment
    from codex_setup.codex.releases import Release

URL = "https://aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/publishers/openai/v1"
CREDENTIALS = "GOOGLE_APPLICATION_CREDENTIALS"


def google_providers(
    config: EffectiveConfig, release: Release, environment: Environment | None
) -> dict[str, Provider]:
    """Return the Google Cloud providers of this release; without a project their address keeps its blank."""
    return {name: _provider(name, config, environment) for name in release.google_ids}


def _provider(name: str, config: EffectiveConfig, environment: Environment | None) -> Provider:
    own = Layer("environment", None, "read", "built into Codex")
    table = ("model_providers", name)
    project = _said(config, table, "project_id", environment, "GOOGLE_CLOUD_PROJECT")
    location = _said(config, table, "location", environment, "GOOGLE_CLOUD_LOCATION") or "global"
    return Provider(
        id=name,
        defined=True,
        builtin=True,
        name=Setting(("name",), "Google Cloud", own),
        base_url=config.get(*table, "base_url", of=str),
        auth_command=config.get(*table, "auth", "command", of=str),
        http_headers=tuple(s for s in config.below(*table, "http_headers") if isinstance(s.value, str)),
        default_url=URL.replace("{location}", location).replace("{project}", project or "{project}"),
    )


def _said(
    config: EffectiveConfig, table: tuple[str, str], key: str, environment: Environment | None, variable: str
) -> str | None:
    setting = config.get(*table, key, of=str)
    if setting is not None:
        return setting.value
    return (environment.text(variable) if environment is not None else None) or None


def missing_project(context: Context) -> Refusal | None:
    """Return the refusal of a Google Cloud provider of which nobody says the project."""
    provider = context.provider
    if provider.id not in context.release.google_ids or provider.base_url is not None:
        return None
    if "{project}" in provider.default_url:
        return Refusal(
            "send",
            "Missing environment variable: `GOOGLE_CLOUD_PROJECT`. Set model_providers.gcp.project_id or "
            "GOOGLE_CLOUD_PROJECT to your Google Cloud project ID, or configure model_providers.gcp.base_url.",
        )
    if re.search(r"/projects/[A-Za-z0-9-]+/locations/", provider.default_url) is None:
        return Refusal(
            "send",
            "model_providers.gcp.project_id must be non-empty and contain only ASCII letters, digits, and hyphens",
        )
    return None
