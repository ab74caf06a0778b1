"""Which answer of a gateway is quoted in a pasted text: its status, its body, the address that was asked."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from codex_setup.diagnosis import ROWS, Case
from codex_setup.pattern import pattern
from codex_setup.record import record
from codex_setup.wire import Reply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.diagnosis import Row

STATUSES = (401, 403, 404, 429, 400, 402, 503, 502, 500, 422, 405, 413, 504)
"""What is tried where a text names no status: the common ones, the telling ones first."""

_STATUS = pattern(
    r"""(?ix)
    (?: unexpected \s* status | last \s* status | status (?:\s*code|_code)? | http(?:/[\d.]+)? (?:\s+error)? | error
      | api \s* error | returned | code | 状态码 | 错误码 )
    \s* [:=：]? \s* ["'(\[]? \s* (?P<status>[1-5]\d\d) \b
    | \b (?P<plain>[1-5]\d\d) \s+ (?: unauthorized | forbidden | not \s found | bad \s request | bad \s gateway
      | service \s unavailable | too \s many \s requests | payment \s required | internal \s server \s error
      | gateway \s time-?out | method \s not \s allowed | unprocessable )
    """
)
_URL = pattern(
    r"(?i)\burl:\s*\(?(?P<url>https?://[^\s,)\"']+)|(?P<bare>https?://[^\s,)\"'<>]+/(?:responses|chat/completions|models))"
)
_AFTER = pattern(r"(?is)unexpected\s+status\s+\d{3}[^:]{0,40}:\s*(?P<body>.*?)(?:,\s*url:.*)?$")
_HTML = pattern(r"(?is)<!doctype\s+html.*|<html\b.*|<head\b.*")


_EMPTY = "Unknown error"
"""What Codex says of an answer without a body."""


@record
class Quoted:
    """A reply as a text quotes it; `status` is None where the text does not say."""

    status: int | None
    body: str
    url: str


def quoted(text: str) -> Quoted | None:
    """Return the reply that `text` quotes, or None where there is nothing that could be one."""
    status = _status(text)
    url = _url(text)
    body = _body(text)
    if status is None and body is None:
        return None
    after = _AFTER.search(text)
    said = body if body is not None else after["body"] if after else text
    return Quoted(status, "" if said.strip() == _EMPTY else said, url)


def _status(text: str) -> int | None:
    found = _STATUS.search(text)
    return int(found["status"] or found["plain"]) if found else None


def _url(text: str) -> str:
    found = _URL.search(text)
    return (found["url"] or found["bare"]).rstrip(".") if found else ""


def _body(text: str) -> str | None:
    """Return the first JSON table or list in the text, or its web page."""
    decoder = json.JSONDecoder(strict=False)
    for found in re.finditer(r"[{\[]", text):
        if len(text) - found.start() > 1 and found.start() < 20_000:  # noqa: PLR2004 -- an answer stands near the top
            try:
                held, end = decoder.raw_decode(text, found.start())
            except (ValueError, RecursionError):
                continue
            if isinstance(held, dict) and held:
                return text[found.start() : end]
    page = _HTML.search(text)
    return page[0] if page else None


def rows(found: Quoted) -> Iterator[Row]:
    """Yield the rows that the quoted reply may fit, the best first; the one for everything else is left out."""
    if found.status is not None:
        row = _row(found, found.status)
        if row is not None:
            yield row
        return
    if found.body.lstrip().startswith("<"):
        yield from (row for row in [_row(found, 200)] if row is not None)
        return
    fitting = [row for status in STATUSES if (row := _row(found, status)) is not None]
    yield from dict.fromkeys(row for row in fitting if row.telling)


def _row(found: Quoted, status: int) -> Row | None:
    kind = "text/html" if found.body.lstrip().startswith("<") else "application/json"
    reply = Reply(status, (("content-type", kind),), found.body.encode())
    case = Case.of(reply, found.url or "https://relay.example/v1/responses")
    row = next((each for each in ROWS if each.fits(case)), None)
    return None if row is None or row.rule.id == "reply-unrecognised" else row
