"""What a line was plainly meant to be that has a quote too many, or letters of another alphabet in its key."""

from __future__ import annotations

import re

from codex_setup.codex.reference import variable_in
from codex_setup.mend.guess import TAIL, Guess
from codex_setup.mend.words import known
from codex_setup.nearest import latin

_KEY = r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*"


def in_quotes(line: str) -> Guess | None:
    """Return a line that stands in quotes as a whole, as a table's cell does, without them."""
    found = re.fullmatch(rf"(\s*)([\"'])(?P<inside>\[[\w.\"' -]+\]|{_KEY}\s*=\s*.+)\2(\s*)", line)
    if found is None:
        return None
    mark, inside = found[2], found["inside"]
    if mark * 2 in inside:
        inside = inside.replace(mark * 2, mark)
    elif mark in inside:
        return None
    return Guess("other", f"{found[1]}{inside}")


def doubled(line: str) -> Guess | None:
    """Return a line whose value has every quote twice with each once."""
    found = re.fullmatch(
        rf"(\s*{_KEY}\s*=\s*)([\"'])\2(?P<value>[^\"'\s](?:[^\"']*[^\"'\s])?)\2\2{TAIL[:-1]}", line
    )
    return Guess("other", f"{found[1]}{found[2]}{found['value']}{found[2]}{found['tail']}") if found else None


def letters(line: str) -> Guess | None:
    """Return a line whose key is one of Codex's but for letters that only look like Latin ones."""
    found = re.match(r"(\s*)([\w-]+)(\s*=)", line)
    if found is None or found[2].isascii():
        return None
    plain = latin(found[2])
    return (
        Guess("typography", f"{found[1]}{plain}{line[found.start(3) :]}")
        if plain.isascii() and known(plain)
        else None
    )


def reference(line: str) -> Guess | None:
    """Return a line whose value is a reference to a variable, as a program writes one, in quotes."""
    found = re.match(rf"(?P<key>\s*{_KEY}\s*=\s*)(?P<value>[A-Za-z_$%{{][^#]*?)[,;]?{TAIL}", line)
    name = variable_in(found["value"]) if found else None
    if found is None or name is None or re.fullmatch(r"\{\s*\w+\s*\}", found["value"]):
        return None
    said = name if re.match(r"\s*env_key\s*=", line) else f"${{{name}}}"
    return Guess("other", f'{found["key"]}"{said}"{found["tail"]}')


def prefixed(line: str) -> Guess | None:
    """Return a line whose text has the letter of a program before its quotes, a call or brackets around it, or is put together of two, as one text."""
    found = re.fullmatch(
        rf"(\s*{_KEY}\s*=\s*)(?:[fFrRbBuU]{{1,2}})(?P<value>([\"'])[^\"'{{}}\\]*\3){TAIL[:-1]}", line
    )
    if found is not None:
        return Guess("other", f"{found[1]}{found['value']}{found['tail']}")
    found = re.fullmatch(
        rf"(\s*{_KEY}\s*=\s*)(?:[A-Za-z_]\w*\(|\{{)\s*(?P<value>([\"'])[^\"'{{}}\\]*\3)\s*[)}}]{TAIL[:-1]}",
        line,
    )
    if found is not None:
        return Guess("other", f"{found[1]}{found['value']}{found['tail']}")
    found = re.fullmatch(
        rf"(\s*{_KEY}\s*=\s*)([\"'])(?P<one>[^\"']*)\2\s*(?:\+|\.|&|\.\.)\s*\2(?P<two>[^\"']*)\2{TAIL[:-1]}",
        line,
    )
    return (
        Guess("other", f"{found[1]}{found[2]}{found['one']}{found['two']}{found[2]}{found['tail']}")
        if found
        else None
    )


def quoted_inside(line: str) -> Guess | None:
    """Return a line whose text holds the sign that it stands between, with the other sign around it."""
    found = re.fullmatch(rf"(\s*{_KEY}\s*=\s*)'(?P<value>[^'\"\\]*\w'\w[^'\"\\]*)'{TAIL[:-1]}", line)
    if found is not None:
        return Guess("other", f'{found[1]}"{found["value"]}"{found["tail"]}')
    found = re.fullmatch(
        rf'(\s*{_KEY}\s*=\s*)"(?P<value>[^\'\"]*(?:(?<=\s)"[^\'\"\s=,][^\'\"=,]*"(?=[\s.!?)])[^\'\"]*)+)"{TAIL[:-1]}',
        line,
    )
    return Guess("other", f"{found[1]}'{found['value']}'{found['tail']}") if found else None
