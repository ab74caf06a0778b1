"""Whether every key stands where Codex looks for it, under the name that this release knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from codex_setup.model import Check, Edit, Finding, Fix, Rename, Severity, check, dotted
from codex_setup.rules.proposal import own_file
from codex_setup.rules.stray import Kind, Stray, strays

if TYPE_CHECKING:
    from pathlib import Path

    from codex_setup.codex.context import Context

SELECTS = (("model_provider",),)
"""What decides where the key goes: not to be read there is worse than for any other key."""


GUARDS = (("approval_policy",), ("sandbox_mode",), ("default_permissions",), ("notify",))
"""What Codex may do without asking: to put one of these in force is for the user to decide."""


def _of(context: Context, *kinds: Kind) -> Iterator[Stray]:
    return (stray for stray in strays(context) if stray.kind in kinds)


def _file(stray: Stray) -> Path | None:
    return own_file(stray.layer)


def _free(context: Context, stray: Stray) -> bool:
    """Return whether nothing stands yet where the key was meant to be."""
    return stray.meant is not None and not context.config.has(*stray.meant)


def _moved(context: Context, stray: Stray) -> Fix | None:
    """Return the fix that moves a key to where it has an effect, or takes it away where that place is taken."""
    file, meant = _file(stray), stray.meant
    if file is None or meant is None:
        return None
    path = (*stray.layer.prefix, *stray.path)
    if _free(context, stray):
        table = f"into `[{dotted(meant[:-1])}]`" if len(meant) > 1 else "above the first table"
        return Fix(
            f"Move it {table}", (Rename(file, path, meant),), safe=len(meant) == 1 and meant not in GUARDS
        )
    return Fix(f"Remove it: `{dotted(meant)}` is set elsewhere", (Edit(file, path, None),), safe=False)


def _renamed(context: Context, stray: Stray) -> Fix | None:
    file, meant = _file(stray), stray.meant
    if file is None or meant is None or not _free(context, stray):
        return None
    prefix = stray.layer.prefix
    return Fix(f"Write `{dotted(meant)}`", (Rename(file, (*prefix, *stray.path), (*prefix, *meant)),))


def _removed(stray: Stray, *, safe: bool) -> Fix | None:
    file = _file(stray)
    path = (*stray.layer.prefix, *stray.path)
    return Fix(f"Remove `{dotted(stray.path)}`", (Edit(file, path, None),), safe=safe) if file else None


@check("setting-misplaced-refused", Severity.ERROR)
def setting_misplaced_refused(context: Context) -> Iterator[Finding]:
    """A top-level key stands below a table that takes only values of another type.

    In TOML every key after a `[table]` belongs to that table, up to the next one. A `model = "…"` that an
    installer appended after `[features]` or `[agents]` is a feature or an agent for Codex, which refuses
    the file: "invalid type: string, expected a boolean".
    """
    for stray in _of(context, "refused"):
        yield Finding(
            f"`{stray.path[-1]}` stands below `[{dotted(stray.path[:-1])}]`, and Codex refuses the file for it",
            at=stray.layer.place(stray.path),
            hint="A top-level key must stand above the first table.",
            fix=_moved(context, stray),
        )


@check("provider-selection-misplaced", Severity.ERROR)
def provider_selection_misplaced(context: Context) -> Iterator[Finding]:
    """`model_provider` stands below a table, and no provider is selected.

    In TOML every key after a `[table]` belongs to that table. Codex ignores `model_provider` there and
    uses its built-in provider: requests, and the key in auth.json, go to api.openai.com.
    """
    for stray in _of(context, "misplaced"):
        if stray.meant in SELECTS and not context.config.has("model_provider"):
            yield Finding(
                f"`model_provider` stands below `[{dotted(stray.path[:-1])}]`, and Codex uses its built-in provider",
                at=stray.layer.place(stray.path),
                hint="A top-level key must stand above the first table.",
                fix=_moved(context, stray),
            )


@check("setting-misplaced", Severity.WARNING)
def setting_misplaced(context: Context) -> Iterator[Finding]:
    """A key stands below a table in which Codex does not look for it.

    In TOML every key after a `[table]` belongs to that table, up to the next one. Codex ignores `model`
    or `approval_policy` below `[model_providers.x]` or `[mcp_servers.x]`, and since 0.156 says so.
    """
    for stray in _of(context, "misplaced"):
        if stray.meant is None or (stray.meant in SELECTS and not context.config.has("model_provider")):
            continue
        top = len(stray.meant) == 1
        here = f"below `[{dotted(stray.path[:-1])}]`" if stray.path[1:] else "at the top level"
        yield Finding(
            f"`{stray.path[-1]}` stands {here}, where Codex ignores it",
            at=stray.layer.place(stray.path),
            hint="A top-level key must stand above the first table."
            if top
            else f"It belongs into `[{dotted(stray.meant[:-1])}]`.",
            fix=_moved(context, stray),
        )


@check("setting-misspelt", Severity.WARNING)
def setting_misspelt(context: Context) -> Iterator[Finding]:
    """A key is not one that Codex knows, but it is close to one.

    Codex ignores what it does not know; since 0.156 it says so when it starts, and older releases say
    nothing. `codex --strict-config` refuses the file for it.
    """
    for stray in _of(context, "misspelt"):
        meant = dotted(stray.meant or ())
        yield Finding(
            f"`{dotted(stray.path)}` is not a key that Codex knows, and is ignored",
            at=stray.layer.place(stray.path),
            hint=f"Most likely `{meant}` was meant."
            if _free(context, stray)
            else f"Most likely `{meant}` was meant, which is set as well.",
            fix=_renamed(context, stray),
        )


@check("setting-unknown", Severity.WARNING)
def setting_unknown(context: Context) -> Iterator[Finding]:
    """A key is not one that this release of Codex knows.

    Codex ignores what it does not know; since 0.156 it says so when it starts, and older releases say
    nothing. `codex --strict-config` refuses the file for it. Nothing is said of a Codex that is newer
    than the releases we know.
    """
    if context.release.judged_as:
        return
    for stray in _of(context, "unknown"):
        kind = "table" if isinstance(stray.value, Mapping) else "key"
        yield Finding(
            f"`{dotted(stray.path)}` is not a {kind} that Codex knows, and is ignored",
            at=stray.layer.place(stray.path),
            fix=_removed(stray, safe=False),
        )


@check("setting-renamed", Severity.WARNING)
def setting_renamed(context: Context) -> Iterator[Finding]:
    """A key has another name in this release, and the old one is ignored."""
    for stray in _of(context, "renamed"):
        yield Finding(
            f"`{dotted(stray.path)}` is ignored since Codex {stray.why} at the latest",
            at=stray.layer.place(stray.path),
            hint=f"It is called `{dotted(stray.meant or ())}` now.",
            fix=_renamed(context, stray),
        )


@check("setting-removed", Severity.WARNING)
def setting_removed(context: Context) -> Iterator[Finding]:
    """A key has no effect any more: this release of Codex does not know it, an older one did."""
    for stray in _of(context, "removed"):
        yield Finding(
            f"`{dotted(stray.path)}` is ignored since Codex {stray.why} at the latest",
            at=stray.layer.place(stray.path),
            fix=_removed(stray, safe=True),
        )


@check("setting-too-new", Severity.WARNING)
def setting_too_new(context: Context) -> Iterator[Finding]:
    """A key has no effect yet: a newer release of Codex knows it, this one ignores it."""
    for stray in _of(context, "later"):
        yield Finding(
            f"`{dotted(stray.path)}` is ignored by Codex {context.release.version}",
            at=stray.layer.place(stray.path),
            hint=f"Codex {stray.why} knows it.",
        )


@check("setting-without-effect", Severity.WARNING)
def setting_without_effect(context: Context) -> Iterator[Finding]:
    """A key from a tutorial or another program means nothing to Codex.

    `api_key`, `headers`, `temperature` and the like are keys of other programs. Codex ignores them, so
    what they were meant to do does not happen.
    """
    for stray in _of(context, "expected"):
        yield Finding(
            f"`{dotted(stray.path)}` means nothing to Codex, which ignores it",
            at=stray.layer.place(stray.path),
            hint=_sentence(stray.why),
            fix=_renamed(context, stray),
        )


@check("setting-dead", Severity.NOTE)
def setting_dead(context: Context) -> Iterator[Finding]:
    """A key that tutorials still spread does nothing, and nothing is lost by that.

    `disable_response_storage`, `preferred_auth_method` and others had a meaning in 2025 or never had one.
    Since 0.156 Codex mentions each at every start.
    """
    for stray in _of(context, "harmless"):
        yield Finding(
            f"`{dotted(stray.path)}` does nothing",
            at=stray.layer.place(stray.path),
            hint=_sentence(stray.why),
            fix=_removed(stray, safe=True),
        )


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}."


CHECKS: tuple[Check[Context], ...] = (
    setting_misplaced_refused,
    provider_selection_misplaced,
    setting_misplaced,
    setting_misspelt,
    setting_unknown,
    setting_renamed,
    setting_removed,
    setting_too_new,
    setting_without_effect,
    setting_dead,
)
