"""What `init` and `use` do where it could not be told whether it works, and beside what is there already."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from support.calls import call, nothing_is_pointed_at

from codex_setup.gateway import serve

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "sk-canary-0123456789abcdefXYZ"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def contents(home: Path) -> dict[str, bytes]:
    return {str(f.relative_to(home)): f.read_bytes() for f in (home / ".codex").rglob("*") if f.is_file()}


@pytest.mark.parametrize("mode", ["hang", "gateway-unavailable", "firewall-page"])
def test_what_could_not_be_proved_is_written_only_on_demand(home: Path, mode: str) -> None:
    with serve(mode) as running:
        words = ("init", "--base-url", running.base_url, "--key-stdin", "--yes", "-m", "m", "--timeout", "1")
        done = call(home, *words, key=CANARY)
        assert done.returncode == 4, done.stdout + done.stderr
        assert "nothing was written: it could not be told" in done.stderr
        assert "--offline writes without asking" in done.stderr
        assert not (home / ".codex").exists()
        assert nothing_is_pointed_at(done.stdout)
        done = call(home, *words, "--offline", key=CANARY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (home / ".codex/config.toml").exists()


def test_an_unreachable_gateway_is_not_switched_to(home: Path) -> None:
    for port, name in ((9, "one"), (10, "two")):
        words = (
            "--base-url",
            f"http://127.0.0.1:{port}/v1",
            "--provider-id",
            name,
            "--key-stdin",
            "--offline",
        )
        assert call(home, "init", *words, "--yes", "-m", "m", key=CANARY).returncode == 0
    before = contents(home)
    done = call(home, "use", "one", "--yes", "--timeout", "1")
    assert done.returncode in {1, 4}
    assert "nothing was written" in done.stderr
    assert contents(home) == before
    assert call(home, "use", "one", "--yes", "--offline").returncode == 0
    assert contents(home) != before


def test_what_is_there_already_is_left_when_the_gateway_is_down(home: Path) -> None:
    with serve("relay") as running:
        words = ("init", "--base-url", running.url, "--key-stdin", "--yes", "-m", "gpt-5.4", "--timeout", "1")
        assert call(home, *words, key=running.key).returncode == 0
        before = contents(home)
    done = call(home, *words, key=running.key)
    assert done.returncode in {1, 4}
    assert contents(home) == before
    assert "nothing had to be changed" in done.stderr


def test_a_profile_of_the_same_gateway_leaves_the_default_as_it_is(home: Path) -> None:
    """A second key for the same address gets a variable and a table of its own."""
    with serve("recorder") as gateway:
        words = ("init", "--base-url", gateway.url, "--key-stdin", "--yes", "-m", "gpt-5.4")
        assert call(home, *words, key=CANARY).returncode == 0
        before = contents(home)
        done = call(home, *words, "-p", "work", key="sk-second-0123456789")
        assert done.returncode == 0, done.stdout + done.stderr
        after = contents(home)
        work = tomllib.loads(after[".codex/work.config.toml"].decode())
        table = work["model_providers"][work["model_provider"]]
        assert work["model_provider"] == "gateway-work"
        assert table["env_key"] == "WORK_API_KEY"
        assert {"name", "base_url"} <= set(table)
        assert after[".codex/config.toml"] == before[".codex/config.toml"]
        assert after[".codex/.env"].startswith(before[".codex/.env"])
        assert gateway.requests[-1].bearer == "sk-second-0123456789"
        again = call(home, *words, "-p", "work", key="sk-second-0123456789")
        assert again.returncode == 0, again.stdout + again.stderr
        assert contents(home) == after
