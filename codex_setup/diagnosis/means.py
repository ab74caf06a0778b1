"""Rows for what there is: quota, rates, accounts, the service behind the gateway, the gateway itself."""

from __future__ import annotations

from codex_setup.diagnosis import words
from codex_setup.diagnosis.row import Row, error, statuses, witness
from codex_setup.diagnosis.rules import (
    GATEWAY_UNAVAILABLE,
    KEY_REJECTED,
    MODEL_UNKNOWN,
    NO_ACCOUNTS,
    QUOTA_EXHAUSTED,
    RATE_LIMITED,
    REPLY_UNRECOGNISED,
    REQUEST_REJECTED,
    UPSTREAM_REFUSED,
)

_QUOTA_SAY = "the quota or balance behind the key from {key_from} is used up{quoted}"
_QUOTA = "Top it up, or wait until it renews{wait}{key_page}."
_RATE_SAY = "{who} limits how often or how much at once may be asked{quoted}"
_RATE = "Wait{wait} and try again; Codex repeats a 429 only where the answer carries Retry-After."
_UP_SAY = "the service behind {who} refused {who}'s own account{quoted}"
_UP = "Your key was let in and nothing here is wrong: tell the operator that the upstream account is refused."
_DOWN_SAY = "{who} or the service behind it is not available (status {status}{quoted})"
_DOWN = "Try again{wait}; Codex repeats a 5xx by itself{in_between}."
_NO_SAY = "{who} has no account free for the model `{model}`{quoted}"
_NO = "{exact}; if the name is right, try again later or tell the operator."
SHORT_WHILE = r"(?:per|a|every|each|/) ?(?:\d+ )?(?:min(?:ute)?s?|sec(?:ond)?s?)\b|每分钟|每秒|\b[rt]pm\b|\bqps\b|rate[ -]limit"
"""What tells a rate from a quota: a while that is over before one has read of it."""
_TOLD = r"((?<![a-z])(?:openai|azure|anthropic|upstream|provider|vendor|官方|上游)[^.\n\d]{0,40}[: (：]|\b(status(?:[ _]code)?|http(?: status)?|error)\b[ =:]{1,3}|\[|\bupstream:? |返回 ?)"
_ANY = statuses(range(400, 600))

