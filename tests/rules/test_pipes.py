"""A named pipe where Codex reads a file: it is told, and we ourselves do not wait at it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from support.asking import written

from codex_setup.codex.context import Invocation, read_context
from codex_setup.machine import DiskFiles, Machine
from codex_setup.model import Edit, SetupError, findings_of
from codex_setup.repair import plan_changes
from codex_setup.rules import ask

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes of Unix")
CONFIG = written("https://relay.example/v1", "gpt-5.4", keyed=True)


def said(folder: Path, *pipes: str, more: str = "", version: str | None = None, **env: str) -> list[str]:
    """Return what is said of the pipes in a home on the disk, with the rule."""
    home = folder / ".codex"
    home.mkdir()
    (home / "config.toml").write_text(more + CONFIG)
    for name in pipes:
        os.mkfifo(home / name, 0o600)
    machine = Machine(folder, folder, {"HOME": str(folder), **env}, "linux", DiskFiles())
    context = read_context(machine, Invocation(codex_version=version))
    told = findings_of(ask(context))
    return [f"{rule.id}: {found.message}" for rule, found in told if "pipe" in found.message]


def test_codex_waits_at_the_login_whatever_the_provider(tmp_path: Path) -> None:
    assert said(tmp_path, "auth.json", RELAY_KEY="sk-made-up-0123456789") == [
        "file-is-a-pipe: auth.json is a named pipe, at which Codex waits without end"
    ]


def test_it_is_told_once_where_the_login_is_needed(tmp_path: Path) -> None:
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex" / "config.toml").write_text(
        CONFIG.replace('env_key = "RELAY_KEY"', "requires_openai_auth = true")
    )
    os.mkfifo(tmp_path / ".codex" / "auth.json", 0o600)
    machine = Machine(tmp_path, tmp_path, {"HOME": str(tmp_path)}, "linux", DiskFiles())
    rules = [rule.id for rule, _ in findings_of(ask(read_context(machine, Invocation())))]
    assert "file-is-a-pipe" in rules
    assert "auth-file-unreadable" not in rules


def test_a_login_that_is_kept_elsewhere_is_not_looked_for_there(tmp_path: Path) -> None:
    store = 'cli_auth_credentials_store = "keyring"\n'
    assert said(tmp_path, "auth.json", more=store, RELAY_KEY="sk-made-up-0123456789") == []


def test_nothing_is_written_over_a_pipe(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    os.mkfifo(file, 0o600)
    machine = Machine(tmp_path, tmp_path, {"HOME": str(tmp_path)}, "linux", DiskFiles())
    with pytest.raises(SetupError, match="not a file") as refused:
        plan_changes(machine, (Edit(file, ("RELAY_KEY",), "made-up"),))
    assert refused.value.hint == "Nothing was changed; move away what stands there first."
    assert file.is_fifo()


@pytest.mark.parametrize(
    ("version", "env", "expected"),
    [
        ("0.169.0", {"RELAY_KEY": "sk-made-up-0123456789"}, []),
        (
            "0.169.0",
            {},
            ["file-is-a-pipe: `.env` is a named pipe, which Codex does not read, so `RELAY_KEY` is not set"],
        ),
        (
            "0.165.0",
            {"RELAY_KEY": "sk-made-up-0123456789"},
            ["file-is-a-pipe: `.env` is a named pipe, at which Codex waits without end"],
        ),
    ],
)
def test_a_pipe_for_variables_is_waited_at_or_passed_by(
    tmp_path: Path, version: str, env: dict[str, str], expected: list[str]
) -> None:
    assert said(tmp_path, ".env", version=version, **env) == expected
