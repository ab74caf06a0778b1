"""Rows for who asks: the key, its group, the client, its release, the address, a header of the gateway's own."""

from __future__ import annotations

from codex_setup.diagnosis import words
from codex_setup.diagnosis.row import Row, error, statuses, witness
from codex_setup.diagnosis.rules import (
    ADDRESS_BLOCKED,
    CLIENT_RESTRICTED,
    CODEX_RELEASE_REFUSED,
    GATEWAY_HEADER_MISSING,
    KEY_INACTIVE,
    KEY_MISSING,
    KEY_REJECTED,
    KEY_WRONG_GROUP,
)

_REFUSED = statuses(range(400, 500), 500, 503)
_DENIED = statuses(400, 401, 403, 407, 422, 423, 451)
_MISSING_SAY = "{who} found no credential in the request{quoted}"
_MISSING = "Codex sent {credential}; {key_advice}."
_REJECTED_SAY = "{who} does not accept the key from {key_from}{quoted}"
_REJECTED = "The key is {key_shape}, sent as `Authorization: Bearer`{bearer}; compare it with the gateway's page of keys{key_page}."
_INACTIVE_SAY = "{who} knows the key from {key_from} and has switched it off{quoted}"
_INACTIVE = "Renew the key, or its owner's account{key_page}."
_GROUP_SAY = "the key from {key_from} is bound to another group of {who}{quoted}"
_GROUP = "Make a key that is bound to the OpenAI (Codex) group or channel{key_page}."

GROUPS: tuple[Row, ...] = (
    Row(
        KEY_WRONG_GROUP, _GROUP_SAY, _GROUP, witness(403, {"code": "GROUP_DELETED", "message": "API Key 所属分组已删除"}),
        "sub2api, middleware", code=r"group_\w+|(provider|platform|channel)_(blocked|restricted|forbidden|denied)|(wrong|no|invalid)_group|platform_not_allowed|channel_not_allowed",
    ),
    Row(
        KEY_WRONG_GROUP, _GROUP_SAY, _GROUP,
        error(403, "This API key does not have permission to access OpenAI", "permission_denied", "permission_denied"),
        "claude-relay-service 1.1.314", text=words.WRONG_GROUP, status=_REFUSED, wrapped=False, unless=r"scope|\bmodel\b(?!:)|\bip\b|(?<!系列)模型",
    ),
    Row(
        KEY_WRONG_GROUP, _GROUP_SAY, _GROUP,
        error(404, 'Model "gpt-5.5" is not supported by any configured account in this group', code="model_not_found"),
        "sub2api answers without a type where the group is not OpenAI's", status=statuses(404, 502, 503),
        gateways=frozenset({"sub2api"}), code=r"model_not_found|api_error|server_error", text=r"^(?!.*no available openai).*(account|model:)",
        untyped=True, model=r"(?i)^(?!claude)",
    ),
    Row(
        KEY_WRONG_GROUP, _GROUP_SAY, _GROUP, error(404, "model: gpt-5.5", "not_found_error"),
        "Anthropic's words for a name that it does not know", text=r"^(?:\w+: )?(?:404 )?model: \S+$", model=r"(?i)^(?!claude)",
    ),
)  # fmt: skip

