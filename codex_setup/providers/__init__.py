"""Who can be talked to: every provider and gateway that we know something of.

Plain data, one list per kind; nothing else in the package knows a provider's name. `other` is last: it
knows nothing and fits every gateway that speaks the Responses API.
"""

from __future__ import annotations

import functools
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from codex_setup.nearest import nearest
from codex_setup.pattern import pattern
from codex_setup.providers.clouds import CLOUDS
from codex_setup.providers.gateways import GATEWAYS
from codex_setup.providers.local import LOCAL
from codex_setup.providers.preset import Blank, Preset
from codex_setup.providers.relays import RELAYS
from codex_setup.providers.vendors import VENDORS

OTHER = Preset(
    id="other",
    tag="gateway",
    name="Other (OpenAI-compatible)",
    title="Gateway",
    group="other",
    base_url="{base_url}",
    blanks=(
        Blank(
            "base_url",
            "what comes before `/responses`; Codex adds nothing else",
            "https://gateway.example.com/v1",
        ),
    ),
    cannot=(
        "A gateway that serves only Chat Completions cannot be used: Codex speaks only Responses since 0.95.",
    ),
    env_key="GATEWAY_API_KEY",
    sources=("https://developers.openai.com/codex/config-reference",),
)

PRESETS: tuple[Preset, ...] = (*RELAYS, *VENDORS, *CLOUDS, *GATEWAYS, *LOCAL, OTHER)

LOOPBACK = pattern(r"localhost|127(\.\d+){3}|::1|0\.0\.0\.0")
"""Hosts that are this computer."""

_COMMON_PORTS = frozenset({3000, 4000, 8000, 8080, 8787})
"""Ports on which anything may listen: they say nothing of who does."""


def preset(wanted: str) -> Preset | None:
    """Return the preset of this id or name (case does not matter), or None."""
    word = wanted.strip().casefold()
    return next((one for one in PRESETS if word in (one.id, one.name.casefold(), *one.hosts)), None)


@functools.lru_cache(maxsize=256)
def preset_for(base_url: str) -> Preset | None:
    """Return the preset that surely stands behind `base_url`, by its host or a local server's port, or None."""
    try:
        parts = urlsplit(base_url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    for one in PRESETS:
        if any(_is(host, wanted) for wanted in one.hosts):
            return one
        if port == one.port and port not in {None, *_COMMON_PORTS} and LOOPBACK.fullmatch(host):
            return one
    return None


def _is(host: str, wanted: str) -> bool:
    """Return whether `host` fits a pattern, most of which have one star or none: to compile those takes longer."""
    front, star, end = wanted.partition("*")
    if not star:
        return host == wanted
    if "*" in end:
        return fnmatchcase(host, wanted)
    return host.startswith(front) and host[len(front) :].endswith(end)


def did_you_mean(word: str) -> tuple[str, ...]:
    """Return the ids of the presets that `word` may stand for, the likeliest first."""
    names = {name: one.id for one in PRESETS for name in (one.id, one.name)}
    return tuple(dict.fromkeys(names[name] for name in nearest(word, names)))


__all__ = ["OTHER", "PRESETS", "Blank", "Preset", "did_you_mean", "preset", "preset_for"]
