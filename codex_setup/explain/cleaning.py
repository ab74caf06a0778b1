"""Pasted text without what a terminal, a log or a chat program put around and into it.

Lines are wrapped at any column, also in the middle of a word; so patterns are compared with the text
without any white space at all (`squashed`), and only what must be read as a whole keeps its lines.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LIMIT = 200_000
"""How many characters of a pasted text are looked at; the last ones, where there are more."""

_ANSI = pattern(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]|\x9b[0-?]*[@-~]")
_LITERAL_ANSI = pattern(r"(?:\\x1b|\\u001b|\\033|\\e|\^\[|␛)\[[0-9;]*m|\[(?:\d{1,3};)*\d{1,3}m")
_CONTROL = pattern(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
_STAMP = pattern(
    r"^\s*(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,:+Z-]*\]?\s*)?"
    r"(?:\[?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\]?\s+(?=[\w.-]+::|\[|[\w.:-]+:\s))?"
    r"(?:[\w-]+(?:::[\w-]+)+(?:\{[^{}]*\})?:\s*)?"
)
_PREFIX = pattern(
    r"^\s*(?:[A-Za-z][\w.-]*\s+\|\s|\[[\w/. -]{1,40}\]\s(?=.*[a-z])|(?:stderr|stdout)\s*[:|]\s|##\[\w+\]|::error[^:]*::)"
)
_GUTTER = pattern(r"^\s*(?:(?:[│┃|>■●•⚠✗✘✖×❌⨯◦▌▪→⎿└├╰╭─━]|\u200d|\ufe0f)+\s*)+")
_TAIL = pattern(r"\s*[│┃|▐]+\s*$")
_ESCAPED = pattern(r'\\u([0-9a-fA-F]{4})|\\(["\\/nrt])')
_PLAIN = {"n": "\n", "r": "\n", "t": " ", '"': '"', "\\": "\\", "/": "/"}


def cleaned(text: str) -> str:
    """Return the text line by line without colours, gutters, time stamps and the names of loggers."""
    text = _LITERAL_ANSI.sub("", _ANSI.sub("", text[-LIMIT:]))
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")).split("\n")
    return "\n".join(_bare(line) for line in lines)


def _bare(line: str) -> str:
    line = _TAIL.sub("", line)
    for _ in range(3):
        shorter = _GUTTER.sub("", _PREFIX.sub("", _STAMP.sub("", line)))
        if shorter == line:
            break
        line = shorter
    return line


def unescaped(text: str) -> str:
    r"""Return the text with the escapes of JSON and HTML resolved, twice where they are nested (`\\\"`)."""
    for _ in range(2):
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else _PLAIN[found[2]], text)
    return html.unescape(text)


def opened(text: str) -> str:
    """Return the text that an event of `codex exec --json`, or a line of a log, is wrapped around."""
    for _ in range(3):
        inner = next((said for line in text.split("\n") if (said := _said(line.strip()))), None)
        if inner is None:
            return text
        text = inner
    return text


def _said(line: str) -> str | None:
    if not line.startswith("{"):
        return None
    try:
        event = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict):
        return None
    error = event.get("error")
    if str(event.get("type", "")).startswith("turn.") and isinstance(error, dict):
        return str(error.get("message", "")) or None
    if {"error", "code", "detail", "status"} & event.keys():
        return None  # an answer, not a wrapping
    return next(
        (value for name in _SPOKEN if isinstance(value := event.get(name), str) and value.strip()), None
    )


_SPOKEN = ("message", "line", "log", "msg", "text", "stderr")


def squashed(text: str) -> str:
    """Return the text in lower case, without any white space, and with plain punctuation."""
    plain = text.translate(_PUNCTUATION).casefold()
    return re.sub(r"\s+", "", plain)


def without(text: str, find: Callable[[str], Iterable[re.Match[str]]]) -> str:
    """Return the text without the pieces that `find` finds in its squashed form, each up to the next white space."""
    origins = [at for at, char in enumerate(text) for _ in squashed(char)]
    kept = 0
    parts = []
    for start, end in sorted(piece.span() for piece in find(squashed(text))):
        if end > start and origins[start] >= kept:
            parts.append(text[kept : origins[start]])
            after = re.compile(r"\s").search(text, origins[end - 1])
            kept = after.start() if after else len(text)
    return "".join((*parts, text[kept:]))


_PUNCTUATION = str.maketrans({
    "＂": '"', "：": ":", "，": ",", "（": "(", "）": ")",
})  # fmt: skip


_QUOTE = "[`'\"“”‘’]{0,2}+"
_PART = pattern(r"(\[(?:\\.|[^\]\\])*\])|(?:\\?`|\")\??")


def loosened(pattern: str) -> str:
    """Return a pattern for squashed text: its blanks stand for nothing, and its quotes for any or none."""
    return _PART.sub(lambda found: found[1] or _QUOTE, pattern.replace(" ", ""))
