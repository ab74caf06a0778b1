"""A plan for a person: the request that Codex would send, each value with its origin, or why it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.mask import printable
from codex_setup.render.facts import STAGES, codex, key, of_layer, where
from codex_setup.render.ink import finished, inked, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.render.page import Page, ShownRequest
    from codex_setup.render.style import Style
    from codex_setup.report import Report

COLUMN = 12


def render_plan(report: Report, style: Style) -> str:
    """Return the plan of `report` as text; `style.verbose` adds every layer."""
    from codex_setup.render.paging import page  # the same door as every renderer

    return plan_of(page(report), style)


def plan_of(page: Page, style: Style) -> str:
    """Return the plan on `page` as text, and beside it what the real Codex sent, where that is known."""
    return finished(_lines(page, style), style)


def _lines(page: Page, style: Style) -> Iterator[str]:
    yield from _fact("Codex", codex(page, style), style)
    for title, request in (("", page.request), ("What the installed Codex sent:", page.sent)):
        if request is not None:
            if title:
                yield from ("", inked(title, "bold", style))
            yield from _request(request, style)
    if style.verbose:
        yield ""
        for layer in page.layers:
            yield from _fact("layer", of_layer(layer, style), style)


def _request(request: ShownRequest, style: Style) -> Iterator[str]:
    if request.refused is not None:
        stage, message = request.refused
        yield from _fact("sends", f"nothing: {STAGES[stage]}, and says", style)
        for line in message.splitlines():
            yield from wrapped(printable(line), style.width, " " * COLUMN + "  ", " " * COLUMN + "  ")
    if request.url is not None:
        yield from _fact(
            "would send" if request.refused else "sends", f"{request.method} {request.url}", style
        )
    if request.provider is not None:
        yield from _fact("provider", request.provider or '""', style)
    if request.model is not None:
        origin = where(request.model_from, request.model_place, style)
        yield from _fact("model", f"{request.model or chr(34) * 2}  <- {origin}", style)
    if request.key_from is not None:
        yield from _fact("key", key(request, style), style)
    for name, value, origin in request.headers:
        yield from _fact("header", f"{name}: {value}  <- {where(origin, None, style)}", style)
    if request.transport == "websocket":
        yield from _fact("transport", "a WebSocket first, then HTTPS", style)
    yield from _expectations(request, style)


def _expectations(request: ShownRequest, style: Style) -> Iterator[str]:
    """Yield what Codex does when the answer fails, and what else is worth knowing."""
    for number, text in enumerate(request.patience):
        yield from _fact("on failure" if number == 0 else "", text, style)
    for text in request.remarks:
        yield from _fact("note", text, style)


def _fact(name: str, text: str, style: Style) -> Iterator[str]:
    for number, line in enumerate(wrapped(printable(text), style.width, " " * COLUMN, " " * COLUMN)):
        yield inked(f"{name:<{COLUMN}}", "faint", style) + line[COLUMN:] if number == 0 else line
