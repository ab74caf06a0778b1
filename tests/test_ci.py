"""The action, run step by step as GitHub would: it passes on a gateway that works, and shows each fault on its line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.runner import Job

from codex_setup.gateway import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.gateway import Running

PROJECT = Path(__file__).parent.parent
CONFIG = """model = "{model}"
model_provider = "relay"

[model_providers.relay]
name = "Relay"
base_url = "{url}"
env_key = "GATEWAY_API_KEY"
wire_api = "responses"
"""
FILE = "codex-home/config.toml"


@pytest.fixture(scope="module")
def relay() -> Iterator[Running]:
    """Return a relay that works, for every test here."""
    with serve("relay") as running:
        yield running


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """Return a job in a fresh checkout on a fresh runner."""
    workspace = tmp_path / "work" / "app"
    workspace.mkdir(parents=True)
    return Job(tmp_path, workspace, {"HOME": str(tmp_path / "runner")})


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, dict[str, str]]:
    """Return what the step that installs leaves, with this checkout in place of an installation."""
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={PROJECT} exec {sys.executable} -m codex_setup "$@"\n')
    program.chmod(0o755)
    (tmp_path / "codex-setup").mkdir()
    return {"python": {}, "install": {"program": str(program), "place": str(tmp_path / "codex-setup")}}


def configured(job: Job, relay: Running, config: str = CONFIG) -> dict[str, str]:
    """Put a configuration into the checkout and return the inputs that name it."""
    (job.workspace / "codex-home").mkdir(exist_ok=True)
    (job.workspace / FILE).write_text(config.format(model=relay.models[0], url=relay.base_url))
    return {"codex-home": str(job.workspace / "codex-home"), "codex-version": "0.169.0", "retry": "0"}


def test_it_passes_on_a_gateway_that_works(
    job: Job, relay: Running, installed: dict[str, dict[str, str]]
) -> None:
    job.secrets = (relay.key,)
    inputs = {
        "base-url": relay.base_url,
        "model": relay.models[0],
        "api-key": relay.key,
        "codex-version": "0.169.0",
    }
    assert job.run(PROJECT, inputs, installed) == 0, job.log
    assert [one for one in job.annotations if one.level == "error"] == []
    found = job.outputs["action"]
    assert found["verdict"] == "healthy"
    assert found["exit-code"] == "0"
    assert found["rule"] == ""
    assert found["request-url"] == f"{relay.base_url}/responses"
    assert found["codex-home"] == job.env["CODEX_HOME"]
    assert "GATEWAY_API_KEY" in (Path(found["codex-home"]) / "config.toml").read_text()
    assert job.summary.startswith("### codex-setup: healthy")
    assert relay.key not in job.log + job.summary
    assert job.strange == []


@pytest.mark.slow
def test_it_installs_itself_from_its_own_checkout(job: Job, relay: Running) -> None:
    inputs = configured(job, relay) | {"api-key": relay.key, "python": sys.executable}
    job.env |= {
        name: value for name, value in OUTSIDE.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))
    }
    assert job.run(PROJECT, inputs) == 0, job.log
    assert Path(job.outputs["install"]["program"]).is_file()
    assert job.outputs["action"]["verdict"] == "healthy"


OUTSIDE = dict(os.environ)

KEY_FAULTS = {
    "unset": (None, "env-key-unset"),
    "empty, as on a fork": ("", "ci-secret-empty"),
    "blank": ("   ", "ci-secret-empty"),
    "quoted": ('"{}"', "key-quoted"),
    "with a line end": ("{}\n", "key-newline"),
    "with a blank": (" {}", "key-blanks"),
    "a mask": ("***", "ci-secret-masked"),
    "an expression that nobody replaced": ("${{{{ secrets.KEY }}}}", "key-placeholder"),
    "a variable of another platform": ("$(GATEWAY_API_KEY)", "key-placeholder"),
    "wrong": ("sk-wrong-0123456789abcdef", "key-rejected"),
}


@pytest.mark.parametrize("name", KEY_FAULTS)
def test_a_fault_of_the_key_stands_on_the_line_that_names_it(
    name: str, job: Job, relay: Running, installed: dict[str, dict[str, str]]
) -> None:
    form, rule = KEY_FAULTS[name]
    job.secrets = (relay.key,)
    if form is not None:
        job.env["GATEWAY_API_KEY"] = form.format(relay.key)
    assert job.run(PROJECT, configured(job, relay), installed) == 1, job.log
    assert job.failed == "check"
    assert (FILE, 7, rule) in [one.spot for one in job.annotations if one.level == "error"]
    assert job.outputs["action"]["verdict"] == "broken"
    assert job.outputs["action"]["rule"]
    assert relay.key not in job.log + job.summary
    assert job.strange == []


CONFIG_FAULTS = {
    "two programs wrote it": ('model_provider = "codex-action"\n' + CONFIG, 3, "config-key-twice"),
    "a short model name": (CONFIG.replace("{model}", "gpt-5"), 1, "model-"),
    "a second /v1": (CONFIG.replace("{url}", "{url}/v1"), 6, "base-url-"),
    "a removed wire_api": (CONFIG.replace('"responses"', '"chat"'), 8, "wire-api-"),
    "an unknown provider": (CONFIG.replace('= "relay"', '= "relya"'), 2, "provider-undefined"),
}


@pytest.mark.parametrize("name", CONFIG_FAULTS)
def test_a_fault_of_the_configuration_stands_on_its_line(
    name: str, job: Job, relay: Running, installed: dict[str, dict[str, str]]
) -> None:
    config, line, rule = CONFIG_FAULTS[name]
    inputs = configured(job, relay, config) | {"api-key": relay.key}
    assert job.run(PROJECT, inputs, installed) == 1, job.log
    spots = [one.spot for one in job.annotations if one.level == "error"]
    assert any(spot[:2] == (FILE, line) and spot[2].startswith(rule) for spot in spots), spots


WORKFLOW = """on: push
jobs:
  work:
    runs-on: ubuntu-latest
    steps:
      - run: npm install -g @openai/codex@0.128.0
      - uses: openai/codex-action@v1
      - run: codex exec "do it"