WRAPPED: tuple[Row, ...] = (
    Row(
        MODEL_UNKNOWN, "the service behind {who} has no model named `{model}`{quoted}", "{names}{default}",
        error(404, 'litellm.NotFoundError: OpenAIException - {"error": {"message": "The model `m` does not exist.", "code": "model_not_found"}}'),
        "LiteLLM 1.106.2", code=r"model_not_found|deploymentnotfound|unknown_model", wrapped=True,
    ),
    Row(
        RATE_LIMITED, _RATE_SAY, _RATE,
        error(429, 'litellm.RateLimitError: OpenAIException - {"error": {"message": "Rate limit reached", "code": "rate_limit_exceeded"}}'),
        "LiteLLM 1.106.2", status=statuses(429), wrapped=True, unless=words.QUOTA,
    ),
    Row(
        RATE_LIMITED, "the service behind {who} limits how often it may be asked{quoted}", _RATE,
        error(502, "upstream returned HTTP 429: slow down", "upstream_error"), "relays that flatten the status of the service behind them",
        status=statuses(range(500, 600)), wrapped=True, text=rf"{_TOLD}429\b", unless=words.QUOTA,
    ),
    Row(
        UPSTREAM_REFUSED, _UP_SAY, _UP, error(502, "models manifest upstream error 401: token revoked", "upstream_error"),
        "relays that flatten the status of the service behind them", status=statuses(range(500, 600)), wrapped=True, text=rf"{_TOLD}40[123]\b",
    ),
    Row(
        REQUEST_REJECTED, "the service behind {who} refuses the form of the request{quoted}",
        "The check sends nothing that Codex does not send too; tell the operator these words.",
        error(400, 'litellm.BadRequestError: OpenAIException - {"error": {"message": "Unknown parameter: \'x\'", "param": "x", "code": "unknown_parameter"}}'),
        "LiteLLM, OpenRouter, new-api", status=statuses(400, 413, 422), wrapped=True, text=words.FORM, unless=words.MODEL_UNKNOWN,
    ),
    Row(
        GATEWAY_UNAVAILABLE, _DOWN_SAY, _DOWN, error(502, "Upstream service temporarily unavailable", "upstream_error"), "sub2api",
        status=statuses(429, range(500, 600)), wrapped=True, text=rf"{words.UNAVAILABLE}|gateway error|timed? ?out", unless=rf"{words.UPSTREAM}|model_not_found",
    ),
    Row(
        UPSTREAM_REFUSED, _UP_SAY, _UP, error(502, "Upstream authentication failed, please contact administrator", "upstream_error"), "sub2api",
        wrapped=True, text=rf"{words.UPSTREAM}|{words.KEY_REJECTED}|{words.KEY_MISSING}|{words.KEY_INACTIVE}|{words.QUOTA}|{words.ADDRESS}|<!doctype|<html",
    ),
    Row(
        MODEL_UNKNOWN, "the service behind {who} has no model named `{model}`{quoted}", "{names}{default}",
        error(400, "litellm.BadRequestError: OpenAIException - The model `m` does not exist"), "LiteLLM 1.106.2", wrapped=True, text=words.MODEL_UNKNOWN,
    ),
    Row(
        UPSTREAM_REFUSED, _UP_SAY, _UP, error(403, "Provider returned error"), "OpenRouter",
        wrapped=True, status=statuses(401, 402, 403, 404),
    ),
    Row(
        UPSTREAM_REFUSED, _UP_SAY, _UP, error(401, "auth_unavailable: token refresh failed", "authentication_error", "auth_unavailable"), "CLIProxyAPI",
        code=r"auth_unavailable|(upstream|provider|channel|backend)_(auth\w*|credentials?\w*|unauthorized|forbidden|refused|rejected)", status=statuses(401, 402, 403, 500, 502, 503), unless=words.NO_ACCOUNTS,
    ),
    Row(
        UPSTREAM_REFUSED, _UP_SAY, _UP, error(500, "invalid api key of channel 12", "new_api_error", "channel:invalid_key"), "new-api",
        code=r"channel:invalid_\w+|deactivated_workspace|usage_not_included", unless=words.MODEL_UNKNOWN,
    ),
    Row(
        UPSTREAM_REFUSED, _UP_SAY, _UP, error(401, "Your authentication token has expired. Try signing in again.", None, "token_expired"),
        "the ChatGPT and Google logins that a relay holds", text=r"try signing in again|oauth (access )?token (has|was|is|been|expired|revoked|for user|does|lacks|cannot)|to continue, verify your account|could not parse your authentication token", status=statuses(401, 403),
    ),
    Row(
        UPSTREAM_REFUSED, _UP_SAY, _UP, error(403, "Forbidden", "permission_error", "insufficient_quota"), "CLIProxyAPI gives every 403 this code",
        code=r"permission_error", also=r"insufficient_quota", unless=words.QUOTA, status=statuses(403),
    ),
)  # fmt: skip

