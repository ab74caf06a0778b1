"""What changed in Codex and when, as data.

This is the only module that knows a release number; everything else asks a `Release`. Every fact was
seen on the real binary (tests/oracle repeats it).
"""

from __future__ import annotations

import functools

from codex_setup.record import record

Version = tuple[int, int, int]

OLDEST = "0.20.0"
NEWEST = "0.169.0"
"""The releases between which every boundary below was measured, both included."""


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
    Change("limits-final", "0.64.0", "0.80.0", "429 is not tried again"),
    Change("project-layers", "0.47.0", "0.80.0", "a trusted project's `.codex/config.toml` is read"),
    Change("options-merged", "0.64.0", "0.94.0", "`-c` adds to a table instead of taking its place"),
    Change("toml-1.1", "0.64.0", "0.94.0", "inline tables over several lines and the escapes of TOML 1.1 are read"),
    Change("home-named", "0.64.0", "0.94.0", "what is wrong with CODEX_HOME is told with its name"),
    Change("local-responses", "0.64.0", "0.94.0", "`ollama` is asked in the Responses protocol; `ollama-chat` is the old one"),
    Change("places-of-errors", "0.64.0", "0.94.0", "what is wrong with the trust of a project is told with line and column"),
    Change("system-layer", "0.64.0", "0.94.0", "/etc/codex/config.toml is read"),
    Change("requirements", "0.64.0", "0.94.0", "/etc/codex/requirements.toml limits what may be set"),
    Change("auth-mode-read", "0.64.0", "0.94.0", "`auth_mode` in auth.json counts, and must be one that Codex knows"),
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
    Change("faults-in-file-order", "0.128.0", "0.133.0", "of two faults the first in the file is named, no longer the first by name"),
    Change("history-optional", "0.128.0", "0.133.0", "an empty list in place of the table `history` is taken"),
    Change("profile-files", "0.133.0", "0.134.0", "a profile is a file `NAME.config.toml`; `profile = …` is refused"),
    Change("any-effort", "0.137.0", "0.138.0", "any `model_reasoning_effort` is accepted"),
    Change("tools-listed-in-full", "0.134.0", "0.147.0", "a short list in place of the table `tools` is refused"),
    Change("agents-counted-by-session", "0.134.0", "0.147.0", "of the limits of `agents` only that of a session must be above zero"),
    Change("region-variable", "0.134.0", "0.147.0", "AWS_REGION counts for Amazon Bedrock's bearer token too"),
    Change("required-logins", "0.134.0", "0.147.0", "requirements.toml may allow kinds of login, and names the key that is wrong"),
    Change("endless-reconnecting", "0.147.0", "0.148.0", "an unreachable gateway is waited for without end"),
    Change("login-only-where-asked", "0.148.0", "0.149.0", "auth.json's key goes only where it is asked for"),
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
    Change("startup-config", "0.163.0", "0.164.0", "`codex app-server --print-startup-config` exists"),
    Change("own-key-own-address", "0.168.0", "0.169.0", "a ChatGPT login no longer moves a provider with a key of its own"),
    Change("remote-compaction", None, "0.169.0", 'a provider named "OpenAI" or Azure compacts remotely (first release measured)'),
)
# fmt: on
"""Every boundary, oldest first."""

PROJECT_DENIED = frozenset(
    {
        "openai_base_url", "chatgpt_base_url", "model_provider", "model_providers", "notify", "profile",
        "profiles", "otel",
    }
)  # fmt: skip

_SINCE = {change.name: change.since for change in CHANGES}

DEFAULT_MODELS: tuple[tuple[str, str], ...] = (
    ("0.20.0", "gpt-5"),
    ("0.40.0", "gpt-5-codex"),
    ("0.60.1", "gpt-5.1-codex"),
    ("0.73.0", "gpt-5.1-codex-max"),
    ("0.87.0", "gpt-5.2-codex"),
    ("0.107.0", "gpt-5.3-codex"),
    ("0.123.0", "gpt-5.4"),
    ("0.125.0", "gpt-5.5"),
    ("0.144.6", "gpt-5.6-sol"),
    ("0.153.4", "gpt-6-astra"),
    ("0.159.3", "gpt-6.1-sol"),
)
"""The model that is asked for where none is configured: first release, name."""

OWN_HEADERS: tuple[tuple[str, str, str | None], ...] = (
    ("accept", "0.64.0", None),
    ("conversation_id", "0.64.0", "0.94.0"),
    ("session_id", "0.64.0", "0.133.0"),
    ("x-codex-turn-metadata", "0.114.0", None),
    ("x-client-request-id", "0.115.0", None),
    ("x-codex-beta-features", "0.128.0", None),
    ("x-codex-window-id", "0.128.0", None),
    ("session-id", "0.133.0", None),
    ("thread-id", "0.133.0", None),
)
"""Headers whose value is Codex's own whatever a provider sets: first release seen, first one seen without."""

BEDROCK_FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("0.125.0", ("aws.profile", "aws.region")),
    ("0.147.0", ("base_url", "auth", "http_headers", "aws.profile", "aws.region")),
    ("0.149.1", ("base_url", "auth", "http_headers", "aws.profile", "aws.region", "aws.auth_refresh")),
    ("0.155.0", ("base_url", "auth", "http_headers", "aws.profile", "aws.region", "aws.credential_export", "aws.auth_refresh")),
)  # fmt: skip
"""What of a Bedrock provider may be changed: first release seen, fields."""

