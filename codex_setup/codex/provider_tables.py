"""What Codex holds to be wrong with the providers that a configuration defines, selected or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codex_setup.codex.known import key as known_key

if TYPE_CHECKING:
    from codex_setup.codex.releases import Release

_WHERE = "\nin `model_providers`"
_OAUTH = ("authorization_url", "token_url", "client_id")


def provider_faults(tables: Mapping[str, Any], release: Release) -> Iterator[str]:
    """Yield Codex's words for each provider that it refuses; Codex itself stops at the first."""
    if not release.has("name-checked"):
        nameless = (
            name for name, table in tables.items() if isinstance(table, Mapping) and "name" not in table
        )
        yield from (f"missing field `name`\nin `model_providers.{name}`" for name in nameless)
    reserved = sorted(release.reserved_ids & tables.keys())
    if (
        reserved == ["openai"]
        and release.has("openai-table-unchanged")
        and _changes_nothing(tables["openai"], release)
    ):
        reserved = []
    if reserved:
        named = ", ".join(f"`{each}`" for each in reserved)
        yield (
            f"model_providers contains reserved built-in provider IDs: {named}. Built-in providers cannot be "
            "overridden. Rename your custom provider (for example, `openai-custom`)." + _WHERE
        )
    for provider_id, table in tables.items():
        if isinstance(table, Mapping):
            yield from _faults(provider_id, table, release)


def _changes_nothing(table: Any, release: Release) -> bool:
    """Return whether a table says what holds anyway: nothing that Codex knows, or the default."""
    held = table.items() if isinstance(table, Mapping) else [("", table)]
    known = [
        (k, v) for k, v in held if not k or known_key(("model_providers", "openai", k), release) is not None
    ]
    return all(
        value is False or (name, value) in {("wire_api", "responses"), ("name", "")} for name, value in known
    )


def google_faults(tables: Any, release: Release) -> Iterator[str]:
    """Yield what is said of a table for Google Cloud that sets what it may not, once all files are read."""
    for provider_id in release.google_ids & (tables.keys() if isinstance(tables, Mapping) else set()):
        fields = release.google_fields
        if isinstance(tables[provider_id], Mapping) and not tables[provider_id].keys() <= set(fields):
            yield (
                f"Error: model_providers.{provider_id} only supports changing {_listed(fields)}; other "
                "non-default provider fields are not supported"
            )


def _faults(provider_id: str, table: Mapping[str, Any], release: Release) -> Iterator[str]:
    if provider_id in release.bedrock_ids:
        open_to = {field.split(".")[0] for field in release.bedrock_fields}
        if not _changes_nothing({name: held for name, held in table.items() if name not in open_to}, release):
            yield (
                f"model_providers.{provider_id} only supports changing {_listed(release.bedrock_fields)}; other "
                f"non-default provider fields are not supported{_WHERE}"
            )
        return
    if "aws" in table and release.bedrock_ids:
        ids = " or ".join(f"`{each}`" for each in sorted(release.bedrock_ids))
        yield f"model_providers.{provider_id}: provider aws is only supported for {ids}{_WHERE}"
    free = provider_id in release.google_ids or (
        provider_id == "openai" and release.has("openai-table-unchanged")
    )
    if release.has("name-checked") and not free and not str(table.get("name", "")).strip():
        yield f"model_providers.{provider_id}: provider name must not be empty{_WHERE}"
    oauth = table.get("gateway_oauth")
    known = known_key(("model_providers", provider_id, "gateway_oauth"), release) is not None
    if known and isinstance(oauth, Mapping):
        yield from (
            f"{said}\nin `model_providers.{provider_id}.gateway_oauth`" for said in _gateway(oauth, release)
        )
    auth = table.get("auth")
    if isinstance(auth, Mapping) and release.has("provider-command"):
        yield from _command_faults(provider_id, table, auth)


def _gateway(oauth: Mapping[str, Any], release: Release) -> Iterator[str]:
    """Yield what is wrong with the way in which a gateway's own token is had."""
    if release.has("gateway-credentials"):
        if not (isinstance(oauth.get("credential_export"), Mapping) or oauth.keys() >= set(_OAUTH)):
            yield (
                "choose one gateway credential source: credential_export or OAuth settings (authorization_url, "
                "token_url, and client_id)"
            )
        return
    fields = (*_OAUTH, "resource", "scopes", "redirect_port", "delivery")
    expected = ", ".join(f"`{field}`" for field in fields)
    yield from (f"unknown field `{name}`, expected one of {expected}" for name in oauth if name not in fields)
    yield from (f"missing field `{field}`" for field in _OAUTH if field not in oauth)


def _listed(fields: tuple[str, ...]) -> str:
    quoted = [f"`{field}`" for field in fields]
    return " and ".join(quoted) if len(quoted) < 3 else ", ".join(quoted[:-1]) + f", and {quoted[-1]}"  # noqa: PLR2004 -- Codex's way


def _command_faults(provider_id: str, table: Mapping[str, Any], auth: Mapping[str, Any]) -> Iterator[str]:
    if "command" not in auth:
        yield f"missing field `command`\nin `model_providers.{provider_id}.auth`"
    elif not str(auth["command"]).strip():
        yield f"model_providers.{provider_id}: provider auth.command must not be empty{_WHERE}"
    others = [key for key in ("env_key", "experimental_bearer_token") if key in table]
    if table.get("requires_openai_auth") is True:
        others.append("requires_openai_auth")
    if others:
        yield f"model_providers.{provider_id}: provider auth cannot be combined with {', '.join(others)}{_WHERE}"
