"""What Codex says of a list where it reads a table: it takes the values by position, until it misses one.

Seen on every release of tests/oracle/recorded, with `NAME=[]` and `NAME=[{}]` for each of the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from codex_setup.codex.known import judged, names
from codex_setup.codex.known import key as known_key

if TYPE_CHECKING:
    from codex_setup.codex.releases import Release
    from codex_setup.model import Value

Path = tuple[str, ...]
Judge = Callable[[Path, "Value"], str | None]

_BY_NAME: frozenset[Path] = frozenset(
    {
        ("agents",), ("apps",), ("apps", "*", "links"), ("apps", "*", "tools"), ("features",), ("hooks",), ("permissions",),
        ("permissions", "*", "filesystem"), ("permissions", "*", "network", "domains"),
        ("permissions", "*", "network", "unix_sockets"), ("permissions", "*", "workspace_roots"), ("plugins",), ("tui",),
        ("tui", "model_availability_nux"),
    }
)  # fmt: skip
"""Tables that hold names of the user's, which a list cannot have."""

_NEVER_MISSED: frozenset[Path] = frozenset(
    {
        ("apps", "*"), ("apps", "_default"), ("marketplaces", "*"), ("mcp_servers", "*", "oauth"), ("mcp_servers", "*", "tools", "*"),
        ("otel", "tool_result"), ("plugins", "*"), ("sandbox_workspace_write",), ("skills",), ("skills", "bundled"),
        ("tool_suggest",), ("tools", "experimental_request_user_input"), ("tools", "update_plan"), ("tui", "effects"),
        ("tui", "keymap"), ("tui", "rendering"),
    }
)  # fmt: skip
"""Tables of which every value may be left out, so that an empty list will do."""

_FIELDS: Mapping[Path, tuple[str, ...]] = {
    ("history",): ("persistence", "max_bytes"),
    ("mcp_servers", "*"): ("command", "args?", "env?", "env_vars?", "cwd?"),
    ("model_providers", "*"): ("name", "base_url", "env_key"),
    ("model_providers", "*", "auth"): ("command", "args?", "timeout_ms?", "refresh_interval_ms?", "cwd?"),
    ("profiles", "*"): ("model",),
    ("projects", "*"): ("trust_level",),
    ("sandbox_workspace_write",): ("writable_roots", "network_access"),
    ("shell_environment_policy",): ("inherit",),
    ("tools",): ("client_search_provider", "web_search?"),
    ("tui",): ("notifications",),
}
"""The first fields in Codex's own order; one with a question mark may be missing."""

_BOOLEAN_FIRST: frozenset[Path] = frozenset(
    {
        ("analytics",), ("apps", "*"), ("apps", "_default"), ("browser_use",), ("feedback",), ("notice",), ("plugins", "*"),
        ("skills", "bundled"), ("tools", "update_plan"), ("tui", "effects"), ("tui", "rendering"),
    }
)  # fmt: skip
"""Tables whose first field is true or false, as `[[NAME]]` in place of `[NAME]` shows."""


def listed(path: Path, struct: str, values: Sequence[Value], release: Release, judge: Judge) -> str | None:
    """Return Codex's words for a list at `path`, where it reads the table `struct`; None where it takes it.

    `judge` says what is wrong with one value of the table, by the value's path.
    """
    free = _nothing_missed(path, release)
    if path in _BY_NAME and not free:
        return f"invalid type: sequence, expected struct {struct}"
    if path in _BOOLEAN_FIRST and values and isinstance(values[0], Mapping):
        return "invalid type: map, expected a boolean"
    fields = [field for field in _FIELDS.get(path, ()) if _exists(path, field, release)]
    for field, value in zip(fields, values, strict=False):
        message = judge(_path(path, field.removesuffix("?")), value)
        if message is not None:
            return message
    missed = len(values)
    while missed < len(fields) and (fields[missed].endswith("?") or _named_elsewhere(path, missed, release)):
        missed += 1
    if free and judged(path) and len(values) > len(names(path, release)):
        return f"invalid length {len(values)}, expected fewer elements in array"
    if free or (missed == len(fields) and _whole(path, release)):
        return None
    return f"invalid length {missed}, expected struct {struct}"


def _nothing_missed(path: Path, release: Release) -> bool:
    if path == ("history",):
        return release.has("history-optional")
    if path == ("tools",):
        return not release.has("tools-listed-in-full")
    if path == ("tui",):
        return not release.has("tui-by-name")
    return path in _NEVER_MISSED


def _whole(path: Path, release: Release) -> bool:
    """Return whether `_FIELDS` has every field of the table."""
    if path == ("mcp_servers", "*"):
        return not release.has("mcp-addresses")
    return path in {("projects", "*"), ("model_providers", "*", "auth")}


def _named_elsewhere(path: Path, place: int, release: Release) -> bool:
    """Return whether the place is a provider's name, which is looked for later in newer releases."""
    return path == ("model_providers", "*") and place == 0 and release.has("name-checked")


def _path(path: Path, field: str) -> Path:
    return (field,) if path[0] == "profiles" else (*path, field)


def _exists(path: Path, field: str, release: Release) -> bool:
    return known_key(_path(path, field.removesuffix("?")), release) is not None
