"""Names that were nearly right lead to the right one, and strange ones to none."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_setup.nearest import nearest

MODELS = ("gpt-5.4", "gpt-5.5", "gpt-5.5-codex", "gpt-5.3-codex", "gpt-5.3-codex-spark", "gpt-5.2")


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("GPT-5.4", "gpt-5.4"),
        ("gpt5.5", "gpt-5.5"),
        ("openai/gpt-5.5", "gpt-5.5"),
        ("gpt_5.3_codex", "gpt-5.3-codex"),
        ("gpt-5.3-codx", "gpt-5.3-codex"),
        ("gpt-5", "gpt-5.4"),
        (" gpt-5.2 ", "gpt-5.2"),
        ("gtp-5.2", "gpt-5.2"),
    ],
)
def test_the_likeliest_name_comes_first(word: str, first: str) -> None:
    assert nearest(word, MODELS)[0] == first


@pytest.mark.parametrize("word", ["", "  ", "claude", "x", "llama3.2"])
def test_a_strange_word_has_no_neighbour(word: str) -> None:
    assert nearest(word, MODELS) == ()


WORDS = st.text(string.ascii_lowercase + string.digits + "-._/", min_size=1, max_size=20)


@given(st.lists(WORDS, min_size=1, max_size=8, unique=True), st.data())
def test_a_name_is_its_own_nearest(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names))
    plain = name.replace(".", "-").replace("_", "-").replace("/", "-").strip("-")
    found = nearest(name, names)
    assert found == () if not plain else name in nearest(name, names, n=len(names))


@given(WORDS, st.lists(WORDS, max_size=8))
def test_only_given_names_are_offered_each_once(word: str, names: list[str]) -> None:
    found = nearest(word, names, n=2)
    assert len(found) == len(set(found)) <= 2
    assert set(found) <= set(names)
