"""Server-sent events: the same events however the bytes arrive, bounded whatever arrives."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from codex_setup.gateway.answers import turn, written
from codex_setup.stream import EVENT_LIMIT, EventReader, closes, complains, ends, read_turn
from codex_setup.wire import Event

WHOLE = b": keep-alive\r\n\r\n" + b"".join(written(turn("gpt-5.4", "pöng")))


def fed(*chunks: bytes) -> list[Event]:
    reader = EventReader()
    return [event for chunk in chunks for event in reader.feed(chunk)]


@given(st.lists(st.integers(0, len(WHOLE)), max_size=20).map(sorted))
def test_the_events_are_the_same_however_the_bytes_are_cut(cuts: list[int]) -> None:
    edges = [0, *cuts, len(WHOLE)]
    chunks = [WHOLE[a:b] for a, b in itertools.pairwise(edges)]
    assert fed(*chunks) == fed(WHOLE)
    assert read_turn(fed(*chunks)).shown == "pöng"


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_harm(noise: bytes) -> None:
    assert read_turn(fed(noise)).end == ""


def test_lines_of_one_event_are_joined_and_comments_are_none() -> None:
    reader = EventReader()
    events = reader.feed(
        b": hm\n\nevent: x\ndata: {\ndata: }\nid: 5\nretry: 7\n\ndata:tight\n\nevent: empty\n\n"
    )
    assert events == [Event("x", "{\n}"), Event("", "tight")]
    assert reader.comments == 1


def test_an_event_without_its_blank_line_is_none() -> None:
    assert fed(b'data: {"type":"response.completed"}\n') == []


def test_an_endless_event_is_held_to_its_limit() -> None:
    reader = EventReader()
    for _ in range(40):
        assert reader.feed(b"data: " + b"x" * 65536) == []
    ended = reader.feed(b"\n\n")
    assert all(len(event.data) <= EVENT_LIMIT + 65536 for event in ended)


def test_only_a_terminal_event_ends_a_turn() -> None:
    for kind in ("response.completed", "response.failed", "response.incomplete"):
        assert ends(Event("", f'{{"type":"{kind}"}}'))
    assert not ends(Event("response.completed", '{"no":"type"}'))
    assert not ends(Event("", '{"type":"error","error":{}}'))
    assert not ends(Event("", "[DONE]")), "Codex reads on behind it"
    assert closes(Event("", "[DONE]"))
    assert complains(Event("", '{"type":"error","message":"hm"}'))
    assert not complains(Event("", '{"type":"response.created","response":{"error":null}}'))


def test_deep_nesting_is_no_crash() -> None:
    assert read_turn([Event("", "[" * 100_000)]).end == ""
