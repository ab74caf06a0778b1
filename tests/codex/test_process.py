"""Programs that are started: they end or are stopped, with all that they started, and what they wrote is read."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codex_setup.codex import process
from codex_setup.codex.process import OUTPUT_BYTES, Ran, run, started
from codex_setup.codex.threaded import Threaded

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs of Unix")
ENV = {"PATH": "/usr/bin:/bin"}


@pytest.fixture(params=["spawned", "threaded"])
def here(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which each test is run both ways."""
    monkeypatch.chdir(tmp_path)
    if request.param == "threaded":
        monkeypatch.delattr(os, "posix_spawn")
    else:
        monkeypatch.setattr(process, "_spawned", watched(process._spawned, monkeypatch))
    return tmp_path


def watched(spawned: object, monkeypatch: pytest.MonkeyPatch) -> object:
    """Return the same; a program that is started in the other way then fails."""
    monkeypatch.setattr(Threaded, "__init__", lambda *_: pytest.fail("it was not spawned"))
    return spawned


def shell(script: str, here: Path, seconds: float = 20.0) -> Ran:
    """Return what became of a script."""
    return run(["/bin/sh", "-c", script], ENV, here, seconds)


def alive(pid: int) -> bool:
    """Return whether a process still runs, after a moment for it to go."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state in "ZX":
            return False
        time.sleep(0.02)
    return True


@contextmanager
def unleaked() -> Iterator[None]:
    """Hold that no descriptor stays open."""
    before = set(os.listdir("/proc/self/fd"))  # noqa: PTH208 -- numbers
    yield
    assert set(os.listdir("/proc/self/fd")) == before  # noqa: PTH208 -- the same


def test_its_code_and_both_outputs_are_told(here: Path) -> None:
    with unleaked():
        assert shell("echo out; echo err >&2; exit 3", here) == Ran(3, b"out\n", b"err\n")
        assert shell("kill -9 $$", here).code == -signal.SIGKILL
        assert shell("cat; pwd; echo $PATH; echo ${HOME-none}", here).out.decode().split() == [
            str(here), "/usr/bin:/bin", "none",
        ]  # fmt: skip


def test_a_pipe_that_nobody_reads_ends_it_as_everywhere(here: Path) -> None:
    assert (
        shell("(yes; echo $? >&2) | head -1", here).err == b"141\n"
    )  # not ignored, as Python itself ignores it


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("missing", "No such file"),
        ("plain", "Permission denied"),
        ("binary", "Exec format"),
        ("nul\0", "cannot be passed"),
    ],
)
def test_what_cannot_be_started_is_said(here: Path, name: str, why: str) -> None:
    (here / "plain").write_text("x")
    (here / "binary").write_bytes(b"\x7fELF")
    (here / "binary").chmod(0o755)
    with unleaked():
        ran = run([str(here / name)], ENV, here, 5)
    assert ran.code is None
    assert why in (ran.problem or "")


def test_what_hangs_is_stopped_with_what_it_started(here: Path) -> None:
    with unleaked():
        ran = shell(f"echo begun; sleep 60 & echo $! > {here}/child; wait", here, 2)
    assert (ran.code, ran.out, ran.problem) == (None, b"begun\n", "it does not end within 2 seconds")
    assert not alive(int((here / "child").read_text()))


def test_one_that_ends_takes_along_what_it_left_running(here: Path) -> None:
    begun = time.monotonic()
    ran = shell(f"sleep 60 & echo $! > {here}/child; echo done", here)
    assert (ran.code, ran.out) == (0, b"done\n")
    assert not alive(int((here / "child").read_text()))
    assert time.monotonic() - begun < 10


def test_a_child_that_ran_away_with_the_pipe_is_not_waited_for(here: Path) -> None:
    begun = time.monotonic()
    away = f"import os,time\nos.setsid()\nopen({str(here / 'child')!r},'w').write(str(os.getpid()))\ntime.sleep(60)"
    script = f'{sys.executable} -c "{away}" & while [ ! -s {here}/child ]; do sleep 0.01; done; echo done'
    with unleaked() if hasattr(os, "posix_spawn") else contextmanager(lambda: iter([None]))():
        ran = shell(script, here)
    os.kill(int((here / "child").read_text()), signal.SIGKILL)
    assert (ran.code, ran.out) == (0, b"done\n")
    assert time.monotonic() - begun < 15


def test_one_that_writes_no_more_is_waited_for(here: Path) -> None:
    assert shell("exec >&- 2>&-; sleep 0.3; exit 5", here) == Ran(5)


def test_a_flood_is_cut(here: Path) -> None:
    ran = shell("yes & yes >&2", here, 3)
    assert (len(ran.out), len(ran.err)) == (OUTPUT_BYTES, OUTPUT_BYTES)
    assert "does not end" in (ran.problem or "")
    assert len(shell("yes | head -c 3000000", here).out) == OUTPUT_BYTES


def test_what_says_that_it_is_finished_may_stay_a_little(here: Path) -> None:
    stays = run(["/bin/sh", "-c", "echo over; sleep 60"], ENV, here, 20, lambda held: b"over" in held)
    assert (stays.code, stays.out, stays.problem) == (None, b"over\n", None)
    ends = run(["/bin/sh", "-c", "echo over; sleep 0.2; exit 4"], ENV, here, 20, lambda held: b"over" in held)
    assert (ends.code, ends.problem) == (4, None)


def test_one_that_nobody_waits_for_is_stopped(here: Path) -> None:
    with unleaked(), started(["/bin/sh", "-c", f"echo $$ > {here}/pid; exec sleep 60"], ENV, here, 20):
        while not (here / "pid").exists() or not (here / "pid").read_text():
            time.sleep(0.01)
    assert not alive(int((here / "pid").read_text()))


def test_another_folder_and_a_bare_name_are_started_too(tmp_path: Path) -> None:
    assert run(["sh", "-c", "pwd"], ENV, tmp_path, 20).out.decode().strip() == str(tmp_path)
    assert "No such file" in (run(["/bin/sh"], ENV, tmp_path / "missing", 20).problem or "")


def test_what_cannot_begin_a_session_is_started_in_the_usual_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def without(*_: object, **__: object) -> int:
        raise RuntimeError("setsid is not there")  # as what Python raises is one

    monkeypatch.setattr(os, "posix_spawn", without)
    with unleaked():
        assert shell("echo out", tmp_path) == Ran(0, b"out\n")


def test_a_closed_standard_stream_does_no_harm(tmp_path: Path) -> None:
    code = (
        "import os; from pathlib import Path; from codex_setup.codex.process import run\n"
        "ran = run(['/bin/sh', '-c', 'echo out; echo err >&2'], {'PATH': '/usr/bin:/bin'}, Path.cwd(), 20)\n"
        "Path('told').write_text(repr(ran))\n"
    )
    closed = f'cd {tmp_path}; exec {sys.executable} -c "$CODE" <&- >&- 2>&-'
    env = {**ENV, "CODE": code, "PYTHONPATH": ":".join(sys.path)}
    run(["/bin/sh", "-c", closed], env, tmp_path, 20)
    assert (tmp_path / "told").read_text() == repr(Ran(0, b"out\n", b"err\n"))
