"""Every boundary between two releases of Codex, as data; `releases.py` answers questions about them."""

from __future__ import annotations

from codex_setup.record import record


@record
class Change:
    """One thing that is different from `since` on; `last` is the last release seen without it."""

    name: str
    last: str | None
    since: str
    says: str


# fmt: off
CHANGES: tuple[Change, ...] = (
    Change("dotenv-wins", "0.20.0", "0.28.0", "`$CODEX_HOME/.env` overrides the environment"),
    Change("openai-key-variable-unused", "0.34.0", "0.36.0", "OPENAI_API_KEY in the environment is no longer a login"),
    Change("codex-key-variable", "0.42.0", "0.44.0", "`codex exec` takes CODEX_API_KEY from the environment"),
    Change("managed-layer", "0.40.0", "0.47.0", "/etc/codex/managed_config.toml overrides everything"),
    Change("features-command", "0.36.0", "0.47.0", "`codex features list` exists"),
    Change("servers-switched-off", "0.36.0", "0.47.0", "`mcp_servers.NAME.enabled` is honoured"),
    Change("features", "0.36.0", "0.47.0", "the table `features` is read"),
    Change("mcp-addresses", "0.34.0", "0.47.0", "an MCP server may be an address"),
    Change("forced-login", "0.47.0", "0.58.0", "`forced_login_method` is obeyed"),
    Change("bearer-token", "0.47.0", "0.58.0", "`experimental_bearer_token` is sent"),
    Change("login-in-chat", "0.58.0", "0.64.0", 'with `wire_api = "chat"` the login is sent too'),
    Change("one-authorization", "0.58.0", "0.64.0", "an Authorization header of the file gives way to the provider's key"),
    Change("variable-before-token", "0.58.0", "0.64.0", "`env_key` counts for more than `experimental_bearer_token`"),
    Change("bad-headers-skipped", "0.58.0", "0.64.0", "a header, or a key, with an impossible character is left out"),
    Change("one-header-a-name", "0.58.0", "0.64.0", "a header from a variable takes the place of the static one"),
    Change("missing-key-final", "0.58.0", "0.64.0", "a variable of `env_key` that is not set ends the session even with a login"),
    Change("login-moves-all", "0.63.0", "0.64.0", "a ChatGPT login moves every provider without `base_url` to ChatGPT"),
    Change("slashes-dropped", "0.58.0", "0.64.0", "slashes at the end of `base_url` are dropped"),
    Change("user-in-url-yields", "0.58.0", "0.64.0", "a user in `base_url` is sent only where no key is"),
    Change("config-errors-named", "0.58.0", "0.64.0", "what is wrong with a file begins with its name"),
    Change("local-providers", "0.58.0", "0.64.0", "`ollama` and `lmstudio` are built in, `oss` no longer"),
    Change("refusals-retried-once", "0.47.0", "0.64.0", "on 401, 403, 404 and the like only the stream is tried again"),
    Change("options-merged", "0.66.0", "0.72.0", "`-c` adds to a table instead of taking its place"),
    Change("requirements", "0.75.0", "0.77.0", "/etc/codex/requirements.toml limits what may be set"),
    Change("toml-1.1", "0.77.0", "0.79.0", "inline tables over several lines and the escapes of TOML 1.1 are read"),
    Change("system-layer", "0.77.0", "0.79.0", "/etc/codex/config.toml is read"),
    Change("limits-final", "0.64.0", "0.80.0", "429 is not tried again"),
    Change("project-layers", "0.47.0", "0.80.0", "a project's `.codex/config.toml` is read"),
    Change("project-trust", "0.87.0", "0.89.0", "a project's file is read only where the project is trusted"),
    Change("places-of-errors", "0.89.0", "0.90.0", "what is wrong with the trust of a project is told with line and column"),
    Change("home-named", "0.92.0", "0.93.0", "what is wrong with CODEX_HOME is told with its name"),
    Change("auth-mode-read", "0.92.0", "0.93.0", "`auth_mode` in auth.json counts, and must be one that Codex knows"),
    Change("local-responses", "0.64.0", "0.94.0", "`ollama` is asked in the Responses protocol; `ollama-chat` is the old one"),
    Change("chat-removed", "0.94.0", "0.95.0", '`wire_api` is "responses" by default and nothing else is allowed'),
    Change("model-catalogue", "0.98.0", "0.110.0", "`model_catalog_json` is read"),
    Change("ephemeral-sessions", "0.95.0", "0.114.0", "`codex exec --ephemeral` exists"),
    Change("required-features", "0.95.0", "0.114.0", "requirements.toml may set features and kinds of web search"),
    Change("permission-sets", "0.95.0", "0.114.0", "`default_permissions` names a table below `permissions`"),
    Change("agent-depth-limited", "0.95.0", "0.114.0", "the depth and the time of agents must be above zero too"),
    Change("openai-base-url-key", "0.114.0", "0.115.0", "`openai_base_url` moves the built-in provider"),
    Change("reserved-ids", "0.114.0", "0.115.0", "built-in provider ids cannot be redefined"),
    Change("websocket-first", "0.115.0", "0.116.0", "the built-in provider tries a WebSocket first"),
    Change("provider-command", "0.115.0", "0.118.0", "a provider's `auth.command` is run"),
    Change("worktrees-unchecked", "0.95.0", "0.118.0", "a worktree is trusted with its repository even where git would not find that"),
    Change("base-url-variable-unused", "0.118.0", "0.120.0", "OPENAI_BASE_URL in the environment is ignored"),
    Change("name-checked", "0.121.0", "0.123.0", "an empty provider `name` is refused"),
    Change("bedrock-providers", "0.121.0", "0.125.0", "Amazon Bedrock providers can be changed only in part"),
    Change("tui-by-name", "0.118.0", "0.128.0", "a list in place of the table `tui` is refused"),
    Change("bad-bytes-told", "0.118.0", "0.128.0", "of a file that is not UTF-8 the place is told"),
    Change("required-hooks", "0.118.0", "0.128.0", "requirements.toml may set hooks, permissions and reviewers"),
    Change("missing-tokens-ignored", "0.118.0", "0.128.0", "a login without key and tokens no longer ends the session"),
    Change("built-in-permissions", "0.118.0", "0.128.0", "sets of permissions whose name begins with a colon are built in"),
    Change("project-providers-denied", "0.128.0", "0.129.0", "a project cannot choose or change a provider"),
    Change("strict-config", "0.130.0", "0.131.0", "`codex doctor` and `--strict-config` exist"),
    Change("full-access-permissions", "0.128.0", "0.133.0", "`:danger-no-sandbox` is now `:danger-full-access`"),
    Change("access-token-variable", "0.128.0", "0.133.0", "CODEX_ACCESS_TOKEN takes the place of auth.json"),
    Change("faults-in-file-order", "0.128.0", "0.133.0", "of two faults the first in the file is named, no longer the first by name"),
    Change("required-permission-sets", "0.128.0", "0.133.0", "requirements.toml may hold sets of permissions, and hooks for all"),
    Change("history-optional", "0.128.0", "0.133.0", "an empty list in place of the table `history` is taken"),
    Change("profile-files", "0.133.0", "0.134.0", "a profile is a file `NAME.config.toml`; `profile = …` is refused"),
    Change("any-effort", "0.137.0", "0.138.0", "any `model_reasoning_effort` is accepted"),
    Change("tools-listed-in-full", "0.134.0", "0.147.0", "a short list in place of the table `tools` is refused"),
    Change("agents-counted-by-session", "0.134.0", "0.147.0", "of the limits of `agents` only that of a session must be above zero"),
    Change("catalogue-instructions-shared", "0.134.0", "0.147.0", "a model of a catalogue may leave its instructions to `model_messages`"),
    Change("region-variable", "0.134.0", "0.147.0", "AWS_REGION counts for Amazon Bedrock's bearer token too"),
    Change("access-token-tolerated", "0.134.0", "0.147.0", "a CODEX_ACCESS_TOKEN that is none no longer ends the session"),
    Change("folders-are-no-files", "0.134.0", "0.147.0", "of a folder in place of a file of instructions its name is told"),
    Change("required-logins", "0.134.0", "0.147.0", "requirements.toml may allow kinds of login, and names the key that is wrong"),
    Change("endless-reconnecting", "0.147.0", "0.148.0", "an unreachable gateway is waited for without end"),
    Change("catalogue-calls-optional", "0.147.0", "0.149.0", "a model of a catalogue need not say `supports_parallel_tool_calls`"),
    Change("login-only-where-asked", "0.148.0", "0.149.0", "auth.json's key goes only where it is asked for"),
    Change("worktrees-proved", "0.147.0", "0.149.1", "a worktree is trusted with its repository only where each names the other"),
    Change("defaults-below", "0.147.0", "0.149.1", "of two faults one in a setting that has a default is named first"),
    Change("git-head-needed", "0.147.0", "0.149.1", "a folder `.git` without HEAD is no repository"),
    Change("required-store", "0.147.0", "0.149.1", "requirements.toml may choose where credentials are kept"),
    Change("bedrock-runtime", "0.147.0", "0.149.1", "`amazon-bedrock-runtime` is built in"),
    Change("unknown-keys-warned", "0.155.0", "0.156.1", "unknown keys are warned about"),
    Change("background-server", "0.156.1", "0.157.1", "the terminal interface keeps a server, with its old environment"),
    Change("empty-model-refused", "0.155.0", "0.160.0", "an empty `model` ends the session"),
    Change("required-providers", "0.155.0", "0.160.0", "requirements.toml may choose and define the provider"),
    Change("model-discovery", "0.160.0", "0.161.0", "an API key is sent to chatgpt.com to learn the models"),
    Change("tui-judged", "0.160.0", "0.164.0", "an unknown key below `tui` is noticed"),
    Change("tokens-by-name", "0.160.0", "0.164.0", "a list in place of `tokens` in auth.json is no longer read"),
    Change("startup-config", "0.163.0", "0.164.0", "`codex app-server --print-startup-config` exists"),
    Change("own-key-own-address", "0.168.0", "0.169.0", "a ChatGPT login no longer moves a provider with a key of its own"),
    Change("google-cloud", "0.164.0", "0.169.0", "`gcp` is built in"),
    Change("openai-table-unchanged", "0.164.0", "0.169.0", "a table for the provider `openai` that changes nothing is taken"),
    Change("remote-compaction", None, "0.169.0", 'a provider named "OpenAI" or Azure compacts remotely (first release measured)'),
)
# fmt: on
"""Every boundary, oldest first."""
