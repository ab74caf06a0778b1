"""The workflow of the docs with the real Codex: where the preflight passes, `codex exec` gets its answer."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from support.codex import NEWEST, binary, enclosed

import codex_setup
from codex_setup.gateway import KEY

pytestmark = [pytest.mark.oracle, pytest.mark.slow]
ROOT = Path(codex_setup.__file__).parent.parent


def workflow(key: str) -> dict[str, Any]:
    """Return what came of the workflow with this key."""
    script = str(ROOT / "tests/support/run_workflow.py")
    env = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    done = enclosed([sys.executable, script, str(binary(NEWEST)), key], env=env, listen=(), timeout=150)
    assert done.rc == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_where_the_preflight_passes_codex_works() -> None:
    found = workflow(KEY)
    assert found["preflight"] == 0, found["log"]
    assert found["outputs"]["verdict"] == "healthy"
    assert found["codex"]["rc"] == 0, found["codex"]
    assert found["codex"]["out"].strip()
    assert "Will Codex work here" in found["left out"]
    assert KEY not in found["log"] + found["codex"]["out"]


def test_where_the_preflight_fails_codex_would_have_failed() -> None:
    found = workflow("sk-wrong-0123456789abcdef")
    assert found["preflight"] == 1, found["log"]
    assert found["outputs"]["rule"] == "key-rejected"
    assert found["codex"]["rc"] == 1
