"""The docs hold together: no dead link, pages that a browser opens, pictures that show what is printed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
ALONE = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--allow-file-access-from-files",
]  # fmt: skip


def needed(program: str) -> str:
    """Return where a program is; without it the test is skipped, in a pipeline it fails."""
    found = shutil.which(program)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(f"{program} is not installed")
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def made(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one of the docs' scripts."""
    command = [sys.executable, str(DOCS / script), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


def test_no_link_leads_nowhere(tmp_path: Path) -> None:
    done = made("site.py", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "index.html").exists()


@pytest.mark.slow
def test_a_browser_opens_the_site(tmp_path: Path) -> None:
    browser = needed("chromium")
    made("site.py", str(tmp_path / "site"))
    page = (tmp_path / "site/index.html").as_uri()
    done = subprocess.run(
        [browser, *ALONE, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "<h1" in done.stdout
    assert "codex-setup demo" in done.stdout
    assert "doctor-broken.svg" in done.stdout


@pytest.mark.slow
def test_the_pictures_show_what_is_printed() -> None:
    needed("tmux")
    done = made("pictures.py", "--check")
    assert (done.returncode, done.stderr) == (0, "")
