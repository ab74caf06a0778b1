"""What Codex says when it does not load its files, text by text, the particular before the general."""

from __future__ import annotations

from codex_setup.explain.saying import Saying

BINARY = "the binary, 0.20.0 to 0.169.0"

LOADING: tuple[Saying, ...] = (
    Saying("wire-api-not-responses", 'wire_api = "chat" is no longer supported', '`wire_api = "chat"` is no longer supported.\nHow to fix: set `wire_api = "responses"` in your provider config.', BINARY),
    Saying("wire-api-not-responses", 'support for the "chat" wire api is deprecated', 'Support for the "chat" wire API is deprecated and will soon be removed.', "the binary, 0.73.0 to 0.94.0", beside=True),
    Saying("wire-api-not-responses", "unknown variant `[^`]*`, expected `responses`(?! or)", "unknown variant `Responses`, expected `responses`", BINARY),
    Saying("wire-api-not-responses", r"in `?model_providers\.[^`]*\.wire_api", "invalid type: integer `1`, expected string or map\nin `model_providers.x.wire_api`", BINARY),
    Saying("profile-legacy", r'legacy `profile = "', 'legacy `profile = "x"` config is no longer supported; use `--profile x` with `x.config.toml` instead', "the binary, 0.134.0 on"),
    Saying("profile-legacy", r"--profile `[^`]*` cannot be used while", '--profile `work` cannot be used while /home/ada/.codex/config.toml contains legacy `profile = "work"` or `[profiles.work]` config', "the binary, 0.134.0 on"),
    Saying("profile-legacy", "failed to resolve feature override precedence", "failed to resolve feature override precedence: legacy profile", "the desktop app"),
    Saying("profile-name-refused", "invalid --profile value|pass a plain name such as", "error: invalid value 'a.b' for '--profile <CONFIG_PROFILE_V2>': invalid --profile value `a.b`; pass a plain name such as `work`", "the binary, 0.134.0 on"),
    Saying("profile-missing", "config profile `[^`]*` not found", "config profile `work` not found", "the binary, before 0.134.0"),
    Saying("provider-id-reserved", "reserved built-in provider ids|built-in providers cannot be overridden", "model_providers contains reserved built-in provider IDs: `openai`. Built-in providers cannot be overridden. Rename your custom provider (for example, `openai-custom`).", "the binary, 0.115.0 on"),
    Saying("provider-name-missing", r"provider name must not be empty|missing field `name` in `?model_providers", "model_providers.x: provider name must not be empty", BINARY),
    Saying("provider-undefined", r"model provider `[^`]*` not found", "Model provider `relay` not found", BINARY),
    Saying("provider-table-flat", "expected struct modelproviderinfo", 'invalid type: string "x", expected struct ModelProviderInfo', BINARY),
    Saying("provider-table-misnamed", r"invalid type: map, expected a string in `model_provider`", "invalid type: map, expected a string\nin `model_provider`", BINARY),
    Saying("bedrock-field-fixed", "provider aws is only supported for|amazon-bedrock.{0,40}only supports", "model_providers.x: provider aws is only supported for `amazon-bedrock`", BINARY),
    Saying("auth-command-combined", "provider auth cannot be combined with", "provider auth cannot be combined with env_key", BINARY),
    Saying("auth-command-empty", r"auth\.command.{0,20}must not be empty|provider auth\.command", "model_providers.x: provider auth.command must not be empty", BINARY),
    Saying("setting-value-retired", r'approval_policy = "untrusted" is no longer supported|invalid value \'untrusted\' for', 'Error: approval_policy = "untrusted" is no longer supported; remove this setting', "the binary, 0.149.0 on"),
    Saying("setting-value-unknown", r"reasoning_effort must not be empty", "reasoning_effort must not be empty", "the binary, 0.138.0 on", ("effort-unknown",)),
    Saying("mcp-variables-misplaced", r"sequence, expected a string in `?[\w.-]*env\.env_vars", "invalid type: sequence, expected a string\nin `mcp_servers.docs.env.env_vars`", BINARY),
    Saying("mcp-transport-missing", "invalid transport", "Error loading config.toml: invalid transport in `mcp_servers.codex_apps`", BINARY),
    Saying("mcp-token-in-file", "bearer_token is not supported", "bearer_token is not supported for streamable_http", BINARY),
    Saying("mcp-transport-mixed", "is not supported for (?:stdio|streamable_http)", "url is not supported for stdio", BINARY),
    Saying("model-catalog-unreadable", "model_catalog_json|missing field `(?:priority|shell_type|truncation_policy|supported_reasoning_levels|visibility|display_name|slug|support_verbosity|supported_in_api|experimental_supported_tools)`", "failed to parse model_catalog_json path `/home/ada/models.json` as JSON: missing field `priority` at line 1 column 40", BINARY),
    Saying("setting-misplaced-refused", r"expected a boolean(?: or [\w ]+)? in `?features|expected a boolean[^`]{0,80}in `?(?:features|agents)`?(?!\.)", 'invalid type: string "gpt-5.4", expected a boolean in `features`', BINARY),
    Saying("setting-misplaced-refused", "expected struct (?:agentroletoml|projectconfig|rawmcpserverconfig)|deserialized without a base path", 'invalid type: string "high", expected struct AgentRoleToml', BINARY, ("setting-wrong-type",)),
    Saying("setting-value-unknown", "unknown variant `[^`]*`, expected", "unknown variant `default`, expected `fast` or `flex`", BINARY, ("setting-value-too-new", "setting-value-retired")),
    Saying("config-key-twice", "duplicate key|cannot redefine|duplicate (?:field|entry)|key .{0,60} already (?:exists|defined)", "TOML parse error at line 9, column 1: duplicate key `model_provider` in document root", BINARY),
    Saying("config-backslash-path", r"unicode value digits|unicode hexadecimal value|missing escaped value|invalid escape (?:sequence|character)|expected b, e, f, n, r", "too few unicode value digits, expected unicode hexadecimal value", BINARY),
    Saying("config-not-utf8", "invalid utf-?8 sequence|did not contain valid utf-?8|stream did not contain valid", "Failed to read config file /home/ada/.codex/config.toml: invalid utf-8 sequence of 1 bytes from index 12", BINARY),
    Saying("instructions-file-unusable", r"(?:failed to read )?model instructions file(?! is)", "Error: failed to read model instructions file /home/ada/.codex/nope.md: No such file or directory (os error 2)", BINARY),
    Saying("configuration-refused", r"default_permissions requires|`? cannot be used because requirements do not allow|does not set `default_permissions`", "Error: default_permissions requires a `[permissions]` table", BINARY, ("setting-managed",)),
    Saying("project-untrusted", r"disabled in the following folders", "Project-local config, hooks, and exec policies are disabled in the following folders until the project is trusted, but skills still load.", BINARY, beside=True),
    Saying("option-unknown", r"invalid value `[^`]{1,80}` for `--", "error: invalid value 'workspace' for '--sandbox <SANDBOX_MODE>'", BINARY, ("setting-value-unknown",)),
    Saying("option-malformed", r"invalid override|missing '='|empty key in override|error parsing -c overrides", "Error parsing -c overrides: Invalid override (missing '='): model", BINARY),
    Saying("table-in-list", r"invalid type: sequence, expected (?:a map|struct \w+) in `\w+`(?![\w.])", "invalid type: sequence, expected a map\nin `mcp_servers`", BINARY, ("setting-wrong-type",)),
    Saying("setting-wrong-type", "invalid (?:type|value): [^\n]{1,200}, expected|wanted string or table|did not match any variant of untagged enum|unit variant, expected string only|cannot convert float seconds|invalid length \\d+, expected", 'invalid type: string "true", expected a boolean\nin `hide_agent_reasoning`', BINARY, ("setting-misplaced-refused",)),
    Saying("setting-unknown", r"unknown configuration field|unknown field `", "/home/ada/.codex/config.toml:3:1: unknown configuration field `entirely_ours`", "the binary with --strict-config, 0.131.0 on", ("setting-misspelt", "setting-misplaced")),
    Saying("provider-key-at-top-level", r"`(?:base_url|env_key|wire_api|requires_openai_auth|http_headers|query_params)` is ignored", "  user (/home/ada/.codex/config.toml): `base_url` is ignored.", "the binary, 0.156.0 on", ("provider-keys-outside-table",), beside=True),
    Saying("setting-unknown", "unrecognized configuration setting|check for typos or deprecated settings", "Codex is ignoring 2 unrecognized configuration settings. Check for typos or deprecated settings.", "the binary, 0.156.0 on", ("setting-misspelt", "setting-misplaced", "setting-dead"), beside=True),
    Saying("project-provider-ignored", "ignored unsupported project-local config keys", "Ignored unsupported project-local config keys in /home/ada-work/.codex/config.toml: model_provider, model_providers", "the binary, 0.129.0 on", ("project-key-ignored",), beside=True),
    Saying("codex-home-missing", "codex_home points to|error finding codex home|could not find home directory", 'Error finding codex home: CODEX_HOME points to "/nope", but that path does not exist', BINARY),
    Saying("config-unreadable", r"path `?[^`]{1,300}`? is not a file|failed to (?:read config file|write config).{0,300}(?:permission denied|os error 13|is a directory)|config\.toml.{0,40}permission denied", "Failed to read config file /home/ada/.codex/config.toml: Permission denied (os error 13)", BINARY),
    Saying("config-typographic-characters", "[“”„‘’].{0,400}(?:toml parse error|expected)|(?:toml parse error|error loading config).{0,400}[“”„]", "Error loading config.toml: TOML parse error: model = “gpt-5.4”", "a chat program's quotes"),
    Saying("config-not-toml", r"toml parse error|invalid table header|error parsing project config file|config\.toml:\d+:\d+:|expected newline|key with no value|unclosed (?:table|array|string)|invalid (?:basic|literal) string|(?:invalid|unclosed) (?:inline table|multi-?line)|expected a key|expected `=`, `\.`|unexpected (?:keys? or values?|newline) in", 'Error loading config.toml:\n/home/ada/.codex/config.toml:3:9: invalid basic string\n  |\n3 | model = "gpt\n', BINARY),
    Saying("configuration-refused", r"error loading config.{0,40}missing field|missing field `[\w-]+` in `[\w.-]+", "Error loading config.toml: missing field `endpoint`\nin `otel.exporter`", BINARY),
    Saying("sandbox-program-missing", r"could not find (?:system )?bubblewrap", "warning: Codex could not find bubblewrap on PATH. Install bubblewrap with your OS package manager.", "the binary, 0.118.0 on", beside=True),
)  # fmt: skip
"""What is said before a session starts."""
