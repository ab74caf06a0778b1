"""Rows for what never arrived, and for what stands between Codex and the gateway: proxies, firewalls."""

from __future__ import annotations

from codex_setup.diagnosis import words
from codex_setup.diagnosis.row import Row, statuses, witness
from codex_setup.diagnosis.rules import (
    ADDRESS_BLOCKED,
    CERTIFICATE_UNTRUSTED,
    CONNECTION_CUT,
    CONNECTION_REFUSED,
    FIREWALL_PAGE,
    GATEWAY_UNAVAILABLE,
    KEY_REJECTED,
    NAME_UNRESOLVED,
    PROXY_FAILED,
    RATE_LIMITED,
    REDIRECTED,
    REQUEST_REJECTED,
    TIMED_OUT,
)
from codex_setup.wire import Reply

TRANSPORT: tuple[Row, ...] = (
    Row(
        NAME_UNRESOLVED, "the host name `{host}` could not be resolved",
        "Check the network, and the spelling of the host where `base_url` names it; {patience}.",
        Reply(failure="dns", detail="Name or service not known"), "getaddrinfo", failure="dns",
    ),
    Row(
        CONNECTION_REFUSED, "nothing accepts connections at {address} ({detail})",
        "Start the server, or correct host and port in `base_url`; {patience}.",
        Reply(failure="refused", detail="Connection refused"), "connect(2)", failure="refused",
    ),
    Row(
        TIMED_OUT, "{host} gave no answer in time ({detail})",
        "Try again, or give it longer with `--timeout`; Codex waits for the first byte without a limit{in_between}.",
        Reply(failure="timeout", detail="no answer after 30 s"), "codex-setup's own clock", failure="timeout",
    ),
    Row(
        CERTIFICATE_UNTRUSTED, "{tls}",
        "{tls_hint}{by_way_of}",
        Reply(failure="tls", detail="certificate verify failed: self-signed certificate"), "OpenSSL", failure="tls",
    ),
    Row(
        PROXY_FAILED, "the proxy {proxy} did not carry the request ({detail})",
        "{proxy_hint}",
        Reply(failure="proxy", detail="407 Proxy Authentication Required"), "Codex 0.169.0 behind a proxy", failure="proxy",
    ),
    Row(
        CONNECTION_CUT, "the connection to {host} broke before an answer came ({detail})",
        "Something at that address closed it: a server that speaks another protocol there, a crash, a proxy in between{in_between}.",
        Reply(failure="cut", detail="Server disconnected without sending a response"), "a closed socket", failure="cut",
    ),
)  # fmt: skip

_BLOCKED = "<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head></html>"
_CHALLENGE = "<html><head><title>Just a moment...</title></head></html>"

