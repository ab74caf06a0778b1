"""Whether an answer is beyond doubt a turn that Codex reads and shows: then there is nothing to diagnose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.stream import read_turn

if TYPE_CHECKING:
    from codex_setup.wire import Reply

HEADERS = 100
"""How many headers of an answer Codex takes (measured, 0.169.0)."""

LONG = 3000
"""Milliseconds of waiting after which the pace of a stream is worth a word."""


def content(reply: Reply) -> bool:
    """Return whether Codex is surely content with the reply to the ping; where there is any doubt, it is judged."""
    odd = reply.truncated or reply.packed or len(reply.headers) > HEADERS or reply.header("content-length")
    if odd or not reply.succeeded or (reply.ms_first_event or 0) >= LONG:
        return False
    turn = read_turn(reply.events)
    said = turn.text and turn.shown and turn.end == "response.completed"
    return bool(said) and not turn.flaw and _is_text(reply.body)


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
