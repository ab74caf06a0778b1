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
    tag="openai-api",
    title="OpenAI API",
    env_key="OPENAI_API_KEY",
    key_page="https://platform.openai.com/api-keys",
    key_prefix="sk-",
    models=("gpt-6.1-sol", "gpt-6-sol", "gpt-5.5"),
    quirks=(
        "Codex brings this provider along: with the key in auth.json no table is written.",
        "An exported OPENAI_API_KEY alone is not used by Codex since 0.36.",
        "With the built-in provider Codex also asks chatgpt.com for its models, with the API key, since 0.161.",
    ),
    sources=(
        "https://developers.openai.com/codex/auth",
        "https://platform.openai.com/docs/api-reference/responses",
        "run: Codex 0.169.0",
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
    model_note="Names carry their vendor: `openai/gpt-5.5`.",
    quirks=("The model list is public: that it is shown says nothing about the key.",),
    cannot=(
        "Models of other vendors take part in no hosted tool of OpenAI's (web search, image generation).",
    ),
    advice={"model-unknown": "A name needs its vendor in front, such as `openai/`."},
    sources=(
        "https://openrouter.ai/docs/api-reference/responses-api/overview",
        "https://openrouter.ai/docs/guides/coding-agents/codex-cli",
    ),
    checked="November 2026",
)

DEEPSEEK = Preset(
    id="deepseek",
    name="DeepSeek",
    group="vendor",
    base_url="https://api.deepseek.com",
    hosts=("api.deepseek.com",),
    paths=("", "/v1"),
    env_key="DEEPSEEK_API_KEY",
    key_page="https://platform.deepseek.com/api_keys",
    key_prefix="sk-",
    models=("deepseek-flash", "deepseek-v4-pro"),
    quirks=(
        "Reasoning efforts are low, high and max.",
        "Codex warns that it has no metadata for these models; the vendor's page has a catalogue to fetch.",
    ),
    cannot=("Codex before 0.144 does not understand the vendor's model catalogue.",),
    sources=("https://api-docs.deepseek.com/quick_start/agent_integrations/codex/",),
    checked="November 2026",
)

XAI = Preset(
    id="xai",
    name="xAI (Grok)",
    group="vendor",
    base_url="https://api.x.ai/v1",
    hosts=("api.x.ai", "*.api.x.ai"),
    env_key="XAI_API_KEY",
    key_page="https://console.x.ai",
    key_prefix="xai-",
    models=("grok-4.7", "grok-4.5"),
    sources=("https://docs.x.ai/docs/api-reference", "https://docs.x.ai/build/overview"),
    checked="November 2026",
)

DASHSCOPE = Preset(
    id="dashscope",
    name="DashScope (Alibaba Model Studio)",
    group="vendor",
    base_url="https://dashscope.aliyuncs.com/compatible-mode/v1",
    hosts=("dashscope.aliyuncs.com", "dashscope-intl.aliyuncs.com", "*.maas.aliyuncs.com"),
    paths=("/compatible-mode/v1", "/api/v2/apps/protocols/compatible-mode/v1"),
    env_key="DASHSCOPE_API_KEY",
    key_page="https://bailian.console.aliyun.com/#/api-key",
    key_prefix="sk-",
    models=("qwen3.7-max",),
    quirks=(
        "Outside mainland China the host is dashscope-intl.aliyuncs.com; keys are not valid on both.",
        "The vendor recommends a workspace's own host, such as <workspace>.cn-beijing.maas.aliyuncs.com: give it with --base-url.",
        "The older path /api/v2/apps/protocols/compatible-mode/v1 is about to end.",
    ),
    cannot=(
        "Models without the Responses API, and the Coding Plan as a whole, cannot be used by Codex since 0.95.",
    ),
    sources=(
        "https://help.aliyun.com/zh/model-studio/openai-compatible-responses",
        "https://help.aliyun.com/en/model-studio/compatibility-with-openai-responses-api",
    ),
    checked="November 2026",
)

ARK = Preset(
    id="ark",
    name="Volcengine Ark (Doubao)",
    group="vendor",
    base_url="https://ark.cn-beijing.volces.com/api/v3",
    hosts=("ark.*.volces.com",),
    paths=("/api/v3", "/api/coding/v3", "/api/plan/v3"),
    env_key="ARK_API_KEY",
    key_page="https://console.volcengine.com/ark/region:ark+cn-beijing/apiKey",
    models=("doubao-seed-2-1-pro-260628",),
    quirks=(
        "`/v3` at the end is right here: no `/v1`.",
        "The coding plan has its own base URL, /api/coding/v3, and the model ark-code-latest; /api/v3 is billed apart.",
    ),
    sources=("https://www.volcengine.com/docs/82379/2556056",),
)

MINIMAX = Preset(
    id="minimax",
    name="MiniMax",
    group="vendor",
    base_url="https://api.minimax.io/v1",
    hosts=("api.minimax.io", "api.minimaxi.com"),
    env_key="MINIMAX_API_KEY",
    key_page="https://platform.minimax.io/user-center/basic-information/interface-key",
    models=("MiniMax-M3",),
    quirks=("In mainland China the host is api.minimaxi.com; keys belong to one of the two.",),
    sources=(
        "https://platform.minimax.io/docs/token-plan/codex",
        "https://platform.minimaxi.com/docs/token-plan/codex",
    ),
    checked="November 2026",
)

MOONSHOT = Preset(
    id="moonshot",
    name="Moonshot (Kimi)",
    group="vendor",
    base_url="https://api.moonshot.ai/v1",
    hosts=("api.moonshot.ai", "api.moonshot.cn"),
    env_key="MOONSHOT_API_KEY",
    key_page="https://platform.moonshot.ai/console/api-keys",
    key_prefix="sk-",
    models=("kimi-k3", "kimi-k2.7-code"),
    quirks=("In mainland China the host is api.moonshot.cn; keys belong to one of the two.",),
    cannot=(
        "The Kimi Code subscription (api.kimi.com/coding) spoke only Chat Completions when this was written.",
    ),
    sources=(
        "https://platform.kimi.ai/docs/guide/agent-support",
        "https://platform.kimi.ai/docs/api/overview",
    ),
    checked="November 2026",
)

ZAI = Preset(
    id="zai",
    name="Z.ai (GLM)",
    group="vendor",
    base_url="https://api.z.ai/api/v1",
    hosts=("api.z.ai",),
    env_key="ZAI_API_KEY",
    key_page="https://z.ai/manage-apikey/apikey-list",
    models=("glm-5.3", "glm-5.3-flash"),
    quirks=("The Responses API has its own base path, `/api/v1`.",),
    cannot=("`/api/paas/v4` and `/api/coding/paas/v4` speak only Chat Completions.",),
    advice={"responses-unsupported": "Z.ai's base URL for Codex is https://api.z.ai/api/v1."},
    sources=("https://docs.z.ai/devpack/tool/codex",),
    checked="November 2026",
)

VENDORS = (OPENAI, OPENROUTER, DEEPSEEK, XAI, DASHSCOPE, ARK, MINIMAX, MOONSHOT, ZAI)
