"""What is wrong with the path of a base URL, and what the whole URL should be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from codex_setup.pattern import pattern
from codex_setup.providers import preset_for
from codex_setup.rules.endpoint import LOOPBACK

if TYPE_CHECKING:
    from codex_setup.providers import Preset

Fault = Literal["endpoint", "doubled", "page", "root", "path"]

ENDPOINTS = pattern(
    r"(?i)(/responses(/compact)?|/chat(/completions)?|/completions|/models|/messages|/embeddings|/images/generations|/realtime)/*$",
    needs=(
        "/responses",
        "/chat",
        "/completions",
        "/models",
        "/messages",
        "/embeddings",
        "/images/generations",
        "/realtime",
    ),
)
"""Paths behind a base URL: what a gateway's page shows in its example request."""

DOUBLED = pattern(r"(?i)(/v\d+)\1+(?=/|$)", needs=("/v",))

PAGES = pattern(
    r"(?i)/(console|dashboards?|tokens?|keys?|api-?keys?|login|sign-?(in|up)|register|settings?|account|profile|panel"
    r"|docs?|documentation|pricing|playground|home|billing|top-?up|wallet|index\.\w+|[\w-]+\.(html?|php|aspx?))(/.*)?$",
    needs=(
        "/console", "/dashboard", "/token", "/key", "/api", "/login", "/sign", "/register", "/setting", "/account",
        "/profile", "/panel", "/doc", "/pricing", "/playground", "/home", "/billing", "/top", "/wallet", "/index",
        ".htm", ".php", ".asp",
    ),
)  # fmt: skip
"""Paths under which a gateway shows its web pages."""


ENCODED = r"(?i)https?(?::|%3a)(?:%2f){2}"
"""How an address begins that was copied out of the query of another one."""


def single(text: str) -> bool:
    """Return whether `text` is surely one address and nothing else, whatever may be wrong within it."""
    low = text.lower()
    usual = low.startswith(("http://", "https://")) and low.count("http") == 1
    return usual and re.fullmatch(r"[A-Za-z0-9:/._~-]+", text) is not None and not text.endswith(".")


def alone(text: str) -> str:
    """Return the one address in what was pasted: out of a Markdown link, behind a doubled scheme, pasted twice, before a full stop, encoded."""
    if single(text):
        return text
    if re.match(ENCODED, text):
        from urllib.parse import unquote  # only for such an address

        text = unquote(text)
    link = re.fullmatch(r"\[[^\]]*\]\((\S+?)\)|<(https?://[^<>\s]+)>", text.strip())
    text = (link[1] or link[2]) if link else text
    inside = re.findall(r"(?i)https?://[^\s<>\"'`，。；）)]+", text)
    text = (
        inside[0] if len(inside) == 1 and re.match(r"(?i)[^/]*\w[^/]*?[\s:：=]\s*https?://", text) else text
    )
    text = re.sub(r"(?i)^(?:https?:/+)+(?=https?:/)", "", text)
    text = re.sub(r"(?i)^(https?:):+/*", r"\1//", text)
    text = re.sub(r"(?i)^(https?://[^/,，]+)[,，](?=\d{2,5}(?:/|$))", r"\1:", text)
    twice = re.fullmatch(r"(?i)(https?:/.+?)/*[\s,;|]*\1/*", text)
    text = twice[1] if twice else text
    return re.sub(r"((?::\d+|[^/:]/[^.]*))\.+$", r"\1", text)


def fault(url: str) -> Fault | None:
    """Return the first thing that is wrong with the path of `url`, or None."""
    path = urlsplit(url).path
    if ENDPOINTS.search(path):
        return "endpoint"
    if path.lower().count("/v") > 1 and DOUBLED.search(path):
        return "doubled"
    known = preset_for(url)
    if known and known.root_only and re.fullmatch(r"(?i)(/v1)/*", path):
        return "root"
    if known and _misses(known, path):
        return "path"
    return "page" if PAGES.search(path) else None


def straight(url: str) -> str:
    """Return `url` with everything that `fault` knows put right, without slashes at the end."""
    before = ""
    while before != url:
        before, url = url, _straighter(url)
    return url


def _straighter(url: str) -> str:
    parts = re.fullmatch(r"([A-Za-z][\w+.-]*:/*[^/?#]*)(.*)", url, re.DOTALL)
    if parts is None:
        return url
    head, path = parts[1], DOUBLED.sub(r"\1", ENDPOINTS.sub("", parts[2]))
    known = preset_for(head)
    if known and known.root_only and re.fullmatch(r"(?i)/v1/*", path):
        path = ""
    if known and _misses(known, path):
        path = served(known) or ""
    return head + PAGES.sub("", path).rstrip("/")


def served(known: Preset) -> str | None:
    """Return the path under which the gateway serves the API, or None where that cannot be told."""
    path = re.sub(r"^(https?://[^/]*|\{\w+\})", "", known.base_url)
    return None if not known.base_url or "{" in path else path


def _misses(known: Preset, path: str) -> bool:
    """Return whether `path` is so short, or so usual, that the gateway's own path was surely meant."""
    right = served(known)
    here = path.rstrip("/").lower()
    if right is None or known.root_only or here in (right.lower(), *known.paths):
        return False
    return here in ("", "/v1", "/api", "/api/v1", "/openai") and here != right


def hostlike(url: str) -> bool:
    """Return whether what has no scheme begins like a host: with a dot or a port in it, or as this computer."""
    host = re.split(r"[/?#]", url.lstrip("/"))[0]
    name = host.split(":")[0]
    return re.search(r"\w\.\w|:\d", host) is not None or re.search(LOOPBACK, name) is not None


SLIPPED = pattern(r"(?i)(https?)[;,.]?/{2,3}(?=[\w\[])")
"""A scheme that has another sign where its colon belongs, or none."""


def with_scheme(url: str) -> str:
    """Return `url` beginning with http:// for this computer, with https:// for any other host."""
    if re.match(r"(?i)https?:", url):
        return url
    slipped = SLIPPED.match(url)
    if slipped:
        return f"{slipped[1].lower()}://{url[slipped.end() :]}"
    rest = re.sub(r"^(?:[A-Za-z][A-Za-z0-9+.-]*)?:?//+", "", url)
    host = re.split(r"[/?#]", rest)[0]
    name = host[1:].split("]")[0] if host.startswith("[") else host.split(":")[0]
    return f"{'http' if re.search(LOOPBACK, name) else 'https'}://{rest}"
