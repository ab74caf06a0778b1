"""A second process that loads httpx while this one reads the files, and then asks the gateway in its place.

Loading httpx takes half of the time of a live check, and it needs nothing that the files say. So a courier
is sent ahead: a fork of this process, as small as it is at its start, joined to it by two pipes. It
ends as soon as this process does. Where there is none (another system than Linux, one processor, no room for a
process), or it is lost, the request is made here: what is asked and what is answered is the same.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

from codex_setup.ahead import SENT
from codex_setup.model import Secret
from codex_setup.network.exchange import GRACE, Exchange, load, sent
from codex_setup.network.trust import Trust
from codex_setup.proxies import Certificates, Proxy
from codex_setup.wire import Event, Reply, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

READY = b"ready\n"
_PIECE = 1 << 16
LOADING = 10.0
"""Seconds that a courier may take to load; one that is not ready by then is not waited for."""

_busy = threading.Lock()
_couriers: list[Courier] = []


def carried(exchange: Exchange) -> Reply | None:
    """Return the reply that the courier brought, or None where there is no courier to send."""
    if not _busy.acquire(blocking=False):
        return None
    try:
        while _hired():
            with contextlib.suppress(OSError, ValueError):
                return _couriers[-1].ask(exchange)
            _couriers.pop().dismiss()
    finally:
        _busy.release()
    return None


def awaited() -> bool:
    """Return whether a courier is ready to be sent, once it has finished loading."""
    with contextlib.suppress(OSError, ValueError):
        return _hired() and _couriers[-1].ready()
    return False


def _hired() -> bool:
    """Return whether there is a courier: the process that was sent ahead."""
    while SENT:
        _couriers.append(Courier(*SENT.pop()))
    return bool(_couriers)


class Courier:
    """The other process, as this one sees it: one request goes out, one reply comes back."""

    def __init__(self, pid: int, answers: int, orders: int) -> None:
        self._pid, self._answers, self._orders = pid, answers, orders
        self._begun = b""
        self._loaded = False

    def ready(self) -> bool:
        """Return whether it has loaded what it needs, after waiting for it."""
        if not self._loaded:
            self._loaded = self._line(LOADING) == READY
        return self._loaded

    def ask(self, exchange: Exchange) -> Reply:
        """Return the reply to one request; raises `OSError` or `ValueError` where the courier is lost."""
        _put(self._orders, _written(exchange))
        return _reply(json.loads(self._line(max(exchange.left, 0) + 2 * GRACE)))

    def _line(self, seconds: float) -> bytes:
        """Return the next line of its answers; raises `OSError` where none comes in time, or it has gone."""
        until = time.monotonic() + seconds
        while b"\n" not in self._begun:
            left = max(until - time.monotonic(), 0)
            came = os.read(self._answers, _PIECE) if select.select([self._answers], [], [], left)[0] else b""
            if not came:
                raise TimeoutError
            self._begun += came
        line, _, self._begun = self._begun.partition(b"\n")
        return line + b"\n"

    def dismiss(self) -> None:
        """End the other process, whatever it does."""
        with contextlib.suppress(OSError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._answers)
        os.close(self._orders)


def serve(orders: int, answers: int) -> None:
    """Answer until the other end has gone; a request under way then ends with this process."""
    load()
    _put(answers, READY)
    trusts: dict[str, Trust] = {}
    with open(orders, "rb") as lines:
        for line in lines:
            threading.Thread(target=_answer, args=(answers, line, trusts), daemon=True).start()


def _answer(answers: int, line: bytes, trusts: dict[str, Trust]) -> None:
    reply = sent(_read(json.loads(line), trusts))
    with contextlib.suppress(OSError):
        _put(answers, _line(tuple(_values(reply))))


def _put(pipe: int, data: bytes) -> None:
    """Write all of `data`."""
    while data:
        data = data[os.write(pipe, data) :]


def _line(said: object) -> bytes:
    return json.dumps(said).encode() + b"\n"


def _written(exchange: Exchange) -> bytes:
    """Return an exchange that has not begun as one line; keys are in the clear, for they go no further."""
    request, proxy, extra = exchange.request, exchange.proxy, exchange.trust.extra
    headers = [
        (name, value.reveal(), True) if isinstance(value, Secret) else (name, value, False)
        for name, value in request.headers
    ]
    return _line(
        {
            "request": (request.name, request.method, request.url, request.body.decode("latin-1"), request.stream),
            "headers": headers,
            "proxy": proxy and (proxy.variable, proxy.url),
            "certificates": extra and (extra.variable, extra.file),
            "seconds": exchange.seconds,
            "known": [secret.reveal() for secret in exchange.known],
        }
    )  # fmt: skip


def _read(said: dict[str, Any], trusts: dict[str, Trust]) -> Exchange:
    """Return the exchange of a line; whose certificates are believed is read from the disk only once."""
    name, method, url, body, stream = said["request"]
    headers = tuple((key, Secret(value) if secret else value) for key, value, secret in said["headers"])
    request = Request(name, method, url, headers, body.encode("latin-1"), stream)
    extra = Certificates(*said["certificates"]) if said["certificates"] else None
    trust = trusts.setdefault(extra.file if extra else "", Trust(extra))
    proxy = Proxy(*said["proxy"]) if said["proxy"] else None
    return Exchange(request, proxy, trust, said["seconds"], tuple(map(Secret, said["known"])))


def _values(reply: Reply) -> Iterator[object]:
    for name in Reply.__match_args__:
        value = getattr(reply, name)
        if name == "body":
            value = value.decode("latin-1")
        elif name == "events":
            value = [(event.name, event.data) for event in value]
        yield value


def _reply(said: list[Any]) -> Reply:
    fields = dict(zip(Reply.__match_args__, said, strict=True))
    fields["headers"] = tuple((name, value) for name, value in fields["headers"])
    fields["body"] = fields["body"].encode("latin-1")
    fields["events"] = tuple(Event(name, data) for name, data in fields["events"])
    return Reply(**fields)
