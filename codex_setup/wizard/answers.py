"""What the user wants, and the edits that make it so. Pure: nothing is asked, read or written here.

Only what differs from what is in force becomes an edit, so that the same answers twice change nothing.
An existing table of the same gateway keeps its id, because Codex files sessions under it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from codex_setup.codex.resolve import EffectiveConfig, Provider, resolve
from codex_setup.model import EMPTY, AnyEdit, Edit, KeyPath, Secret, SetupError, Value
from codex_setup.providers import LOOPBACK, OTHER, Preset
from codex_setup.record import field, record
from codex_setup.wizard.storage import TABLE_KEYS, Store, key_edits, table_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from codex_setup.codex.context import Context

OURS = ("system", "user", "profile")
"""The layers that `init` builds on; what a project or an option says belongs to somebody else."""

PECULIAR_NAMES = ("OpenAI", "azure")
"""Names by which Codex takes a gateway for OpenAI or Azure, and compacts on the server (0.169.0)."""

RESERVED = ("openai", "ollama", "lmstudio", "amazon-bedrock", "amazon-bedrock-runtime", "oss", "ollama-chat")
_BEDROCK_REST = frozenset({"base_url", "auth", "http_headers", "aws"})


@record
class Answers:
    """Everything that is needed to set Codex up for one gateway.

    `key` is None where Codex already finds one, or where the user puts it in place. `command` fetches
    the key in the store `command`. `builtin` is the id of a provider that Codex brings along.
    """

    preset: Preset
    base_url: str
    store: Store
    provider_id: str
    name: str
    model: str | None = None
    env_key: str = ""
    key: Secret | None = None
    command: tuple[str, ...] = ()
    profile: str | None = None
    fill: Mapping[str, str] = field(default_factory=lambda: EMPTY)

    @property
    def builtin(self) -> str | None:
        """Return the id of Codex's own provider where that one is used: OpenAI's with auth.json, Bedrock."""
        own = self.preset.builtin
        return own if own is not None and (self.store == "auth" or self.preset.builtin_keys) else None


def edits_for(answers: Answers, context: Context) -> tuple[AnyEdit, ...]:
    """Return the edits that make the configuration say what `answers` say; none where it does already."""
    if context.codex_home is None:
        raise SetupError("Codex's folder cannot be told", "Set CODEX_HOME, or use --codex-home DIR.")
    file, chosen_below = target(answers, context)
    already = resolve([layer for layer in context.layers if layer.name in OURS])
    wanted: dict[KeyPath, Value] = {}
    for key, value in _chosen(answers, already).items():
        wanted[(*chosen_below, *key)] = value
    wanted |= _table(answers, already)
    edits = [Edit(file, key, value) for key, value in wanted.items() if not _says(already, key, value)]
    edits += [Edit(file, key, None) for key in _obsolete(answers, already) if key not in wanted]
    return (*edits, *_key(answers, context, context.codex_home))


def differs(answers: Answers, context: Context) -> bool:
    """Return whether the provider's table, as it is, would have to change for these answers."""
    already = resolve([layer for layer in context.layers if layer.name in OURS])
    wanted = _table(answers, already)
    return not all(_says(already, *pair) for pair in wanted.items()) or any(_obsolete(answers, already))


def target(answers: Answers, context: Context) -> tuple[Path, KeyPath]:
    """Return the file to write, and the table in it that holds `model` and `model_provider`."""
    assert context.codex_home is not None  # noqa: S101 -- edits_for has looked
    if answers.profile is None:
        return context.codex_home / "config.toml", ()
    if context.release.has("profile-files"):
        return context.codex_home / f"{answers.profile}.config.toml", ()
    return context.codex_home / "config.toml", ("profiles", answers.profile)


def _key(answers: Answers, context: Context, home: Path) -> tuple[AnyEdit, ...]:
    """Return the edits that put the key in place, unless the very same key is there."""
    if answers.store == "auth" and context.auth.mode == "apikey" and context.auth.api_key == answers.key:
        return ()
    if answers.store == "env-file":
        found = context.environment.get(answers.env_key)
        if found is not None and found.dotenv is not None and found.value == answers.key:
            return ()
    return key_edits(answers.store, home, answers.env_key, answers.key)


def _chosen(answers: Answers, already: EffectiveConfig) -> dict[KeyPath, Value]:
    """Return the keys that choose: the provider, the model, what the preset wants at the top level."""
    wanted: dict[KeyPath, Value] = {}
    if answers.model:
        wanted["model",] = answers.model
    chosen = already.get("model_provider", of=str)
    if answers.builtin != "openai" or (chosen is not None and chosen.value != "openai") or answers.profile:
        wanted["model_provider",] = answers.builtin or answers.provider_id
    return wanted | dict(answers.preset.extras)


