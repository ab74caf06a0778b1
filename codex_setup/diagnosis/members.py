"""What the members of an error's table hold: texts, words, and the place of the fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def texts(value: Any) -> list[str]:
    """Return a message, or the several that stand in a list."""
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]


def placed(where: Any) -> str:
    """Return the member at fault where a list says the way to it (`["body", "model"]`)."""
    last = where[-1] if isinstance(where, list) and where else ""
    return last[:200] if isinstance(last, str) else ""


def lacking(low: Mapping[str, Any]) -> list[str]:
    """Return in words that a header is missing, where a list says the way to it (`["header", "x-tenant"]`)."""
    where = low.get("loc")
    missing = isinstance(where, list) and where[:1] == ["header"] and low.get("type") == "missing"
    return [f"missing {placed(where)} header"] if missing else []


def scalar(low: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """Return the first of these members that is a word or a number."""
    for name in names:
        value = low.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)[:200]
    return ""
