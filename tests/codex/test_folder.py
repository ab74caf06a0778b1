"""The folder for a program that we start."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

from codex_setup.codex.folder import empty_folder

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of Unix")


def test_only_the_user_can_enter_it_and_it_is_gone_with_all_that_came_into_it(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("stays")
    with empty_folder({"TMPDIR": str(tmp_path)}) as folder:
        assert folder.parent == tmp_path
        assert folder.stat().st_mode & 0o777 == 0o700
        assert not list(folder.iterdir())
        (folder / "deep" / "deeper").mkdir(parents=True)
        (folder / "deep" / "deeper" / "file").write_text("goes")
        (folder / "deep" / "away").symlink_to(kept)
        (folder / "nowhere").symlink_to(tmp_path / "nothing")
        os.mkfifo(folder / "pipe")
    assert list(tmp_path.iterdir()) == [kept]
    assert (kept / "file").read_text() == "stays"


def test_it_is_gone_after_a_failure_and_one_that_is_gone_already_is_no_failure(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), empty_folder({"TMPDIR": str(tmp_path)}):
        raise ZeroDivisionError
    with empty_folder({"TMPDIR": str(tmp_path)}) as folder:
        folder.rmdir()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", ["missing", "nul\0", "file"])
def test_where_the_named_place_takes_none_another_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with empty_folder({"TMPDIR": str(tmp_path / place)}) as folder:
        assert folder.parent == tmp_path
        assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
