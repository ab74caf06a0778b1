"""What Codex reads from `$CODEX_HOME/.env`: name -> value, and the line where it stands.

Codex loads the file into its own environment before anything else. Junk lines are skipped; names that
begin with CODEX_ are dropped afterwards (environment.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from codex_setup.model import Span

_LINE = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(?P<value>.*)")
_NAME = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of a `.env` file that sets a variable."""

    name: str
    value: str
    span: Span


def assignments(text: str, environment: Mapping[str, str]) -> tuple[Assignment, ...]:
    """Return what the lines of `text` set, in order; `$NAME` is looked up above, then in `environment`."""
    known = dict(environment)
    found: list[Assignment] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        fit = _LINE.fullmatch(line.rstrip("\r"))
        value = _value(fit["value"], known) if fit else None
        if fit and value is not None:
            begin = start + fit.start("name")
            end = start + len(line.rstrip())
            span = Span(number, fit.start("name") + 1, number, len(line.rstrip()) + 1, begin, end)
            found.append(Assignment(fit["name"], value, span))
            known[fit["name"]] = value
        start += len(line) + 1
    return tuple(found)


def _value(text: str, known: Mapping[str, str]) -> str | None:
    out: list[str] = []
    quote = ""
    place = 0
    while place < len(text):
        char = text[place]
        place += 1
        if quote == "'":
            if char == "'":
                quote = ""
            else:
                out.append(char)
        elif char == "\\":
            if place >= len(text):
                return None
            out.append("\n" if text[place] == "n" else text[place])
            place += 1
        elif char == "$" and (name := _NAME.match(text, place)):
            out.append(known.get(name[1] or name[2], ""))
            place = name.end()
        elif quote:
            if char == '"':
                quote = ""
            else:
                out.append(char)
        elif char in "'\"":
            quote = char
        elif char in " \t":
            rest = text[place:].lstrip()
            if rest and not rest.startswith("#"):
                return None
            break
        else:
            out.append(char)
    return None if quote else "".join(out)
