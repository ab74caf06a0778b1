"""Which keys an examination met: whatever their shape, none of them is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.model import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.report import Report

_KEY_NAME = re.compile(r"key|token|secret|passw|credential|auth|bearer|cookie", re.IGNORECASE)
_NO_KEY = re.compile(r"\A(?:[A-Za-z]*|[/~.].*|\d{1,9}|[A-Z0-9_]+|\w+://[^@]*)\Z", re.DOTALL)
"""A value that is no key although its variable's name sounds like one: a word, a path, a number, a URL."""


def known_secrets(report: Report) -> tuple[Secret, ...]:
    """Return every key that the examination met, whatever its shape, longest first."""
    found = [secret for secret in _met(report) if secret]
    return tuple(sorted(dict.fromkeys(found), key=len, reverse=True))


def _met(report: Report) -> Iterator[Secret]:
    for plan in filter(None, (report.plan, report.sent)):
        yield from (header.value for header in plan.headers if isinstance(header.value, Secret))
        if plan.credential is not None and plan.credential.secret is not None:
            yield plan.credential.secret
    for probe in report.probes:
        yield from (value for _, value in probe.request.headers if isinstance(value, Secret))
    yield from _read(report.context)


def secrets_in(context: Context) -> tuple[Secret, ...]:
    """Return every key that a home and its environment hold, whatever its shape, longest first."""
    return tuple(sorted(dict.fromkeys(filter(None, _read(context))), key=len, reverse=True))


def _read(context: Context) -> Iterator[Secret]:
    if context.auth.api_key:
        yield context.auth.api_key
    for provider in context.providers.values():
        if provider.experimental_bearer_token:
            yield Secret(provider.experimental_bearer_token.value)
        yield from (
            Secret(header.value) for header in provider.http_headers if _KEY_NAME.search(str(header.path[-1]))
        )
    yield from _of_environment(context)
    yield from (Secret(value) for value in re.findall(r'"((?:[^"\\]|\\.){16,})"(?!\s*:)', context.auth.text))


def _of_environment(context: Context) -> Iterator[Secret]:
    named = {provider.env_key.value for provider in context.providers.values() if provider.env_key}
    for name, variable in context.environment.variables.items():
        telling = variable.dotenv is not None or _KEY_NAME.search(name) is not None
        if name in named or (telling and not variable.value.fits(_NO_KEY)):
            yield variable.value
            if variable.hides:
                yield variable.hides
