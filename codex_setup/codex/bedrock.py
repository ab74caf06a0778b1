"""How Codex reaches Amazon Bedrock: two providers that it brings along, moved by a region.

By experiment with 0.169.0: the region is `aws.region`, else AWS_REGION, else AWS_DEFAULT_REGION; a key in
AWS_BEARER_TOKEN_BEDROCK goes out as a bearer, else the request is signed with the AWS SDK's credentials,
which nobody but the SDK can tell.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.codex.layers import Layer
from codex_setup.codex.resolve import EffectiveConfig, Provider, Setting

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.environment import Environment
    from codex_setup.codex.releases import Release

TOKEN = "AWS_BEARER_TOKEN_BEDROCK"  # noqa: S105 -- a variable's name
URLS = {
    "amazon-bedrock": "https://bedrock-mantle.{region}.api.aws/openai/v1",
    "amazon-bedrock-runtime": "https://bedrock-runtime.{region}.amazonaws.com/openai/v1",
}

_REGIONS = {
    "us-east-1", "us-east-2", "us-west-2", "ap-northeast-1", "ap-south-1", "ap-southeast-3", "eu-central-1", "eu-north-1",
    "eu-south-1", "eu-west-1", "eu-west-2", "sa-east-1",
}  # fmt: skip
_GOVERNMENT = {"us-gov-east-1", "us-gov-west-1"}


def region_refused(context: Context) -> str | None:
    """Return the region that this release does not ask `amazon-bedrock` in (0.123.0 to 0.169.0), or None."""
    provider = context.provider
    if provider.id != "amazon-bedrock" or not context.release.bedrock_ids or provider.base_url is not None:
        return None
    table = ("model_providers", provider.id)
    region = _region(context.config, table, context.environment)
    known = _REGIONS | (_GOVERNMENT if context.release.has("government-regions") else set())
    return region if region is not None and region not in known else None


def bedrock_providers(
    config: EffectiveConfig, release: Release, environment: Environment
) -> dict[str, Provider]:
    """Return the Bedrock providers of this release; without a region their address keeps its blank."""
    return {name: _provider(name, config, environment) for name in URLS if name in release.bedrock_ids}


def aws_files(context: Context) -> tuple[Path, Path]:
    """Return the files in which the AWS SDK looks: its configuration, its credentials."""
    folder, named = (context.machine.home or Path()) / ".aws", context.environment.text
    return (
        Path(named("AWS_CONFIG_FILE") or folder / "config"),
        Path(named("AWS_SHARED_CREDENTIALS_FILE") or folder / "credentials"),
    )


def _provider(name: str, config: EffectiveConfig, environment: Environment) -> Provider:
    own = Layer("environment", None, "read", "built into Codex")
    table = ("model_providers", name)
    region = _region(config, table, environment)
    headers = tuple(s for s in config.below(*table, "http_headers") if isinstance(s.value, str))
    return Provider(
        id=name,
        defined=True,
        builtin=True,
        name=Setting(("name",), "Amazon Bedrock", own),
        base_url=config.get(*table, "base_url", of=str),
        env_key=Setting(("env_key",), TOKEN, own) if environment.filled(TOKEN) else None,
        auth_command=config.get(*table, "auth", "command", of=str),
        http_headers=headers,
        default_url=URLS[name].replace("{region}", region) if region else URLS[name],
    )


def _region(config: EffectiveConfig, table: tuple[str, str], environment: Environment) -> str | None:
    said = config.get(*table, "aws", "region", of=str)
    if said is not None and said.value.strip():
        return said.value.strip()
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        found = environment.text(name)
        if found and found.strip():
            return found.strip()
    return None
