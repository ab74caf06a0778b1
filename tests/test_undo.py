"""`undo` as a user meets it: what it takes back, what it refuses, what it shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from codex_setup.cli import run as run_cli
from codex_setup.machine import Machine
from codex_setup.model import Edit, Secret
from codex_setup.repair import Receipt, plan_changes, receipts, write

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "sk-canary-0123456789abcdefABCDEF"


@pytest.fixture
def file(guarded: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(guarded / "state"))
    monkeypatch.chdir(guarded)
    found = guarded / ".codex/config.toml"
    found.parent.mkdir()
    found.write_text("# mine\na = 1\n")
    return found


def change(file: Path, key: str, value: object) -> Receipt:
    return write(plan_changes(Machine.here(), [Edit(file, (key,), value)]), f"set {key}")


def undo(*words: str) -> int:
    return run_cli(["undo", *words])


def test_the_last_change_is_taken_back_then_the_one_before(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(file, "b", 2)
    change(file, "c", 3)
    assert undo("--yes") == 0
    assert file.read_text() == "# mine\na = 1\nb = 2\n"
    shown = capsys.readouterr()
    assert shown.out.startswith("taken back: set c")
    assert "-c = 3" in shown.err
    assert undo("--yes") == 0
    assert file.read_text() == "# mine\na = 1\n"
    assert undo("--yes") == 3
    assert "no change to take back" in capsys.readouterr().err


def test_a_change_is_taken_back_by_name_and_an_undo_too(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = change(file, "b", 2)
    assert undo(receipt.id, "--yes") == 0
    assert undo(receipt.id, "--yes") == 2
    assert "taken back already" in capsys.readouterr().err
    assert undo(receipts()[-1].id, "--yes") == 0
    assert file.read_text() == "# mine\na = 1\nb = 2\n"
    assert undo("--yes") == 0, "what was done again can be taken back again"
    assert file.read_text() == "# mine\na = 1\n"
    assert undo("nope", "--yes") == 2


def test_what_changed_since_is_left_alone_and_shown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(file, "b", 2)
    file.write_text(file.read_text() + f'experimental_bearer_token = "{CANARY}"\n')
    assert undo("--yes") == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "changed since" in shown.err
    assert "experimental_bearer_token" in shown.err
    assert CANARY not in shown.err
    assert "b = 2" in file.read_text()


def test_without_a_terminal_it_does_not_ask(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(file, "b", 2)
    assert undo() == 2
    assert "--yes" in capsys.readouterr().err
    assert undo("--dry-run") == 1
    assert "b = 2" in file.read_text()


def test_the_list_names_what_was_changed_and_never_a_key(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert undo("--list") == 0
    assert capsys.readouterr().out == "no changes are kept\n"
    env = file.with_name(".env")
    write(plan_changes(Machine.here(), [Edit(env, ("RK",), Secret(CANARY))]), "store the key")
    assert undo("--yes") == 0
    assert not env.exists()
    change(file, "b", 2)
    capsys.readouterr()
    assert undo("--list") == 0
    text = capsys.readouterr().out
    assert text.index("set b") < text.index("store the key  (taken back)")
    assert undo("--list", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)["changes"]
    assert [(entry["title"], entry["undone"]) for entry in found] == [
        ("set b", False),
        ("take back: store the key", False),
        ("store the key", True),
    ]
    names = [str(place) for place in file.parent.parent.rglob("*")]
    assert CANARY not in text + json.dumps(found) + "".join(names)


def test_who_declines_the_fixes_is_told_how_to_take_one(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text('model = x\nmodel_provider = "r"\n[model_providers.r]\nname = "R"\nwire_api = "chat"\n')
    monkeypatch.setattr("codex_setup.cli.options.agreed", lambda *_: False)
    assert run_cli(["doctor", "--fix", "--offline"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "Next: nothing was changed; codex-setup doctor --fix --only config-not-toml takes one of the 2."
        in said
    )


def test_a_file_that_is_gone_and_a_lost_backup_are_said_so(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = change(file, "b", 2)
    text = file.read_text()
    file.unlink()
    assert undo("--yes") == 3
    assert "is gone since then" in capsys.readouterr().err
    file.write_text(text)
    backup = receipt.entries[0].backup
    assert backup is not None
    backup.unlink()
    assert undo("--yes") == 3
    assert "can no longer be taken back" in capsys.readouterr().err
