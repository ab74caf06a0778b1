"""Which models a release of Codex knows by itself, and how it asks them.

Each release carries a list of models. A name outside the list is sent all the same, with a warning and
with assumptions about its size; a name on it may be asked in the form "responses-lite", which other
gateways need not understand. As `codex debug models --bundled` shows it in 0.128, 0.134, 0.147, 0.149,
0.155, 0.160, 0.164, 0.169 and 0.171; boundaries between these are those of the default model, where it tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.record import record

if TYPE_CHECKING:
    from codex_setup.codex.releases import Release


@record
class ListedModel:
    """A model of Codex's own list: from `since` on, before `until`, asked as responses-lite from `lite` on."""

    name: str
    since: str
    until: str | None = None
    lite: str | None = None


CATALOGUE: tuple[ListedModel, ...] = (
    ListedModel("gpt-5.2", "0.128.0", "0.155.0"),
    ListedModel("gpt-5.3-codex", "0.107.0", "0.147.0"),
    ListedModel("gpt-5.4", "0.123.0", "0.160.0"),
    ListedModel("gpt-5.4-mini", "0.128.0", "0.155.0"),
    ListedModel("gpt-5.5", "0.125.0"),
    ListedModel("codex-auto-review", "0.128.0", lite="0.155.0"),
    ListedModel("gpt-5.6-sol", "0.144.6", lite="0.144.6"),
    ListedModel("gpt-5.6-terra", "0.147.0", lite="0.147.0"),
    ListedModel("gpt-5.6-luna", "0.147.0", lite="0.147.0"),
    ListedModel("gpt-6-astra", "0.153.4", lite="0.153.4"),
    ListedModel("gpt-daybreak-blue-latest", "0.155.0", lite="0.155.0"),
    ListedModel("gpt-daybreak-red-latest", "0.155.0", lite="0.155.0"),
    ListedModel("gpt-6.1-sol", "0.159.3", lite="0.159.3"),
    ListedModel("gpt-6-sol", "0.160.0", lite="0.160.0"),
    ListedModel("gpt-6-luna", "0.160.0", lite="0.160.0"),
    ListedModel("gpt-6.1-terra", "0.169.0", lite="0.169.0"),
    ListedModel("gpt-6.2-sol", "0.171.0", lite="0.171.0"),
    ListedModel("gpt-6.2-astra", "0.171.0", lite="0.171.0"),
)
"""Every model that a release from 0.128 on was seen to carry."""


def known(model: str, release: Release) -> ListedModel | None:
    """Return what `release` knows of `model`: by the beginning of its name, in exact case, after a vendor."""
    name = model.rpartition("/")[2]
    fits = [each for each in CATALOGUE if name.startswith(each.name) and _carried(each, release)]
    return max(fits, key=lambda each: len(each.name), default=None)


def lite(model: str, release: Release) -> bool:
    """Return whether `release` asks `model` in the form "responses-lite"."""
    found = known(model, release)
    return found is not None and found.lite is not None and release.at_least(found.lite)


def _carried(each: ListedModel, release: Release) -> bool:
    return release.at_least(each.since) and not (each.until and release.at_least(each.until))
