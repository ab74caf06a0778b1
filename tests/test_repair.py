"""Files are whole, old or new; what was there can be had back; what cannot be written is said."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.documents import documents

from codex_setup.machine import DiskFiles, Machine
from codex_setup.model import Edit, Permit, Replace, Secret, SetupError
from codex_setup.repair import Change, FileChangedError, last, plan_changes, receipts, taking_back, write

CANARY = "sk-canary-0123456789abcdefABCDEF"


def here(home: Path) -> Machine:
    return Machine(home.parent, home, {}, "linux", DiskFiles())


def planned(home: Path, *edits: Edit | Permit | Replace) -> tuple[Change, ...]:
    return plan_changes(here(home), edits)


def names(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir())


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_change_keeps_mode_and_owner_and_leaves_nothing_beside(home: Path, state: Path) -> None:
    file = home / "config.toml"
    file.write_bytes(b"a = 1\r\n# c\r\n")
    file.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(file, 1234, 5678)
    owner = file.stat().st_uid, file.stat().st_gid
    write(planned(home, Edit(file, ("b",), "x")), "set b", state=state)
    assert file.read_bytes() == b'a = 1\r\nb = "x"\r\n# c\r\n'
    assert mode(file) == 0o640
    assert (file.stat().st_uid, file.stat().st_gid) == owner
    assert names(home) == ["config.toml"]


def test_new_files_are_for_the_owner_alone_and_a_key_makes_an_open_file_so(home: Path, state: Path) -> None:
    open_file = home / ".env"
    open_file.write_text("A=1\n")
    open_file.chmod(0o644)
    edits = [
        Edit(open_file, ("RK",), Secret(CANARY)),
        Edit(home / "sub/auth.json", ("OPENAI_API_KEY",), Secret(CANARY)),
    ]
    changes = planned(home, *edits)
    assert CANARY not in "".join(change.diff() for change in changes) + repr(changes[0].secrets)
    write(changes, "store the key", state=state)
    assert open_file.read_text() == f"A=1\nRK={CANARY}\n"
    assert json.loads((home / "sub/auth.json").read_text()) == {"OPENAI_API_KEY": CANARY}
    assert [mode(open_file), mode(home / "sub/auth.json"), mode(home / "sub")] == [0o600, 0o600, 0o700]
    for place in state.rglob("*"):
        assert CANARY not in place.name
        assert not mode(place) & 0o077, place


def test_a_link_stays_a_link(home: Path, state: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles/codex.toml"
    target.parent.mkdir()
    target.write_text("a = 1\n")
    link = home / "config.toml"
    link.symlink_to(os.path.relpath(target, home))
    write(planned(home, Edit(link, ("a",), 2)), "set a", state=state)
    assert link.is_symlink()
    assert target.read_text() == "a = 2\n"
    assert names(target.parent) == ["codex.toml"]


def test_a_file_that_somebody_else_changed_is_left_alone(home: Path, state: Path) -> None:
    file = home / "config.toml"
    file.write_text("a = 1\n")
    changes = planned(home, Edit(file, ("a",), 2))
    file.write_text("a = 1\nb = 1\n")
    with pytest.raises(FileChangedError, match="changed since it was read") as refused:
        write(changes, "set a", state=state)
    assert "+b = 1" in refused.value.diff
    assert file.read_text() == "a = 1\nb = 1\n"
    assert receipts(state) == ()


def test_several_files_change_together_or_not_at_all(home: Path, state: Path, tmp_path: Path) -> None:
    one, two, new = home / "config.toml", tmp_path / "p.toml", home / "new.toml"
    one.write_text("a = 1\n")
    two.write_text("a = 1\n")
    changes = planned(home, *(Edit(file, ("a",), 2) for file in (one, new, two)))
    two.chmod(0o444)
    with pytest.raises(SetupError, match="read-only"):
        write(changes, "set a", state=state)
    two.chmod(0o644)
    blocked = Change(home / "config.toml/impossible", None, b"x")
    with pytest.raises(SetupError, match="cannot be"):
        write((*changes, blocked), "set a", state=state)
    assert [one.read_text(), two.read_text(), new.exists(), receipts(state)] == [
        "a = 1\n",
        "a = 1\n",
        False,
        (),
    ]
    write(changes, "set a", state=state)
    assert [one.read_text(), two.read_text(), new.read_text()] == ["a = 2\n"] * 3


def test_what_was_renamed_before_a_failure_is_put_back(
    home: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [home / f"{name}.toml" for name in "abc"]
    for file in files[:2]:
        file.write_text("a = 1\n")
    changes = planned(home, *(Edit(file, ("a",), 2) for file in files))
    rename = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "c.toml":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(SetupError, match="cannot be written") as refused:
        write(changes, "set a", state=state)
    assert "make room" in refused.value.hint
    assert [file.read_text() for file in files[:2]] == ["a = 1\n"] * 2
    assert names(home) == ["a.toml", "b.toml"]
    assert receipts(state) == ()


def test_permissions_alone_are_a_change(home: Path, state: Path) -> None:
    file = home / "auth.json"
    file.write_text("{}")
    file.chmod(0o644)
    changes = planned(home, Permit(file, 0o600))
    assert "mode 644 -> 600" in changes[0].diff()
    receipt = write(changes, "close it", state=state)
    assert mode(file) == 0o600
    assert planned(home, Permit(file, 0o600)) == ()
    write(taking_back(receipt), "undo", undoes=receipt.id, state=state)
    assert mode(file) == 0o644


def test_a_chatgpt_login_is_not_replaced_without_a_word(home: Path) -> None:
    file = home / "auth.json"
    file.write_text('{"auth_mode": "chatgpt", "OPENAI_API_KEY": null, "tokens": {"refresh_token": "x"}}')
    edits = [Edit(file, ("OPENAI_API_KEY",), Secret(CANARY)), Edit(file, ("auth_mode",), "apikey")]
    (change,) = planned(home, *edits)
    assert any("ChatGPT login" in remark for remark in change.remarks)
    assert b'"refresh_token": "x"' in (change.after or b"")
    file.write_text('{"auth_mode": "apikey", "OPENAI_API_KEY": "sk-old"}')
    assert not any("ChatGPT login" in remark for remark in planned(home, *edits)[0].remarks)


def test_utf_16_becomes_utf_8(home: Path) -> None:
    file = home / "config.toml"
    file.write_bytes('a = "é"\r\n'.encode("utf-16"))
    (change,) = planned(home, Replace(file, 0, 0, ""))
    assert change.after == 'a = "é"\r\n'.encode()
    assert change.remarks
    file.write_bytes('# 我的配置\na = "中转站"\n'.encode("gbk"))
    (change,) = planned(home, Replace(file, 0, 0, ""))
    assert change.after == '# 我的配置\na = "中转站"\n'.encode()
    assert "encoding GBK -> UTF-8" in change.diff()
    file.write_bytes('# 내 설정\na = "x"\n'.encode("euc-kr"))
    with pytest.raises(SetupError, match="is not UTF-8"):
        planned(home, Edit(file, ("a",), "b"))


def comes_back(folder: Path, text: str, value: str) -> None:
    """Assert that a change of `text` and its undoing leave the bytes that there were."""
    home, state = folder / "home", folder / "state"
    home.mkdir()
    file = home / "config.toml"
    file.write_bytes(text.encode())
    receipt = write(planned(home, Edit(file, ("Fresh", "key"), value)), "set", state=state)
    assert file.read_bytes() != text.encode()
    write(taking_back(receipt), "undo", undoes=receipt.id, state=state)
    assert file.read_bytes() == text.encode()
    assert taking_back(receipt) == ()


@given(documents(), st.text(max_size=5))
@settings(max_examples=50, suppress_health_check=list(HealthCheck), deadline=None)
def test_undo_gives_back_the_bytes(text: str, value: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        comes_back(Path(folder), text, value)


def test_undo_takes_a_new_file_away_and_refuses_what_was_changed_since(home: Path, state: Path) -> None:
    file = home / "config.toml"
    first = write(planned(home, Edit(file, ("a",), 1)), "one", state=state)
    second = write(planned(home, Edit(file, ("a",), 2)), "two", state=state)
    with pytest.raises(FileChangedError) as refused:
        taking_back(first)
    assert "a = 2" in refused.value.diff
    assert last(state).id == second.id
    write(taking_back(second), "undo", undoes=second.id, state=state)
    assert last(state).id == first.id
    write(taking_back(first), "undo", undoes=first.id, state=state)
    assert not file.exists()
    with pytest.raises(SetupError, match="no change to take back"):
        last(state)


def test_a_damaged_backup_is_not_written(home: Path, state: Path) -> None:
    file = home / "config.toml"
    file.write_text("a = 1\n")
    receipt = write(planned(home, Edit(file, ("a",), 2)), "two", state=state)
    backup = receipt.entries[0].backup
    assert backup is not None
    backup.write_text("b = 1\n")
    with pytest.raises(SetupError, match="is damaged"):
        taking_back(receipt)


def test_the_last_twenty_are_kept(home: Path, state: Path) -> None:
    for number in range(25):
        write(planned(home, Edit(home / "config.toml", ("a",), number)), f"set {number}", state=state)
    assert [receipt.title for receipt in receipts(state)] == [f"set {n}" for n in range(5, 25)]


def test_without_a_place_for_the_backup_nothing_is_written(home: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    with pytest.raises(SetupError, match="the backup cannot be written"):
        write(planned(home, Edit(home / "config.toml", ("a",), 1)), "set", state=blocked)
    assert names(home) == []
