"""Whether every layer that somebody wrote is read, and whether what stands in it is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_setup.model import Check, Edit, Finding, Fix, Place, Severity, check
from codex_setup.rules.proposal import OURS, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer
    from codex_setup.codex.resolve import Setting
    from codex_setup.model import AnyEdit, Value

DEPLOYED = frozenset({"model_provider", "model_providers", "openai_base_url"})
"""The keys that decide where the code of a project goes."""


@check("project-provider-ignored", Severity.WARNING, since="0.129.0", security=True)
def project_provider_ignored(context: Context) -> Iterator[Finding]:
    """A project's own configuration chooses a provider, and Codex does not let it.

    Since 0.129 `model_provider`, `model_providers` and `openai_base_url` in a project's
    `.codex/config.toml` are ignored with a warning, so that no repository can send a key elsewhere.
    Whoever relied on it talks to another provider than they think.
    """
    for layer, key in _denied(context):
        if key in DEPLOYED:
            yield _ignored(context, layer, key)


@check("project-key-ignored", Severity.WARNING)
def project_key_ignored(context: Context) -> Iterator[Finding]:
    """A project's own configuration sets what only the user may set.

    In a project's `.codex/config.toml` Codex ignores `notify`, `otel`, `profile`, `profiles` and
    `chatgpt_base_url`, and warns about it.
    """
    for layer, key in _denied(context):
        if key not in DEPLOYED:
            yield _ignored(context, layer, key)


def _denied(context: Context) -> Iterator[tuple[Layer, str]]:
    for layer in context.layers:
        if layer.name == "project" and layer.state == "read":
            yield from ((layer, str(path[0])) for path in layer.denied)


def _ignored(context: Context, layer: Layer, key: str) -> Finding:
    file, value = context.user_file, layer.data.get(key)
    edits: tuple[AnyEdit, ...] = ()
    if file and layer.file and value is not None and not _in_user_file(context, key):
        edits = (Edit(file, (key,), value), Edit(layer.file, (key,), None))
    return Finding(
        f"`{key}` stands in a project's configuration, where Codex ignores it",
        at=layer.place((key,)),
        hint="It belongs into the user's config.toml or a profile file.",
        fix=Fix("Move it into the user's config.toml", edits, safe=False) if edits else None,
    )


def _in_user_file(context: Context, key: str) -> bool:
    return any(layer.name == "user" and key in layer.data for layer in context.layers)


@check("project-untrusted", Severity.NOTE)
def project_untrusted(context: Context) -> Iterator[Finding]:
    """A project's configuration is not read, because nobody said that the project is trusted.

    Codex reads `.codex/config.toml` of a project only if `trust_level = "trusted"` is set for its folder
    in the user's configuration; the screen asks once, `codex exec` does not ask.
    """
    for layer in context.layers:
        if layer.name != "project" or layer.state != "ignored" or not (layer.reason or "").startswith("no "):
            continue
        folder = (layer.reason or "").rpartition(" for ")[2]
        file = context.user_file
        edit = Edit(file, ("projects", folder, "trust_level"), "trusted") if file and folder else None
        yield Finding(
            f"{layer.file} is not read: {layer.reason}",
            at=Place("project", layer.file),
            hint="Trust only what you have read: a project's configuration can run commands.",
            fix=Fix(f"Trust {folder}", (edit,), safe=False) if edit else None,
        )


@check("option-shadowed", Severity.WARNING)
def option_shadowed(context: Context) -> Iterator[Finding]:
    """A value given with `-c` or `-m` is not in force, because the administrator's file says otherwise.

    `managed_config.toml` stands above everything, the command line included.
    """
    for setting in _managed(context):
        if any(lower.layer.name == "option" for lower in setting.shadowed):
            yield _overruled(setting, "the command line")


@check("setting-managed", Severity.NOTE)
def setting_managed(context: Context) -> Iterator[Finding]:
    """A value of one's own is not in force, because the administrator's file says otherwise.

    `managed_config.toml` stands above the user's, the project's and the command line's values.
    """
    for setting in _managed(context):
        if not any(lower.layer.name == "option" for lower in setting.shadowed):
            yield _overruled(setting, "your own file")


def _managed(context: Context) -> Iterator[Setting[Any]]:
    for setting in context.config.settings.values():
        different = [s for s in setting.shadowed if s.value != setting.value]
        if setting.layer.name == "managed" and any(s.layer.name in {*OURS, "option"} for s in different):
            yield setting


def _overruled(setting: Setting[Any], who: str) -> Finding:
    return Finding(
        f"`{setting.key}` from {who} is not in force: {setting.layer.file} sets it",
        at=setting.place,
        hint="Only an administrator can change that file.",
    )


def _overrides(context: Context) -> Iterator[tuple[str, tuple[tuple[str, ...], Value] | None]]:
    """Yield each `-c` as it is typed, with what Codex makes of it."""
    if context.invocation.overrides:
        from codex_setup.codex.overrides import override  # only for a call that overrides something

        yield from ((typed, override(typed)) for typed in context.invocation.overrides)


@check("option-malformed", Severity.ERROR)
def option_malformed(context: Context) -> Iterator[Finding]:
    """A `-c` is not of the form `key=value`, and Codex refuses it."""
    for typed, found in _overrides(context):
        if found is None:
            yield Finding(
                f"-c {quoted(typed)} is not of the form key=value",
                at=Place("option"),
                hint="A value with blanks needs quotes around the whole of it.",
            )


@check("option-quoted-key", Severity.WARNING)
def option_quoted_key(context: Context) -> Iterator[Finding]:
    """A `-c` quotes a part of its key, and Codex takes the quotes for a part of the name.

    Codex splits the key at every dot, whatever the quotes: `model_providers."a.b".name` cannot be
    reached with `-c`.
    """
    for typed, found in _overrides(context):
        if found and any('"' in part or "'" in part for part in found[0]):
            yield Finding(
                f"-c {quoted(typed)} quotes a part of the key, which Codex takes for a part of the name",
                at=Place("option"),
                hint="Write the value into a profile file instead.",
            )


CHECKS: tuple[Check[Context], ...] = (
    project_provider_ignored,
    project_key_ignored,
    project_untrusted,
    option_malformed,
    option_quoted_key,
    option_shadowed,
    setting_managed,
)
