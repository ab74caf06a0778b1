"""Gateways that mean harm or are out of order: they hang, flood, drip, cut, redirect, or write to the terminal."""

from __future__ import annotations

import gzip
import itertools
from typing import TYPE_CHECKING

from codex_setup.gateway.answers import Answer, Mode, Piece, Pieces, as_json
from codex_setup.gateway.relay import KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OK = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
BAD = b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n\r\n"
MEGABYTE = b"x" * (1 << 20)
NASTY = (
    "\x1b[2J\x1b[31mred\x1b]0;title\x07 [bold]markup[/bold] <script>alert(1)</script>\r\n"
    "::error file=a::workflow command\n##vso[task.setvariable]x\n| a | b |\u202e\u200b ![x](http://elsewhere.invalid/x)"
)


def _raw(*parts: Piece | Iterable[Piece]) -> Pieces:
    return lambda: itertools.chain.from_iterable((p,) if isinstance(p, bytes | float) else p for p in parts)


def _dripping(begin: bytes) -> Iterable[Piece]:
    """Yield a beginning, then one byte a second."""
    yield begin
    while True:
        yield 1.0
        yield b"x"


def _packed() -> Iterable[Piece]:
    """Yield a gigabyte of nothing, packed."""
    import zlib  # for this one mode

    packer = zlib.compressobj(9, wbits=31)
    for _ in range(1024):
        yield packer.compress(b"\0" * (1 << 20))
    yield packer.flush()


WAYS: dict[str, tuple[Answer, str]] = {
    "hang": (Answer(raw=_raw(3600.0)), "takes the request and never answers"),
    "hang-after-headers": (Answer(raw=_raw(OK, 3600.0)), "sends headers and never an event"),
    "hang-mid-stream": (Answer(raw=_raw(OK, b'data: {"type":"response.created","response":{"id":"r"}}\n\n', 3600.0)), "stops in the middle of the stream"),
    "close": (Answer(raw=_raw(b"")), "closes without an answer"),
    "no-http": (Answer(raw=_raw(b"\x00\xffSSH-2.0-nonsense\r\n\r\n")), "speaks no HTTP"),
    "drip": (Answer(raw=lambda: _dripping(OK)), "sends one byte a second"),
    "drip-headers": (Answer(raw=lambda: _dripping(b"HTTP/1.1 200 OK\r\nx-slow: ")), "sends its headers one byte a second"),
    "endless-body": (Answer(raw=lambda: itertools.chain((BAD, b'{"error":"'), itertools.repeat(MEGABYTE))), "never stops sending an error"),
    "endless-stream": (
        Answer(raw=lambda: itertools.chain((OK,), itertools.repeat(b'data: {"type":"response.output_text.delta","delta":"x"}\n\n' * 500))),
        "never stops streaming",
    ),
    "endless-event": (Answer(raw=lambda: itertools.chain((OK, b"data: "), itertools.repeat(MEGABYTE))), "streams one event without end"),
    "endless-comments": (Answer(raw=lambda: itertools.chain((OK,), itertools.repeat(b": keep-alive\n\n" * 500))), "streams comments without end"),
    "big-headers": (
        Answer(raw=lambda: itertools.chain((b"HTTP/1.1 200 OK\r\n",), itertools.repeat(b"x-much: " + b"a" * 8000 + b"\r\n", 1300), (b"\r\n",))),
        "sends ten megabytes of headers",
    ),
    "bomb": (
        Answer(raw=lambda: itertools.chain((OK.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n"),), _packed())),
        "sends a gigabyte packed into a megabyte",
    ),
    "not-utf8": (Answer(400, (("content-type", "application/json"),), b'{"error":{"message":"caf\xe9 \xff\xfe"}}'), "answers in bytes that are not UTF-8"),
    "escapes": (as_json(400, {"error": {"message": NASTY, "type": NASTY, "code": NASTY}}), "puts escapes and markup into its words"),
    "packed-error": (
        Answer(400, (("content-type", "application/json"), ("content-encoding", "gzip")), gzip.compress(b'{"detail":"Unsupported parameter: store"}')),
        "packs its errors",
    ),
}  # fmt: skip
"""What they answer, and what is to be said of it."""


def hostile() -> dict[str, Callable[[], Mode]]:
    """Return every mode of this module by name."""
    return {name: _factory(answer, about) for name, (answer, about) in WAYS.items()}


def _factory(answer: Answer, about: str) -> Callable[[], Mode]:
    return lambda: Mode(lambda _: answer, "/v1", KEY, about=about)