WHO: tuple[Row, ...] = (
    Row(
        CODEX_RELEASE_REFUSED, "{who} refuses this release of Codex{quoted}", "Install a release of Codex that it accepts; the check named itself {release}.",
        error(403, "Your Codex version (0.98.0) is below the minimum required version (0.120.0). Please update Codex.", "forbidden_error"),
        "sub2api", text=words.RELEASE, status=statuses(range(400, 500)),
    ),
    Row(
        CLIENT_RESTRICTED, "{who} admits only certain clients{quoted}",
        "The key is not the problem: let Codex itself make the call, and if that is turned away too, ask the operator which clients this key admits.",
        error(403, "Refused", "client_validation_error"), "claude-relay-service",
        code=r"client_\w+|\w+_client_(restricted|blocked|denied|forbidden|not_allowed)|unsupported_client|invalid_client_type", unless=r"version|grant|oauth|client[ _]id",
    ),
    Row(
        CLIENT_RESTRICTED, "{who} admits only certain clients{quoted}",
        "The key is not the problem: let Codex itself make the call, and if that is turned away too, ask the operator which clients this key admits.",
        witness(403, {"error": "Client not allowed", "message": "Your client is not authorized to use this API key"}),
        "claude-relay-service, sub2api, forks of new-api", text=words.CLIENT, status=statuses(400, 401, 403, 406, 426), unless=r"\bip\b",
    ),
    Row(
        ADDRESS_BLOCKED, "{who} refuses requests from this network address or region{quoted}",
        "From here Codex cannot work with it: admit this address in the gateway's settings, or ask from another network.",
        error(401, "Your IP is not authorized to access this resource.", "invalid_request_error", "ip_not_authorized"),
        "OpenAI's error codes", code=r"ip_\w+|unsupported_country\w*|\w*region\w*|geo_\w+|country_\w+", wrapped=False,
    ),
    Row(
        ADDRESS_BLOCKED, "{who} refuses requests from this network address or region{quoted}",
        "From here Codex cannot work with it: admit this address in the gateway's settings, or ask from another network.",
        error(403, "您的 IP 不在令牌允许访问的列表中", "new_api_error", "access_denied"), "new-api, one-api, Azure",
        text=words.ADDRESS, status=statuses(400, 401, 403, 451), wrapped=False,
    ),
    Row(
        ADDRESS_BLOCKED, "{who} refuses requests from this network address{quoted}",
        "The key admits certain addresses only: add this one to its list{key_page}, or ask from another network.",
        witness(403, {"code": "ACCESS_DENIED", "message": "Access denied"}), "sub2api, a key with a list of addresses",
        code=r"(?-i:ACCESS_DENIED)", status=statuses(403), wrapped=False,
    ),
    Row(
        GATEWAY_HEADER_MISSING, "{who} wants a header of its own{quoted}",
        "Add it to the provider's table: `http_headers = {{ \"{header}\" = \"…\" }}`.",
        witness(400, {"status": "failure", "message": "Either x-portkey-config or x-portkey-provider header is required"}),
        "Portkey 1.15.2", text=words.HEADER, status=statuses(400, 401, 403, 412, 422, 428), unless=r"bearer|api[ _-]?key|authentication header",
    ),
)  # fmt: skip

