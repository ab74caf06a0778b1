"""Gateways: programs and services of one's own that pass requests on to several vendors."""

from __future__ import annotations

from codex_setup.providers.preset import Blank, Preset

LITELLM = Preset(
    id="litellm",
    name="LiteLLM proxy",
    group="gateway",
    base_url="{server}/v1",
    blanks=(
        Blank(
            "server",
            "where your LiteLLM proxy listens",
            "https://litellm.example.com",
            "http://localhost:4000",
        ),
    ),
    port=4000,
    paths=("", "/openai/v1"),
    env_key="LITELLM_API_KEY",
    key_prefix="sk-",
    model_note="The names are those of `model_list` in the proxy's configuration.",
    quirks=("Without a database a wrong key is answered with 400 `no_db_connection`, not 401.",),
    sources=("https://docs.litellm.ai/docs/response_api", "run: LiteLLM 1.106.2"),
)

GATEWAYS = (LITELLM,)
