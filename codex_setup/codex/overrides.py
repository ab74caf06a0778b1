"""What Codex makes of `-c key=value` and `-m NAME`: a layer of its own.

Codex splits the key at every dot, without regard for quotes, reads the value as TOML, and takes what is
not TOML for text.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_setup.model import Value


def override(text: str) -> tuple[tuple[str, ...], Value] | None:
    """Return key path and value of one `-c`, or None where there is no `=` or no key."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        return None
    return tuple(key.strip().split(".")), _value(value.strip())


def _value(text: str) -> Value:
    try:
        value: Value = tomllib.loads(f"_ = {text}")["_"]
    except (tomllib.TOMLDecodeError, KeyError, RecursionError):
        return text.strip("\"'")
    fits = not isinstance(value, int) or -(2**63) <= value < 2**63
    return value if fits else text  # a number too large for TOML is text


def merged(pairs: Iterable[tuple[tuple[str, ...], Value]]) -> dict[str, Value]:
    """Return the table that the overrides make together; the later one wins."""
    data: dict[str, Value] = {}
    for path, value in pairs:
        table = data
        for part in path[:-1]:
            below = table.get(part)
            if not isinstance(below, dict):
                below = table[part] = {}
            table = below
        table[path[-1]] = value
    return data
