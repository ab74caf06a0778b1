"""What a line should read, in the words that all the looks share."""

from __future__ import annotations

from typing import Literal, NamedTuple

from codex_setup.pattern import pattern

Slip = Literal["typography", "backslash", "twice", "other"]


class Guess(NamedTuple):
    """A line as it should read; the empty text with `whole` takes the line away."""

    slip: Slip
    line: str
    certain: bool = True
    whole: bool = False


TAIL = r"(?P<tail>\s*(?:#.*)?)$"
"""What may stand behind a value or a header: a comment."""

KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*"
"""A key, dotted or not."""

STRINGS = pattern(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
