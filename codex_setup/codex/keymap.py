"""What Codex says of a combination of keys of the keyboard that it cannot read (`[tui.keymap]`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_setup.codex.releases import Release
    from codex_setup.model import Value

_KEY = pattern(
    r"[!-,.-~]|f(?:[1-9]|1\d|2[0-4])|page-?(?:up|down)|pg(?:up|dn)|enter|return|tab|backspace|esc|escape|del|delete"
    "|up|down|left|right|home|end|space|spacebar|minus"
)
"""The keys that have a name; every other one is its own printable character."""
_MODIFIERS = {"ctrl": "ctrl", "control": "ctrl", "alt": "alt", "option": "alt", "shift": "shift"}
_COMMANDS = dict.fromkeys(("cmd", "command", "super"), "super")
_KNOWN = (
    "Use a printable character (for example `a`), function keys (`f1`-`f24`), or one of: enter, tab, backspace, esc, delete, "
    "arrows, home/end, page-up/page-down, space, minus."
)
_STROKES = 2


def binding_fault(value: Value, release: Release, shown: Callable[[Value], str]) -> str | None:
    """Return what is said of the first combination, of one or a list, that cannot be read; None where all can.

    `shown` names a value as Codex's parser does.
    """
    for each in value if isinstance(value, list) else [value]:
        fault = _fault(each, release) if isinstance(each, str) else ""
        if fault is None:
            continue
        if not release.has("keys-told"):
            return "data did not match any variant of untagged enum KeybindingsSpec"
        what = (
            "a string" if isinstance(value, list) else "a keybinding string or a list of keybinding strings"
        )
        return fault or f"invalid type: {shown(each)}, expected {what}"
    return None


def _fault(text: str, release: Release) -> str | None:
    strokes = text.split()
    if not strokes:
        return "keybinding cannot be empty. Use values like `ctrl-a` or `shift-enter`."
    if len(strokes) > _STROKES:
        return f"invalid keybinding `{text}`: key chords may contain at most 2 strokes (for example `ctrl-x ctrl-s`)."
    if strokes[0].lower() == "leader" and release.has("leader-key"):
        if len(strokes) == 1:
            return (
                f"invalid keybinding `{text}`: `leader` must be followed by one key (for example `leader c`)."
            )
        del strokes[0]
    return next(filter(None, (_of_stroke(stroke, release) for stroke in strokes)), None)


def _of_stroke(stroke: str, release: Release) -> str | None:
    parts = [part for part in _small(stroke).split("-") if part]
    if not parts:
        return f"invalid keybinding `{stroke}`. Use values like `ctrl-a`, `shift-enter`, or `page-down`."
    modifiers = {**_MODIFIERS, **(_COMMANDS if release.has("command-key") else {})}
    held: set[str] = set()
    while parts and parts[0] in modifiers:
        modifier = modifiers[parts.pop(0)]
        if modifier in held:
            return f"duplicate modifier in keybinding `{stroke}`. Use each modifier at most once."
        held.add(modifier)
    if not parts:
        return f"missing key in keybinding `{stroke}`. Add a key name like `a`, `enter`, or `page-down`."
    key = "-".join(parts)
    return None if _KEY.fullmatch(key) else f"unknown key `{key}` in keybinding `{stroke}`. {_KNOWN}"


def _small(text: str) -> str:
    """Return the text with its ASCII letters small."""
    return "".join(char.lower() if char.isascii() else char for char in text)
