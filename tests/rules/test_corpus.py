"""No false alarm: on homes that work, nothing is found that would worry anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.corpus import corpus

from codex_setup.codex.request import plan
from codex_setup.model import Severity, findings_of
from codex_setup.rules import ask

if TYPE_CHECKING:
    from support.corpus import Working

ALL = tuple(corpus())

each = pytest.mark.parametrize("working", ALL, ids=lambda working: working.name)


def test_there_are_enough_of_them() -> None:
    assert len(ALL) >= 40


@each
def test_nothing_is_found_that_would_worry_anybody(working: Working) -> None:
    found = findings_of(ask(working.context))
    alarms = [f"{rule.id}: {f.message}" for rule, f in found if rule.severity is not Severity.NOTE]
    assert not alarms


@each
def test_no_check_fails(working: Working) -> None:
    assert not [o for o in ask(working.context) if o.skipped and "failed" in o.skipped]


@each
def test_codex_would_send_a_request(working: Working) -> None:
    assert plan(working.context).refused is None
