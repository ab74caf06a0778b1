"""What Codex reads from `.env`: the library's rules, kept by the real releases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_setup.codex.dotenv import assignments

WORLD = {"HOME": "/home/ada", "NO": "n"}


def read(text: str) -> dict[str, str]:
    """Return the last value of each name."""
    return {each.name: each.value for each in assignments(text, WORLD.get) if each is not None}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A=b", {"A": "b"}),
        ("export A = b  # why\r\n", {"A": "b"}),
        ("A='$HOME' \n", {"A": "$HOME"}),
        ("A='$HOME' ", {}),
        ("A=x$HOME", {"A": "x/home/ada"}),
        ("A=$NO_SUCH", {"A": "n_SUCH"}),
        ('A="$HOME"', {}),
        ("A=${HOME}/b\nB=$A", {"A": "/home/ada/b", "B": "/home/ada/b"}),
        ("A=b c", {}),
        ("A=b#c", {"A": "b#c"}),
        ("A=#c", {"A": ""}),
        ('A="b\nc"', {"A": "b\nc"}),
        ('A="b\nB=c', {}),
        ("junk\nA=b", {"A": "b"}),
        ("\ufeffA=b\nB=c", {"B": "c"}),
        ("A=b\nA=c", {"A": "c"}),
        ("1A=b\nA-B=c\nA.B=d", {"A.B": "d"}),
        ("A=b\\nc", {"A": "b\nc"}),
        ("A=b\\xc", {}),
        ("export=b", {"export": "b"}),
        ("A:b", {}),
    ],
)
def test_a_line_is_read_as_codex_reads_it(text: str, found: dict[str, str]) -> None:
    assert read(text) == found


@given(st.text(alphabet="AB=$'\"\\ #\n\r{}x\u2028", max_size=40))
def test_no_file_is_too_odd_and_spans_cover_what_was_set(text: str) -> None:
    for each in assignments(text, WORLD.get):
        if each is not None:
            held = text[each.span.start : each.span.end]
            assert each.name in held
            assert "=" in held


@given(
    st.dictionaries(
        st.from_regex(r"[A-Z][A-Z0-9_]{0,8}", fullmatch=True),
        st.from_regex(r"[a-z0-9.:/_-]{0,12}", fullmatch=True),
    )
)
def test_plain_values_come_back(pairs: dict[str, str]) -> None:
    assert read("".join(f"{name}={value}\n" for name, value in pairs.items())) == pairs
