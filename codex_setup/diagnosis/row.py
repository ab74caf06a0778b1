"""What a row of the table is, and when it fits: patterns are data, matched against one case."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from codex_setup.diagnosis.concepts import gist, speaks, states
from codex_setup.diagnosis.envelope import Said, Shape, read
from codex_setup.diagnosis.recognise import Gateway, recognise
from codex_setup.pattern import pattern
from codex_setup.record import field, record
from codex_setup.wire import Reply

if TYPE_CHECKING:
    from codex_setup.model import Rule
    from codex_setup.wire import Failure


@record
class Case:
    """One reply with what was asked: everything that a pattern may look at."""

    reply: Reply
    url: str = ""
    model: str = ""
    sent_key: bool = True
    said: Said = field(default_factory=Said)
    gateway: Gateway | None = None
    wrapped: bool = False

    @classmethod
    def of(cls, reply: Reply, url: str = "", model: str = "", *, sent_key: bool = True) -> Case:
        """Return the case of a reply, its body read once."""
        said = read(reply)
        gateway = recognise(reply, url, said)
        behind = (reply.status or 0) >= 500 and said.inner is not None and bool(said.inner.codes)  # noqa: PLR2004 -- RFC 9110, 15.6
        return cls(reply, url, model, sent_key, said, gateway, behind or wrapped(said, gateway))

    @property
    def clauses(self) -> tuple[frozenset[str], ...]:
        """Return the concepts of each clause that was said; a code is one (`wallet_empty`)."""
        codes = (code.replace("_", " ") for code in self.said.codes if "_" in code)
        return gist("\n".join([*codes, self.said.words]), self.model)

    @property
    def path(self) -> str:
        """Return the path that was asked for."""
        try:
            return urlsplit(self.url).path
        except ValueError:
            return ""


_WRAPPING = pattern(
    r"upstream (?:returned|replied|responded|answered)\b|upstream (?:\w+ )?error \d{3}\b|\[[45]\d\d\]:|(?:官方|上游|openai)[^，。]{0,6}返回 ?[45]\d\d|(?<![a-z])(?:openai|azure|anthropic|upstream|provider|官方|上游)[^.\n\d]{0,40}[: (：][45]\d\d\b|\bupstream:? [45]\d\d\b|litellm\.\w+(Error|Exception)|Provider returned error|^upstream error|OpenAIException|do request failed",
    re.IGNORECASE,
)


def wrapped(said: Said, gateway: Gateway | None) -> bool:
    """Return whether the gateway hands on what the service behind it said."""
    if said.type in {"upstream_error", "provider_error", "bad_response_status_code"} or _WRAPPING.search(
        said.message
    ):
        return True
    if said.shape == "json" and said.inner is not None and said.inner.shape == "html":
        return True
    if isinstance(said.data, dict) and said.data.get("is_bifrost_error") is False:
        return True
    named = gateway is not None and gateway.id in {"new-api", "one-api"}
    own = said.type in {"new_api_error", "one_api_error", ""}
    return named and not own and "(request id:" in said.message


@record
class Row:
    """One way in which a cause shows itself.

    Every pattern that is set must fit: `status`, the `code` (a code or type, whole) and `also` (another
    one), `untyped` (the error has no type), `named` (the model asked for stands in the words), the `param` that
    is named, the `text` (anywhere in the words) and not `unless`, the `gist` (concepts that stand together in
    one clause, alternatives with `|`, see `concepts.speaks`), the `header` (`name: value`), the `path` asked for, the `model` asked for, the `shape`
    of the body, who is recognised, whether a key was sent, whether the answer is handed on. `says` and
    `hint` take the blanks of `advice.blanks`. `open` overrides what the rule says about certainty.
    """

    rule: Rule
    says: str
    hint: str
    witness: Reply
    source: str
    failure: Failure | None = None
    status: frozenset[int] | None = None
    code: str = ""
    also: str = ""
    untyped: bool = False
    named: bool = False
    param: str = ""
    text: str = ""
    gist: str = ""
    unless: str = ""
    header: str = ""
    path: str = ""
    model: str = ""
    shape: frozenset[Shape] | None = None
    gateways: frozenset[str] | None = None
    keyless: bool | None = None
    wrapped: bool | None = None
    open: bool | None = None
    asked: str = "https://relay.example/v1/responses"

    @property
    def telling(self) -> bool:
        """Return whether this row goes by what was said, and not by the status; a subject alone says nothing."""
        return bool(self.code or self.text or (self.gist and all(map(states, self.gist.split("|")))))

    def fits(self, case: Case) -> bool:
        """Return whether this row's pattern fits the case."""
        return all(test(self, case) for test in _TESTS)


def _transport(row: Row, case: Case) -> bool:
    """Compare the failure; a row without one takes whatever brought a status, also where the rest was lost."""
    if row.failure is None:
        return case.reply.status is not None
    return row.failure == case.reply.failure and case.reply.status is None


def _outside(row: Row, case: Case) -> bool:
    return (
        (row.status is None or case.reply.status in row.status)
        and (row.shape is None or case.said.shape in row.shape)
        and (row.gateways is None or (case.gateway is not None and case.gateway.id in row.gateways))
        and (row.keyless is None or row.keyless is not case.sent_key)
        and (row.wrapped is None or row.wrapped is case.wrapped)
    )


def _inside(row: Row, case: Case) -> bool:
    said = case.said
    return (
        (not row.code or _is(row.code, said.codes))
        and (not row.also or _is(row.also, said.codes))
        and (not row.untyped or not said.type)
        and (not row.named or _names(said.message, case.model))
        and (not row.param or row.param == said.param)
        and (not row.text or found(row.text, said.words))
        and (not row.gist or speaks(row.gist, case.clauses))
        and (not row.unless or not found(row.unless, said.words))
        and (not row.path or found(row.path, case.path))
        and (not row.model or re.search(row.model, case.model) is not None)
    )


def _names(message: str, model: str) -> bool:
    """Return whether a message names the model by itself, and not as a part of a path or of a longer name."""
    return len(model) > 2 and re.search(rf"(?<![\w./-]){re.escape(model)}(?![\w/-])", message) is not None  # noqa: PLR2004 -- `o3`


def _is(pattern: str, codes: tuple[str, ...]) -> bool:
    return any(re.fullmatch(pattern, code, re.IGNORECASE) for code in codes)


def _headers(row: Row, case: Case) -> bool:
    if not row.header:
        return True
    return any(found(row.header, f"{name.lower()}: {value}") for name, value in case.reply.headers)


_TESTS = (_transport, _outside, _headers, _inside)


def found(pattern: str, text: str) -> bool:
    """Return whether `pattern` is anywhere in `text`, in whatever case and across lines."""
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def statuses(*parts: int | range) -> frozenset[int]:
    """Return a set of statuses."""
    return frozenset(n for part in parts for n in (part if isinstance(part, range) else (part,)))


def witness(status: int, data: Any, **headers: str) -> Reply:
    """Return a reply as a witness: JSON where `data` is a table or a list, else the text itself."""
    body = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    kind = {} if "content_type" in headers or isinstance(data, str) else {"content_type": "application/json"}
    pairs = ((name.replace("_", "-"), value) for name, value in {**kind, **headers}.items())
    return Reply(status, tuple(pairs), body.encode())


def error(
    status: int, message: str, kind: str | None = None, code: str | None = None, **headers: str
) -> Reply:
    """Return a witness in OpenAI's envelope."""
    inside = {"message": message, "type": kind, "code": code}
    return witness(
        status, {"error": {name: value for name, value in inside.items() if value is not None}}, **headers
    )
