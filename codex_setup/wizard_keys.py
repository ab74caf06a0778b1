"""Which key was pressed: a terminal's bytes as names, on POSIX and on Windows.

The terminal is put back as it was however the reading ends. Ctrl-C stays what it is: an interruption.
"""

from __future__ import annotations

import codecs
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PASTE_ON, PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"
_PATIENCE = 0.05
"""Seconds after which an Escape stands alone and begins no sequence."""

_NAMES = {
    "\r": "enter", "\n": "enter", "\x7f": "backspace", "\x08": "backspace", "\t": "tab",
    "\x01": "home", "\x05": "end", "\x02": "left", "\x06": "right", "\x0e": "down", "\x10": "up",
    "\x15": "clear", "\x17": "word", "\x04": "end-of-input", "\x03": "interrupt",
}  # fmt: skip
_SEQUENCES = {
    "[A": "up", "[B": "down", "[C": "right", "[D": "left", "OA": "up", "OB": "down", "OC": "right", "OD": "left",
    "[H": "home", "[F": "end", "OH": "home", "OF": "end", "[1~": "home", "[4~": "end", "[3~": "delete",
    "[5~": "page-up", "[6~": "page-down", "[Z": "up",
}  # fmt: skip
_WINDOWS = {
    "H": "up",
    "P": "down",
    "K": "left",
    "M": "right",
    "G": "home",
    "O": "end",
    "I": "page-up",
    "Q": "page-down",
    "S": "delete",
}


class Key(NamedTuple):
    """One key: its name (`up`, `enter`, `text`, `paste` …) and the text it stands for."""

    name: str
    text: str = ""


if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def keys() -> Iterator[Iterator[Key]]:
        """Yield the keys that are pressed."""
        yield _pressed()

    def _pressed() -> Iterator[Key]:
        while True:
            letter = msvcrt.getwch()
            if letter in ("\x00", "\xe0"):
                yield Key(_WINDOWS.get(msvcrt.getwch(), "other"))
            elif letter == "\x1b":
                yield Key("escape")
            else:
                yield _named(letter)
else:
    import os
    import select
    import termios
    import tty

    @contextmanager
    def keys() -> Iterator[Iterator[Key]]:
        """Yield the keys that are pressed; the terminal is as it was when this ends."""
        handle = sys.stdin.fileno()
        before = termios.tcgetattr(handle)
        try:
            tty.setcbreak(handle, termios.TCSADRAIN)  # what was typed ahead stays
            yield _pressed(handle)
        finally:
            termios.tcsetattr(handle, termios.TCSADRAIN, before)

    def _pressed(handle: int) -> Iterator[Key]:
        letters = _letters(handle)
        for letter in letters:
            if letter == "\x1b":
                yield _sequence(handle, letters)
            elif letter:
                yield _named(letter)
        yield Key("end-of-input")

    def _letters(handle: int) -> Iterator[str]:
        """Yield what is typed, letter by letter; an empty text says that nothing follows for now."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while True:
            block = os.read(handle, 1024)
            if not block:
                return
            yield from decoder.decode(block)
            if not select.select([handle], [], [], _PATIENCE)[0]:
                yield ""

    def _sequence(handle: int, letters: Iterator[str]) -> Key:  # noqa: ARG001 -- the two belong together
        """Return the key that an escape sequence stands for."""
        first = next(letters, "")
        if first not in ("[", "O"):
            return Key("escape")
        said = first
        for letter in letters:
            if not letter:
                return Key("escape")
            said += letter
            if letter.isalpha() or letter == "~":
                break
        return Key("paste", _pasted(letters)) if said == "[200~" else Key(_SEQUENCES.get(said, "other"))

    def _pasted(letters: Iterator[str]) -> str:
        """Return what was pasted, up to the mark at its end."""
        held = ""
        for letter in letters:
            held += letter
            if held.endswith("\x1b[201~"):
                return held.removesuffix("\x1b[201~").replace("\r\n", "\n").replace("\r", "\n")
        return held


def _named(letter: str) -> Key:
    if letter == "\x03":
        raise KeyboardInterrupt
    name = _NAMES.get(letter)
    if name:
        return Key(name)
    return Key("text", letter) if letter.isprintable() else Key("other")
