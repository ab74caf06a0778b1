"""Rows for what is asked: the model's name, the form of the request."""

from __future__ import annotations

from codex_setup.diagnosis import words
from codex_setup.diagnosis.row import Row, error, statuses, witness
from codex_setup.diagnosis.rules import KEY_REJECTED, MODEL_NOT_PERMITTED, MODEL_UNKNOWN, REQUEST_REJECTED

_ASKED = statuses(range(400, 500), 500, 502, 503)
_UNKNOWN_SAY = "{who} has no model named `{model}`{quoted}"
_UNKNOWN = "{names}{default}"
_DENIED_SAY = "the key from {key_from} may not use the model `{model}`{quoted}"
_DENIED = "Take a model that this key may use, or have its limits widened{names_after}."
_FORM_SAY = "{who} refuses the form of the request{quoted}"
_FORM = "The check sends nothing that Codex does not send too; if Codex works, let the operator know these words, else keep the report."

FORMS: tuple[Row, ...] = (
    Row(
        REQUEST_REJECTED, "{who} found no model name in the request{quoted}", "Set `model` to one of the names that the gateway offers{names_after}.",
        error(400, "/responses: Invalid model name passed in model=None. Call `/v1/models` to view available models.", "invalid_request_error"),
        "LiteLLM 1.106.2 and others, for an empty name", text=words.NO_MODEL, status=statuses(400, 404, 422, 500, 503),
    ),
)  # fmt: skip

BY_CODE: tuple[Row, ...] = (
    Row(
        MODEL_NOT_PERMITTED, _DENIED_SAY, _DENIED,
        error(401, "key not allowed to access model. This key can only access models=['gpt-4o']", "key_model_access_denied"), "LiteLLM, codex-lb",
        code=r"modelnotopen|model_permission\w*|access_denied\.unpurchased|model\.access_?denied|(\w+_)?model_(access_denied|not_allowed|not_permitted|forbidden|access_forbidden|permission_denied|restricted|blocked\w*|disabled_\w+)",
    ),
    Row(
        MODEL_NOT_PERMITTED, _DENIED_SAY, _DENIED,
        error(403, "Project `proj_1` does not have access to model `gpt-5.5`", "invalid_request_error", "model_not_found"), "OpenAI, limits of a project",
        code=r"model_not_found|permission_denied|permission_error|permissions_error|forbidden|unsupported_(value|model)", text=words.NOT_PERMITTED, unless=r"(not|n.t) exist|not found the model",
    ),
    Row(
        MODEL_UNKNOWN, _UNKNOWN_SAY, _UNKNOWN,
        error(400, "The requested model 'gpt-nope' does not exist.", "invalid_request_error", "model_not_found"), "OpenAI, sub2api, CLIProxyAPI",
        code=r"(requested_)?model_(not_found|not_exist|does_not_exist|not_supported|unsupported|not_available|unavailable|unknown|invalid|not_configured|retired|removed|decommissioned|discontinued|deprecated|sunset)|(unknown|unsupported|invalid)_model(_name|_id)?|deploymentnotfound|modelnotfound(exception|error)?|deployment_not_found",
        unless=rf"overload|temporarily|loading|{words.NO_LOGIN}",
    ),
    Row(
        REQUEST_REJECTED, _FORM_SAY, _FORM,
        error(400, "Invalid 'max_output_tokens': integer below minimum value.", "invalid_request_error", "integer_below_min_value"), "OpenAI",
        code=r"unsupported_(parameter|value|content\w*)|unknown_parameter|invalid_(value|type|prompt|json|image\w*|parameter\w*|input|body|encrypted_content|function_parameters)|missing_(required_)?parameter|(integer|decimal|string|array|object)_\w+|context_length_exceeded|exceed_context\w*|censorship\w*|moderation\w*|string_too_long|sensitive_words_detected|content_\w+|request_too_large|previous_response\w*|unprocessable_entity|validation_error|response_format\w*|bad_request_body",
        status=statuses(range(400, 500), 500), unless=rf"{words.MODEL_UNKNOWN}|\burl error\b|{words.NO_RESPONSES}",
    ),
)  # fmt: skip

