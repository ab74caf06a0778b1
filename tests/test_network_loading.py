"""When the network's library is loaded, and without what."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from codex_setup.codex.context import Environment
from codex_setup.network import sender
from codex_setup.wire import Request

if TYPE_CHECKING:
    import pytest


def test_it_is_loaded_without_what_it_does_not_need() -> None:
    code = (
        "import sys; from codex_setup.network import load; load(); import httpx; httpx.HTTPTransport();"
        "print(*{name.split('.')[0] for name in sys.modules} & {'rich', 'anyio', 'trio', 'asyncio', 'click'});"
        "import anyio; print(anyio.__name__)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["anyio"]


def test_loading_is_over_before_a_requests_clock_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    monkeypatch.setattr("codex_setup.network.load", lambda: order.append("loaded"))
    monkeypatch.setattr("codex_setup.network.Exchange", lambda *_: order.append("clock"))
    monkeypatch.setattr("codex_setup.network.sent", lambda _: order.append("sent"))
    sender(Environment({}))(Request("responses", "POST", "http://127.0.0.1:9/v1"))
    assert order == ["loaded", "clock", "sent"]
