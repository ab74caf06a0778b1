"""The network's door: Request -> Reply, with every way to fail made a value.

The only module with httpx, and it uses the transport alone: no client, hence no redirect followed, no
cookie kept, no header of its own, no variable read that Codex would not read. A key leaves here and goes
to the host of its request, nowhere else. Bounded in bytes and, over all requests of one sender, in time.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from codex_setup.network.courier import awaited, carried
from codex_setup.network.exchange import Exchange, load, sent
from codex_setup.network.trust import Trust
from codex_setup.proxies import certificates, proxy_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_setup.codex.context import Environment
    from codex_setup.model import Secret
    from codex_setup.wire import Reply, Request, Send


def sender(environment: Environment, *, timeout: float = 30.0, known: Iterable[Secret] = ()) -> Send:
    """Return a `Send` that goes where Codex would go, for at most `timeout` seconds over all its requests.

    `known` are the secrets that must not stand in a failure's `detail`, whatever their shape.
    """
    budget = Budget(timeout)
    secrets = tuple(known)
    trust = Trust(certificates(environment.text))

    def send(request: Request) -> Reply:
        if not awaited():
            load()  # before the clock runs: loading httpx is not the gateway's time
        proxy = proxy_for(environment.text, request.url)
        with budget.spent() as seconds:
            exchange = Exchange(request, proxy, trust, seconds, secrets)
            return carried(exchange) or sent(exchange)

    return send


class Budget:
    """Seconds that are left for requests; what happens between two requests costs nothing."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    @contextlib.contextmanager
    def spent(self) -> Iterator[float]:
        """Yield the seconds that a request may take, and take off what it took."""
        begun = time.monotonic()
        try:
            yield max(self.left, 0.001)
        finally:
            self.left -= time.monotonic() - begun
