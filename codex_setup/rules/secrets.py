"""Whether a key stands in config.toml itself, where it is easily shown, shared and committed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.reference import variable_in
from codex_setup.model import Check, Edit, Finding, Fix, Secret, Severity, check
from codex_setup.pattern import pattern
from codex_setup.rules.keylike import is_variable, keylike
from codex_setup.rules.placeholder import KEY as PLACEHOLDER
from codex_setup.rules.proposal import file_of, set_variable, variable_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Provider, Setting

NAMES = pattern(
    r"(?i)^(experimental_bearer_token|authorization|cookie|(.*[-_])?(api[-_]?key|apikey|access[-_]?token|auth[-_]?token|bearer"
    r"|secret|password)|x-[\w-]*key|token)$",
    needs=("token", "authorization", "cookie", "key", "secret", "password", "bearer"),
)
"""Keys whose value is a secret by their name."""

SHAPES = r"(?i)(sk|gsk|xai|cr|hf|sess|eyJ)[-_A-Za-z0-9]"
SHORTEST = 4

ELSEWHERE = frozenset({"mcp_servers", "env_key", "projects", "plugins", "shell_environment_policy"})
"""Where a variable's name, or a server's own environment, may look like a key."""


_SCHEME = pattern(r"(?i)^(bearer|basic)\s+", needs=("bearer", "basic"))


def written(context: Context) -> Iterator[Setting[str]]:
    """Yield the settings of the files whose value is a secret."""
    for setting in context.config.settings.values():
        if setting.layer.file is None or not isinstance(setting.value, str) or ELSEWHERE & set(setting.path):
            continue
        if "env_http_headers" in setting.path or not setting.value.strip() or variable_in(setting.value):
            continue
        if is_variable(setting.value) and setting.path[-1] != "experimental_bearer_token":
            continue
        value = _SCHEME.sub("", setting.value)
        named = NAMES.search(str(setting.path[-1])) is not None and len(value) >= SHORTEST
        if not named and not (keylike(value) and re.match(SHAPES, value)):
            continue
        if not PLACEHOLDER.search(setting.value):
            yield setting


_UNREAD = frozenset(
    {
        "bearer",
        "auth",
        "authorization",
        "credential",
        "credentials",
        *(
            f"{whose}{kind}{what}"
            for whose in ("", "openai")
            for kind in ("", "api")
            for what in ("key", "secret")
        ),
        *(
            f"{whose}{kind}token"
            for whose in ("", "openai")
            for kind in ("", "bearer", "auth", "access", "api")
        ),
    }
)


def unread(name: object) -> bool:
    """Return whether people write the key under this name, where Codex does not look for it."""
    return str(name).replace("-", "").replace("_", "").casefold() in _UNREAD


def unread_key(context: Context) -> Fix | None:
    """Return the fix that moves the active provider's key from a name that Codex does not know, or None."""
    return next((fix for setting in unread_settings(context) if (fix := _moved(context, setting))), None)


def unread_settings(context: Context) -> Iterator[Setting[str]]:
    """Yield the keys under such a name in the table of the active provider, then at the top level."""
    path = context.provider.path
    for setting in context.config.settings.values():
        inside = setting.path[:-1] in (path, (*path, "auth"))
        if isinstance(setting.value, str) and unread(setting.path[-1]) and (inside or len(setting.path) == 1):
            whole = setting.value if setting.path[-1] != "auth" and inside else None
            if whole or keylike(re.sub(r"(?i)^bearer\s+", "", setting.value)):
                yield setting


@check("secret-in-config", Severity.WARNING, security=True)
def secret_in_config(context: Context) -> Iterator[Finding]:
    """A key stands in a configuration file.

    config.toml is shown in reports, copied into issues, synchronised and committed. Codex can take the key
    from an environment variable (`env_key`), and that from `$CODEX_HOME/.env`, which only you can read.
    """
    for setting in written(context):
        project = setting.layer.name == "project"
        yield Finding(
            f"`{setting.key}` holds the name of a variable, which Codex sends as the key"
            if is_variable(setting.value)
            else f"`{setting.key}` holds a key ({Secret(setting.value)})",
            at=setting.place,
            hint="A file of a project is shared with everybody who has the project."
            if project
            else "Keep it in `.env` in Codex's folder, and name the variable with `env_key`.",
            fix=_moved(context, setting),
            because_of="key-source-missing"
            if (setting.path[:2] == context.provider.path or len(setting.path) == 1)
            and unread(setting.path[-1])
            and unread_key(context)
            else None,
        )


def _moved(context: Context, setting: Setting[str]) -> Fix | None:
    """Return the fix that moves a provider's key to `.env`, where the provider has no other key."""
    file, provider = file_of(setting), _whose(context, setting)
    if file is None or provider is None or context.codex_home is None:
        return None
    token = setting.path[-1] == "experimental_bearer_token"
    strange = not token and unread(setting.path[-1])
    if provider.env_key or provider.auth_command or not (token or strange):
        return None
    if strange and provider.requires_openai_auth and provider.id == context.provider.id:
        return _to_login(context, setting, file)
    if strange and (provider.experimental_bearer_token or provider.requires_openai_auth):
        return None
    gone = Edit(file, setting.path[:3], None)  # the whole table `auth`, which is a command's
    named = setting.value if is_variable(setting.value) else variable_in(setting.value)
    if named is not None:
        return _looked_up(context, named, (Edit(file, (*provider.path, "env_key"), named), gone))
    name = variable_name(provider.id)
    taken = context.environment.get(name)
    if taken is not None and taken.value != Secret(setting.value):
        name = f"{name}_2"
    return Fix(
        f"Move it to `.env` as `{name}`",
        (
            Edit(context.codex_home / ".env", (name,), Secret(setting.value).without(_SCHEME.pattern)),
            Edit(file, (*provider.path, "env_key"), name),
            gone,
        ),
        safe=strange,
    )


def _looked_up(context: Context, name: str, edits: tuple[Edit, ...]) -> Fix:
    """Return the fix that lets Codex read the key from a variable; where that is unset, the user has to set it."""
    if context.environment.filled(name) is not None:
        return Fix("Name the variable in `env_key`", edits)
    return Fix(f"Take the key from {name}, and set that", edits, (set_variable(name),), safe=False)


def _whose(context: Context, setting: Setting[str]) -> Provider | None:
    """Return the provider whose key this is: that of its table, or the active one for a key at the top level."""
    if len(setting.path) == 1 and context.provider.defined and not context.provider.builtin:
        return context.provider
    inside = len(setting.path) == 3 or (len(setting.path) == 4 and setting.path[2] == "auth")  # noqa: PLR2004 -- table, id, auth, key
    return (
        context.providers.get(str(setting.path[1]))
        if inside and setting.path[0] == "model_providers"
        else None
    )


def _to_login(context: Context, setting: Setting[str], file: Path) -> Fix | None:
    """Return the fix that moves a key to auth.json, where this provider takes it from, and nothing is there yet."""
    if context.auth.mode != "absent" or context.codex_home is None:
        return None
    auth = context.codex_home / "auth.json"
    if context.machine.files.info(auth) is not None:
        return None
    edits = (Edit(auth, ("auth_mode",), "apikey"), Edit(auth, ("OPENAI_API_KEY",), Secret(setting.value)))
    return Fix("Move it to auth.json", (*edits, Edit(file, setting.path, None)))


CHECKS: tuple[Check[Context], ...] = (secret_in_config,)

__all__ = ["CHECKS", "secret_in_config", "written"]
