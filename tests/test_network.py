"""The network's door: what leaves, what may come back, how each failure is told."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest
from support.asking import KEY, ask
from support.certificates import authority, self_signed, signed

from codex_setup.codex.context import Environment, Variable
from codex_setup.gateway import Answer, Recorded, serve
from codex_setup.gateway.hostile import WAYS
from codex_setup.model import Secret
from codex_setup.network import sender
from codex_setup.network.failures import FAILURES, told
from codex_setup.proxies import certificates, proxy_for
from codex_setup.wire import Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def environment(**variables: str) -> Environment:
    return Environment({name: Variable(name, Secret(value)) for name, value in variables.items()})


def request(url: str, **more: object) -> Request:
    headers = (("authorization", Secret(f"Bearer {KEY}")), ("content-type", "application/json"))
    given = {"headers": headers, "body": b'{"model":"m","stream":true}', "stream": True, **more}
    return Request("responses", "POST", url, **given)  # type: ignore[arg-type]


def exceptions(of: type[BaseException] = Exception) -> Iterator[type[BaseException]]:
    for name in dir(httpx):
        found = getattr(httpx, name)
        if isinstance(found, type) and issubclass(found, of):
            yield found


def test_no_exception_of_httpx_is_left_without_a_failure() -> None:
    table = FAILURES(httpx)
    found = tuple(exceptions())
    assert len(found) > 20
    for kind in found:
        assert any(issubclass(kind, known) for known in table), kind.__name__


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (httpx.ConnectTimeout("x"), "timeout"),
        (httpx.ReadTimeout("x"), "timeout"),
        (httpx.ConnectError("x"), "refused"),
        (httpx.ReadError("x"), "cut"),
        (httpx.RemoteProtocolError("x"), "cut"),
        (httpx.ProxyError("407 Proxy Authentication Required"), "proxy"),
        (httpx.InvalidURL("x"), "dns"),
    ],
)
def test_each_exception_means_one_failure(error: Exception, failure: str) -> None:
    assert told(error, None, connected=False)[0] == failure


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("http://127.0.0.1:1/", "refused"),
        ("http://no-such-host.invalid/", "dns"),
        ("http://" + "a" * 70 + ".com/", "dns"),
        ("http://[::1/", "dns"),
        ("ht!tp://127.0.0.1/", "refused"),
        ("", "refused"),
        ("http://[::1]:1/", "refused"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_reply_too(url: str, failure: str) -> None:
    reply = sender(environment(), timeout=20)(request(url))
    assert (reply.status, reply.failure) == (None, failure)


def test_the_keys_bytes_go_out_as_they_are_and_no_header_of_our_own() -> None:
    key = 'zw\u00f6lf"\u200bkey'
    with serve("recorder") as running:
        headers = (("authorization", Secret(f"Bearer {key}")), ("x-a", "1"))
        sender(environment())(request(running.url + "/v1/responses", headers=headers))
        sent = running.requests[0]
    assert sent.bearer == key
    assert {name.lower() for name, _ in sent.headers} == {"host", "authorization", "x-a", "content-length"}


def test_a_redirect_is_not_followed() -> None:
    with serve("recorder") as other:
        moved = Answer(307, (("location", other.url + "/v1/responses"),))
        with serve(lambda _: moved) as running:
            reply = sender(environment())(request(running.url))
        assert (reply.status, other.connections) == (307, 0)


@pytest.mark.parametrize("name", sorted(WAYS))
def test_whatever_comes_is_bounded(name: str) -> None:
    with serve(name) as running:
        reply = sender(environment(), timeout=1.0)(request(running.base_url + "/responses"))
        assert len(reply.body) <= 65536
        assert sum(len(event.data) for event in reply.events) <= 2 << 20
        if name.startswith(("hang", "drip")):
            assert reply.failure == "timeout"
        if name.startswith("endless") and name != "endless-comments":
            assert reply.truncated


def test_memory_stays_small_whatever_comes() -> None:
    code = (
        "import re, sys\n"
        "from codex_setup.codex.context import Environment; from codex_setup.wire import Request\n"
        "from codex_setup.network import sender\nfor url in sys.argv[1:]:\n"
        "    sender(Environment(), timeout=2)(Request('r', 'POST', url, body=b'{}', stream=True))\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
    )
    for name in ("big-headers", "bomb", "endless-body", "endless-event", "endless-stream"):
        with serve(name) as running:
            done = subprocess.run(
                [sys.executable, "-c", code, running.base_url], capture_output=True, text=True, check=True
            )
        assert int(done.stdout) < 100 * 1024, name


def test_the_time_is_counted_over_all_requests_of_one_sender() -> None:
    with serve("hang") as running, serve("recorder") as well:
        send = sender(environment(), timeout=1.0)
        assert send(request(running.url)).failure == "timeout"
        assert send(request(running.url)).failure == "timeout"
        assert sender(environment(), timeout=5)(request(well.url)).status == 200


def test_a_failures_words_hold_no_key() -> None:
    proxy = f"http://user:{KEY}@127.0.0.1:1"
    reply = sender(environment(HTTP_PROXY=proxy), known=(Secret(KEY),))(request("http://127.0.0.1:9/"))
    assert reply.failure == "proxy"
    assert KEY not in reply.detail
    assert "refused" in reply.detail


PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("variables", "url", "expected"),
    [
        ({"HTTP_PROXY": PROXY}, "http://127.0.0.1/v1", "HTTP_PROXY"),
        ({"http_proxy": PROXY}, "http://127.0.0.1/v1", "http_proxy"),
        ({"HTTP_PROXY": PROXY}, "https://host/v1", None),
        ({"https_proxy": PROXY}, "https://host/v1", "https_proxy"),
        ({"HTTP_PROXY": PROXY, "http_proxy": "http://other"}, "http://host/v1", "HTTP_PROXY"),
        ({"HTTP_PROXY": "", "http_proxy": PROXY}, "http://host/v1", None),
        ({"HTTP_PROXY": "", "ALL_PROXY": PROXY}, "http://host/v1", "ALL_PROXY"),
        ({"all_proxy": PROXY}, "https://host/v1", "all_proxy"),
        ({"HTTP_PROXY": PROXY, "REQUEST_METHOD": "GET"}, "http://host/v1", None),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "*"}, "http://127.0.0.1/v1", "HTTP_PROXY"),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "*"}, "http://localhost/v1", None),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "localhost"}, "http://localhost/v1", None),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "localhost:80"}, "http://localhost/v1", "HTTP_PROXY"),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "x, 127.0.0.0/8"}, "http://127.0.0.1/v1", None),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "127.0.0.1"}, "http://127.0.0.1:8/v1", None),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "", "no_proxy": "127.0.0.1"}, "http://127.0.0.1/v1", "HTTP_PROXY"),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "example.org"}, "http://a.example.org/v1", None),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": ".example.org"}, "http://example.org/v1", None),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "ample.org"}, "http://example.org/v1", "HTTP_PROXY"),
        ({}, "http://host/v1", None),
    ],
)
def test_a_proxy_is_honoured_as_codex_honours_it(
    variables: dict[str, str], url: str, expected: str | None
) -> None:
    """Every line but those on names below a domain was seen on Codex 0.169.0."""
    found = proxy_for(variables.get, url)
    assert (found.variable if found else None) == expected


def test_a_proxy_without_a_scheme_or_with_another_is_spoken_to_in_http() -> None:
    for value in ("127.0.0.1:9", "socks5://127.0.0.1:9", "http://127.0.0.1:9"):
        found = proxy_for({"ALL_PROXY": value}.get, "http://host/")
        assert found is not None
        assert found.spoken == "http://127.0.0.1:9"
    hidden = proxy_for({"ALL_PROXY": "http://me:word@host:1"}.get, "http://x/")
    assert hidden is not None
    assert hidden.shown == "http://host:1"


def test_the_request_goes_through_the_proxy_and_says_so_when_it_fails() -> None:
    with serve("recorder") as proxy, serve("recorder") as target:
        found = ask(target.url, env={"HTTP_PROXY": proxy.url})
        assert proxy.refused[0].target == f"{target.url}/responses"
        assert all(each.target.startswith(target.url) for each in proxy.refused), "every second look, too"
        assert target.connections == 0
        assert found.rules
        assert ask(target.url, env={"HTTP_PROXY": proxy.url, "NO_PROXY": "127.0.0.1"}).rules == ()
    dead = ask("http://127.0.0.1:9/v1", env={"HTTP_PROXY": "http://127.0.0.1:1"})
    assert (dead.rules, dead.exit_class) == (("proxy-failed",), 4)
    assert "HTTP_PROXY" in dead.words
    with serve("proxy-failed") as proxy:
        wanting = ask("http://gateway.example/v1", env={"HTTP_PROXY": proxy.url.replace("//", "//me:word@")})
    assert wanting.rules == ("proxy-failed",)
    assert "word" not in wanting.words.replace("password", "")


def test_a_proxy_that_does_not_take_us_is_not_shown_our_key() -> None:
    with serve("recorder") as proxy:
        reply = sender(environment(HTTPS_PROXY=proxy.url))(request("https://gateway.example/v1/responses"))
        assert reply.failure == "proxy"
        assert [r.method for r in proxy.refused] == ["CONNECT"]
        assert KEY not in json.dumps([r.headers for r in proxy.refused])


def test_certificates_are_looked_for_where_codex_looks() -> None:
    assert certificates({"SSL_CERT_FILE": "/a", "CODEX_CA_CERTIFICATE": "/b"}.get) == certificates(
        {"CODEX_CA_CERTIFICATE": "/b"}.get
    )
    for name in ("SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        assert certificates({name: "/a"}.get) is None


def test_every_fault_of_a_certificate_is_told_and_a_companys_authority_is_believed(tmp_path: Path) -> None:
    known = str(authority(tmp_path))
    trusting = {"CODEX_CA_CERTIFICATE": known}
    with serve("relay", tls=signed(tmp_path)) as running:
        assert ask(running.url, env=trusting).rules == ()
        assert ask(running.url, env={"SSL_CERT_FILE": known}).rules == ()
        assert ask(running.url, env={"CODEX_CA_CERTIFICATE": "/none", "SSL_CERT_FILE": known}).rules != ()
        unknown = ask(running.url, env={"NODE_EXTRA_CA_CERTS": known, "SSL_CERT_DIR": str(tmp_path)})
        assert (unknown.rules, unknown.exit_class) == (("certificate-untrusted",), 4)
        assert "authority" in unknown.words
        assert "CODEX_CA_CERTIFICATE" in unknown.words
        assert all(r.bearer for r in running.requests)
        assert len(running.requests) == 2, "the key goes to nobody who is not trusted"
    for tls, words in (
        (signed(tmp_path, days=-1), "has expired"),
        (signed(tmp_path, names="DNS:elsewhere.example"), "not made for"),
        (self_signed(tmp_path), "self-signed"),
    ):
        with serve("relay", tls=tls) as running:
            found = ask(running.url, env=trusting)
            assert found.rules == ("certificate-untrusted",)
            assert words in found.words
            assert running.requests == []


def test_plain_and_secure_are_not_mixed_up(tmp_path: Path) -> None:
    with serve("relay") as running:
        found = ask(running.url.replace("http://", "https://"))
        assert found.rules == ("certificate-untrusted",)
        assert "speaks no TLS" in found.words
    with serve("relay", tls=self_signed(tmp_path)) as running:
        assert ask(running.url.replace("https://", "http://")).exit_class == 4


def test_an_ipv6_address_is_reached() -> None:
    with serve("relay", host="::1") as running:
        assert ask(running.url).rules == ()


def test_foreign_words_are_shown_and_not_obeyed() -> None:
    with serve("escapes") as running:
        words = ask(running.base_url).words
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u200b\u202e]", words)


def test_a_gateways_own_answer_to_get_may_be_long() -> None:
    names = [f"vendor/model-{n}" for n in range(20_000)]

    def site(_: Recorded) -> Answer:
        return Answer(
            200,
            (("content-type", "application/json"),),
            json.dumps({"data": [{"id": n} for n in names]}).encode(),
        )

    with serve(site) as running:
        reply = sender(environment())(Request("models", "GET", running.url + "/models"))
    assert not reply.truncated
    assert len(json.loads(reply.body)["data"]) == 20_000
