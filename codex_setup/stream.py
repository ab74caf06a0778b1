"""Server-sent events, read as they come: which ones there were, and whether the turn was completed.

Codex reads the `type` inside the data and not the event's name, so that is what counts here too.
Everything is bounded: an endless event is cut, an endless stream of small ones is counted.
"""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING, Any

from codex_setup.record import record
from codex_setup.wire import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EVENT_LIMIT = 1024 * 1024
"""Characters of one event; what is read of it may take sixty times as many bytes."""
KEPT = 64
ERRORS = frozenset({"error", "response.error"})
LAST = frozenset({"response.completed", "response.failed", "response.incomplete"})
COUNTS = ("input_tokens", "output_tokens", "total_tokens")
DETAILS = (("input_tokens_details", "cached_tokens"), ("output_tokens_details", "reasoning_tokens"))
PARTS = frozenset({"input_text", "input_image", "output_text"})
"""Kinds of content that Codex 0.169.0 knows; a message with any other is lost as a whole."""


class EventReader:
    """Bytes in, events out; comments and keep-alives are counted and otherwise passed over.

    As in Codex 0.169.0, a lone carriage return ends no line, and a stream that begins with a byte order
    mark holds no events at all.
    """

    def __init__(self) -> None:
        self.comments = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._line: list[str] = []
        self._held = 0
        self._name = ""
        self._data: list[str] = []
        self._size = 0
        self._begun = self._deaf = False

    def feed(self, chunk: bytes) -> list[Event]:
        """Return the events that `chunk` completes."""
        text = self._decoder.decode(chunk)
        if not self._begun and text:
            self._begun, self._deaf = True, text.startswith("\ufeff")
        if self._deaf:
            return []
        *lines, rest = text.split("\n")
        events: list[Event] = []
        for line in lines:
            events += self._take("".join([*self._line, line]).removesuffix("\r"))
            self._line, self._held = [], 0
        if self._held < EVENT_LIMIT:
            self._line.append(rest)
            self._held += len(rest)
        return events

    def _take(self, line: str) -> Iterable[Event]:
        if line == "":
            return self._end()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "":
            self.comments += 1
        elif name == "event":
            self._name = value[:200]
        elif name == "data" and self._size < EVENT_LIMIT:
            self._data.append(value[: EVENT_LIMIT - self._size])
            self._size += len(value)
        return ()

    def _end(self) -> Iterable[Event]:
        name, data = self._name, "\n".join(self._data)
        self._name, self._data, self._size = "", [], 0
        return (Event(name, data),) if data else ()


def content(event: Event) -> Mapping[str, Any]:
    """Return the data of an event as a table; an empty one where it is anything else.

    Codex passes over an event that holds `NaN` or half of a surrogate pair, which Python would read.
    """
    try:
        data = json.loads(event.data, parse_constant=_no_number)
        if "\\ud" in event.data or "\\uD" in event.data:
            json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _no_number(name: str) -> float:
    raise ValueError(name)


def kind(event: Event, data: Mapping[str, Any] | None = None) -> str:
    """Return what kind of event this is: the `type` in its data, `[DONE]`, or what its shape says."""
    data = content(event) if data is None else data
    if isinstance(data.get("type"), str):
        return str(data["type"])
    if isinstance(data.get("choices"), list) and not data.get("error"):
        return "chat.completion.chunk"
    if data.get("error") or (event.name in ERRORS and event.data) or (data.get("code") and _complaint(data)):
        return "error"
    return "[DONE]" if event.data.strip() == "[DONE]" else ""


def ends(event: Event) -> bool:
    """Return whether nothing of interest can follow this event."""
    return any(word in event.data for word in LAST) and kind(event) in LAST


def tells(event: Event) -> bool:
    """Return whether this event holds a finished item, which is worth keeping however many came before."""
    return '"response.output_item.done"' in event.data


def closes(event: Event) -> bool:
    """Return whether this event is the last one of Chat Completions, which Codex passes over."""
    return event.data.strip() == "[DONE]"


def complains(event: Event) -> bool:
    """Return whether this event tells of an error, or of an end, and yet ends nothing for Codex."""
    told = event.name in ERRORS or any(word in event.data for word in ('"error"', '"code"'))
    return closes(event) or (told and kind(event) in ERRORS)


@record
class Turn:
    """What a stream told: how it ended, the text in it, the error in it.

    `end` is the kind of the event that ended the turn, or empty where none came. `shown` is text that
    Codex would print: it takes finished messages only. `flaw` says what Codex cannot read in the
    completed event. `took` is how many seconds the turn took by the gateway's own clock, if it says so.
    """

    end: str = ""
    text: str = ""
    shown: str = ""
    error: Mapping[str, Any] | str | None = None
    flaw: str = ""
    chat: bool = False
    count: int = 0
    took: int = 0


