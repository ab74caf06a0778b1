"""One root cause, reported once: files and gateway brought together, on the whole examination."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.asking import KEY, written
from support.homes import machine

from codex_setup.codex.context import Invocation
from codex_setup.doctor import examine
from codex_setup.gateway import serve
from codex_setup.model import Edit, findings_of
from codex_setup.network import sender

if TYPE_CHECKING:
    from codex_setup.report import Report


def examined(config: str, **env: str) -> Report:
    home = machine(config, env=env, modes={".codex/config.toml": 0o600})
    return examine(
        home, Invocation(codex_version="0.169.0"), connect=lambda variables: sender(variables, timeout=10)
    )


def roots(report: Report) -> dict[str, str | None]:
    """Return the rules that fired as errors, each with the one that explains it."""
    pairs = findings_of(report.outcomes)
    return {rule.id: finding.because_of for rule, finding in pairs if rule.severity.value == "error"}


@pytest.mark.parametrize(
    ("key", "cause"),
    [("sk-你的key", "key-placeholder"), (f'"{KEY}"', "key-quoted"), (f"Bearer {KEY}", "key-bearer-prefix")],
)
def test_a_fault_of_the_key_explains_why_it_is_refused(key: str, cause: str) -> None:
    with serve("relay") as running:
        found = roots(examined(written(running.base_url, "gpt-5.4", keyed=True), RELAY_KEY=key))
    assert found["key-rejected"] == cause
    assert found[cause] is None


def test_a_key_that_codex_ignores_explains_why_none_arrives() -> None:
    with serve("relay") as running:
        config = written(running.base_url, "gpt-5.4", keyed=False, more="requires_openai_auth = true\n")
        found = roots(examined(config, OPENAI_API_KEY=KEY))
    assert found["key-missing"] == "openai-api-key-ignored"


def test_an_address_that_the_gateway_proved_is_better_than_a_guess() -> None:
    with serve("relay") as running:
        report = examined(written(running.base_url + "/v1/responses", "gpt-5.4", keyed=True), RELAY_KEY=KEY)
        found = roots(report)
        assert found["base-url-endpoint-pasted"] == "base-url-lacks-prefix"
        assert found["base-url-lacks-prefix"] is None
        values = {
            edit.value
            for rule, finding in findings_of(report.outcomes)
            if finding.because_of is None and finding.fix
            for edit in finding.fix.edits
            if isinstance(edit, Edit)
        }
        assert values == {running.url}


def test_a_blank_in_the_name_explains_why_it_is_unknown() -> None:
    with serve("relay") as running:
        found = roots(examined(written(running.base_url, "gpt-5.4 ", keyed=True), RELAY_KEY=KEY))
    assert found["model-unknown"] == "model-stray-character"


def test_what_has_nothing_to_do_with_each_other_stays_apart() -> None:
    with serve("relay") as running:
        found = roots(
            examined(written(running.base_url, "gpt-5.4", keyed=True), RELAY_KEY="sk-nobody-knows-it")
        )
        assert found == {"key-rejected": None}
        healthy = examined(written(running.base_url, "gpt-5.4", keyed=True), RELAY_KEY=KEY)
        assert (roots(healthy), healthy.exit_code) == ({}, 0)


@pytest.mark.parametrize(
    ("config", "cause"),
    [
        ('model_provider = "a"\nmodel = "x"\nmodel_provider = "b"\n', "config-key-twice"),
        ('model_provider = "a"\nmodel = "x"\nlog_dir = "C:\\users"\n', "config-backslash-path"),
    ],
)
def test_what_stands_in_a_file_that_cannot_be_read_follows_from_that(config: str, cause: str) -> None:
    found = roots(examine(machine(config), Invocation(codex_version="0.169.0")))
    assert found["provider-undefined"] == cause


def test_an_empty_secret_is_one_fault() -> None:
    config = written("https://relay.example/v1", "gpt-5.4", keyed=True)
    home = machine(config, env={"RELAY_KEY": "", "CI": "true"})
    found = roots(examine(home, Invocation(codex_version="0.169.0")))
    assert found == {"ci-secret-empty": None, "env-key-unset": "ci-secret-empty"}


def test_a_model_under_another_name_is_no_missing_model_as_well() -> None:
    config = written("https://relay.example/v1", "gpt-5.4", keyed=True).replace("model =", "modle =")
    report = examine(machine(config, env={"RELAY_KEY": KEY}), Invocation(codex_version="0.169.0"))
    assert {rule.id: f.because_of for rule, f in findings_of(report.outcomes)}[
        "model-unset"
    ] == "setting-misspelt"


def test_what_keeps_codex_from_loading_is_said_beside_what_it_meets_only_when_it_sends() -> None:
    config = "[approval_policy.reject]\nsandbox_approval = true\nrules = true\nmcp_elicitations = true\n"
    outcomes = examine(machine(config), Invocation()).outcomes
    told = {rule.id for rule, finding in findings_of(outcomes) if finding.because_of is None}
    assert told >= {"configuration-refused", "login-missing"}
