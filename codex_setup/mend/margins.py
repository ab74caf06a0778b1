"""What stands at the margin of every line: the mark of a chat, a diff, a pager, an editor, a log; line ends that can be seen."""

from __future__ import annotations

import re
from itertools import pairwise

from codex_setup.mend.words import is_prose
from codex_setup.pattern import pattern

_NUMBER = pattern(r"[ \t]*(?P<number>\d+)(?:[ \t]*[:|.)│┃][ \t]?|\t| {1,2}|[ \t]*$)")
_BAR = pattern(r"[|│] ?")
_MARKS = (
    pattern(r"[\w./~-]+\.toml[:-](?:\d+[:-])?"),
    pattern(r">>?(?: |$)|>>?(?=\S)"),
    pattern(r"\+ ?"),
    pattern(r"\^?[0-9a-f]{7,40} (?:[\w./-]+ +)?\([^()]*\d\) ?"),
    _BAR,
    _NUMBER,
)
"""What a chat, a diff, a pager, an editor or `git blame` writes before every line."""

_FRAME = pattern(r"[\s─━┬┴┼│├┤╭╮╰╯┌┐└┘═╪╤╧+|-]*[─━═]{3,}[\s─━┬┴┼│├┤╭╮╰╯┌┐└┘═╪╤╧+|-]*")
_FILE = pattern(r"[ \t]*[│|][ \t]*(?:File|STDIN)\b.*")
LEAST = 3
"""Lines that must carry a mark before it counts as one."""


def quotation(text: str) -> str | None:
    """Return the text without the mark that every line of it begins with; prose around the block stays."""
    lines = text.splitlines(keepends=True)
    for mark in _MARKS:
        marked = [place for place, line in enumerate(lines) if line.strip() and mark.match(line)]
        if len(marked) < LEAST:
            continue
        first, last = marked[0], marked[-1]
        inside = {place for place in range(first, last + 1) if lines[place].strip()}
        outside = [line for place, line in enumerate(lines) if not first <= place <= last]
        if inside != {*marked} or not all(_aside(line) for line in outside):
            continue
        if mark is _NUMBER and not _ascending([lines[place] for place in marked]):
            continue
        block = [_unmarked(mark, line) for line in lines[first : last + 1]]
        around = [*lines[:first], *block, *lines[last + 1 :]]
        return "".join(
            line for line in around if not _FRAME.fullmatch(line) and not _FILE.fullmatch(line.rstrip())
        )
    return None


def begun_alike(text: str) -> str | None:
    """Return the text without what every line of it begins with, digits apart: a speaker's name, a moment, a program's."""
    lines = text.splitlines(keepends=True)
    said = [re.sub(r"\d", "0", line.rstrip()) for line in lines if line.strip()]
    alike = min(said, key=len, default="")
    while not all(line.startswith(alike) for line in said):
        alike = alike[:-1]
    end = max((alike.rfind(sign) for sign in " >|:])"), default=-1) + 1
    if len(said) < LEAST or end < _SHORTEST or not re.fullmatch(r"\s*[^\s#=][^=]*", alike[:end]):
        return None
    if re.fullmatch(r"[A-Za-z_\s-]+", alike[:end]):
        return None  # a word of a shell, `export`, and no mark
    return "".join(line[end:] if line.strip() else line for line in lines)


_SHORTEST = 4
"""Signs; fewer may be the beginning of a name, or of a list's entries."""


def _unmarked(mark: re.Pattern[str], line: str) -> str:
    body = line.rstrip("\r\n")
    bare = mark.sub("", body, count=1) if body.strip() else body
    return (re.sub(r"[ \t]*[|│]$", "", bare) if mark is _BAR else bare) + line[len(body) :]


def _aside(line: str) -> bool:
    bare = line.strip()
    return (
        not bare
        or bare.startswith("#")
        or bool(_FRAME.fullmatch(bare) or _FILE.fullmatch(bare))
        or is_prose(bare)
    )


def _ascending(lines: list[str]) -> bool:
    numbers = [int(found["number"]) for line in lines if (found := _NUMBER.match(line))]
    return all(after > before for before, after in pairwise(numbers))


def with_ends(text: str) -> str | None:
    r"""Return the text without the signs with which `cat -A` shows line ends and tabs, or a program's `\n`."""
    lines = text.splitlines()
    for sign in ("$", "\\n"):
        if len(lines) >= LEAST and all(line.endswith(sign) or not line.strip() for line in lines):
            bare = (line.removesuffix(sign).removesuffix("^M") for line in lines)
            return "".join(f"{line.replace('^I', chr(9)) if sign == '$' else line}\n" for line in bare)
    return None


def numbers_between(text: str) -> str | None:
    """Return the text without the lines that are only numbers, one more each time: a page's line numbers."""
    lines = text.splitlines(keepends=True)
    found = [place for place, line in enumerate(lines) if re.fullmatch(r"\s*\d+\s*", line)]
    numbers = [int(lines[place]) for place in found]
    if len(found) < LEAST or numbers != [*range(numbers[0], numbers[0] + len(numbers))]:
        return None
    return "".join(line for place, line in enumerate(lines) if place not in {*found})
