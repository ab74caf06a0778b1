"""Which base URL a pasted address stands for: an endpoint, a console page, a host without a scheme.

Codex asks `{base_url}/responses` and adds nothing, so everything that comes behind the base is taken
off, and every repair is said. What cannot be a gateway's address is refused with the reason.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import SplitResult, unquote, urlsplit

from codex_setup.pattern import pattern
from codex_setup.providers import LOOPBACK, Preset, preset_for
from codex_setup.providers import PRESETS as KNOWN
from codex_setup.record import record, replace
from codex_setup.wizard.tidy import INVISIBLE

_QUOTES = "\"'`“”‘’„«»<>()[]{}「」『』《》【】（）"
_SCHEME = pattern(r"(?P<scheme>h+t+p+s?|https?|wss?)\s*(?:[:;]\s*/*|//+)(?=[^/\s])", re.IGNORECASE)
_SCHEME_TWICE = pattern(r"(?:https?://)+(?=https?:/)", re.IGNORECASE)
_LOOSE = pattern(r"^(\w+)\s*:\s*/\s*/\s*")
_ESCAPED_END = pattern(r"(?:%20|%0a|%0d)+$", re.IGNORECASE)
_OTHER_SCHEME = pattern(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_BLANK = pattern(
    r"\$\{?\w+\}?|<[^>]*>|\{[^}]*\}|%\w+%|\*\*+|…|your[-_ ]|你的|\bxxx+\b|(?<=\.)\.\.",
    re.IGNORECASE,
)
_ENDPOINT = pattern(
    r"(/(?:v\d+(?:beta)?))?/(responses(?:/compact)?|chat/completions|completions|embeddings|messages(?:/count_tokens)?"
    r"|models(?:/[^/]+)?|realtime|images/generations|audio/\w+)/*$",
    re.IGNORECASE,
)
_PAGE = pattern(
    r"/(console|dashboard|panel|admin|login|register|sign-?(?:in|up)|settings|account|user|profile|keys?|api-?keys?|tokens?"
    r"|docs?|documentation|tutorial|pricing|topup|wallet|usage|billing|personal|home|index(?:\.html?)?|app|manage[\w-]*|subscribe|playground|chat|#.*)"
    r"(?:/.*)?$|\.html?$",
    re.IGNORECASE,
)
_HOST = pattern(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
_AZURE = pattern(r"/openai(?:/deployments/(?P<model>[^/]+))?(?:/.*)?$", re.IGNORECASE)


@record
class Address:
    """What became of an address: a base URL with what was changed on the way, or why there is none.

    `page` says that it was one to look at, so that any other address in the same text is the better one.
    """

    base_url: str | None = None
    notes: tuple[str, ...] = ()
    problem: str | None = None
    preset: Preset | None = None
    model: str | None = None
    page: bool = False

    @property
    def asks(self) -> str | None:
        """Return the URL that Codex will ask."""
        return f"{self.base_url}/responses" if self.base_url else None


def plain(text: str) -> str:
    """Return `text` without what a copy brings along: invisible characters, full-width forms, quotes."""
    text = (
        INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).replace("。", ".").replace("、", "/").strip()
    )
    if _SCHEME.match(text.replace("\\", "/")):
        text = _SCHEME_TWICE.sub("", _LOOSE.sub(r"\1://", text.replace("\\", "/")))
    link = re.match(r"\[[^\]]*\]\(([^)\s]+)[^)]*\)", text)
    text = link[1] if link else text
    bare = text.strip(_QUOTES + ",; \t\r\n").rstrip(".!&*" + _QUOTES).strip()
    bare = _ESCAPED_END.sub("", bare)
    return text if re.match(r"\[[0-9a-fA-F:.]+\]", text) else bare


def read_address(text: str) -> Address:
    """Return the base URL that `text` stands for, with every repair said, or the reason why it is none."""
    cleaned = plain(text)
    notes: list[str] = []
    if cleaned != text.strip(" \t\r\n"):
        notes.append("quotes, full-width or invisible characters were taken off")
    problem = _refused(cleaned)
    if problem:
        return Address(problem=problem)
    parts = _split(cleaned, notes)
    if isinstance(parts, str):
        return Address(problem=parts)
    return _shortened(parts, notes)


def _refused(text: str) -> str | None:
    """Return why `text` can be no address whatever is repaired, or None."""
    other = _OTHER_SCHEME.match(text)
    foreign = other and other[1].lower() not in ("http", "https") and not _SCHEME.match(text)
    reasons = (
        (not text, "nothing was given"),
        (_BLANK.search(text), "it still has a blank to fill in"),
        (re.search(r"\\|^~|^\.{0,2}/(?!/)", text), "that is a file's path"),
        (re.search(r"\s", text), "it has a blank inside"),
        (foreign, f"`{other[0] if other else ''}` is not a web address"),
        (re.fullmatch(r"[^@/:\s]+@[^@/\s]+\.\w+", text), "that is an e-mail address"),
    )
    return next((reason for wrong, reason in reasons if wrong), None)


def _split(text: str, notes: list[str]) -> SplitResult | str:
    """Return the parts of an address with a scheme that Codex can use, or why it cannot have one."""
    if text.lower() in ("http://", "https://"):
        return "it has no host's name"
    found = _SCHEME.match(text)
    rest = text[found.end() :] if found else text.lstrip("/")
    name = re.split(r"[/?#]", rest.rpartition("@")[2] if "@" in rest.split("/")[0] else rest)[0]
    host = name.rsplit(":", 1)[0] if not name.endswith("]") else name
    near = LOOPBACK.fullmatch(host.strip("[]").lower()) or _private(host)
    if found:
        secure = found["scheme"].lower() in ("https", "wss") or found["scheme"].lower().endswith("s")
        scheme = "https" if secure else "http"
        if found[0].lower() != f"{scheme}://":
            notes.append(f"the scheme was mended to {scheme}://")
    else:
        scheme = "http" if near or (":" in name and "." not in host) else "https"
        notes.append(f"the scheme was missing: {scheme}://")
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        port = parts.port
    except ValueError:
        return "its port is not a number up to 65535"
    return _hosted(parts, port, notes)


def _hosted(parts: SplitResult, port: int | None, notes: list[str]) -> SplitResult | str:
    """Return `parts` with a host that can be one, or why it cannot."""
    try:
        host = parts.hostname or ""
        shown = host if ":" in host else host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return f"`{parts.hostname}` is not a host's name"
    if not host:
        return "it has no host's name"
    if ":" not in host and (not _HOST.fullmatch(shown.rstrip(".")) or not _address_or_name(shown)):
        return f"`{host}` is not a host's name"
    if "." not in shown and ":" not in host and not LOOPBACK.fullmatch(host) and port is None:
        return f"`{host}` alone is not an address"
    if parts.username or parts.password:
        notes.append("the user name in front of `@` was left out: Codex sends the key instead")
    shown = f"[{shown}]" if ":" in shown else shown
    return parts._replace(netloc=shown if port is None else f"{shown}:{port}")


def _address_or_name(host: str) -> bool:
    """Return whether `host` is not what looks like numbers and is no IPv4 address: `gpt-5.4`."""
    return re.search(r"(^|\.)\d+$", host) is None or re.fullmatch(r"(\d{1,3}\.){3}\d{1,3}", host) is not None


def _private(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_private
    except ValueError:
        return host.endswith((".local", ".lan", ".internal"))


def _shortened(parts: SplitResult, notes: list[str]) -> Address:
    """Return the base URL without the endpoint, page, query and fragment that follow it."""
    origin = f"{parts.scheme}://{parts.netloc}"
    known = preset_for(origin) or _by_console(parts)
    if known is not None and known.id == "azure":
        return _azure(parts, origin, known, notes)
    if known is not None and preset_for(origin) is None:
        notes.append(f"that is the web site of {known.name}; its base URL is another")
        return Address(known.base_url if not known.blanks else None, tuple(notes), None, known, page=True)
    path = re.sub(r"/{2,}", "/", parts.path)
    if re.search(r"(^|\.)example(\.(com|org|net))?$", parts.hostname or ""):
        notes.append("its host is one of those reserved for examples")
    if parts.query:
        notes.append("the query was left out: Codex takes one from `query_params`")
    if parts.fragment:
        notes.append("what follows `#` was left out")
    found, page = _ENDPOINT.search(path), False
    if found:
        notes.append(f"`/{found[2]}` was taken off: Codex adds /responses itself")
        path = path[: found.start()] + (found[1] or "")
    elif _PAGE.search(path) and not _is_base(path, known):
        notes.append("that is a page to look at; what remains is its host")
        path, page = "", True
    if re.search(r"/(v\d+)/\1$", path.rstrip("/")):
        notes.append("`/v1` stood there twice")
        path = re.sub(r"/(v\d+)/\1/*$", r"/\1", path)
    if path.rstrip("/").endswith("/anthropic"):
        notes.append("`/anthropic` was taken off: Codex speaks OpenAI's protocol")
        path = path.rstrip("/").removesuffix("/anthropic")
    url = origin + unquote(path).rstrip("/").replace(" ", "%20")
    return _known(Address(url, tuple(notes), None, known, page=page))


def _is_base(path: str, known: Preset | None) -> bool:
    """Return whether a path that looks like a page's is one under which APIs are served."""
    own = known.paths if known else ()
    return (
        path.rstrip("/") in own
        or re.search(r"/(v\d+|openai|backend-api/codex|api|compatible-mode)/*$", path) is not None
    )


