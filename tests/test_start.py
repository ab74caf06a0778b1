"""A start is short: what a check of a healthy home does not need is not loaded."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.asking import written
from support.installs import put

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = written("https://relay.example/v1", "gpt-x", keyed=True)
CODEX = """\
#!/bin/sh
case "$1" in --version) echo codex-cli 0.169.0;; *) echo '{}';; esac
"""
LOADED = """\
import os, sys
os._exit = lambda code: print(code, *sys.modules, file=sys.__stderr__)
sys.argv = ["codex-setup", "doctor", "--offline"]
from codex_setup.__main__ import main
main()
"""
DEAR = {
    *("typer", "rich", "httpx", "tomlkit", "dataclasses", "inspect", "ast", "subprocess", "threading", "socket", "ssl"),
    *("tempfile", "shutil", "base64", "random", "textwrap", "unicodedata", "urllib.request", "email", "logging"),
}  # fmt: skip
OURS = {
    "edit",
    "mend",
    "repair",
    "diagnosis",
    "network",
    "live",
    "gateway",
    "wizard",
    "explain",
    "lint",
    "answer",
}


@pytest.mark.skipif(sys.platform == "win32", reason="a program of Unix")
def test_a_healthy_home_beside_a_codex_needs_little(tmp_path: Path) -> None:
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex" / "config.toml").write_text(CONFIG)
    (tmp_path / ".codex" / "config.toml").chmod(0o600)
    package = tmp_path / "lib" / "node_modules" / "@openai" / "codex"
    put(package / "bin" / "codex.js", CODEX)
    (package / "package.json").write_text('{"name": "@openai/codex", "version": "0.169.0"}')
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "codex").symlink_to(package / "bin" / "codex.js")
    env = {
        "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path), "RELAY_KEY": "sk-made-up-0123456789",
        "PYTHONPATH": ":".join(sys.path),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", LOADED], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "0.169.0 (installed" in done.stdout
    assert "Healthy as far as can be told offline" in done.stdout
    code, *loaded = done.stderr.split()
    assert code == "0"
    assert DEAR.isdisjoint(loaded), DEAR & set(loaded)
    assert OURS.isdisjoint({name.split(".")[1] for name in loaded if name.startswith("codex_setup.")})
