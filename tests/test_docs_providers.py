"""The page on providers says what the presets say."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_is_in_step() -> None:
    written = runpy.run_path(str(DOCS / "providers.py"))["page"]()
    assert (DOCS / "providers.md").read_text(encoding="utf-8") == written
