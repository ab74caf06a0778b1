"""Which rule speaks of a key that Codex says it ignores: what is known of the keys decides, as for a file.

user (/home/ada/.codex/config.toml): `model_providers.relay.api_key` is ignored.
/home/ada/.codex/config.toml:3:1: unknown configuration field `mcp_servers.docs.type`
"""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING

from codex_setup.codex.layers import Layer
from codex_setup.codex.releases import release
from codex_setup.pattern import pattern
from codex_setup.rules.stray import Kind, Stray, strays_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codex_setup.model import Value

_REFUSED = pattern(r"unknownconfigurationfield[`'\"“]([^`'\"”]{1,200})")
_IGNORED = pattern(r"[`'\"“]([^`'\"”]{1,200})[`'\"”]isignored")
_VALUES: tuple[Value, ...] = ("x", True, 1, ["x"], {})
"""Values of every type: the text does not say which one stood there."""
RULES: Mapping[Kind, str] = {
    "misplaced": "setting-misplaced",
    "expected": "setting-without-effect",
    "renamed": "setting-renamed",
    "removed": "setting-removed",
    "later": "setting-too-new",
    "misspelt": "setting-misspelt",
    "harmless": "setting-dead",
}
"""The rules that say more than that a key is unknown, the graver first."""


def refused_keys(text: str) -> Iterator[tuple[str, str]]:
    """Yield the rule that speaks of the key for which `--strict-config` refuses the file, with the key."""
    return _known(_REFUSED, text)


def ignored_keys(text: str) -> Iterator[tuple[str, str]]:
    """Yield the rules that speak of the keys which `text` says are ignored, each with the key, the gravest first."""
    return _known(_IGNORED, text)


def _known(named: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    paths = [each[1] for each in named.finditer(re.sub(r"\s+", "", text))]
    found = [(path, kind) for path in paths if (kind := _kind(path))]
    for kind, rule in RULES.items():
        yield from ((rule, path) for path, each in found if each == kind)


def _kind(path: str) -> Kind | None:
    """Return what a key of this path most likely is; None where that depends on what else the file says."""
    table, *middle, name = ("", *path.split("."))
    middle = middle if len(middle) <= 2 else [middle[0], ".".join(middle[1:])]  # noqa: PLR2004 -- an id may hold dots
    parts = [part for part in (table, *middle, name) if part]
    for value in _VALUES:
        kinds = [stray.kind for stray in _strays(parts, value)]
        if kinds and kinds[0] in RULES:
            return kinds[0]
    return None


def _strays(path: list[str], value: Value) -> Iterator[Stray]:
    data = reduce(lambda inner, name: {name: inner}, reversed(path), value)
    layer = Layer("user", None, "read", data=data if isinstance(data, dict) else {})
    return strays_in(layer, release(None))
