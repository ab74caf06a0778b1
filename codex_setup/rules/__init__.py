"""What we hold to be wrong with a configuration: the list of all static checks, and how they are asked.

A check is a function of ten lines over a `Context`; the modules are named after what they look at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.model import Check, Outcome, Rule
from codex_setup.rules import (
    auth,
    auth_command,
    auth_file,
    base_url,
    ci,
    dotenv,
    environment,
    features,
    files,
    key_shape,
    keys,
    layers,
    login,
    mcp,
    model_name,
    not_toml,
    owners,
    profiles,
    provider,
    provider_choice,
    provider_flat,
    provider_place,
    provider_shown,
    refused,
    secrets,
    surroundings,
    table_list,
    values,
    web_address,
)
from codex_setup.rules.causes import explained

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.releases import Release

CHECKS: tuple[Check[Context], ...] = (
    *files.CHECKS,
    *not_toml.CHECKS,
    *table_list.CHECKS,
    *keys.CHECKS,
    *values.CHECKS,
    *layers.CHECKS,
    *profiles.CHECKS,
    *provider_place.CHECKS,
    *provider_flat.CHECKS,
    *provider_choice.CHECKS,
    *provider.CHECKS,
    *provider_shown.CHECKS,
    *base_url.CHECKS,
    *web_address.CHECKS,
    *model_name.CHECKS,
    *dotenv.CHECKS,
    *auth.CHECKS,
    *auth_command.CHECKS,
    *login.CHECKS,
    *auth_file.CHECKS,
    *key_shape.CHECKS,
    *secrets.CHECKS,
    *mcp.CHECKS,
    *features.CHECKS,
    *environment.CHECKS,
    *surroundings.CHECKS,
    *ci.CHECKS,
    *owners.CHECKS,
    *refused.CHECKS,
)
"""Every static check, in the order in which one would mend things: files first, the key last."""


def ask(context: Context) -> tuple[Outcome, ...]:
    """Return the outcome of every check; one that does not hold in this release is skipped with the reason."""
    return explained(context, [_outcome(check, context) for check in CHECKS])


def _outcome(check: Check[Context], context: Context) -> Outcome:
    reason = not_in(check.rule, context.release)
    if reason is None and context.home_problem is not None and check is not files.codex_home_missing:
        reason = "Codex does not find its folder"
    return Outcome(check.rule, skipped=reason) if reason else check.ask(context)


def not_in(rule: Rule, release: Release) -> str | None:
    """Return why `rule` does not apply to `release`, or None where it does."""
    if rule.since and not release.at_least(rule.since):
        return f"applies from Codex {rule.since} on"
    if rule.until and release.at_least(rule.until):
        return f"applies only before Codex {rule.until}"
    return None
