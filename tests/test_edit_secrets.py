"""Edits of `.env` and auth.json: what Codex reads is what was asked, and everything else stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from codex_setup.codex.dotenv import assignments
from codex_setup.edit import edited
from codex_setup.model import Edit, Rename, SetupError

FILE = Path("/home/ada/.codex/config.toml")
DOTENV = "\ufeffRK=old # c\nexport OTHER='x'\r\njunk line\nRK=\"older\" # why"


@pytest.mark.parametrize(
    "value", ["sk-new", "two words", "it's", 'a"b$C\\d', "line\nline", "ключ", " lead", "#x", ""]
)
def test_dotenv_says_what_was_asked_and_keeps_its_lines(value: str) -> None:
    file = FILE.with_name(".env")
    new = edited(file, DOTENV, [Edit(file, ("RK",), value)])
    last = [line.value for line in assignments(new, {"C": "no"}.get) if line and line.name == "RK"][-1]
    assert last == value
    assert "export OTHER='x'\r\njunk line\n" in new
    assert edited(file, new, [Edit(file, ("RK",), value)]) == new
    gone = edited(file, new, [Edit(file, ("RK",), None)])
    assert not [line for line in assignments(gone, lambda _: None) if line and line.name == "RK"]
    assert gone.count("# c") == gone.count("# why") == 1
    assert edited(file, "A=1", [Edit(file, ("B",), value)]).startswith("A=1\n")
    for text, left in (
        ("A=1\nB=2", "A=1\n"),
        ("B=2\nA=1", "A=1"),
        ("B=2", ""),
        ("A=1\r\nB=2\r\nC=3", "A=1\r\nC=3"),
    ):
        assert edited(file, text, [Edit(file, ("B",), None)]) == left


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", '{\n  "OPENAI_API_KEY": "sk-n"\n}\n'),
        ("{}", '{\n  "OPENAI_API_KEY": "sk-n"\n}'),
        ('{"a": [1,  2]}', '{"a": [1,  2], "OPENAI_API_KEY": "sk-n"}'),
        ('{\n\t"a": 1\n}\n', '{\n\t"a": 1,\n\t"OPENAI_API_KEY": "sk-n"\n}\n'),
        (
            '{"OPENAI_API_KEY" : null,\n "tokens": {"x": 1}}',
            '{"OPENAI_API_KEY" : "sk-n",\n "tokens": {"x": 1}}',
        ),
    ],
)
def test_auth_json_keeps_its_other_members_and_its_layout(text: str, wanted: str) -> None:
    file = FILE.with_name("auth.json")
    assert edited(file, text, [Edit(file, ("OPENAI_API_KEY",), "sk-n")]) == wanted
    assert edited(file, wanted, [Edit(file, ("OPENAI_API_KEY",), "sk-n")]) == wanted


def test_auth_json_loses_a_member_and_renames_one() -> None:
    file = FILE.with_name("auth.json")
    text = '{"a": 1, "b": "c", "d": {"e": []}}'
    assert edited(file, text, [Edit(file, ("a",), None)]) == '{"b": "c", "d": {"e": []}}'
    assert edited(file, text, [Edit(file, ("d",), None)]) == '{"a": 1, "b": "c"}'
    assert edited(file, text, [Rename(file, ("b",), ("x",))]) == '{"a": 1, "x": "c", "d": {"e": []}}'
    with pytest.raises(SetupError, match="is not JSON"):
        edited(file, "{", [Edit(file, ("a",), 1)])
