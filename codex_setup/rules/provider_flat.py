"""Whether a provider has a table of its own below `[model_providers]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.model import Check, Edit, Finding, Fix, Rename, Severity, check
from codex_setup.rules.proposal import file_of
from codex_setup.rules.provider_place import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context


@check("provider-table-flat", Severity.ERROR)
def provider_table_flat(context: Context) -> Iterator[Finding]:
    """The keys of a provider stand directly in `[model_providers]`.

    Below `model_providers` Codex expects one table for each provider, and refuses the file with
    "expected struct ModelProviderInfo" where a key stands there itself.
    """
    known = {*FIELDS, "name"}
    flat = [
        s
        for s in context.config.below("model_providers")
        if s.path[1:] and s.path[1] in known and not s.path[2:]
    ]
    if not flat:
        return
    chosen = context.config.get("model_provider", of=str)
    wanted = chosen.value if chosen and chosen.value not in context.release.reserved_ids else "relay"
    files = {file_of(setting) for setting in flat}
    file = files.pop() if len(files) == 1 else None
    taken = context.config.has("model_providers", wanted)
    edits: list[Edit | Rename] = []
    if file and not taken:
        edits = [Rename(file, s.path, ("model_providers", wanted, str(s.path[1]))) for s in flat]
        if not any(s.path[1] == "name" for s in flat):
            edits.append(Edit(file, ("model_providers", wanted, "name"), wanted))
        if chosen is None:
            edits.append(Edit(file, ("model_provider",), wanted))
    yield Finding(
        f"`{flat[0].key}` stands directly in `[model_providers]`",
        at=flat[0].place,
        hint="Each provider needs a table of its own: `[model_providers.ID]`.",
        fix=Fix(f"Make it the provider `{wanted}`", tuple(edits)) if edits else None,
    )


CHECKS: tuple[Check[Context], ...] = (provider_table_flat,)
