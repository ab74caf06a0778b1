"""TOML documents for laws: strategies that write every form that the format has."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

BARE = st.text(string.ascii_lowercase + string.digits + "_-", min_size=1, max_size=6)
ODD = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=5)


def basic(text: str) -> str:
    """Return `text` as a basic string."""
    escaped = "".join(
        f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in text.replace("\\", "\\\\")
    )
    return '"' + escaped.replace('"', '\\"') + '"'


def _multi(text: str) -> str:
    return '"""\n' + text.replace("\\", "\\\\").replace('"', '\\"') + ' # no [comment]\nx = 1 """'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "") + "'"


def _literal_multi(text: str) -> str:
    return "'''" + text.replace("'", "") + "\n[a.b]\n'''"


SCALARS = st.one_of(
    ODD.map(basic),
    ODD.map(_multi),
    ODD.map(_literal),
    ODD.map(_literal_multi),
    st.integers(-(2**63), 2**63 - 1).map(str),
    st.floats(-1e308, 1e308).map(lambda x: f"{x:.3e}" if abs(x) > 1e15 else f"{x:.3f}"),
    st.sampled_from(
        ["true", "false", "0xDEAD_beef", "0o17", "0b01", "1_000", "inf", "-inf", "1979-05-27T07:32:00Z",
         "1979-05-27 07:32:00.5", "1979-05-27", "07:32:00", '""', "''", '""""""', '"""a"""""', "'''a'''''"]
    ),
)  # fmt: skip
GAPS = st.sampled_from(["", " ", "\n", "\n  # a ] comment }\n", "  "])
COMMAS = st.sampled_from(["", ","])
BLANK = st.sampled_from(["", " "])
INDENTS = st.sampled_from(["", "  "])
EQUALS = st.sampled_from([" = ", "=", "   =  "])
BEHIND = st.sampled_from(["", "  # why = not", " #"])
BETWEEN = st.sampled_from(["", "# [table]", "   ", "# a = 1"])
APART = st.sampled_from(["", "# between", "\n\n"])
ENDS = st.sampled_from(["\n", ""])
MARKS = st.sampled_from(["", "", "", "\ufeff"])
HEADERS: dict[str, Callable[[str], list[str]]] = {
    "table": lambda name: [f"[{name}] # header"],
    "deep": lambda name: [f"[ {name} . 'q.{name}' ]"],
    "array": lambda name: [f"[[{name}]]"],
    "nested": lambda name: [f"[[{name}.hooks]]", f"[{name}.hooks.sub]"],
}
KINDS = st.sampled_from(list(HEADERS))
FORMS = st.sampled_from(range(5))
NAMES = st.lists(BARE, unique=True, max_size=4)
FEW_NAMES = st.lists(BARE, unique=True, max_size=3)
UP_TO_TWO = st.integers(0, 2)
UP_TO_FOUR = st.integers(0, 4)
YES = st.booleans()


@st.composite
def _arrays(draw: st.DrawFn, inner: st.SearchStrategy[list[str]]) -> str:
    members = draw(inner)
    gaps = [draw(GAPS) for _ in range(4)]
    comma = draw(COMMAS) if members else ""
    return "[" + gaps[0] + f"{gaps[1]},{gaps[2]}".join(members) + comma + gaps[3] + "]"


@st.composite
def _inline(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    names = draw(FEW_NAMES)
    return "{" + ", ".join(f"{_key(draw, name)} = {draw(inner)}" for name in names) + draw(BLANK) + "}"


def _key(draw: st.DrawFn, name: str) -> str:
    """Return one way to write the key `name`, dotted ones too (`name.x`)."""
    return (name, basic(name), f"'{name}'", f"{name}.x", f'{name} . "y z"')[draw(FORMS)]


VALUES = st.one_of(
    SCALARS,
    SCALARS,
    st.recursive(SCALARS, lambda inner: _arrays(st.lists(inner, max_size=3)) | _inline(inner), max_leaves=6),
)
"""Values as TOML writes them; scalars mostly. Built once: hypothesis takes longer to build than to draw."""


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Return a TOML document: pairs, tables, arrays of tables, comments, blank lines, one kind of line end."""
    lines: list[str] = []
    taken: set[str] = set()

    def fresh() -> str:
        name = draw(BARE)
        while name in taken:
            name += "x"
        taken.add(name)
        return name

    def pairs() -> None:
        for name in draw(NAMES):
            lines.append(draw(INDENTS) + _key(draw, name) + draw(EQUALS) + draw(VALUES) + draw(BEHIND))
            if draw(YES):
                lines.append(draw(BETWEEN))

    lines.append("# first")
    top = len(lines)
    pairs()
    taken.update(_first(line) for line in lines[top:])
    for _ in range(draw(UP_TO_FOUR)):
        name = fresh()
        kind = draw(KINDS)
        for _ in range(draw(UP_TO_TWO) if kind == "array" else 0):
            lines.append(f"[[{name}]]")
            pairs()
        lines += HEADERS[kind](name)
        pairs()
        lines.append(draw(APART))
    text = draw(MARKS) + "\n".join(lines) + draw(ENDS)
    return text.replace("\n", "\r\n") if draw(YES) else text


def _first(line: str) -> str:
    return line.strip().split("=", 1)[0].split(".", 1)[0].strip().strip("\"'")


def paths(data: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], Any]:
    """Return every key path in `data` but the root, with its value."""
    found: dict[tuple[str | int, ...], Any] = {path: data} if path else {}
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in members:
        found |= paths(value, (*path, name))
    return found
