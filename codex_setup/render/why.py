"""Who speaks of a key: every layer, the one that wins, why the others do not count."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codex_setup.mask import json_text, masked, presentable, printable
from codex_setup.model import Secret, dotted
from codex_setup.render.ink import finished, inked, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_setup.codex.why import Voice, Why
    from codex_setup.render.style import Style

MARKS = {"wins": "in force", "shadowed": "shadowed", "denied": "denied", "ignored": "ignored"}
COLUMN = 10


def render_text(found: Why, known: Sequence[Secret], style: Style) -> str:
    """Return the voices as text, the one in force first for each key."""
    return finished(_lines(found, known, style), style)


def _lines(found: Why, known: Sequence[Secret], style: Style) -> Iterator[str]:
    yield inked(presentable(dotted(found.key), known), "bold", style)
    for voice in found.voices:
        said = f"{_spot(voice, style)}  {_said(voice, known)}"
        if voice.key != found.key:
            said = f"{masked(dotted(voice.key), known)}  {said}"
        if voice.reason:
            said += f"  ({masked(voice.reason, known)})"
        yield from _entry(MARKS[voice.standing], said, style)
    if not found.voices:
        yield from _entry("nobody", "no layer speaks of it", style)
    if found.default:
        yield from _entry("else", found.default, style)


def _entry(mark: str, text: str, style: Style) -> Iterator[str]:
    lines = wrapped(printable(text), style.width, " " * COLUMN, " " * COLUMN)
    for number, line in enumerate(lines):
        ink = "bold" if mark == MARKS["wins"] else "faint"
        yield inked(f"{mark:<{COLUMN}}", ink, style) + line[COLUMN:] if number == 0 else line


def _spot(voice: Voice, style: Style) -> str:
    place = voice.place
    file = style.tilde(place.file) if place.file is not None else voice.layer.name
    return f"{file}:{place.span.line}" if place.span is not None and place.file is not None else file


def _said(voice: Voice, known: Sequence[Secret]) -> str:
    value = voice.value if isinstance(voice.value, (str, Secret)) else json.dumps(voice.value, default=str)
    return masked(str(value), known)


def render_json(found: Why, known: Sequence[Secret]) -> str:
    """Return the voices as JSON: schema, key, voices with key, layer, file, line, value, standing, reason; default."""
    voices = [
        {
            "key": masked(dotted(voice.key), known),
            "layer": "system" if voice.layer.name == "managed" else voice.layer.name,
            "file": masked(str(voice.place.file)) if voice.place.file is not None else None,
            "line": voice.place.span.line if voice.place.span is not None else None,
            "value": _said(voice, known),
            "standing": voice.standing,
            "reason": masked(voice.reason, known) if voice.reason is not None else None,
        }
        for voice in found.voices
    ]
    document = {
        "schema": 1,
        "key": masked(dotted(found.key), known),
        "voices": voices,
        "default": found.default,
    }
    return json_text(document)
