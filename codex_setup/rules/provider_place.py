"""Whether the keys of a provider stand where Codex looks for them: in `[model_providers.ID]`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from codex_setup.model import Check, Edit, Finding, Fix, Rename, Severity, check, dotted
from codex_setup.pattern import pattern
from codex_setup.rules.proposal import file_of, own_file, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer
    from codex_setup.codex.resolve import Setting
    from codex_setup.model import Value

FIELDS = (
    "base_url",
    "env_key",
    "wire_api",
    "requires_openai_auth",
    "experimental_bearer_token",
    "http_headers",
    "env_http_headers",
    "query_params",
    "env_key_instructions",
    "request_max_retries",
    "stream_max_retries",
    "stream_idle_timeout_ms",
    "supports_websockets",
)
"""The keys that Codex knows only in a provider's table."""

_ADDRESS = pattern(r"(?:open_?ai|api|azure)*(?:base|server|proxy)?(?:url|uri|host|endpoint|base)")


def names_address(name: str, value: object) -> bool:
    """Return whether a key of a provider says where it is, under a name that Codex does not know: `baseURL`, `api_host`."""
    bare = name.replace("-", "").replace("_", "").casefold()
    whole = isinstance(value, str) and (
        "://" in value or not bare.endswith("host")
    )  # a host alone may lack its port
    return name != "base_url" and whole and _ADDRESS.fullmatch(bare) is not None


ELSEWHERE = frozenset(
    {"model_providers", "mcp_servers", "profiles", "otel", "notice", "plugins", "apps", "hooks"}
)
"""Tables in which an address or a key of that name may well stand."""


def _top_level(context: Context) -> tuple[Setting[object], ...]:
    return tuple(s for key in FIELDS for s in (context.config.settings.get((key,)),) if s is not None)


@check("provider-keys-outside-table", Severity.ERROR)
def provider_keys_outside_table(context: Context) -> Iterator[Finding]:
    """The address of a gateway stands at the top level, and no provider is selected, or one that nothing defines.

    At the top level Codex does not know `base_url`, `env_key` and the like. It ignores them and uses its
    built-in provider: everything goes to api.openai.com. They belong into a table
    `[model_providers.ID]`, which `model_provider = "ID"` selects.
    """
    lacking = _undefined(context)
    if not _unselected(context) and lacking is None:
        return
    stray = (*_top_level(context), *_foreign(context))
    url = next((s for s in stray if _named(s) == "base_url"), None)
    if url is None:
        return
    where = f"and finds no provider {quoted(lacking)}" if lacking else "and uses api.openai.com"
    yield Finding(
        f"`{url.key}` = {quoted(str(url.value))} is at the top level, where Codex ignores it {where}",
        at=url.place,
        hint=f"Write `[{dotted(('model_providers', lacking))}]` above it, and above what belongs to it."
        if lacking
        else "Move it, and what belongs to it, into a table `[model_providers.ID]` and select that.",
        fix=_moved(context, stray, lacking or "relay"),
    )


def _undefined(context: Context) -> str | None:
    """Return the provider that is selected and that nothing defines, where the file could be read to its end."""
    chosen = context.config.get("model_provider", of=str)
    missing = chosen is not None and not context.provider.defined and not context.damaged
    return (
        chosen.value
        if chosen is not None and missing and not context.config.names("model_providers")
        else None
    )


def _unselected(context: Context) -> bool:
    """Return whether Codex talks to its own provider for want of another, and not because it is logged in there."""
    if not context.config.has("model_provider"):
        return context.provider.builtin
    return context.provider.id == "openai" and context.provider.builtin and _logged_out(context)


def _logged_out(context: Context) -> bool:
    return context.auth.mode == "absent" and not context.environment.filled("CODEX_API_KEY")


def _foreign(context: Context) -> list[Setting[object]]:
    """Return the address at the top level that has a name of other programs, `OPENAI_BASE_URL`, where nobody is logged in."""
    if not _logged_out(context):
        return []
    top = [setting for path, setting in context.config.settings.items() if len(path) == 1]
    return [s for s in top if s.path[0] != "base_url" and _named(s) == "base_url"][:1]


