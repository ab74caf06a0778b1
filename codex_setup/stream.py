"""Server-sent events, read as they come: which ones there were, and whether the turn was completed.

Codex reads the `type` inside the data and not the event's name, so that is what counts here too.
Everything is bounded: an endless event is cut, an endless stream of small ones is counted.
"""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from codex_setup.record import record
from codex_setup.wire import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EVENT_LIMIT = 512 * 1024
KEPT = 64
LAST = frozenset({"response.completed", "response.failed", "response.incomplete"})
COUNTS = ("input_tokens", "output_tokens", "total_tokens")


@dataclass(slots=True)
class EventReader:
    """Bytes in, events out; comments and keep-alives are counted and otherwise passed over.

    As in Codex 0.169.0, a lone carriage return ends no line, and a stream that begins with a byte order
    mark holds no events at all.
    """

    comments: int = 0
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )
    _line: list[str] = field(default_factory=list)
    _held: int = 0
    _name: str = ""
    _data: list[str] = field(default_factory=list)
    _size: int = 0
    _begun: bool = False
    _deaf: bool = False

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
    """Return the data of an event as a table; an empty one where it is anything else."""
    try:
        data = json.loads(event.data)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def kind(event: Event, data: Mapping[str, Any] | None = None) -> str:
    """Return what kind of event this is: the `type` in its data, `[DONE]`, or what its shape says."""
    data = content(event) if data is None else data
    if isinstance(data.get("type"), str):
        return str(data["type"])
    if data.get("error"):
        return "error"
    if isinstance(data.get("choices"), list):
        return "chat.completion.chunk"
    return "[DONE]" if event.data.strip() == "[DONE]" else ""


def ends(event: Event) -> bool:
    """Return whether nothing of interest can follow this event."""
    if event.data.strip() == "[DONE]":
        return True
    return any(word in event.data for word in LAST) and kind(event) in LAST


def complains(event: Event) -> bool:
    """Return whether this event tells of an error and yet ends nothing."""
    return '"error"' in event.data and kind(event) in {"error", "response.error"}


@record
class Turn:
    """What a stream told: how it ended, the text in it, the error in it.

    `end` is the kind of the event that ended the turn, or empty where none came. `shown` is text that
    Codex would print: it takes finished messages only. `flaw` says what Codex cannot read in the
    completed event.
    """

    end: str = ""
    text: str = ""
    shown: str = ""
    error: Mapping[str, Any] | str | None = None
    flaw: str = ""
    chat: bool = False
    count: int = 0


def read_turn(events: Iterable[Event]) -> Turn:
    """Return what the events of one turn add up to."""
    end, said, shown, flaw, chat, count = "", "", "", "", False, 0
    error: Mapping[str, Any] | str | None = None
    for count, event in enumerate(events, 1):  # noqa: B007 -- the last one is the count
        data = content(event)
        name = kind(event, data)
        said = said or _text(name, data)
        if name == "response.output_item.done":
            shown = shown or _text(name, data)
        chat = chat or name == "chat.completion.chunk"
        if name in LAST:
            end, error = name, _error(data) if name != "response.completed" else None
            flaw = flaw_of(data) if name == "response.completed" else ""
            break
        if name in {"error", "response.error"} and error is None:
            error = _error(data)
    return Turn(end, said, shown, error, flaw, chat, count)


def flaw_of(data: Mapping[str, Any]) -> str:
    """Return what in a completed event Codex 0.169.0 would stumble over, or an empty text."""
    response = data.get("response")
    if not isinstance(response, dict):
        return "no `response` in it"
    if not isinstance(response.get("id"), str):
        return "no `response.id` in it"
    usage = response.get("usage")
    if usage is None:
        return ""
    for name in COUNTS:
        if not isinstance(usage, dict) or not isinstance(usage.get(name), int):
            return f"no number `usage.{name}` in it"
    return ""


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
    return data if isinstance(data.get("message"), str) else None
