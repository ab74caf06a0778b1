"""Whether Codex refuses the configuration for a reason that no other rule knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.request import plan
from codex_setup.mask import masked, printable
from codex_setup.model import Check, Finding, Severity, check, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.model import Place


@check("configuration-refused", Severity.ERROR)
def configuration_refused(context: Context) -> Iterator[Finding]:
    """Codex does not start with this configuration.

    Codex reads the whole configuration before anything else, and stops at the first thing that it does
    not take. Where another rule knows what it is, that one says so; here stand Codex's own words.
    """
    refused = plan(context).refused
    if refused is None or refused.stage == "send" or not context.invocation.anywhere:
        return
    words = refused.message.removeprefix("Error loading config.toml: ").removeprefix("Error: ")
    yield Finding(
        f"Codex refuses this configuration: {printable(masked(words.split(chr(10))[0])).rstrip('.')}",
        at=_place(context, words),
        hint="Nothing is sent until this is mended.",
    )


def _place(context: Context, words: str) -> Place | None:
    """Return where the key stands that Codex names at the end of its message, or None."""
    named = re.search(r"in `([^`]+)`\s*$", words)
    if named is None:
        return None
    for layer in reversed(context.layers):
        for key in layer.spans:
            if dotted(key) == named[1] and layer.state != "ignored":
                return layer.place(key)
    return None


CHECKS: tuple[Check[Context], ...] = (configuration_refused,)