def read_turn(events: Iterable[Event]) -> Turn:
    """Return what the events of one turn add up to."""
    end, said, shown, flaw, chat, count = "", "", "", "", False, 0
    error: Mapping[str, Any] | str | None = None
    took = 0
    data: Mapping[str, Any] = {}
    for count, event in enumerate(events, 1):  # noqa: B007 -- the last one is the count
        del data  # two large ones at a time would be one too many
        data = content(event)
        name = kind(event, data)
        said = said or _text(name, data)
        if name == "response.output_item.done":
            shown = shown or _printed(data.get("item"))
        chat = chat or name == "chat.completion.chunk"
        if name in LAST:
            end, error = name, _error(data) if name != "response.completed" else None
            flaw = flaw_of(data) if name == "response.completed" else ""
            took = _seconds(data.get("response"))
            break
        if name in ERRORS and error is None:
            error = _error(data) if data else event.data
    return Turn(end, said, shown, error, flaw, chat, count, took)


def _seconds(response: Any) -> int:
    """Return how long a response took by the clock of who made it; OpenAI's name both ends of it."""
    if not isinstance(response, dict):
        return 0
    begun, done = response.get("created_at"), response.get("completed_at")
    if not isinstance(begun, int | float) or not isinstance(done, int | float):
        return 0
    return round(done - begun) if 0 < done - begun < 1e6 else 0  # noqa: PLR2004 -- days; NaN is no number


def flaw_of(data: Mapping[str, Any]) -> str:
    """Return what in a completed event Codex 0.169.0 would stumble over, or an empty text."""
    response = data.get("response")
    if not isinstance(response, dict):
        return "no `response` in it"
    if not isinstance(response.get("id"), str):
        return "no `response.id` in it"
    return _flaw_of_usage(response.get("usage"))


def _flaw_of_usage(usage: Any) -> str:
    if usage is None:
        return ""
    if not isinstance(usage, dict):
        return "no table `usage` in it"
    for name in COUNTS:
        if not _count(usage.get(name)):
            return f"no number `usage.{name}` in it"
    for table, name in DETAILS:
        found = usage.get(table)
        if found is not None and not (isinstance(found, dict) and _count(found.get(name))):
            return f"no number `usage.{table}.{name}` in it"
    return ""


def _count(value: Any) -> bool:
    """Return whether a value is a number as Codex counts tokens: whole, of 64 bits."""
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


def _printed(item: Any) -> str:
    """Return the text of a finished item that Codex 0.169.0 would print: a message of the assistant's."""
    if not isinstance(item, dict) or item.get("type") != "message" or item.get("role") != "assistant":
        return ""
    parts = item.get("content")
    known = isinstance(parts, list) and all(
        isinstance(part, dict) and part.get("type") in PARTS for part in parts
    )
    return _message_text([item]) if known else ""


def _text(name: str, data: Mapping[str, Any]) -> str:
    match name:
        case "response.output_text.delta" | "response.output_text.done":
            found = data.get("delta", data.get("text"))
        case "response.output_item.done":
            found = _message_text([data.get("item")])
        case "response.completed":
            response = data.get("response")
            found = _message_text(response.get("output")) if isinstance(response, dict) else ""
        case "chat.completion.chunk":
            found = _chunk_text(data.get("choices"))
        case _:
            found = ""
    return found if isinstance(found, str) else ""


def _message_text(items: Any) -> str:
    for item in items if isinstance(items, list) else ():
        parts = item.get("content") if isinstance(item, dict) else None
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, dict) and isinstance(part.get("text"), str) and part["text"]:
                return str(part["text"])
    return ""


def _chunk_text(choices: Any) -> str:
    for choice in choices if isinstance(choices, list) else ():
        delta = choice.get("delta") if isinstance(choice, dict) else None
        if isinstance(delta, dict) and isinstance(delta.get("content"), str):
            return str(delta["content"])
    return ""


def _error(data: Mapping[str, Any]) -> Mapping[str, Any] | str | None:
    response = data.get("response")
    inner = response if isinstance(response, dict) else data
    found = inner.get("error") or data.get("error") or inner.get("incomplete_details")
    if isinstance(found, dict | str):
        return found
    return data if _complaint(data) else None


def _complaint(data: Mapping[str, Any]) -> bool:
    return any(isinstance(data.get(name), str) for name in ("message", "msg", "detail", "error_msg"))
