"""What a value of another type plainly means in a type that Codex takes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

from codex_setup.codex import known
from codex_setup.model import Secret
from codex_setup.nearest import nearest
from codex_setup.record import replace
from codex_setup.rules.keylike import keylike

BOOLEANS = {"true": True, "yes": True, "on": True, "enabled": True, "1": True,
            "false": False, "no": False, "off": False, "disabled": False, "0": False}  # fmt: skip
"""How people write true and false in quotes."""

SWITCHED: Mapping[bool, tuple[str, ...]] = {
    True: ("on", "enabled", "auto", "live", "trusted"),
    False: ("off", "disabled", "none", "untrusted"),
}
"""What true and false mean where Codex takes one of several words."""


def converted(value: Any, fact: known.Known, words: tuple[str, ...] = ()) -> Any:
    """Return what `value` plainly means in a type that Codex takes here, or None where that is not plain."""
    candidates: list[Any] = []
    if isinstance(value, Mapping):
        value = _only_text(value)
        return (
            value if value is not None and fact.takes_type(value) and (not words or value in words) else None
        )
    if "enum" in fact.kinds and words:
        return words[0] if len(words) == 1 else switched(value, words)
    if isinstance(value, str):
        text = value.strip()
        length = _duration(text, fact.path[-1].rpartition("_")[2])
        candidates = [
            BOOLEANS.get(text.casefold(), _switch(text)),
            length,
            _number(text),
            _words(text, fact) or ([value] if text else None),
            _pairs([text]),
            _table(text, fact),
            _thousands(text),
        ]
    elif isinstance(value, float) and value.is_integer():
        candidates = [int(value)]
    elif isinstance(value, bool):
        candidates = [str(value).lower()] if fact.path[-1] == "*" else []
    elif isinstance(value, int):
        candidates = [{0: False, 1: True}.get(value) if "boolean" in fact.kinds else None, str(value)]
    elif isinstance(value, list):
        alone = len(value) == 1 and known.entry((*fact.path, "*")) is None  # else it is one of several tables
        candidates = [*(value if alone else ()), _pairs(value), [_text(part) for part in value]]
    for candidate in candidates:
        if candidate is not None and fact.takes_type(candidate) and "enum" not in fact.kinds:
            return candidate
    return None


def switched(value: Any, words: tuple[str, ...]) -> str | None:
    """Return the word that true or false stands for, in quotes or not, or None."""
    on = BOOLEANS.get(value.strip().casefold()) if isinstance(value, str) else value
    return next((word for word in SWITCHED[on] if word in words), None) if isinstance(on, bool) else None


def _only_text(table: Mapping[str, Any]) -> str | None:
    """Return the text that is all a table says, but for what kind of thing it is: `{ type = "env", name = "ACME" }`."""
    named = [value for name, value in table.items() if name not in {"type", "kind", "source", "from"}]
    said = named or [*table.values()]
    return said[0] if len(said) == 1 and isinstance(said[0], str) else None


def _switch(text: str) -> bool | None:
    """Return what a slip of `true` or `false` stands for, or None."""
    near = nearest(text, ("true", "false"), 1) if len(text) >= _SHORTEST else ()
    return near[0] == "true" if near else None


_SHORTEST = 3
"""Letters; fewer are no slip of a word but another one."""


def _duration(text: str, unit: str) -> int | None:
    """Return a duration such as `5m`, `30 s` or `500ms` in the unit that the end of the key names, or None."""
    found = re.fullmatch(r"(\d+)\s*(ms|s|sec|seconds?|m|min|minutes?|h|hours?)", text.casefold())
    length = {"m": 60_000, "h": 3_600_000, "s": 1000}
    into = {"ms": 1, "sec": 1000, "seconds": 1000}.get(unit)
    if found is None or into is None:
        return None
    whole, rest = divmod(int(found[1]) * (1 if found[2] == "ms" else length[found[2][0]]), into)
    return None if rest else whole


def _text(part: Any) -> Any:
    """Return a number or a switch among texts as a text; anything else as it is."""
    return (
        (str(part).lower() if isinstance(part, bool) else str(part))
        if isinstance(part, int | float)
        else part
    )


def _words(text: str, fact: known.Known) -> list[str] | None:
    """Return a command line as the list of its words, where Codex takes such a list; None for one word."""
    if fact.path[-1] not in {"args", "command", "notify"}:
        return None
    try:
        found = shlex.split(text)
    except ValueError:
        return None
    return found if len(found) > 1 else None


def _table(text: str, fact: known.Known) -> dict[str, Any] | None:
    """Return a text in the place of a table as that table: a word that one of its keys takes, an address, a command."""
    if fact.kinds != ("table",):
        return None
    keys = {path[-1]: key for path, key in known.KEYS.items() if path[:-1] == fact.path}
    takes = [name for name, key in keys.items() if text in key.words]
    if re.match(r"(?i)https?://\S+$", text):
        takes = [name for name in keys if name == "url"]  # a provider needs a name as well
    if len(takes) == 1:
        return {takes[0]: text}
    bare = re.match(r"(?i)bearer\b|[A-Z][A-Z0-9_]+$", text) or keylike(text) or "://" in text
    words = _words(text, replace(fact, path=("command",))) or text.split()
    if bare or not {"command", "args"} <= {*keys} or not words:
        return None
    return {"command": words[0], **({"args": words[1:]} if words[1:] else {})}


def _thousands(text: str) -> int | None:
    """Return a count such as `272k` or `1M` in full, or None."""
    found = re.fullmatch(r"(\d+)\s*([kKmM])", text)
    return int(found[1]) * {"k": 1000, "m": 1_000_000}[found[2].lower()] if found else None


def _pairs(texts: list[Any]) -> dict[str, str | Secret] | None:
    """Return `NAME=value`, `Name: value` or `a=b&c=d` as a table, or None where a text is none of these."""
    found: dict[str, str | Secret] = {}
    for text in texts:
        for part in text.split("&") if isinstance(text, str) and len(texts) == 1 else [text]:
            pair = (
                re.fullmatch(r"\s*([\w.-]+)\s*(?:=|:\s)\s*(.+?)\s*", part) if isinstance(part, str) else None
            )
            if pair is None:
                return None
            found[pair[1]] = Secret(pair[2]) if keylike(pair[2]) else pair[2]
    return found or None


def _number(text: str) -> int | float | None:
    plain = re.sub(r"(?<=\d)[_,'’ ](?=\d{3}(?!\d))", "", text.replace("_", "").replace(",", ""))
    if plain.removeprefix("-").isdecimal():
        return int(plain)
    rounded = re.fullmatch(r"(?i)(\d+(?:\.\d+)?)\s*([km])", plain)
    if rounded:
        number = float(rounded[1]) * (1000 if rounded[2] in "kK" else 1_000_000)
        return int(number) if number.is_integer() else number
    try:
        return float(plain) if plain[:1].isdecimal() else None
    except ValueError:
        return None
