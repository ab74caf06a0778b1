"""What our check says of a stream or of an address is what the real Codex does with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import codex as real
from test_redirects import SITES
from test_turns import CASES, UNSHOWN

HERE = Path(__file__).parent


def shown(what: str) -> Any:
    """Return what came of it, in a namespace with loopback only."""
    own = () if os.geteuid() == 0 else ("--map-root-user",)
    inside = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    program = str(real.binary(real.NEWEST))
    words = ["unshare", *own, *inside, sys.executable, str(HERE / "shown.py"), program, what]
    paths = os.pathsep.join((str(HERE), str(HERE.parent), str(HERE.parent.parent)))
    env = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "PYTHONPATH": paths}
    done = subprocess.run(
        words, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.oracle
@pytest.mark.slow
def test_codex_reads_the_streams_that_we_call_healthy_and_no_others() -> None:
    told = shown("turns")
    for (answer, rules), did in zip(CASES, told[: len(CASES)], strict=True):
        assert (did["rc"] == 0) is (not rules), (answer, rules, did)
        if not rules:
            assert did["out"] == "pong"
    for answer, did in zip(UNSHOWN, told[len(CASES) :], strict=True):
        assert (did["rc"], did["out"]) == (0, ""), (answer, did)


@pytest.mark.oracle
@pytest.mark.slow
def test_codex_works_at_the_address_that_our_check_found() -> None:
    told = shown("addresses")
    assert len(told) > 10
    for name, did in told.items():
        assert did["before"] != 0, (name, did)
        assert did["rules"][0].startswith("base-url-"), (name, did)
        assert did["after"]["rc"] == 0, (name, did)
        assert did["after"]["out"] == "pong", (name, did)


@pytest.mark.oracle
@pytest.mark.slow
def test_codex_follows_the_redirects_that_we_call_harmless_and_no_others() -> None:
    for name, did in shown("redirects").items():
        assert (did["rc"] == 0) is (not SITES[name][2]), (name, did)
