"""Whether the provider that `model_provider` selects exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.model import Check, Edit, Finding, Fix, Severity, check
from codex_setup.nearest import nearest
from codex_setup.rules.proposal import changed, file_of, quoted
from codex_setup.rules.provider import custom

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Provider, Setting


@check("provider-undefined", Severity.ERROR)
def provider_undefined(context: Context) -> Iterator[Finding]:
    """`model_provider` names a provider that nothing defines.

    Codex looks for a table `[model_providers.NAME]` with exactly this name, in the same case, or for a
    provider that it brings along, and ends with "Model provider … not found" where there is none.
    """
    chosen = context.config.get("model_provider", of=str)
    if chosen is None or context.provider.defined:
        return
    own = {provider.id: provider for provider in custom(context)}
    likely = _described(chosen.value, own.values()) or nearest(chosen.value, (*own, *context.providers))
    known = ", ".join(f"`{each}`" for each in likely or own)
    alike = next(iter(likely), None) or (next(iter(own)) if len(own) == 1 else None)
    yield Finding(
        f"`model_provider` is {quoted(chosen.value)}, which no table defines",
        at=chosen.place,
        hint=f"Defined here: {known}."
        if known
        else "Define it in a table of that name; `codex-setup init` writes one.",
        fix=_exchanged(context, chosen, own)
        or (changed(chosen, alike, f"Use the provider `{alike}`", safe=alike in likely) if alike else None),
        because_of="config-not-toml" if context.damaged else None,
    )


def _described(text: str, providers: Iterable[Provider]) -> tuple[str, ...]:
    """Return the id of the one provider whose name or address `text` is; none or several: nothing."""
    wanted = text.strip().rstrip("/").casefold()
    found = [
        one.id
        for one in providers
        if wanted in {each.value.strip().rstrip("/").casefold() for each in (one.name, one.base_url) if each}
    ]
    return tuple(found) if len(found) == 1 else ()


def _exchanged(context: Context, chosen: Setting[str], own: Mapping[str, Provider]) -> Fix | None:
    """Return the fix for `model` and `model_provider` that hold each other's value."""
    model = context.config.get("model", of=str)
    file = file_of(chosen)
    if model is None or model.value not in own or file is None or file_of(model) != file:
        return None
    edits = (Edit(file, chosen.path, model.value), Edit(file, model.path, chosen.value))
    return Fix("Exchange `model` and `model_provider`", edits)


CHECKS: tuple[Check[Context], ...] = (provider_undefined,)
