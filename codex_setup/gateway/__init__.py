"""A gateway on loopback for `demo`, `trace` and the tests: it records, answers, and misbehaves on demand.

`serve("relay")` is a relay where all is well; `MODES` names every other way to behave. Nothing here
needs more than the standard library, and nothing here leaves loopback.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from codex_setup.gateway.answers import Answer, Mode, Recorded, Site, served
from codex_setup.gateway.hostile import hostile
from codex_setup.gateway.relay import KEY, MODELS, relay
from codex_setup.gateway.routes import gateways
from codex_setup.gateway.server import Gateway
from codex_setup.gateway.situations import situations

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from codex_setup.gateway.server import Instead


def recorder() -> Mode:
    """Return a gateway that takes every request on every path and answers with a short turn."""
    return Mode(served, key=None, about="takes whatever comes and records it")


MODES: dict[str, Callable[..., Mode]] = {
    "relay": relay,
    "recorder": recorder,
    **gateways(),
    **situations(),
    **hostile(),
}
"""Every way to behave, by name: all is well, known gateways, one thing wrong, out of order."""


class Running(Gateway):
    """A running gateway and what a client needs to be served well by it."""

    def __init__(
        self,
        mode: Mode,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        instead: Instead | None = None,
    ) -> None:
        self.mode = mode
        self.key = mode.key or ""
        self.models = mode.models
        super().__init__(mode.site, host, port, tls, proxying=mode.proxy, instead=instead)

    @property
    def base_url(self) -> str:
        """Return the base URL with which this gateway serves Codex."""
        return self.url + self.mode.base


@contextlib.contextmanager
def serve(
    mode: str | Mode | Site = "relay",
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
    instead: Instead | None = None,
    **options: Any,
) -> Iterator[Running]:
    """Yield a gateway that behaves like `mode`: a name of `MODES`, a `Mode`, or a function of a request."""
    if isinstance(mode, str):
        mode = MODES[mode](**options)
    elif not isinstance(mode, Mode):
        mode = Mode(mode)
    with Running(mode, host, port, tls, instead) as running:
        yield running


__all__ = ["KEY", "MODELS", "MODES", "Answer", "Mode", "Recorded", "Running", "Site", "serve"]
