"""Clouds: vendors' models under a company's own account, with an address of its own."""

from __future__ import annotations

from codex_setup.providers.preset import Blank, Preset

AZURE = Preset(
    id="azure",
    tag="azure-openai",
    name="Azure OpenAI",
    group="cloud",
    base_url="https://{resource}.openai.azure.com/openai/v1",
    versioned={"/openai": "api-version"},
    hosts=("*.openai.azure.com", "*.services.ai.azure.com", "*.cognitiveservices.azure.com"),
    blanks=(Blank("resource", "the name of your Azure OpenAI resource", "my-company"),),
    env_key="AZURE_OPENAI_API_KEY",
    key_page="https://portal.azure.com (your resource, Keys and Endpoint)",
    model_note="The model is the name of your deployment, which may differ from the model's own.",
    quirks=(
        "The path `/openai/v1` needs no api-version; the older `/openai` needs `query_params`.",
        "An API Management host (*.azure-api.net) wants the key in a header `api-key`.",
    ),
    advice={
        "model-unknown": "Azure wants the deployment's name.",
        "key-rejected": "Azure says 401 for a wrong key and for another resource's address alike.",
        "endpoint-missing": "404 `Resource not found` is about the path: it ends in /openai/v1.",
    },
    sources=("https://learn.microsoft.com/azure/ai-foundry/openai/how-to/codex",),
)

BEDROCK = Preset(
    id="bedrock",
    name="Amazon Bedrock",
    group="cloud",
    base_url="https://bedrock-mantle.{region}.api.aws/openai/v1",
    hosts=("bedrock-mantle.*.api.aws",),
    blanks=(Blank("region", "the AWS region that has the model", "us-west-2", "us-west-2"),),
    builtin="amazon-bedrock",
    builtin_keys={("aws", "region"): "{region}"},
    env_key="AWS_BEARER_TOKEN_BEDROCK",
    key_page="https://console.aws.amazon.com/bedrock/home#/api-keys",
    models=(
        "openai.gpt-5.6-sol", "openai.gpt-5.6-terra", "openai.gpt-5.6-luna", "openai.gpt-5.5", "openai.gpt-5.4",
    ),
    quirks=(
        "Codex brings this provider along; its table may hold little more than the region.",
        "Without a Bedrock API key the AWS SDK's own credentials are used (profile, SSO).",
    ),
    cannot=("GovCloud regions are not served.", "The key cannot come from auth.json or from a credential command."),
    advice={"request-rejected": "`isn't supported on this route` means another region, or a gpt-oss model."},
    stores=("env-file", "variable"),
    key_optional=True,
    since="0.128.0",
    sources=(
        "https://developers.openai.com/codex/amazon-bedrock",
        "https://help.openai.com/en/articles/20001253-configure-codex-with-amazon-bedrock",
        "run: Codex 0.169.0",
    ),
    checked="November 2026",
)  # fmt: skip

CLOUDS = (AZURE, BEDROCK)
