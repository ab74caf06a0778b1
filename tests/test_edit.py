"""Laws of edits: the data is exactly what was asked, what was not named stays, twice is once."""

from __future__ import annotations

import copy
import difflib
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.documents import BARE, ODD, documents, paths

from codex_setup.edit import apply, same
from codex_setup.model import AnyEdit, Edit, KeyPath, Rename, Replace, SetupError

COMMENT = re.compile(r"# (first|\[table\]|a = 1|between)")
FILE = Path("/home/ada/.codex/config.toml")
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
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


def holds(draw: st.DataObject, text: str) -> None:
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


@given(st.data(), documents())
@settings(max_examples=300, suppress_health_check=QUIET, deadline=None)
def test_the_data_is_exactly_what_was_asked(data: st.DataObject, text: str) -> None:
    holds(data, text)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@given(st.data(), documents())
@settings(max_examples=5000, suppress_health_check=QUIET, deadline=None)
def test_the_data_is_exactly_what_was_asked_in_five_thousand_documents(
    data: st.DataObject, text: str
) -> None:
    holds(data, text)


CONFIG = """# my config
model = "x" # chosen
a.b = 1

# providers
[model_providers.openai]
name = "OpenAI"   # name
base_url = 'https://x/v1'
http_headers = { "a" = "b" }

[model_providers.openai.query_params]
k = "v"

# features
[features]
model_provider = "openai" # moved

[[hooks.Stop]]
x = 1
[[hooks.Stop]]
y = 2
# end"""

ONE_LINE: dict[str, tuple[AnyEdit, str]] = {
    "a value": (Edit(FILE, ("model",), "gpt-5.4"), """\
-model = "x" # chosen
+model = "gpt-5.4" # chosen"""),
    "a value keeps its quotes": (Edit(FILE, ("model_providers", "openai", "base_url"), "https://y"), """\
-base_url = 'https://x/v1'
+base_url = 'https://y'"""),
    "a key at the top": (Edit(FILE, ("model_reasoning_effort",), "high"), """\
+model_reasoning_effort = "high\""""),
    "a dotted key": (Edit(FILE, ("a", "c"), [1, 2]), """\
+a.c = [1, 2]"""),
    "a new provider": (Edit(FILE, ("model_providers", "relay"), {"name": "R", "http_headers": {"x y": "z"}}), """\
+[model_providers.relay]
+name = "R"
+http_headers = { "x y" = "z" }
+"""),
    "a member of an inline table": (Edit(FILE, ("model_providers", "openai", "http_headers", "z"), "q"), """\
-http_headers = { "a" = "b" }
+http_headers = { "a" = "b", z = "q" }"""),
    "the last member of an inline table goes": (Edit(FILE, ("model_providers", "openai", "http_headers", "a"), None), """\
-http_headers = { "a" = "b" }
+http_headers = {}"""),
    "a table goes, its comments stay": (Edit(FILE, ("model_providers", "openai"), None), """\
-[model_providers.openai]
-name = "OpenAI"   # name
-base_url = 'https://x/v1'
-http_headers = { "a" = "b" }
-
-[model_providers.openai.query_params]
-k = "v"
+# name"""),
    "a provider gets another id": (Rename(FILE, ("model_providers", "openai"), ("model_providers", "my relay")), """\
-[model_providers.openai]
+[model_providers."my relay"]
-[model_providers.openai.query_params]
+[model_providers."my relay".query_params]"""),
    "a key under the wrong table": (Rename(FILE, ("features", "model_provider"), ("model_provider",)), """\
+model_provider = "openai" # moved
-model_provider = "openai" # moved"""),
    "one of several tables": (Edit(FILE, ("hooks", "Stop", 1, "z", "q"), 1), """\
+z.q = 1"""),
    "the first of several tables": (Edit(FILE, ("hooks", "Stop", 0), None), """\
-x = 1
-[[hooks.Stop]]"""),
    "a table of its own": (Edit(FILE, ("mcp_servers", "x", "env", "HOME"), "C:\\\\Users"), """\
-# end
+# end
+
+[mcp_servers.x.env]
+HOME = 'C:\\\\Users'"""),
    "a table as a whole": (Edit(FILE, ("model_providers", "openai"), {"name": "R", "base_url": "https://x/v1"}), """\
-name = "OpenAI"   # name
+name = "R"   # name
-http_headers = { "a" = "b" }
-
-[model_providers.openai.query_params]
-k = "v\""""),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "wanted"), ONE_LINE.values(), ids=ONE_LINE)
def test_the_difference_is_no_larger_than_the_edit(edit: AnyEdit, wanted: str) -> None:
    new = apply(CONFIG, [edit])
    lines = difflib.unified_diff(CONFIG.splitlines(), new.splitlines(), lineterm="", n=0)
    said = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    assert "\n".join(said).replace("-# end\n+# end\n", "") == wanted.replace("-# end\n+# end\n", "")


def test_a_list_over_several_lines_is_continued_as_it_is_written() -> None:
    text = 'a = [\n  "x", # one\n  "y",\n]\n'
    new = apply(text, [Edit(FILE, ("a", 2), "z")])
    assert tomllib.loads(new)["a"] == ["x", "y", "z"]
    assert new.startswith('a = [\n  "x", # one\n  "y",\n')
    assert tomllib.loads(apply(text, [Edit(FILE, ("a", 0), None)]))["a"] == ["y"]


def test_an_empty_file_and_one_of_comments_take_keys_and_tables() -> None:
    for text in ("", "\ufeff", "# c\n", "# c"):
        new = apply(text, [Edit(FILE, ("model",), "x"), Edit(FILE, ("t", "a"), 1)])
        assert load(new) == {"model": "x", "t": {"a": 1}}
        assert new.startswith(text)


def test_a_top_level_key_goes_above_the_comment_of_the_first_table() -> None:
    assert (
        apply("# c\n\n# of t\n[t]\na = 1\n", [Edit(FILE, ("model",), "x")])
        == '# c\n\nmodel = "x"\n\n# of t\n[t]\na = 1\n'
    )


def test_several_tables_become_one_value_with_the_line_ends_of_the_file() -> None:
    text = "a = 1\r\n# of y\r\n[[y]]\r\nb = 1 # why\r\n[[y]]\r\nb = 2\r\n"
    assert apply(text, [Edit(FILE, ("y",), ["c"])]) == 'a = 1\r\ny = ["c"]\r\n# of y\r\n# why\r\n'


def test_toml_1_1_is_edited_in_place() -> None:
    text = "t = {\n  a = 1, # why\n  b = 2,\n}\n"
    assert apply(text, [Edit(FILE, ("t", "a"), 3)]) == text.replace("a = 1", "a = 3")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (Edit(FILE, ("model", "x"), 1), "`model` is not a table"),
        (Rename(FILE, ("model",), ("a",)), "`a` is already there"),
        (Replace(FILE, 0, 0, "= ="), "the file would not be TOML"),
    ],
)
def test_what_cannot_be_done_exactly_is_not_done(edit: AnyEdit, message: str) -> None:
    with pytest.raises(SetupError, match=re.escape(message)):
        apply(CONFIG, [edit])