KEYS_BY_CODE: tuple[Row, ...] = (
    Row(
        KEY_REJECTED, "{who} does not take keys of this kind{quoted}", "It wants another form of credential than an API key: see its own documentation for what `env_key` must hold.",
        error(403, "Key based authentication is disabled for this resource.", code="AuthenticationTypeDisabled"), "Azure, Google",
        text=r"key[ -]based auth\w* is (disabled|not)|api keys? (are|is) not supported|local auth\w* is disabled", status=_DENIED, wrapped=False,
    ),
    Row(
        KEY_REJECTED, "{who} does not take a key in the address{quoted}", "Put the key into `env_key` (a variable) and take it out of `query_params` and `base_url`.",
        witness(400, {"code": "api_key_in_query_deprecated", "message": "API key in query parameter is deprecated."}), "sub2api",
        code=r"\w*key_in_(query|url)\w*",
    ),
    Row(
        KEY_MISSING, _MISSING_SAY, _MISSING, witness(401, {"code": "API_KEY_REQUIRED", "message": "API key is required"}), "sub2api",
        code=r"(api_?key|key|token|auth\w*|credentials?)_(required|missing|absent|not_provided)|(missing|no|empty)_(api_?key|token|auth\w*|credentials?|bearer\w*)", status=statuses(range(400, 500)),
    ),
    Row(
        KEY_INACTIVE, _INACTIVE_SAY, _INACTIVE, witness(401, {"code": "API_KEY_DISABLED", "message": "API key is disabled"}), "sub2api",
        code=r"(api_?key|key|token|user|account|organi[sz]ation|project|owner)_(is_)?(disabled|expired|inactive|suspended|banned|blocked|revoked|deactivated|deleted|frozen)|(expired|disabled|revoked|blocked|inactive)_(api_?)?(key|token|account|user)(_exception)?|user_not_found|organi[sz]ation_restricted",
        wrapped=False,
    ),
    Row(
        KEY_INACTIVE, _INACTIVE_SAY, _INACTIVE,
        error(401, "API key has expired", "authentication_error", "invalid_api_key"), "codex-lb 1.24 has one code for four causes",
        code=r"invalid_api_key|invalid_token|authentication_error|auth_error", text=words.KEY_INACTIVE, unless=rf"{words.QUOTA}|{words.HELD_BACK}", wrapped=False,
    ),
    Row(
        KEY_MISSING, _MISSING_SAY, _MISSING,
        error(401, "Missing API key in Authorization header", "authentication_error", "invalid_api_key"), "codex-lb 1.24 has one code for four causes",
        code=r"invalid_api_key|invalid_token|authentication_error|auth_error|invalid_request_error", text=words.KEY_MISSING, status=statuses(401, 403), unless=rf"{words.HELD_BACK}|{words.KEY_REJECTED}|{words.NO_ACCOUNTS}", wrapped=False,
    ),
    Row(
        KEY_MISSING, _MISSING_SAY, _MISSING,
        error(401, "Invalid token", "new_api_error"), "new-api of 2026 has one text for both", code=r"new_api_error|one_api_error|invalid_api_key|authentication_error|auth_error",
        status=statuses(401), keyless=True,
    ),
    Row(
        KEY_REJECTED, _REJECTED_SAY, _REJECTED, error(401, "Incorrect API key provided: sk-abc.", "invalid_request_error", "invalid_api_key"), "OpenAI",
        code=r"auth(entication|orization)?_?(failure|failed|denied)\S*|unrecognized_client_exception|(invalid|incorrect|wrong|unknown|malformed)_(api_?key\w*|token|credentials?|auth\w*)|(api_?key|token)_(invalid|not_found\w*|unknown|rejected)|authentication_error|unauthenticated|unauthorized|insufficient_(scope|permissions?|privileges?)|no_db_connection|invalid_issuer|mismatched_\w+|invalid_authentication",
        status=statuses(range(400, 429), range(430, 500)), unless=rf"{words.QUOTA}|{words.KEY_INACTIVE}|{words.NOT_PERMITTED}", wrapped=False,
    ),
)  # fmt: skip

KEYS_BY_TEXT: tuple[Row, ...] = (
    Row(
        KEY_REJECTED, _REJECTED_SAY, _REJECTED, witness(401, "Please provide a valid API key", content_type="text/plain"), "several",
        text=r"please provide a valid|key format|invalid (api )?key format|no such (api )?key", status=_DENIED, keyless=False, wrapped=False,
    ),
    Row(
        KEY_INACTIVE, _INACTIVE_SAY, _INACTIVE, error(401, "该令牌已过期", "new_api_error"), "new-api, one-api, claude-relay-service, LiteLLM",
        text=words.KEY_INACTIVE, status=statuses(400, 401, 403, 423), unless=rf"{words.QUOTA}|\bmodel\b|模型|\bupstream\b|{words.HELD_BACK}", wrapped=False,
    ),
    Row(
        KEY_MISSING, _MISSING_SAY, _MISSING, witness(401, {"error": "Missing API key"}), "CLIProxyAPI, claude-relay-service",
        text=words.KEY_MISSING, status=_DENIED, unless=rf"{words.HELD_BACK}|request body|请求体|missing scope|invalid (api )?(key|token)|{words.NO_ACCOUNTS}", wrapped=False,
    ),
    Row(
        KEY_MISSING, _MISSING_SAY, _MISSING, witness(401, {"error": "Unauthorized"}), "vLLM has one text for both",
        status=statuses(401), keyless=True, wrapped=False,
    ),
    Row(
        KEY_REJECTED, _REJECTED_SAY, _REJECTED, error(401, "无效的令牌", "new_api_error"), "new-api, one-api and most others",
        text=words.KEY_REJECTED, status=_DENIED, unless=rf"{words.NOT_PERMITTED}|\bmodel\b(?!\.)|upstream|{words.FORM}|{words.QUOTA}", wrapped=False,
    ),
)  # fmt: skip

_LOOSE = statuses(range(400, 429), range(430, 500))

