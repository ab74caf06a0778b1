"""What in an answer is a code: a word for programs, in whichever member or header it stands, however spelt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codex_setup.wire import Reply

IDENTIFIER = pattern(
    r"[A-Za-z][A-Za-z0-9]*(?:[._:-][A-Za-z0-9]+)+|[A-Za-z][a-z0-9]+(?:[A-Z][a-z0-9]*)+|[A-Z]{4,}"
)
"""What tells a code from a word."""
_MEMBERS = (
    "reason", "error", "error_code", "errorcode", "error_type", "errortype", "sub_code", "subcode", "kind",
    "status", "statustext",
)  # fmt: skip
_LONGEST = 200
_AROUND = pattern(
    r"^(?:(?:ai|api|llm|ai_?gateway|gateway|proxy|err|error|http|e)_)+|_(?:error|exception|err)$"
)
"""What a code begins or ends with that tells nothing."""
_TELLING = pattern(
    r"(?:^|-)(?:error|err|fault|denied|grpc|reject(?:ed|ion)?)"
    r"(?:-(?:message|msg|description|desc|detail|reason|info))?$"
)
"""Names of headers that hold an error where the body is silent (`x-ca-error-message`, `grpc-message`)."""


def marks(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words of a table (its names in small letters) that are codes by their looks."""
    for name in _MEMBERS:
        value = table.get(name)
        if isinstance(value, str) and len(value) <= _LONGEST and IDENTIFIER.fullmatch(value):
            yield value


def spellings(code: str) -> Iterator[str]:
    """Yield a code as others write it: `oauth.v2.InvalidApiKey` and `GATEWAY_INVALID_API_KEY` as `invalid_api_key`."""
    last = re.split(r"[./]", code)[-1] or code
    for word in (code, last):
        if word.count(" ") > 1:
            continue  # a sentence in the place of a code
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[-\s]+", "_", word).lower()
        yield snake
        yield _AROUND.sub("", snake)


def told(reply: Reply) -> tuple[str, ...]:
    """Return what the headers of a reply tell of an error, the most telling last."""
    found = [
        unquote(value) if "%" in value else value
        for name, value in reply.headers
        if _TELLING.search(name.lower())
    ]
    return (*found, *re.findall(r'error(?:_description)?="([^"]{1,300})"', reply.header("www-authenticate")))
