"""What Codex's parser calls the tables and numbers that it reads: the words of its own types.

Seen in what 0.169.0 says of a number where a table belongs; `*` is any name. A table that is not here is "a map".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

STRUCTS: Mapping[tuple[str, ...], str] = {
    ("agents", "*"): "AgentRoleToml",
    ("approval_policy", "granular"): "GranularApprovalConfig",
    ("agents",): "AgentsToml",
    ("analytics",): "AnalyticsConfigToml",
    ("apps", "*"): "AppConfig",
    ("apps", "*", "links"): "AppLinksConfig",
    ("apps", "*", "links", "*"): "AppLinkConfig",
    ("apps", "*", "tools", "*"): "AppToolConfig",
    ("apps", "*", "tools"): "AppToolsConfig",
    ("apps", "_default"): "AppsDefaultConfig",
    ("apps",): "AppsConfigToml",
    ("audio",): "RealtimeAudioToml",
    ("auto_review",): "AutoReviewToml",
    ("browser_use", "default_origin_policy"): "BrowserUseOriginPolicyConfigToml",
    ("browser_use", "origins", "*"): "BrowserUseOriginPolicyConfigToml",
    ("browser_use",): "BrowserUseConfigToml",
    ("cloud", "skills"): "FeatureToggleToml",
    ("cloud",): "CloudToml",
    ("code_mode",): "CodeModeToml",
    ("computer_use",): "ComputerUseConfigToml",
    ("features",): "FeaturesToml",
    ("feedback",): "FeedbackConfigToml",
    ("ghost_snapshot",): "GhostSnapshotToml",
    ("goals",): "GoalsToml",
    ("history",): "History",
    ("computer_use", "macos"): "ComputerUseMacosConfigToml",
    ("computer_use", "windows"): "ComputerUseWindowsConfigToml",
    ("hooks", "state", "*"): "HookStateToml",
    ("hooks",): "HooksToml",
    ("marketplaces", "*"): "MarketplaceConfig",
    ("mcp_enterprise_managed_auth", "idp"): "McpServerIdpOAuthConfig",
    ("mcp_enterprise_managed_auth",): "McpEnterpriseManagedAuthConfig",
    ("mcp_servers", "*"): "RawMcpServerConfig",
    ("mcp_servers", "*", "oauth"): "McpServerOAuthConfig",
    ("mcp_servers", "*", "tools", "*"): "McpServerToolConfig",
    ("memories",): "MemoriesToml",
    ("model_providers", "*"): "ModelProviderInfo",
    ("model_providers", "*", "auth"): "ModelProviderAuthInfo",
    ("model_providers", "*", "aws", "auth_refresh"): "AwsAuthRefreshConfig",
    ("model_providers", "*", "aws", "credential_export"): "CredentialExportConfig",
    ("model_providers", "*", "aws"): "ModelProviderAwsAuthInfo",
    ("model_providers", "*", "capabilities"): "ModelProviderCapabilities",
    ("notice", "external_config_migration_prompts"): "ExternalConfigMigrationPrompts",
    ("notice",): "Notice",
    ("orchestrator", "mcp"): "FeatureToggleToml",
    ("orchestrator", "skills"): "FeatureToggleToml",
    ("orchestrator",): "OrchestratorToml",
    ("otel", "tool_result"): "ToolResultLogConfig",
    **{
        ("otel", name, kind): f"variant OtelExporterKind::{variant}"
        for name in ("exporter", "trace_exporter", "metrics_exporter")
        for kind, variant in (("otlp-http", "OtlpHttp"), ("otlp-grpc", "OtlpGrpc"))
    },
    **{
        ("otel", name, "*", "tls"): "OtelTlsConfig"
        for name in ("exporter", "trace_exporter", "metrics_exporter")
    },
    ("otel",): "OtelConfigToml",
    ("permissions", "*"): "PermissionProfileToml",
    ("permissions", "*", "filesystem"): "FilesystemPermissionsToml",
    ("permissions", "*", "network"): "NetworkToml",
    ("permissions", "*", "network", "domains"): "NetworkDomainPermissionsToml",
    ("permissions", "*", "network", "mitm"): "NetworkMitmTomlUnchecked",
    ("permissions", "*", "network", "unix_sockets"): "NetworkUnixSocketPermissionsToml",
    ("permissions", "*", "workspace_roots"): "WorkspaceRootsToml",
    ("permissions",): "PermissionsToml",
    ("plugins", "*", "mcp_servers", "*"): "PluginMcpServerConfig",
    ("plugins", "*"): "PluginConfig",
    ("plugins",): "PluginsConfigToml",
    ("projects", "*"): "ProjectConfig",
    ("realtime",): "RealtimeToml",
    ("responses",): "ResponsesToml",
    ("rollout_trace",): "RolloutTraceToml",
    ("sandbox_workspace_write",): "SandboxWorkspaceWrite",
    ("shell_environment_policy",): "ShellEnvironmentPolicyTomlRaw",
    ("skills", "bundled"): "BundledSkillsConfig",
    ("skills",): "SkillsConfig",
    ("tool_suggest",): "ToolSuggestConfig",
    ("tools", "experimental_request_user_input"): "ExperimentalRequestUserInput",
    ("tools", "update_plan"): "UpdatePlanToolConfig",
    ("tools",): "ToolsToml",
    ("tui", "effects"): "TuiEffects",
    ("tui", "keymap"): "TuiKeymap",
    **{
        ("tui", "keymap", name): f"Tui{name.title().replace('_', '')}Keymap"
        for name in (
            "agents",
            "approval",
            "chat",
            "composer",
            "editor",
            "global",
            "list",
            "pager",
            "vim_normal",
            "vim_operator",
            "vim_search",
            "vim_text_object",
        )
    },
    ("tui", "model_availability_nux"): "ModelAvailabilityNuxConfig",
    ("tui", "presets", "*"): "QuickDial",
    ("tui", "rendering"): "TuiRendering",
    ("tui",): "Tui",
    ("windows",): "WindowsToml",
}

SIZES: frozenset[tuple[str, ...]] = frozenset(
    {
        ("agents", "max_concurrent_threads_per_session"), ("agents", "max_threads"), ("auto_review", "conversation_history_max_output_tokens"), ("history", "max_bytes"),
        ("mcp_servers", "*", "tool_input_schema_max_bytes"), ("memories", "max_raw_memories_for_consolidation"),
        ("memories", "max_rollouts_per_startup"), ("project_doc_max_bytes",), ("skills", "max_context_tokens"),
        ("permissions", "*", "filesystem", "glob_scan_max_depth"), ("tool_output_token_limit",), ("tui", "terminal_resize_reflow_max_rows"),
        ("mcp_servers", "*", "tools", "*", "output_token_limit"), ("otel", "tool_result", "max_bytes"), ("rollout_trace", "max_payload_bytes"),
    }
)  # fmt: skip
"""Whole numbers that Codex calls a usize, not a u64."""

BUFFERED: frozenset[tuple[str, ...]] = frozenset(
    {("apps",), ("permissions",), ("tui", "notification_condition"), ("tui", "notification_method")}
)
"""Tables, and settings, that Codex reads in two steps, which has other words for a word of a wrong type."""

UNTAGGED: Mapping[tuple[str, ...], str] = {
    ("forced_chatgpt_workspace_id",): "Repr",
    ("permissions", "*", "filesystem", "*"): "FilesystemPermissionToml",
    ("tools", "web_search"): "WebSearchToolConfigInput",
    ("tui", "notifications"): "Notifications",
}
"""Settings that may have one of several types: what Codex calls them together."""

ELEMENTS: Mapping[tuple[str, ...], str] = {
    ("computer_use", "windows", "exes"): "struct ComputerUseWindowsExeConfigToml",
    ("hooks", "*"): "struct MatcherGroup",
    ("hooks", "*", "hooks"): "internally tagged enum HookHandlerConfig",
    ("skills", "config"): "struct SkillConfig",
    ("tool_suggest", "disabled_tools"): "struct ToolSuggestDisabledTool",
    ("tool_suggest", "discoverables"): "struct ToolSuggestDiscoverable",
}
"""What Codex calls the tables of a list."""

EITHER: Mapping[tuple[str, ...], str] = {("mcp_servers", "*", "env_vars"): "McpServerEnvVar"}
"""Lists whose members are texts or tables, and what Codex calls such a member."""

PATHS: frozenset[tuple[str, ...]] = frozenset({("sandbox_workspace_write", "writable_roots")})
"""Lists of texts that are paths."""
