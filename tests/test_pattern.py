"""A pattern behaves as if it had been compiled at once, and its guard bars nothing that fits."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import codex_setup
from codex_setup import mask
from codex_setup.pattern import Guarded, pattern
from codex_setup.rules import base_url, key_shape, owners
from codex_setup.rules.path import alone, single


def guarded() -> list[Guarded]:
    """Return every pattern of the package that has a guard."""
    for module in pkgutil.walk_packages(codex_setup.__path__, "codex_setup."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return sorted(
        (each for each in gc.get_objects() if isinstance(each, Guarded)), key=lambda one: str(one.pattern)
    )


@pytest.mark.parametrize("one", guarded(), ids=lambda one: str(one.pattern)[:40])
@given(data=st.data())
def test_a_guard_bars_nothing_that_fits(one: Guarded, data: st.DataObject) -> None:
    whole = re.compile(one.pattern, one._flags)
    plain = st.characters(max_codepoint=127, include_characters="…")
    assert not one.bars(data.draw(st.from_regex(whole, alphabet=plain)))


def test_it_does_what_a_compiled_one_does() -> None:
    for text in ("a key = 1", "nothing", "KEY=é", "schlüssel", ""):
        for needs in ((), ("key",)):
            ours, theirs = pattern(r"(?i)key|ü", needs=needs), re.compile(r"(?i)key|ü")
            assert [each.span() for each in ours.finditer(text)] == [
                each.span() for each in theirs.finditer(text)
            ]
            assert ours.sub("-", text) == theirs.sub("-", text)
            assert (ours.search(text) is None) == (theirs.search(text) is None)
            assert ours.findall(text) == theirs.findall(text)
    assert pattern(rb"\d+").findall(b"1 22") == [b"1", b"22"]
    assert pattern("a", re.IGNORECASE).flags == re.compile("a", re.IGNORECASE).flags


@given(st.from_regex(re.compile(mask._SHAPES.pattern, re.VERBOSE)))
def test_every_key_that_shows_what_it_is_holds_the_hint(text: str) -> None:
    assert mask._HINT.search(text)


GIVEN = st.from_regex(re.compile(mask._GIVEN.pattern, re.VERBOSE | re.IGNORECASE))
SAID = st.from_regex(re.compile(mask._SAID.pattern, re.IGNORECASE))


@given(GIVEN | SAID | st.from_regex(r"(key|token|Bearer): ?(Bearer |basic )?….{0,4}(\n|\Z)"))
def test_where_nothing_is_named_nothing_is_given_or_said(text: str) -> None:
    if not mask._names_value(text):
        assert mask._GIVEN.sub(mask._given, text) == text
        assert mask._SAID.sub(mask._without_value, text) == text


def test_what_is_masked_already_is_told_without_reading_it_closely() -> None:
    assert not mask._names_value("authorization: Bearer …")
    assert not mask._names_value("x-api-key: …yz")
    assert not mask._names_value("env:RELAY_KEY")
    assert mask._names_value("authorization: Bearer …xyz")
    assert mask._names_value("x-api-key: …; token: abc")


def test_what_is_plain_needs_nothing_written_out() -> None:
    plain = [chr(code) for code in range(sys.maxunicode + 1) if mask._plain(chr(code))]
    assert not any(mask._UNPRINTABLE.search(each) or mask._SEQUENCE.search(each) for each in plain)
    assert {each for each in plain if mask._BLANKS.search(each)} == set()
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert (
        mask.printable(everything).isprintable()
        or mask._UNPRINTABLE.search(mask.printable(everything)) is None
    )


@given(st.from_regex(key_shape.FLAWLESS))
def test_a_flawless_key_has_none_of_the_faults(text: str) -> None:
    assert not [fault for fault, look in key_shape.FAULTS if re.search(look, text.rstrip("\n"))]


@given(st.from_regex(r"(?i)\Ahttps?://[a-z0-9:/._~-]{0,30}\Z", alphabet=st.characters(max_codepoint=127)))
def test_a_single_address_is_read_as_it_stands(text: str) -> None:
    if single(text):
        assert re.fullmatch(r"[!-~]+", text)
        slow_alone, slow_clean = unguarded(text)
        assert alone(text) == slow_alone
        assert base_url.cleaned(text) == slow_clean


def unguarded(text: str) -> tuple[str, str]:
    """Return what is read without the short way for a single address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("codex_setup.rules.path.single", lambda _: False)
        patch.setattr("codex_setup.rules.base_url.single", lambda _: False)
        return alone(text), base_url.cleaned(text)


def test_every_mark_of_another_program_is_a_comment() -> None:
    assert all(
        owner.mark.replace("(?i)", "").startswith("^#") or "|^#" in owner.mark
        for owner in owners.OWNERS
        if owner.mark
    )
