"""Keys that tutorials and tools still write and that no release tried gives a meaning at that place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Pattern = tuple[str, ...]
"""A key path; `*` stands for any name."""

HARMLESS: Mapping[Pattern, str] = {
    ("disable_response_storage",): "Codex never stores responses since September 2025, so nothing is lost",
    ("preferred_auth_method",): "the provider's own keys decide how Codex logs in",
    ("windows_wsl_setup_acknowledged",): "Codex asks no such question any more",
    ("model_supports_reasoning_summaries",): "Codex decides by the model's name",
    ("model_reasoning_summary_format",): "Codex decides by the model's name",
    ("network_access",): "only `[sandbox_workspace_write]` has it, with true or false",
    ("response_storage",): "Codex never stores responses",
    ("store",): "Codex never stores responses",
    ("stream",): "Codex always streams",
    ("experimental_use_rmcp_client",): "every release since late 2025 has that client switched on",
    ("mcp_servers", "*", "type"): "Codex tells a server's kind by `command` or `url`",
    ("mcp_servers", "*", "transport"): "Codex tells a server's kind by `command` or `url`",
    ("mcp_servers", "*", "description"): "Codex takes the description from the server",
    ("mcp_servers", "*", "disabled"): "Codex has `enabled = false` for that",
    ("mcp_servers", "*", "autoApprove"): "Codex has `default_tools_approval_mode` for that",
    ("mcp_servers", "*", "alwaysAllow"): "Codex has `default_tools_approval_mode` for that",
    ("model_providers", "*", "type"): "every provider is asked through the Responses API",
    ("model_providers", "*", "description"): "only `name` is shown",
    ("model_providers", "*", "models"): "`model` at the top level names the only one",
    ("model_providers", "*", "api_version"): "`query_params` holds what the address needs",
    ("model_providers", "*", "supports_streaming"): "Codex always streams",
}
"""Keys that Codex ignores and that change nothing by being ignored, with what holds instead."""

EXPECTED: Mapping[Pattern, str] = {
    ("context_length",): "`model_context_window` is the key that Codex knows",
    ("context_window",): "`model_context_window` is the key that Codex knows",
    ("max_context",): "`model_context_window` is the key that Codex knows",
    ("max_tokens",): "Codex sends no such limit",
    ("max_output_tokens",): "Codex sends no such limit",
    ("model_max_output_tokens",): "Codex sends no such limit any more",
    ("temperature",): "Codex sends no temperature",
    ("top_p",): "Codex sends no such parameter",
    ("api_key",): "the key belongs into the variable that a provider's `env_key` names",
    ("apiKey",): "the key belongs into the variable that a provider's `env_key` names",
    ("OPENAI_API_KEY",): "the key belongs into the variable that a provider's `env_key` names",
    ("OPENAI_BASE_URL",): "the address belongs into a provider's `base_url`",
    ("default_model",): "`model` is the key that Codex knows",
    ("model_name",): "`model` is the key that Codex knows",
    ("model_id",): "`model` is the key that Codex knows",
    ("OPENAI_MODEL",): "`model` is the key that Codex knows",
    ("provider",): "`model_provider` selects a provider",
    ("proxy",): "Codex takes its proxy from the environment variable HTTPS_PROXY",
    ("http_proxy",): "Codex takes its proxy from the environment variable HTTPS_PROXY",
    ("https_proxy",): "Codex takes its proxy from the environment variable HTTPS_PROXY",
    ("timeout",): "a provider has `stream_idle_timeout_ms`",
    ("model_providers", "*", "api_key"): "`env_key` names the variable that holds the key",
    ("model_providers", "*", "apiKey"): "`env_key` names the variable that holds the key",
    ("model_providers", "*", "apikey"): "`env_key` names the variable that holds the key",
    ("model_providers", "*", "key"): "`env_key` names the variable that holds the key",
    ("model_providers", "*", "token"): "`env_key` names the variable that holds the key",
    ("model_providers", "*", "OPENAI_API_KEY"): "`env_key` names the variable that holds the key",
    (
        "model_providers",
        "*",
        "context_length",
    ): "`model_context_window` at the top level is the key that Codex knows",
    ("model_providers", "*", "proxy"): "Codex takes its proxy from the environment variable HTTPS_PROXY",
    ("model_providers", "*", "timeout"): "`stream_idle_timeout_ms` is the key that Codex knows",
    (
        "mcp_servers",
        "*",
        "timeout",
    ): "`tool_timeout_sec` and `startup_timeout_sec` are the keys that Codex knows",
}
"""Keys that Codex ignores though whoever wrote them expects something of them, with what to write instead."""


def said_of(table: Mapping[Pattern, str], path: Pattern) -> str | None:
    """Return what `table` says of a key, or None; in a provider's table also what it says of the top level."""
    found = table.get(path)
    if found is None and len(path) > 1:
        found = table.get((path[0], "*", *path[2:]))
    if found is None and path[0] == "model_providers":
        found = table.get(path[2:])
    return found


SUCCESSORS: Mapping[Pattern, str] = {
    ("context_length",): "model_context_window",
    ("context_window",): "model_context_window",
    ("max_context",): "model_context_window",
    ("default_model",): "model",
    ("model_name",): "model",
    ("model_id",): "model",
    ("OPENAI_MODEL",): "model",
}
"""The key beside it that was most likely meant, where one and the same value does for both."""
