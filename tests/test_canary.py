"""The law of the canary: a key, wherever somebody put it, is in nothing that any command says or leaves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.canaries import KEY, ODD, absent
from support.misplaced import ASTRAY, HELD, PLACES, SHAPES, sample
from support.watched import FILES, OUTPUTS, QUICK, Watched

from codex_setup.render import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.canaries import Home

    Way = Callable[[Watched, int], None]


def asked_why(config: str) -> list[str]:
    """Return the keys to ask `plan --why` of: every table and key at the top, and one that is the provider's own."""
    tops = re.findall(r"(?m)^\[*(\"[^\"]*\"|[\w-]+)", config)
    return [
        *dict.fromkeys((*tops, "model", "model_providers")),
        "env_key",
        f'"{KEY}"',
        f"model_providers.{KEY}",
    ]


def looked_at(run: Watched, _: int) -> None:
    """Run what only reads, in every format at once."""
    words = run.case.words
    run("doctor", "-v", *words, *FILES, *QUICK)
    run("plan", "-v", *words, *FILES)


def asked(run: Watched, turn: int) -> None:
    """Run what asks a gateway, explains, lists or judges; what differs in its form only, in another form each turn."""
    words = run.case.words
    form = ("text", "json", "markdown")[turn % 3]
    run("models", *words, "--format", "text", *QUICK)
    run("models", *words, "--format", "json", *QUICK)
    run("providers", *words, "--format", ("text", "json")[turn % 2])
    run("providers", *words, "--live", "--format", ("json", "text")[turn % 2], *QUICK)
    run("plan", *words, "--format", ("text", "json")[turn % 2])
    for number, why in enumerate(asked_why(run.case.config)):
        run("plan", *words, "--why", why, "--format", ("text", "json")[(turn + number) % 2])
    run(
        "doctor",
        "--offline",
        *words,
        "--upgrade-to",
        ("0.47.0", "0.94.0", "all")[turn // 3 % 3],
        "--format",
        form,
    )
    if turn % 2:
        run("lint", "..", "../.codex/config.toml", "-v", *FILES)
    else:
        run("lint", "-", "-v", *FILES, stdin=(run.home / ".codex/config.toml").read_text())
    run.env = OUTPUTS
    run("doctor", "--offline", *words, *FILES, "--format", tuple(FORMATS)[turn % len(FORMATS)])
    run.env = {}


STORES = ("env-file", "variable", "auth", "none")


def changed(run: Watched, turn: int) -> None:
    """Run what writes, and what takes it back; every other turn live, and with another place for the key."""
    words = run.case.words
    here, store = (["--offline"], QUICK)[turn % 2], STORES[turn // 2 % len(STORES)]
    run("doctor", "--fix", "--yes", "--unsafe-fixes", *words, *FILES, *here)
    taken_back(run)
    run("use", "second", "--yes", *FILES, *here)
    run("use", "-", "--yes", "--offline")
    taken_back(run)
    given = ["--base-url", f"{run.url}/v1", "--model", "gpt-5.4", "--store", store, "--key-env", "NEW_KEY"]
    given += ["--key-stdin"] * (store != "none")
    key = run.case.key if store != "none" else ""
    run("init", *given, "--yes", "--mend", "--shell-profile", *FILES, *here, stdin=key)
    taken_back(run)


def taken_back(run: Watched) -> None:
    """Run every form of `undo`."""
    run("undo", "--list")
    run("undo", "--list", "--format", "json")
    run("undo", "--dry-run")
    run("undo", "--yes")


SAMPLES: dict[Way, dict[str, tuple[int, Home]]] = {
    way: {name: (turn, home) for turn, (name, home) in enumerate(sample(start, shapes).items())}
    for way, start, shapes in (
        (looked_at, 0, tuple(SHAPES)),
        (asked, 3, tuple(ODD)),
        (changed, 0, tuple(ODD)),
    )
}
"""Every place for a key with every way to look at it; a holder has another of the odd shapes for each way."""

BARE = {f"{name}, no shape": (turn, home) for turn, (name, home) in enumerate(HELD["no shape"].items())}
"""Every holder with a key that only its place gives away, for the ways that show whole files."""


def test_every_place_and_every_shape_is_tried_in_every_way() -> None:
    for found in SAMPLES.values():
        assert {name.rpartition(", ")[0] or name for name in found} == set(PLACES)
        assert {name.rpartition(", ")[2] for name in found if ", " in name} >= set(ODD)


@pytest.mark.parametrize("name", SAMPLES[looked_at])
def test_what_reads_shows_no_key(name: str, watch: Callable[..., Watched]) -> None:
    turn, home = SAMPLES[looked_at][name]
    looked_at(watch(home), turn)


@pytest.mark.slow
@pytest.mark.parametrize(("way", "name"), [(way, name) for way in (asked, changed) for name in SAMPLES[way]])
def test_no_command_shows_a_key(way: Way, name: str, watch: Callable[..., Watched]) -> None:
    turn, home = SAMPLES[way][name]
    way(watch(home), turn)


@pytest.mark.parametrize("name", BARE)
def test_no_difference_shows_a_key_that_only_its_place_gives_away(
    name: str, watch: Callable[..., Watched]
) -> None:
    turn, home = BARE[name]
    run = watch(home)
    run("doctor", "--fix", "--dry-run", "--unsafe-fixes", *run.case.words, "--offline")
    run("use", "second", "--dry-run", "--offline")
    given = ["--base-url", f"{run.url}/v1", "--model", "gpt-5.4", "--key-stdin", "--store", STORES[turn % 3]]
    run("init", *given, "--dry-run", "--offline", stdin=home.key)


FAKE = """#!/bin/sh
printf '%s\\n' "$0 $*" >> {}/argv
case "$*" in *--version*) echo "codex-cli 0.169.0";; *) env >&2; echo "Error: $(cat "$CODEX_HOME"/*)"; exit 1;; esac
"""
"""A Codex that writes down how it was called and says everything it has."""


TRACED = {
    name: {**HELD["plain"], **ASTRAY}[name]
    for name in (
        "variable", "dotenv", "auth.json", "token", "header x-api-key", "base_url query", "base_url path",
        "command's output", "command's arguments",
    )
}  # fmt: skip


@pytest.mark.parametrize("name", TRACED)
def test_no_program_is_started_with_a_key_in_its_arguments(name: str, watch: Callable[..., Watched]) -> None:
    run = watch(TRACED[name])
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
