"""Which lines of a file to show under a finding, and where the carets stand.

A line is masked before anything else is done with it; the carets are then moved to where the text went.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.mask import masked, printable
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_setup.model import Secret, Span

TAB = 4
MARGIN = 8
"""How many columns of context a clipped line keeps before its carets."""


@record
class Excerpt:
    """One line of a file as it may be shown: its number, its text, and what to underline (characters)."""

    number: int
    text: str
    start: int
    end: int


def excerpt(text: str, span: Span, known: Sequence[Secret] = ()) -> Excerpt | None:
    """Return the first line of `span`, masked and printable; None where the text has no such line."""
    lines = text.split("\n")
    if not 0 < span.line <= len(lines):
        return None
    raw = lines[span.line - 1].removesuffix("\r")
    start = min(span.column - 1, len(raw))
    end = min(span.end_column - 1, len(raw)) if span.end_line == span.line else len(raw)
    safe = masked(raw, known)
    start, end = _moved(raw, safe, start), _moved(raw, safe, max(end, start))
    head, marked, tail = (_plain(part) for part in (safe[:start], safe[start:end], safe[end:]))
    return Excerpt(span.line, head + marked + tail, len(head), len(head) + len(marked))


def clipped(line: Excerpt, width: int) -> Excerpt:
    """Return `line` cut to `width` columns around what is underlined, with `…` where something is missing."""
    if width_of(line.text) <= width:
        return line
    first = max(0, line.start - MARGIN) if width_of(line.text[: line.end]) > width - 1 else 0
    text = ("…" if first else "") + line.text[first:]
    shift = first - bool(first)
    last = len(text)
    while width_of(text[:last]) > width - 1:
        last -= 1
    start = min(line.start - shift, last)
    return Excerpt(line.number, text[:last] + "…", start, max(start, min(line.end - shift, last)))


def width_of(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    if text.replace("…", "").isascii():
        return len(text)
    from unicodedata import (
        combining,
        east_asian_width,
    )  # most reports are ASCII, and have keys that are masked

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _moved(raw: str, safe: str, at: int) -> int:
    """Return where position `at` of `raw` went in `safe`, which differs in one stretch."""
    if raw == safe:
        return at
    same = next(
        (n for n, (a, b) in enumerate(zip(raw, safe, strict=False)) if a != b), min(len(raw), len(safe))
    )
    left = min(len(raw), len(safe)) - same
    tail = next((n for n in range(left) if raw[-1 - n] != safe[-1 - n]), left)
    if at <= same:
        return at
    if at >= len(raw) - tail:
        return at - len(raw) + len(safe)
    return min(max(same, at), len(safe) - tail)


def _plain(text: str) -> str:
    return printable(text.replace("\t", " " * TAB))
