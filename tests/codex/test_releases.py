"""Releases as data: boundaries are in order, between versions that exist, and asked for by name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.homes import machine

import codex_setup
from codex_setup.codex.context import Binary, Invocation, read_context
from codex_setup.codex.releases import ASSUMED, CHANGES, DEFAULT_MODELS, NEWEST, OLDEST, numbers, release
from codex_setup.codex.request import plan

if TYPE_CHECKING:
    from codex_setup.codex.changes import Change

SOURCES = "\n".join(path.read_text("utf-8") for path in Path(codex_setup.__file__).parent.rglob("*.py"))
RELAY = 'model_provider = "x"\n[model_providers.x]\nname = "R"\nbase_url = "https://r.example/v1/"\n'


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_change_happens_once_and_is_named_in_one_clause(change: Change) -> None:
    assert change.last is None or numbers(change.last) < numbers(change.since)
    assert numbers(OLDEST) < numbers(change.since) <= numbers(NEWEST)
    assert not change.says.endswith(".")
    assert release(change.since).has(change.name)
    assert change.last is None or not release(change.last).has(change.name)


def test_changes_are_in_order_and_have_names_of_their_own() -> None:
    assert [numbers(change.since) for change in CHANGES] == sorted(
        numbers(change.since) for change in CHANGES
    )
    assert len({change.name for change in CHANGES}) == len(CHANGES)
    assert [numbers(since) for since, _ in DEFAULT_MODELS] == sorted(
        numbers(since) for since, _ in DEFAULT_MODELS
    )


def test_every_name_that_is_asked_for_is_there() -> None:
    asked = set(re.findall(r'(?:release|self)\.has\("([a-z0-9-]+)"\)', SOURCES))
    assert asked <= {change.name for change in CHANGES}


def test_an_unknown_newer_release_is_judged_as_the_newest_and_says_so() -> None:
    found = read_context(machine(RELAY), Invocation(codex_version="0.999.0"))
    assert found.release.judged_as == NEWEST
    assert found.release.default_model == release(NEWEST).default_model
    assert any("judged as" in remark for remark in plan(found).remarks)


def test_the_version_is_the_option_s_then_the_installed_one_s_then_the_assumed_one() -> None:
    binary = Binary(Path("/bin/codex"), "0.94.0", "npm", first=True)
    seen = [
        read_context(machine(RELAY), Invocation(codex_version="0.20.0"), [binary]),
        read_context(machine(RELAY), Invocation(), [binary]),
        read_context(machine(RELAY), Invocation()),
    ]
    assert [(c.release.version, c.release_origin) for c in seen] == [
        ("0.20.0", "option"), ("0.94.0", "installed"), (ASSUMED, "assumed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("version", "url", "model"),
    [
        ("0.47.0", "https://r.example/v1//chat/completions", "gpt-5-codex"),
        ("0.94.0", "https://r.example/v1/chat/completions", "gpt-5.2-codex"),
        ("0.95.0", "https://r.example/v1/responses", "gpt-5.2-codex"),
        ("0.169.0", "https://r.example/v1/responses", "gpt-6.1-sol"),
        ("0.171.0", "https://r.example/v1/responses", "gpt-6.2-sol"),
    ],
)
def test_the_same_file_means_something_else_in_another_release(version: str, url: str, model: str) -> None:
    found = plan(read_context(machine(RELAY), Invocation(codex_version=version)))
    assert (found.url, found.model) == (url, model)


def test_patience_follows_the_configured_retries_and_the_release() -> None:
    def says(config: str, version: str) -> dict[str, tuple[int | None, float | None]]:
        found = plan(read_context(machine(config), Invocation(codex_version=version)))
        return {p.says.split()[0].rstrip(",:"): (p.requests, p.seconds) for p in found.patience}

    assert says(RELAY, NEWEST)["5xx"] == (30, 24.2)
    assert says(RELAY, NEWEST)["429"] == (1, 0.0)
    assert (None, None) in says(RELAY, NEWEST).values()
    assert says(RELAY, "0.147.0")["5xx"] == (30, 24.2)
    assert (None, None) not in says(RELAY, "0.147.0").values()
    none = RELAY + "request_max_retries = 0\nstream_max_retries = 0\n"
    assert says(none, NEWEST)["5xx"] == (1, 0.0)
