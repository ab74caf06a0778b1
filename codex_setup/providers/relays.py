"""Relays: services and self-hosted programs that resell or share access to model vendors."""

from __future__ import annotations

from codex_setup.providers.preset import Preset

CLAUDE_API = Preset(
    id="claude-api",
    name="claude-api.org",
    group="relay",
    base_url="https://claude-api.org",
    hosts=("claude-api.org", "*.claude-api.org"),
    root_only=True,
    env_key="OPENAI_API_KEY",
    key_page="https://claude-api.org",
    key_prefix="sk-",
    models=(
        "gpt-5.4", "gpt-5.5", "gpt-5.5-codex", "gpt-5.3-codex", "gpt-5.3-codex-spark", "gpt-5.2", "gpt-5.2-pro",
    ),
    model_note="Exact names only: a short name such as gpt-5 is answered with 503 `No available accounts`.",
    quirks=(
        "The base URL is the bare host; with `/v1` behind it the gateway answers 404.",
        "Its tutorial's `requires_openai_auth = true` keeps today's Codex from sending an exported key.",
    ),
    advice={
        "key-rejected": "The key must be bound to the OpenAI channel; Codex sends it as `Authorization: Bearer`, not as `x-api-key`.",
        "key-wrong-group": "Make a key that is bound to the OpenAI channel.",
        "no-accounts": "An unset model or a short name is answered like this too: set one of the exact names.",
        "endpoint-missing": "This gateway is served at its root: no `/v1` in the base URL.",
        "turn-failed": "Tool calls that loop are a matter of the channel: bind the key to another one.",
    },
    sources=("the gateway's own tutorial and FAQ for Codex, 2026-11",),
)  # fmt: skip

RELAYS = (CLAUDE_API,)
