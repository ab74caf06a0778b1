"""Vendors: those who run the models themselves and answer Codex directly."""

from __future__ import annotations

from codex_setup.providers.preset import Preset

OPENAI = Preset(
    id="openai",
    name="OpenAI (API key)",
    group="vendor",
    base_url="https://api.openai.com/v1",
    hosts=("api.openai.com", "*.api.openai.com"),
    builtin="openai",
    env_key="OPENAI_API_KEY",
    key_page="https://platform.openai.com/api-keys",
    key_prefix="sk-",
    quirks=(
        "Codex brings this provider along: no table is written, the key goes into auth.json.",
        "An exported OPENAI_API_KEY alone is not used by Codex since 0.36.",
    ),
    sources=(
        "https://developers.openai.com/codex/auth",
        "https://platform.openai.com/docs/api-reference/responses",
    ),
)

OPENROUTER = Preset(
    id="openrouter",
    name="OpenRouter",
    group="vendor",
    base_url="https://openrouter.ai/api/v1",
    hosts=("openrouter.ai",),
    env_key="OPENROUTER_API_KEY",
    key_page="https://openrouter.ai/settings/keys",
    key_prefix="sk-or-",
    model_note="Names carry their vendor: `openai/gpt-5.4`.",
    quirks=("The model list is public: that it is shown says nothing about the key.",),
    cannot=("Hosted tools (web search, image generation) are not OpenAI's there.",),
    advice={"model-unknown": "A name needs its vendor in front, such as `openai/`."},
    sources=("https://openrouter.ai/docs/api-reference/responses-api/overview",),
)

VENDORS = (OPENAI, OPENROUTER)
