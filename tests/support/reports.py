"""Reports made by hand: every shape that a renderer must be able to show, without a gateway."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.codex.context import Invocation, read_context
from codex_setup.codex.request import plan
from codex_setup.model import Command, Edit, Finding, Fix, Outcome, Place, Rule, Severity, Span
from codex_setup.report import Report
from codex_setup.rules import ask
from codex_setup.wire import Probe, Reply, Request
from support.homes import CODEX_HOME, machine

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_setup.machine import Machine

WORKING = """model = "gpt-5.4"
model_provider = "acme"

[model_providers.acme]
name = "Acme"
base_url = "https://gw.acme.test/v1"
env_key = "ACME_KEY"
wire_api = "responses"
"""
BROKEN = WORKING.replace('"responses"', '"chat"').replace("gw.acme.test", "api.acme.test/v1")
KEY = "sk-live-0123456789abcdef"
USER_FILE = CODEX_HOME / "config.toml"

GATEWAY_ERROR = Rule("key-rejected", Severity.ERROR, "The gateway does not know this key.\n\nMore of it.")
UNREACHED = Rule("timed-out", Severity.ERROR, "No answer came in time.")


def report(config: str | bytes = WORKING, *, at: Machine | None = None, version: str = "0.169.0") -> Report:
    """Return the offline report on a home with this configuration and a good key."""
    context = read_context(at or machine(config, env={"ACME_KEY": KEY}), Invocation(codex_version=version))
    return Report(context, plan(context), ask(context))


def with_reply(found: Report, reply: Reply, *findings: Finding, rule: Rule = GATEWAY_ERROR) -> Report:
    """Return `found` after a live check whose reply led to these findings."""
    request = Request("responses", "POST", str(found.plan.url), (("authorization", "Bearer x"),))
    probe = Probe(request, reply, rule if findings else None)
    return replace(found, probes=(probe,), outcomes=(*found.outcomes, Outcome(rule, tuple(findings))))


def healthy() -> Report:
    """Return a report on a gateway that answered."""
    return with_reply(report(), Reply(200, ms=320, ms_first_event=210, ms_completed=318))


def rejected(words: str = "Invalid API key") -> Report:
    """Return a report on a gateway that refuses the key with these words."""
    span = Span(7, 1, 7, 21, 0, 20)
    fix = Fix(
        "Make a new key",
        (Edit(USER_FILE, ("model",), "gpt-5.5"),),
        (Command("set", ("ACME_KEY", "<your key>")),),
    )
    told = Finding(
        f"the gateway says: {words}",
        Place("user", USER_FILE, span, ("model_providers", "acme", "env_key")),
        words,
        fix,
    )
    return with_reply(report(), Reply(401, ms=20), told)


def unsure() -> Report:
    """Return a report on a gateway that did not answer."""
    told = Finding("the gateway did not answer within 30 s", unsure=True)
    return with_reply(report(), Reply(failure="timeout", ms=30000, detail="no answer"), told, rule=UNREACHED)


def in_workspace(config: str = BROKEN) -> Report:
    """Return a report on a configuration inside the checkout of a pipeline."""
    home = Path("/home/runner/work/app/app/.codex")
    at = machine(files={str(home / "config.toml"): config}, env={"CODEX_HOME": str(home), "ACME_KEY": KEY})
    return report(at=at)


EVERY: dict[str, Callable[[], Report]] = {
    "working": report,
    "broken": lambda: report(BROKEN),
    "not-toml": lambda: report('model = "gpt-5.4\nmodel_provider = acme\n'),
    "nothing": lambda: report(at=machine()),
    "bytes": lambda: report(b"\xff\xfe\x00"),
    "healthy": healthy,
    "rejected": rejected,
    "unsure": unsure,
    "workspace": in_workspace,
    "older": lambda: report(BROKEN, version="0.94.0"),
}
