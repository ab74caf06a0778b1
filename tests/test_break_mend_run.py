"""Break, mend, run: what `doctor --fix --yes` leaves behind, real Codex can use, and nothing else was touched.

Each home is broken in one or two places. After mending, Codex 0.169.0 must get its answer from the
embedded gateway, or the report must name the rule whose remedy only the user can choose. Every line and
comment that had nothing to do with the fault is there byte for byte, no key is in any output, and `undo`
gives back what was there.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from support.broken import GOOD, HOMES, KEY, MODELS, Broken
from support.codex import HOME, NEWEST, Job, native, run_all

import codex_setup
from codex_setup.codex.encoding import codec_of

pytestmark = [pytest.mark.oracle, pytest.mark.slow]
ROOT = Path(codex_setup.__file__).parent.parent
CODEX_HOME = HOME / ".codex"


def job(home: Broken) -> Job:
    files = {".codex/config.toml": home.config}
    files |= {
        name: text for name, text in ((".codex/.env", home.dotenv), (".codex/auth.json", home.auth)) if text
    }
    script = str(ROOT / "tests/support/mend_and_run.py")
    codex = str(native(NEWEST)) if home.rule is None else ""
    env = {
        "PYTHONPATH": str(ROOT), "CODEX_HOME": str(CODEX_HOME), "XDG_STATE_HOME": str(HOME / "state"), **home.env,
    }  # fmt: skip
    argv = [sys.executable, script, codex, home.routes, KEY, ",".join(MODELS), *home.words]
    return Job(
        argv,
        None,
        files,
        env=env,
        keep=[str(CODEX_HOME / name) for name in ("config.toml", ".env", "auth.json")],
        timeout=200,
    )


@pytest.mark.parametrize("name", HOMES)
def test_what_was_broken_works_or_the_user_knows_what_to_do(name: str) -> None:
    home = HOMES[name]
    run = next(iter(run_all([job(home)])))
    assert run.out.startswith("{"), run.err
    found: dict[str, Any] = json.loads(run.out)
    report = json.loads(found["doctor"]["out"])
    if home.rule is None:
        assert (found["codex"]["rc"], "pong" in found["codex"]["out"]) == (0, True), found
        assert found["doctor"]["rc"] == 0
    else:
        named = {finding["rule"]: finding for finding in report["findings"]}
        assert found["doctor"]["rc"] == 1
        assert home.rule in named
        assert named[home.rule]["hint"] or named[home.rule]["fix"]
    assert found["again"]["rc"] == 0, "mended once, there is nothing more to mend"
    untouched(home, bytes.fromhex(found["files"]["config.toml"]).decode())
    said = "".join(found[part][stream] for part in ("doctor", "again", "undo") for stream in ("out", "err"))
    assert KEY not in said + "".join(found["names"])
    assert found["undo"]["rc"] == 0, found["undo"]
    given = home.config if isinstance(home.config, bytes) else home.config.encode()
    left = {Path(path).name: content for path, content in run.left.items()}
    assert left["config.toml"] == given
    assert left[".env"] == (home.dotenv.encode() if home.dotenv else None)
    assert left["auth.json"] == (home.auth.encode() if home.auth else None)


def untouched(home: Broken, now: str) -> None:
    """Assert that every line of the working file but the faulty ones is still there, and every comment."""
    ends = "\r\n" if isinstance(home.config, str) and "\r\n" in home.config else "\n"
    lines = now.removesuffix(ends).split(ends)
    assert "\r" not in now.replace("\r\n", "")
    for line in GOOD.split("\n"):
        if line.strip() and line not in home.edited:
            assert line in lines
    for comment in re.findall(r"# [a-z\[].*", GOOD):
        if comment in (
            home.config
            if isinstance(home.config, str)
            else home.config.decode(codec_of(home.config) or "utf-8")
        ):
            assert comment in now


def test_there_are_sixty_of_them() -> None:
    assert len(HOMES) >= 60