BY_CODE: tuple[Row, ...] = (
    Row(
        QUOTA_EXHAUSTED, _QUOTA_SAY, _QUOTA, witness(429, {"code": "API_KEY_QUOTA_EXHAUSTED", "message": "API key 额度已用完"}), "sub2api, new-api, OpenAI, LiteLLM",
        code=r"insufficient_(user_)?(quota|balance|credits?|funds)|pre_consume_token_quota_failed|budget_exceeded|billing_(hard_limit_reached|error|not_active)|(\w*_)?quota_?violation|\w*quota_(exceeded|exhausted|insufficient|not_enough)|\w*_?(usage|cost|spend|spending|daily|weekly|monthly)_limit_exceeded|subscription_(not_found|invalid|expired|required|inactive)|payment_required|credit_\w+|balance_\w+|exceeded_\w*quota\w*|arrear\w*|out_of_credits",
        status=_ANY, unless=r"been rate[ -]limited",
    ),
    Row(
        QUOTA_EXHAUSTED, _QUOTA_SAY, _QUOTA, error(429, "Too much for this account", "LimitExceededException"), "Amazon, Tencent",
        code=r"limit_?exceeded(_?exception)?", status=_ANY, unless=SHORT_WHILE,
    ),
    Row(
        GATEWAY_UNAVAILABLE, _DOWN_SAY, _DOWN, error(503, "Slow down", "rate_limit_error", "slow_down"), "OpenAI",
        code=r"slow_down|server_is_overloaded|overloaded(_error)?|system_(cpu|memory|disk)_overloaded|\w*_overloaded|unavailable_error|service_unavailable|billing_service_error|engine_overloaded\w*|internal_error|capacity_exceeded",
        status=statuses(498, range(500, 600)), unless=words.NO_ACCOUNTS,
    ),
    Row(
        GATEWAY_UNAVAILABLE, _DOWN_SAY, _DOWN, error(429, "The service cannot take more requests.", "TooManyRequests", "ServerOverloaded"), "Ark, Moonshot",
        code=r"\w*overload(ed)?(_\w+)?", status=statuses(429),
    ),
    Row(
        NO_ACCOUNTS, _NO_SAY, _NO, error(503, "no auth available (providers=codex, model=gpt-5.5)", "server_error", "auth_unavailable"), "codex-lb, CLIProxyAPI, codex2api",
        code=r"no_(\w+_)?accounts?(_available)?|(no_)?auth_unavailable|accounts?_(unavailable|exhausted|not_available)|(channel:)?no_available_(\w+_)?(accounts?|keys?|channels?|auths?|credentials?|providers?|candidates?|upstreams?)|no_(credentials|auths?)_available|no_credentials?", unless=r"无可用渠道|available channels? for model",
    ),
    Row(
        QUOTA_EXHAUSTED, _QUOTA_SAY, _QUOTA, error(429, "The usage limit has been reached", "usage_limit_reached"), "the ChatGPT backend itself",
        code=r"usage_limit_reached|usage_not_included", gateways=frozenset({"chatgpt", "openai"}), asked="https://chatgpt.com/backend-api/codex/responses",
    ),
    Row(
        RATE_LIMITED, _RATE_SAY, _RATE, error(429, "The usage limit has been reached", "usage_limit_reached"), "a relay's account, not the user's",
        code=r"usage_limit_reached", status=statuses(429, 503),
    ),
    Row(
        QUOTA_EXHAUSTED, _QUOTA_SAY, _QUOTA, witness(429, {"error": {"message": "later"}}, retry_after="41210"), "a window of hours is a quota",
        status=statuses(429), unless=r"cool(ing)? ?down|cooldown|冷却",
        header=r"^retry-after: (\d{4,}|[6-9]\d\d)$",
    ),
    Row(
        RATE_LIMITED, _RATE_SAY, _RATE, error(429, "Allocated quota exceeded, raise your quota limit", code="Throttling.AllocationQuota"), "DashScope: a quota of tokens a minute",
        code=r"throttling[._]\w+", status=statuses(403, 429),
    ),
    Row(
        QUOTA_EXHAUSTED, _QUOTA_SAY, _QUOTA, error(429, "You have burnt this month's dollars", "rate_limit_error"), "relays that have one type for rates and quotas",
        code=r"rate_limit\w*|ratelimit\w*|too_many_requests", gist="quota gone -rate|long gone -rate -model|plan gone -rate", status=statuses(403, 429), unless=SHORT_WHILE,
    ),
    Row(
        RATE_LIMITED, _RATE_SAY, _RATE, error(429, "暂无可用的上游账号，请稍后重试", "rate_limit_error", "upstream_concurrency_exceeded"), "relays: their accounts are busy",
        code=r"\w*concurren\w*", status=statuses(400, 403, 409, 429, 503, 529), unless=words.QUOTA,
    ),
    Row(
        RATE_LIMITED, _RATE_SAY, _RATE, error(429, "Rate limit reached for gpt-5.5", "requests", "rate_limit_exceeded"), "OpenAI and most others",
        code=r"rate_limit\w*|ratelimit\w*|\w*rate_limited|too_many_requests|toomanyrequests\w*|throttl\w*|\w*_saturated|model_cooldown|requests|tokens|engine_busy|rpm_\w+|tpm_\w+",
        status=statuses(400, 403, 409, 429, 503, 529), unless=rf"{words.QUOTA}|无可用",
    ),
)  # fmt: skip

