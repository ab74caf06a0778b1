"""What a stream can show, one rule per cause: cut, missing, held back, failed, empty, unshown."""

from __future__ import annotations

from codex_setup.model import Rule, Severity

STREAM_CUT = Rule(
    "stream-cut",
    Severity.ERROR,
    """The event stream ended before Codex could read its completed event.

Codex says "stream disconnected before completion". Usual causes: a proxy in between that buffers,
packs or times out, or a gateway that does not send `response.completed`.""",
)
STREAM_MISSING = Rule(
    "stream-missing",
    Severity.ERROR,
    """A whole JSON answer came where an event stream was asked for.

Codex cannot read it and says "stream closed before response.completed".""",
)
TURN_FAILED = Rule(
    "turn-failed",
    Severity.ERROR,
    """The stream carried an error instead of a completed turn.

The status was 200; the reason stands inside the stream.""",
)
TURN_EMPTY = Rule(
    "turn-empty",
    Severity.ERROR,
    """The turn was completed without any text.

The route, the key and the model were accepted, and nothing was said. Codex would end such a turn
without a word.""",
)
TEXT_UNSHOWN = Rule(
    "text-unshown",
    Severity.WARNING,
    """The gateway streams text, and sends no finished message for Codex to show.

Codex prints messages from `response.output_item.done` events only; a stream that has its text in deltas
or in the completed event alone ends with an empty answer.""",
)
STREAM_HELD_BACK = Rule(
    "stream-held-back",
    Severity.WARNING,
    """The stream is held back and arrives as a whole when the turn is over.

A proxy in between buffers, or the gateway streams only in name. Codex then shows nothing until a turn ends,
and a long turn may run into a time limit in between. Buffering is switched off in the proxy
(`proxy_buffering off` in nginx) or by the gateway's header `X-Accel-Buffering: no`.""",
)
