"""Report -> what is shown: one pure function for each format, loaded when it is asked for.

`RENDERERS` is by the name of `--format`; `PAGES` does the same for a page, such as that of many files.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from codex_setup.render.style import Style

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_setup.render.page import Page
    from codex_setup.report import Report

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown")

__all__ = ["FORMATS", "PAGES", "RENDERERS", "Style", "page_of"]


def page_of(report: Report, format_name: str) -> Page:
    """Return what may be shown of `report`; SARIF's also says each fix as a piece of text."""
    from codex_setup.render.paging import page  # `--help` lists the formats only

    return page(report, pieces=format_name == "sarif")


def _pages(name: str) -> Callable[[Page, Style], str]:
    def render(page: Page, style: Style) -> str:
        module = importlib.import_module(f"codex_setup.render.{name}")
        shown: str = module.render(page, style)
        return shown

    return render


def _reports(name: str) -> Callable[[Report, Style], str]:
    def render(report: Report, style: Style) -> str:
        return PAGES[name](page_of(report, name), style)

    return render


PAGES: dict[str, Callable[[Page, Style], str]] = {name: _pages(name) for name in FORMATS}
RENDERERS: dict[str, Callable[[Report, Style], str]] = {name: _reports(name) for name in FORMATS}
