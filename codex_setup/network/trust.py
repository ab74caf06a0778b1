"""Whose certificates are believed: what Codex believes, and nothing that only other programs read."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

    from codex_setup.proxies import Certificates


class Trust:
    """Whose certificates are believed: the system's, and those of the file that Codex would read."""

    def __init__(self, extra: Certificates | None) -> None:
        self.extra = extra
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Return the TLS context, made at the first https request."""
        if self._context is None:
            self._context = self._made()
        return self._context

    def _made(self) -> ssl.SSLContext:
        import ssl  # costs 7 ms, which only the process that asks must pay

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if sys.platform == "win32":
            context.load_default_certs()
        else:
            _load_system(context)
        if self.extra is not None:
            # Codex passes over a file that it cannot read without a word, so that is no failure here.
            with contextlib.suppress(OSError, ssl.SSLError, ValueError):
                context.load_verify_locations(self.extra.file)
        return context


def _load_system(context: ssl.SSLContext) -> None:
    """Load the system's authorities, file and folder each by itself: one may be broken, the other not."""
    import ssl

    paths = ssl.get_default_verify_paths()
    loaded = False
    for name, place in (("cafile", paths.openssl_cafile), ("capath", paths.openssl_capath)):
        if os.path.exists(place):  # noqa: PTH110 -- a text from OpenSSL, maybe empty
            with contextlib.suppress(OSError, ssl.SSLError):
                context.load_verify_locations(**{name: place})
                loaded = True
    if loaded:
        return
    import certifi  # comes with httpx; only where the system keeps no certificates

    context.load_verify_locations(certifi.where())
