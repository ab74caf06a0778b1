"""In which order Codex looks at the keys of its merged files, which decides what fault it names.

By experiment: until 0.128 by name; since 0.133 as they stand in the files; since 0.149 first those of which
Codex holds a default, in its own order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from codex_setup.codex.known import key

if TYPE_CHECKING:
    from codex_setup.codex.releases import Release

DEFAULTS = (
    "include_permissions_instructions", "include_apps_instructions", "include_collaboration_mode_instructions",
    "include_environment_context", "include_environment_context_time", "cli_auth_credentials_store",
    "mcp_oauth_credentials_store", "project_doc_max_bytes", "project_doc_fallback_filenames",
    "background_terminal_max_timeout", "file_opener", "hide_agent_reasoning", "chatgpt_base_url", "history",
)  # fmt: skip


def in_codex_order(data: Mapping[str, Any], release: Release) -> dict[str, Any]:
    """Return the same table with its keys in the order in which this release reads them."""
    if not release.has("faults-in-file-order"):
        return _by_name(data)
    if not release.has("defaults-below"):
        return dict(data)
    first = {name: data[name] for name in DEFAULTS if name in data}
    return first | {name: value for name, value in data.items() if name not in first}


def features_in_order(features: Mapping[str, Any], release: Release) -> Mapping[str, Any]:
    """Return the same features with those first that may also be a table, which Codex knows by name (since 0.128)."""
    facts = {name: key(("features", name), release) for name in features}
    tables = {name: features[name] for name, fact in facts.items() if fact and "table" in fact.kinds}
    return {**tables, **features}


def _by_name(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _by_name(value) if isinstance(value, Mapping) else value for name, value in sorted(data.items())
    }
