"""What a gateway on loopback may say: whole bodies, event streams, and pieces with pauses between them.

An `Answer` is a value; only `server` puts it on a socket.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from codex_setup.record import field, record

Piece = bytes | float
"""Bytes to send, or seconds to wait before the next ones."""

Pieces = Callable[[], Iterable[Piece]]


@record
class Recorded:
    """One request as it arrived: `target` is what stood in the request line, byte for byte.

    `through` names the server, with its port, that was to be reached through the gateway as a proxy.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    port: int = 0
    through: str = ""

    @property
    def path(self) -> str:
        """Return the target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """Return the query without its question mark."""
        return self.target.partition("?")[2]

    @property
    def json(self) -> Any:
        """Return the body as JSON, or None where it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def model(self) -> str | None:
        """Return the model that the body names, or None."""
        data = self.json
        model = data.get("model") if isinstance(data, dict) else None
        return model if isinstance(model, str) else None

    @property
    def streamed(self) -> bool:
        """Return whether the body asks for an event stream."""
        data = self.json
        return isinstance(data, dict) and data.get("stream") is True

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None where it was not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def bearer(self) -> str | None:
        """Return what follows `Bearer ` in the Authorization header, or None."""
        value = self.header("authorization")
        return value[7:] if value is not None and value[:7].lower() == "bearer " else None


@record
class Answer:
    """What is sent back.

    `pieces`, where set, are sent instead of `body`, chunked. `cut` closes the connection where the
    end should be; `raw` puts bytes on the wire as they are, status line and all.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    pieces: Pieces | None = None
    cut: bool = False
    raw: Pieces | None = None


Site = Callable[[Recorded], Answer]
"""A gateway as a function: the request that came, the answer that it gets."""


@record
class Mode:
    """One way to behave: its site, and what a client needs to be served well by it (`base` is a path).

    `proxy` says that it plays a proxy: what is meant for other hosts comes to `site` as well.
    """

    site: Site
    base: str = ""
    key: str | None = "sk-demo-5f1c6a7e9b3d2408"
    models: tuple[str, ...] = ()
    about: str = ""
    proxy: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(status: int, data: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """Return `data` as a JSON answer."""
    body = json.dumps(data, ensure_ascii=False).encode()
    return Answer(status, (("content-type", "application/json"), *(headers or {}).items()), body)


def as_text(
    status: int, text: str, kind: str = "text/plain; charset=utf-8", headers: Mapping[str, str] | None = None
) -> Answer:
    """Return a text answer of another kind (a page, a line)."""
    return Answer(status, (("content-type", kind), *(headers or {}).items()), text.encode())


PAGE = "<!doctype html>\n<html lang=en><head><title>Console</title></head><body><div id=app></div></body></html>\n"


def page(status: int = 200, text: str = PAGE, headers: Mapping[str, str] | None = None) -> Answer:
    """Return a web page."""
    return as_text(status, text, "text/html; charset=utf-8", headers)


def turn(model: str, text: str = "pong") -> list[dict[str, Any]]:
    """Return the events of one short turn, in the order in which Codex wants them."""
    response = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "status": "in_progress",
        "model": model,
    }
    said = {"type": "output_text", "text": text, "annotations": []}
    message = {
        "type": "message",
        "id": "msg_1",
        "status": "completed",
        "role": "assistant",
        "content": [said],
    }
    begun = {**message, "status": "in_progress", "content": []}
    usage = {
        "input_tokens": 11,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": 3,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 14,
    }
    done = {**response, "status": "completed", "output": [message], "usage": usage}
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    return [
        {"type": "response.created", "response": {**response, "output": []}},
        {"type": "response.output_item.added", "output_index": 0, "item": begun},
        {"type": "response.output_text.delta", **place, "delta": text},
        {"type": "response.output_item.done", "output_index": 0, "item": message},
        {"type": "response.completed", "response": done},
    ]


def whole(model: str, text: str = "pong") -> Any:
    """Return the same turn as one JSON document, as it comes without streaming."""
    return turn(model, text)[-1]["response"]


def written(events: Iterable[Mapping[str, Any]], end: str = "\n") -> Iterator[bytes]:
    """Yield each event as server-sent lines."""
    for event in events:
        yield f"event: {event['type']}{end}data: {json.dumps(event, ensure_ascii=False)}{end}{end}".encode()


EVENTS = (("content-type", "text/event-stream"), ("cache-control", "no-cache"))


def stream(events: Iterable[Mapping[str, Any]], headers: Mapping[str, str] | None = None) -> Answer:
    """Return events as a chunked stream."""
    pieces = tuple(written(events))
    return Answer(200, (*EVENTS, *(headers or {}).items()), pieces=lambda: pieces)


def served(request: Recorded, text: str = "pong", headers: Mapping[str, str] | None = None) -> Answer:
    """Return a turn that works, streamed or whole as the request asks."""
    model = request.model or ""
    if request.streamed:
        return stream(turn(model, text), headers)
    return as_json(200, whole(model, text), headers)


def model_list(names: Iterable[str], headers: Mapping[str, str] | None = None) -> Answer:
    """Return a model list in OpenAI's shape."""
    data = [{"id": name, "object": "model", "created": 1, "owned_by": "openai"} for name in names]
    return as_json(200, {"object": "list", "data": data}, headers)


def manifest(names: Iterable[str], headers: Mapping[str, str] | None = None) -> Answer:
    """Return a model list in the shape of Codex's manifest."""
    models = [{"slug": n, "display_name": n, "visibility": "list", "supported_in_api": True} for n in names]
    return as_json(200, {"models": models}, headers)
