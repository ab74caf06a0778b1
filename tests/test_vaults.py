"""A key in a password store: put in by the user, fetched by a command, never an argument and in no file."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support.calls import call
from support.vaults import MANUALS, stand_in

from codex_setup.gateway import serve
from codex_setup.wizard.storage import VAULTS, fetching, putting, vault

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are scripts with a first line")
TESTS = Path(__file__).parent


def asked_to(vault_id: str, url: str) -> tuple[str, ...]:
    words = ("init", "--base-url", url, "--provider-id", "relay", "--model", "gpt-5.4")
    return (*words, "--store", "command", "--vault", vault_id, "--yes")


def test_every_password_store_has_its_manual() -> None:
    assert {store.id for store in VAULTS} == set(MANUALS)
    assert {store.id: store.program for store in VAULTS} == {
        name: manual[0] for name, manual in MANUALS.items()
    }


@pytest.mark.parametrize("vault_id", MANUALS)
def test_the_key_goes_in_by_hand_and_out_to_the_gateway(vault_id: str, tmp_path: Path) -> None:
    program = stand_in(vault_id, tmp_path / "bin")
    env = {"PATH": f"{program.parent}:/usr/bin:/bin"}
    home = tmp_path / "home"
    home.mkdir()
    store = vault(vault_id)
    assert store is not None
    with serve("relay") as gateway:
        empty = call(home, *asked_to(vault_id, gateway.url), env=env)
        assert empty.returncode == 1
        assert "nothing was written" in empty.stderr
        assert not (home / ".codex").exists()
        words = putting(store, "relay")
        if words:
            assert words[0] in empty.stderr
            done = subprocess.run(
                words,
                env=env,
                input=f"{gateway.key}\n{gateway.key}\n",
                text=True,
                capture_output=True,
                check=True,
            )
            assert gateway.key not in done.stdout + done.stderr + " ".join(words)
        else:
            assert store.how.replace("{id}", "relay").split()[-1] in empty.stderr
            Path(f"{program}.kept").write_text(gateway.key)
        done2 = call(home, *asked_to(vault_id, gateway.url), env=env)
        assert done2.returncode == 0, done2.stderr
        assert {request.bearer for request in gateway.requests} <= {None, gateway.key}
        assert gateway.requests[-1].bearer == gateway.key
    assert "Healthy" in done2.stdout
    assert "from the command of `auth`" in done2.stdout
    assert words[:1] == () or f"{words[0]} {words[1]}" not in done2.stderr, "it is in there already"
    written = [file.read_text() for file in home.rglob("*") if file.is_file()]
    assert gateway.key not in "".join(written) + done2.stdout + done2.stderr
    table = tomllib.loads((home / ".codex/config.toml").read_text())["model_providers"]["relay"]
    assert (table["auth"]["command"], *table["auth"]["args"]) == fetching(store, "relay")
    assert "env_key" not in table


def test_pythons_own_keyring_brings_the_key(tmp_path: Path) -> None:
    pytest.importorskip("keyring")
    env = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(TESTS),
        "PYTHON_KEYRING_BACKEND": "support.keyring_file.FileKeyring", "KEYRING_FILE": str(tmp_path / "kept"),
    }  # fmt: skip
    store = vault("keyring")
    assert store is not None
    home = tmp_path / "home"
    home.mkdir()
    with serve("relay") as gateway:
        subprocess.run(putting(store, "relay"), env=env, input=gateway.key, text=True, check=True)
        done = call(home, *asked_to("keyring", gateway.url), env={**env, "HOME": str(home)})
        assert done.returncode == 0, done.stdout + done.stderr
        assert gateway.requests[-1].bearer == gateway.key


def test_a_locked_store_says_so_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    locked = tmp_path / "bin/pass"
    locked.write_text("#!/bin/sh\necho 'gpg: decryption failed: No secret key' >&2\nexit 2\n")
    locked.chmod(0o755)
    with serve("relay") as gateway:
        done = call(tmp_path, *asked_to("pass", gateway.url), env={"PATH": f"{locked.parent}:/usr/bin:/bin"})
    assert done.returncode == 1
    assert "exit code 2" in done.stdout
    assert "pass insert codex/relay" in done.stderr
    assert not (tmp_path / ".codex").exists()