def _named(setting: Setting[object]) -> str:
    """Return the name under which Codex knows a key of a provider."""
    name = str(setting.path[0])
    foreign = re.fullmatch(r"(?i)(?:openai)?(?:api)?base(?:url)?", re.sub(r"[-_]", "", name))
    web = isinstance(setting.value, str) and re.match(r"(?i)https?://", setting.value.strip())
    return "base_url" if foreign and web and name != "openai_base_url" else name


@check("provider-key-at-top-level", Severity.WARNING)
def provider_key_at_top_level(context: Context) -> Iterator[Finding]:
    """A key of a provider stands at the top level, where Codex ignores it.

    `base_url`, `env_key`, `wire_api`, `requires_openai_auth` and the like mean something only in the
    table of a provider. Where the selected provider lacks the key, it was most likely meant for it.
    """
    stray = _top_level(context)
    selected = context.provider
    if any(s.path == ("base_url",) for s in stray) and (_unselected(context) or _undefined(context)):
        return
    for setting in stray:
        key = str(setting.path[0])
        file = file_of(setting)
        lacks = not context.config.has(*selected.path, key) and selected.defined and not selected.builtin
        url = key == "base_url" and lacks
        edits = (Rename(file, setting.path, (*selected.path, key)),) if file and lacks else ()
        gone = (Edit(file, setting.path, None),) if file and not lacks else ()
        yield Finding(
            f"`{key}` is at the top level, where Codex ignores it",
            at=setting.place,
            because_of="base-url-missing" if url else None,
            hint=f"It belongs into `[{dotted(selected.path)}]`."
            if lacks
            else "Only the table of a provider has it.",
            fix=Fix(
                f"Move it into `[{dotted(selected.path)}]`" if lacks else "Remove it",
                edits or gone,
                safe=lacks,
            )
            if edits or gone
            else None,
        )


def _moved(context: Context, stray: tuple[Setting[object], ...], wanted: str) -> Fix | None:
    """Return the fix that makes a provider's table of keys at the top level, all in one file."""
    files = {file_of(setting) for setting in stray}
    file = files.pop()
    if file is None or files:
        return None
    provider_id = wanted if wanted not in context.providers else f"{wanted}-2"
    table = ("model_providers", provider_id)
    name = context.config.settings.get(("name",))
    beside = name is not None and isinstance(name.value, str) and file_of(name) == file
    return Fix(
        f"Make it the provider `{provider_id}` and select that",
        (
            Edit(file, ("model_provider",), provider_id),
            Rename(file, ("name",), (*table, "name"))
            if beside
            else Edit(file, (*table, "name"), provider_id),
            *(Rename(file, setting.path, (*table, _named(setting))) for setting in stray),
        ),
    )


@check("provider-table-misnamed", Severity.ERROR)
def provider_table_misnamed(context: Context) -> Iterator[Finding]:
    """A provider is defined in a table that is not below `[model_providers]`.

    Codex finds providers only in `[model_providers.ID]`. It refuses `[model_provider.ID]`, whose name is
    that of the key that selects a provider, and ignores other spellings such as `[providers.ID]` or
    `[modelProviders.ID]`, so that the provider is not found.
    """
    works = context.provider.defined and not context.provider.builtin
    for layer in context.layers:
        if layer.state in ("ignored", "absent"):
            continue
        for key, table in layer.data.items():
            if key in ELSEWHERE or not isinstance(table, Mapping) or (works and key != "model_provider"):
                continue
            joined = re.fullmatch(r"(?i)model_?providers?\s*[./:]\s*(.+)", key)
            if joined and _is_provider(table):
                yield _joined(context, layer, key, joined[1])
            if _is_provider(table) and _wanted(context, key):
                yield _topmost(context, layer, key, table)
            inside = [name for name, value in table.items() if _is_provider(value)]
            if inside:
                yield _misnamed(context, layer, key, inside)