LOOSELY: tuple[Row, ...] = (
    Row(
        CODEX_RELEASE_REFUSED, "{who} refuses this release of Codex{quoted}", "Install a release of Codex that it accepts; the check named itself {release}.",
        error(403, "Client too old: 0.98 is below what we take, version 0.120 or later"), "relays", gist="client version old", status=_LOOSE, wrapped=False,
    ),
    Row(
        KEY_WRONG_GROUP, _GROUP_SAY, _GROUP, error(400, "当前令牌分组为「Claude官转」，不能调用 GPT 系列模型"), "relays", gist="key group vendor|key vendor bound|group denied -model|group access missing -model", status=_LOOSE, wrapped=False, unless=r"claude code",
    ),
    Row(
        CLIENT_RESTRICTED, "{who} admits only certain clients{quoted}",
        "The key is not the problem: let Codex itself make the call, and if that is turned away too, ask the operator which clients this key admits.",
        error(403, "检测到非 Codex CLI 的请求，已拒绝"), "relays", gist="client denied|client off", status=_REFUSED - {408, 499}, wrapped=False, unless=r"client[ _-]?(id|secret|cert)|\bip\b",
    ),
    Row(
        ADDRESS_BLOCKED, "{who} refuses requests from this network address or region{quoted}",
        "From here Codex cannot work with it: admit this address in the gateway's settings, or ask from another network.",
        error(403, "Forbidden – key allowed only from approved IP ranges."), "relays", gist="address denied|address wrong|address off|region denied|region off|region unknown you", status=_DENIED, wrapped=False,
    ),
)  # fmt: skip

_ALONE = statuses(403, 451)

ALONE: tuple[Row, ...] = (
    Row(
        CLIENT_RESTRICTED, "{who} admits only certain clients{quoted}",
        "The key is not the problem: let Codex itself make the call, and if that is turned away too, ask the operator which clients this key admits.",
        error(403, "unexpected user agent"), "a refusal that names its subject only", gist="client -key", status=_ALONE, wrapped=False,
    ),
    Row(
        ADDRESS_BLOCKED, "{who} refuses requests from this network address or region{quoted}",
        "From here Codex cannot work with it: admit this address in the gateway's settings, or ask from another network.",
        error(451, "jurisdiction"), "a refusal that names its subject only", gist="address|region", status=_ALONE, wrapped=False,
    ),
    Row(
        KEY_WRONG_GROUP, _GROUP_SAY, _GROUP, error(403, "group 'claude-max' has an Anthropic platform"), "a refusal that names its subject only", gist="group", status=_ALONE, wrapped=False,
    ),
    Row(
        KEY_REJECTED, _REJECTED_SAY, _REJECTED, error(403, "check your key"), "a refusal that names its subject only", gist="key", status=_ALONE, wrapped=False,
    ),
)  # fmt: skip

LOOSELY_KEYS: tuple[Row, ...] = (
    Row(
        KEY_REJECTED, _REJECTED_SAY, _REJECTED, error(401, "the token did not come along, or its form is wrong: absent or mismatched"), "several", gist="key missing wrong|key missing off|key wrong off", status=_DENIED, wrapped=False,
    ),
    Row(
        KEY_MISSING, _MISSING_SAY, _MISSING, error(401, "请求头里没有 Authorization"), "relays", gist="key missing", status=_DENIED, wrapped=False, unless="request body|请求体",
    ),
    Row(
        KEY_INACTIVE, _INACTIVE_SAY, _INACTIVE, error(403, "您的令牌被管理员关闭了"), "relays", gist="key off|account off|access off", status=_DENIED, wrapped=False,
    ),
    Row(
        KEY_REJECTED, _REJECTED_SAY, _REJECTED, error(403, "Your role does not include gateway access."), "gateways of companies",
        gist="key wrong|key denied|key unknown|account unknown|account denied -rate -quota|access denied you|access missing you", status=_DENIED, wrapped=False,
    ),
    Row(
        KEY_REJECTED, _REJECTED_SAY, _REJECTED, error(404, "No user found for this token"), "relays that look the owner up",
        gist="key unknown -path -model -group|account unknown -path -model -group", status=statuses(404), wrapped=False,
    ),
)  # fmt: skip