EFFORTS: tuple[tuple[str, tuple[str, ...] | None], ...] = (
    ("0.20.0", ("low", "medium", "high", "none")),
    ("0.28.0", ("minimal", "low", "medium", "high")),
    ("0.58.0", ("none", "minimal", "low", "medium", "high")),
    ("0.64.0", ("none", "minimal", "low", "medium", "high", "xhigh")),
    ("0.138.0", None),
)
"""The words that `model_reasoning_effort` may have: first release seen, words; None where any will do."""


@functools.cache
def numbers(version: str) -> Version:
    """Return the three numbers of a version; a pre-release mark is left out."""
    parts = version.removeprefix("v").split("-")[0].split(".")
    major, minor, patch = (*(int(part) for part in parts if part.isdigit()), 0, 0, 0)[:3]
    return major, minor, patch


@record
class Release:
    """A Codex version and what is true of it.

    `judged_as` is the newest version that we know, where `version` is newer than that.
    """

    version: str
    judged_as: str | None = None

    def at_least(self, version: str) -> bool:
        """Return whether this release is `version` or a newer one."""
        return numbers(self.version) >= numbers(version)

    def has(self, change: str) -> bool:
        """Return whether the change of that name has happened in this release."""
        return self.at_least(_SINCE[change])

    @property
    def default_model(self) -> str:
        """Return the model that Codex asks for where none is configured."""
        return [model for since, model in DEFAULT_MODELS if self.at_least(since)][-1:][0]

    @property
    def own_headers(self) -> frozenset[str]:
        """Return the headers that a provider cannot set, because Codex sets them after it."""
        held = (
            n
            for n, since, until in OWN_HEADERS
            if self.at_least(since) and not (until and self.at_least(until))
        )
        return frozenset({"content-length", *held})

    @property
    def wire_apis(self) -> tuple[str, ...]:
        """Return the values that `wire_api` may have."""
        return ("responses",) if self.has("chat-removed") else ("responses", "chat")

    @property
    def default_wire_api(self) -> str:
        """Return what `wire_api` means where it is absent."""
        return "responses" if self.has("chat-removed") else "chat"

    @property
    def efforts(self) -> tuple[str, ...] | None:
        """Return the words that `model_reasoning_effort` may have; None where any will do."""
        return next(words for since, words in reversed(EFFORTS) if self.at_least(since) or since == OLDEST)

    @property
    def load_prefix(self) -> str:
        """Return how Codex begins what it says about its files."""
        return "Error loading config.toml: " if self.has("config-errors-named") else "Error: "

    @property
    def builder_error(self) -> str:
        """Return what Codex says where no request can be made of the address or of a header."""
        if self.has("bad-headers-skipped"):
            return "stream disconnected before completion: builder error"
        return "Connection failed: builder error" if self.at_least("0.47.0") else "builder error"

    @property
    def default_provider(self) -> str:
        """Return the provider that is used where `model_provider` is absent."""
        return "openai"

    @property
    def local_ids(self) -> tuple[str, ...]:
        """Return the ids of the built-in providers that run on this machine."""
        if not self.has("local-providers"):
            return ("oss",)
        chat = ("ollama-chat",) if self.has("local-responses") and not self.has("chat-removed") else ()
        return ("ollama", "lmstudio", *chat)

    def local_wire_api(self, provider_id: str) -> str:
        """Return the protocol in which a provider on this machine is asked."""
        if provider_id == "lmstudio" or (provider_id == "ollama" and self.has("local-responses")):
            return "responses"
        return "chat"

    @property
    def bedrock_fields(self) -> tuple[str, ...]:
        """Return what of a Bedrock provider may be changed."""
        return next((fields for since, fields in reversed(BEDROCK_FIELDS) if self.at_least(since)), ())

    @property
    def auth_file_refused(self) -> bool:
        """Return whether an auth.json that cannot be read ends the start; most releases say nothing."""
        return not self.at_least("0.28.0") or (self.at_least("0.58.0") and not self.at_least("0.147.0"))

    @property
    def missing_tokens_refused(self) -> bool:
        """Return whether a login without key and tokens ends the session at the first request."""
        return not self.has("missing-tokens-ignored")

    @property
    def bedrock_ids(self) -> frozenset[str]:
        """Return the ids of the built-in providers of which only a few fields can be changed."""
        if not self.has("bedrock-providers"):
            return frozenset()
        return frozenset(
            {"amazon-bedrock", *(["amazon-bedrock-runtime"] if self.has("bedrock-runtime") else ())}
        )

    @property
    def denied_in_projects(self) -> frozenset[str]:
        """Return the top-level keys that Codex ignores in a project's file."""
        return PROJECT_DENIED if self.has("project-providers-denied") else frozenset()

    def keeps_builtin(self, provider_id: str) -> bool:
        """Return whether the built-in provider of that id stays as it is, whatever the file says."""
        return provider_id in ("openai", *self.local_ids)

    @property
    def reserved_ids(self) -> frozenset[str]:
        """Return the provider ids that a configuration may not define."""
        return frozenset({"openai", "ollama", "lmstudio"}) if self.has("reserved-ids") else frozenset()


def release(version: str | None) -> Release:
    """Return what is known of `version`; of None, the newest known release."""
    if version is None:
        return Release(NEWEST)
    plain = version.removeprefix("v")
    return Release(plain, NEWEST if numbers(plain) > numbers(NEWEST) else None)
