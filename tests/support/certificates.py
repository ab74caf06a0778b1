"""Certificates for tests: of an authority, of oneself, expired, for another host; made by openssl on the spot."""

from __future__ import annotations

import ssl
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LOOPBACK = "IP:127.0.0.1,DNS:localhost"


def authority(folder: Path) -> Path:
    """Return the certificate of an authority that nobody knows, made in `folder`."""
    _openssl(
        folder, "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=company -keyout ca.key -out ca.pem "
        "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign",
    )  # fmt: skip
    return folder / "ca.pem"


def signed(folder: Path, *, names: str = LOOPBACK, days: int = 30) -> ssl.SSLContext:
    """Return the TLS of a server whose certificate that authority signed; `days` may lie in the past."""
    (folder / "names").write_text(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
    _openssl(folder, "req -newkey rsa:2048 -nodes -subj /CN=gateway -keyout server.key -out server.csr")
    _openssl(
        folder, "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile names "
        f"-days {days} -out server.pem",
    )  # fmt: skip
    return _serving(folder, "server")


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return the TLS of a server that signed its own certificate."""
    _openssl(
        folder, "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=gateway -keyout own.key -out own.pem "
        f"-addext subjectAltName={LOOPBACK}",
    )  # fmt: skip
    return _serving(folder, "own")


def _serving(folder: Path, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context


def _openssl(folder: Path, words: str) -> None:
    subprocess.run(["openssl", *words.split()], cwd=folder, capture_output=True, check=True)
