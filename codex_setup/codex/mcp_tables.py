"""What Codex holds to be wrong with the MCP servers that a configuration defines: keys of two kinds mixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codex_setup.codex.known import key as known_key

if TYPE_CHECKING:
    from codex_setup.codex.releases import Release

_OF_ADDRESSES = (
    "url", "bearer_token_env_var", "bearer_token", "http_headers", "env_http_headers", "http_headers_helper", "auth",
    "oauth", "oauth_resource",
)  # fmt: skip
_OF_COMMANDS = ("args", "env", "env_vars", "cwd", "bearer_token")


def mcp_faults(tables: Mapping[str, Any], release: Release) -> Iterator[str]:
    """Yield Codex's words for each MCP server that is neither a command nor an address, or both."""
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            continue
        where = f"\nin `mcp_servers.{name}`"
        if not release.has("mcp-addresses"):
            if "command" not in table:
                yield f"missing field `command`{where}"
            continue
        if "command" not in table and "url" not in table:
            yield f"invalid transport{where}"
        kind, foreign = ("stdio", _OF_ADDRESSES) if "command" in table else ("streamable_http", _OF_COMMANDS)
        for key in foreign:
            if key in table and known_key(("mcp_servers", name, key), release) is not None:
                yield f"{key} is not supported for {kind}{where}"
        for source in _sources(table.get("env_vars")):
            if source not in {"local", "remote"}:
                yield f"unsupported env_vars source `{source}`; expected `local` or `remote`{where}"


def _sources(variables: Any) -> Iterator[str]:
    """Yield where the variables of a server are to come from, as far as its table says so."""
    for each in variables if isinstance(variables, list) else ():
        if isinstance(each, Mapping) and "source" in each:
            yield str(each["source"])
