"""How auth.json reads after edits: one member is changed, the others and the layout stay.

Only the members of the outermost object are edited, which is where Codex looks.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from codex_setup.edit import replaced, same
from codex_setup.model import AnyEdit, Edit, Rename, Replace, SetupError, Value
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = pattern(r"[ \t\r\n]*")


class Entry(NamedTuple):
    """One member of the outermost object: its name, its value, where both stand."""

    name: str
    value: Value
    start: int
    name_end: int
    value_start: int
    end: int


def apply_json(text: str, edits: Sequence[AnyEdit]) -> str:
    """Return a JSON text after these edits; raises `SetupError` where it is not an object."""
    text = replaced(text, edits)
    for edit in edits:
        if isinstance(edit, Edit):
            text = _set(text, str(edit.key[0]), edit.value)
        elif isinstance(edit, Rename):
            text = _renamed(text, str(edit.key[0]), str(edit.to[0]))
    if any(isinstance(edit, Replace | Edit | Rename) for edit in edits):
        entries(text)
    return text


def entries(text: str) -> list[Entry]:
    """Return the members of the outermost object; raises `SetupError` where the text is not one."""
    if not text.strip():
        return []
    try:
        if not isinstance(json.loads(text), dict):
            raise SetupError(
                "auth.json does not hold an object", "Remove the file, then store the key again."
            )
        return _entries(text)
    except ValueError as error:
        raise SetupError(
            f"auth.json is not JSON ({error})", "Mend or remove the file, then store the key again."
        ) from error


def _entries(text: str) -> list[Entry]:
    decoder = json.JSONDecoder()
    found: list[Entry] = []
    at = _gap(text, _gap(text, 0) + 1)
    while text[at] != "}":
        name, name_end = decoder.raw_decode(text, at)
        value_start = _gap(text, _gap(text, name_end) + 1)
        value, end = decoder.raw_decode(text, value_start)
        found.append(Entry(name, value, at, name_end, value_start, end))
        at = _gap(text, end)
        if text[at] == ",":
            at = _gap(text, at + 1)
    return found


def _gap(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found else at


def _set(text: str, name: str, value: Value) -> str:
    members = entries(text)
    if not text.strip():
        return text if value is None else json.dumps({name: value}, indent=2, ensure_ascii=False) + "\n"
    found = [place for place, member in enumerate(members) if member.name == name]
    if value is None:
        for place in reversed(found):
            text = _without(text, entries(text), place)
        return text
    written = json.dumps(value, ensure_ascii=False)
    if found:
        member = members[found[-1]]
        return (
            text if same(member.value, value) else text[: member.value_start] + written + text[member.end :]
        )
    pair = f"{json.dumps(name, ensure_ascii=False)}: {written}"
    if not members:
        start = text.index("{") + 1
        return f"{text[:start]}\n  {pair}\n{text[text.rindex('}') :]}"
    last = members[-1]
    before = text[: last.start]
    lead = before[len(before.rstrip(" \t\r\n")) :] if "\n" in before else " "
    return f"{text[: last.end]},{lead}{pair}{text[last.end :]}"


def _without(text: str, members: list[Entry], place: int) -> str:
    if place + 1 < len(members):
        return text[: members[place].start] + text[members[place + 1].start :]
    if place:
        return text[: members[place - 1].end] + text[members[place].end :]
    return text[: text.index("{") + 1] + text[text.rindex("}") :]


def _renamed(text: str, name: str, to: str) -> str:
    for member in reversed(entries(text)):
        if member.name == name:
            text = text[: member.start] + json.dumps(to, ensure_ascii=False) + text[member.name_end :]
    return text
