"""Redirects, judged as the real Codex fares with them: which it follows, with what, and what becomes a fix."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.asking import KEY, ask
from support.certificates import authority, signed

from codex_setup.gateway import Answer, Recorded, Site, serve
from codex_setup.gateway.answers import as_json, model_list, served

if TYPE_CHECKING:
    from pathlib import Path


def gateway(request: Recorded) -> Answer:
    """Answer under /v1 only, and only to the key."""
    if request.path not in {"/v1/responses", "/v1/models"}:
        return as_json(404, {"detail": "Not Found"})
    if request.bearer != KEY:
        return as_json(401, {"error": {"message": "Missing API key"}})
    if request.method == "GET":
        return (
            model_list(["gpt-5.4"]) if request.path == "/v1/models" else as_json(404, {"detail": "Not Found"})
        )
    return served(request)


def slashed(status: int) -> Site:
    """Return a gateway whose routes end with a slash, and that sends everybody there."""

    def site(request: Recorded) -> Answer:
        if not request.path.endswith("/"):
            return Answer(status, (("location", request.path + "/"),))
        return gateway(replace(request, target=request.path.rstrip("/")))

    return site


def moved(status: int, ways: dict[str, str]) -> Site:
    """Return a gateway that sends requests for these paths elsewhere."""

    def site(request: Recorded) -> Answer:
        to = ways.get(request.path)
        return Answer(status, (("location", to),)) if to is not None else gateway(request)

    return site


OLD = {"/old/responses": "/v1/responses"}
SITES: dict[str, tuple[Site, str, tuple[str, ...], str | None]] = {
    "slash-307": (slashed(307), "/v1", (), None),
    "slash-308": (slashed(308), "/v1", (), None),
    "slash-301": (slashed(301), "/v1", ("redirected",), None),
    "moved-307": (moved(307, OLD), "/old", (), "/v1"),
    "moved-308": (moved(308, OLD), "/old", (), "/v1"),
    "moved-301": (moved(301, OLD), "/old", ("redirected",), "/v1"),
    "moved-302": (moved(302, OLD), "/old", ("redirected",), "/v1"),
    "moved-303": (moved(303, OLD), "/old", ("redirected",), "/v1"),
    "twice-308": (moved(308, {"/a/responses": "/old/responses", **OLD}), "/a", (), "/v1"),
    "no-url-308": (moved(308, {"/v1/responses": "http://[::1/x"}), "/v1", ("redirected",), None),
    "no-url-301": (moved(301, {"/v1/responses": "http://[::1/x"}), "/v1", ("redirected",), None),
    "loop-307": (moved(307, {"/v1/responses": "/v1/responses"}), "/v1", ("redirected",), None),
    "ring-307": (
        moved(307, {"/a/responses": "/b/responses", "/b/responses": "/a/responses"}),
        "/a",
        ("redirected",),
        None,
    ),
    "nowhere-308": (moved(308, {"/v1/responses": "/else/responses"}), "/v1", ("endpoint-missing",), None),
}
"""A gateway, the base path to begin with, the rules of errors (none: Codex works), the base path of the fix."""


@pytest.mark.parametrize("name", SITES)
def test_a_redirect_is_judged_as_codex_fares_with_it(name: str) -> None:
    """Each of these is also shown to the real Codex (tests/gateways)."""
    site, path, rules, fixed = SITES[name]
    with serve(site) as running:
        found = ask(running.url + path)
        assert found.rules == rules
        assert len(found.probes) <= 8
        edits = [e for o in found.outcomes for f in o.findings if f.fix for e in f.fix.edits]
        assert [e.value for e in edits] == ([running.url + fixed] if fixed else [])  # type: ignore[union-attr]
        if not rules:
            assert [o.rule.id for o in found.outcomes if o.findings] == ["redirect-followed"]
        if fixed:
            assert ask(running.url + fixed).rules == ()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("elsewhere", ["127.0.0.1", "localhost"])
def test_another_host_or_port_never_sees_the_key(status: int, elsewhere: str) -> None:
    with serve("recorder") as other:
        target = other.url.replace("127.0.0.1", elsewhere) + "/v1/responses"
        with serve(moved(status, {"/v1/responses": target})) as running:
            found = ask(running.url + "/v1")
        assert found.rules == ("redirected",)
        assert found.new_base is None
        assert other.connections == 0


def test_a_key_that_is_refused_behind_a_redirect_is_told() -> None:
    with serve(slashed(308)) as running:
        assert ask(running.url + "/v1", key="sk-nobody-knows-this-one").rules[0] in {
            "key-rejected",
            "key-missing",
        }


def test_from_http_to_https_on_the_same_host_is_a_fix(tmp_path: Path) -> None:
    """Codex drops the key on this way, for the port changes; the address at its end works."""
    trusting = {"CODEX_CA_CERTIFICATE": str(authority(tmp_path))}
    with serve("relay", tls=signed(tmp_path)) as secure:
        ways = {"/responses": f"{secure.url}/responses"}
        with serve(moved(308, ways)) as plain:
            found = ask(plain.url, env=trusting)
        assert found.rules == ("redirected",)
        assert found.new_base == secure.url
        assert ask(found.new_base, env=trusting).rules == ()
