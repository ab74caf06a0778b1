"""Which provider to switch to, and with which model: what was in force before, and what is offered now."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from codex_setup.answer import armed
from codex_setup.codex.context import read_context
from codex_setup.codex.request import plan
from codex_setup.model import AnyEdit, Edit, SetupError
from codex_setup.nearest import nearest
from codex_setup.providers import preset_for
from codex_setup.record import replace
from codex_setup.repair import receipts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Provider
    from codex_setup.wizard import Bench

BEFORE = "-"
WRONG_USE = 2


def wanted(name: str, context: Context) -> tuple[str, str | None]:
    """Return the provider that `name` means, and its model if `-` names both; raises `SetupError` for another."""
    if name == BEFORE:
        return before(context)
    if name in context.providers:
        return name, None
    known = [one.id for one in context.providers.values() if not one.builtin] or list(context.providers)
    near = nearest(name, context.providers) or tuple(known)
    hint = f"There is {', '.join(near)}; `codex-setup init` adds one."
    raise SetupError(f"there is no provider `{name}`", hint, exit_code=WRONG_USE)


def before(context: Context) -> tuple[str, str | None]:
    """Return the provider and model that were in force before the last change of ours; raises `SetupError` for none."""
    for data in earlier(context):
        provider = data.get("model_provider", context.release.default_provider)
        if provider != context.provider.id and provider in context.providers:
            return provider, _text(data.get("model"))
    hint = "Name one: `codex-setup providers` lists them."
    raise SetupError("no other provider was in force before", hint, exit_code=WRONG_USE)


def had(provider: str, context: Context) -> str | None:
    """Return the model that was asked for when this provider was last in force, or None."""
    now = context.config.get("model", of=str)
    if context.provider.id == provider and now is not None:
        return now.value
    for data in earlier(context):
        if data.get("model_provider", context.release.default_provider) == provider:
            model = _text(data.get("model"))
            if model is not None:
                return model
    return None


def earlier(context: Context) -> Iterator[Mapping[str, Any]]:
    """Yield what config.toml said before each of our changes, the newest first."""
    for receipt in reversed(receipts(context.machine.state)):
        for entry in receipt.entries:
            if entry.file == context.user_file and entry.backup is not None:
                data = _read(entry.backup)
                if data is not None:
                    yield data


def _read(backup: Path) -> Mapping[str, Any] | None:
    try:
        return tomllib.loads(backup.read_bytes().decode())
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def edits_to(provider: str, model: str | None, context: Context) -> tuple[AnyEdit, ...]:
    """Return the edits that put this provider and model in force; none where they are."""
    file = context.user_file
    if file is None:
        raise SetupError("Codex's folder cannot be told", "Set CODEX_HOME, or use --codex-home DIR.")
    edits: list[AnyEdit] = []
    if context.provider.id != provider:
        edits.append(Edit(file, ("model_provider",), provider))
    now = context.config.get("model", of=str)
    if model is not None and (now is None or now.value != model):
        edits.append(Edit(file, ("model",), model))
    return tuple(edits)


def model_of(context: Context, provider: str, names: tuple[str, ...]) -> str | None:
    """Return the model for a provider that was never in force: one that its preset knows and that is in `names`.

    None leaves the model as it is; raises `SetupError` with the names where the one in force is not offered.
    """
    known = _known(context.providers[provider])
    now = context.config.get("model", of=str)
    if not names:
        return known[0] if known and (now is None or now.value not in known) else None
    if now is not None and now.value in names:
        return None
    agreed = [name for name in known if name in names]
    if agreed or len(names) == 1:
        return agreed[0] if agreed else names[0]
    near = nearest(now.value, names) if now is not None else ()
    shown = ", ".join(near or names[:8])
    raise SetupError(
        f"`{provider}` was never in force, so its model is not known",
        f"Add --model, such as {shown}.",
        exit_code=WRONG_USE,
    )


def _known(provider: Provider) -> tuple[str, ...]:
    url = provider.base_url.value if provider.base_url is not None else provider.default_url
    found = preset_for(url)
    return found.models if found is not None else ()


def offered_by(bench: Bench, context: Context, provider: str) -> tuple[str, ...]:
    """Return the names that a configured provider offers, asked as Codex would ask it; none offline."""
    if bench.connect is None:
        return ()
    from codex_setup.models import list_models  # what only a live check needs

    seen = choosing(bench, context, provider)
    names, _, _ = list_models(seen, armed(seen, plan(seen)), bench.connect(seen.environment))
    return tuple(names)


def choosing(bench: Bench, context: Context, provider: str, model: str | None = None) -> Context:
    """Return the context as if `-c model_provider=… -m …` had chosen this provider and model."""
    chosen = f'model_provider="{provider}"' if '"' not in provider else f"model_provider='{provider}'"
    asked = replace(bench.asked, overrides=(*bench.asked.overrides, chosen), model=model or bench.asked.model)
    return read_context(bench.machine, asked, context.binaries)
