"""What the wizard writes fits the terminal, and is taken away whole when it is drawn again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codex_setup.render.style import Style
from codex_setup.wizard.ask import lines_of
from codex_setup.wizard.draw import Drawing

if TYPE_CHECKING:
    import pytest


def test_what_is_indented_stays_so_when_it_is_broken() -> None:
    assert lines_of("one two three\n  four five six", 9) == [
        "one two",
        "three",
        "  four",
        "    five",
        "    six",
    ]


def test_a_block_that_is_wider_than_the_terminal_now_is_taken_away_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda _: os.terminal_size((80, 24)))
    block = Drawing(Style(width=80))
    block.draw([("x" * 70, ""), ("short", ""), ("", "")])
    monkeypatch.setattr("shutil.get_terminal_size", lambda _: os.terminal_size((40, 24)))
    block.draw([])
    assert "\x1b[4A" in capsys.readouterr().err
