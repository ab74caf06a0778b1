"""What Codex requires of the models of a catalogue, field by field (each tried on 0.118.0 and 0.169.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codex_setup.codex.shape import shown

if TYPE_CHECKING:
    from codex_setup.codex.releases import Release

NEEDED = (
    "slug", "display_name", "supported_reasoning_levels", "shell_type", "visibility", "supported_in_api", "priority",
    "support_verbosity", "truncation_policy", "experimental_supported_tools",
)  # fmt: skip
"""What every model must have, in Codex's order."""

_WORDS: Mapping[str, tuple[str, ...]] = {
    "shell_type": ("default", "local", "unified_exec", "disabled", "shell_command"),
    "visibility": ("list", "hide", "none"),
    "default_verbosity": ("low", "medium", "high"),
    "web_search_tool_type": ("text", "text_and_image"),
    "default_reasoning_summary": ("auto", "concise", "detailed", "none"),
    "mode": ("bytes", "tokens"),
}
_STRUCTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "truncation_policy": ("TruncationPolicyConfig", ("mode", "limit")),
    "supported_reasoning_levels": ("ReasoningEffortPreset", ("effort", "description")),
    "upgrade": ("ModelInfoUpgrade", ()),
    "availability_nux": ("ModelAvailabilityNux", ()),
    "model_messages": ("ModelMessages", ()),
}
_TYPES: Mapping[str, tuple[type, str]] = {
    **dict.fromkeys(
        ("slug", "display_name", "description", "base_instructions", "default_reasoning_level", "effort"),
        (str, "a string"),
    ),
    **dict.fromkeys(("supported_in_api", "support_verbosity", "supports_search_tool"), (bool, "a boolean")),
    **dict.fromkeys(("context_window", "auto_compact_token_limit", "limit"), (int, "i64")),
    "effective_context_window_percent": (int, "i64"),
    "priority": (int, "i32"),
    "truncation_policy": (dict, "struct TruncationPolicyConfig"),
    **dict.fromkeys(("supported_reasoning_levels", "experimental_supported_tools"), (list, "a sequence")),
}
_OPTIONAL = frozenset(
    {
        "description", "base_instructions", "default_reasoning_level", "context_window", "auto_compact_token_limit",
        "default_verbosity", "upgrade", "availability_nux", "model_messages",
    }
)  # fmt: skip
"""What may be null."""


_ONCE_TYPES: Mapping[str, tuple[type, str]] = {
    "base_instructions": (str, "a string"),
    **dict.fromkeys(("supports_reasoning_summaries", "supports_parallel_tool_calls"), (bool, "a boolean")),
}
_ONCE_NEEDED = (
    ("base_instructions", "catalogue-instructions-shared"),
    ("supports_reasoning_summaries", "catalogue-instructions-shared"),
    ("supports_parallel_tool_calls", "catalogue-calls-optional"),
)
"""What every model had to have until a change."""


def model_faults(model: Mapping[str, Any], release: Release) -> Iterator[str]:
    """Yield what Codex says of a model: its values in the order of the file, then the first that it lacks."""
    older = tuple(name for name, change in _ONCE_NEEDED if not release.has(change))
    for name, value in model.items():
        said = _of_field(name, value)
        if (
            said is not None
            and said.endswith("string or map")
            and not release.has("catalogue-instructions-shared")
        ):
            said = "expected value"
        if name in older and value is None:
            said = f"invalid type: null, expected {_ONCE_TYPES[name][1]}"
        elif name in older and type(value) is not _ONCE_TYPES[name][0]:
            said = f"invalid type: {_json(value)}, expected {_ONCE_TYPES[name][1]}"
        if said is not None:
            yield said
    lacks = next((name for name in (*NEEDED, *older) if name not in model), None)
    if lacks is not None:
        yield f"missing field `{lacks}`"
    elif model.get("base_instructions") is None and not model.get("model_messages"):
        yield f"model `{model['slug']}` is missing both `base_instructions` and `model_messages.instructions_template`"


def _of_field(name: str, value: Any) -> str | None:
    kind, words, struct = _TYPES.get(name), _WORDS.get(name), _STRUCTS.get(name)
    if value is None:
        needed = name not in _OPTIONAL and (kind is not None or name in {"visibility", "shell_type", "mode"})
        return f"invalid type: null, expected {kind[1] if kind else 'string or map'}" if needed else None
    if words is not None and isinstance(value, str):
        return None if value in words else _variant(value, words)
    if kind is not None and type(value) is not kind[0]:
        return f"invalid type: {_json(value)}, expected {kind[1]}"
    if struct is not None:
        return next(_of_structs(value, *struct), None)
    if name == "experimental_supported_tools":
        wrong = next((each for each in value if not isinstance(each, str)), None)
        return None if wrong is None else f"invalid type: {_json(wrong)}, expected a string"
    return None


def _of_structs(value: Any, struct: str, needed: tuple[str, ...]) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, Mapping):
            yield f"invalid type: {_json(each)}, expected struct {struct}"
            continue
        if needed:
            yield from (said for key, held in each.items() if (said := _of_field(key, held)) is not None)
        yield from (f"missing field `{name}`" for name in needed if name not in each)


def _json(value: Any) -> str:
    """Return a value as Codex names it; a number with a point is a map to its reader."""
    return "null" if value is None else "map" if isinstance(value, float) else shown(value)


def _variant(value: str, words: tuple[str, ...]) -> str:
    quoted = [f"`{word}`" for word in words]
    some = " or ".join(quoted) if len(quoted) < 3 else "one of " + ", ".join(quoted)  # noqa: PLR2004 -- serde's way
    return f"unknown variant `{value}`, expected {some}"
