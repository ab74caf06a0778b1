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
_PASTED = "\x1b[201~"
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
    def silent() -> Iterator[None]:
        """Keep what is typed between two questions from being shown; a Windows console shows none of it."""
        yield

    class Keyboard:
        """The keys that are pressed, one after the other."""

        @contextmanager
        def keys(self) -> Iterator[Iterator[Key]]:
            """Yield the keys that are pressed."""
            yield self._pressed()

        def _pressed(self) -> Iterator[Key]:
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
    def silent() -> Iterator[None]:
        """Keep what is typed between two questions from being shown: a key may be typed ahead."""
        handle = sys.stdin.fileno()
        before = termios.tcgetattr(handle)
        try:
            tty.setcbreak(handle, termios.TCSADRAIN)  # what was typed ahead stays
            yield
        finally:
            termios.tcsetattr(handle, termios.TCSADRAIN, before)

    class Keyboard:
        """The keys that are pressed, one after the other; what is typed ahead waits for the next question."""

        def __init__(self) -> None:
            self._ahead = ""
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

        @contextmanager
        def keys(self) -> Iterator[Iterator[Key]]:
            """Yield the keys that are pressed; the terminal is as it was when this ends."""
            with silent():
                yield self._pressed()

        def _pressed(self) -> Iterator[Key]:
            while (letter := self._letter(None)) is not None:
                yield self._sequence() if letter == "\x1b" else _named(letter)
            yield Key("end-of-input")

        def _letter(self, patience: float | None) -> str | None:
            """Return the next letter; an empty one where none came in time, None at the end of input."""
            handle = sys.stdin.fileno()
            while not self._ahead:
                if patience is not None and not select.select([handle], [], [], patience)[0]:
                    return ""
                block = os.read(handle, 1024)
                if not block:
                    return None
                self._ahead = self._decoder.decode(block)
            letter, self._ahead = self._ahead[0], self._ahead[1:]
            return letter

        def _sequence(self) -> Key:
            """Return the key that an escape sequence stands for."""
            said = self._letter(_PATIENCE)
            if said not in ("[", "O"):
                self._ahead = (said or "") + self._ahead
                return Key("escape")
            while letter := self._letter(_PATIENCE):
                said += letter
                if letter.isalpha() or letter == "~":
                    break
            return Key("paste", self._pasted()) if said == "[200~" else Key(_SEQUENCES.get(said, "other"))

        def _pasted(self) -> str:
            """Return what was pasted, up to the mark at its end."""
            held = ""
            while (letter := self._letter(None)) is not None:
                held += letter
                if held.endswith(_PASTED):
                    break
            return held.removesuffix(_PASTED).replace("\r\n", "\n").replace("\r", "\n")


def _named(letter: str) -> Key:
    if letter == "\x03":
        raise KeyboardInterrupt
    name = _NAMES.get(letter)
    if name:
        return Key(name)
    return Key("text", letter) if letter.isprintable() else Key("other")