BY_TEXT: tuple[Row, ...] = (
    Row(
        REQUEST_REJECTED, _FORM_SAY, _FORM, witness(400, {"detail": "Unsupported parameter: max_output_tokens"}), "the ChatGPT backend",
        text=r"(unsupported|unknown|unrecogni[sz]ed|invalid) (parameter|value|argument|field|type for)|is not supported with th(is|e) |(extra|additional) \w+ (are )?(not (permitted|allowed)|forbidden)|previous_response_id|(?:['\"`][a-z]+(?:_[a-z]+)+['\"`]|\b[a-z_]{1,40}\.[a-z_.]{1,60})(?: ['\"`][^'\"`]{0,60}['\"`])? (?:is |are )?not (?:yet )?(?:supported|available|allowed|permitted)",
        status=statuses(400, 403, 404, 413, 415, 422),
    ),
    Row(
        MODEL_UNKNOWN, _UNKNOWN_SAY, _UNKNOWN, error(404, "Not found the model gpt-5.5 or Permission denied", "resource_not_found_error"), "Moonshot",
        text=r"not found the model|model[^.]{0,80}does(n.t| not) exist( or|,)|no endpoints found(?! match)", status=_ASKED,
    ),
    Row(
        MODEL_NOT_PERMITTED, _DENIED_SAY, _DENIED, error(403, "该令牌无权访问模型 gpt-5.5", "new_api_error"), "new-api",
        text=words.NOT_PERMITTED, status=statuses(400, 401, 403, 404, 429, 500), wrapped=None,
    ),
    Row(
        KEY_REJECTED, "{who} finds no provider for this key and model{quoted}",
        "Bifrost answers a key that it does not know like this; compare it with the gateway's page of keys{key_page}.",
        error(400, "could not auto resolve a provider for the request", "invalid_request_error"), "Bifrost",
        text=r"could not auto[- ]resolve", model=r"/", asked="https://relay.example/openai/v1/responses",
    ),
    Row(
        MODEL_UNKNOWN, _UNKNOWN_SAY, _UNKNOWN, error(503, "分组 default 下模型 gpt-5.5 无可用渠道（distributor）", "new_api_error"), "new-api, Ollama, vLLM, OpenRouter",
        text=rf"{words.MODEL_UNKNOWN}|could not auto[- ]resolve", status=_ASKED, unless=r"overload|temporarily|loading|right now|try again later|no available (\w+ )?accounts",
    ),
    Row(
        REQUEST_REJECTED, _FORM_SAY, _FORM, witness(400, {"detail": "Store must be set to false"}), "the ChatGPT backend, new-api, Ollama",
        text=words.FORM, status=statuses(400, 403, 404, 413, 415, 422, 446, 500), unless=r"internal server error",
    ),
)  # fmt: skip

NAMED: tuple[Row, ...] = (
    Row(
        MODEL_UNKNOWN, _UNKNOWN_SAY, _UNKNOWN, witness(404, "gpt-5.5: pull it first", content_type="text/plain"), "llama-swap: who names the model in a 404 speaks of the model",
        status=statuses(404, 410), named=True, asked="https://relay.example/v1/responses",
    ),
)  # fmt: skip

BY_STATUS: tuple[Row, ...] = (
    Row(
        REQUEST_REJECTED, _FORM_SAY, _FORM, error(400, "Bad Request", "invalid_request_error"), "any gateway",
        status=statuses(400, 406, 409, 411, 412, 413, 414, 415, 417, 422, 431),
    ),
)  # fmt: skip

LOOSELY: tuple[Row, ...] = (
    Row(
        MODEL_NOT_PERMITTED, _DENIED_SAY, _DENIED, error(403, "您的等级（普通会员）暂不能使用 gpt-5.5"), "relays",
        gist="model plan|model denied|model off|model access missing|plan denied", status=statuses(400, 401, 403, 404, 422, 451), wrapped=False, unless=words.QUOTA,
    ),
    Row(
        MODEL_UNKNOWN, _UNKNOWN_SAY, _UNKNOWN, error(400, "No models loaded.", "invalid_request_error"), "LM Studio and others",
        gist="model unknown|model wrong|model upstream none", status=statuses(400, 403, 404, 410, 422, 503), unless=rf"{words.FORM}|parameter|参数",
    ),
    Row(
        MODEL_UNKNOWN, _UNKNOWN_SAY, _UNKNOWN, error(503, "グループdefaultのモデルgpt-5.5に利用可能なチャンネルの取得に失敗しました", "new_api_error"), "new-api in other tongues",
        gist="model upstream failed", gateways=frozenset({"new-api", "one-api"}), status=statuses(500, 503),
    ),
    Row(
        MODEL_UNKNOWN, _UNKNOWN_SAY, _UNKNOWN, witness(422, {"error": {"message": "no entry in the schema", "param": "model"}}), "servers that name the member at fault",
        param="model", status=statuses(400, 404, 422),
    ),
)  # fmt: skip

ALONE: tuple[Row, ...] = (
    Row(
        MODEL_NOT_PERMITTED, _DENIED_SAY, _DENIED, error(403, "this model: by invitation"), "a refusal that names its subject only", gist="model", status=statuses(403), wrapped=False,
    ),
)  # fmt: skip
