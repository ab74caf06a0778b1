"""What makes a finding the same one in the next run: its rule, its file, its key, not its line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_setup.render.page import Page
    from codex_setup.render.style import Style


def fingerprints(page: Page, style: Style) -> tuple[str, ...]:
    """Return a fingerprint for each finding of `page`; equal ones are told apart by their number."""
    from hashlib import sha256  # two of the formats need it

    seen: Counter[str] = Counter()
    found: list[str] = []
    for finding in page.findings:
        place = finding.place
        file = style.relative(place.file) if place and place.file else ""
        what = (place.key if place and place.key else "") or finding.message
        text = f"{finding.rule.id}\0{file}\0{what}"
        mark = text if not seen[text] else f"{text}\0{seen[text]}"
        seen[text] += 1
        found.append(sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return tuple(found)
