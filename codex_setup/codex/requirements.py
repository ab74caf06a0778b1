"""What the administrator's requirements.toml must look like, and what of it decides the request.

Codex reads the file before anything else is decided; a value of a wrong type ends the start, as does a
list that allows nothing. Keys that are not here are ignored or only limit what Codex may do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_setup.codex.shape import UNIT, shown, unknown_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codex_setup.codex.layers import Layer
    from codex_setup.codex.releases import Release

_SANDBOX, _APPROVAL, _REVIEWERS = (
    "allowed_sandbox_modes",
    "allowed_approval_policies",
    "allowed_approvals_reviewers",
)
_LOGINS, _STORE = "allowed_login_methods", "cli_auth_credentials_store"

_KINDS: Mapping[str, tuple[str, ...]] = {
    "requirements": (_SANDBOX, _APPROVAL, "enforce_residency", "mcp_servers", "rules"),
    "required-features": ("features", "allowed_web_search_modes"),
    "required-hooks": (_REVIEWERS, "hooks", "permissions"),
    "required-permission-sets": ("allow_managed_hooks_only",),
    "required-logins": (_LOGINS, "default_permissions"),
    "required-store": (_STORE, "chatgpt_base_url"),
    "required-providers": ("model_provider",),
}
"""Which change made a key one that is read."""

_EXPECTED: Mapping[str, tuple[type[Any], str]] = {
    **dict.fromkeys(
        (_SANDBOX, _APPROVAL, _REVIEWERS, _LOGINS, "allowed_web_search_modes"), (list, "a sequence")
    ),
    **dict.fromkeys(("default_permissions", "chatgpt_base_url", "model_provider"), (str, "a string")),
    "mcp_servers": (dict, "a map"),
    "rules": (dict, "struct RequirementsExecPolicyToml"),
    "allow_managed_hooks_only": (bool, "a boolean"),
    "features": (dict, "struct FeatureRequirementsInput"),
    "hooks": (dict, "struct ManagedHooksRequirementsToml"),
    "permissions": (dict, "struct PermissionsRequirementsToml"),
}

_TEXT: tuple[type[Any], str] = (str, "")

_WORDS: Mapping[str, tuple[str, ...]] = {
    _SANDBOX: ("read-only", "workspace-write", "danger-full-access", "external-sandbox"),
    _APPROVAL: ("untrusted", "on-failure", "on-request", "granular", "never"),
    _LOGINS: ("chatgpt", "api"),
    _STORE: ("file", "keyring", "auto", "ephemeral"),
    "enforce_residency": ("us",),
}
_MODES = {
    "workspace-write": "WorkspaceWrite",
    "danger-full-access": "DangerFullAccess",
    "external-sandbox": "ExternalSandbox",
}


def requirement_faults(layer: Layer, release: Release) -> Iterator[str]:
    """Yield Codex's words for what it does not take of the requirements; Codex itself stops at the first."""
    prefix = release.load_prefix
    where = f"failed to parse requirements layer {layer.file}" if release.has("required-logins") else ""
    where = where or f"Error parsing requirements file {layer.file}"
    read = {key: value for key, value in layer.required.items() if key in _read(release)}
    for key, value in read.items():
        said = _ill_typed(key, value, release)
        if said is None:
            continue
        span = layer.spans.get((key,))
        if release.has("required-logins") or span is None:
            yield f"{prefix}{where}: {said}\nin `{key}`"
        else:
            yield f"{prefix}{where}: TOML parse error at line {span.value.line}, column {span.value.column}\n{said}"
    for name, server in (read["mcp_servers"] if isinstance(read.get("mcp_servers"), dict) else {}).items():
        if isinstance(server, dict) and "identity" not in server:
            span = layer.spans.get(("mcp_servers", name))
            if release.has("required-logins") or span is None:
                yield f"{prefix}{where}: missing field `identity`\nin `mcp_servers.{name}`"
            else:
                yield f"{prefix}{where}: TOML parse error at line {span.value.line}, column 1\nmissing field `identity`"
    yield from (prefix + said for said in _empty(read))
    yield from (
        f"{prefix}invalid rules in requirements (set by {layer.file}): {said}" for said in _rules(read)
    )
    if read.get(_LOGINS) == []:
        yield "Error: authentication requirements do not permit any usable login method"


def _read(release: Release) -> frozenset[str]:
    return frozenset(key for change, keys in _KINDS.items() if release.has(change) for key in keys)


def required_sets(permissions: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sets of permissions beside what limits all of them."""
    return {name: value for name, value in permissions.items() if name not in {"filesystem", "network"}}


def _ill_typed(key: str, value: Any, release: Release) -> str | None:
    kind, expected = _EXPECTED.get(key, _TEXT)
    if type(value) is not kind:
        return f"invalid type: {shown(value)}, expected {expected}" if expected else UNIT
    if key == "permissions" and release.has("required-permission-sets"):
        wrong = next((each for each in required_sets(value).values() if not isinstance(each, dict)), None)
        return (
            None if wrong is None else f"invalid type: {shown(wrong)}, expected struct PermissionProfileToml"
        )
    if key == "features":
        wrong = next((each for each in value.values() if not isinstance(each, bool)), None)
        return None if wrong is None else f"invalid type: {shown(wrong)}, expected a boolean"
    words = _WORDS.get(key, ())
    for word in value if isinstance(value, list) else [value]:
        if words and not isinstance(word, str):
            return UNIT
        if words and word not in words:
            return unknown_word(word, words)
    return None


def _rules(read: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is said of rules that are none, or that would allow what other rules forbid."""
    rules = read.get("rules")
    listed = rules.get("prefix_rules") if isinstance(rules, dict) else None
    if listed == []:
        yield "rules prefix_rules cannot be empty"
    for place, rule in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(rule, dict) and rule.get("decision") == "allow":
            yield (
                f"rules prefix_rule at index {place} has decision 'allow', which is not permitted in requirements.toml: "
                "Codex merges these rules with other config and uses the most restrictive result"
            )


def _empty(read: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is said of lists that allow nothing, or not what is needed."""
    for key in (_APPROVAL, _REVIEWERS):
        if read.get(key) == []:
            yield f"field `{key}` cannot be empty"
    modes = read.get(_SANDBOX)
    if isinstance(modes, list) and "read-only" not in modes:
        held = ", ".join(_MODES.get(str(mode), str(mode)) for mode in modes)
        yield f"invalid value for `{_SANDBOX}`: `[{held}]` is not in the allowed set must include 'read-only'"
