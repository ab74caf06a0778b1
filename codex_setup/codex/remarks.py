"""What else to know of a request: what Codex does beside it, and what a gateway may stumble over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.catalogue import lite
from codex_setup.codex.projects import in_repository
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.wire import Plan

_AZURE = pattern(
    r"openai\.azure\.|cognitiveservices\.azure\.|aoai\.azure\.|azure-api\.|azurefd\.|windows\.net/openai",
    needs=("azure", "windows"),
)


def remarks_of(context: Context, plan: Plan) -> tuple[str, ...]:
    """Return one clause for each thing that the bare request does not show."""
    return tuple(_remarks(context, plan))


def _remarks(context: Context, plan: Plan) -> Iterator[str]:
    release, provider = context.release, context.provider
    if release.judged_as is not None:
        yield f"Codex {release.version} is newer than what we know; it is judged as {release.judged_as}"
    if plan.model is not None and lite(plan.model, release):
        yield (
            f"`{plan.model}` is asked for in the responses-lite form: header x-openai-internal-codex-responses-lite, "
            "tools as an input item of type additional_tools; a strict gateway may answer 400"
        )
    if plan.transport == "websocket":
        yield (
            "Codex first tries a WebSocket (GET with Upgrade) at this address and falls back to POST; only a 426 makes "
            "that quick, other refusals cost 6 to 7 seconds at every start"
        )
    name = provider.name.value if provider.name else ""
    if (
        release.has("remote-compaction")
        and (name == "OpenAI" or name.lower() == "azure" or _AZURE.search(plan.base_url or ""))
        and not provider.builtin
    ):
        yield (
            f'the name "{name}" or the address makes Codex compact a long history remotely: the gateway must answer '
            "compaction_trigger with one compaction item, else the session ends"
        )
    yield from _side_requests(context)
    yield from _sessions(context)


def _side_requests(context: Context) -> Iterator[str]:
    release, provider = context.release, context.provider
    switch = context.config.get("features", "api_key_model_discovery", of=bool)
    if (
        provider.builtin and provider.id == "openai" and provider.base_url is None
        and release.has("model-discovery") and (switch is None or switch.value)
    ):  # fmt: skip
        yield "before it asks, Codex sends the key to chatgpt.com to learn the models (GET /backend-api/codex/models)"
    if provider.auth_command is not None:
        yield "with a credential command Codex also fetches the models ({base_url}/models) at start, with the key"
    if context.config.get("model_providers", provider.id, "model_catalog_url", of=str) is not None:
        yield "Codex first fetches `model_catalog_url` with the key; an answer that is no Codex catalogue ends the session"
    if provider.defined and not provider.builtin and provider.base_url is None:
        yield f"`base_url` is not set: the request, with this provider's key, goes to {provider.default_url}"


def _sessions(context: Context) -> Iterator[str]:
    provider = context.provider
    wanted = provider.requires_openai_auth is not None and provider.requires_openai_auth.value
    if wanted and context.auth.mode not in {"apikey", "chatgpt"}:
        yield "the terminal interface asks to sign in first: auth.json holds no credential"
    if not in_repository(context.machine, context.release):
        yield "`codex exec` runs in this folder only with --skip-git-repo-check: it is not a git repository"
