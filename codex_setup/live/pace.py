"""Whether a stream came as it was made or was held back until its end, and how sure that is.

One thing proves that it was held back: a length announced before the stream, which nobody can know who is
still writing it. Where all events merely come at once after a long wait, a gateway that is slow to begin
looks the same, even by its own clock, and that is said instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.diagnosis import quoted
from codex_setup.diagnosis.turns import STREAM_HELD_BACK
from codex_setup.live.content import LONG
from codex_setup.model import Finding, Outcome

if TYPE_CHECKING:
    from codex_setup.stream import Turn
    from codex_setup.wire import Reply

EVENTS = 3
"""How many events a stream has at least whose pace tells anything."""
BURST = 100
"""Milliseconds within which events came at once."""
_HINT = "Codex shows nothing until a turn is over, and a long one may run into a time limit in between: switch buffering off for this path in the proxy (`proxy_buffering off` in nginx)."


def held_back(reply: Reply, turn: Turn) -> tuple[Outcome, ...]:
    """Return what the pace of a whole turn shows, nothing where it came as it was made."""
    if turn.count < EVENTS:
        return ()
    why = _proof(reply)
    if why:
        message = f"the stream was held back until its end: {why}{_between(reply)}"
        return (Outcome(STREAM_HELD_BACK, (Finding(message, hint=_HINT),)),)
    burst, waited = _burst(reply), reply.ms_first_event or 0
    if burst is None or burst > BURST or waited < LONG:
        return ()
    clock = f", {turn.took} s by the gateway's own clock" if turn.took else ""
    reason = f"all {turn.count} events came at once after {waited / 1000:.1f} s{clock}, and nothing tells whether they were held back in between or the gateway was slow to begin{_between(reply)}"
    return (Outcome(STREAM_HELD_BACK, skipped=reason),)


def _proof(reply: Reply) -> str:
    length = reply.header("content-length").strip()
    if length.isdigit() and not reply.header("transfer-encoding"):
        return f"its length ({quoted(length)} bytes) was announced before its first event"
    return ""


def _burst(reply: Reply) -> int | None:
    """Return the milliseconds between the first event and the completed one."""
    if reply.ms_first_event is None or reply.ms_completed is None:
        return None
    return reply.ms_completed - reply.ms_first_event


def _between(reply: Reply) -> str:
    """Return who says of himself that he stands in between."""
    via = reply.header("via") or reply.header("server")
    return f" (in between: {quoted(via)})" if via else ""
