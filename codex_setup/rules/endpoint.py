"""Where the requests go: the base URL in force, taken apart, and whose host that is.

An address is read as the URL parser of Codex reads it: leading blanks, and tabs and line ends anywhere,
do not count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codex_setup.record import record

if TYPE_CHECKING:
    from codex_setup.codex.context import Context

LOOPBACK = r"(?i)^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0)\.?$"
PRIVATE = (
    r"(?i)^(10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|169\.254\.\d+\.\d+"
    r"|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+|f[cd][0-9a-f]{2}:.*|fe80:.*|[^.:]+"
    r"|.*\.(local|lan|internal|intranet|home|corp|private|localdomain|home\.arpa|ts\.net))\.?$"
)
OPENAI = r"(?i)(^|\.)(openai\.com|chatgpt\.com)\.?$"
AZURE = (
    r"(?i)\.(openai\.azure\.com|cognitiveservices\.azure\.com|azure-api\.net|services\.ai\.azure\.com)\.?$"
)


@record
class Address:
    """A URL taken apart; `host` is without brackets and in lower case."""

    scheme: str
    host: str
    path: str
    query: str
    fragment: str

    @property
    def loopback(self) -> bool:
        """Return whether this computer itself answers there."""
        return re.search(LOOPBACK, self.host) is not None

    @property
    def private(self) -> bool:
        """Return whether the host is on a network of one's own, or is this computer."""
        return self.loopback or re.search(PRIVATE, self.host) is not None

    @property
    def openai(self) -> bool:
        """Return whether the host is OpenAI's."""
        return re.search(OPENAI, self.host) is not None

    @property
    def azure(self) -> bool:
        """Return whether the host is an Azure deployment of OpenAI's models."""
        return re.search(AZURE, self.host) is not None


def address(url: str) -> Address | None:
    """Return `url` taken apart, or None where it has no scheme, no host, or cannot be read as a URL."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if not parts.scheme or not host:
        return None
    return Address(parts.scheme.lower(), host, parts.path, parts.query, parts.fragment)


def target(context: Context) -> Address | None:
    """Return the address that the active provider's requests go to, or None where it cannot be told."""
    provider = context.provider
    if not provider.defined:
        return None
    return address(provider.base_url.value if provider.base_url else provider.default_url)


def foreign(context: Context) -> bool:
    """Return whether the requests go to somebody who is neither this computer nor OpenAI."""
    found = target(context)
    return found is not None and not found.loopback and not found.openai
