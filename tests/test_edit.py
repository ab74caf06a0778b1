"""Laws of edits: the data is exactly what was asked, what was not named stays, twice is once."""

from __future__ import annotations

import difflib
import itertools
import os
import re
import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.documents import documents
from support.edits import FILE, holds, load

from codex_setup.edit import apply
from codex_setup.machine import DiskFiles, Machine
from codex_setup.model import AnyEdit, Edit, Rename, Replace, SetupError
from codex_setup.repair import plan_changes, taking_back, write

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@given(st.data(), documents())
@settings(max_examples=300, suppress_health_check=QUIET, deadline=None)
def test_the_data_is_exactly_what_was_asked(data: st.DataObject, text: str) -> None:
    holds(data, text)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_all_four_laws_hold_in_five_thousand_documents(tmp_path: Path) -> None:
    """The fourth: what was written to the disk and taken back is there again, byte for byte."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as disk:
        file, state = Path(disk) / "config.toml", Path(disk) / "state"
        machine = Machine(tmp_path, tmp_path, {}, "linux", DiskFiles())
        count = itertools.count()

        @given(st.data(), documents())
        @settings(max_examples=5000, suppress_health_check=QUIET, deadline=None)
        def law(data: st.DataObject, text: str) -> None:
            edit, new = holds(data, text)
            file.write_bytes(text.encode())
            changes = plan_changes(machine, [replace(edit, file=file)])
            assert bool(changes) == (new != text)
            if changes:
                receipt = write(changes, "an edit", state=state)
                assert file.read_bytes() == new.encode()
                write(taking_back(receipt), "undo", undoes=receipt.id, state=state)
                assert file.read_bytes() == text.encode()
                assert taking_back(receipt) == ()
                next(count)

        law()
    assert next(count) > 4000, "most edits change something"


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