def _joined(context: Context, layer: Layer, key: str, provider_id: str) -> Finding:
    """Return that the whole header is one name, in which Codex sees no provider."""
    file = own_file(layer)
    to = ("model_providers", provider_id)
    fix = Fix(f"Write `[{dotted(to)}]`", (Rename(file, (key,), to),)) if file else None
    return Finding(
        f"`[{dotted((key,))}]` is one name, and not a provider's table",
        at=layer.place((key,)),
        hint=f"Write `[{dotted(to)}]`.",
        fix=None if context.config.has(*to) else fix,
    )


_GENERAL = r"(?i)model_?providers?|providers?"


def _wanted(context: Context, key: str) -> bool:
    """Return whether a provider's table at the top level is the one that is selected, or has the name of them all."""
    chosen = context.config.get("model_provider", of=str)
    return (
        re.fullmatch(_GENERAL, key) is not None
        or (chosen is not None and chosen.value == key)
        or _only(context)
    )


def _only(context: Context) -> bool:
    """Return whether one table alone is a provider's, and the provider that is selected is defined nowhere."""
    found = [key for layer in context.layers for key, table in layer.data.items() if _is_provider(table)]
    return _undefined(context) is not None and len(found) == 1


def _topmost(context: Context, layer: Layer, key: str, table: Mapping[str, Value]) -> Finding:
    """Return that a table at the top level is a provider's, under its id or under the name of the key that selects one."""
    file = own_file(layer)
    chosen = context.config.get("model_provider", of=str)
    named = re.sub(r"[^a-z0-9_-]+", "-", str(table.get("name", "")).casefold()).strip("-")
    general = re.fullmatch(_GENERAL, key) is not None or _only(context)
    provider_id = (chosen.value if chosen else named or "relay") if general else key
    to = ("model_providers", provider_id)
    selects = (
        (Edit(file, ("model_provider",), provider_id),)
        if file and (chosen is None or key == "model_provider")
        else ()
    )
    free = not context.config.has(*to) and provider_id not in context.release.reserved_ids
    wanted = chosen is None or chosen.value == provider_id
    return Finding(
        f"`[{dotted((key,))}]` is not where Codex looks for a provider",
        at=layer.place((key,)),
        hint=f"Write `[{dotted(to)}]`, and select it with `model_provider`.",
        fix=Fix(f"Make it `[{dotted(to)}]`", (Rename(file, (key,), to), *selects), safe=wanted)
        if file and free
        else None,
    )


def _is_provider(value: object) -> bool:
    """Return whether a table holds what only a provider has, however the names are separated."""
    return isinstance(value, Mapping) and any(
        isinstance(said, str) and re.sub(r"[-_]", "", str(name)).casefold() in _ITS_OWN
        for name, said in value.items()
    )


_ITS_OWN = frozenset({"baseurl", "envkey", "wireapi"})


def _misnamed(context: Context, layer: Layer, key: str, inside: list[str]) -> Finding:
    file = own_file(layer)
    free = [name for name in inside if not context.config.has("model_providers", name)]
    edits: list[Edit | Rename] = (
        [Rename(file, (key, n), ("model_providers", n)) for n in free] if file else []
    )
    whole = file and len(free) == len(inside) == len(layer.data[key]) and "model_providers" not in layer.data
    if file and whole:
        edits = [Rename(file, (key,), ("model_providers",))]
    if edits and file and key == "model_provider" and not context.config.get("model_provider", of=str):
        edits.append(Edit(file, ("model_provider",), free[0]))
    return Finding(
        f"`[{dotted((key, inside[0]))}]` is not where Codex looks for a provider",
        at=layer.place((key, inside[0])),
        hint=f"Write `[{dotted(('model_providers', inside[0]))}]`, with an s, and select it with `model_provider`.",
        fix=Fix("Move it below `model_providers`", tuple(edits)) if edits else None,
    )


CHECKS: tuple[Check[Context], ...] = (
    provider_keys_outside_table,
    provider_key_at_top_level,
    provider_table_misnamed,
)
