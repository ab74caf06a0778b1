"""Print the keys that a release of Codex knows and `codex/known_keys.txt` lacks.

    python tests/oracle/find_keys.py 0.171.0 [TABLE...]

A program holds the names of its settings among its texts. Every table that the facts know is shown to the strict
validator with every such text as a key, each with a value that fits no setting: what it says first is which of
them is of the wrong type, and only then that one is unknown. A line is `table.key: what it says`. Linux on x86-64.
"""

from __future__ import annotations

import re
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    here = Path(__file__).resolve()
    sys.path[:0] = [str(here.parents[1]), str(here.parents[2])]

from oracle.check_known_keys import document, heard, validator
from support.codex import native, run_all

from codex_setup.codex import known
from codex_setup.codex.releases import Release, release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Table = tuple[str, ...]

MISFIT = "[[[1]]]"
MOST = 40
"""Keys found in one table; where more are taken, any name is."""
LONGEST = 80


def texts(program: bytes) -> Iterator[str]:
    """Yield every text that the constants of an ELF file refer to, by its place and its length."""
    sections = dict(_sections(program))
    _, at, size = sections[".data.rel.ro"]
    first, begin, extent = sections[".rodata"]
    for where in range(at, at + size - 8, 8):
        to, length = struct.unpack_from("<QQ", program, where)
        if first <= to < first + extent and 0 < length < LONGEST:
            yield program[begin + to - first : begin + to - first + length].decode("utf-8", "replace")


def _sections(program: bytes) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Yield the name of each section with its address, its place in the file and its size."""
    (table,) = struct.unpack_from("<Q", program, 0x28)
    each, number, names = struct.unpack_from("<HHH", program, 0x3A)
    heads = [struct.unpack_from("<IIQQQQ", program, table + each * index) for index in range(number)]
    for name, _, _, address, at, size in heads:
        begin = heads[names][4] + name
        yield program[begin : program.index(b"\0", begin)].decode(), (address, at, size)


def tables(judged: Release) -> list[Table]:
    """Return every table that the facts know in a release, but those in which any name may stand."""
    found = {path for path, fact in known.KEYS.items() if "table" in fact.kinds} | {
        path[:-1] for path in known.KEYS
    }
    return sorted(
        path
        for path in found
        if (*path, "*") not in known.KEYS
        and path[:1] not in {("profiles",), ("hooks",)}
        and all(part == "*" or known.key(path[: end + 1], judged) for end, part in enumerate(path))
    )


def found(version: str, chosen: Sequence[Table], words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each key that the facts lack in one of these tables, with what the validator says of its value."""
    judged = release(version)
    left = {table: [w for w in words if known.key((*table, w), judged) is None] for table in chosen}
    taken = dict.fromkeys(chosen, 0)
    while left:
        texts_of = {table: _document(table, names) for table, names in left.items()}
        runs = run_all(validator(version, text) for text in texts_of.values())
        for (table, text), run in zip(texts_of.items(), runs, strict=True):
            names = set(left[table])
            name, says = _named(text, heard(run).replace('\\"', '"'))
            taken[table] += 1
            if name in left[table]:
                left[table].remove(name)
            closed = name not in names or "unknown field" in says or taken[table] > MOST
            if closed:
                del left[table]
            if name is not None:
                yield ".".join((*table, "?" if closed else name)), says


def _document(table: Table, names: Sequence[str]) -> str:
    """Return a configuration that has every name below a table, after what the table needs."""
    lines = document((*table, names[0]), MISFIT).splitlines()
    there = {line.split(" = ")[0] for line in lines}
    return "\n".join([*lines, *(f"{name} = {MISFIT}" for name in names if name not in there), ""])


def _named(text: str, says: str) -> tuple[str | None, str]:
    """Return the key in the line that the validator names, and its words; None where it only finds one unknown."""
    place = re.search(r"config\.toml:(\d+):\d+: ([^\n]*?)(?:\"\}|\n|$)", says)
    if place is None or place[2].startswith("unknown configuration field"):
        return None, says
    return text.splitlines()[int(place[1]) - 1].split(" = ")[0], place[2]


def main(version: str, *names: str) -> int:
    """Print what the facts lack; return 1 where they lack anything."""
    words = sorted(
        {w for w in texts(native(version).read_bytes()) if re.fullmatch(r"[a-z][a-z0-9_]{1,60}", w)}
    )
    chosen = [tuple(name.split(".")) if name else () for name in names] or tables(release(version))
    lacking = 0
    for key, says in sorted(found(version, chosen, words)):
        lacking += 1
        sys.stdout.write(f"{key}: {says}\n")
    return int(lacking > 0)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
