"""Certificates made on the spot, which only a client that is told of their authority trusts.

The standard library reads certificates and makes none. These are the smallest that a TLS client takes,
with a key of the curve P-256 that lives for one run and is worth nothing to anybody: who is not told to
trust it does not.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import secrets
import time

_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
"""The curve P-256 (FIPS 186-4, D.1.2.3), whose `a` is -3: its prime, its order, its base point."""

_SIGNED = bytes.fromhex("300a06082a8648ce3d040302")
"""ECDSA with SHA-256 (RFC 5758, 3.2)."""
_KEYED = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107")
"""A public key of P-256 (RFC 5480, 2.1.1)."""
_CURVE = bytes.fromhex("06082a8648ce3d030107")
_COMMON_NAME = bytes.fromhex("0603550403")
_OWN_KEY, _SIGNS, _OTHER_NAMES, _CONSTRAINTS, _AUTHORITY, _USAGE = (
    bytes.fromhex(f"0603551d{each}") for each in ("0e", "0f", "11", "13", "23", "25")
)
_CRITICAL = bytes.fromhex("0101ff")
_CERTIFICATES = bytes.fromhex("03020204")
_SERVER = bytes.fromhex("06082b06010505070301")
"""The parts of a certificate that are always the same (RFC 5280, 4.2.1)."""

_DAY = 86_400.0
_BEHIND, _AHEAD = 2 * _DAY, 30 * _DAY


class Authority:
    """Signs certificates with a key of its own; `pem` is what a client has to trust."""

    def __init__(self, private: int = 0) -> None:
        self._private = private or secrets.randbelow(ORDER - 1) + 1
        self._public = b"\0\x04" + b"".join(part.to_bytes(32) for part in _times(self._private))
        self._key = hashlib.sha1(
            self._public[1:], usedforsecurity=False
        ).digest()  # its name (RFC 5280, 4.2.1.2)
        constraints = _part(0x30, _part(0x01, b"\xff"))
        self.pem = self._certificate(
            "codex-setup",
            _part(0x30, _CONSTRAINTS, _CRITICAL, _part(0x04, constraints)),
            _part(0x30, _SIGNS, _CRITICAL, _part(0x04, _CERTIFICATES)),
            _part(0x30, _OWN_KEY, _part(0x04, _part(0x04, self._key))),
        )

    def chain(self, host: str) -> str:
        """Return a certificate for `host` with its private key, as PEM."""
        names = _part(0x30, _OTHER_NAMES, _part(0x04, _part(0x30, _name(host))))
        usage = _part(0x30, _USAGE, _part(0x04, _part(0x30, _SERVER)))
        signer = _part(0x30, _AUTHORITY, _part(0x04, _part(0x30, _part(0x80, self._key))))
        key = _part(0x30, _number(1), _part(0x04, self._private.to_bytes(32)), _part(0xA0, _CURVE))
        return self._certificate("one run of codex-setup", names, usage, signer) + _pem("EC PRIVATE KEY", key)

    def _certificate(self, subject: str, *extensions: bytes) -> str:
        """Return a certificate (RFC 5280, 4.1): whose, by whom, from when to when, with which key."""
        now = time.time()
        body = _part(
            0x30,
            _part(0xA0, _number(2)),
            _number(secrets.randbits(63) + 1),
            _SIGNED,
            _subject("codex-setup"),
            _part(0x30, _moment(now - _BEHIND), _moment(now + _AHEAD)),
            _subject(subject),
            _part(0x30, _KEYED, _part(0x03, self._public)),
            _part(0xA3, _part(0x30, *extensions)),
        )
        return _pem("CERTIFICATE", _part(0x30, body, _SIGNED, _part(0x03, b"\0" + self._signature(body))))

    def _signature(self, body: bytes) -> bytes:
        """Return the ECDSA signature of `body` (FIPS 186-4, 6.4)."""
        digest, once = int.from_bytes(hashlib.sha256(body).digest()), secrets.randbelow(ORDER - 1) + 1
        first = _times(once)[0] % ORDER
        second = pow(once, -1, ORDER) * (digest + first * self._private) % ORDER
        return _part(0x30, _number(first), _number(second))


def _times(factor: int) -> tuple[int, int]:
    """Return a multiple of the base point, for 0 < `factor` < the order."""
    x, y, z = *_BASE, 1
    for bit in bin(factor)[3:]:
        x, y, z = _doubled(x, y, z)
        if bit == "1":
            x, y, z = _with_base(x, y, z)
    inverse = pow(z, -1, _P)
    return x * inverse**2 % _P, y * inverse**3 % _P


def _doubled(x: int, y: int, z: int) -> tuple[int, int, int]:
    """Return twice a point, in Jacobian coordinates: x/z², y/z³."""
    square = y * y % _P
    middle, slope = 4 * x * square % _P, 3 * (x - z * z) * (x + z * z) % _P
    there = (slope * slope - 2 * middle) % _P
    return there, (slope * (middle - there) - 8 * square * square) % _P, 2 * y * z % _P


def _with_base(x: int, y: int, z: int) -> tuple[int, int, int]:
    """Return the sum of a point and the base point, which differ for every factor below the order."""
    run, rise = (_BASE[0] * z * z - x) % _P, (_BASE[1] * z**3 - y) % _P
    square = run * run % _P
    there = (rise * rise - run * square - 2 * x * square) % _P
    return there, (rise * (x * square - there) - y * run * square) % _P, z * run % _P


def _name(host: str) -> bytes:
    """Return a host as one of a certificate's names: an address by its bytes, anything else as it is."""
    try:
        return _part(0x87, ipaddress.ip_address(host.strip("[]")).packed)
    except ValueError:
        return _part(0x82, host.encode())


def _subject(name: str) -> bytes:
    return _part(0x30, _part(0x31, _part(0x30, _COMMON_NAME, _part(0x0C, name.encode()))))


def _moment(seconds: float) -> bytes:
    return _part(0x17, time.strftime("%y%m%d%H%M%SZ", time.gmtime(seconds)).encode())


def _number(value: int) -> bytes:
    return _part(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def _part(tag: int, *content: bytes) -> bytes:
    """Return one element of DER: what it is, how long, what is in it."""
    held = b"".join(content)
    size = len(held)
    length = size.to_bytes((size.bit_length() + 7) // 8 or 1)
    return bytes((tag, size) if size < 0x80 else (tag, 0x80 | len(length), *length)) + held  # noqa: PLR2004 -- one byte


def _pem(kind: str, content: bytes) -> str:
    return f"-----BEGIN {kind}-----\n{base64.encodebytes(content).decode()}-----END {kind}-----\n"
