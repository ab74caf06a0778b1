"""What a base URL becomes on the wire, as Codex's URL parser (the WHATWG one) makes of it.

Codex takes the trailing slashes off, appends its own path and the query, and hands the text over; the
parser then drops, repairs and percent-encodes what it finds, or refuses it.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, unquote_to_bytes

from codex_setup.codex.host import ascii_host
from codex_setup.pattern import pattern
from codex_setup.record import record

_DEFAULT_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = pattern(r"[\x00-\x20\x7f#%/:<>?@\[\\\]^`{|}\"]|[\x00-\x1f]")
_PATH_KEPT = "!$%&'()*+,-./:;=@[]^_|~"
_QUERY_KEPT = "!$%&()*+,-./:;=?@[\\]^_`{|}~"


@record
class Target:
    """Where a request really goes: the parts of the URL after the parser is through with it.

    `user` is the name and the password, with a colon between them, where there is one of them.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    query: str | None
    user: str = ""

    @property
    def origin(self) -> str:
        """Return scheme, host and port; a default port is left out."""
        return f"{self.scheme}://{self.host}" + ("" if self.port is None else f":{self.port}")

    @property
    def url(self) -> str:
        """Return the whole URL as it is on the wire."""
        return self.origin + self.path + ("" if self.query is None else f"?{self.query}")


def joined(base_url: str, path: str, query: str = "") -> str:
    """Return what Codex hands to its parser: the base URL, its own path, the query."""
    return base_url + path + (f"?{query}" if query else "")


def target(url: str) -> Target | None:
    """Return where `url` goes, or None where the parser refuses it or it is not http."""
    text = url.strip("".join(map(chr, range(0x21))))
    text = text.replace("\t", "").replace("\n", "").replace("\r", "")
    fit = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", text, re.DOTALL)
    if fit is None or fit[1].lower() not in _DEFAULT_PORTS:
        return None
    scheme, rest = fit[1].lower(), re.sub(r"^[/\\]*", "", fit[2])
    rest = rest.partition("#")[0]
    cut = re.search(r"[/\\?]", rest)
    authority, tail = (rest, "") if cut is None else (rest[: cut.start()], rest[cut.start() :])
    user, _, authority = authority.rpartition("@")
    place = _authority(scheme, authority)
    if place is None:
        return None
    path, mark, query = tail.partition("?")
    encoded = quote(query, safe=_QUERY_KEPT.replace("'", "")) if mark else None
    return Target(scheme, *place, _path(path), encoded, _user(user))


def _user(text: str) -> str:
    """Return name and password in the clear; nothing where the name is not UTF-8."""
    name, password = (_spelt(part) for part in text.partition(":")[::2])
    return f"{name}:{password or ''}" if name is not None and (name or password) else ""


def _spelt(text: str) -> str | None:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return None


def _authority(scheme: str, text: str) -> tuple[str, int | None] | None:
    fit = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?", text)
    if fit is None or not fit[1]:
        return None
    port = int(fit[2]) if fit[2] else None
    if port is not None and port > 0xFFFF:  # noqa: PLR2004 -- the highest port there is
        return None
    host = _host(fit[1])
    return None if host is None else (host, None if port == _DEFAULT_PORTS[scheme] else port)


def _host(text: str) -> str | None:
    import ipaddress  # 5 ms that only a plan pays

    if text.startswith("["):
        try:  # the zone of an address, after %, is something that Python takes and Codex does not
            return f"[{ipaddress.IPv6Address(text[1:-1].replace('%', ' ')).compressed}]"
        except ValueError:
            return None
    try:
        name = unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return None
    ascii_name = ascii_host(name)
    if ascii_name is None or not ascii_name or _FORBIDDEN.search(ascii_name):
        return None
    last = ascii_name.rstrip(".").rpartition(".")[2]
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last):
        return _ipv4(ascii_name)
    return ascii_name


def _ipv4(text: str) -> str | None:
    parts = text.removesuffix(".").split(".")
    numbers = [_number(part) for part in parts]
    known = [number for number in numbers if number is not None]
    if len(known) != len(parts) or len(parts) > 4 or any(n > 255 for n in known[:-1]):  # noqa: PLR2004 -- bytes
        return None
    if known[-1] >= 256 ** (5 - len(parts)):
        return None
    value = known[-1] + sum(n << 8 * (3 - place) for place, n in enumerate(known[:-1]))
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _number(text: str) -> int | None:
    for prefix, digits, base in (("0x", r"[0-9a-f]*", 16), ("0", r"[0-7]*", 8), ("", r"[0-9]+", 10)):
        if text.startswith(prefix) and (base != 8 or len(text) > 1):  # noqa: PLR2004 -- a lone 0 is decimal
            rest = text.removeprefix(prefix)
            return int(rest or "0", base) if re.fullmatch(digits, rest) else None
    return None


def _path(text: str) -> str:
    segments: list[str] = []
    parts = re.split(r"[/\\]", text)[1:] or [""]
    for place, part in enumerate(parts):
        plain = re.sub("%2e", ".", part, flags=re.IGNORECASE)
        last = place == len(parts) - 1
        if plain == "..":
            segments = segments[:-1] + ([""] if last else [])
        elif plain == ".":
            segments += [""] if last else []
        else:
            segments.append(quote(part, safe=_PATH_KEPT))
    return "/" + "/".join(segments)
