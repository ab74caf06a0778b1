"""Whether the provider that is asked for exists, has a name and an id it may have, and speaks Responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.model import Check, Edit, Finding, Fix, Rename, Severity, check, dotted
from codex_setup.providers import preset_for
from codex_setup.rules.endpoint import address, target
from codex_setup.rules.proposal import OURS, changed, file_of, quoted, table_file, table_layer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Provider, Setting

BEDROCK = ("amazon-bedrock", "amazon-bedrock-runtime")
BEDROCK_FIELDS = frozenset({"base_url", "auth", "http_headers", "aws"})
"""What may be changed of Codex's own Bedrock providers; the binary lists it in its refusal."""


def custom(context: Context) -> Iterator[Provider]:
    """Yield the providers that the configuration defines, selected or not."""
    for provider in context.providers.values():
        table = any(
            len(setting.path) > len(provider.path) for setting in context.config.below(*provider.path)
        )
        if not provider.builtin and provider.defined and table:
            yield provider


@check("provider-id-reserved", Severity.ERROR, since="0.115.0")
def provider_id_reserved(context: Context) -> Iterator[Finding]:
    """A provider table uses an id that belongs to Codex itself.

    `openai`, `ollama` and `lmstudio` are built in and cannot be redefined: Codex refuses the whole file,
    even when the table is not selected. The id is compared exactly, so `OpenAI` is free. Codex keeps
    sessions by provider id: under a new id `codex resume` shows older sessions only with `--all`.
    """
    for provider_id in context.config.names("model_providers"):
        if provider_id not in context.release.reserved_ids:
            continue
        setting = _first(context, provider_id)
        new = _free_id(context, provider_id)
        yield Finding(
            f"`[model_providers.{provider_id}]` redefines a provider that is built into Codex",
            at=setting.layer.place(("model_providers", provider_id)),
            hint="Choose another id; to move the built-in provider only, use the top-level key `openai_base_url`."
            if provider_id == "openai"
            else "Choose another id, and select that one.",
            fix=_renamed(context, setting, provider_id, new),
        )


@check("provider-id-ignored", Severity.WARNING, until="0.115.0")
def provider_id_ignored(context: Context) -> Iterator[Finding]:
    """A provider table uses an id that belongs to Codex itself, and is ignored.

    Releases before 0.115 say nothing and use their built-in provider of that name in its place, so that
    neither the address nor the key of the table is used.
    """
    for provider_id in context.config.names("model_providers"):
        if not context.release.keeps_builtin(provider_id):
            continue
        setting = _first(context, provider_id)
        yield Finding(
            f"`[model_providers.{provider_id}]` is ignored in favour of the built-in provider of that name",
            at=setting.layer.place(("model_providers", provider_id)),
            hint="Choose another id, and select that one.",
            fix=_renamed(context, setting, provider_id, _free_id(context, provider_id)),
        )


def _first(context: Context, provider_id: str) -> Setting[object]:
    """Return the first setting of a provider's table, or the table itself where it is empty."""
    table = ("model_providers", provider_id)
    return next(context.config.below(*table), None) or context.config.settings[table]


def _free_id(context: Context, provider_id: str) -> str:
    taken = {*context.providers, *context.config.names("model_providers")}
    names = (f"{provider_id}-{tail}" for tail in ("custom", "relay", "2", "3", "4"))
    return next((name for name in names if name not in taken), f"my-{provider_id}")


def _renamed(context: Context, setting: Setting[object], old: str, new: str) -> Fix | None:
    file = file_of(setting)
    if file is None:
        return None
    chosen = context.config.get("model_provider", of=str)
    select = chosen is not None and chosen.value == old
    follow = file_of(chosen) if chosen is not None and select else None
    if select and follow is None:
        return None
    edits = (Edit(follow, ("model_provider",), new),) if follow else ()
    return Fix(
        f"Rename it to `{new}`", (Rename(file, ("model_providers", old), ("model_providers", new)), *edits)
    )


@check("bedrock-field-fixed", Severity.ERROR, since="0.125.0")
def bedrock_field_fixed(context: Context) -> Iterator[Finding]:
    """The table of Codex's own Bedrock provider sets a field that it may not set.

    Of `amazon-bedrock` and `amazon-bedrock-runtime` only `base_url`, `auth`, `http_headers` and `aws.*`
    may be changed; with any other field Codex refuses the whole file.
    """
    for provider_id in BEDROCK:
        fields = [
            s for s in context.config.below("model_providers", provider_id) if s.path[2] not in BEDROCK_FIELDS
        ]
        for setting in fields[:1]:
            edits = tuple(Edit(file, s.path, None) for s in fields if (file := file_of(s)))
            yield Finding(
                f"`{setting.key}` cannot be set for a provider that is built into Codex",
                at=setting.place,
                hint="For another gateway, define a provider with an id of its own.",
                fix=Fix("Remove the fields that it may not set", edits, safe=False) if edits else None,
            )


