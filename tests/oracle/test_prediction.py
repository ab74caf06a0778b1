"""The plan against the wire: real releases, from npm, in situations that the matrix makes.

A seeded sample of each release by default; `CODEX_SETUP_TEST_ORACLE=all` runs every situation (half an hour).
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from codex.agreement import difference, predicted
from codex.test_agreement import EXCEPTIONS
from oracle import records
from oracle.compare import differences
from support.codex import binary
from support.installed import WORLD

RELEASES = (
    "0.20.0", "0.34.0", "0.47.0", "0.64.0", "0.94.0", "0.95.0", "0.115.0", "0.128.0", "0.134.0", "0.147.0",
    "0.149.1", "0.160.0", "0.169.0", "0.171.0",
)  # fmt: skip
"""Releases that stand on both sides of the boundaries."""

SAMPLE = {"0.169.0": 100}
SOME = 30
WHOLE = WORLD.get("CODEX_SETUP_TEST_ORACLE") == "all"
WORKERS = 3  # some of what they do is to wait


@pytest.mark.oracle
@pytest.mark.timeout(3600 if WHOLE else 600)
@pytest.mark.parametrize("version", RELEASES)
def test_the_plan_is_what_the_real_codex_does(version: str) -> None:
    binary(version)
    cases = [case for case in records.situations(version) if case.id not in EXCEPTIONS]
    if not WHOLE:
        chance = random.Random(f"sample/{version}")  # noqa: S311 -- a sample, not a secret
        cases = chance.sample(cases, SAMPLE.get(version, SOME))
    wrong = [f"{case.id}: {said}" for case, said in differences(cases, WORKERS) if said is not None]
    assert wrong == []


@pytest.mark.oracle
def test_the_harness_sees_a_plan_that_is_wrong() -> None:
    """Had the comparison no teeth, everything above would pass for nothing."""
    (case,) = records.cases_of(["other/plain"], "0.169.0")
    ((seen, said),) = differences([case], 1)
    assert said is None
    assert seen.asked is not None
    changes: tuple[dict[str, object], ...] = (
        {"url": "http://127.0.0.1:8000/other"},
        {"model": "other"},
        {"headers": []},
        {"websocket": True},
    )
    for change in changes:
        assert difference(replace(seen, asked={**seen.asked, **change}), predicted(seen)) is not None
    assert difference(
        replace(seen, asked=None, error="ERROR: Missing environment variable: `RK`."), predicted(seen)
    )
