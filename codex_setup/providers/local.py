"""Local servers: models on one's own computer, found by looking at the port they listen on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.providers.preset import Blank, Preset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_setup.model import KeyPath, Value

_FUNCTIONS_ONLY: Mapping[KeyPath, Value] = {("web_search",): "disabled"}
"""Codex sends a hosted `web_search` tool unless told not to; a server that knows only functions refuses it."""

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
        "Reasoning efforts are low, medium, high, max and none: xhigh is refused.",
    ),
    cannot=("Hosted tools such as web search are not run.",),
    advice={"model-unknown": "Fetch it first: ollama pull NAME."},
    sources=(
        "https://docs.ollama.com/api/openai-compatibility",
        "https://docs.ollama.com/integrations/codex",
    ),
)

LM_STUDIO = Preset(
    id="lmstudio",
    tag="lm-studio",
    name="LM Studio",
    group="local",
    base_url="{server}/v1",
    blanks=(
        Blank("server", "where LM Studio's server listens", "http://localhost:1234", "http://localhost:1234"),
    ),
    port=1234,
    env_key=None,
    model_note="The names are those of `lms ls`.",
    quirks=(
        "The id `lmstudio` belongs to Codex itself, so the provider is written as `lm-studio`.",
        "The server has to be started: `lms server start`.",
        "Releases before 0.3.29 do not serve the Responses API; a wrong path is answered with status 200.",
    ),
    cannot=("Tools that are not functions are refused, so web search is switched off.",),
    extras=_FUNCTIONS_ONLY,
    sources=("https://lmstudio.ai/docs/developer/openai-compat", "https://lmstudio.ai/blog/lmstudio-v0.3.29"),
)

VLLM = Preset(
    id="vllm",
    name="vLLM",
    group="local",
    base_url="{server}/v1",
    blanks=(Blank("server", "where vLLM listens", "http://localhost:8000", "http://localhost:8000"),),
    port=8000,
    env_key="VLLM_API_KEY",
    key_optional=True,
    model_note="The name is that of `vllm serve`, or of `--served-model-name`.",
    quirks=("A key is wanted only where the server was started with --api-key.",),
    cannot=("Tools that are not functions are refused, so web search is switched off.",),
    extras=_FUNCTIONS_ONLY,
    sources=("https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html",),
)

LLAMA_CPP = Preset(
    id="llama-cpp",
    name="llama.cpp",
    group="local",
    base_url="{server}/v1",
    blanks=(Blank("server", "where llama-server listens", "http://localhost:8080", "http://localhost:8080"),),
    port=8080,
    paths=("", "/v1"),
    env_key="LLAMA_API_KEY",
    key_optional=True,
    model_note="One model is loaded; its name is what `/v1/models` says.",
    quirks=(
        "The list of models is public: that it is shown says nothing about the key.",
        "503 `Loading model` passes by itself.",
    ),
    cannot=(
        "Older builds refuse tools that are not functions, though a ping passes; web search is switched off.",
    ),
    extras=_FUNCTIONS_ONLY,
    sources=("ggml-org/llama.cpp: tools/server/README.md", "ggml-org/llama.cpp#20156"),
)

LOCAL = (OLLAMA, LM_STUDIO, VLLM, LLAMA_CPP)
