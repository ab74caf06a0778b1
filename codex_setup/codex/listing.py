"""What id an entry of a list has where Codex keeps a table for each: `[[mcp_servers]]` with `name = "docs"` in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

IDS = ("id", "key", "slug", "path", "name")
"""The keys under which a list of other programs holds what Codex writes into the header."""


def id_key(held: Mapping[str, object]) -> str | None:
    """Return the key that holds the id of an entry, or None where none does."""
    return next((key for key in IDS if isinstance(held.get(key), str) and str(held[key]).strip()), None)


def id_in(held: Mapping[str, object]) -> str:
    """Return the id of an entry, or nothing where it has none; a name is made one."""
    key = id_key(held)
    return "" if key is None else slug(str(held[key])) if key == "name" else str(held[key])


def slug(text: str) -> str:
    """Return a name as an id is written."""
    return re.sub(r"[^a-z0-9_-]+", "-", text.strip().lower()).strip("-")
