"""Edits of documents, drawn at random, and what must be true of the text that comes out."""

from __future__ import annotations

import copy
import difflib
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from codex_setup.edit import apply, same
from codex_setup.model import Edit, KeyPath, Rename
from support.documents import BARE, ODD, paths

COMMENT = re.compile(r"# (first|\[table\]|a = 1|between)")
FILE = Path("/home/ada/.codex/config.toml")
LEAVES = st.one_of(
    ODD,
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.floats(allow_nan=False),
    st.lists(ODD, max_size=2),
)
VALUES = st.one_of(LEAVES, LEAVES, st.dictionaries(BARE, LEAVES, max_size=2))


def at(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data


def set_in(data: Any, path: KeyPath, value: Any) -> Any:
    """Return `data` with `value` at `path`, made in the plainest way there is."""
    if not path:
        return value
    if isinstance(data, list):
        assert isinstance(path[0], int)
        return [*data[: path[0]], set_in(data[path[0]], path[1:], value), *data[path[0] + 1 :]]
    return {**data, path[0]: set_in(data.get(path[0], {}), path[1:], value)}


def without(data: Any, path: KeyPath) -> Any:
    data = copy.deepcopy(data)
    del at(data, path[:-1])[path[-1]]
    return data


def emptied(data: Any) -> Any:
    """Return `data` without tables and arrays that hold nothing: whether they are named is a matter of form."""
    if isinstance(data, dict):
        kept = {name: emptied(value) for name, value in data.items()}
        return {name: value for name, value in kept.items() if value not in ({}, [])}
    if isinstance(data, list):
        return [emptied(value) for value in data]
    return data


def load(text: str) -> Any:
    return tomllib.loads(text.removeprefix("\ufeff"))


@st.composite
def edits(draw: st.DrawFn, data: Any) -> Edit | Rename:
    """Return an edit of something that is there, or of something new beside it."""
    there = [path for path in paths(data) if isinstance(path[-1], str)]
    kind = draw(st.sampled_from(["set", "new", "remove", "rename", "new table"]))
    if kind == "new table" or not there:
        return Edit(
            FILE, ("fresh-table", draw(ODD)), draw(st.dictionaries(BARE, VALUES, min_size=1, max_size=3))
        )
    path = draw(st.sampled_from(there))
    if kind == "set":
        return Edit(FILE, path, draw(VALUES))
    if kind == "new":
        parents = [(), *(p for p, value in paths(data).items() if isinstance(value, dict))]
        return Edit(FILE, (*draw(st.sampled_from(parents)), "Fresh " + draw(BARE)), draw(VALUES))
    if kind == "rename":
        return Rename(FILE, path, (*path[:-1], "Fresh " + draw(BARE)))
    return Edit(FILE, path, None)


def asked(data: Any, edit: Edit | Rename) -> Any:
    if isinstance(edit, Rename):
        return set_in(without(data, edit.key), edit.to, at(data, edit.key))
    return without(data, edit.key) if edit.value is None else set_in(data, edit.key, edit.value)


def comments(text: str) -> Counter[str]:
    """Return the comments on lines of their own, of the kinds that the documents have."""
    return Counter(
        line.strip() for line in text.removeprefix("\ufeff").splitlines() if COMMENT.fullmatch(line.strip())
    )


def untouched(old: str, new: str, edit: Edit | Rename) -> None:
    """Assert that what the edit does not name is as it was: every line of a new key's neighbours, every comment."""
    before, after = (text.removeprefix("\ufeff").split("\n") for text in (old, new))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    hunks = [
        (before[i1:i2], after[j1:j2]) for kind, i1, i2, j1, j2 in matcher.get_opcodes() if kind != "equal"
    ]
    if isinstance(edit, Edit) and edit.value is not None and edit.key not in paths(load(old)):
        gone = [line for lines, _ in hunks for line in lines if line.strip()]
        continued = [line for line in gone if "{" in line or "}" in line or line == before[-1]]
        assert gone == continued, "only a table that is written inline, or the last line's end, is touched"
    for lines, _ in hunks:
        if isinstance(edit, Rename):
            assert all("=" in line or "[" in line or not line.strip() for line in lines)


def holds(draw: st.DataObject, text: str) -> tuple[Edit | Rename, str]:
    """Assert the laws for one edit of `text` that is drawn here; return it and the new text."""
    data = load(text)
    edit = draw.draw(edits(data))
    new = apply(text, [edit])
    assert same(emptied(load(new)), emptied(asked(data, edit)))
    assert apply(new, [edit]) == new, "twice is once"
    assert new.startswith("\ufeff") == text.startswith("\ufeff")
    assert "\r\n" not in text or "\n" not in new.replace("\r\n", "")
    assert not new.strip("\ufeff") or new.endswith("\n") == text.endswith("\n") or not text.strip("\ufeff")
    assert not comments(text) - comments(new)
    untouched(text, new, edit)
    return edit, new
