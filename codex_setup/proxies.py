"""Which proxy and which certificates Codex would use, by the variables that it honours and no others.

All of this was seen on Codex 0.169.0. It asks the upper-case name first, takes a name that is set and
empty for "no proxy", falls back to ALL_PROXY, and honours a proxy for loopback too. In NO_PROXY it knows names,
addresses and networks; `*` works for names but not for addresses, and a port is never understood.
SSL_CERT_DIR, NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE and NODE_TLS_REJECT_UNAUTHORIZED are not looked at.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from codex_setup.pattern import pattern
from codex_setup.record import record

Look = Callable[[str], str | None]
"""A variable's value by its name, or None; `Environment.text` is one."""


@record
class Proxy:
    """The proxy in force: the variable that sets it, its URL, and that without a password."""

    variable: str
    url: str

    @property
    def shown(self) -> str:
        """Return the proxy's address without the password that may stand in it."""
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{rest.rpartition('@')[2]}"

    @property
    def spoken(self) -> str:
        """Return the URL as Codex uses it: it speaks HTTP even where the variable says `socks5://`."""
        scheme, _, rest = self.url.partition("://")
        return self.url if scheme.lower() in {"http", "https"} else f"http://{rest}"


def proxy_for(look: Look, url: str) -> Proxy | None:
    """Return the proxy through which Codex would ask `url`, or None where it goes straight."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    names = (
        ["HTTPS_PROXY", "https_proxy"] if parts.scheme.lower() == "https" else ["HTTP_PROXY", "http_proxy"]
    )
    if names[0] == "HTTP_PROXY" and look("REQUEST_METHOD") is not None:
        return None  # a CGI process: a client could set HTTP_PROXY by a header
    found = _first(look, *names) or _first(look, "ALL_PROXY", "all_proxy")
    return None if found is None or _excepted(look, host) else found


def _first(look: Look, *names: str) -> Proxy | None:
    for name in names:
        value = look(name)
        if value is not None:
            spelt = _URI.fullmatch(value)
            return Proxy(name, value if spelt["scheme"] else f"http://{value}") if spelt else None
    return None


_URI = pattern(
    r"(?:(?P<scheme>https?|socks(?:4a?|5h?))://)?(?!:)[\w.~!$&'()*+,;=%:@\[\]-]+(?(scheme)(?:[/?#][!-~]*)?)",
    re.ASCII | re.IGNORECASE,
)
"""What Codex takes for the address of a proxy; anything else, as one with a blank around it, counts for nothing."""


def _excepted(look: Look, host: str) -> bool:
    listed = look("NO_PROXY")
    listed = look("no_proxy") if listed is None else listed
    return any(_fits(entry.strip(), host) for entry in (listed or "").split(","))


def _fits(entry: str, host: str) -> bool:
    """Return whether one entry of NO_PROXY takes `host` out, as hyper-util's matcher reads it."""
    if not entry:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = entry.lower()
        return name in {"*", host, f".{host}"} or host.endswith(name if name.startswith(".") else f".{name}")
    try:
        return address in ipaddress.ip_network(entry, strict=False)
    except (ValueError, TypeError):
        return False


@record
class Certificates:
    """The file with further certificate authorities that Codex reads, and the variable that names it."""

    variable: str
    file: str


def certificates(look: Look) -> Certificates | None:
    """Return the CA file in force, or None where the system's own are used."""
    for name in ("CODEX_CA_CERTIFICATE", "SSL_CERT_FILE"):
        value = look(name)
        if value:
            return Certificates(name, value)
    return None
