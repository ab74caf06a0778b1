"""Writes `docs/providers.md` from the presets and the ways of keeping a key.

    python docs/providers.py          write it

`tests/test_docs_providers.py` holds that it is in step.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from codex_setup.providers import PRESETS, Preset  # noqa: E402 -- the checkout is on the path only now
from codex_setup.wizard.storage import VAULTS, WAYS  # noqa: E402 -- the same

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = ROOT / "docs" / "providers.md"

INTRO = """# Providers and keys

`codex-setup init --preset ID` knows these providers and gateways. What is in braces is for you to fill in:
`--fill NAME=VALUE`, or the whole address with `--base-url`. Codex asks `{base URL}/responses`, and nothing else
is added. A gateway that is not here is `--preset other`, or just `--base-url`.

`init` picks the model from the gateway's own list, sends one tiny request as Codex would, and writes only what
was found to work. `codex-setup providers --live` asks all that are configured; `codex-setup use NAME` switches.

This page is written by `docs/providers.py` from the presets themselves.
"""


def page() -> str:
    """Return the page."""
    return "\n".join([INTRO, *keys(), *(line for one in PRESETS for line in section(one))]).rstrip() + "\n"


def keys() -> Iterator[str]:
    """Yield the part on where a key is kept."""
    yield "## Where the key is kept\n"
    yield "| `--store` | what it is | `codex exec` | `codex` | an editor | CI |"
    yield "|---|---|---|---|---|---|"
    for way in WAYS:
        yield f"| `{way.id}` | {way.title}. {way.says} | {way.exec} | {way.tui} | {way.editor} | {way.ci} |"
    yield "\nPassword stores for `--store command` (`--vault ID`), each with the command that Codex runs:\n"
    for vault in VAULTS:
        words = " ".join(vault.fetch) if len(vault.fetch[-1]) < 60 else f"{vault.program} … (PowerShell)"
        yield f"- `{vault.id}`, {vault.name}: `{words}`"
    yield "\nAny other command that prints the key and nothing else: `--key-command 'COMMAND'`.\n"


def section(one: Preset) -> Iterator[str]:
    """Yield the part on one preset."""
    yield f"## {one.name}\n"
    yield f"`--preset {one.id}`\n"
    yield f"- base URL: `{one.base_url}`"
    yield f"- key: {f'`{one.env_key}`' if one.env_key else 'none'}{', only where the server wants one' if one.key_optional else ''}"
    if one.key_page:
        yield f"- where to get one: {one.key_page}"
    models = ", ".join(f"`{name}`" for name in one.models)
    yield f"- models: {models or 'as the gateway lists them'}{f'. {one.model_note}' if one.model_note else ''}"
    for name, value in one.headers.items():
        yield f"- header: `{name}: {value}`"
    for quirk in one.quirks:
        yield f"- {quirk}"
    for limit in one.cannot:
        yield f"- not possible: {limit}"
    read = f", read again in {one.checked}" if one.checked else ""
    yield f"- sources{read}: {'; '.join(one.sources)}\n"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