"""


def test_the_faults_of_pipelines_stand_where_they_can_be_mended(
    job: Job, relay: Running, installed: dict[str, dict[str, str]]
) -> None:
    inputs = configured(job, relay) | {"api-key": relay.key, "profile": "nightly", "codex-version": ""}
    for name, text in (
        (".github/workflows/work.yml", WORKFLOW),
        (".codex/config.toml", 'model = "gpt-5.4"\n'),
        (".git/HEAD", ""),
    ):
        (job.workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (job.workspace / name).write_text(text)
    codex = job.root / "bin" / "codex"
    codex.parent.mkdir()
    codex.write_text("#!/bin/sh\necho codex-cli 0.169.0\n")
    codex.chmod(0o755)
    job.path = f"{codex.parent}:{job.path}"
    job.run(PROJECT, inputs, installed)
    spots = {(one.level, *one.spot) for one in job.annotations}
    assert {
        ("error", "codex-home/nightly.config.toml", 0, "profile-missing"),
        ("warning", "", 0, "ci-home-in-workspace"),
        ("warning", FILE, 2, "ci-action-writes-provider"),
        ("warning", ".codex/config.toml", 0, "ci-config-ignored"),
        ("warning", ".github/workflows/work.yml", 6, "ci-codex-not-as-pinned"),
        ("notice", ".github/workflows/work.yml", 8, "ci-stdin-open"),
    } <= spots, job.log


def test_a_job_without_a_home_and_without_codex_is_told_so(
    job: Job, relay: Running, installed: dict[str, dict[str, str]]
) -> None:
    del job.env["HOME"]
    job.path = "/usr/bin:/bin"
    inputs = configured(job, relay) | {"api-key": relay.key, "codex-version": ""}
    assert job.run(PROJECT, inputs, installed) == 0, job.log
    assert ("notice", "", 0, "ci-codex-missing") in {(one.level, *one.spot) for one in job.annotations}


def test_an_outage_is_told_from_a_fault(job: Job, installed: dict[str, dict[str, str]]) -> None:
    with serve("relay") as gone:
        inputs = configured(job, gone) | {"api-key": gone.key, "timeout": "5"}
    assert job.run(PROJECT, inputs, installed) == 4, job.log
    assert job.outputs["action"]["verdict"] == "unsure"
    assert job.outputs["action"]["exit-code"] == "4"


def test_more_reports_are_written_where_they_were_asked_for(
    job: Job, relay: Running, installed: dict[str, dict[str, str]]
) -> None:
    inputs = configured(job, relay) | {"api-key": relay.key, "output": "sarif:a.sarif\njunit:b.xml\n"}
    assert job.run(PROJECT, inputs, installed) == 0, job.log
    assert '"version": "2.1.0"' in (job.workspace / "a.sarif").read_text()
    assert (job.workspace / "b.xml").read_text().startswith("<?xml")


def test_a_key_that_the_job_has_is_not_replaced_by_nothing(
    job: Job, relay: Running, installed: dict[str, dict[str, str]]
) -> None:
    job.env["GATEWAY_API_KEY"] = relay.key
    assert job.run(PROJECT, configured(job, relay), installed) == 0, job.log


def test_inputs_are_never_read_by_the_shell(
    job: Job, relay: Running, installed: dict[str, dict[str, str]]
) -> None:
    evil = f"$(touch {job.root}/pwned);`touch {job.root}/pwned`\"; touch {job.root}/pwned; '"
    inputs = configured(job, relay) | {
        "api-key": relay.key,
        "model": evil,
        "profile": evil,
        "fail-on": "error",
    }
    job.run(PROJECT, inputs, installed)
    assert not (job.root / "pwned").exists()


def test_a_pull_request_of_dependabot_is_told_from_a_wrong_name(
    job: Job, relay: Running, installed: dict[str, dict[str, str]]
) -> None:
    job.env |= {"GATEWAY_API_KEY": "", "GITHUB_ACTOR": "dependabot[bot]"}
    assert job.run(PROJECT, configured(job, relay), installed) == 1, job.log
    (told,) = [one for one in job.annotations if one.spot == (FILE, 7, "ci-secret-empty")]
    assert "Dependabot" in told.message


@pytest.mark.parametrize(
    "home", ["~/.codex", "$HOME/.codex", "${{ runner.temp }}/codex", "%USERPROFILE%/codex"]
)
def test_a_home_that_no_shell_has_read_is_told_as_such(
    home: str, job: Job, relay: Running, installed: dict[str, dict[str, str]]
) -> None:
    job.env |= {"GATEWAY_API_KEY": relay.key, "CODEX_HOME": home}
    assert job.run(PROJECT, {"codex-version": "0.169.0", "retry": "0"}, installed) == 1, job.log
    (told,) = [one for one in job.annotations if one.spot[2] == "codex-home-missing"]
    assert "Write the whole path." in told.message


def test_warnings_fail_the_step_where_they_are_to(
    job: Job, relay: Running, installed: dict[str, dict[str, str]]
) -> None:
    inputs = configured(job, relay) | {"api-key": relay.key, "codex-home": "", "fail-on": "warning"}
    job.env["CODEX_HOME"] = str(job.workspace / "codex-home")
    assert job.run(PROJECT, inputs, installed) == 1, job.log
    assert job.outputs["action"]["rule"] == "ci-home-in-workspace"
