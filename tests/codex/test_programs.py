"""Programs that misbehave when they are asked for a version or a key: one line each, and nothing left running."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.installs import computer, put

from codex_setup.codex.binary import PATIENCE, credential_from, installed, version_in
from codex_setup.codex.process import Ran, run
from codex_setup.model import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHELL = "#!/bin/sh\n"


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (f"{SHELL}sleep 60 & echo $! > child; sleep 60", "does not end"),
        (f"{SHELL}exec yes", "does not end"),
        (f"{SHELL}echo hello; echo there >&2", "answers `hello there` and ends with 0"),
        (f"{SHELL}exit 7", "answers nothing and ends with 7"),
        (f"{SHELL}echo codex-cli 0.1.2; exit 1", "ends with 1"),
        (f"{SHELL}printf '\\033[31mred\\n'", r"\x1b[31mred"),
        (f"{SHELL}echo sk-proj-0123456789abcdefghij", "sk-…ij"),
        ("\x7fELF", "cannot be started"),
        (f"{SHELL}echo codex-cli 0.169.0", None),
    ],
)
def test_a_program_that_misbehaves_costs_one_line(tmp_path: Path, script: str, problem: str | None) -> None:
    put(tmp_path / "codex", script)
    (found,) = installed(computer(tmp_path, [tmp_path, Path("/bin"), Path("/usr/bin")]))
    if problem is None:
        assert (found.version, found.kind, found.problem) == ("0.169.0", "wrapper", None)
        return
    assert found.version is None
    assert problem in (found.problem or "")
    assert "\n" not in (found.problem or "")
    assert PATIENCE < 2


def test_what_hangs_is_stopped_with_its_children(tmp_path: Path) -> None:
    file = put(tmp_path / "codex", f"{SHELL}sleep 60 &\necho $! > {tmp_path}/child\nsleep 60")
    ran = run([str(file)], {"PATH": "/bin:/usr/bin"}, tmp_path, 2)
    child = int((tmp_path / "child").read_text())
    assert ran.code is None
    assert ended(child)


def ended(process: int) -> bool:
    """Return whether a process is gone, or about to be: a signal takes a moment on a busy computer."""
    state = Path(f"/proc/{process}/stat")
    for _ in range(100):
        try:
            if ") Z " in state.read_text():
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_two_that_hang_are_waited_for_at_the_same_time(tmp_path: Path) -> None:
    given_time: list[float] = []

    def hangs(_argv: Sequence[str], _env: Mapping[str, str], _cwd: Path, timeout: float) -> Ran:
        given_time.append(timeout)
        return Ran(None, problem="it does not end")

    for name in ("a", "b"):
        put(tmp_path / name / "codex", SHELL)
    found = installed(computer(tmp_path, [tmp_path / "a", tmp_path / "b"]), run=hangs)
    assert [each.version for each in found] == [None, None]
    assert all(time > PATIENCE * 0.5 for time in given_time)


def test_a_program_is_asked_once_however_often_the_home_is_examined(tmp_path: Path) -> None:
    asked: list[str] = []

    def start(argv: Sequence[str], _env: Mapping[str, str], _cwd: Path, _timeout: float) -> Ran:
        asked.append(argv[0])
        return Ran(0, b"codex-cli 0.169.0")

    file = put(tmp_path / "codex", SHELL)
    machine = computer(tmp_path, [tmp_path])
    assert installed(machine, run=start) == installed(machine, run=start)
    assert asked == [str(file)]
    put(file, f"{SHELL}# another one")
    installed(machine, run=start)
    assert asked == [str(file)] * 2


@given(st.binary(max_size=200), st.binary(max_size=200), st.integers(0, 255))
def test_whatever_is_printed_becomes_a_version_or_one_line(out: bytes, err: bytes, code: int) -> None:
    version, problem = version_in(Ran(code, out, err))
    assert (version is None) is not (problem is None)
    assert problem is None or (min(problem) >= " " and "\x7f" not in problem and len(problem) < 250)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("printf ' sk-made-up \\n\\n'", Secret("sk-made-up")),
        ("exit 3", "it ends with exit code 3"),
        ("printf ''", "it prints nothing"),
        ("printf '\\377'", "it prints what is not text"),
        ("sleep 60", "it does not end within 0.3 seconds"),
    ],
)
def test_a_credential_command_gives_a_key_or_the_reason(
    tmp_path: Path, line: str, expected: Secret | str
) -> None:
    machine = computer(tmp_path, [Path("/bin"), Path("/usr/bin")])
    assert credential_from("/bin/sh", ["-c", line], tmp_path, machine, timeout=0.3) == expected


def test_a_credential_command_that_is_not_there_is_a_reason(tmp_path: Path) -> None:
    got = credential_from("no-such-program", [], tmp_path, computer(tmp_path))
    assert got == "it cannot be started (No such file or directory)"
