"""A check that fails itself hides no other, and never makes healthy what Codex refuses."""

from __future__ import annotations

from support.homes import machine

from codex_setup.codex.context import Invocation
from codex_setup.doctor import examine
from codex_setup.model import Check, Outcome, Rule, Severity
from codex_setup.record import replace

CONFIG = """model_provider = "r"

[model_providers.r]
name = "R"
base_url = "https://r.example/v1"
env_key = "NOT_SET"
"""


def broken(_: object) -> tuple[()]:
    raise LookupError


def test_where_codex_stops_a_crash_is_not_healthy() -> None:
    report = examine(machine(CONFIG), Invocation(codex_version="0.169.0"))
    assert report.plan.refused is not None
    crash = Check(Rule("x", Severity.ERROR, "X."), broken).ask(None)
    assert crash.crashed
    assert replace(report, outcomes=(crash,)).exit_code == 1
    assert replace(report, outcomes=(Outcome(crash.rule),)).exit_code == 0, "what is suppressed stays so"
