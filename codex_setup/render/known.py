"""Which keys an examination met: whatever their shape, none of them is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.mask import NO_KEY, may_be_key, values_of_dotenv, values_of_toml
from codex_setup.model import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_setup.codex.context import Context
    from codex_setup.report import Report
    from codex_setup.wire import Plan

_KEY_NAME = re.compile(r"key|token|secret|passw|credential|auth|bearer|cookie", re.IGNORECASE)
_KEY_MEANT = re.compile(
    r"(?<!env_)(?:key|token|secret|passwd|password|credentials?|authorization|cookie|sig|signature)$",
    re.IGNORECASE,
)


def known_secrets(report: Report) -> tuple[Secret, ...]:
    """Return every key that the examination met, whatever its shape, longest first."""
    sent = [
        value for probe in report.probes for _, value in probe.request.headers if isinstance(value, Secret)
    ]
    return _longest_first([*sent, *secrets_in(report.context, report.plan, report.sent)])


def secrets_in(context: Context, *plans: Plan | None) -> tuple[Secret, ...]:
    """Return every key that a home, its environment and these plans hold, whatever its shape, longest first."""
    found = list(_read(context))
    for plan in filter(None, plans):
        found += [header.value for header in plan.headers if isinstance(header.value, Secret)]
        if plan.credential is not None and plan.credential.secret is not None:
            found.append(plan.credential.secret)
    return _longest_first(found)


def _longest_first(found: Iterable[Secret]) -> tuple[Secret, ...]:
    return tuple(sorted(dict.fromkeys(filter(None, found)), key=len, reverse=True))


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
    yield from _written(context)
    yield from (Secret(value) for value in re.findall(r'"((?:[^"\\]|\\.){16,})"(?!\s*:)', context.auth.text))


def _written(context: Context) -> Iterator[Secret]:
    """Yield what is written behind a name that means a key, also where the line is broken or of a wrong type."""
    for layer in context.layers:
        yield from values_of_toml(layer.text or "")
    for path, setting in context.config.settings.items():
        if any(_KEY_MEANT.search(part) for part in path[-2:] if isinstance(part, str)):
            yield from map(Secret, filter(may_be_key, _texts(setting.value)))
        elif path[-1] == "args" and isinstance(setting.value, list | tuple):
            flags = zip(setting.value, setting.value[1:], strict=False)
            yield from (Secret(str(word)) for flag, word in flags if _KEY_MEANT.search(str(flag)))
        elif path[-1] == "http_headers" and isinstance(setting.value, str):  # of a wrong type
            yield from (Secret(setting.value), Secret(setting.value.partition(":")[2]))
    yield from values_of_dotenv(context.environment.dotenv_text or "")


def _texts(value: object) -> Iterator[str]:
    """Yield the text of a value, and of each member of a list."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _texts(member)


def _of_environment(context: Context) -> Iterator[Secret]:
    named = {provider.env_key.value for provider in context.providers.values() if provider.env_key}
    for name, variable in context.environment.variables.items():
        telling = variable.dotenv is not None or _KEY_NAME.search(name) is not None
        if name in named or (telling and not variable.value.fits(NO_KEY)):
            yield variable.value
            if variable.hides:
                yield variable.hides
