"""Replies and error texts that were written down before the rows were asked about them lead to their cause."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.asking import KEY, ask
from support.stage import Stage, staged

from codex_setup.diagnosis import Case, row_for
from codex_setup.explain import explain
from codex_setup.gateway import Answer, Running
from codex_setup.wire import Reply

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parent / "data"
REPLIES: list[dict[str, Any]] = json.loads((DATA / "unseen-replies.json").read_text())
PASTED: list[dict[str, Any]] = json.loads((DATA / "unseen-pasted.json").read_text())
GIVEN: list[dict[str, Any]] = [
    record
    for name in ("gateway-replies.json", "paraphrases.json")
    for record in json.loads((DATA / name).read_text())
]


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Stage, Running]]:
    with staged() as both:
        yield both


def headers_of(record: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(record["headers"].items())


def name_of(record: dict[str, Any]) -> str:
    return f"{REPLIES.index(record)}-{record['gateway']}-{record['status']}-{record['rule']}"


def test_none_of_them_is_among_those_that_the_rows_were_made_from() -> None:
    bodies = [(record["status"], record["body"]) for record in REPLIES]
    assert len(bodies) == len(set(bodies))
    assert not set(bodies) & {(record["status"], record["body"]) for record in GIVEN}


@pytest.mark.parametrize("record", REPLIES, ids=name_of)
def test_an_unseen_answer_leads_to_its_cause(record: dict[str, Any], stage: tuple[Stage, Running]) -> None:
    site, running = stage
    site.answer = Answer(record["status"], headers_of(record), record["body"].encode())
    found = ask(running.url + record["path"].removesuffix("/responses"), model=record["model"])
    assert (found.rules[0], found.exit_class) == (record["rule"], record["exit"])
    assert len(found.probes) <= 8
    assert KEY not in found.words


ERRORS = [record for record in REPLIES if record["status"] >= 400 and record["body"].startswith("{")]


@pytest.mark.parametrize("record", ERRORS, ids=name_of)
def test_its_envelope_does_not_matter(record: dict[str, Any]) -> None:
    """A list around it, an event stream behind it, a byte-order mark before it: what it says stays."""
    body = record["body"]
    rules = {
        row_for(
            Case.of(
                Reply(record["status"], headers_of(record), each.encode()),
                "https://relay.example" + record["path"],
                record["model"],
            )
        ).rule.id
        for each in (
            body,
            f"[{body}]",
            f"\ufeff\n{body}",
            f'{body}event: response.failed\ndata: {{"type":"response.failed"}}\n\n',
        )
    }
    assert len(rules) == 1


@pytest.mark.parametrize("pasted", PASTED, ids=lambda pasted: f"{PASTED.index(pasted)}-{pasted['rule']}")
def test_an_unseen_error_text_is_understood(pasted: dict[str, Any]) -> None:
    found = explain(pasted["text"])
    assert (found[0].rule.id if found else "") in pasted["rule"].split("|")