QUOTA_BY_TEXT: tuple[Row, ...] = (
    Row(
        QUOTA_EXHAUSTED, _QUOTA_SAY, _QUOTA, error(429, "api key 5小时限额已用完", "rate_limit_exceeded"), "sub2api, new-api, DeepSeek, OpenRouter",
        text=words.QUOTA, status=statuses(400, 401, 402, 403, 412, 422, 429, 500, 503), unless=r"请求(次数|总?数|频率)(?!.{0,16}[用耗][完尽光])|requests?[ -]per[ -](\d+ )?(sec|min|hour|day)|rate limit (reached|exceeded)|token rate limit|rpm",
    ),
    Row(
        QUOTA_EXHAUSTED, _QUOTA_SAY, _QUOTA, witness(402, {"error": {"message": "pay first"}}), "RFC 9110, 15.5.3", status=statuses(402),
    ),
)  # fmt: skip

BY_TEXT: tuple[Row, ...] = (
    Row(
        RATE_LIMITED, _RATE_SAY, _RATE, error(429, "All available accounts are currently rate-limited. Please retry later."), "sub2api",
        text=words.RATE, status=statuses(403, 420, 429, 430, 503, 529), unless=r"无可用渠道|no available accounts: no|no auth available|auth_unavailable",
    ),
    Row(
        NO_ACCOUNTS, _NO_SAY, _NO, error(503, "No available accounts: no available OpenAI accounts supporting model: gpt-5.5", "api_error"), "sub2api of 2025",
        text=words.NO_ACCOUNTS, status=_ANY,
    ),
    Row(
        NO_ACCOUNTS, _NO_SAY, _NO, error(503, "Service temporarily unavailable", "api_error"), "sub2api since April 2026 hides its words",
        text=r"^service temporarily unavailable\.?$", code="api_error", status=statuses(503),
    ),
    Row(
        NO_ACCOUNTS, _NO_SAY, _NO, error(400, "Internal server error"), "claude-relay-service 1.1.314 answers 400 where no account is left",
        text=r"^(internal server error|service temporarily unavailable|\S+ error occurred)\.?$", status=statuses(400), shape=frozenset({"json"}),
    ),
    Row(
        UPSTREAM_REFUSED, _UP_SAY, _UP, error(502, "上游渠道认证失败，请联系管理员", "api_error"), "relays in Chinese",
        text=words.UPSTREAM, status=statuses(400, 401, 402, 403, 404, 500, 502, 503), unless=r"(could not|cannot|can.t|failed to|unable to) (reach|connect)",
    ),
    Row(
        GATEWAY_UNAVAILABLE, _DOWN_SAY, _DOWN, error(400, 'Failed to load model "m". Error: insufficient system resources.'), "LM Studio, Ollama",
        text=r"failed to load (the )?model|model (has |was |is )?(been )?(unloaded|crashed)|insufficient (system )?(resources|memory)|out of memory|more system memory", status=_ANY,
    ),
    Row(
        GATEWAY_UNAVAILABLE, _DOWN_SAY, _DOWN, error(503, "Loading model"), "llama.cpp",
        text=words.UNAVAILABLE, status=statuses(408, 424, 425, 429, 498, 499, range(500, 600)),
    ),
)  # fmt: skip

