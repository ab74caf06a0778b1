"""What a model list says: OpenAI's, Codex's manifest, Ollama's, Anthropic's, read by shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codex_setup.diagnosis.advice import Around, key_from
from codex_setup.diagnosis.rules import KEY_WRONG_GROUP
from codex_setup.model import Finding

if TYPE_CHECKING:
    from codex_setup.live.talk import Talk
    from codex_setup.wire import Reply

_LISTS = ("data", "models", "result", "items")
_NAMES = ("id", "slug", "model", "name")
LIMIT = 5000
PARTS = 200_000
"""How many commas a list may have; the longest ones known have thirty thousand, and each costs memory."""


def names_in(reply: Reply) -> tuple[str, ...] | None:
    """Return the names that a model list holds, in its order, or None where the reply is no such list."""
    if not reply.succeeded:
        return None
    if reply.body.count(b",") > PARTS:
        return None
    try:
        data = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    if isinstance(data, dict):
        data = next((data[key] for key in _LISTS if isinstance(data.get(key), list)), None)
    if not isinstance(data, list):
        return None
    names = [name for item in data[:LIMIT] if (name := _name(item))]
    return tuple(dict.fromkeys(names)) if names or not data else None


def _name(item: Any) -> str:
    if isinstance(item, str):
        return item[:200]
    if not isinstance(item, dict) or item.get("type") in {"message", "output_text"}:
        return ""
    found = next((item[key] for key in _NAMES if isinstance(item.get(key), str)), "")
    return str(found)[:200]


def only_claude(names: tuple[str, ...]) -> bool:
    """Return whether a list shows a key of the Claude group: it holds nothing but `claude-…` names."""
    return bool(names) and all(name.rpartition("/")[2].lower().startswith("claude") for name in names)


def wrong_group(talk: Talk) -> Finding:
    """Return the finding for a key to which the gateway offers Claude's models and no others."""
    credential = talk.plan.credential
    extra = _advice(talk.around)
    return Finding(
        f"the gateway offers nothing but `claude-…` models to the key from {key_from(credential)}",
        at=credential.origin.place if credential else None,
        hint=f"The key is bound to the Claude group: make one that is bound to the OpenAI (Codex) group or channel.{extra}",
    )


def _advice(around: Around) -> str:
    extra = around.preset.advice.get(KEY_WRONG_GROUP.id) if around.preset else None
    return f" {extra}" if extra else ""
