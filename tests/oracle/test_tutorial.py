"""The tutorial's configuration, before and after the safe fixes, on the real Codex."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import homes
from support.codex import HOME, NEWEST, Job, certificate, run_all
from support.mended import mended

from codex_setup.codex.context import Invocation, read_context
from codex_setup.codex.request import plan

if TYPE_CHECKING:
    from codex_setup.machine import Machine

pytestmark = pytest.mark.oracle

KEY = "sk-9b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a"
TUTORIAL = """\
model_provider = "claude-api"
model = "gpt-5.4"

[model_providers.claude-api]
name = "OpenAI"
base_url = "https://relay.example"
wire_api = "responses"
requires_openai_auth = true
"""


def job(on: Machine) -> Job:
    """Return a run of the real Codex with the files and the environment of a machine."""
    names = {name for folder in (homes.CODEX_HOME,) for name in on.files.names(folder)}
    held = {name: on.files.read(homes.CODEX_HOME / name) for name in names}
    files = {str(HOME / ".codex" / name): content for name, content in held.items()}
    retries = [
        word
        for k in ("request", "stream")
        for word in ("-c", f"model_providers.claude-api.{k}_max_retries=0")
    ]
    argv = ("exec", *retries, "--skip-git-repo-check", "ping")
    env = {"SSL_CERT_FILE": certificate(), "OPENAI_API_KEY": KEY}
    return Job(argv=argv, version=NEWEST, files=files, env=env, tls=True, timeout=20)


@pytest.mark.parametrize(
    "change",
    [
        ("", ""),
        ('wire_api = "responses"', 'wire_api = "chat"'),
        ('"https://relay.example"', '"https://relay.example/responses"'),
        ('"https://relay.example"', '"relay.example"'),
        ('"https://relay.example"', '"https://relay.example "'),
        ('name = "OpenAI"\n', ""),
        ('"gpt-5.4"', "“gpt-5.4”"),
        ('"gpt-5.4"', "gpt-5.4"),
    ],
    ids=["as it is", "chat", "endpoint", "no scheme", "blank", "no name", "curly quotes", "no quotes"],
)
def test_it_fails_as_predicted_and_works_once_mended(change: tuple[str, str]) -> None:
    before = homes.machine(TUTORIAL.replace(*change) if change[0] else TUTORIAL, env={"OPENAI_API_KEY": KEY})
    after = mended(before)
    broken, works = run_all([job(before), job(after)])
    planned = plan(read_context(before, Invocation()))
    assert (broken.asked is None) == (planned.refused is not None), broken.err[-500:]
    if broken.asked is not None:
        assert broken.asked.header("authorization") is None
    assert works.rc == 0, works.err[-500:]
    assert "pong" in works.out
    assert works.asked is not None
    assert works.asked.url == "https://relay.example/responses"
    assert works.asked.header("authorization") == f"Bearer {KEY}"
    assert works.asked.model == "gpt-5.4"
