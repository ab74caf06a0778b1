"""The demo does what the README promises: a setup, three faults found and mended, nothing left behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from codex_setup.gateway import KEY

if TYPE_CHECKING:
    from pathlib import Path


def shown(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the demo with a temporary folder of its own."""
    return subprocess.run(
        [sys.executable, "-m", "codex_setup", "demo", *words],
        capture_output=True, text=True, timeout=120, check=False, cwd=folder,
        env={**os.environ, "TMPDIR": str(folder), **env},
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder in which nothing was, so that what is left behind shows."""
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def test_three_faults_are_named_and_mended(folder: Path) -> None:
    done = shown(folder)
    assert done.returncode == 0, done.stderr
    assert re.findall(r"error\[([a-z0-9-]+)\]", done.stdout) == [
        "key-rejected",
        "base-url-extra-v1",
        "model-unknown",
    ]
    assert done.stdout.count("Healthy") == 5
    assert '-base_url = "http://127.0.0.1:' in done.stderr
    assert '+model = "gpt-5.4"' in done.stderr


def test_nothing_is_left_behind_and_no_key_is_shown(folder: Path) -> None:
    home = folder.parent / "home"
    home.mkdir()
    done = shown(folder, HOME=str(home), http_proxy="http://127.0.0.1:9", OPENAI_API_KEY="sk-mine-0123456789")
    assert done.returncode == 0, done.stderr
    assert list(folder.iterdir()) == []
    assert list(home.iterdir()) == []
    assert KEY not in done.stdout + done.stderr
    assert "sk-mine" not in done.stdout + done.stderr


def test_without_unicode_it_still_speaks(folder: Path) -> None:
    done = shown(folder, PYTHONIOENCODING="ascii", NO_COLOR="1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()
    assert "\x1b" not in done.stdout
