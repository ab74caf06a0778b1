"""What reached loopback: a server that notes every request and answers as it was told.

It runs inside the enclosure, where no other server can be reached; only the standard library is used.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

COMPLETED = {"id": "r1", "object": "response", "created_at": 1, "status": "completed", "model": "m"}
MESSAGE = {
    "type": "message",
    "id": "m1",
    "status": "completed",
    "role": "assistant",
    "content": [{"type": "output_text", "text": "pong", "annotations": []}],
}
USAGE = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}


def events(text: str = "pong") -> bytes:
    """Return the event stream of a complete answer in the Responses protocol."""
    message = {**MESSAGE, "content": [{"type": "output_text", "text": text, "annotations": []}]}
    steps: list[dict[str, Any]] = [
        {"type": "response.created", "response": {**COMPLETED, "status": "in_progress", "output": []}},
        {"type": "response.output_item.added", "output_index": 0, "item": {**message, "content": []}},
        {
            "type": "response.output_text.delta",
            "item_id": "m1",
            "output_index": 0,
            "content_index": 0,
            "delta": text,
        },
        {"type": "response.output_item.done", "output_index": 0, "item": message},
        {"type": "response.completed", "response": {**COMPLETED, "output": [message], "usage": USAGE}},
    ]
    return "".join(f"event: {step['type']}\ndata: {json.dumps(step)}\n\n" for step in steps).encode()


def chunks(text: str = "pong") -> bytes:
    """Return the same answer in the chat protocol, which Codex spoke until 0.94."""
    base = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    deltas: list[dict[str, Any]] = [
        {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None},
        {"index": 0, "delta": {}, "finish_reason": "stop"},
    ]
    return (
        b"".join(f"data: {json.dumps({**base, 'choices': [d]})}\n\n".encode() for d in deltas)
        + b"data: [DONE]\n\n"
    )


class Recorder(ThreadingHTTPServer):
    """A server on loopback that keeps what it is asked in `wire`.

    `answers` is a list of dictionaries: `match` (a pattern for "METHOD target"), and `status`, `headers`,
    `body` (a text), `text` (a successful answer with that text), `close` (hang up) or `hang` (seconds).
    The first that matches counts. What nothing matches gets a successful answer (POST to an endpoint), 426 (a WebSocket) or 404.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(
        self, address: tuple[str, int], answers: list[dict[str, Any]], tls: ssl.SSLContext | None = None
    ) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.answers = answers
        self.wire: list[dict[str, Any]] = []
        self.begun = time.monotonic()
        self.tls = tls
        super().__init__(address, _Listener)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Take up TLS where asked; a handshake that fails is noted as such."""
        if self.tls is not None:
            names: list[str] = []
            context = self.tls
            context.sni_callback = lambda _socket, name, _context: names.append(name)
            try:
                request = context.wrap_socket(request, server_side=True)
            except (OSError, ssl.SSLError) as error:
                self.wire.append({"method": "TLS", "target": str(error)[:60], "host": (names or [""])[0]})
                return
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when Codex hangs up."""


class _Listener(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Recorder
    raw_requestline: bytes

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the parent's own name
        """Say nothing."""

    def _take(self) -> None:
        target = self.raw_requestline.decode("latin-1").split(" ")[1]
        body = self._body()
        note = {
            "at": round(time.monotonic() - self.server.begun, 3),
            "method": self.command,
            "target": target,
            "scheme": "https" if self.server.tls else "http",
            "host": self.headers.get("host", ""),
            "headers": [
                [k, v.encode("latin-1", "replace").decode("utf-8", "replace")]
                for k, v in self.headers.items()
            ],
            "length": len(body),
            **_described(body, self.headers.get("content-encoding", "")),
        }
        self.server.wire.append(note)
        self._answer(f"{self.command} {target}")

    do_GET = do_POST = do_HEAD = do_PUT = do_CONNECT = do_OPTIONS = do_DELETE = _take  # noqa: N815 -- the parent's names

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        parts: list[bytes] = []
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, asked: str) -> None:
        given = next((a for a in self.server.answers if re.search(a.get("match", ""), asked)), {})
        if given.get("close"):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        time.sleep(given.get("hang", 0))
        headers = dict(given.get("headers", {}))
        if "status" in given:
            body = given.get("body", '{"error":{"message":"as told","code":"told"}}').encode()
            headers.setdefault("content-type", "application/json")
            self._send(given["status"], headers, body)
        elif self.headers.get("upgrade"):
            self._send(426, {"content-type": "application/json", **headers}, b"{}")
        elif self.command != "POST" or not re.search(r"/(responses|chat/completions)(\?|$)", asked):
            self._send(
                404, {"content-type": "application/json", **headers}, b'{"error":{"message":"no such route"}}'
            )
        else:
            speak = chunks if "/chat/completions" in asked else events
            self._send(
                200, {"content-type": "text/event-stream", **headers}, speak(given.get("text", "pong"))
            )

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _described(body: bytes, encoding: str) -> dict[str, Any]:
    try:
        data = json.loads(gzip.decompress(body) if encoding == "gzip" else body)
    except (ValueError, OSError):
        return {"model": None, "body": {}}
    found = data if isinstance(data, dict) else {}
    kept = {
        key: value
        for key, value in found.items()
        if key not in {"instructions", "input", "tools", "messages"}
    }
    return {"model": found.get("model"), "body": {**kept, "keys": sorted(found)}}
