"""What goes over the wire: what Codex would send, what we send, what comes back.

A `Plan` is a prediction and never sent as it is; a `Request` is what is sent. A key is a `Secret` in both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from codex_setup.model import Secret
from codex_setup.record import record

if TYPE_CHECKING:
    from codex_setup.model import Place, Rule

Failure = Literal["dns", "refused", "timeout", "tls", "proxy", "cut"]
Transport = Literal["https", "websocket"]
Stage = Literal["load", "start", "send"]


@record
class Origin:
    """Where a value of the plan comes from: the contract's short text, and the place it points to.

    Texts: `user:2` (layer and line), `default`, `option`, `env:RELAY_KEY`, `auth.json:apikey`,
    `auth.json:chatgpt`, `config`, `command`, `header`, `none`.
    """

    text: str
    place: Place | None = None


@record
class Credential:
    """What proves who asks: the header that carries it, its scheme, its origin, the secret itself.

    `header` and `secret` are None where nothing is sent; `why` then says why, in one clause.
    """

    header: str | None
    scheme: str | None
    origin: Origin
    secret: Secret | None
    why: str | None = None


@record
class Header:
    """One header of a request. A value that may be a key is a `Secret`."""

    name: str
    value: str | Secret
    origin: Origin


@record
class Refusal:
    """Codex would stop before it sends: while loading its files, starting the session, or sending."""

    stage: Stage
    message: str

    @property
    def headline(self) -> str:
        """Return the first line of what Codex says."""
        return self.message.strip().partition("\n")[0]


@record
class Patience:
    """What this release does when an answer fails: how many requests it makes, and for how long."""

    requests: int | None
    seconds: float | None
    says: str


@record
class Plan:
    """What Codex will do: refuse, or send `method` to `url` with these headers.

    Members are None where a refusal leaves them without a value. `url` includes the query. `headers`
    are those that the configuration causes, without the credential's own. `path` is what Codex adds to
    the base URL (`/responses`; `/chat/completions` before 0.95 with wire_api chat).
    """

    refused: Refusal | None
    provider: str | None = None
    method: str | None = None
    url: str | None = None
    base_url: str | None = None
    path: str = "/responses"
    query: str = ""
    model: str | None = None
    model_origin: Origin | None = None
    credential: Credential | None = None
    transport: Transport | None = None
    headers: tuple[Header, ...] = ()
    patience: tuple[Patience, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def model_unset(self) -> bool:
        """Return whether nobody configured a model, so that Codex asks for its own default."""
        return self.model_origin is not None and self.model_origin.text == "default"

    @property
    def sends_key(self) -> bool:
        """Return whether the request carries a key, and one that is known here."""
        return self.credential is not None and bool(self.credential.secret)


@record
class Request:
    """One request that we send. `headers` hold the key as a `Secret`; `stream` asks for events."""

    name: str
    method: str
    url: str
    headers: tuple[tuple[str, str | Secret], ...] = ()
    body: bytes = b""
    stream: bool = False

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Return the keys among the headers, which nothing that is said of the request may show."""
        return tuple(value for _, value in self.headers if isinstance(value, Secret))


@record
class Event:
    """One server-sent event: its name and its data, bounded."""

    name: str
    data: str


@record
class Reply:
    """What came: a status with headers, body and events, or the failure that kept it from coming.

    `body` is bounded; `truncated` says that there was more. Times are in milliseconds since the request
    began. `detail` says what the transport said, masked. `packed` says that the body came packed and was
    unpacked here, which Codex does not do.
    """

    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    events: tuple[Event, ...] = ()
    failure: Failure | None = None
    detail: str = ""
    truncated: bool = False
    ms: int = 0
    ms_first_event: int | None = None
    ms_completed: int | None = None
    packed: bool = False

    @property
    def succeeded(self) -> bool:
        """Return whether the status is one of success (2xx: RFC 9110, 15.3)."""
        return self.status in range(200, 300)

    def header(self, name: str) -> str:
        """Return the first value of header `name`, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def text(self) -> str:
        """Return the body as text; bytes that are not UTF-8 are replaced."""
        return self.body.decode("utf-8", "replace")


Send = Callable[[Request], Reply]
"""The network's door, as everybody else sees it."""


@record
class Probe:
    """One request that was made, what came back, and the rule that the reply led to."""

    request: Request
    reply: Reply
    rule: Rule | None = None
