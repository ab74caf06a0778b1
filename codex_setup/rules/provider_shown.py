"""Whether what Codex shows of a provider can be shown: its id and its name go to the terminal as they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.mask import visible
from codex_setup.model import Check, Edit, Finding, Fix, Rename, Severity, check, dotted
from codex_setup.pattern import pattern
from codex_setup.rules.proposal import changed, file_of, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Provider

COMMANDING = pattern(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What moves a terminal's cursor, changes its colours or turns its lines around."""


def commanding(text: str) -> bool:
    """Return whether a terminal obeys something in `text`."""
    return not (text.isascii() and text.isprintable()) and COMMANDING.search(text) is not None


HINT = "Codex writes it to the terminal as it stands, and the terminal obeys it."


@check("provider-control-character", Severity.WARNING)
def provider_control_character(context: Context) -> Iterator[Finding]:
    """The id or the name of a provider holds a character that a terminal obeys.

    Codex 0.169.0 takes such a provider and works with it. It writes the id to the terminal at the start of
    every session and the name in `codex doctor`, both as they stand: an escape sequence colours or clears
    the screen, a right-to-left mark turns the line around. Codex keeps sessions by provider id: under a new
    id `codex resume` shows older sessions only with `--all`.
    """
    for provider in context.providers.values():
        if commanding(provider.id) and not provider.builtin:
            chosen = context.config.get("model_provider", of=str)
            first = next(context.config.below(*provider.path), None)
            named = first.layer.place(provider.path) if first else chosen.place if chosen else None
            yield Finding(
                f"the id of the provider {quoted(provider.id)} holds a character that a terminal obeys",
                at=named,
                hint=HINT,
                fix=_renamed(context, provider),
            )
        name = provider.name
        if name is not None and commanding(name.value):
            tidy = visible(name.value).strip() or visible(provider.id).strip() or "relay"
            yield Finding(
                f"`{name.key}` is {quoted(name.value)}, with a character in it that a terminal obeys",
                at=name.place,
                hint=HINT,
                fix=changed(name, tidy, f"Call it {quoted(tidy)}"),
            )


def _renamed(context: Context, provider: Provider) -> Fix | None:
    """Return the fix that gives a provider an id that can be seen, where its whole table is the user's own."""
    table = tuple(context.config.below(*provider.path))
    files = {file_of(setting) for setting in table}
    new = re.sub(r"\s+", "-", visible(provider.id).strip())
    if len(files) != 1 or None in files or not new or new in context.providers:
        return None
    chosen = context.config.get("model_provider", of=str)
    follow: tuple[Edit, ...] = ()
    if chosen is not None and chosen.value == provider.id:
        file = file_of(chosen)
        if file is None:
            return None
        follow = (Edit(file, chosen.path, new),)
    renamed = tuple(
        Rename(file, provider.path, ("model_providers", new)) for file in files if file is not None
    )
    return Fix(f"Rename it to `{dotted((new,))}`", (*renamed, *follow), safe=False)


CHECKS: tuple[Check[Context], ...] = (provider_control_character,)
