"""TOML documents for laws: strategies that write every form that the format has."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st

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
    st.floats(allow_nan=False, allow_infinity=False).map(lambda x: f"{x:.3e}" if abs(x) > 1e15 else f"{x:.3f}"),
    st.sampled_from(
        ["true", "false", "0xDEAD_beef", "0o17", "0b01", "1_000", "inf", "-inf", "1979-05-27T07:32:00Z",
         "1979-05-27 07:32:00.5", "1979-05-27", "07:32:00", '""', "''", '""""""', '"""a"""""', "'''a'''''"]
    ),
)  # fmt: skip
GAPS = st.sampled_from(["", " ", "\n", "\n  # a ] comment }\n", "  "])


@st.composite
def _arrays(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    members = draw(st.lists(inner, max_size=3))
    gaps = [draw(GAPS) for _ in range(4)]
    comma = draw(st.sampled_from(["", ","])) if members else ""
    return "[" + gaps[0] + f"{gaps[1]},{gaps[2]}".join(members) + comma + gaps[3] + "]"


@st.composite
def _inline(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    names = draw(st.lists(BARE, unique=True, max_size=3))
    return (
        "{"
        + ", ".join(f"{draw(keys(name))} = {draw(inner)}" for name in names)
        + draw(st.sampled_from(["", " "]))
        + "}"
    )


def values() -> st.SearchStrategy[str]:
    """Return values as TOML writes them; scalars mostly."""
    return st.one_of(
        SCALARS, SCALARS, st.recursive(SCALARS, lambda inner: _arrays(inner) | _inline(inner), max_leaves=6)
    )


def keys(name: str) -> st.SearchStrategy[str]:
    """Return ways to write the key `name`, dotted ones too (`name.x`)."""
    return st.sampled_from([name, basic(name), f"'{name}'", f"{name}.x", f'{name} . "y z"'])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Return a TOML document: pairs, tables, arrays of tables, comments, blank lines, one kind of line end."""
    lines: list[str] = []
    taken: set[str] = set()

    def fresh() -> str:
        name = draw(BARE.filter(lambda name: name not in taken))
        taken.add(name)
        return name

    def pairs() -> None:
        for name in draw(st.lists(BARE, unique=True, max_size=4)):
            comment = draw(st.sampled_from(["", "  # why = not", " #"]))
            equals = draw(st.sampled_from([" = ", "=", "   =  "]))
            lines.append(
                draw(st.sampled_from(["", "  "])) + draw(keys(name)) + equals + draw(values()) + comment
            )
            if draw(st.booleans()):
                lines.append(draw(st.sampled_from(["", "# [table]", "   ", "# a = 1"])))

    lines.append("# first")
    top = len(lines)
    pairs()
    taken.update(_first(line) for line in lines[top:])
    for _ in range(draw(st.integers(0, 4))):
        name = fresh()
        kind = draw(st.sampled_from(["table", "deep", "array", "nested"]))
        if kind == "table":
            lines.append(f"[{name}] # header")
        elif kind == "deep":
            lines.append(f"[ {name} . 'q.{name}' ]")
        elif kind == "array":
            for _ in range(draw(st.integers(0, 2))):
                lines.append(f"[[{name}]]")
                pairs()
            lines.append(f"[[{name}]]")
        else:
            lines.append(f"[[{name}.hooks]]")
            lines.append(f"[{name}.hooks.sub]")
        pairs()
        lines.append(draw(st.sampled_from(["", "# between", "\n\n"])))
    text = "\n".join(lines) + draw(st.sampled_from(["\n", ""]))
    text = draw(st.sampled_from(["", "", "", "\ufeff"])) + text
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def _first(line: str) -> str:
    return line.strip().split("=", 1)[0].split(".", 1)[0].strip().strip("\"'")


def paths(data: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], Any]:
    """Return every key path in `data` but the root, with its value."""
    found: dict[tuple[str | int, ...], Any] = {path: data} if path else {}
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in members:
        found |= paths(value, (*path, name))
    return found
