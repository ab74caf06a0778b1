"""How a rule shows a value, and how it proposes a change: only where there is a file that we may touch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.machine import UnknownHereError
from codex_setup.mask import masked, printable
from codex_setup.model import Command, Edit, Fix, Secret, Value

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer
    from codex_setup.codex.resolve import Provider, Setting

OURS = frozenset({"user", "profile", "project"})
"""The layers whose files belong to the person who runs us; the others are an administrator's."""


def quoted(text: str) -> str:
    """Return `text` as a message shows it: in quotes, without keys, what cannot be seen written out."""
    return f'"{printable(masked(text))}"'


def own_file(layer: Layer) -> Path | None:
    """Return the file of `layer` where it belongs to the person who runs us, else None."""
    return layer.file if layer.name in OURS else None


def file_of(setting: Setting[Value]) -> Path | None:
    """Return the file to edit where `setting` stands, or None where it stands in no file of the user's."""
    return own_file(setting.layer)


def changed(
    setting: Setting[Value], value: Value | Secret | None, title: str, *, safe: bool = True
) -> Fix | None:
    """Return the fix that gives `setting` another value where it stands; None removes it."""
    file = file_of(setting)
    return Fix(title, (Edit(file, setting.path, value),), safe=safe) if file else None


def exchanged(context: Context, url: Setting[str]) -> Fix | None:
    """Return the fix for an address whose place holds what another key of its provider should, and the other way round."""
    file, provider = file_of(url), context.provider
    for other in (provider.env_key, provider.name):
        if file is None or other is None or file_of(other) != file:
            continue
        if re.match(r"(?i)https?://", other.value.strip()) and not re.search(r"[/:.]", url.value):
            edits = (Edit(file, url.path, other.value), Edit(file, other.path, url.value))
            return Fix(f"Exchange `{url.path[-1]}` and `{other.path[-1]}`", edits)
    return None


def where_known(propose: Callable[[], Fix | None]) -> Fix | None:
    """Return what is proposed, or None where that depends on files that nobody knows here: the finding stays."""
    try:
        return propose()
    except UnknownHereError:
        return None


def table_layer(provider: Provider) -> Layer | None:
    """Return the layer in which the table of `provider` stands, as far as one of its keys tells."""
    for setting in (
        provider.name,
        provider.base_url,
        provider.env_key,
        provider.requires_openai_auth,
        provider.wire_api,
        provider.experimental_bearer_token,
        provider.auth_command,
    ):
        if setting is not None and setting.layer.name in OURS:
            return setting.layer
    return None


def table_file(context: Context, provider: Provider) -> Path | None:
    """Return the file that holds the table of `provider`; the user's own where nothing tells."""
    layer = table_layer(provider)
    return layer.file if layer else context.user_file


def set_variable(name: str) -> Command:
    """Return the command that sets `name` to a key which only the user knows."""
    return Command("set", (name, "<your key>"))


def variable_name(provider_id: str) -> str:
    """Return a good name for the variable that holds the key of a provider: `ACME_API_KEY`."""
    stem = re.sub(r"[^A-Z0-9]+", "_", provider_id.upper()).strip("_")
    if not stem or stem[0].isdigit() or stem.startswith("CODEX"):
        stem = f"RELAY_{stem}".rstrip("_")
    return stem if stem.endswith("_KEY") else f"{stem}_API_KEY"
