"""What the wizard writes fits the terminal, and is taken away whole when it is drawn again."""

from __future__ import annotations

import os

import pytest

from codex_setup.render.style import Style
from codex_setup.wizard.ask import Option, PlainAsker, Question, lines_of
from codex_setup.wizard.draw import Drawing, DrawnAsker


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


@pytest.mark.parametrize("asker", [PlainAsker, DrawnAsker])
def test_a_key_in_what_is_said_is_masked(
    asker: type[PlainAsker | DrawnAsker], capsys: pytest.CaptureFixture[str]
) -> None:
    asker(Style(width=80)).say("Codex will ask https://relay.io/sk-Ab12Cd34Ef56Gh78Ij90Kl/responses")
    shown = capsys.readouterr().err
    assert "Codex will ask" in shown
    assert "Ab12Cd34" not in shown


def test_a_key_that_is_typed_where_none_is_asked_for_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    asker, key = DrawnAsker(Style(width=80)), "sk-Ab12Cd34Ef56Gh78Ij90Kl"
    lines = asker._menu(Drawing(asker.style), Question("Where?"), [Option("here")], key, 0, free=False)
    assert key[:8] not in "".join(text for text, _ in lines)
    assert ("  nothing fits", "dim") in lines
    monkeypatch.setattr(asker, "_typed", lambda _, show: show(key))
    assert key[:8] not in asker.text(Question("Where?"))
