"""What a live check can find, one rule per cause: their pages, and whether a cause leaves the question open.

A rule of `OPEN` means: the configuration may well be right, and it could not be told (exit code 4).
"""

from __future__ import annotations

from codex_setup.diagnosis.turns import (
    STREAM_CUT,
    STREAM_HELD_BACK,
    STREAM_MISSING,
    TEXT_UNSHOWN,
    TURN_EMPTY,
    TURN_FAILED,
)
from codex_setup.model import Rule, Severity


def _rule(rule_id: str, doc: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(rule_id, severity, doc)


KEY_MISSING = _rule(
    "key-missing",
    """The gateway saw no credential in the request.

Codex sent none, or sent it in a form that the gateway does not look at. `codex-setup plan` shows which
credential Codex would send and why it is empty. The way that works everywhere is `env_key` in the
provider's table and that variable in `$CODEX_HOME/.env`.""",
)
KEY_REJECTED = _rule(
    "key-rejected",
    """The gateway does not accept the key that Codex sends.

Either it does not know the key, or not in this form: Codex sends `Authorization: Bearer KEY`, never
`x-api-key`, and sends blanks and quotes as they stand. Compare the key's length and first letters, as
the report shows them, with the gateway's page of keys, or make a new one there.""",
)
KEY_INACTIVE = _rule(
    "key-inactive",
    """The gateway knows the key and has switched it off.

The key is disabled or expired, or its owner's account is. Renew it on the gateway's page of keys.""",
)
KEY_WRONG_GROUP = _rule(
    "key-wrong-group",
    """The key belongs to another group, channel or platform of the gateway.

Relays bind each key to a group, and a key of the Claude group does not work on the Responses route that
Codex uses. Make a key that is bound to the OpenAI (or Codex) group. A model list that holds nothing but
`claude-…` names shows the same.""",
)
MODEL_UNKNOWN = _rule(
    "model-unknown",
    """The gateway has no model of exactly this name.

Names are compared letter by letter: `gpt-5`, `GPT-5.4` and `openai/gpt-5.4` are three other names than
`gpt-5.4`. Where `model` is not set, Codex sends its own default, which a gateway need not have.
`codex-setup models` lists what this gateway offers to this key.""",
)
MODEL_NOT_PERMITTED = _rule(
    "model-not-permitted",
    """The model exists, and this key may not use it.

Take a model that the key may use, or have the key's limits widened.""",
)
NO_ACCOUNTS = _rule(
    "no-accounts",
    """The gateway has no upstream account free for this model.

Often the model's name is the cause: relays answer like this for a name that no account serves. If the
name is right, the gateway's operator is short of accounts, and only waiting or writing to them helps.""",
)
QUOTA_EXHAUSTED = _rule(
    "quota-exhausted",
    """The balance, quota or subscription behind this key is used up.

Top it up or wait until the window renews, if the answer says when.""",
)
RATE_LIMITED = _rule(
    "rate-limited",
    """Too many requests, or too many at once.

Wait as long as the answer asks for. Codex itself does not repeat a request that got 429 unless the
answer carries Retry-After.""",
)
UPSTREAM_REFUSED = _rule(
    "upstream-refused",
    """The gateway's own upstream account was refused.

Your key did its work: the gateway let the request in and was itself turned away by the service behind
it. Nothing on this machine is wrong; tell the gateway's operator.""",
)
GATEWAY_UNAVAILABLE = _rule(
    "gateway-unavailable",
    """The gateway, or what stands behind it, is overloaded, starting or down.

Try again later. Codex repeats requests that got a 5xx by itself, for about half a minute.""",
)
ENDPOINT_MISSING = _rule(
    "endpoint-missing",
    """The server has nothing at this address.

Codex asks for `base_url` + `/responses` and adds nothing else. The report lists the other addresses that
were tried.""",
)
EXTRA_V1 = _rule(
    "base-url-extra-v1",
    """The gateway serves Codex without the `/v1` that stands in `base_url`.

Codex asks for `base_url` + `/responses`; this gateway has that route at its root.""",
)
LACKS_V1 = _rule(
    "base-url-lacks-v1",
    """The gateway serves Codex under `/v1`, which `base_url` lacks.

Codex adds no `/v1` of its own: it asks for `base_url` + `/responses`.""",
)
LACKS_PREFIX = _rule(
    "base-url-lacks-prefix",
    """The gateway serves Codex under another path than the one in `base_url`.

Gateways that serve several APIs keep Codex's under a prefix such as `/openai`, `/api/v1` or
`/backend-api/codex`.""",
)
RESPONSES_UNSUPPORTED = _rule(
    "responses-unsupported",
    """The gateway has no Responses API.

Since 0.95 Codex speaks the Responses API and nothing else; a gateway that has Chat Completions only
needs another one in front of it that translates (LiteLLM does), or a newer release of its own.""",
)
WEB_PAGE = _rule(
    "web-page-instead",
    """A web page answers where the API should.

The path in `base_url` leads to a web site, often the gateway's own console, and often with status 200,
so that a test of the status alone takes it for success.""",
)
REDIRECTED = _rule(
    "redirected",
    """The gateway redirects the request elsewhere.

Codex turns a POST into a GET for a 301, 302 or 303, and drops the key where scheme, host or port change.
Put the final address into `base_url`.""",
)
REDIRECT_FOLLOWED = _rule(
    "redirect-followed",
    """The gateway redirects each request to another address of its own, and Codex follows.

A 307 or 308 that stays on the same scheme, host and port keeps method, body and key, so Codex works and
sends every request twice. Put the final address into `base_url` where it ends in `/responses`.""",
    Severity.NOTE,
)
FIREWALL_PAGE = _rule(
    "firewall-page",
    """A firewall or challenge page answered in the gateway's place.

It judges the client rather than the configuration, and may let Codex itself pass. Let Codex make the
call, or ask the operator to admit it.""",
)
CLIENT_RESTRICTED = _rule(
    "client-restricted",
    """The gateway admits only certain clients.

The key is not the problem. Let Codex itself make the call; if the gateway turns that away too, ask its
operator which clients this key admits.""",
)
CODEX_RELEASE_REFUSED = _rule(
    "codex-release-refused",
    """The gateway or the model refuses this release of Codex.

Install a release that it accepts.""",
)
ADDRESS_BLOCKED = _rule(
    "address-blocked",
    """The gateway refuses requests from this network address or region.

From here Codex cannot work with it, whatever the configuration says; admit the address in the gateway's
settings, or ask from another network.""",
)
GATEWAY_HEADER_MISSING = _rule(
    "gateway-header-missing",
    """The gateway wants a header of its own.

Codex sends the headers of `http_headers` (fixed values) and `env_http_headers` (values from variables)
in the provider's table.""",
)
REQUEST_REJECTED = _rule(
    "request-rejected",
    """The gateway refused the form of the request.

The check's request holds nothing but what Codex sends too, so Codex may meet the same; yet some gateways
judge contents and lengths, and then Codex may pass where the check does not.""",
)
MODELS_UNAVAILABLE = _rule(
    "models-unavailable",
    """The gateway's model list could not be had.

Codex does not need it. It is a convenience; the ping of `codex-setup doctor` decides.""",
)
REPLY_UNRECOGNISED = _rule(
    "reply-unrecognised",
    """The gateway's answer fits nothing that codex-setup knows.

The report shows the answer, masked and bounded. Tell us about it, so that the next person gets a cause.""",
)
NAME_UNRESOLVED = _rule(
    "name-unresolved",
    """The gateway's host name could not be resolved.

A misspelt host, no network, or a name that only another network knows. Codex waits for the network
without end since 0.148, so it seems to hang.""",
)
CONNECTION_REFUSED = _rule(
    "connection-refused",
    """Nothing accepts connections at the gateway's address.

The server is not running, or listens on another port or address. Codex waits for the network without
end since 0.148, so it seems to hang.""",
)
TIMED_OUT = _rule(
    "timed-out",
    """The gateway did not answer in time.

`--timeout` gives it longer. Codex itself waits for the first byte without a limit.""",
)
CERTIFICATE_UNTRUSTED = _rule(
    "certificate-untrusted",
    """The secure connection failed: the gateway's certificate is not trusted here, or it speaks no TLS.

Codex believes the system's certificates and the file that CODEX_CA_CERTIFICATE (or else SSL_CERT_FILE)
names; it does not look at SSL_CERT_DIR, NODE_EXTRA_CA_CERTS or REQUESTS_CA_BUNDLE.""",
)
PROXY_FAILED = _rule(
    "proxy-failed",
    """The proxy that the environment names did not carry the request.

Codex honours HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, also for addresses of this machine. NO_PROXY takes
host names, addresses and networks out; a port in it is not understood, and `*` does not cover addresses.""",
)
CONNECTION_CUT = _rule(
    "connection-cut",
    """The connection broke before a whole answer had come.

A server that crashed, a proxy in between that closed, or something at that port that speaks no HTTP.""",
)
PING_SKIPPED = _rule(
    "ping-skipped",
    """The gateway was not asked.

The report says why: Codex itself would stop before it sends anything, or the credential may not go there.""",
    Severity.NOTE,
)

RULES: tuple[Rule, ...] = (
    KEY_MISSING, KEY_REJECTED, KEY_INACTIVE, KEY_WRONG_GROUP, MODEL_UNKNOWN, MODEL_NOT_PERMITTED, NO_ACCOUNTS,
    QUOTA_EXHAUSTED, RATE_LIMITED, UPSTREAM_REFUSED, GATEWAY_UNAVAILABLE, ENDPOINT_MISSING, EXTRA_V1, LACKS_V1,
    LACKS_PREFIX, RESPONSES_UNSUPPORTED, WEB_PAGE, REDIRECTED, REDIRECT_FOLLOWED, FIREWALL_PAGE, CLIENT_RESTRICTED,
    CODEX_RELEASE_REFUSED, ADDRESS_BLOCKED, GATEWAY_HEADER_MISSING, REQUEST_REJECTED, MODELS_UNAVAILABLE,
    STREAM_CUT, STREAM_MISSING, STREAM_HELD_BACK, TURN_FAILED, TURN_EMPTY, TEXT_UNSHOWN, REPLY_UNRECOGNISED, NAME_UNRESOLVED,
    CONNECTION_REFUSED, TIMED_OUT, CERTIFICATE_UNTRUSTED, PROXY_FAILED, CONNECTION_CUT, PING_SKIPPED,
)  # fmt: skip
"""Every rule of a live check, in the order of the ladder."""

OPEN = frozenset({
    NO_ACCOUNTS, RATE_LIMITED, UPSTREAM_REFUSED, GATEWAY_UNAVAILABLE, FIREWALL_PAGE, CLIENT_RESTRICTED,
    REQUEST_REJECTED, MODELS_UNAVAILABLE, TURN_EMPTY, REPLY_UNRECOGNISED, NAME_UNRESOLVED, CONNECTION_REFUSED,
    TIMED_OUT, CERTIFICATE_UNTRUSTED, PROXY_FAILED, CONNECTION_CUT,
})  # fmt: skip
"""The rules that leave open whether Codex will work."""

PATHS = frozenset({ENDPOINT_MISSING, EXTRA_V1, LACKS_V1, LACKS_PREFIX, RESPONSES_UNSUPPORTED, WEB_PAGE})
"""The rules that say: not at this address."""
