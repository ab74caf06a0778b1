"""Writing under fire: killed at any moment, two at once, a full disk, no right to write."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

import codex_setup

pytestmark = pytest.mark.slow
ROOT = Path(codex_setup.__file__).parent.parent
WRITER = Path(__file__).parent / "support/writer.py"
ENV = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": "/nonexistent"}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to make the surroundings")


def start(*words: str | Path, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*before, sys.executable, str(WRITER), *map(str, words)],
        env=ENV, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> int:
    process.communicate()
    return process.returncode


def left_beside(file: Path) -> list[str]:
    return [place.name for place in file.parent.iterdir() if place.name not in {file.name, "state"}]


@pytest.mark.timeout(600)
def test_killed_at_any_moment_the_file_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    file, state = tmp_path / "config.toml", tmp_path / "state"
    old = ("# kept\n" + "".join(f'k{n} = "{n:090}"\n' for n in range(3000))).encode()
    file.write_bytes(old)
    took = time.monotonic()
    start(file, state, "fresh", "0").communicate()
    took = time.monotonic() - took
    seen: set[bytes] = set()
    chance = random.Random(5)  # noqa: S311 -- moments, not secrets
    for round_ in range(200):
        before = file.read_bytes()
        process = start(file, state, "fresh", str(round_))
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, took))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        now = file.read_bytes()
        assert now == before or tomllib.loads(now.decode())["fresh"] == str(round_)
        assert now.startswith(old), "the rest of the file is whole"
        seen.add(now)
    assert len(seen) > 1, "some kills came too late to stop the write"
    assert ended(start(file, state, "fresh", "last")) == 0
    assert left_beside(file) == [], "what a killed process left is swept up"


@pytest.mark.timeout(300)
def test_two_at_once_lose_no_edit(tmp_path: Path) -> None:
    file, state = tmp_path / "config.toml", tmp_path / "state"
    file.write_text("# kept\n")
    for round_ in range(20):
        pair = [start(file, state, f"{name}{round_}", name) for name in ("one", "two")]
        assert [ended(process) for process in pair] == [0, 0]
    data = tomllib.loads(file.read_text())
    assert data == {f"{name}{n}": name for n in range(20) for name in ("one", "two")}
    assert file.read_text().startswith("# kept\n")
    assert left_beside(file) == []


@as_root
@pytest.mark.parametrize("full", ["the folder of the file", "the folder of the backup"])
def test_on_a_full_disk_nothing_changes(tmp_path: Path, full: str) -> None:
    disk, other = tmp_path / "disk", tmp_path / "other"
    disk.mkdir()
    other.mkdir()
    small, free = (disk, other) if full == "the folder of the file" else (other, disk)
    script = (
        f"mount -t tmpfs -o size=64k none {disk} && "
        f"printf 'a = 1\\n' > {small}/config.toml && head -c 1000000 /dev/zero > {disk}/ballast; "
        f'"$@"; code=$?; cat {small}/config.toml; ls -A {small}; exit $code'
    )
    before = ("unshare", "-m", "sh", "-c", script, "sh")
    process = start(small / "config.toml", free / "state", "b", "x" * 9000, before=before)
    out, err = process.communicate()
    assert process.returncode == 3, err
    assert "disk is full" in err
    assert "a = 1\n" in out
    assert "codex-setup-" not in out


@as_root
def test_without_the_right_to_write_nothing_changes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    file = home / "config.toml"
    file.write_text("a = 1\n")
    file.chmod(0o666)
    state = tmp_path / "state"
    state.mkdir()
    state.chmod(0o777)
    for place in (tmp_path, *tmp_path.parents[:-1]):
        place.chmod(place.stat().st_mode | 0o011)
    home.chmod(0o755)
    before = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    process = start(file, state, "b", "x", before=before)
    _, err = process.communicate()
    assert process.returncode == 3, err
    assert "cannot be written" in err
    assert "Nothing was changed" in err
    assert file.read_text() == "a = 1\n"


@as_root
def test_a_read_only_place_is_named_as_such(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text("a = 1\n")
    script = f'mount --bind {home} {home} && mount -o remount,ro,bind {home} && "$@"'
    process = start(
        home / "config.toml", tmp_path / "state", "b", "x", before=("unshare", "-m", "sh", "-c", script, "sh")
    )
    _, err = process.communicate()
    assert process.returncode == 3, err
    assert "read-only" in err
    assert (home / "config.toml").read_text() == "a = 1\n"


@as_root
def test_a_file_of_several_names_is_written_whole_or_put_back(tmp_path: Path) -> None:
    disk, state = tmp_path / "disk", tmp_path / "state"
    disk.mkdir()
    script = (
        f"mount -t tmpfs -o size=64k none {disk} && printf 'a = 1\\n' > {disk}/config.toml && "
        f"ln {disk}/config.toml {disk}/other; head -c 1000000 /dev/zero > {disk}/ballast; "
        f'"$@"; code=$?; cat {disk}/config.toml {disk}/other; ls -A {disk}; exit $code'
    )
    process = start(
        disk / "config.toml", state, "b", "x" * 9000, before=("unshare", "-m", "sh", "-c", script, "sh")
    )
    out, err = process.communicate()
    assert process.returncode == 3, err
    assert out == "ready\na = 1\na = 1\nballast\nconfig.toml\nother\n"
