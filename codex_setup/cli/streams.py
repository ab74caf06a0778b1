"""The standard streams: there is always one, and it writes every text, in whatever encoding it has.

A file of a Windows console's code page, or a runner's log in ASCII, has no Chinese and no ellipsis.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

SPELT = "codex-setup"
"""The name of what Python does with a character that a stream does not have: write what stands for it."""


def open_streams() -> None:
    """Put the empty device where whoever started this closed a standard stream (`>&-`); let no text fail on one."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 -- open to the end
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- the same
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- the same
    codecs.register_error(SPELT, _spelt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=SPELT)


def speak_ascii() -> None:
    """Make the standard streams of a terminal write everything in ASCII."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.isatty():
            stream.reconfigure(encoding="ascii", errors=SPELT)


def fitted(text: str, stream: TextIO, rest: str = "  ") -> str:
    """Return lines of text as `stream` gets them: a terminal broken between words, and never in a name or a path."""
    if not stream.isatty():
        return text
    import shutil  # only a terminal needs these

    from codex_setup.render.ink import between_words

    width = max(shutil.get_terminal_size().columns, 20)
    return "".join(f"{part}\n" for line in text.splitlines() for part in between_words(line, width, rest))


def _spelt(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for characters that the encoding does not have."""
    from codex_setup.render.ink import ASCII  # few streams need it

    assert isinstance(error, UnicodeEncodeError)  # noqa: S101 -- nothing is decoded with it
    text = error.object[error.start : error.end].translate(ASCII)
    return text.encode("ascii", "backslashreplace").decode(), error.end
