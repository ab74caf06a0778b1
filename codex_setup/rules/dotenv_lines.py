"""Lines of `.env` that Codex does not read as the user meant them, and how they should read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.dotenv import assignments
from codex_setup.model import Replace, Span
from codex_setup.rules.keylike import keylike
from codex_setup.rules.placeholder import KEY as PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from codex_setup.codex.dotenv import Assignment

_BARE = r"(?m)^\ufeff?(?P<before>[ \t]*(?:export[ \t]+)?(?:[=:][ \t]*)?)(?P<quote>[\"']?)(?P<value>[^\s\"'#]+)(?P=quote)[ \t]*\r?$"

_UNREAD = (
    r"(?im)^(?P<before>[ \t]*(?:export[ \t]+)?(?P<others>(?:[A-Za-z_]\w*=[^\s\"';,]*[ \t]*[;,]?[ \t]+)*)(?:[-$>%*][ \t]+)?"
    r"(?:\{?[ \t]*[\"']|\{[ \t]*|echo[ \t]+[\"']?|(?:export|declare|typeset|set|setx|env|-e|--env)[ \t]+(?:-[a-zA-Z]+[ \t]+)*[\"']?|\$env:|\$|%)?)"
    r"(?P<name>{name})(?P<sign>[\"'%]?[ \t]*(?:[=:]+>?|->)[ \t]*(?:\r?\n[ \t]*(?=[^\s#=]+[ \t]*\r?$))?|[ \t]+)(?P<value>[^\s#][^\r\n]*)"
)

_REMARK = r"^([^\s\"'#]+)[ \t]+(?:(?://|--|;)[ \t]*)?([^\s#].*)$"
"""A key with words behind it: no key has a blank in it."""


def unread(text: str, name: str) -> re.Match[str] | None:
    """Return the line that sets `name` in some form of its own; on two lines only where the second is a key."""
    spelt = re.escape(name).replace("_", "[-_. ]")
    found = re.search(_UNREAD.replace("{name}", spelt), text)
    if found and "\n" in found["sign"] and not keylike(found["value"].rstrip()):
        return None
    return found


def nameless(text: str) -> re.Match[str] | None:
    """Return the one line that is nothing but a key."""
    lines = [
        line
        for line in re.finditer(_BARE, text)
        if keylike(line["value"]) and not re.match(r"[$%]?[A-Za-z_][\w.-]*%?\s*[=:]", line["value"])
    ]
    return lines[0] if len(lines) == 1 else None


def emptied(text: str, name: str) -> tuple[Assignment, ...]:
    """Return the lines that set `name` to nothing, or to a gap, behind one that gives it a value."""
    lines = [line for line in assignments(text, lambda _: None) if line is not None and line.name == name]
    last = next((at for at in reversed(range(len(lines))) if not gap(lines[at].value)), None)
    return () if last is None else tuple(lines[last + 1 :])


def gap(value: str) -> bool:
    """Return whether a value is none: blank, or a gap that somebody forgot to fill in."""
    return not value.strip() or PLACEHOLDER.search(value) is not None


def placeholder(found: re.Match[str]) -> bool:
    """Return whether the line holds a gap that somebody forgot to fill in."""
    return gap(found["value"].strip(" \t\"'"))


def plainly(found: re.Match[str], name: str, file: Path) -> tuple[Replace, ...]:
    """Return what makes `NAME=value` of a line; a quote without its other half goes, and what JSON adds."""
    value = found["value"].rstrip()
    start = found.start("value")
    others = found["others"].rstrip(" \t;,")
    swaps = (
        (*found.span("before"), f"{others}\n" if others else ""),
        (*found.span("name"), name),
        (*found.span("sign"), "="),
        (
            start,
            start + len(value),
            _bare(_written(value, found["before"]), json={'"', "{"} & {*found["before"]} != set()),
        ),
    )
    return tuple(Replace(file, *swap) for swap in swaps if found.string[swap[0] : swap[1]] != swap[2])


def _written(value: str, before: str) -> str:
    """Return what `echo` writes, without the file that it goes to."""
    return re.sub(r"[\"']?[ \t]*>{1,2}[ \t]*\S+$", "", value) if "echo" in before else value


def _bare(value: str, *, json: bool) -> str:
    bare = re.sub(r"[\"']?\s*[},]+$", "", value) if json else value
    half = re.fullmatch(r"[\"']([^\s\"'#]+)|([^\s\"'#]+)[\"']", bare)
    if half is not None:
        bare = half[1] or half[2]
    bare = re.sub(r"(?i)^bearer\s+(?=\S+$)", "", bare)
    bare = re.sub(r"^([\"']\S+[\"'])\s*[;,]+$", r"\1", bare)
    bare = re.sub(r"^([^\s\"';]{8,});+$", r"\1", bare)
    bare = re.sub(r"^([^\s\"']+)[ \t]+(?=[A-Za-z_]\w*=)", r"\1\n", bare)
    return re.sub(_REMARK, lambda line: f"{line[1]} # {line[2]}" if keylike(line[1]) else line[0], bare)


def spot(text: str, start: int, end: int) -> Span:
    """Return the stretch of `text` as a span, without the blanks before it; lines and columns from 1."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    line, begin = text.count("\n", 0, start) + 1, text.rfind("\n", 0, start) + 1
    return Span(line, start - begin + 1, line, end - begin + 1, start, end)


def without_lines(text: str, lines: Sequence[Assignment], file: Path) -> tuple[Replace, ...]:
    """Return what takes these lines away, each with its end."""
    spans = ((text.rfind("\n", 0, line.span.start) + 1, text.find("\n", line.span.end)) for line in lines)
    return tuple(Replace(file, start, len(text) if end < 0 else end + 1, "") for start, end in spans)
