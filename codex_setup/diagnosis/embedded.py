"""Tables that stand inside a text: JSON, or as a program in Python shows one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 4
"""How many beginnings of a table are tried."""
LONGEST = 4000
"""Characters of a table as Python shows it."""


def tables(text: str) -> Iterator[dict[Any, Any]]:
    """Yield the tables in a text, in their order; one that cannot be read is passed over."""
    at = text.find("{")
    for _ in range(MOST):
        if at < 0:
            return
        data = _table(text[at:])
        if isinstance(data, dict):
            yield data
        at = text.find("{", at + 1)


def _table(text: str) -> Any:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return _shown_by_python(text)


def _shown_by_python(text: str) -> Any:
    end = text.rfind("}")
    if not text.startswith("{'") or end > LONGEST:
        return None
    import ast  # for gateways written in Python that show an error instead of handing it on

    try:
        return ast.literal_eval(text[: end + 1])
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
