"""What Codex does when an answer fails: how many requests it makes, for how long, and what it says then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.wire import Patience

if TYPE_CHECKING:
    from codex_setup.codex.context import Context

REQUEST_RETRIES, STREAM_RETRIES, MOST_RETRIES = 4, 5, 100
_FIRST_PAUSE = 0.2
"""Seconds before the first retry; every further pause is twice as long (measured, 0.169.0)."""


def patience_of(context: Context) -> tuple[Patience, ...]:
    """Return what this release does for each kind of failure, with this configuration's retries."""
    provider, release = context.provider, context.release
    request = _retries(
        provider.request_max_retries.value if provider.request_max_retries else None, REQUEST_RETRIES
    )
    stream = _retries(
        provider.stream_max_retries.value if provider.stream_max_retries else None, STREAM_RETRIES
    )
    every = (request + 1) * (stream + 1)
    long = round((stream + 1) * _pauses(request) + _pauses(stream), 1)
    short = round(_pauses(stream), 1)
    refusals = (stream + 1, short) if release.has("refusals-retried-once") else (every, long)
    limit = _after_limit(context, (stream + 1, short), (every, long))
    return (
        Patience(1, 0.0, "400: Codex stops at once and shows the body"),
        Patience(
            *refusals, "401, 402, 403, 404, 405, 408, 413, 422: Codex tries again, then shows the message"
        ),
        Patience(*limit, "429 without Retry-After: Codex says that the retry limit is exceeded"),
        Patience(every, long, "5xx, or a connection that is cut: Codex tries again, then gives up"),
        Patience(stream + 1, short, "a stream without its completed event: Codex tries again, then gives up"),
        _unreachable(context, every, long),
    )


def endless(context: Context) -> bool:
    """Return whether Codex waits without end for a gateway that cannot be reached."""
    switch = context.config.get("features", "unbounded_connection_retries", of=bool)
    return context.release.has("endless-reconnecting") and (switch is None or switch.value)


def _unreachable(context: Context, every: int, long: float) -> Patience:
    if endless(context):
        return Patience(None, None, "refused, unknown name, TLS: Codex waits for the network without end")
    return Patience(every, long, "refused, unknown name, TLS: Codex gives up after its retries")


def _after_limit(context: Context, short: tuple[int, float], long: tuple[int, float]) -> tuple[int, float]:
    if context.release.has("limits-final"):
        return 1, 0.0
    return short if context.release.has("refusals-retried-once") else long


def _retries(configured: int | None, default: int) -> int:
    return default if configured is None else max(0, min(configured, MOST_RETRIES))


def _pauses(retries: int) -> float:
    return sum(_FIRST_PAUSE * 2.0**turn for turn in range(retries))
