"""Context -> the request that Codex would send, or why it refuses.

Nothing here touches the world; the plan is complete before the first packet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.catalogue_file import default_model
from codex_setup.codex.credential import (
    credential_of,
    headers_of,
    missing_region,
    missing_tokens,
    missing_variable,
    unsendable_header,
    unsupported_region,
)
from codex_setup.codex.google import missing_project
from codex_setup.codex.patience import patience_of
from codex_setup.codex.refusal import load_refusal
from codex_setup.codex.remarks import remarks_of
from codex_setup.codex.resolve import Provider, Setting, wire_api_of
from codex_setup.codex.starting import start_refusal
from codex_setup.codex.url import Target, joined, target
from codex_setup.record import replace
from codex_setup.secret import Secret
from codex_setup.wire import Credential, Header, Origin, Plan, Refusal, Transport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context

PATHS = {"responses": "/responses", "chat": "/chat/completions"}


def plan(context: Context) -> Plan:
    """Return what Codex will do with this configuration: the request, or the refusal."""
    refused = load_refusal(context)
    if refused is not None:
        return Plan(refused)
    provider = context.provider
    refused = start_refusal(context)
    model, model_origin = model_of(context)
    if refused is not None:
        return Plan(refused, provider.id, model=model, model_origin=model_origin)
    path = PATHS.get(wire_api_of(context.release, provider), "/responses")
    base_url = provider.base_url.value if provider.base_url else provider.default_url
    query = "&".join(f"{setting.path[-1]}={setting.value}" for setting in provider.query_params)
    bare = base_url.rstrip("/") if context.release.has("slashes-dropped") else base_url
    found = target(joined(bare, path, query))
    refused = missing_variable(context) or missing_tokens(context) or unsendable_header(context)
    refused = refused or missing_region(context) or unsupported_region(context) or missing_project(context)
    if refused is None and found is None:
        refused = Refusal("send", context.release.builder_error)
    request = Plan(
        refused,
        provider.id,
        "POST",
        found.url if found else None,
        base_url,
        path,
        (found.query or "") if found else query,
        model,
        model_origin,
        _credential(context, found) if refused is None and found else None,
        _transport(context, provider),
        (*headers_of(context), *_beside(context, found)) if refused is None and found else (),
    )
    if refused is not None:
        return request
    return replace(request, patience=patience_of(context), remarks=remarks_of(context, request))


def _credential(context: Context, found: Target) -> Credential:
    """Return the credential; a user in the base URL is one where nothing else is sent."""
    held = credential_of(context)
    if held.header is None and found.user and context.release.has("user-in-url-yields"):
        return Credential("authorization", "Basic", _user_origin(context), _user(found))
    return held


def _beside(context: Context, found: Target) -> Iterator[Header]:
    """Yield the header that older releases made of a user in the base URL, beside the key."""
    if found.user and not context.release.has("user-in-url-yields"):
        yield Header("authorization", _user(found).prefixed("Basic "), _user_origin(context))


def _user(found: Target) -> Secret:
    from base64 import b64encode  # only for a user in the URL

    return Secret(b64encode(found.user.encode()).decode())


def _user_origin(context: Context) -> Origin:
    return Origin("config", context.provider.base_url.place if context.provider.base_url else None)


def model_of(context: Context) -> tuple[str, Origin]:
    """Return the model that is asked for, and where its name comes from."""
    setting = context.config.get("model", of=str)
    if setting is None:
        return default_model(context), Origin("default")
    return setting.value, origin_of(setting)


def origin_of(setting: Setting[str]) -> Origin:
    """Return the contract's short text for where a setting stands: `user:2`, `option`."""
    place = setting.place
    return Origin(
        setting.layer.name if place.span is None else f"{setting.layer.name}:{place.span.line}", place
    )


def _transport(context: Context, provider: Provider) -> Transport:
    wants = provider.supports_websockets is not None and provider.supports_websockets.value
    return "websocket" if wants and context.release.has("websocket-first") else "https"
