"""Laws of where keys stand: the same keys as tomllib, and what stands there is the value."""

from __future__ import annotations

import tomllib
from datetime import time
from math import isinf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.documents import documents, paths

from codex_setup.codex.spans import KeySpan, leaves, locate, read_toml

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def agrees(text: str) -> None:
    data = tomllib.loads(text.removeprefix("\ufeff"))
    spans = locate(text)
    everything = paths(data)
    assert set(spans) == set(everything)
    for path, span in spans.items():
        piece = text[span.value.start : span.value.end]
        holds = not isinstance(everything[path], dict | list)
        if holds or (piece[:1] in {"{", "["} and not is_header(text, span)):
            assert tomllib.loads(f"x = {piece}")["x"] == everything[path]
        for part in (span.key, span.value, span.whole):
            assert text[: part.start].count("\n") == part.line - 1
            assert part.column == part.start - (text.rfind("\n", 0, part.start) + 1) + 1
            assert text[: part.end].count("\n") == part.end_line - 1


def is_header(text: str, span: KeySpan) -> bool:
    return span.whole == span.value and not text[: span.whole.start].rsplit("\n", 1)[-1].strip("\ufeff \t")


@given(documents())
@settings(max_examples=300, suppress_health_check=QUIET, deadline=None)
def test_spans_agree_with_tomllib(text: str) -> None:
    agrees(text)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@given(documents())
@settings(max_examples=5000, suppress_health_check=QUIET, deadline=None)
def test_spans_agree_with_tomllib_in_five_thousand_documents(text: str) -> None:
    agrees(text)


BROKEN = {
    "an open string": ('a = "x\nb = 1\n', {"b": 1}, 1),
    "a key said twice": ("a = 1\n[t]\nb = 1\nb = 2\n", {"a": 1, "t": {"b": 1}}, 4),
    "a table opened twice": ("[t]\nb = 1\n[t]\nc = 2\n", {"t": {"b": 1, "c": 2}}, 3),
    "an open header": ("a = 1\n[t\nb = 1\n[u]\nc = 1\n", {"a": 1, "u": {"c": 1}}, 2),
    "a Windows path": ('[t]\ncwd = "C:\\Users"\nb = 1\n', {"t": {"b": 1}}, 2),
    "quotes of a chat": ("a = “x”\nb = 1\n", {"b": 1}, 1),
    "a fence": ("```toml\na = 1\n```\n", {"a": 1}, 1),
    "an open multi-line string": ('a = 1\nb = """x\n[t]\nc = 1\n', {"a": 1}, 2),
    "a text without quotes": ("a = https://relay.example/v1\nb = 1\n", {"b": 1}, 1),
    "a number of more than 64 bits": (
        "a = 1\nb = 99999999999999999999\n",
        {"a": 1, "b": 99999999999999999999},
        2,
    ),
    "two things on a line": ("a = 1 b = 2\nc = 3\n", {"c": 3}, 1),
}


@pytest.mark.parametrize(("text", "data", "line"), BROKEN.values(), ids=BROKEN)
def test_what_is_not_toml_is_a_problem_with_a_place_and_the_rest_is_read(
    text: str, data: object, line: int
) -> None:
    parsed = read_toml(text.encode())
    assert parsed.problem is not None
    assert parsed.problem.kind == "syntax"
    assert parsed.problem.span is not None
    assert parsed.problem.span.line == line
    assert parsed.data == data
    assert set(parsed.spans) == set(paths(data))


@given(
    documents(), st.integers(0, 1000), st.sampled_from(['"', "\n", "[", "=", "\\", "'", "x", "\r", "{", ""])
)
@settings(max_examples=200, suppress_health_check=QUIET, deadline=None)
def test_no_text_is_too_broken_to_be_read(text: str, at: int, junk: str) -> None:
    at %= len(text) + 1
    mutant = text[:at] + junk + text[at + (junk == "") :]
    parsed = read_toml(mutant.encode())
    assert parsed.text == mutant
    assert set(parsed.spans) == set(paths(parsed.data))
    try:
        assert tomllib.loads(mutant.removeprefix("\ufeff")) == parsed.data
    except tomllib.TOMLDecodeError:
        assert parsed.problem or parsed.modern
    else:
        overflown = any(isinstance(value, float) and isinf(value) for _, value in leaves(parsed.data))
        assert parsed.problem is None or overflown


@pytest.mark.parametrize("number", ["1e309", "-1e309", "1.8E+308", "[0, 1e1_000]"])
def test_a_float_that_overflows_is_refused_where_it_stands(number: str) -> None:
    parsed = read_toml(f"a = {number}\nb = [inf, -inf, 1.7e308]\n".encode())
    assert parsed.problem is not None
    assert parsed.problem.span is not None
    assert parsed.problem.span.line == 1
    assert read_toml(b"b = [inf, -inf, 1.7e308, 1e0309]\n").problem is not None
    assert read_toml(b"b = [inf, -inf, 1.7e308]\n").problem is None


@pytest.mark.parametrize("line", ["[{}]\nx = 1", "{} = 1"])
@pytest.mark.parametrize(("parts", "read"), [(80, True), (81, False), (3000, False)])
def test_a_key_of_too_many_parts_is_refused_and_the_rest_is_read(
    line: str, parts: int, *, read: bool
) -> None:
    parsed = read_toml(f"a = 1\n{line.format('.'.join(['k'] * parts))}\n[b]\nc = 1\n".encode())
    assert (parsed.problem is None) is read
    assert (parsed.data["a"], parsed.data["b"]) == (1, {"c": 1})


def test_bytes_that_are_not_utf8_have_an_index_and_the_other_lines_are_read() -> None:
    parsed = read_toml('a = "é"\n'.encode("latin-1") + b"b = 1\n")
    assert parsed.problem is not None
    assert (parsed.problem.kind, parsed.problem.index) == ("encoding", 5)
    assert parsed.data["b"] == 1
    wide = read_toml('a = "é"\nb = 1\n'.encode("utf-16"))
    assert wide.problem is not None
    assert (wide.problem.kind, wide.data) == ("encoding", {"a": "é", "b": 1})


def test_toml_1_1_is_read_as_codex_reads_it() -> None:
    text = 't = {\n  a = "\\e\\x41", # why, not\n  b = [07:32],\n}\nc = 1\n'
    parsed = read_toml(text.encode())
    assert parsed.problem is None
    assert parsed.modern is not None
    assert parsed.modern.line == 1
    assert parsed.data == {"t": {"a": "\x1bA", "b": [time(7, 32)]}, "c": 1}
    assert set(parsed.spans) == set(paths(parsed.data))
