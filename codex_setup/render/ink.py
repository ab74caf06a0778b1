"""How text is laid on a terminal: colours, and lines that fit.

A handful of escape sequences instead of a library: loading one takes longer than examining a home.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.render.snippet import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.render.style import Style

CODES = {
    "error": "1;31", "warning": "1;33", "note": "1;36", "healthy": "1;32", "broken": "1;31", "unsure": "1;33",
    "bold": "1", "faint": "2", "gutter": "34", "added": "32", "removed": "31",
}  # fmt: skip
ASCII = str.maketrans({"…": "...", "·": "-", "→": "->", "’": "'", "✓": "+", "✗": "x"})

LONGEST_WORD, LONGEST_TEXT = 240, 2000
"""Characters that a word, or a whole text, may have on a terminal."""


def inked(text: str, ink: str, style: Style) -> str:
    """Return `text` in a colour, where there are colours."""
    return f"\x1b[{CODES[ink]}m{text}\x1b[0m" if style.colour and text and ink else text


def tinted(difference: str, style: Style) -> str:
    """Return a unified difference with what is added, what is removed and its headers told apart."""
    inks = {"+++": "bold", "---": "bold", "+": "added", "-": "removed", "@@": "faint"}
    lines = (
        inked(line, next((ink for begins, ink in inks.items() if line.startswith(begins)), ""), style)
        for line in difference.split("\n")
    )
    return "\n".join(lines)


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    """Yield `text` in lines of at most `width` columns; the first begins with `first`, the others with `rest`.

    A name that would fill the screen is shortened, and its length said; a program reads it whole in JSON.
    """
    line, filled = first, False
    for word in _shortened(text).split(" "):
        if filled and width_of(line) + 1 + width_of(word) > width:
            yield line.rstrip()
            line, filled = rest, False
        line += " " + word if filled else word
        filled = True
        while width_of(line) > width:
            cut = _fitting(line, width)
            if cut <= len(rest):
                break
            yield line[:cut]
            line = rest + line[cut:]
    yield line.rstrip()


def between_words(text: str, width: int, rest: str) -> Iterator[str]:
    """Yield `text` in lines of at most `width` columns, those after the first behind `rest`; no word is broken."""
    line, filled = "", False
    for word in text.split(" "):
        if filled and line.strip() and width_of(f"{line} {word}") > width:
            yield line
            line = rest + word
            continue
        line, filled = f"{line} {word}" if filled else word, True
    yield line


def _shortened(text: str) -> str:
    """Return `text` without most of a word, or of the whole, that no one would read to its end."""
    if len(text) <= LONGEST_WORD:
        return text
    text = " ".join(_cut(word, LONGEST_WORD) for word in text.split(" "))
    return _cut(text, LONGEST_TEXT)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest // 2]}… ({len(text):,} characters)"


def _fitting(line: str, width: int) -> int:
    cut = min(len(line), width)
    while width_of(line[:cut]) > width:
        cut -= 1
    return cut


def finished(lines: Iterator[str], style: Style) -> str:
    """Return the lines as one text; without Unicode, in ASCII with everything else written out.

    A line can neither begin nor hold what a pipeline's runner takes for a command to itself.
    """
    text = "\n".join(harmless(line) for line in lines) + "\n"
    if style.unicode:
        return text
    return text.translate(ASCII).encode("ascii", "backslashreplace").decode()


def harmless(line: str) -> str:
    """Return `line` so that no runner reads it as a workflow command (`::…`, `##[…`, `##vso[…`)."""
    if line.lstrip().startswith("::"):
        line = line.replace("::", r"\::", 1)
    return line.replace("##", r"#\#") if "##" in line and "[" in line else line
