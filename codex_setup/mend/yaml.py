"""The few forms of YAML in which people write a configuration: mappings, plain values, lists of plain values."""

from __future__ import annotations

import re
from typing import NamedTuple

from codex_setup.edit.written import written
from codex_setup.pattern import pattern

_PAIR = pattern(
    r"""(?P<key>[\w.-]+|"[^"]*"|'[^']*'):(?:[ \t]+(?P<value>(?:"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]#]*\]|[^#\s"'\[{|>&*!][^#]*?)))?"""
    r"""[ \t]*(?P<comment>(?<=\s)#.*|#.*)?"""
)
_ITEM = pattern(
    r"""-[ \t]+(?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'\[{|>&*!#][^#:]*?)[ \t]*(?P<comment>#.*)?"""
)
_WORDS = {"true": "true", "false": "false", "yes": "true", "no": "false", "on": "true", "off": "false"}


class Line(NamedTuple):
    """A pair, the opening of a table (no value), or a comment (no path); values are written as TOML."""

    path: tuple[str, ...]
    value: str | None = None
    comment: str = ""


def lines_of(text: str) -> list[Line] | None:
    """Return the lines of a YAML mapping, or None where the text is anything else."""
    found: list[Line] = []
    open_: list[tuple[int, tuple[str, ...]]] = []
    items: list[str] = []
    for raw in text.removeprefix("\ufeff").splitlines():
        bare = raw.strip()
        if not bare or bare in ("---", "..."):
            continue
        if bare.startswith("#"):
            found.append(Line((), comment=bare))
            continue
        indent = len(raw) - len(raw.lstrip(" "))
        item = _ITEM.fullmatch(bare)
        if item is not None:
            if not found or not found[-1].path or (not items and found[-1].value is not None):
                return None
            items.append(_value(item["value"]))
            found[-1] = found[-1]._replace(value=f"[{', '.join(items)}]")
            continue
        items = []
        pair = _PAIR.fullmatch(bare)
        if pair is None:
            return None
        while open_ and open_[-1][0] >= indent:
            open_.pop()
        if indent and not open_:
            return None
        path = (*(open_[-1][1] if open_ else ()), pair["key"].strip("\"'"))
        value = None if pair["value"] is None else _value(pair["value"])
        found.append(Line(path, value, pair["comment"] or ""))
        if value is None:
            open_.append((indent, path))
    return found if any(line.value is not None for line in found) else None


def _value(said: str) -> str:
    """Return a plain value of YAML as TOML writes it."""
    if said.startswith("["):
        return f"[{', '.join(_value(part.strip()) for part in said[1:-1].split(',') if part.strip())}]"
    if said[0] in "\"'":
        quoted = said[1:-1]
        return said if said[0] == '"' else written(quoted)
    if said.lower() in _WORDS:
        return _WORDS[said.lower()]
    return said if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", said) else written(said)
