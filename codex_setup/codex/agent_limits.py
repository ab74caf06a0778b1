"""What Codex holds against the limits that `[agents]` sets: some must be above zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codex_setup.codex.releases import Release

_THREADS = "max_concurrent_threads_per_session"


def agent_faults(data: Mapping[str, Any], release: Release) -> Iterator[str]:
    """Yield what Codex says of each limit that is zero (0.90.0 to 0.169.0)."""
    agents = data.get("agents")
    if not isinstance(agents, Mapping) or not release.has("agents"):
        return
    if release.has("agents-counted-by-session"):
        if agents.get(_THREADS, agents.get("max_threads")) == 0:
            yield f"Error: agents.{_THREADS} must be at least 1"
        return
    limits = ("max_threads", "max_depth", "job_max_runtime_seconds")
    for name in limits if release.has("agent-depth-limited") else limits[:1]:
        if agents.get(name) == 0:
            yield f"Error: agents.{name} must be at least 1"
