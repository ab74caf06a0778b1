"""Every recorded reply of a real gateway, served on loopback, leads to its cause and exit class."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.asking import KEY, ask, ask_models
from support.stage import Stage, staged

from codex_setup.gateway import Answer, Running

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "gateway-replies.json").read_text()
)
FAULTS = [record for record in RECORDS if record["rule"] != "reply-ok"]
LISTS = [record for record in FAULTS if record["path"].partition("?")[0].endswith("/models")]
TURNS = [record for record in FAULTS if record not in LISTS]
SAME_FOR_MISSING = {"newapi-key-missing"}
"""Replies whose text is the same for a missing and for a wrong key: what was sent decides."""


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Stage, Running]]:
    with staged() as both:
        yield both


def answer_of(record: dict[str, Any]) -> Answer:
    headers = {"content-type": "application/json", **record["headers"]}
    return Answer(record["status"], tuple(headers.items()), record["body"].encode())


def base_of(record: dict[str, Any]) -> str:
    path = record["path"].partition("?")[0]
    for end in ("/responses", "/models", "/chat/completions", "/messages", "/responses/"):
        path = path.removesuffix(end)
    return "" if path == "/" else path


@pytest.mark.parametrize("record", TURNS, ids=lambda record: record["id"])
def test_a_recorded_answer_leads_to_its_cause(record: dict[str, Any], stage: tuple[Stage, Running]) -> None:
    site, running = stage
    site.answer = answer_of(record)
    found = ask(running.url + base_of(record), model=record["model"] or "gpt-5.5")
    assert found.rules[0] == record["rule"]
    assert found.exit_class == record["exit"]
    assert len(found.probes) <= 8
    assert KEY not in found.words


@pytest.mark.parametrize("record", LISTS, ids=lambda record: record["id"])
def test_a_recorded_list_leads_to_its_cause(record: dict[str, Any], stage: tuple[Stage, Running]) -> None:
    site, running = stage
    site.answer = answer_of(record)
    _, found = ask_models(running.url + base_of(record), model="gpt-5.5")
    assert found.rules == (record["rule"],)
    assert found.exit_class == record["exit"]


@pytest.mark.parametrize("record", [r for r in TURNS if r["keyless"]], ids=lambda record: record["id"])
def test_without_a_key_it_is_the_key_that_is_missing(
    record: dict[str, Any], stage: tuple[Stage, Running]
) -> None:
    site, running = stage
    site.answer = answer_of(record)
    found = ask(running.url + base_of(record), model=record["model"] or "gpt-5.5", key=None)
    assert found.rules == ("key-missing",)
    assert record["rule"] == "key-missing" or record["id"] in SAME_FOR_MISSING


def test_a_recorded_stream_is_healthy(stage: tuple[Stage, Running]) -> None:
    site, running = stage
    streams = [
        r for r in RECORDS if r["rule"] == "reply-ok" and r["body"].startswith("event: response.created")
    ]
    assert streams
    for record in streams:
        site.answer = answer_of(record)
        found = ask(running.url + base_of(record))
        assert (found.rules, len(found.probes)) == ((), 1)


def test_recorded_lists_of_healthy_gateways_are_read(stage: tuple[Stage, Running]) -> None:
    site, running = stage
    for record in RECORDS:
        if (
            record["rule"] == "reply-ok"
            and record["path"].endswith("/models")
            and record["body"].endswith("}")
        ):
            site.answer = answer_of(record)
            names, found = ask_models(running.url + base_of(record), model="claude-opus-4-5")
            assert names, record["id"]
            assert not found.rules
