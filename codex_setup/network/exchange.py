"""One request on its way, and everything of the answer that arrives before its deadline."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
import zlib
from typing import TYPE_CHECKING, Any, cast

from codex_setup.mask import masked
from codex_setup.model import Secret
from codex_setup.network.failures import told, words
from codex_setup.stream import EVENT_LIMIT, KEPT, EventReader, closes, complains, ends, tells
from codex_setup.wire import Event, Failure, Reply, Request

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    import httpx

    from codex_setup.network.trust import Trust
    from codex_setup.proxies import Proxy

BODY_LIMIT = 64 * 1024
LIST_LIMIT = 4 * 1024 * 1024
STREAM_LIMIT = 8 * 1024 * 1024
CONNECT = 10.0
GRACE = 0.3

UNWANTED = ("httpx._main", "anyio", "trio")
"""What httpx loads where it can and does without where it cannot: a command line with rich (90 ms) and `async`."""


LONG = 4000
"""Characters of a failure that are searched for keys before it is cut, so that no half of one is left."""


class Exchange:
    """One request on its way: what has arrived so far, so that a deadline loses none of it."""

    def __init__(
        self, request: Request, proxy: Proxy | None, trust: Trust, seconds: float, known: tuple[Secret, ...]
    ) -> None:
        self.request, self.proxy, self.trust, self.seconds, self.known = request, proxy, trust, seconds, known
        self.begun = time.monotonic()
        self.status: int | None = None
        self.headers: tuple[tuple[str, str], ...] = ()
        self.body = bytearray()
        self.events: list[Event] = []
        self.truncated = False
        self.first: int | None = None
        self.completed: int | None = None
        self.connected = self.secured = False
        self.socket: socket.socket | None = None
        self.failure: Failure | None = None
        self.detail = ""
        self.done = self.complained = self.chat = self.packed = False

    def ms(self) -> int:
        """Return the milliseconds since the request began."""
        return round((time.monotonic() - self.begun) * 1000)

    @property
    def left(self) -> float:
        """Return the seconds until the deadline."""
        return self.seconds - (time.monotonic() - self.begun)

    @property
    def reached(self) -> bool:
        """Return whether the server or the proxy took the connection; one that is spoken to in TLS, that too."""
        veiled = self.proxy is not None and self.proxy.spoken.lower().startswith("https:")
        return self.connected and (self.secured or not veiled)

    def late(self) -> str:
        """Return what to say when the deadline has passed."""
        return f"{'no end' if self.status else 'no answer'} after {self.seconds:.3g} s"

    def fail(self, failure: Failure, detail: str) -> None:
        """Keep the first failure, masked and bounded."""
        if self.failure is None and not self.done:
            self.failure, self.detail = (
                failure,
                masked(detail[:LONG], (*self.known, *self.request.secrets))[:400],
            )

    def reply(self) -> Reply:
        """Return what has arrived as a value."""
        return Reply(
            self.status, self.headers, bytes(self.body), tuple(self.events), self.failure, self.detail,
            self.truncated, self.ms(), self.first, self.completed, self.packed,
        )  # fmt: skip


def load() -> Any:
    """Return httpx, loaded with its transport but without `UNWANTED`."""
    if "httpcore" not in sys.modules:
        absent = [name for name in UNWANTED if name not in sys.modules]
        sys.modules |= dict.fromkeys(absent, cast("Any", None))  # makes these imports fail, which is foreseen
        try:
            import httpcore  # noqa: F401 -- httpx would load it with the first request
            import httpx  # what `--help` and `--offline` must not pay
        finally:
            for name in absent:
                sys.modules.pop(name, None)
    import httpx

    return httpx


def sent(exchange: Exchange) -> Reply:
    """Return the reply; a thread of its own asks, so that nothing can outlast the deadline."""
    thread = threading.Thread(target=_ask, args=(exchange,), name=exchange.request.name, daemon=True)
    thread.start()
    while thread.is_alive() and exchange.left > 0:
        thread.join(min(exchange.left, 0.25))
    if thread.is_alive():
        if not exchange.complained:
            exchange.fail("timeout", exchange.late())
        if exchange.socket is not None:
            import socket  # what makes the request has loaded it

            with contextlib.suppress(OSError):
                exchange.socket.shutdown(socket.SHUT_RDWR)
        thread.join(GRACE)
    return exchange.reply()


def _ask(exchange: Exchange) -> None:
    """Make the request and note what comes; the one place where httpx's exceptions end."""
    httpx = load()
    try:
        with _transport(exchange) as transport:
            response = transport.handle_request(_request(exchange))
            try:
                _receive(exchange, response)
            finally:
                response.close()
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict) as error:
        exchange.fail(*told(error, exchange.proxy, connected=exchange.reached))
    except UnicodeError as error:
        exchange.fail("dns", str(error))
    except (OSError, ValueError) as error:
        exchange.fail("cut", words(error) or type(error).__name__)
    exchange.done = exchange.done or exchange.failure is None


