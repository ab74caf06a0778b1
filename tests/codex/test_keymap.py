"""Combinations of keys in `[tui.keymap]`: which ones Codex reads, and what it says of the others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from oracle.compare import differences
from oracle.matrix import Draft

from codex_setup.codex.keymap import binding_fault
from codex_setup.codex.releases import release
from codex_setup.codex.shape import shown

READ: tuple[Any, ...] = (
    "ctrl-t", "Control-Alt-Shift-a", "A", "a-", "a b", "ctrl-x ctrl-s", "leader c", "f1", "F24", "PgUp", "page-down", "pageup",
    "option-enter", "cmd-k", "ctrl-~", "\\", "minus", " esc ", [], ["ctrl-a", "home"],
)  # fmt: skip
REFUSED: tuple[tuple[Any, str], ...] = (
    ("ctrl+t", "unknown key `ctrl+t` in keybinding `ctrl+t`"),
    ("^a", "unknown key `^a` in keybinding `^a`"),
    ("C-a", "unknown key `c-a` in keybinding `C-a`"),
    ("Ａ", "unknown key `Ａ` in keybinding `Ａ`"),
    ("f25", "unknown key `f25` in keybinding `f25`"),
    ("ctrl-a bogus", "unknown key `bogus` in keybinding `bogus`"),
    (["ctrl-a", "insert"], "unknown key `insert` in keybinding `insert`"),
    ("", "keybinding cannot be empty"),
    ("-", "invalid keybinding `-`"),
    ("ctrl--", "missing key in keybinding `ctrl--`"),
    ("ctrl-control-a", "duplicate modifier in keybinding `ctrl-control-a`"),
    ("a b c", "invalid keybinding `a b c`: key chords may contain at most 2 strokes"),
    ("leader", "invalid keybinding `leader`: `leader` must be followed by one key"),
    (5, "invalid type: integer `5`, expected a keybinding string or a list of keybinding strings"),
    ([True], "invalid type: boolean `true`, expected a string"),
)


@pytest.mark.parametrize("binding", READ, ids=str)
def test_a_combination_that_codex_reads(binding: Any) -> None:
    assert binding_fault(binding, release("0.169.0"), shown) is None


@pytest.mark.parametrize(("binding", "said"), REFUSED, ids=str)
def test_a_combination_that_codex_refuses(binding: Any, said: str) -> None:
    found = binding_fault(binding, release("0.169.0"), shown)
    assert found is not None
    assert found.startswith(said)
    assert binding_fault(binding, release("0.155.0"), shown) == (
        "data did not match any variant of untagged enum KeybindingsSpec"
    )


@pytest.mark.oracle
@pytest.mark.parametrize("version", ["0.155.0", "0.163.0", "0.169.0", "0.171.0"])
def test_the_real_codex_reads_the_same(version: str) -> None:
    held = [*READ, *(binding for binding, _ in REFUSED)]
    tails = [
        f"[tui.keymap.global]\nopen_transcript = {json.dumps(each, ensure_ascii=False)}\n" for each in held
    ]
    tails += [
        '[tui.keymap.chat]\nnosuch = "a"\n',
        '[tui.keymap.nosuch]\na = "a"\n',
        "[tui.keymap]\nlist = []\n",
        "[tui.keymap]\nlist = 5\n",
    ]
    cases = [Draft(tail=tail).case(tail, version) for tail in tails]
    assert [f"{case.id}: {said}" for case, said in differences(cases, 2) if said is not None] == []
