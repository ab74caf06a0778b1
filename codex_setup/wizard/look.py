"""Which local servers answer on this computer: a glance at the ports of the presets."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from codex_setup.providers import PRESETS, Preset
from codex_setup.wire import Request

if TYPE_CHECKING:
    from codex_setup.wire import Send


def running_servers(send: Send) -> tuple[str, ...]:
    """Return the ids of the local presets whose server answers with a list of models, asked all at once."""
    local = [one for one in PRESETS if one.group == "local"]
    with ThreadPoolExecutor(len(local)) as pool:
        found = pool.map(lambda one: _answers(one, send), local)
        return tuple(one.id for one, answers in zip(local, found, strict=True) if answers)


def _answers(one: Preset, send: Send) -> bool:
    reply = send(Request("look", "GET", f"{one.filled({})}/models"))
    if reply.status != 200:  # noqa: PLR2004 -- OK
        return False
    try:
        data = json.loads(reply.body)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and any(isinstance(data.get(name), list) for name in ("data", "models"))
