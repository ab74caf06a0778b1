"""Files of several names keep one content; a shell's profile is closed only where a key is new to it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from codex_setup.machine import DiskFiles, Machine
from codex_setup.model import Edit, Secret, SetupError
from codex_setup.repair import Change, plan_changes, receipts, taking_back, write

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "sk-canary-0123456789abcdefABCDEF"


def planned(home: Path, *edits: Edit) -> tuple[Change, ...]:
    return plan_changes(Machine(home.parent, home, {}, "linux", DiskFiles()), edits)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir())


def test_a_profile_is_closed_only_where_the_key_is_new_to_it_and_that_is_said(
    home: Path, state: Path
) -> None:
    profile = home / ".zshrc"
    profile.write_text("alias l=ls\n")
    profile.chmod(0o644)
    (change,) = planned(home, Edit(profile, ("RK",), Secret(CANARY)))
    assert any("only you can read it (mode 600)" in remark for remark in change.remarks)
    write([change], "export RK", state=state)
    assert mode(profile) == 0o600
    profile.chmod(0o644)
    (change,) = planned(home, Edit(profile, ("RK",), Secret(CANARY + "0")))
    assert change.remarks == ()
    write([change], "export RK", state=state)
    assert mode(profile) == 0o644


def test_all_names_of_a_file_keep_one_content(home: Path, state: Path) -> None:
    file, other = home / "config.toml", home / "dotfiles.toml"
    file.write_text("a = 1\n# a long line that will go\nb = 2\n")
    file.chmod(0o640)
    os.link(file, other)
    changes = planned(home, Edit(file, ("b",), None))
    assert any("2 names (hard links)" in remark for remark in changes[0].remarks)
    receipt = write(changes, "remove b", state=state)
    assert other.read_text() == file.read_text() == "a = 1\n# a long line that will go\n"
    assert file.samefile(other)
    assert mode(file) == 0o640
    write(taking_back(receipt), "undo", undoes=receipt.id, state=state)
    assert other.read_text().endswith("b = 2\n")
    assert file.samefile(other)
    assert names(home) == ["config.toml", "dotfiles.toml"]
    other.unlink()
    (home / ".env").write_text("A=1\n")
    os.link(home / ".env", other)
    write(planned(home, Edit(home / ".env", ("RK",), Secret(CANARY))), "store the key", state=state)
    assert mode(other) == 0o600


def test_what_was_written_in_place_before_a_failure_is_put_back(
    home: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [home / f"{name}.toml" for name in "ab"]
    for file in files:
        file.write_text("a = 1\n")
        os.link(file, file.with_suffix(".link"))
    changes = planned(home, *(Edit(file, ("a",), 22) for file in files))
    flush = os.fsync

    def failing(handle: int) -> None:
        if os.fstat(handle).st_ino == files[1].stat().st_ino and files[1].read_text() == "a = 22\n":
            raise OSError(5, "Input/output error")
        flush(handle)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(SetupError, match="cannot be written"):
        write(changes, "set a", state=state)
    assert [file.with_suffix(".link").read_text() for file in files] == ["a = 1\n"] * 2
    assert receipts(state) == ()
