"""Which gateway answered: told from what it said anyway, never from a request of its own.

The first mark that fits counts, so the particular stands above the general, and what merely stands in
front (Cloudflare, nginx) is last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codex_setup.record import record

if TYPE_CHECKING:
    from codex_setup.diagnosis.envelope import Said
    from codex_setup.wire import Reply


@record
class Gateway:
    """A gateway that we know: its id, its name for people, the base paths that serve Codex, best first.

    `open_list` says that its model list needs no key and therefore proves none.
    """

    id: str
    name: str
    bases: tuple[str, ...] = ()
    open_list: bool = False
    front: bool = False


@record
class Mark:
    """One sign of a gateway: in a header (`name: value`), in the body, in the host, in a code or type."""

    gateway: Gateway
    header: str = ""
    body: str = ""
    host: str = ""
    code: str = ""


SUB2API = Gateway("sub2api", "sub2api", ("", "/v1", "/backend-api/codex"))
NEW_API = Gateway("new-api", "new-api", ("/v1",))
ONE_API = Gateway("one-api", "one-api")
CRS = Gateway("claude-relay-service", "claude-relay-service", ("/openai", "/openai/v1"))
CLI_PROXY = Gateway("cliproxyapi", "CLIProxyAPI", ("/v1", "/backend-api/codex"))
CODEX_LB = Gateway("codex-lb", "codex-lb", ("/backend-api/codex", "/v1"))
LITELLM = Gateway("litellm", "LiteLLM", ("", "/v1"))
PORTKEY = Gateway("portkey", "Portkey", ("/v1",))
BIFROST = Gateway("bifrost", "Bifrost", ("/openai/v1", "/openai"))
OPENROUTER = Gateway("openrouter", "OpenRouter", ("/api/v1",), open_list=True)
AZURE = Gateway("azure", "Azure OpenAI", ("/openai/v1",))
BEDROCK = Gateway("bedrock", "Amazon Bedrock", ("/openai/v1", "/v1"))
OLLAMA = Gateway("ollama", "Ollama", ("/v1",), open_list=True)
LM_STUDIO = Gateway("lm-studio", "LM Studio", ("/v1",), open_list=True)
VLLM = Gateway("vllm", "vLLM", ("/v1",))
SGLANG = Gateway("sglang", "SGLang", ("/v1",))
EITHER = Gateway("vllm", "vLLM or SGLang", ("/v1",))
LLAMA_CPP = Gateway("llama.cpp", "llama.cpp", ("/v1", ""), open_list=True)
OPENAI = Gateway("openai", "OpenAI", ("/v1",))
CHATGPT = Gateway("chatgpt", "the ChatGPT backend", ("/backend-api/codex",))
CLOUDFLARE = Gateway("cloudflare", "Cloudflare", front=True)
NGINX = Gateway("nginx", "nginx", front=True)

_SUB2API_CODES = (
    r"(API_KEY|USER|GROUP|SUBSCRIPTION)_(REQUIRED|DISABLED|EXPIRED|QUOTA_EXHAUSTED|AUTH_OVERLOADED|INACTIVE|NOT_FOUND"
    r"|DELETED|NOT_ALLOWED|INVALID)|INVALID_API_KEY|INSUFFICIENT_BALANCE|USAGE_LIMIT_EXCEEDED|INVALID_AUTH_RATE_LIMITED"
    r"|api_key_in_query_deprecated"
)

MARKS: tuple[Mark, ...] = (
    Mark(SUB2API, code=_SUB2API_CODES),
    Mark(LITELLM, header=r"^x-litellm-"),
    Mark(
        LITELLM,
        body=r"\blitellm\.|\bLiteLLM\b|No connected db\.|/responses: (Invalid model name|Missing required)",
    ),
    Mark(
        LITELLM,
        body=r"not allowed to access model\. This|No deployments available|Valid models for team|can only access models=",
    ),
    Mark(PORTKEY, header=r"^x-portkey-"),
    Mark(
        PORTKEY,
        body=r"x-portkey-|\"message\"\s*:\s*\"[a-z][\w-]* error: .*\"provider\"\s*:|\"html-message\"|^\s*\{\"message\":\s*\"Not Found\",\s*\"ok\":\s*false\}",
    ),
    Mark(
        PORTKEY,
        body=r"Portkey Error|hook_results|\. Error Code: \d\d\b|exceeded the timeout sent in the request",
    ),
    Mark(BIFROST, header=r"^x-bf-"),
    Mark(BIFROST, body=r"is_bifrost_error|could not auto resolve a provider|\bbifrost\b"),
    Mark(
        LITELLM,
        code=r"no_db_connection|token_not_found_in_db|(key|team|user|org)_model_access_denied|expired_key|budget_exceeded|auth_error",
    ),
    Mark(ONE_API, code=r"one_api_error"),
    Mark(NEW_API, header=r"^x-(oneapi|new-api)-"),
    Mark(NEW_API, code=r"new_api_error"),
    Mark(NEW_API, body=r"\(request id: \d{14}\w{8,}\)"),
    Mark(OPENROUTER, host=r"(^|\.)openrouter\.ai$"),
    Mark(
        OPENROUTER,
        body=r"is not a valid model ID|No cookie auth credentials|No endpoints found|openrouter\.ai|\"user_id\"\s*:\s*\"(user|org)_|\"provider_name\"\s*:",
    ),
    Mark(AZURE, host=r"\.(openai\.azure|azure-api|cognitiveservices\.azure|services\.ai\.azure)\."),
    Mark(AZURE, header=r"^(apim-request-id|x-ms-region|x-ms-client-request-id)"),
    Mark(AZURE, code=r"DeploymentNotFound"),
    Mark(
        AZURE,
        body=r"subscription key|Microsoft\.CognitiveServices|cognitiveservices\.azure|Azure OpenAI|AIServices",
    ),
    Mark(
        AZURE,
        body=r"Virtual Network/Firewall|approved private endpoint|operation does not work with the specified",
    ),
    Mark(BEDROCK, host=r"bedrock[\w.-]*\.(amazonaws\.com|api\.aws)"),
    Mark(BEDROCK, header=r"^x-amzn-requestid"),
    Mark(CHATGPT, host=r"(^|\.)chatgpt\.com$"),
    Mark(OPENAI, host=r"(^|\.)api\.openai\.com$"),
    Mark(LLAMA_CPP, header=r"^server: llama\.cpp"),
    Mark(LLAMA_CPP, code=r"unavailable_error|exceed_context_size_error"),
    Mark(LM_STUDIO, body=r"Unexpected endpoint or method|\blms load\b|LM Studio|Multiple models are loaded"),
    Mark(LM_STUDIO, body=r"Model has unloaded or crashed|\"Failed to load model \\\""),
    Mark(
        OLLAMA,
        body=r"Ollama is running|\bollama\b|try pulling it first|llama runner process|requires more system memory",
    ),
    Mark(
        CRS,
        body=r"Route /\S* not found.*timestamp|\"(allowedClients|concurrencyLimit|requestLimit)\"|claude-relay-service",
    ),
    Mark(
        CRS,
        body=r"x-api-key, x-goog-api-key, or Authorization header|API key is (disabled|expired)\"|\"API key not found\"",
    ),
    Mark(
        CRS,
        body=r"Dedicated OpenAI account|\"costLimit\"|OpenAI-Responses account|\"(daily|total)_cost_limit_exceeded",
    ),
    Mark(CRS, body=r"API key does not have permission to access (OpenAI|Gemini|Claude)"),
    Mark(
        SUB2API,
        body=r"\(/v1/messages only\)|by any configured account|No available accounts|Codex official clients",
    ),
    Mark(SUB2API, header=r"^x-client-request-id"),
    Mark(CODEX_LB, code=r"no_accounts|no_plan_support_for_model"),
    Mark(CODEX_LB, code=r"model_not_allowed", body=r"API key does not have access to model"),
    Mark(CLI_PROXY, body=r"unknown provider for model|auth_unavailable|model_cooldown|no auth available"),
    Mark(CLI_PROXY, body=r"home control center|no credentials configured for provider"),
    Mark(CLI_PROXY, body=r"^\s*\{\"error\"\s*:\s*\"(Missing|Invalid) API key\"\}\s*$"),
    Mark(SGLANG, body=r"^\s*\{(?=[^{}]*\"object\"\s*:\s*\"error\")(?=[^{}]*\"type\"\s*:\s*\"\w+Error\")"),
    Mark(SGLANG, code=r"no_available_workers|worker_selection_failed"),
    Mark(VLLM, code=r"NotFoundError|BadRequestError"),
    Mark(VLLM, body=r"\bEngineCore\b|for ResponsesRequest|does not support Responses API"),
    Mark(EITHER, body=r"^\s*\{\"error\"\s*:\s*\"Unauthorized\"\}\s*$"),
    Mark(OPENAI, header=r"^openai-(processing-ms|version|organization)"),
    Mark(CLOUDFLARE, header=r"^(cf-ray|server: cloudflare)"),
    Mark(NGINX, header=r"^server: (nginx|openresty)"),
    Mark(NGINX, body=r"<center>(nginx|openresty)"),
)


def recognise(reply: Reply, url: str, said: Said) -> Gateway | None:
    """Return the gateway that gave this reply, or None where nothing tells."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        host = ""
    headers = [f"{name.lower()}: {value}" for name, value in reply.headers]
    body = reply.text[:16_384]
    return next((mark.gateway for mark in MARKS if _fits(mark, headers, body, host, said)), None)


def _fits(mark: Mark, headers: list[str], body: str, host: str, said: Said) -> bool:
    if mark.host and not re.search(mark.host, host):
        return False
    if mark.header and not any(re.search(mark.header, line, re.IGNORECASE) for line in headers):
        return False
    if mark.code and not any(re.fullmatch(mark.code, code) for code in (said.code, said.type)):
        return False
    return not mark.body or re.search(mark.body, body, re.DOTALL) is not None
