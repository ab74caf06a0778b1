"""The homes of the corpus are what they are called: the real Codex accepts every one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import homes
from support.codex import HOME, NEWEST, WORK, Job, run_all
from support.corpus import corpus

if TYPE_CHECKING:
    from pathlib import Path

    from support.corpus import Working

pytestmark = pytest.mark.oracle

STRICT = ("--strict-config", "app-server", "--print-startup-config")
LENIENT = ("features", "list")


def job(working: Working) -> Job:
    """Return the run of Codex that only reads the configuration; older releases have no strict one."""
    version = working.more.get("version")
    return Job(
        argv=LENIENT if version else STRICT,
        version=version or NEWEST,
        files={_placed(path): text for path, text in working.home.files.items() if path.parts[1] != "usr"},
        env={key: value for key, value in working.home.env.items() if key != "PATH"},
    )


def _placed(path: Path) -> str:
    if path.is_relative_to(homes.WORK):
        return str(WORK / path.relative_to(homes.WORK))
    return str(HOME / path.relative_to(homes.HOME)) if path.is_relative_to(homes.HOME) else str(path)


@pytest.mark.parametrize("working", tuple(corpus()), ids=lambda working: working.name)
def test_codex_accepts_it(working: Working) -> None:
    (run,) = run_all([job(working)])
    assert run.rc == 0, (run.out + run.err)[-800:]
    assert '"error"' not in run.out, run.out[-800:]
