"""One conversation with a gateway: the requests that were made, counted, and how each is put together.

The ping is the request that Codex makes, as small as it can be; the headers are those of Codex. At most
`LIMIT` requests are made in all, whatever there is left to ask.
"""

from __future__ import annotations

import functools
import json
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codex_setup.model import Rule, Secret
from codex_setup.providers import preset_for
from codex_setup.proxies import certificates, proxy_for
from codex_setup.wire import Plan, Probe, Reply, Request, Send

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.diagnosis.advice import Around

LIMIT = 8
CHAT = "/chat/completions"
SYSTEM = {"darwin": "Mac OS", "win32": "Windows"}.get(sys.platform, "Linux")


class Talk:
    """The requests of one live check, in their order, and what is known around them."""

    def __init__(self, context: Context, plan: Plan, send: Send) -> None:
        self.context, self.plan, self.send = context, plan, send
        self.probes: list[Probe] = []
        self.refused = False

    @functools.cached_property
    def around(self) -> Around:
        """What is known beside the replies."""
        from codex_setup.diagnosis.advice import Around  # what a healthy gateway spares us

        release, look, url = self.context.release, self.context.environment.text, self.plan.url or ""
        preset = preset_for(self.plan.base_url or url)
        waits = release.has("endless-reconnecting")
        return Around(release.version, waits, proxy_for(look, url), certificates(look), preset)

    @property
    def left(self) -> int:
        """Return how many requests may still be made."""
        return LIMIT - len(self.probes)

    @property
    def base(self) -> str:
        """Return the address under which Codex asks, as it is on the wire."""
        return (self.plan.url or "").partition("?")[0].removesuffix(self.plan.path)

    @property
    def origin(self) -> str:
        """Return scheme, host and port of that."""
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """Return the path of that, without a slash at its end."""
        return urlsplit(self.base).path.rstrip("/")

    def ping(self, base: str | None = None) -> Reply:
        """Ask for one short turn, where the plan says or under another base address."""
        name = "responses" if base is None else "responses elsewhere"
        return self._ask(name, "POST", self.url_under(base), ping_body(self.plan), stream=True)

    def ping_at(self, url: str) -> Reply:
        """Ask for one short turn at an address as it stands."""
        return self._ask("responses elsewhere", "POST", url, ping_body(self.plan), stream=True)

    def route(self, base: str, *, keyed: bool = True) -> Reply:
        """Ask whether there is a route, with a body that cannot cost anything, with the key or without."""
        return self._ask("route", "POST", self.url_under(base), b"{}", keyed=keyed)

    def models(self, url: str | None = None, *, keyed: bool = True) -> Reply:
        """Ask for the model list, with the key or without."""
        query = f"?{self.plan.query}" if self.plan.query and url is None else ""
        return self._ask("models", "GET", (url or f"{self.base}/models") + query, keyed=keyed)

    def url_under(self, base: str | None) -> str:
        """Return the plan's own URL, or the one that Codex would make of another base address."""
        if base is None:
            return self.plan.url or ""
        return base.rstrip("/") + self.plan.path + (f"?{self.plan.query}" if self.plan.query else "")

    def name(self, rule: Rule | None) -> None:
        """Note which rule the last reply led to."""
        last = self.probes[-1]
        self.probes[-1] = Probe(last.request, last.reply, rule)

    def _ask(
        self, name: str, method: str, url: str, body: bytes = b"", *, stream: bool = False, keyed: bool = True
    ) -> Reply:
        headers = headers_for(self.plan, self.context.release.version, body=bool(body), keyed=keyed)
        request = Request(name, method, url, headers, body, stream)
        reply = self.send(request)
        self.probes.append(Probe(request, reply))
        return reply


def ping_body(plan: Plan) -> bytes:
    """Return the smallest body that every gateway takes which takes Codex's at all.

    No parameter that Codex does not send, input as a list, short instructions: a ChatGPT backend refuses
    the one, wants the other, and some relays put thousands of tokens in the place of missing ones.
    """
    if plan.path == CHAT:
        messages = [{"role": "system", "content": "Reply with OK."}, {"role": "user", "content": "ping"}]
        return _compact({"model": plan.model, "messages": messages, "stream": True})
    said = [{"type": "input_text", "text": "ping"}]
    return _compact(
        {
            "model": plan.model,
            "instructions": "Reply with OK.",
            "input": [{"type": "message", "role": "user", "content": said}],
            "stream": True,
            "store": False,
        }
    )


def _compact(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def headers_for(plan: Plan, version: str, *, body: bool, keyed: bool) -> tuple[tuple[str, str | Secret], ...]:
    """Return the headers of Codex: its identity, those of the configuration, the credential in its form."""
    headers: dict[str, tuple[str, str | Secret]] = {
        "accept": ("accept", "text/event-stream" if body else "application/json"),
        "originator": ("originator", "codex_cli_rs"),
        "user-agent": ("user-agent", f"codex_cli_rs/{version} ({SYSTEM}) codex-setup"),
        "x-codex-beta-features": ("x-codex-beta-features", "remote_compaction_v2"),
    }
    if body:
        headers["content-type"] = ("content-type", "application/json")
    for header in plan.headers:
        if header.name.lower() == "content-length":  # it counts the bytes of Codex's body, or is wrong
            continue
        if keyed or not isinstance(header.value, Secret):
            headers[header.name.lower()] = (header.name, header.value)
    credential = plan.credential
    if keyed and credential is not None and credential.secret is not None and credential.header is not None:
        value = (
            credential.secret.prefixed(f"{credential.scheme} ") if credential.scheme else credential.secret
        )
        headers[credential.header.lower()] = (credential.header, value)
    return tuple(headers.values())
