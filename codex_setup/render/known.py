"""Which keys an examination met: whatever their shape, none of them is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.held import (
    keys_of_data,
    keys_of_login,
    keys_of_variables,
    longest_first,
    proves,
    variables_of,
)
from codex_setup.mask import values_of_dotenv, values_of_toml
from codex_setup.model import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.report import Report
    from codex_setup.wire import Plan


def known_secrets(report: Report) -> tuple[Secret, ...]:
    """Return every key that the examination met, whatever its shape, longest first."""
    sent = [
        value
        for probe in report.probes
        for name, value in probe.request.headers
        if isinstance(value, Secret) and proves(name, value)
    ]
    return longest_first([*sent, *secrets_in(report.context, report.plan, report.sent)])


def secrets_in(context: Context, *plans: Plan | None) -> tuple[Secret, ...]:
    """Return every key that a home, its environment and these plans hold, whatever its shape, longest first."""
    found = list(_read(context))
    for plan in filter(None, plans):
        found += [
            header.value
            for header in plan.headers
            if isinstance(header.value, Secret) and proves(header.name, header.value)
        ]
        if plan.credential is not None and plan.credential.secret is not None:
            found.append(plan.credential.secret)
    return longest_first(found)


def _read(context: Context) -> Iterator[Secret]:
    if context.auth.api_key:
        yield context.auth.api_key
    for provider in context.providers.values():
        if provider.experimental_bearer_token:
            yield Secret(provider.experimental_bearer_token.value)
    named: set[str] = set()
    for layer in context.layers:
        yield from values_of_toml(layer.text or "")
        yield from keys_of_data(layer.data)
        named |= variables_of(layer.data)
    yield from keys_of_variables(context.environment.variables.values(), named)
    yield from values_of_dotenv(context.environment.dotenv_text or "")
    yield from keys_of_login(context.auth.text)
