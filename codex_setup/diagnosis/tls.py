"""What a failed handshake means, in words: OpenSSL's texts told apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_setup.proxies import Certificates

_KINDS: tuple[tuple[str, str, str], ...] = (
    ("plain", r"wrong.version.number|unexpected.eof|eof occurred|record layer|http request|packet length|unknown protocol",
     "{host} speaks no TLS at this port"),
    ("version", r"unsupported.protocol|protocol.version|no.protocols.available", "{host} speaks no version of TLS that is spoken here"),
    ("client", r"certificate.required|bad.certificate", "{host} wants a certificate of the client's"),
    ("alert", r"alert|handshake.failure", "{host} breaks the secure handshake off"),
    ("expired", r"has expired|certificate expired", "the certificate of {host} has expired"),
    ("early", r"not yet valid", "the certificate of {host} is not valid yet"),
    ("host", r"hostname mismatch|ip address mismatch|doesn.t match|not valid for", "the certificate is not made for {host}"),
    ("chain", r"self.signed certificate in certificate chain|unable to get local issuer|unable to verify the first|unknown ca|unable to get issuer",
     "the certificate of {host} is signed by an authority that is not known here"),
    ("self", r"self.signed", "the certificate of {host} is self-signed"),
)  # fmt: skip


_HINTS: dict[str, str] = {
    "plain": "If it is a local server, `base_url` begins with `http://`; else the port is another one.",
    "version": "Have the server, or the proxy in between, speak TLS 1.2 or 1.3.",
    "client": "Codex shows none: use an address of the gateway that asks for a key alone.",
    "alert": "The server knows no such host name, or a firewall in between does not let it through: compare the host in `base_url`.",
    "expired": "Have the certificate renewed, and compare this machine's clock.",
    "early": "Have the certificate renewed, and compare this machine's clock.",
    "host": "Use the host name that the certificate is made for, or have the certificate made for this one.",
}
"""What to do about a failure that no file of certificates mends."""


def kind_of(detail: str) -> str:
    """Return which kind of failure OpenSSL tells of, or an empty text."""
    return next((kind for kind, pattern, _ in _KINDS if re.search(pattern, detail, re.IGNORECASE)), "")


def tls_says(host: str, detail: str) -> str:
    """Return the failure as a clause."""
    wanted = kind_of(detail)
    template = next(
        (says for kind, _, says in _KINDS if kind == wanted), "no secure connection to {host} could be made"
    )
    return template.format(host=host)


def tls_hint(detail: str, extra: Certificates | None) -> str:
    """Return what to do about it, with the variable in force."""
    known = _HINTS.get(kind_of(detail))
    if known is not None:
        return known
    if extra is None:
        return "Put the authority's certificate (PEM) into a file and name it in CODEX_CA_CERTIFICATE; Codex reads SSL_CERT_FILE too, and neither NODE_EXTRA_CA_CERTS nor SSL_CERT_DIR."
    return f"{extra.variable} names {extra.file}, and that file does not hold the authority of this certificate; Codex passes over a file that it cannot read without a word."
