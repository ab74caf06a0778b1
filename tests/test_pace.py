"""A stream that was held back is told where that is certain, and otherwise the question is left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.asking import seen

from codex_setup.gateway import Answer, serve
from codex_setup.gateway.answers import EVENTS, Piece, turn, written
from codex_setup.live import probe
from codex_setup.network import sender
from codex_setup.wire import Event, Reply, Request

if TYPE_CHECKING:
    from codex_setup.model import Outcome

STREAMED = turn("gpt-5.4")
WHOLE = tuple(written(STREAMED))


def asked(answer: Answer) -> tuple[Outcome, ...]:
    with serve(lambda _: answer) as running:
        context, plan = seen(running.url)
        outcomes, probes = probe(context, plan, sender(context.environment, timeout=10))
        assert len(probes) == 1, "what is held back costs no second look"
        return outcomes


def replied(
    *, first: int, completed: int, headers: tuple[tuple[str, str], ...] = (), took: int = 0
) -> tuple[Outcome, ...]:
    """Return what is said of a turn whose events came at these milliseconds."""
    events = [dict(event) for event in STREAMED]
    if took:
        events[-1] = {**events[-1], "response": {**events[-1]["response"], "completed_at": 1 + took}}
    read = tuple(Event("", line.partition(b"data: ")[2].decode().strip()) for line in written(events))
    reply = Reply(
        200,
        (*EVENTS, *headers),
        b"".join(written(events)),
        read,
        ms=completed,
        ms_first_event=first,
        ms_completed=completed,
    )

    def send(_: Request) -> Reply:
        return reply

    context, plan = seen("http://127.0.0.1:9/v1")
    return probe(context, plan, send)[0]


def test_a_length_announced_before_the_stream_proves_it() -> None:
    (outcome,) = asked(Answer(200, (*EVENTS, ("via", "1.1 proxy.company")), b"".join(WHOLE)))
    assert outcome.rule.id == "stream-held-back"
    assert outcome.rule.severity.value == "warning"
    assert "announced before its first event" in outcome.findings[0].message
    assert "1.1 proxy.company" in outcome.findings[0].message


def test_a_chunked_stream_that_comes_at_once_and_soon_is_nothing_to_speak_of() -> None:
    assert asked(Answer(200, EVENTS, pieces=lambda: (b"".join(WHOLE),))) == ()


def test_a_stream_that_comes_as_it_is_made_is_not_held_back_however_slow_it_is() -> None:
    slow: tuple[Piece, ...] = tuple(piece for event in WHOLE for piece in (0.15, event))
    assert asked(Answer(200, EVENTS, pieces=lambda: slow)) == ()
    assert replied(first=9000, completed=9800) == ()


@pytest.mark.parametrize("took", [0, 7])
def test_all_at_once_after_a_long_wait_is_an_open_question(took: int) -> None:
    (outcome,) = replied(first=7000, completed=7010, took=took)
    assert outcome.rule.id == "stream-held-back"
    assert outcome.findings == ()
    assert "at once after 7.0 s" in str(outcome.skipped)
    assert ("by the gateway's own clock" in str(outcome.skipped)) is bool(took)
    assert replied(first=900, completed=910, took=took) == ()


def test_what_failed_is_not_judged_by_its_pace() -> None:
    rules = [o.rule.id for o in asked(Answer(200, EVENTS, b"".join(WHOLE[:3])))]
    assert rules == ["stream-cut"]