FRONT: tuple[Row, ...] = (
    Row(
        PROXY_FAILED, "the proxy {proxy} wants credentials of its own (status 407)",
        "Put user and password into {proxy_variable} (`http://user:password@host:port`), or name the host in NO_PROXY.",
        witness(407, "Proxy Authentication Required", content_type="text/plain"), "RFC 9110, 15.5.8", status=statuses(407),
    ),
    Row(
        REDIRECTED, "{url} redirects (status {status}) to {location}",
        "Put the final address into `base_url`; Codex may turn the request into a GET or drop the key on the way.",
        witness(302, "", location="https://www.relay.example/v1/responses"), "LiteLLM 1.106 answers a trailing slash so",
        status=statuses(301, 302, 303, 307, 308),
    ),
    Row(
        RATE_LIMITED, "{who} limits the number of requests (Cloudflare 1015)", "Wait{wait} and try again.",
        witness(429, "error code: 1015", server="cloudflare", content_type="text/plain"), "Cloudflare's error pages",
        text=r"^error code: 1015|error 1015|you are being rate limited",
    ),
    Row(
        GATEWAY_UNAVAILABLE, "Cloudflare cannot reach the gateway behind it (status {status})",
        "Try again in a while; Codex repeats a 5xx by itself.",
        witness(530, "error code: 1033", server="cloudflare", content_type="text/plain"), "Cloudflare's error pages",
        status=statuses(range(520, 531)),
    ),
    Row(
        ADDRESS_BLOCKED, "{who} turns this network address or region away (status {status}: {said})",
        "From here Codex cannot work with it: ask the operator to admit this address, or ask from another network.",
        witness(403, "error code: 1009", server="cloudflare", content_type="text/plain"), "Cloudflare's error pages, CloudFront",
        shape=frozenset({"html", "text"}), text=r"^error code: 100[6-9]|error 100[6-9]\b|banned (the country|your ip)|your ip address has been banned|block access from your country", wrapped=False,
    ),
    Row(
        FIREWALL_PAGE, "a firewall or challenge page of {who} answered in the gateway's place (status {status})",
        "It judges the client: Codex itself may pass, so let Codex make the call, or ask the operator to admit this machine.",
        witness(403, _CHALLENGE, content_type="text/html", cf_mitigated="challenge"), "Cloudflare's challenge pages",
        header=r"^(cf-mitigated|x-amzn-waf-action|x-sucuri-block|x-iinfo):",
    ),
    Row(
        FIREWALL_PAGE, "a firewall or challenge page of {who} answered in the gateway's place (status {status}: {said})",
        "It judges the client: Codex itself may pass, so let Codex make the call, or ask the operator to admit this machine.",
        witness(403, _BLOCKED, content_type="text/html"), "Cloudflare's block pages, and those of other firewalls",
        shape=frozenset({"html", "text"}), text=words.FIREWALL, wrapped=False, unless=r"litellm\.|error occurred while processing",
    ),
    Row(
        FIREWALL_PAGE, "a firewall of {who} answered in the gateway's place (status {status}: {said})",
        "It judges the client: Codex itself may pass, so let Codex make the call, or ask the operator to admit this machine.",
        witness(403, {"title": "Error 1010: Access denied", "status": 403, "detail": "Blocked by the browser's signature.", "error_code": 1010}), "Cloudflare's error pages as RFC 9457 has them",
        shape=frozenset({"json"}), text=r"(^|\n)error 10(0[345]|1[0-4]|2\d): |browser.s signature",
    ),
    Row(
        GATEWAY_UNAVAILABLE, "the platform that hosts {host} answers in the gateway's place (status {status}: {said})",
        "The gateway itself is not deployed, or failed there; tell its operator.",
        witness(402, "Payment required\n\nDEPLOYMENT_DISABLED", x_vercel_error="DEPLOYMENT_DISABLED"), "what Vercel, ngrok, Render and Railway answer for an application that is not there",
        shape=frozenset({"empty", "html", "text"}), header=r"^(x-vercel-error: (?!(deployment_)?not_found)|ngrok-error-code: (?!err_ngrok_6024)|x-render-routing: (suspend|no-server|hibernate))",
    ),
    Row(
        GATEWAY_UNAVAILABLE, "the platform that hosts {host} answers in the gateway's place (status {status}: {said})",
        "The gateway itself is not deployed, or failed there; tell its operator.",
        witness(404, {"status": "error", "code": 404, "message": "Application not found"}, x_railway_fallback="true"), "Railway, for an application that is not there", header=r"^x-railway-fallback: ",
    ),
    Row(
        FIREWALL_PAGE, "a page with status {status} answered in the gateway's place ({said})",
        "A server in front of the gateway refuses the client; Codex itself may pass, so let Codex make the call, or ask the operator.",
        witness(403, "<html><head><title>403 Forbidden</title></head></html>", content_type="text/html"), "nginx",
        shape=frozenset({"html"}), status=statuses(403, 406, 418, 419, 420, range(430, 494), 495, 496, 498, 511) - {431},
    ),
    Row(
        KEY_REJECTED, "a server in front of the gateway wants other credentials (status 401: {said})",
        "It answers in the gateway's place: check that `base_url` names the gateway itself; the key from {key_from} is {key_shape}.",
        witness(401, "<html><head><title>401 Authorization Required</title></head></html>", content_type="text/html"), "nginx",
        shape=frozenset({"html"}), status=statuses(401),
    ),
    Row(
        RATE_LIMITED, "{who} limits how often may be asked (status 429: {said})", "Wait{wait} and try again.",
        witness(429, "<html><head><title>429 Too Many Requests</title></head></html>", content_type="text/html"), "nginx",
        shape=frozenset({"html"}), status=statuses(429),
    ),
    Row(
        REQUEST_REJECTED, "{who} refuses the size of the request (status {status}: {said})",
        "The check sends less than a kilobyte, Codex sends forty: have the limit raised (`client_max_body_size` in nginx).",
        witness(413, "<html><head><title>413 Request Entity Too Large</title></head></html>", content_type="text/html"), "nginx",
        shape=frozenset({"html"}), status=statuses(411, 413, 414, 415, 417, 431),
    ),
    Row(
        REQUEST_REJECTED, "{who} refuses the request in the gateway's place (status {status}: {said})",
        "It finds something malformed or too large in it: look at the headers that the provider's table adds, and let Codex itself make the call.",
        witness(400, "<html><head><title>400 Request Header Or Cookie Too Large</title></head></html>", content_type="text/html"), "nginx, HAProxy",
        shape=frozenset({"html"}), status=statuses(400, 494),
    ),
    Row(
        GATEWAY_UNAVAILABLE, "{who} answers {status} in place of the gateway behind it ({said})",
        "The gateway itself is down or slow; try again in a while{in_between}.",
        witness(502, "<html><head><title>502 Bad Gateway</title></head></html>", content_type="text/html"), "nginx",
        shape=frozenset({"html"}), status=statuses(408, range(500, 520)),
    ),
)  # fmt: skip
