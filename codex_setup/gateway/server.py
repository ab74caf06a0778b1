"""How the embedded gateway stands on a socket: reads requests, records them, puts answers on the wire.

Written on sockets rather than on `http.server`: it has to misbehave byte by byte, keep the target as it
was sent, and start in a few milliseconds. Every thread and every pause ends when the gateway is closed.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from typing import TYPE_CHECKING

from codex_setup.gateway.answers import Answer, Piece, Recorded, Site, as_json
from codex_setup.record import replace

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable
    from io import BufferedReader
    from types import TracebackType
    from typing import Self

    Instead = Callable[[str], ssl.SSLContext]

HEAD_LIMIT = 1 << 20
BODY_LIMIT = 64 << 20
PATIENCE = 60.0
REASONS = {
    200: "OK",
    204: "No Content",
    301: "Moved Permanently",
    302: "Found",
    303: "See Other",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Payload Too Large",
    422: "Unprocessable Entity",
    426: "Upgrade Required",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class Gateway:
    """A gateway that runs on loopback until it is closed.

    `requests` holds what was asked of it, also by clients that take it for the proxy on their way to it;
    `refused` what was asked of others through it, `connections` how many clients came. With `instead`,
    which makes the TLS of a host, it answers for every server that a client wants to reach through it.
    """

    def __init__(
        self,
        site: Site,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        *,
        proxying: bool = False,
        instead: Instead | None = None,
    ) -> None:
        self.site = site
        self.requests: list[Recorded] = []
        self.refused: list[Recorded] = []
        self.connections = 0
        self.proxying = proxying
        self._instead = instead
        self._tls = tls
        self._stop = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family, backlog=64)
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name="gateway", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Return where it listens, without a path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}"

    def close(self) -> None:
        """Stop listening, cut what is under way, wait for every thread."""
        self._stop.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in (self._thread, *self._threads):
            thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._open.add(connection)
            thread = threading.Thread(target=self._attend, args=(connection,), daemon=True)
            self._threads = [t for t in self._threads if t.is_alive()] + [thread]
            thread.start()

    def _attend(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(PATIENCE)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._converse(self._tls.wrap_socket(connection, server_side=True) if self._tls else connection)
        except (OSError, ValueError):
            pass
        finally:
            connection.close()
            self._open.discard(connection)

    def _converse(self, connection: socket.socket, through: str = "") -> None:
        """Answer what comes on a connection, which a client may have opened to reach another server."""
        self._open.add(connection)
        try:
            while not self._stop.is_set() and self._exchange(connection, through):
                pass
            connection.shutdown(socket.SHUT_WR)
        finally:
            connection.close()
            self._open.discard(connection)

    def _exchange(self, connection: socket.socket, through: str) -> bool:
        """Read one request and answer it; return whether another may follow on this connection."""
        with connection.makefile("rb") as file:
            request = read_request(file, self.port, connection)
        if request is None:
            return False
        if through:
            return self._take(connection, replace(request, through=through))
        if self._instead is not None and (reached := _reached(request)) is not None:
            return self._stand_in(connection, request, *reached)
        if request.method == "CONNECT" and request.target == self.url.partition("://")[2]:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")  # a way through this proxy, to this gateway
            return True
        if request.target.startswith(f"{self.url}/"):
            request = replace(request, target=request.target.removeprefix(self.url))
        elsewhere = request.method == "CONNECT" or "://" in request.target.partition("?")[0]
        if elsewhere and not self.proxying:
            self.refused.append(request)
            refusal = as_json(403, {"error": {"message": "this is a recorder and no proxy"}})
            return self._put(connection, request, refusal)
        return self._take(connection, request)

    def _take(self, connection: socket.socket, request: Recorded) -> bool:
        self.requests.append(request)
        return self._put(connection, request, self.site(request))

    def _stand_in(self, connection: socket.socket, request: Recorded, origin: str, target: str) -> bool:
        """Answer in the stead of the server that a client wants to reach through this gateway."""
        if request.method != "CONNECT":
            return self._take(connection, replace(request, target=target, through=origin))
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        host, _, port = request.target.rpartition(":")
        current, scheme, default = connection, "http", "80"
        try:
            first = connection.recv(1, socket.MSG_PEEK)
            if self._instead is not None and first == b"\x16":  # a handshake
                scheme, default = "https", "443"
                current = self._instead(host).wrap_socket(connection, server_side=True)
        except OSError:
            first = b""
        if not first:  # the client gives up, or trusts nobody but the server itself
            self.refused.append(request)
            return False
        self._converse(current, f"{scheme}://{host}" + (f":{port}" if port != default else ""))
        return False

    def _put(self, connection: socket.socket, request: Recorded, answer: Answer) -> bool:
        if answer.raw is not None:
            self._pour(connection, answer.raw(), chunked=False)
            return False
        bodiless = request.method == "HEAD" or answer.status in {204, 304}
        chunked = answer.pieces is not None and not bodiless
        connection.sendall(head(answer, chunked=chunked))
        if bodiless:
            return not answer.cut
        if answer.pieces is None:
            self._pour(connection, (answer.body,), chunked=False)
            return not answer.cut
        self._pour(connection, answer.pieces(), chunked=True)
        if not answer.cut:
            connection.sendall(b"0\r\n\r\n")
        return not answer.cut

    def _pour(self, connection: socket.socket, pieces: Iterable[Piece], *, chunked: bool) -> None:
        for piece in pieces:
            if isinstance(piece, float):
                if self._stop.wait(piece):
                    raise OSError("closed")
            elif piece:
                connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)


def head(answer: Answer, *, chunked: bool) -> bytes:
    """Return the status line and the headers; a length that the answer names itself is kept."""
    lines = [f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, 'Status')}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    names = {name.lower() for name, _ in answer.headers}
    if chunked:
        lines.append("transfer-encoding: chunked")
    elif "content-length" not in names:
        lines.append(f"content-length: {len(answer.body)}")
    if answer.cut:
        lines.append("connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def _reached(request: Recorded) -> tuple[str, str] | None:
    """Return the server that a request through a proxy is for, and its target there; None for any other."""
    if request.method == "CONNECT":
        return "", ""
    fit = re.match(r"(?i:http)(://[^/?]*)(.*)", request.target)
    return None if fit is None else (f"http{fit[1].removesuffix(':80')}", fit[2])


def read_request(file: BufferedReader, port: int, connection: socket.socket) -> Recorded | None:
    """Return the next request of a connection, or None where it ended or was no HTTP."""
    line = file.readline(HEAD_LIMIT)
    words = line.decode("latin-1").split()
    if len(words) != 3 or not words[2].startswith("HTTP/"):  # noqa: PLR2004 -- method, target, version
        return None
    headers: list[tuple[str, str]] = []
    while (line := file.readline(HEAD_LIMIT).rstrip(b"\r\n")) != b"":
        name, _, value = line.partition(b":")
        headers.append((name.decode("latin-1"), value.strip(b" \t").decode("utf-8", "replace")))
    named = {name.lower(): value for name, value in headers}
    if named.get("expect", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    return Recorded(words[0], words[1], tuple(headers), read_body(file, named), port)


def read_body(file: BufferedReader, headers: dict[str, str]) -> bytes:
    """Return the body of a request, chunked or of a stated length, at most `BODY_LIMIT`."""
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return file.read(min(int(headers.get("content-length") or 0), BODY_LIMIT))
    body = bytearray()
    while size := int(file.readline(1024).partition(b";")[0].strip() or b"0", 16):
        body += file.read(min(size, BODY_LIMIT - len(body)))
        file.readline(1024)
    file.readline(1024)
    return bytes(body)
