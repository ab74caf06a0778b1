"""The law of the canary: a key, wherever somebody put it, is in nothing that any command says or leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.canaries import KEY, absent
from support.misplaced import CASES
from support.watched import FILES, QUICK, Watched, echoing, watching

from codex_setup.render import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEYS = (
    "model", "model_provider", "model_providers", "model_providers.relay", "model_providers.relay.env_key",
    "model_providers.relay.base_url", "model_providers.relay.name", "model_providers.relay.http_headers",
    "model_providers.relay.query_params", "model_providers.relay.experimental_bearer_token", "model_providers.relay.auth",
    "model_providers.relay.env_http_headers", "model_providers.second.experimental_bearer_token", "mcp_servers", "mcp_servers.x",
    "mcp_servers.x.env", "profile", "api_key", "shell_environment_policy", "notify", "projects", f'"{KEY}"', f"model_providers.{KEY}",
)  # fmt: skip


@pytest.fixture(scope="module")
def relay() -> Iterator[str]:
    with echoing() as url:
        yield url


@pytest.fixture
def watch(guarded: Path, relay: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Watched]:
    return watching(guarded, relay, monkeypatch)


def looked_at(run: Watched) -> None:
    """Run what only reads: every format at once, offline and live."""
    words = run.case.words
    run("doctor", "--offline", "-v", *words, *FILES)
    run("doctor", "-v", *words, *FILES, *QUICK)
    run("plan", "-v", *words, *FILES)


def asked(run: Watched) -> None:
    """Run what asks a gateway, explains, lists or judges."""
    words = run.case.words
    for form in ("text", "json"):
        run("models", *words, "--format", form, *QUICK)
        run("providers", *words, "--format", form)
        run("providers", *words, "--live", "--format", form, *QUICK)
        run("plan", *words, "--format", form)
        for why in KEYS:
            run("plan", *words, "--why", why, "--format", form)
    for form in ("text", "json", "markdown"):
        run("doctor", "--offline", *words, "--upgrade-to", "all", "--format", form)
    run("doctor", "--offline", *words, "--upgrade-to", "0.47.0")
    run("lint", "..", "../.codex/config.toml", "-v", *FILES)
    run("lint", "-", "-v", *FILES, stdin=(run.home / ".codex/config.toml").read_text())
    for name in FORMATS:
        run.env = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": "out/summary",
            "GITHUB_OUTPUT": "out/output",
        }
        run("doctor", "--offline", *words, "--format", name)
    run.env = {}


def changed(run: Watched) -> None:
    """Run what writes, and what takes it back."""
    words = run.case.words
    run("doctor", "--fix", "--dry-run", "--unsafe-fixes", *words, *QUICK)
    run("doctor", "--fix", "--yes", "--offline", "--unsafe-fixes", *words, *FILES)
    taken_back(run)
    run("doctor", "--fix", "--yes", "--unsafe-fixes", *words, *QUICK)
    run("use", "second", "--dry-run", "--offline")
    run("use", "second", "--yes", "--offline", *FILES)
    run("use", "second", "--yes", *QUICK)
    run("use", "-", "--yes", "--offline")
    taken_back(run)
    for store in ("env-file", "variable", "auth", "none"):
        key = run.case.key if store != "none" else ""
        given = [
            "--base-url",
            f"{run.url}/v1",
            "--model",
            "gpt-5.4",
            "--store",
            store,
            "--key-stdin",
            "--key-env",
            "NEW_KEY",
        ]
        if store == "none":
            given.remove("--key-stdin")
        run("init", *given, "--dry-run", "--offline", stdin=key)
        run("init", *given, "--yes", "--offline", "--mend", "--shell-profile", *FILES, stdin=key)
        run("init", *given, "--yes", "--provider-id", "third", *QUICK, stdin=key)
        taken_back(run)


def taken_back(run: Watched) -> None:
    """Run every form of `undo`."""
    run("undo", "--list")
    run("undo", "--list", "--format", "json")
    run("undo", "--dry-run")
    run("undo", "--yes")


def told_apart(name: str) -> bool:
    """Return whether the key is one of those that every command is to be tried with."""
    return name.endswith((", plain", ", no shape", ", quotes")) or ", " not in name


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith(", plain") or ", " not in name])
def test_what_reads_shows_no_key(name: str, watch: Callable[..., Watched]) -> None:
    run = watch(CASES[name])
    run("doctor", "--offline", "-v", *run.case.words, *FILES)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("way", "name"),
    [
        (way, name)
        for name in CASES
        for way in (looked_at, asked, changed)
        if way is looked_at or told_apart(name)
    ],
)
def test_no_command_shows_a_key(
    way: Callable[[Watched], None], name: str, watch: Callable[..., Watched]
) -> None:
    way(watch(CASES[name]))


FAKE = """#!/bin/sh
printf '%s\\n' "$0 $*" >> {}/argv
case "$*" in *--version*) echo "codex-cli 0.169.0";; *) env >&2; echo "Error: $(cat "$CODEX_HOME"/*)"; exit 1;; esac
"""
"""A Codex that writes down how it was called and says everything it has."""


@pytest.mark.parametrize(
    "name",
    [
        "variable, plain",
        "dotenv, plain",
        "auth.json, plain",
        "token, plain",
        "header x-api-key, plain",
        "base_url query",
        "base_url path",
        "command's output, plain",
        "command's arguments, plain",
    ],
)
def test_no_program_is_started_with_a_key_in_its_arguments(name: str, watch: Callable[..., Watched]) -> None:
    run = watch(CASES[name])
    tools = run.home / "bin"
    tools.mkdir()
    (tools / "codex").write_text(FAKE.replace("{}", str(run.home)))
    (tools / "codex").chmod(0o755)
    run.env = {"PATH": f"{tools}:/usr/bin:/bin"}
    run("doctor", "-v", *run.case.words, *FILES, *QUICK)
    run("trace", "--yes", *run.case.words, *FILES, "--timeout", "1")
    run("trace", "--yes", *run.case.words, "--timeout", "1")
    run("trace", *run.case.words, "--timeout", "1")
    run(
        "init",
        "--base-url",
        f"{run.url}/v1",
        "--model",
        "x",
        "--key-stdin",
        "--store",
        "command",
        "--vault",
        "pass",
        "--yes",
        *QUICK,
        stdin=KEY,
    )
    absent(KEY, (run.home / "argv").read_text(), "the arguments of Codex")
