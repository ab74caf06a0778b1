"""Local servers: models on one's own computer, found by looking at the port they listen on."""

from __future__ import annotations

from codex_setup.providers.preset import Blank, Preset

OLLAMA = Preset(
    id="ollama",
    tag="ollama-local",
    name="Ollama",
    group="local",
    base_url="{server}/v1",
    blanks=(Blank("server", "where Ollama listens", "http://localhost:11434", "http://localhost:11434"),),
    port=11434,
    env_key=None,
    model_note="A model is there after `ollama pull NAME`.",
    quirks=(
        "The id `ollama` belongs to Codex itself, so the provider is written as `ollama-local`.",
        "Releases before 0.13 do not serve the Responses API.",
    ),
    advice={"model-unknown": "Fetch it first: ollama pull NAME."},
    sources=("https://docs.ollama.com/api/openai-compatibility",),
)

LOCAL = (OLLAMA,)
