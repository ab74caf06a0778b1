"""Whether a text is a key or the name of a variable that holds one."""

from __future__ import annotations

import re

from codex_setup.mask import masked

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
"""What may be the name of an environment variable."""


_BEGINNINGS = frozenset({"sk-", "cr-", "ak-", "pk-", "rk-"})


def is_variable(text: str) -> bool:
    """Return whether `text` is written as variables of the environment are, `ACME_KEY`, and as no key is."""
    return re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", text) is not None


def keylike(text: str) -> bool:
    """Return whether `text` is a key rather than the name of a variable."""
    shown = f"`{text}`"
    if text[:3].lower() in _BEGINNINGS or masked(shown) != shown:
        return True
    if re.fullmatch(NAME, text) or re.search(r"[$()\[\]{}<>\"'`]|://", text):
        return False
    return re.fullmatch(r"[!-~]{16,}", text) is not None and re.search(r"\d", text) is not None
