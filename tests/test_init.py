"""`init` without a terminal, against the embedded gateway: what it writes, refuses, and says."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from support.calls import call, nothing_is_pointed_at

from codex_setup.gateway import serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_setup.gateway import Running

CANARY = "sk-canary-0123456789abcdefXYZ"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def gateway() -> Iterator[Running]:
    with serve("relay") as running:
        yield running


def contents(home: Path) -> dict[str, bytes]:
    return {str(f.relative_to(home)): f.read_bytes() for f in (home / ".codex").rglob("*") if f.is_file()}


def test_from_nothing_to_a_verified_home(home: Path, gateway: Running) -> None:
    words = ("init", "--preset", "claude-api", "--base-url", gateway.url, "--key-stdin", "--yes")
    done = call(home, *words, key=gateway.key)
    assert done.returncode == 0, done.stderr
    assert "Healthy" in done.stdout
    assert [(r.method, r.path) for r in gateway.requests] == [("GET", "/models"), ("POST", "/responses")]
    assert (home / ".codex/.env").read_text() == f"OPENAI_API_KEY={gateway.key}\n"
    if os.name == "posix":
        assert (home / ".codex/.env").stat().st_mode & 0o777 == 0o600
    assert gateway.key not in done.stdout + done.stderr
    before = contents(home)
    again = call(home, *words, key=gateway.key)
    assert again.returncode == 0
    assert "nothing had to be changed" in again.stderr
    assert contents(home) == before


def test_a_wrong_key_is_not_written(home: Path, gateway: Running) -> None:
    words = ("init", "--preset", "claude-api", "--base-url", gateway.url, "--key-stdin", "--yes")
    done = call(home, *words, key=CANARY)
    assert done.returncode == 1
    assert "key-rejected" in done.stdout
    assert nothing_is_pointed_at(done.stdout)
    assert "nothing was written" in done.stderr
    assert not (home / ".codex").exists()
    assert CANARY not in done.stdout + done.stderr


def test_a_short_model_name_is_not_written(home: Path, gateway: Running) -> None:
    words = (
        "init",
        "--preset",
        "claude-api",
        "--base-url",
        gateway.url,
        "--key-stdin",
        "--yes",
        "-m",
        "gpt-5",
    )
    done = call(home, *words, key=gateway.key)
    assert done.returncode == 1
    assert "gpt-5.4" in done.stdout
    assert not (home / ".codex").exists()


def test_a_base_url_without_its_path_is_found_out(home: Path) -> None:
    with serve("relay", routes="v1") as running:
        words = ("init", "--base-url", running.url, "--key-stdin", "--yes", "-m", "gpt-5.4")
        done = call(home, *words, key=running.key)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f'base_url = "{running.url}/v1"' in (home / ".codex/config.toml").read_text()
    assert "the gateway answers at" in done.stderr


def test_without_a_terminal_every_missing_option_is_named(home: Path) -> None:
    done = call(home, "init")
    assert done.returncode == 2
    assert "--preset or --base-url" in done.stderr
    assert "--yes" in done.stderr
    done = call(home, "init", "--preset", "openrouter")
    assert done.returncode == 2
    assert "--key-stdin or --key-env" in done.stderr
    assert not (home / ".codex").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--preset", "opnrouter"), "openrouter"),
        (("--base-url", "https://your-host/v1"), "blank"),
        (("--preset", "openrouter", "--store", "vault"), "env-file"),
        (("--preset", "openrouter", "--provider-id", "ollama"), "belongs to Codex"),
        (("--preset", "openrouter", "--profile", "a/b"), "profile"),
        (("--preset", "azure", "--fill", "resource"), "--fill"),
    ],
)
def test_a_wrong_option_is_named_with_what_is_right(home: Path, words: tuple[str, ...], said: str) -> None:
    done = call(home, "init", *words, "--offline", "--yes")
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    "key", ["", "sk-xxxxxxxx", "<your key>", "OPENAI_API_KEY", "eyJhbGciOiJSUzI1NiIsInR5cCI6.eyJzdWIi.abc"]
)
def test_what_can_be_no_key_is_refused(home: Path, key: str) -> None:
    done = call(
        home, "init", "--preset", "openrouter", "--key-stdin", "--offline", "--yes", "-m", "m", key=key
    )
    assert done.returncode == 2
    assert "no key can be taken" in done.stderr


def test_dry_run_shows_and_writes_nothing(home: Path) -> None:
    words = (
        "init",
        "--preset",
        "openrouter",
        "--key-stdin",
        "--offline",
        "-m",
        "openai/gpt-5.5",
        "--dry-run",
    )
    done = call(home, *words, key=CANARY)
    assert done.returncode == 1
    assert '+model = "openai/gpt-5.5"' in done.stderr
    assert CANARY not in done.stdout + done.stderr
    assert not (home / ".codex").exists()


def test_what_is_there_is_kept(home: Path) -> None:
    (home / ".codex").mkdir()
    before = '# mine\nmodel = "gpt-5.5"  # why\n\n[mcp_servers.docs]\ncommand = "true"\n'
    (home / ".codex/config.toml").write_text(before)
    (home / ".codex/.env").write_text("# proxies\nHTTP_PROXY=\n")
    words = ("init", "--preset", "openrouter", "--key-stdin", "--offline", "--yes", "-m", "openai/gpt-5.5")
    assert call(home, *words, key=CANARY).returncode == 0
    after = (home / ".codex/config.toml").read_text()
    assert "# mine\n" in after
    assert "# why" in after
    assert '[mcp_servers.docs]\ncommand = "true"\n' in after
    assert (home / ".codex/.env").read_text().startswith("# proxies\nHTTP_PROXY=\n")
    assert call(home, "undo", "--yes").returncode == 0
    assert (home / ".codex/config.toml").read_text() == before


def test_a_broken_file_is_mended_only_on_demand(home: Path) -> None:
    (home / ".codex").mkdir()
    broken = '[model_providers.old]\nname = "Old"\nbase_url = "https://old.io/v1"\nwire_api = "chat"\n'
    (home / ".codex/config.toml").write_text(broken)
    words = ("init", "--preset", "openrouter", "--key-stdin", "--offline", "--yes", "-m", "openai/gpt-5.5")
    done = call(home, *words, key=CANARY)
    assert done.returncode == 1
    assert "codex-setup doctor --fix may help" in done.stderr
    assert (home / ".codex/config.toml").read_text() == broken
    done = call(home, *words, "--mend", key=CANARY)
    assert done.returncode == 0, done.stderr
    assert 'wire_api = "chat"' not in (home / ".codex/config.toml").read_text()


def test_a_variable_is_named_and_not_stored(home: Path, gateway: Running) -> None:
    words = ("init", "--base-url", gateway.url, "--key-env", "RELAY_KEY", "--yes", "-m", "gpt-5.4")
    done = call(home, *words, env={"RELAY_KEY": gateway.key})
    assert done.returncode == 0, done.stderr
    assert 'env_key = "RELAY_KEY"' in (home / ".codex/config.toml").read_text()
    assert not (home / ".codex/.env").exists()
    other = call(home, *words, "--store", "variable", "--key-stdin", key=gateway.key)
    assert other.returncode == 0
    assert "export RELAY_KEY=" in other.stderr
    assert gateway.key not in other.stderr


def test_a_profile_is_written_beside_the_default(home: Path, gateway: Running) -> None:
    words = ("init", "--base-url", gateway.url, "--key-stdin", "--yes", "-m", "gpt-5.4", "-p", "work")
    done = call(home, *words, key=gateway.key)
    assert done.returncode == 0, done.stderr
    assert (home / ".codex/work.config.toml").exists()
    assert not (home / ".codex/config.toml").exists()
    assert "codex -p work" in done.stderr


def test_a_command_brings_the_key(home: Path, gateway: Running) -> None:
    (home / "key").write_text(gateway.key)
    words = ("init", "--base-url", gateway.url, "--key-command", f"cat {home}/key", "--yes", "-m", "gpt-5.4")
    done = call(home, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'command = "cat"' in (home / ".codex/config.toml").read_text()
    assert gateway.requests[-1].bearer == gateway.key


def test_the_report_is_the_only_thing_on_standard_output(home: Path) -> None:
    words = (
        "init",
        "--preset",
        "openrouter",
        "--key-stdin",
        "--offline",
        "--yes",
        "-m",
        "m",
        "--format",
        "json",
    )
    done = call(home, *words, key=CANARY)
    document = json.loads(done.stdout)
    assert document["request"]["url"] == "https://openrouter.ai/api/v1/responses"
    assert CANARY not in done.stdout + done.stderr


def test_presets_can_be_listed(home: Path) -> None:
    done = call(home, "init", "--presets")
    assert done.returncode == 0
    assert "https://claude-api.org" in done.stdout


@pytest.mark.parametrize("typed", ["~/.codex", "$HOME/.codex"])
def test_nothing_is_written_into_a_folder_that_only_a_shell_could_name(home: Path, typed: str) -> None:
    words = ("init", "--preset", "ollama", "--model", "x", "--offline", "--yes")
    done = call(home, *words, env={"CODEX_HOME": typed})
    assert done.returncode == 2
    assert f'codex-setup: CODEX_HOME points to "{typed}"' in done.stderr
    assert "Write the whole path." in done.stderr
    assert list(home.iterdir()) == []