LOOSELY_FIRST: tuple[Row, ...] = (
    Row(
        QUOTA_EXHAUSTED, _QUOTA_SAY, _QUOTA, error(403, "Your trial has expired, please subscribe to continue"), "relays", gist="quota gone|plan off -key -model|plan gone|quota long|rate many long|rate gone long|long gone -model|plan many long",
        status=statuses(400, 401, 403, 422, 429), wrapped=False, unless=SHORT_WHILE,
    ),
    Row(
        UPSTREAM_REFUSED, _UP_SAY, _UP, error(401, "the provider turned this credential away"), "relays that tell whose key it was",
        gist="upstream key wrong -missing|upstream key denied -missing|upstream key off -missing", status=statuses(401, 402, 403, 424, range(500, 600)), unless=r"\byour\b|\bfor (the )?provider",
    ),
)  # fmt: skip

LOOSELY: tuple[Row, ...] = (
    Row(
        UPSTREAM_REFUSED, _UP_SAY, _UP, error(502, "our OpenAI key was turned down", "upstream_error"), "relays", gist="key wrong|key denied|key off|quota gone|account off|access denied", wrapped=True,
    ),
    Row(
        NO_ACCOUNTS, _NO_SAY, _NO, error(503, "有効なアップストリームチャンネルがありません", "new_api_error"), "new-api in other tongues", gist="upstream none -model", gateways=frozenset({"new-api", "one-api"}), status=statuses(500, 503), wrapped=False,
    ),
    Row(
        NO_ACCOUNTS, _NO_SAY, _NO, error(500, "every ChatGPT account in the pool is cooling or dead"), "relays", gist="account none -quota|account gone -quota", status=statuses(500, 503), wrapped=False,
    ),
    Row(
        RATE_LIMITED, _RATE_SAY, _RATE, error(403, "three requests at once is all you get"), "relays", gist="rate many -long", status=statuses(400, 403, 409, 422, 503), wrapped=False, unless=r"token limit|length|context",
    ),
    Row(
        GATEWAY_UNAVAILABLE, _DOWN_SAY, _DOWN, error(400, "This model is cold"), "several", gist="model down|service down|upstream down", status=statuses(400, 403, 409, 422), wrapped=False,
        unless=rf"{words.FORM}|parameter|参数|request",
    ),
)  # fmt: skip

ALONE: tuple[Row, ...] = (
    Row(
        QUOTA_EXHAUSTED, _QUOTA_SAY, _QUOTA, error(403, "Renew your plan to continue"), "a refusal that names its subject only", gist="quota|plan", status=statuses(403), wrapped=False, unless=SHORT_WHILE,
    ),
)  # fmt: skip

BY_STATUS: tuple[Row, ...] = (
    Row(RATE_LIMITED, _RATE_SAY, _RATE, witness(429, {"error": {"message": "later"}}), "RFC 6585, 4", status=statuses(429)),
    Row(
        KEY_REJECTED, "{who} does not accept the key from {key_from} (status {status}{quoted})",
        "The key is {key_shape}, sent as `Authorization: Bearer`{bearer}; compare it with the gateway's page of keys{key_page}.",
        witness(401, {"ok": 0}), "any server", status=statuses(401),
    ),
    Row(
        KEY_REJECTED, "{who} does not let the key from {key_from} in (status {status}{quoted})",
        "The key is {key_shape}; it may lack a right on the gateway{key_page}.",
        error(403, "Forbidden", "permission_error"), "several", status=statuses(403), code=r"permission\w*|forbidden\w*|access_denied|accessdenied\w*|request_forbidden",
    ),
    Row(GATEWAY_UNAVAILABLE, _DOWN_SAY, _DOWN, witness(504, ""), "any server", status=statuses(408, 424, 425, 499, range(500, 600))),
)  # fmt: skip

UNKNOWN: tuple[Row, ...] = (
    Row(
        REPLY_UNRECOGNISED, "{who} answers with status {status}, and codex-setup does not know what that means{quoted}",
        "Let Codex itself make the call, and report this answer, so that the next person gets a cause.",
        witness(418, {"ok": 1}), "none of the rows above",
    ),
)  # fmt: skip