def _transport(exchange: Exchange) -> httpx.HTTPTransport:
    import httpx

    proxy = httpx.Proxy(exchange.proxy.spoken) if exchange.proxy is not None else None
    secure = exchange.request.url[:6].lower() == "https:" or (
        proxy is not None and proxy.url.scheme == "https"
    )
    return httpx.HTTPTransport(
        verify=exchange.trust.context() if secure else False, proxy=proxy, trust_env=False
    )


def _request(exchange: Exchange) -> httpx.Request:
    """Return the request as httpx sends it: our headers and no others, the key's bytes as they are."""
    import httpx

    request = exchange.request
    pairs = [(name.encode(), _bytes(value)) for name, value in request.headers]
    left = max(exchange.left, 0.001)
    limits = {"connect": min(CONNECT, left), "read": left, "write": left, "pool": left}
    extensions = {"timeout": limits, "trace": _tracer(exchange)}
    content = request.body if request.body or request.method == "POST" else None
    return httpx.Request(request.method, request.url, headers=pairs, content=content, extensions=extensions)


def _bytes(value: str | Secret) -> bytes:
    """Return a header's value as Codex sends it: UTF-8; blanks around a value are no part of it (RFC 9110)."""
    text = value.reveal() if isinstance(value, Secret) else value
    return text.encode("utf-8", "surrogateescape").strip(b" \t")


def _tracer(exchange: Exchange) -> Any:
    def trace(name: str, info: dict[str, Any]) -> None:
        if name == "connection.connect_tcp.complete":
            exchange.connected = True
            exchange.socket = info["return_value"].get_extra_info("socket")
        elif name.endswith("start_tls.complete"):
            exchange.secured = True
            exchange.socket = info["return_value"].get_extra_info("socket")

    return trace


def _receive(exchange: Exchange, response: httpx.Response) -> None:
    """Note status, headers, body and events until the end of the turn or a limit."""
    exchange.headers = tuple((_text(name), _text(value)) for name, value in response.headers.raw)
    exchange.status = response.status_code
    reader = EventReader() if exchange.request.stream else None
    total = 0
    for chunk in _plain(exchange, response):
        total += len(chunk)
        room = _room(exchange) - len(exchange.body)
        exchange.body += chunk[: max(room, 0)]
        exchange.truncated = exchange.truncated or len(chunk) > room
        if reader is not None and _note(exchange, reader.feed(chunk)):
            break
        if total > _limit(exchange, response) or exchange.left <= 0:
            exchange.truncated = True
            break
    if exchange.left <= 0 and exchange.completed is None and not exchange.complained:
        exchange.fail("timeout", exchange.late())
    exchange.done = True


def _room(exchange: Exchange) -> int:
    return LIST_LIMIT if exchange.request.method == "GET" else BODY_LIMIT


def _limit(exchange: Exchange, response: httpx.Response) -> int:
    """Return how many bytes are read: much of a stream, whose first event may be long, little of the rest."""
    streams = "event-stream" in response.headers.get("content-type", "").lower()
    return STREAM_LIMIT if exchange.events or (streams and exchange.request.stream) else _room(exchange)


def _note(exchange: Exchange, events: list[Event]) -> bool:
    """Keep the events, all of a short turn and the telling ones of a long one; return whether it ended."""
    for event in events:
        if exchange.first is None:
            exchange.first = exchange.ms()
        exchange.chat = exchange.chat or '"choices"' in event.data
        last = ends(event) or (exchange.chat and closes(event))
        _keep(exchange, event, last=last)
        if not exchange.complained and complains(event):
            # Codex reads on after an error event or `[DONE]`; one that then falls silent is not waited for.
            exchange.complained = True
            exchange.seconds = min(exchange.seconds, exchange.ms() / 1000 + 2)
        if last:
            exchange.completed = exchange.ms()
            return True
    return False


def _keep(exchange: Exchange, event: Event, *, last: bool) -> None:
    """Keep an event where there is room; of finished items the latest, for the message comes last."""
    if last or (len(exchange.events) < KEPT and _held(exchange) < EVENT_LIMIT):
        exchange.events.append(event)
    elif tells(event):
        if len(exchange.events) > KEPT:
            exchange.events.pop()
        exchange.events.append(event)


def _held(exchange: Exchange) -> int:
    return sum(len(event.data) for event in exchange.events)


def _plain(exchange: Exchange, response: httpx.Response) -> Iterator[bytes]:
    """Yield the body in bounded pieces, unpacked where it is packed: a small packet may hold gigabytes."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    wide = {"gzip": 31, "x-gzip": 31, "deflate": 15}.get(encoding)
    unpack = zlib.decompressobj(wide) if wide is not None else None
    stream = response.stream
    if not hasattr(stream, "__iter__"):
        return
    for chunk in stream:
        if unpack is None:
            yield chunk
            continue
        try:
            first = unpack.decompress(chunk, EVENT_LIMIT)
            exchange.packed = exchange.packed or bool(first)
            yield first
            while unpack.unconsumed_tail:
                yield unpack.decompress(unpack.unconsumed_tail, EVENT_LIMIT)
        except zlib.error:
            yield chunk
            unpack = None


def _text(value: bytes) -> str:
    return value[:8192].decode("utf-8", "replace")
