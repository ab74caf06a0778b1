"""How a value or a key is written in TOML.

What is written here, `tomllib` reads back as the same value; quotes are chosen so that a reader sees as
few escapes as possible.
"""

from __future__ import annotations

import math
from datetime import date, datetime, time
from typing import Any

from codex_setup.model import SetupError
from codex_setup.pattern import pattern

_BARE = pattern(r"[A-Za-z0-9_-]+")
_CONTROL = pattern(r"[\x00-\x1f\x7f]")
_ESCAPED = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def written_key(part: str) -> str:
    """Return one part of a key, with quotes where it needs them."""
    return part if _BARE.fullmatch(part) else _basic(part)


def written_path(parts: tuple[str, ...]) -> str:
    """Return a dotted key."""
    return ".".join(written_key(part) for part in parts)


def written(value: Any, like: str = "") -> str:  # noqa: PLR0911 -- one line for each type
    """Return `value` as TOML; text keeps the single quotes of `like`, the value it takes the place of.

    Raises `SetupError` for what TOML cannot hold.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value, like)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(member) for member in value) + "]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{written_key(str(name))} = {written(member)}" for name, member in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    raise SetupError(
        f"a {type(value).__name__} cannot be written to TOML", "This is a fault of codex-setup; report it."
    )


def _text(value: str, like: str) -> str:
    plain = "'" not in value and not _CONTROL.search(value)
    literal = like.startswith("'") and not like.startswith("'''")
    if plain and (literal or "\\" in value or '"' in value):
        return f"'{value}'"
    return _basic(value)


def _basic(value: str) -> str:
    escaped = "".join(
        _ESCAPED.get(char) or (f"\\u{ord(char):04x}" if _CONTROL.match(char) else char) for char in value
    )
    return f'"{escaped}"'


def _float(value: float) -> str:
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value) if "e" not in repr(value) or "." in repr(value) else repr(value).replace("e", ".0e")