def _table(answers: Answers, already: EffectiveConfig) -> dict[KeyPath, Value]:
    """Return the keys of the provider's table."""
    own = answers.builtin
    if own is not None:
        keys = answers.preset.builtin_keys
        return {("model_providers", own, *key): _filled(value, answers) for key, value in keys.items()}
    table: KeyPath = ("model_providers", answers.provider_id)
    said = already.get(*_texts(table), "name", of=str)
    keep = said is not None and said.value.strip() and said.value not in PECULIAR_NAMES and not answers.name
    name = said.value if said is not None and keep else answers.name or answers.preset.provider_name
    wanted: dict[KeyPath, Value] = {(*table, "name"): name, (*table, "base_url"): answers.base_url}
    for key, value in table_keys(answers.store, answers.env_key, answers.command).items():
        wanted[*table, *key] = value
    wanted[*table, "wire_api"] = "responses"
    for block, pairs in (
        ("http_headers", answers.preset.headers),
        ("env_http_headers", answers.preset.env_headers),
        ("query_params", answers.preset.query),
    ):
        wanted |= {(*table, block, key): _filled(value, answers) for key, value in pairs.items()}
    wanted |= {(*table, key): value for key, value in answers.preset.settings.items()}
    return wanted


def _filled(value: str, answers: Answers) -> str:
    for blank in answers.preset.blanks:
        value = value.replace(f"{{{blank.name}}}", answers.fill.get(blank.name) or blank.default)
    return value


def _obsolete(answers: Answers, already: EffectiveConfig) -> Iterator[KeyPath]:
    """Yield what stands in the provider's table, or beside it, and would get in the way of the answers."""
    if answers.builtin == "openai":
        moved = already.get("openai_base_url", of=str)
        if moved is not None and moved.value.rstrip("/") != answers.base_url:
            yield ("openai_base_url",)
        return
    table: KeyPath = ("model_providers", answers.builtin or answers.provider_id)
    if answers.builtin:
        yield from ((*table, key) for key in already.names(*_texts(table)) if key not in _BEDROCK_REST)
        return
    kept = {str(key[0]) for key in table_keys(answers.store, answers.env_key, answers.command)}
    for key in TABLE_KEYS:
        stays = key == "env_key_instructions" and "env_key" in kept
        if key not in kept and not stays and already.has(*_texts(table), key):
            yield (*table, key)
    if (
        answers.store == "command"
        and len(answers.command) == 1
        and already.has(*_texts(table), "auth", "args")
    ):
        yield (*table, "auth", "args")


def _texts(key: KeyPath) -> tuple[str, ...]:
    return tuple(str(part) for part in key)


def _says(already: EffectiveConfig, key: KeyPath, value: Value) -> bool:
    """Return whether the configuration says `value` at `key` already, in its type as well."""
    found: Any = already.settings.get(key)
    return found is not None and type(found.value) is type(value) and found.value == value


def same_gateway(one: str, other: str) -> bool:
    """Return whether two base URLs lead to the same server."""
    left, right = urlsplit(one.strip().lower()), urlsplit(other.strip().lower())
    return left.netloc != "" and left.netloc == right.netloc


def existing(context: Context, base_url: str) -> Provider | None:
    """Return the provider that is configured for this server, the one in force first, or None."""
    ordered = sorted(context.providers.values(), key=lambda one: one.id != context.provider.id)
    for one in ordered:
        if not one.builtin and one.base_url is not None and same_gateway(one.base_url.value, base_url):
            return one
    return None


def provider_id_for(preset: Preset, base_url: str, context: Context) -> str:
    """Return the id for a provider's table: the one it has, else a free one that Codex does not reserve."""
    there = existing(context, base_url)
    if there is not None and there.id not in RESERVED:
        return there.id
    return free_id(_from_host(base_url) if preset is OTHER else preset.provider_id, context)


def free_id(wanted: str, context: Context) -> str:
    """Return `wanted`, with a number behind it where that id is taken or Codex's own."""
    free, n = wanted, 2
    while free in RESERVED or free in context.providers:
        free, n = f"{wanted}-{n}", n + 1
    return free


def env_key_for(preset: Preset, provider_id: str, base_url: str, context: Context) -> str:
    """Return the variable for a provider's key: the one it has, else one that no other provider uses.

    Codex skips names that begin with CODEX_ when it loads its `.env`.
    """
    there = existing(context, base_url)
    if there is not None and there.env_key is not None and is_variable(there.env_key.value):
        return there.env_key.value
    used = {
        one.env_key.value
        for one in context.providers.values()
        if one.env_key is not None and one.base_url and not same_gateway(one.base_url.value, base_url)
    }
    own = env_key_named(provider_id)
    wanted = own if preset is OTHER or preset.env_key is None else preset.env_key
    return own if wanted in used else wanted


def env_key_named(word: str) -> str:
    """Return the name of a variable for a key: `RELAY_API_KEY` for `relay`; never one that `.env` may not hold."""
    own = re.sub(r"[^A-Z0-9]+", "_", word.upper()).strip("_") + "_API_KEY"
    return f"MY_{own}" if own.startswith("CODEX_") or own[0].isdigit() else own


def is_variable(name: str) -> bool:
    """Return whether `name` can be a variable's."""
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) is not None


def _from_host(base_url: str) -> str:
    """Return an id that a person recognises: `relay` for https://api.relay.io/v1."""
    host = (urlsplit(base_url).hostname or "").lower()
    if LOOPBACK.fullmatch(host) or re.fullmatch(r"[\d.]+|.*:.*", host):
        return "gateway"
    labels = [label for label in host.split(".") if label not in ("www", "api", "gateway", "ai")]
    words = [label for label in labels[:-1] if len(label) > 2] or labels[:1]  # noqa: PLR2004 -- `co` in co.uk
    return re.sub(r"[^a-z0-9-]+", "-", words[-1] if words else "gateway").strip("-") or "gateway"
