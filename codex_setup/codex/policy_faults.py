"""What Codex holds against a `shell_environment_policy`: it reads what each file leaves out before it reads all together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codex_setup.codex.shape import ill_typed, worded

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer
    from codex_setup.codex.releases import Release

NAME = "shell_environment_policy"
_LEGACY = ("exclude", "include_only")


def policy_faults(context: Context) -> Iterator[str]:
    """Yield what is wrong with the filters of single files, even where another file hides them."""
    if not context.release.has("policy-by-file"):
        return
    read = [
        layer for layer in context.layers if layer.state == "read" and not layer.required and not layer.prefix
    ]
    for layer in sorted(read, key=lambda each: each.name == "option"):
        policy = layer.data.get(NAME)
        fault = _fault(policy, context.release) if isinstance(policy, Mapping) else None
        if fault is not None:
            yield _told(layer, fault)


def _fault(policy: Mapping[str, Any], release: Release) -> str | None:
    held = {name: value for name, value in policy.items() if name in {*_LEGACY, "filters"}}
    if "filters" in held and len(held) > 1:
        return "cannot mix `filters` with legacy `exclude` or `include_only`"
    return next((said for _, said in ill_typed({NAME: held}, release)), None)


def _told(layer: Layer, fault: str) -> str:
    place = layer.spans.get((NAME,))
    if layer.file is None:
        return worded((NAME,), f"invalid shell environment policy in session-flags: {fault}")
    return (
        f"{layer.file}:{place.value.line}:{place.value.column}: {fault}" if place else worded((NAME,), fault)
    )
