"""Asked to end by the system, codex-setup says so, leaves the terminal and every file as they were, and ends with 3."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from pathlib import Path

import pytest

import codex_setup

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal")]
ROOT = Path(codex_setup.__file__).parent.parent
CONFIG = """model_provider = "relay"
[model_providers.relay]
name = "Relay"
base_url = "http://127.0.0.1:9"
env_key = "RELAY_KEY"
wire_api = "chat"
"""


def at_prompt(home: Path, words: list[str], ask: str, number: int) -> tuple[int, str]:
    """Start the program on a terminal, send a signal as soon as it asks, and return its exit code and words."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "TERM": "dumb",
        "RELAY_KEY": "sk-x",
    }
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-m", "codex_setup", *words], env)  # noqa: S606 -- no shell is wanted
    said, sent = "", False
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                said += os.read(terminal, 4096).decode("utf-8", "replace")
            except OSError:
                break
        if ask in said and not sent:
            os.kill(child, number)
            sent = True
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_in_the_middle_of_a_question_changes_nothing(guarded: Path, number: signal.Signals) -> None:
    file = guarded / ".codex/config.toml"
    file.parent.mkdir()
    file.write_text(CONFIG)
    code, said = at_prompt(guarded, ["doctor", "--fix", "--offline"], "[y/N]", number)
    assert code == 3
    assert f"stopped by {number.name}, nothing was left half done" in said
    assert file.read_text() == CONFIG
    assert list(file.parent.iterdir()) == [file]
