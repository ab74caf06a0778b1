"""Guards for every test: no real home, no colour variables, no network but loopback."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from support.watched import Watched, echoing, watching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# Started in the background or with nohup, these would be ignored, here and in every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
if sys.platform != "win32":
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

if (
    "CI" not in os.environ
):  # where it is set, hypothesis has a profile of its own, which looks at no clock either
    settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("unhurried")

LOOPBACK = ("127.", "::1", "localhost")
KEPT = {"PATH", "LANG", "LC_ALL", "TMPDIR", "CI", "VIRTUAL_ENV", "COVERAGE_PROCESS_START"}


@pytest.fixture(autouse=True)
def guarded(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test an empty home and a bare environment, and keep it on loopback."""
    home = tmp_path_factory.mktemp("home")
    for name in set(os.environ) - KEPT:
        if not name.startswith(("CODEX_SETUP_TEST_", "PYTEST_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TERM", "dumb")
    connect = socket.socket.connect

    def connect_to_loopback(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            pytest.fail(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_to_loopback)
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an empty folder on the disk for Codex."""
    folder = tmp_path / "home/.codex"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return where backups are kept; the folder is made when there is something to keep."""
    return tmp_path / "state"


@pytest.fixture(scope="module")
def echo() -> Iterator[str]:
    """Yield the address of a gateway that says back whatever it is told."""
    with echoing() as url:
        yield url


@pytest.fixture
def watch(guarded: Path, echo: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Watched]:
    """Return a way to build a home with a key in it, in which everything that commands say is searched for it."""
    return watching(guarded, echo, monkeypatch)
