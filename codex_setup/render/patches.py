"""A fix as pieces of text, for the formats that want to show a change and not a key: SARIF.

The edits are applied in memory and both texts compared; a fix with a key in it gets no pieces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.edit import edited
from codex_setup.mask import masked
from codex_setup.model import Edit, Permit, Secret, SetupError
from codex_setup.render.page import Replacement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from codex_setup.model import AnyEdit, Fix, Value


def replacements(fix: Fix, texts: Mapping[Path, str], known: Sequence[Secret]) -> tuple[Replacement, ...]:
    """Return what `fix` changes as one stretch of each file; none where it cannot be told or shown."""
    by_file: dict[Path, list[AnyEdit]] = {}
    for edit in fix.edits:
        if (
            (isinstance(edit, Edit) and _secret(edit.value))
            or isinstance(edit, Permit)
            or edit.file not in texts
        ):
            return ()
        by_file.setdefault(edit.file, []).append(edit)
    found: list[Replacement] = []
    for file, edits in by_file.items():
        try:
            new = edited(file, texts[file], edits)
        except SetupError:
            return ()
        piece = stretch(file, texts[file], new)
        if piece is None or masked(piece.text, known) != piece.text:
            return ()
        found.append(piece)
    return tuple(found)


def _secret(value: Value | Secret) -> bool:
    """Return whether a value is a key, or a table or list that holds one."""
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return isinstance(value, Secret) or any(map(_secret, held))


def stretch(file: Path, old: str, new: str) -> Replacement | None:
    """Return the smallest single replacement of whole lines that makes `new` of `old`; None for no change."""
    if old == new:
        return None
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    left = shorter - head
    tail = next((n for n in range(left) if before[-1 - n] != after[-1 - n]), left)
    end = len(before) - tail
    text = "".join(after[head : len(after) - tail])
    if end == len(before) and before and not before[-1].endswith(("\n", "\r")):
        if head < end:
            return Replacement(file, head + 1, 1, end, len(before[-1]) + 1, text)
        return Replacement(file, end, len(before[-1]) + 1, end, len(before[-1]) + 1, text)
    return Replacement(file, head + 1, 1, end + 1, 1, text)
