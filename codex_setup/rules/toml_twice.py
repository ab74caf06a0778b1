"""What to take away where a TOML file says one key or one table twice, and nothing is lost by it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.spans import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codex_setup.model import Value

HEADER = r"(?m)^[ \t]*\[[^\n]*\][ \t]*(?:#[^\n]*)?\r?$"


def said_again(text: str, start: int) -> Iterator[tuple[int, int, str]]:
    """Yield the swaps that take away the statement at `start`, where an earlier one says the same.

    A second table gives the keys that the first one lacks to the first one. Nothing is yielded where the
    two say different things: only the user knows which is meant.
    """
    line = text[start : _line_end(text, start)]
    if re.match(HEADER, line.rstrip("\n")):
        yield from _table_again(text, start, line)
        return
    below = text.rfind("\n[", 0, start) + 1
    for found in re.finditer(r"(?m)^[^\n]*$", text[below:start]):
        if found[0].strip() and _data(found[0]) == _data(line) not in (None, {}):
            yield start, start + len(line), ""
            return


def _table_again(text: str, start: int, header: str) -> Iterator[tuple[int, int, str]]:
    name = _plain(header)
    first = next((h for h in re.finditer(HEADER, text[:start]) if _plain(h[0]) == name), None)
    if first is None:
        return
    first_end = _block_end(text, first.end())
    second_end = _block_end(text, start + len(header))
    old = _data(text[first.end() : first_end])
    body = text[start + len(header) : second_end]
    new = _data(body)
    if old is None or new is None or any(key in old and old[key] != value for key, value in new.items()):
        return
    missing = [line for line in body.splitlines(keepends=True) if (_data(line) or {}).keys() - old.keys()]
    if {key for line in missing for key in _data(line) or {}} != new.keys() - old.keys():
        return
    if missing:
        place = first.end() + len(text[first.end() : first_end].rstrip())
        yield place, place, "\n" + "".join(missing).rstrip()
    yield start, second_end, ""


def _data(text: str) -> Mapping[str, Value] | None:
    found = read_toml(text.encode())
    return None if found.problem else found.data


def _plain(header: str) -> str:
    return re.sub(r"[\s\"']|#.*", "", header)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end + 1


def _block_end(text: str, start: int) -> int:
    found = re.compile(HEADER).search(text, start)
    return found.start() if found else len(text)
