"""What Codex says of single values once it has read all files together: names that it does not take, keys it gave up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codex_setup.codex.known import key as known_key
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from codex_setup.codex.releases import Release

_IDENTIFIER = pattern(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")


def value_faults(data: Mapping[str, Any], release: Release) -> Iterator[str]:
    """Yield what Codex says of a slot that is no digit, of a name for OpenAI's records, of the thread store."""
    if "experimental_thread_store_endpoint" in data and release.has("thread-store-here"):
        yield "Error: `experimental_thread_store_endpoint` is no longer supported; remove it from config.toml"
    names = data.get("responses_api_metadata") if known_key(("responses_api_metadata",), release) else None
    if isinstance(names, Mapping) and any(_IDENTIFIER.fullmatch(name) is None for name in names):
        yield "Error: responses_api_metadata keys must be short ASCII identifiers"
    tui = data.get("tui")
    presets = tui.get("presets") if isinstance(tui, Mapping) else None
    if known_key(("tui", "presets"), release) and isinstance(presets, Mapping):
        yield from _slots(presets)


def _slots(presets: Mapping[str, Any]) -> Iterator[str]:
    for slot, held in sorted(presets.items()):
        if len(slot) != 1 or slot not in "0123456789":
            yield f"Error: tui.presets.{slot}: slot must be a single digit from 0 to 9"
        elif isinstance(held, Mapping) and not str(held.get("input", "")).strip():
            yield f"Error: tui.presets.{slot}: Preset input cannot be empty."
