"""Whether the base URL leads to the API of the gateway, and over which kind of connection."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.model import Check, Edit, Finding, Fix, Place, Severity, check
from codex_setup.providers import preset_for
from codex_setup.rules.base_url import cleaned, plain
from codex_setup.rules.endpoint import Address, address
from codex_setup.rules.path import fault, served, straight
from codex_setup.rules.placeholder import URL as PLACEHOLDER
from codex_setup.rules.proposal import changed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Setting
    from codex_setup.providers import Preset
    from codex_setup.rules.path import Fault


def _usable(context: Context) -> tuple[Setting[str], Address] | None:
    """Return the base URL where it is a clean URL: what is wrong with another one is said elsewhere."""
    url = context.provider.base_url
    where = address(url.value) if url else None
    if (
        url is None
        or where is None
        or where.scheme not in ("http", "https")
        or where.query
        or "#" in url.value
    ):
        return None
    clean = cleaned(url.value) == plain(url.value) and not PLACEHOLDER.search(url.value)
    return (url, where) if clean else None


def _with(context: Context, wanted: Fault) -> Iterator[tuple[Setting[str], str]]:
    """Yield the base URL and a better one, where the first thing wrong with its path is `wanted`."""
    found = _usable(context)
    if found and fault(plain(found[0].value)) == wanted:
        yield found[0], straight(plain(found[0].value))


def _versioned(context: Context, url: str, known: Preset) -> bool:
    """Return whether the gateway serves this path as well, with a query parameter that is set."""
    where = address(url)
    wanted = known.versioned.get(where.path.rstrip("/")) if where else None
    return wanted is not None and context.config.has(
        "model_providers", context.provider.id, "query_params", wanted
    )


@check("base-url-endpoint-pasted", Severity.ERROR)
def base_url_endpoint_pasted(context: Context) -> Iterator[Finding]:
    """The base URL ends with an endpoint.

    Codex appends `/responses` by itself. A base URL that ends with `/responses` or `/chat/completions`,
    as an example request on the gateway's page does, leads to `/responses/responses`.
    """
    for url, better in _with(context, "endpoint"):
        yield Finding(
            f"`{url.key}` is {quoted(url.value)}, to which Codex appends /responses once more",
            at=url.place,
            hint="The base URL ends before the endpoint.",
            fix=changed(url, better, f"Set it to {quoted(better)}"),
        )


@check("base-url-doubled-v1", Severity.ERROR)
def base_url_doubled_v1(context: Context) -> Iterator[Finding]:
    """The version stands twice in the base URL, as in `/v1/v1`.

    Codex sends the request to exactly this path plus `/responses`, and no gateway serves it.
    """
    for url, better in _with(context, "doubled"):
        yield Finding(
            f"`{url.key}` is {quoted(url.value)}, with the version in it twice",
            at=url.place,
            fix=changed(url, better, f"Set it to {quoted(better)}"),
        )


@check("base-url-stray-v1", Severity.ERROR)
def base_url_stray_v1(context: Context) -> Iterator[Finding]:
    """The base URL ends with `/v1`, but this gateway is served at its root.

    Codex adds nothing to the base URL but `/responses`, and takes nothing away. Gateways differ: some
    serve the API below `/v1`, this one does not, and answers 404.
    """
    for url, better in _with(context, "root"):
        known = preset_for(url.value)
        yield Finding(
            f"`{url.key}` is {quoted(url.value)}, but {known.name if known else 'this gateway'} has no /v1",
            at=url.place,
            hint="Codex adds only /responses to it.",
            fix=changed(url, better, f"Set it to {quoted(better)}"),
        )


@check("base-url-wrong-path", Severity.ERROR)
def base_url_wrong_path(context: Context) -> Iterator[Finding]:
    """The base URL lacks the path under which this gateway serves its API.

    Codex does not add `/v1` or anything like it: what stands in `base_url` must be whole. Without the
    path the gateway answers 404, or shows a web page.
    """
    for url, better in _with(context, "path"):
        known = preset_for(url.value)
        if known and _versioned(context, url.value, known):
            continue
        yield Finding(
            f"`{url.key}` is {quoted(url.value)}, but {known.name if known else 'this gateway'} "
            f"serves its API under {(served(known) if known else None) or '/'}",
            at=url.place,
            hint="Codex adds only /responses to it.",
            fix=changed(url, better, f"Set it to {quoted(better)}"),
        )


@check("base-url-web-page", Severity.WARNING)
def base_url_web_page(context: Context) -> Iterator[Finding]:
    """The base URL looks like the address of a web page.

    `/console`, `/dashboard`, `/token`, `/keys` and the like are where a gateway shows its pages to a
    browser. The API is elsewhere, mostly at the root or below `/v1`; a page answers 404, or with HTML
    that Codex cannot read.
    """
    for url, better in _with(context, "page"):
        yield Finding(
            f"`{url.key}` is {quoted(url.value)}, which looks like a web page",
            at=url.place,
            hint=f"The API is most likely at {better} or {better}/v1.",
            fix=changed(url, better, f"Set it to {quoted(better)}", safe=False),
        )


@check("base-url-plain-http", Severity.WARNING, security=True)
def base_url_plain_http(context: Context) -> Iterator[Finding]:
    """The key goes over the internet unencrypted.

    With http:// everybody on the way can read the key and the code that Codex sends. It is all right only
    for this computer itself.
    """
    yield from _plain(context, nearby=False)


@check("base-url-plain-http-nearby", Severity.NOTE, security=True)
def base_url_plain_http_nearby(context: Context) -> Iterator[Finding]:
    """The key goes over the local network unencrypted.

    With http:// everybody on the same network can read the key and the code that Codex sends.
    """
    yield from _plain(context, nearby=True)


def _plain(context: Context, *, nearby: bool) -> Iterator[Finding]:
    url = context.provider.base_url
    where = address(url.value) if url else None
    if url is None or where is None or where.scheme != "http" or where.loopback or where.private != nearby:
        return
    better = re.sub(r"(?i)^(\s*)http:/*", r"\1https://", url.value)
    yield Finding(
        f"`{url.key}` begins with http://, and {where.host} is not this computer",
        at=url.place,
        hint="Use https:// where the gateway offers it.",
        fix=None
        if nearby or not re.search("[a-z]", where.host)
        else changed(url, better, "Use https://", safe=False),
    )


@check("websocket-delay", Severity.NOTE, since="0.116.0")
def websocket_delay(context: Context) -> Iterator[Finding]:
    """Codex tries a WebSocket first, and the gateway may not have one.

    The built-in provider, and one with `supports_websockets = true`, begins with a WebSocket. Where the
    gateway answers anything but 426, Codex tries seven times before it falls back to HTTPS: six or seven
    seconds are lost at each start. A provider of one's own without that key never tries.
    """
    provider = context.provider
    url, wants = provider.base_url, provider.supports_websockets
    where = address(url.value) if url else None
    if url is None or where is None or where.openai or wants is None or not wants.value:
        return
    yield Finding(
        f"Codex tries a WebSocket at {where.host} first, which costs seconds where there is none",
        at=url.place if provider.builtin else wants.place,
        hint="Give the gateway a provider table of its own instead of `openai_base_url`."
        if provider.builtin
        else "Leave the key out unless the gateway says that it serves WebSockets.",
        fix=None if provider.builtin else changed(wants, None, "Remove `supports_websockets`", safe=False),
    )


@check("openai-base-url-variable-ignored", Severity.WARNING, since="0.120.0")
def openai_base_url_variable_ignored(context: Context) -> Iterator[Finding]:
    """OPENAI_BASE_URL is set, and Codex ignores it.

    Releases before 0.120 moved the built-in provider to that address. Now only a provider's `base_url` or
    the top-level key `openai_base_url` does; without them requests, and the key, go to api.openai.com.
    """
    value = context.environment.text("OPENAI_BASE_URL")
    provider = context.provider
    moved = provider.id != "openai" or not provider.builtin or provider.base_url is not None
    where = address(value) if value else None
    if moved or where is None or value is None or where.openai or context.auth.mode == "chatgpt":
        return
    file = context.user_file
    found = context.environment.get("OPENAI_BASE_URL")
    better = straight(plain(value))
    yield Finding(
        f"OPENAI_BASE_URL is {quoted(value)}, but Codex ignores it and uses api.openai.com",
        at=found.dotenv if found and found.dotenv else Place("environment"),
        hint="Define a provider with that address, or set `openai_base_url`.",
        fix=Fix("Set `openai_base_url`", (Edit(file, ("openai_base_url",), better),), safe=False)
        if file
        else None,
    )


CHECKS: tuple[Check[Context], ...] = (
    base_url_endpoint_pasted,
    base_url_doubled_v1,
    base_url_stray_v1,
    base_url_wrong_path,
    base_url_web_page,
    base_url_plain_http,
    base_url_plain_http_nearby,
    websocket_delay,
    openai_base_url_variable_ignored,
)
