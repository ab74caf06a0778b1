"""The plan agrees with every recorded run of the real Codex: 100 %, each exception named with its reason."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest
from codex.agreement import Case, difference, predicted, recorded
from oracle import records

CATALOGUE = "the gateway's answer to model_catalog_url decides, which no plan can know"
KEYRING = "the enclosure has no secret service, which ends these releases; a real keyring was never measured"

EXCEPTIONS = {
    "extra/catalog_url": CATALOGUE,
    "relay/catalog_url-bad": CATALOGUE,
    "other/store-keyring": KEYRING,
}
"""Runs that are left out, by name, and why."""


@cache
def by_version() -> dict[str, list[Case]]:
    """Return the recorded runs of facts, by release."""
    found: dict[str, list[Case]] = defaultdict(list)
    for case in recorded():
        found[case.version].append(case)
    return found


def wrong(cases: list[Case]) -> list[str]:
    """Return where the plan parts from what happened, one line a run."""
    found = [(case, difference(case, predicted(case))) for case in cases if case.id not in EXCEPTIONS]
    return [f"{case.version} {case.id}: {said}" for case, said in found if said is not None]


def test_there_are_as_many_runs_as_there_were() -> None:
    assert sum(len(cases) for cases in by_version().values()) == 1553
    assert len(by_version()) == 50


@pytest.mark.parametrize("version", sorted(by_version()))
def test_the_plan_agrees_with_every_recorded_run(version: str) -> None:
    assert wrong(by_version()[version]) == []


@pytest.mark.parametrize("version", records.versions())
def test_the_plan_agrees_with_every_recorded_situation(version: str) -> None:
    cases = list(records.replayed(version))
    assert len(cases) == len(records.read(version)), (
        "a situation of the matrix changed: record this release again"
    )
    assert wrong(cases) == []


def test_twelve_releases_and_five_hundred_situations_are_recorded() -> None:
    assert len(records.versions()) >= 12
    assert sum(len(records.read(version)) for version in records.versions()) >= 500


def test_every_exception_is_still_needed() -> None:
    cases = [case for cases in by_version().values() for case in cases if case.id in EXCEPTIONS]
    cases += [case for v in records.versions() for case in records.replayed(v) if case.id in EXCEPTIONS]
    needed = {case.id for case in cases if difference(case, predicted(case)) is not None}
    assert needed == set(EXCEPTIONS)