@check("provider-name-missing", Severity.ERROR)
def provider_name_missing(context: Context) -> Iterator[Finding]:
    """A provider table has no `name`, or an empty one.

    Every table below `[model_providers]` needs a `name` that is not empty, also one that is not
    selected: Codex refuses the whole file with "provider name must not be empty".
    """
    for provider in custom(context):
        if provider.name is not None and provider.name.value.strip():
            continue
        if provider.name is None and context.damaged:
            continue
        if provider.id in context.release.reserved_ids or provider.id in BEDROCK or _inner(context, provider):
            continue
        first = next(context.config.below(*provider.path), None)
        file = table_file(context, provider)
        layer = first.layer if first else table_layer(provider)
        if layer is not None and layer.name not in OURS:
            file = None
        yield Finding(
            f"`[{dotted(provider.path)}]` has {'an empty `name`' if provider.name else 'no `name`'}",
            at=provider.name.place if provider.name else layer.place(provider.path) if layer else None,
            hint="The name is only shown; any text will do but OpenAI and Azure, which change how Codex works.",
            fix=Fix(
                f"Call it {quoted(_good_name(provider))}",
                (Edit(file, (*provider.path, "name"), _good_name(provider)),),
            )
            if file
            else None,
        )


@check("provider-id-dotted", Severity.ERROR)
def provider_id_dotted(context: Context) -> Iterator[Finding]:
    """The id of a provider holds a dot, and is not quoted.

    `[model_providers.my.relay]` is a table `relay` inside a provider `my`, which then has no name: Codex
    refuses the file with "provider name must not be empty". An id with a dot needs quotes.
    """
    for provider in custom(context):
        for inner in _inner(context, provider):
            whole = f"{provider.id}.{inner}"
            first = next(context.config.below(*provider.path, inner))
            file = file_of(first)
            yield Finding(
                f"`[model_providers.{whole}]` is a table inside the provider `{provider.id}`",
                at=first.layer.place((*provider.path, inner)),
                hint=f"Write `[{dotted(('model_providers', whole))}]`.",
                fix=Fix("Quote the id", (Rename(file, (*provider.path, inner), ("model_providers", whole)),))
                if file
                else None,
            )


def _inner(context: Context, provider: Provider) -> tuple[str, ...]:
    """Return the names of the tables inside a provider's table that look like providers themselves."""
    if provider.base_url is not None or provider.env_key is not None or provider.name is not None:
        return ()
    inside = context.config.names(*provider.path)
    return tuple(n for n in inside if context.config.has(*provider.path, n, "base_url"))


@check("provider-name-openai", Severity.WARNING)
def provider_name_openai(context: Context) -> Iterator[Finding]:
    """A gateway is called "OpenAI" or "Azure", and Codex treats it as such.

    With `name = "OpenAI"` (exactly so) Codex adds a field of its own to every message of a request, which
    strict gateways refuse, and with it or any spelling of "azure" it lets the server compact a long
    session: where the server cannot, the session dies with "remote compaction v2 expected exactly one
    compaction output item". The name is only shown; sessions are kept by the provider's id, so another
    name loses nothing.
    """
    name = context.provider.name
    where = target(context)
    if name is None or context.provider.builtin or where is None or where.openai:
        return
    azure = name.value.lower() == "azure"
    if not (name.value == "OpenAI" or azure) or (azure and where.azure):
        return
    known = preset_for(context.provider.base_url.value) if context.provider.base_url else None
    better = (
        known.name if known and known.name not in (name.value, "OpenAI") else _good_name(context.provider)
    )
    yield Finding(
        f"`{name.key}` is {quoted(name.value)}, but {where.host} is not {'Azure' if azure else 'OpenAI'}",
        at=name.place,
        hint="Long sessions then fail when Codex asks the gateway to compact them; the id, and so the history, stays.",
        fix=changed(name, better, f"Call it {quoted(better)}"),
    )


def _good_name(provider: Provider) -> str:
    host = address(provider.base_url.value) if provider.base_url else None
    plain = provider.id.strip()
    if plain and plain.lower() not in ("openai", "azure"):
        return plain
    return host.host if host else "relay"


@check("wire-api-not-responses", Severity.ERROR, since="0.95.0")
def wire_api_not_responses(context: Context) -> Iterator[Finding]:
    """`wire_api` is anything but "responses".

    Since 0.95 Codex speaks only the Responses API. With "chat", or any other spelling, it refuses the
    whole file, even when the provider is not selected. A gateway that serves only Chat Completions needs
    a translating gateway in front of it.
    """
    for provider in custom(context):
        wire_api = provider.wire_api
        if wire_api is None or wire_api.value == "responses":
            continue
        chat = wire_api.value.strip().lower() == "chat"
        yield Finding(
            f'`{wire_api.key}` is {quoted(wire_api.value)}, and Codex takes only "responses"',
            at=wire_api.place,
            hint="The gateway must then serve /responses; `codex-setup doctor` tries it."
            if chat
            else 'Leave the key out or set it to "responses".',
            fix=changed(wire_api, "responses", 'Set it to "responses"'),
        )


@check("wire-api-unknown", Severity.ERROR, until="0.95.0")
def wire_api_unknown(context: Context) -> Iterator[Finding]:
    """`wire_api` is neither "responses" nor "chat".

    Releases before 0.95 know these two values, in small letters, and refuse the file for any other.
    """
    for provider in custom(context):
        wire_api = provider.wire_api
        if wire_api is not None and wire_api.value not in context.release.wire_apis:
            close = "chat" if "chat" in wire_api.value.lower() else "responses"
            yield Finding(
                f'`{wire_api.key}` is {quoted(wire_api.value)}, and Codex takes only "responses" or "chat"',
                at=wire_api.place,
                fix=changed(
                    wire_api, close, f'Set it to "{close}"', safe=wire_api.value.strip().lower() == close
                ),
            )


CHECKS: tuple[Check[Context], ...] = (
    provider_id_reserved,
    provider_id_ignored,
    bedrock_field_fixed,
    provider_name_missing,
    provider_id_dotted,
    provider_name_openai,
    wire_api_not_responses,
    wire_api_unknown,
)