def _known(address: Address) -> Address:
    """Return `address` with the path of a vendor whose base URL is known in full."""
    known, url = address.preset, address.base_url
    if known is None or url is None or known.blanks:
        return address
    parts, wanted = urlsplit(url), urlsplit(known.base_url).path
    if parts.path in (wanted, *known.paths):
        return address
    if parts.path and not known.root_only:
        return replace(address, notes=(*address.notes, f"{known.name} documents {known.base_url}"))
    note = f"{known.name} is served at {wanted or 'its root'}"
    return replace(address, base_url=f"{parts.scheme}://{parts.netloc}{wanted}", notes=(*address.notes, note))


def _azure(parts: SplitResult, origin: str, known: Preset, notes: list[str]) -> Address:
    """Return Azure's base URL: the resource's host and `/openai/v1`; a deployment in the path is the model."""
    found = _AZURE.match(parts.path)
    model = found["model"] if found else None
    if parts.path.rstrip("/") != "/openai/v1":
        notes.append("Azure serves Codex at /openai/v1")
    if model:
        notes.append(f"the deployment `{model}` is the model")
    return Address(f"{origin}/openai/v1", tuple(notes), None, known, model)


def _by_console(parts: SplitResult) -> Preset | None:
    """Return the preset on whose web site `parts` is a page."""
    host = (parts.hostname or "").removeprefix("www.")
    return next(
        (one for one in KNOWN if one.key_page and host == urlsplit(one.key_page).hostname and host), None
    )
