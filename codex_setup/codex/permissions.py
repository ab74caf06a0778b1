"""Whether Codex finds the set of permissions that `default_permissions` names, seen on releases 0.95 to 0.169."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.releases import Release


def permission_faults(data: Mapping[str, Any], context: Context) -> Iterator[str]:
    """Yield what Codex says before it ends, where the set of permissions that it is to use does not exist."""
    name, sets = data.get("default_permissions"), _sets(data, context)
    if not context.release.has("permission-sets"):
        return
    if name is None and sets and "sandbox_mode" not in data:
        yield "Error: config defines `[permissions]` profiles but does not set `default_permissions`"
    if not isinstance(name, str) or _overruled(context):
        return
    if name.startswith(":") and context.release.has("built-in-permissions"):
        if name not in _built_in(context.release):
            yield f"Error: default_permissions refers to unknown built-in profile `{name}`"
    elif not isinstance(sets, dict):
        yield "Error: default_permissions requires a `[permissions]` table"
    elif name not in sets:
        yield f"Error: default_permissions refers to undefined profile `{name}`"
    else:
        yield from _unreachable(sets[name])
        if context.release.has("built-in-permissions"):
            yield from _inherited(name, sets, context.release)


def _sets(data: Mapping[str, Any], context: Context) -> Any:
    """Return the sets of permissions, those of the administrator's requirements among them."""
    held = data.get("permissions")
    if not context.release.has("required-permission-sets"):
        return held
    found = [
        each
        for layer in context.layers
        if layer.state == "read"
        if (each := layer.required.get("permissions"))
    ]
    if not found or not isinstance(held, Mapping | None):
        return held
    from codex_setup.codex.requirements import required_sets  # only where an administrator requires something

    required = [required_sets(each) for each in found if isinstance(each, Mapping)]
    if not any(required):
        return held
    return {name: value for sets in (held or {}, *required) for name, value in sets.items()}


def _inherited(name: str, sets: Mapping[str, Any], release: Release) -> Iterator[str]:
    """Yield what is wrong with the sets from which one inherits."""
    for each in sets:
        if each.startswith(":"):
            yield f"Error: permissions profile `{each}` uses a reserved built-in profile prefix"
    chain = [name]
    while isinstance(sets.get(chain[-1]), Mapping) and isinstance(sets[chain[-1]].get("extends"), str):
        wanted = sets[chain[-1]]["extends"]
        if wanted in _built_in(release):
            return
        if wanted in chain:
            cycle = " -> ".join((*chain[chain.index(wanted) :], wanted))
            yield f"Error: permissions profile inheritance cycle detected: {cycle}"
            return
        if wanted not in sets:
            yield f"Error: permissions profile `{chain[-1]}` extends undefined profile `{wanted}`"
            return
        chain.append(wanted)


def _unreachable(chosen: Any) -> Iterator[str]:
    """Yield what is said of paths that are none."""
    paths = chosen.get("filesystem") if isinstance(chosen, Mapping) else None
    for path, value in paths.items() if isinstance(paths, Mapping) else ():
        if path == "glob_scan_max_depth":
            if value == 0:
                yield "Error: glob_scan_max_depth must be at least 1"
        elif not path.startswith(("/", "~/", ":")) and path != "~":
            yield f"Error: filesystem path `{path}` must be absolute, use `~/...`, or start with `:`"


def _built_in(release: Release) -> frozenset[str]:
    full = ":danger-full-access" if release.has("full-access-permissions") else ":danger-no-sandbox"
    return frozenset((":read-only", ":workspace", full))


def _overruled(context: Context) -> bool:
    """Return whether a later layer sets `sandbox_mode`, which then counts alone."""
    order = {id(layer): place for place, layer in enumerate(context.layers)}
    found = [context.config.settings.get((key,)) for key in ("default_permissions", "sandbox_mode")]
    places = [-1 if setting is None else order.get(id(setting.layer), -1) for setting in found]
    return places[1] > places[0]
