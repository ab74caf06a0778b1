"""Which failure each of httpx's exceptions means, and what it said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.proxies import Proxy
    from codex_setup.wire import Failure

_NUMBER = pattern(r"^(?:\[(?:Errno|WinError) -?\d+\] )+")


def told(error: Exception, proxy: Proxy | None, *, connected: bool) -> tuple[Failure, str]:
    """Return the failure class of an exception of httpx's, and what it said.

    `connected` says that the server, or the proxy where there is one, had accepted the connection.
    """
    causes = tuple(_causes(error))
    said = next(filter(None, map(words, reversed(causes))), type(error).__name__)
    failure = _class_of(error, causes)
    if proxy is not None and failure in {"dns", "refused", "timeout", "tls"} and not connected:
        return "proxy", said
    return ("cut" if failure == "refused" and connected else failure), said


def words(error: BaseException) -> str:
    """Return what an exception says, without the number that the operating system gives it."""
    return _NUMBER.sub("", str(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _class_of(error: Exception, causes: tuple[BaseException, ...]) -> Failure:
    import socket  # 5 ms that nobody pays whose request is made elsewhere
    import ssl

    import httpx  # 80 ms that `--help` must not pay

    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "tls"
    if any(isinstance(cause, socket.gaierror | UnicodeError) for cause in causes):
        return "dns"
    for kind, failure in FAILURES(httpx).items():
        if isinstance(error, kind):
            return failure
    return "cut"


def FAILURES(httpx: Any) -> dict[type[Exception], Failure]:  # noqa: N802 -- a table that needs httpx loaded
    """Return which failure each exception of httpx's means; a test holds that none is left out."""
    return {
        httpx.ProxyError: "proxy",
        httpx.TimeoutException: "timeout",
        httpx.ConnectError: "refused",
        httpx.UnsupportedProtocol: "refused",
        httpx.InvalidURL: "dns",
        httpx.NetworkError: "cut",
        httpx.ProtocolError: "cut",
        httpx.DecodingError: "cut",
        httpx.TooManyRedirects: "cut",
        httpx.HTTPError: "cut",
        httpx.StreamError: "cut",
        httpx.CookieConflict: "cut",
    }
