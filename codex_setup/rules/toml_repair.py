"""What would make a broken TOML file readable: for each kind of slip, the characters to replace.

A repair is kept only if the file then parses, or parses further; no repair touches a line that was fine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from codex_setup.codex.spans import Problem, read_toml
from codex_setup.rules.toml_twice import said_again

Slip = Literal["typography", "backslash", "twice", "other"]

MOST_SLIPS = 40
"""After so many repairs the file is not a TOML file with slips but something else."""

LOOKALIKES = {
    **dict.fromkeys("“”„‟«»＂〝〞", '"'),
    **dict.fromkeys("‘’‚‛＇`", "'"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
    "＝": "=",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
    "．": ".",
    "，": ",",
    "＃": "#",
}
"""Characters that a chat, a web page or an input method puts in the place of those that TOML knows."""

WORDS = {"True": "true", "False": "false", "TRUE": "true", "FALSE": "false", "yes": "true", "no": "false"}


class Swap(NamedTuple):
    """The characters from `start` up to `end` of the file become `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What kind of slip comes first, and all the swaps after which the file parses (none: we know none)."""

    slip: Slip
    swaps: tuple[Swap, ...] = ()


def repair(text: str, problem: Problem) -> Repair:
    """Return how the file whose text is `text`, and which does not parse because of `problem`, can be mended."""
    first: Slip | None = None
    fixed = text
    done: tuple[Swap, ...] = ()
    left: Problem | None = problem
    while left is not None and len(done) < MOST_SLIPS:
        found = _step(fixed, left)
        if found is None:
            break
        slip, swaps, fixed, left = found
        first = first or slip
        back = [_moved_back(swap, done) for swap in swaps]
        done = tuple(sorted([*done, *(swap for swap in back if swap)]))
        if None in back:
            break
    known = left is None and _swapped(text, done) == fixed
    return Repair(first or slip_of(problem, text), done if known else ())


def slip_of(problem: Problem, text: str) -> Slip:
    """Return what kind of slip the parser's message tells of, where no repair is known."""
    if re.search(r"twice|overwrite|duplicate|immutable|already", problem.message, re.IGNORECASE):
        return "twice"
    if re.search(r"escape|unescaped|hex", problem.message, re.IGNORECASE) and "\\" in _line(text, problem)[1]:
        return "backslash"
    return "other"


def _step(text: str, problem: Problem) -> tuple[Slip, tuple[Swap, ...], str, Problem | None] | None:
    """Return the first repair of the line that `problem` points to after which the file parses further."""
    start, line = _line(text, problem)
    tried: list[tuple[Slip, list[tuple[int, int, str]]]] = [
        *((slip, [(start + s, start + e, new) for s, e, new in look(line)]) for slip, look in CANDIDATES),
        ("other", [(*found.span(), "\n") for found in re.finditer(r"\r(?!\n)", text)]),
        ("twice", list(said_again(text, start))),
    ]
    for slip, found in tried:
        swaps = tuple(sorted(Swap(*swap) for swap in found))
        fixed = _swapped(text, swaps)
        left = read_toml(fixed.encode()).problem if swaps else problem
        if left is None or len(fixed) - _offset(left) < len(text) - _offset(problem):
            return slip, swaps, fixed, left
    return None


def _offset(problem: Problem) -> int:
    return problem.span.start if problem.span else 0


def _line(text: str, problem: Problem) -> tuple[int, str]:
    """Return where the line of `problem` begins, and the line without its end."""
    at = min(_offset(problem), len(text))
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", start)
    return start, text[start : end if end >= 0 else len(text)].rstrip("\r")


def _swapped(text: str, swaps: tuple[Swap, ...]) -> str:
    for start, end, new in sorted(swaps, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _moved_back(swap: Swap, done: tuple[Swap, ...]) -> Swap | None:
    """Return `swap` in offsets of the original text, or None where it touches what `done` has written."""
    shift = 0
    for past in done:
        if past.start + shift + len(past.text) > swap.start and past.start + shift < swap.end:
            return None
        if past.start + shift + len(past.text) <= swap.start:
            shift += len(past.text) - (past.end - past.start)
    return Swap(swap.start - shift, swap.end - shift, swap.text)


Found = Iterator[tuple[int, int, str]]


def _typography(line: str) -> Found:
    """Yield the swaps of look-alikes outside comments and straight-quoted strings."""
    code = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*", lambda found: "\0" * len(found[0]), line)
    for place, char in enumerate(code):
        if char in LOOKALIKES:
            yield place, place + 1, LOOKALIKES[char]
        elif char in ":：" and re.match(r"\s*[\w.\"-]+\s*$", line[:place]) and char == "：":
            yield place, place + 1, " ="


def _backslashes(line: str) -> Found:
    """Yield the swaps that make a literal string of each basic string with a backslash that is no escape."""
    code = re.sub(r"#[^\"']*$", "", line)
    for found in re.finditer(r'"([^"\n]*)"', code):
        body = found[1]
        if "\\" not in body:
            continue
        if "'" in body or '\\"' in body:
            for slash in re.finditer(r"\\", body):
                place = found.start(1) + slash.start()
                yield place, place + 1, "/"
            continue
        yield found.start(), found.start() + 1, "'"
        yield found.end() - 1, found.end(), "'"
        for double in re.finditer(r"\\\\", body):
            yield found.start(1) + double.start(), found.start(1) + double.end(), "\\"


def _unquoted_value(line: str) -> Found:
    found = re.match(r"\s*[\w.\"'-]+\s*=\s*(?P<value>[^\s\"'\[{#][^\"'#]*?)\s*[,;]?\s*(?:#.*)?$", line)
    if not found:
        return
    value = found["value"]
    if value in WORDS:
        yield *found.span("value"), WORDS[value]
    elif not re.search(r"[{}\[\]]", value):
        yield found.start("value"), found.start("value"), '"'
        yield found.end("value"), len(line[: found.end("value")]), '"'


def _half_quoted_value(line: str) -> Found:
    """Yield the quote that is missing at the end or at the beginning of a value."""
    lacks_end = re.match(r"""\s*[\w.-]+\s*=\s*(?P<quote>["'])[^"'#]*?(?P<end>)\s*(?:#.*)?$""", line)
    lacks_start = re.match(
        r"""\s*[\w.-]+\s*=\s*(?P<start>)[^"'\s#\[{][^"'#]*(?P<quote>["'])\s*(?:#.*)?$""", line
    )
    if lacks_end:
        yield *lacks_end.span("end"), lacks_end["quote"]
    elif lacks_start:
        yield *lacks_start.span("start"), lacks_start["quote"]


def _colon(line: str) -> Found:
    """Yield the swaps that make TOML of a line of JSON or YAML: `"model": "x",`."""
    found = re.match(
        r"""\s*(?P<open>["']?)[\w.-]+(?P<close>["']?)(?P<colon>\s*:)\s*[^\s,].*?(?P<comma>,?)\s*$""", line
    )
    if found:
        yield *found.span("colon"), " ="
        if found["comma"]:
            yield *found.span("comma"), ""


def _trailing(line: str) -> Found:
    found = re.search(r"(?P<junk>[,;]+)\s*(?:#.*)?$", line)
    if found:
        yield *found.span("junk"), ""


def _slashes(line: str) -> Found:
    found = re.match(r"\s*(?P<mark>//+|--+|;+)", line)
    if found:
        yield *found.span("mark"), "#"


def _header(line: str) -> Found:
    """Yield what closes a header, or what quotes a name in it that is not a bare one."""
    found = re.match(r"\s*(?P<open>\[\[?)(?P<name>[^\[\]]+?)\s*(?P<close>\]{0,2})\s*(?:#.*)?$", line)
    if not found:
        return
    if found["close"] != "]" * len(found["open"]):
        yield *found.span("close"), "]" * len(found["open"])
        return
    parts = re.match(r"(?P<table>[\w-]+)\.(?P<rest>[^\"'.]*[^\"'.A-Za-z0-9_-][^\"'.]*)$", found["name"])
    if parts:
        start = found.start("name") + parts.start("rest")
        yield start, start, '"'
        yield found.start("name") + parts.end("rest"), found.start("name") + parts.end("rest"), '"'


def _singular_table(line: str) -> Found:
    """Yield the `s` that `[model_provider.x]` lacks: beside the key `model_provider` the file is not TOML."""
    found = re.match(r"\s*\[model_provider(?P<lacks>)\.", line)
    if found:
        yield *found.span("lacks"), "s"


CANDIDATES: tuple[tuple[Slip, Callable[[str], Found]], ...] = (
    ("typography", _typography),
    ("backslash", _backslashes),
    ("other", _unquoted_value),
    ("other", _half_quoted_value),
    ("other", _colon),
    ("other", _trailing),
    ("other", _slashes),
    ("other", _header),
    ("other", _singular_table),
)
"""What is tried on the line where the parser stops, in this order."""
