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
    paths=("", "/v1", "/openai/v1"),
    env_key="LITELLM_API_KEY",
    key_prefix="sk-",
    model_note="The names are those of `model_list` in the proxy's configuration.",
    quirks=("Without a database a wrong key is answered with 400 `no_db_connection`, not 401.",),
    cannot=("Models whose vendor has no Responses API are translated; hosted tools are lost on the way.",),
    advice={
        "key-rejected": "`no_db_connection` means that the proxy has no database: only its master key is valid."
    },
    sources=("https://docs.litellm.ai/docs/response_api", "run: LiteLLM 1.106.2"),
)

PORTKEY = Preset(
    id="portkey",
    name="Portkey",
    group="gateway",
    base_url="{server}/v1",
    hosts=("api.portkey.ai",),
    blanks=(
        Blank(
            "server",
            "Portkey's address, or your own gateway's",
            "http://localhost:8787",
            "https://api.portkey.ai",
        ),
    ),
    port=8787,
    env_key="PORTKEY_API_KEY",
    key_page="https://app.portkey.ai/api-keys",
    model_note="On api.portkey.ai a name begins with the integration's slug: `@openai-prod/gpt-5.5`.",
    headers={"x-portkey-provider": "openai"},
    quirks=(
        "A self-hosted gateway refuses every request without `x-portkey-provider` or `x-portkey-config`.",
    ),
    advice={
        "gateway-header-missing": 'Add http_headers = { "x-portkey-provider" = "openai" } to the provider.'
    },
    sources=("https://portkey.ai/docs/integrations/libraries/codex", "run: Portkey gateway 1.15.2"),
)

BIFROST = Preset(
    id="bifrost",
    name="Bifrost",
    group="gateway",
    base_url="{server}/openai/v1",
    blanks=(
        Blank(
            "server", "where your Bifrost gateway listens", "http://localhost:8080", "http://localhost:8080"
        ),
    ),
    paths=("/openai/v1", "/openai"),
    env_key="BIFROST_API_KEY",
    key_prefix="sk-bf-",
    model_note="Names carry their vendor: `openai/gpt-5.5`.",
    quirks=("A wrong virtual key may be answered with 400 `could not auto resolve a provider`.",),
    sources=("https://docs.getbifrost.ai/cli-agents/codex-cli",),
)

CLOUDFLARE = Preset(
    id="cloudflare",
    tag="cloudflare-ai-gateway",
    name="Cloudflare AI Gateway",
    group="gateway",
    base_url="https://gateway.ai.cloudflare.com/v1/{account}/{gateway}/openai",
    hosts=("gateway.ai.cloudflare.com",),
    blanks=(
        Blank(
            "account",
            "your Cloudflare account ID (`wrangler whoami` shows it)",
            "0123456789abcdef0123456789abcdef",
        ),
        Blank("gateway", "the gateway's slug", "default", "default"),
    ),
    env_key="CLOUDFLARE_API_TOKEN",
    key_page="https://dash.cloudflare.com/profile/api-tokens",
    models=("gpt-5.5",),
    quirks=(
        "The token needs the AI Gateway permission, the account credits (Unified Billing).",
        "With a vendor's own key in Authorization the token goes into a header `cf-aig-authorization`.",
    ),
    sources=("https://developers.cloudflare.com/ai-gateway/integrations/coding-agents/openai-codex/",),
    checked="November 2026",
)

GATEWAYS = (LITELLM, PORTKEY, BIFROST, CLOUDFLARE)
