"""Whether what is asked of the model is something that it, and a gateway before it, is likely to take."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codex_setup.model import Check, Command, Finding, Fix, Place, Severity, check
from codex_setup.nearest import nearest
from codex_setup.rules.proposal import changed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Setting

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max", "ultra")
"""Every effort that a model of Codex's own list has, from 0.20.0 to 0.169.0."""

WINDOWS: Mapping[str, int] = {
    "gpt-6.2-sol": 872_000, "gpt-6.2-astra": 872_000,
    "gpt-6-astra": 872_000, "gpt-6.1-sol": 872_000, "gpt-6.1-terra": 872_000, "gpt-6-sol": 872_000,
    "gpt-6-luna": 872_000, "gpt-5.6-sol": 872_000, "gpt-5.6-terra": 872_000, "gpt-5.6-luna": 872_000,
    "gpt-5.5": 272_000,
}  # fmt: skip
"""The largest context window of each model, as `codex debug models` of 0.171.0 says."""


@check("effort-unknown", Severity.WARNING, since="0.138.0")
def effort_unknown(context: Context) -> Iterator[Finding]:
    """The reasoning effort is a word that no model of Codex's own list has.

    Since 0.138 Codex sends whatever stands there, for a model that it does not know as it is. A gateway
    or model that does not know the word answers 400.
    """
    for key in ("model_reasoning_effort", "plan_mode_reasoning_effort"):
        effort = context.config.get(key, of=str)
        if effort is None or not effort.value.strip() or effort.value in EFFORTS:
            continue
        likely = nearest(effort.value, EFFORTS)
        same = bool(likely) and likely[0] == effort.value.strip().casefold()
        yield Finding(
            f"`{effort.key}` is {quoted(effort.value)}, which no known model takes",
            at=effort.place,
            hint=f"Known words are {', '.join(EFFORTS)}.",
            fix=changed(effort, likely[0], f"Set it to {quoted(likely[0])}", safe=same) if likely else None,
        )


@check("context-window-too-large", Severity.WARNING)
def context_window_too_large(context: Context) -> Iterator[Finding]:
    """`model_context_window` is larger than what the model has.

    Codex summarises the conversation shortly before the window is full. Where it believes in a larger
    window than there is, long sessions end with an error of the gateway, or with a stream that is cut.
    """
    window = context.config.get("model_context_window", of=int)
    model = context.config.get("model", of=str)
    largest = WINDOWS.get(model.value.rpartition("/")[2]) if model else None
    if window and model and largest and window.value > largest:
        yield Finding(
            f"`model_context_window` is {window.value}, and {quoted(model.value)} has at most {largest}",
            at=window.place,
            hint="Codex knows this model's window by itself.",
            fix=changed(window, None, "Remove it", safe=False),
        )


@check("compact-limit-too-large", Severity.WARNING)
def compact_limit_too_large(context: Context) -> Iterator[Finding]:
    """`model_auto_compact_token_limit` is not below `model_context_window`.

    Codex summarises the conversation when it passes the limit. A limit that is not below the window is
    reached only when the window is full, and then the request for the summary does not fit either.
    """
    window = context.config.get("model_context_window", of=int)
    limit = context.config.get("model_auto_compact_token_limit", of=int)
    total = context.config.get("model_auto_compact_token_limit_scope", of=str)
    if window and limit and limit.value >= window.value and (total is None or total.value == "total"):
        yield Finding(
            f"`{limit.key}` is {limit.value}, not below `model_context_window` = {window.value}",
            at=limit.place,
            hint="Leave it out, and Codex takes nine tenths of the window.",
            fix=changed(limit, None, "Remove it", safe=False),
        )


@check("model-catalog-unreadable", Severity.ERROR, since="0.114.0")
def model_catalog_unreadable(context: Context) -> Iterator[Finding]:
    """The file that `model_catalog_json` names is one that Codex does not take.

    It must be there, be JSON, and hold `models`, a list of which each has all the fields that this
    release wants. The fields change with the releases; a file made for another one, or a list of models
    as a gateway gives it (`data`), ends Codex while it loads.
    """
    setting = context.config.get("model_catalog_json", of=str)
    if setting is None:
        return
    base = setting.layer.file.parent if setting.layer.file else context.machine.cwd
    problem = _catalogue_problem(context, base / _home(context, setting))
    if problem:
        yield Finding(
            f"`model_catalog_json` is {quoted(setting.value)}, {problem}",
            at=setting.place,
            hint="`codex debug models --bundled` prints a catalogue of the form that your Codex takes.",
            fix=changed(setting, None, "Remove it, so that Codex uses its own list", safe=False)
            or Fix("Print one", commands=(Command("run", ("codex", "debug", "models", "--bundled")),)),
        )


def _home(context: Context, setting: Setting[str]) -> Path | str:
    if setting.value.startswith("~/") and context.machine.home:
        return context.machine.home / setting.value[2:]
    return setting.value


def _catalogue_problem(context: Context, file: Path) -> str | None:
    try:
        held = json.loads(context.machine.files.read(file))
    except OSError:
        return "which cannot be read"
    except (ValueError, RecursionError):
        return "which is not JSON"
    models = held.get("models") if isinstance(held, dict) else None
    if not isinstance(models, list):
        return "in which there is no list `models`"
    if not models:
        return "in which `models` is empty"
    lacking = next(_lacking(models), None) if context.release.at_least("0.149.0") else None
    return f"in which a model lacks `{lacking}`" if lacking else None


def _lacking(models: list[Any]) -> Iterator[str]:
    from codex_setup.codex.catalogue_models import NEEDED  # only where a catalogue is named

    for model in models:
        yield from (name for name in NEEDED if not isinstance(model, dict) or name not in model)


@check("history-provider-changes", Severity.NOTE)
def history_provider_changes(context: Context) -> Iterator[Finding]:
    """Sessions of another provider are there, and `codex resume` does not list them.

    Codex keeps sessions by the id of the provider. After a change of `model_provider` the older ones seem
    to be gone; they are still on the disk, and `codex resume --all` lists them.
    """
    former = _former_providers(context)
    if former and context.provider.id not in former:
        yield Finding(
            f"the newest session belongs to provider {quoted(former[0])}, and {quoted(context.provider.id)} is selected",
            at=Place("user", context.user_file, None, ("model_provider",)),
            hint="`codex resume --all` lists the sessions of every provider.",
        )


def _former_providers(context: Context) -> tuple[str, ...]:
    """Return the provider of the newest session, as its first line says; nothing where that cannot be told."""
    if context.codex_home is None:
        return ()
    folder = context.codex_home / "sessions"
    for _ in range(3):  # year, month, day
        inside = context.machine.files.names(folder)
        if not inside:
            return ()
        folder /= inside[-1]
    names = [name for name in context.machine.files.names(folder) if name.endswith(".jsonl")]
    info = context.machine.files.info(folder / names[-1]) if names else None
    if info is None or info.size > 4_000_000:  # noqa: PLR2004 -- a session of many megabytes is not worth the time
        return ()
    try:
        first = json.loads(context.machine.files.read(folder / names[-1]).split(b"\n", 1)[0])
        provider = first["payload"]["model_provider"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return (provider,) if isinstance(provider, str) else ()


CHECKS: tuple[Check[Context], ...] = (
    effort_unknown,
    context_window_too_large,
    compact_limit_too_large,
    model_catalog_unreadable,
    history_provider_changes,
)
