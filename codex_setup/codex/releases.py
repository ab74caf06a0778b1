"""What changed in Codex and when, as data.

With `changes.py` this is the only module that knows a release number; everything else asks a `Release`. Every
fact was seen on the real binary (tests/oracle repeats it).
"""

from __future__ import annotations

import functools

from codex_setup.codex.changes import CHANGES
from codex_setup.record import record

__all__ = ["ASSUMED", "CHANGES", "NEWEST", "OLDEST", "Release", "numbers", "release"]

Version = tuple[int, int, int]

OLDEST = "0.20.0"
NEWEST = "0.171.0"
"""The releases between which every boundary below was measured, both included."""

ASSUMED = "0.169.0"
"""The release that is meant where none is installed and none is named: the one that was measured most."""


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
    ("0.59.0", "gpt-5.1-codex-max"),
    ("0.60.1", "gpt-5.1-codex"),
    ("0.65.0", "gpt-5.1-codex-max"),
    ("0.87.0", "gpt-5.2-codex"),
    ("0.106.0", "gpt-5.3-codex"),
    ("0.123.0", "gpt-5.4"),
    ("0.125.0", "gpt-5.5"),
    ("0.144.0", "gpt-5.6-sol"),
    ("0.153.4", "gpt-6-astra"),
    ("0.159.1", "gpt-6.1-sol"),
    ("0.171.0", "gpt-6.2-sol"),
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
    ("0.123.0", ("aws.profile", "aws.region")),
    ("0.147.0", ("base_url", "auth", "http_headers", "aws.profile", "aws.region")),
    ("0.149.0", ("base_url", "auth", "http_headers", "aws.profile", "aws.region", "aws.auth_refresh")),
    ("0.155.0", ("base_url", "auth", "http_headers", "aws.profile", "aws.region", "aws.credential_export", "aws.auth_refresh")),
)  # fmt: skip
"""What of a Bedrock provider may be changed: first release seen, fields."""

GOOGLE_FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("0.165.0", ("base_url", "auth", "http_headers")),
    ("0.166.0", ("base_url", "auth", "http_headers", "project_id", "location", "credential_file")),
)
"""What of the provider `gcp` may be changed: first release seen, fields."""

AUTH_PLACES: tuple[tuple[str, int], ...] = (
    ("0.20.0", 3), ("0.93.0", 4), ("0.128.0", 5), ("0.147.0", 7), ("0.155.0", 8),
)  # fmt: skip
"""How many members an auth.json that is a list may have: first release seen, number."""

OTHER_LOGINS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("0.128.0", ("agentIdentity",)),
    ("0.147.0", ("headers", "agentIdentity", "personalAccessToken", "bedrockApiKey")),
    ("0.155.0", ("headers", "agentIdentity", "personalAccessToken", "bedrockApiKey", "bedrockAccessKeys")),
)
"""The modes of auth.json beside a key and a ChatGPT login: first release seen, names."""

EFFORTS: tuple[tuple[str, tuple[str, ...] | None], ...] = (
    ("0.20.0", ("low", "medium", "high", "none")),
    ("0.28.0", ("minimal", "low", "medium", "high")),
    ("0.58.0", ("none", "minimal", "low", "medium", "high")),
    ("0.59.0", ("none", "minimal", "low", "medium", "high", "xhigh")),
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
    def google_fields(self) -> tuple[str, ...]:
        """Return what of the provider `gcp` may be changed."""
        return next((fields for since, fields in reversed(GOOGLE_FIELDS) if self.at_least(since)), ())

    @property
    def auth_file_refused(self) -> bool:
        """Return whether an auth.json that cannot be read ends the start; most releases say nothing."""
        return not self.at_least("0.28.0") or (self.at_least("0.58.0") and not self.at_least("0.147.0"))

    @property
    def auth_places(self) -> int:
        """Return how many members an auth.json that is a list may have."""
        return next(places for since, places in reversed(AUTH_PLACES) if self.at_least(since))

    @property
    def other_logins(self) -> tuple[str, ...]:
        """Return the modes of auth.json beside a key and a ChatGPT login."""
        return next((modes for since, modes in reversed(OTHER_LOGINS) if self.at_least(since)), ())

    @property
    def auth_modes(self) -> tuple[str, ...]:
        """Return what `auth_mode` in auth.json may be."""
        return ("apikey", "chatgpt", "chatgptAuthTokens", *self.other_logins)

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
    def google_ids(self) -> frozenset[str]:
        """Return the ids of the built-in providers that are reached through Google Cloud."""
        return frozenset({"gcp"}) if self.has("google-cloud") else frozenset()

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
    """Return what is known of `version`; of None, the release that is assumed."""
    if version is None:
        return Release(ASSUMED)
    plain = version.removeprefix("v")
    return Release(plain, NEWEST if numbers(plain) > numbers(NEWEST) else None)
