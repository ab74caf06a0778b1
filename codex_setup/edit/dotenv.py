"""How a `.env` file reads after edits: the line that counts is changed, every other one stays.

The last assignment of a name is the one that Codex uses (0.169.0), so that is the one which is edited.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.dotenv import Assignment, assignments
from codex_setup.edit import replaced
from codex_setup.model import AnyEdit, Edit, Rename, SetupError
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN = pattern(r"[A-Za-z0-9_./:@%+=,~-]+")


def apply_dotenv(text: str, edits: Sequence[AnyEdit]) -> str:
    """Return the text of a `.env` file after these edits; raises `SetupError` for what it cannot hold."""
    text = replaced(text, edits)
    for edit in edits:
        if isinstance(edit, Edit):
            text = _set(text, str(edit.key[0]), edit.value)
        elif isinstance(edit, Rename):
            text = _renamed(text, str(edit.key[0]), str(edit.to[0]))
    return text


def _unknown(_name: str) -> None:
    """Return nothing for a variable: what we write never depends on another one."""


def _lines(text: str, name: str) -> list[Assignment]:
    return [line for line in assignments(text, _unknown) if line is not None and line.name == name]


def _set(text: str, name: str, value: object) -> str:
    if text.startswith("\ufeff") and _lines(text[1:], name):
        text = text[1:]  # Codex reads no name on a line that begins with a byte order mark
    found = _lines(text, name)
    if value is None:
        for line in reversed(found):
            end = text.find("\n", line.span.end)
            rest = text[line.span.end : len(text) if end < 0 else end].strip()
            start = text.rfind("\n", 0, line.span.start) + 1
            if rest.startswith("#"):
                text = text[: line.span.start] + text[line.span.end :].lstrip(" \t")
            else:
                text = text[:start] + ("" if end < 0 else text[end + 1 :])
        return text
    if not isinstance(value, str) or "\0" in value:
        raise SetupError(f"{name} must be a text without NUL to go into .env", "Store it in another way.")
    if found and found[-1].value == value:
        return text
    line_text = f"{name}={quoted(value)}"
    if found:
        span = found[-1].span
        text = text[: span.start] + line_text + text[span.end :]
    else:
        newline = "\r\n" if "\r\n" in text else "\n"
        gap = newline if text.strip("\ufeff") and not text.endswith("\n") else ""
        text = f"{text}{gap}{line_text}{newline}"
    if [line.value for line in _lines(text, name)][-1:] != [value]:
        raise SetupError(
            f"{name} cannot be written to .env so that Codex reads it back", "Store it in another way."
        )
    return text


def _renamed(text: str, name: str, to: str) -> str:
    for line in reversed(_lines(text, name)):
        text = text[: line.span.start] + to + text[line.span.start + len(name) :]
    return text


def quoted(value: str) -> str:
    """Return `value` as a `.env` file writes it: bare, in single quotes, or escaped in double ones."""
    if _PLAIN.fullmatch(value):
        return value
    if "'" not in value and "\n" not in value and "\r" not in value:
        return f"'{value}'"
    return '"' + re.sub(r'(["\\$])', r"\\\1", value).replace("\n", "\\n") + '"'
