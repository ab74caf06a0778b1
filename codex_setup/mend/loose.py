"""Objects and lists as people write them elsewhere: JSON with comments, JavaScript, Python, inline tables over lines.

A reader that is generous with separators and quotes, and strict about ends: what is not closed is not read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from codex_setup.pattern import pattern
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Callable

_GAP = pattern(r"(?:\s+|//[^\n]*|#[^\n]*|/\*.*?\*/)*", re.DOTALL)
_DOUBLE = pattern(r'"(?:[^"\\\n]|\\[^\n])*"')
_SINGLE = pattern(r"'[^'\n]*'")
_NUMBER = pattern(r"[+-]?\d[\d_]*(?:\.\d+)?(?![\w.])")
_TOKEN = pattern(r"\d[\w.:+-]*[A-Za-z-][\w.+-]*")
"""A date or a version without its quotes."""
_WORD = pattern(r"[A-Za-z_$][\w.$-]*")
_SEPARATOR = pattern(r"=>|:=|\+?:|=")
_WORDS = {
    "true": True, "false": False, "True": True, "False": False, "null": None, "None": None, "undefined": None,
}  # fmt: skip
_DEEPEST = 20


class NotLooseError(ValueError):
    """The text at this place is no object and no list."""


@record
class Loose:
    """An object or list, where it ends in the text, and the comments that stood in it."""

    value: Any
    end: int
    comments: tuple[str, ...] = ()


def read(text: str, start: int) -> Loose | None:
    """Return what begins with the bracket at `start`, or None where it cannot be read."""
    reader = _Reader(text)
    try:
        value, end = reader.value(start, 0)
    except NotLooseError:
        return None
    return Loose(value, end, tuple(reader.comments)) if isinstance(value, dict | list) else None


class _Reader:
    """Reads values one after the other and remembers the comments between them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: list[str] = []

    def value(self, at: int, depth: int) -> tuple[Any, int]:
        """Return the value at `at` and where it ends."""
        if depth > _DEEPEST:
            raise NotLooseError
        at += self.text.startswith("@{", at)  # PowerShell
        if self.text.startswith("{", at):
            return self._members(at, "}", depth, self._pair)
        if self.text.startswith("[", at):
            return self._members(at, "]", depth, lambda where, deep: (None, *self.value(where, deep)))
        found = _DOUBLE.match(self.text, at)
        if found is not None:
            return _unescaped(found[0]), found.end()
        found = _SINGLE.match(self.text, at)
        if found is not None:
            return found[0][1:-1], found.end()
        found = _TOKEN.match(self.text, at)
        number = None if found else _NUMBER.match(self.text, at)
        if number is not None:
            digits = number[0].replace("_", "")
            return (float(digits) if "." in digits else int(digits)), number.end()
        found = found or _WORD.match(self.text, at)
        if found is None:
            raise NotLooseError
        return _WORDS.get(found[0], found[0]), found.end()

    def _members(
        self, at: int, close: str, depth: int, member: Callable[[int, int], tuple[str | None, Any, int]]
    ) -> tuple[Any, int]:
        """Return what stands between brackets: members with commas or line ends between them."""
        pairs: list[tuple[str | None, Any]] = []
        at += 1
        apart = True
        while True:
            at, broken = self._gap(at)
            if self.text.startswith(close, at):
                return (dict(pairs) if close == "}" else [v for _, v in pairs]), at + 1
            if not (apart or broken):
                raise NotLooseError
            name, value, at = member(at, depth + 1)
            if name is not None and any(name == known and value != said for known, said in pairs):
                raise NotLooseError
            pairs.append((name, value))
            after, _ = self._gap(at)
            apart = self.text.startswith((",", ";"), after)
            at = after + 1 if apart else at

    def _pair(self, at: int, depth: int) -> tuple[str, Any, int]:
        found = _DOUBLE.match(self.text, at) or _SINGLE.match(self.text, at) or _WORD.match(self.text, at)
        if found is None:
            raise NotLooseError
        name = found[0][1:-1] if found[0][0] in "\"'" else found[0]
        at, _ = self._gap(found.end())
        mark = _SEPARATOR.match(self.text, at)
        if mark is None:
            raise NotLooseError
        at, _ = self._gap(mark.end())
        value, end = self.value(at, depth)
        return name, value, end

    def _gap(self, at: int) -> tuple[int, bool]:
        """Return where the next sign stands, and whether a line ends before it."""
        found = _GAP.match(self.text, at)
        gap = found[0] if found else ""
        for comment in re.findall(r"//[^\n]*|#[^\n]*|/\*.*?\*/", gap, re.DOTALL):
            said = [line.strip(" \t*/#") for line in comment.splitlines()]
            self.comments += [line for line in said if line and line not in self.comments]
        return at + len(gap), "\n" in gap


def _unescaped(quoted: str) -> str:
    """Return what a text in double quotes says; backslashes that are no escapes are themselves."""
    import json  # only for a text that is no TOML

    try:
        return str(json.loads(quoted))
    except ValueError:
        return quoted[1:-1]
