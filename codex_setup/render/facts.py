"""What stands at the top of a report even when all is well: which Codex, what it sends, what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.mask import printable
from codex_setup.render.ink import inked, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.render.page import Page, ShownLayer, ShownPlace, ShownProbe, ShownRequest
    from codex_setup.render.style import Style

COLUMN = 11
STAGES = {
    "load": "Codex stops while it reads its files",
    "start": "Codex stops before its session begins",
    "send": "Codex stops before it sends",
}
FAILURES = {
    "dns": "the name was not found", "refused": "the connection was refused", "timeout": "no answer in time",
    "tls": "the certificate was not trusted", "proxy": "the proxy failed", "cut": "the connection was cut",
}  # fmt: skip
ORIGINS = {
    "default": "Codex's own default", "option": "from the command line", "none": "no key is sent", "config": "from the configuration",
    "command": "from the command of `auth`", "header": "from a header of the configuration",
    "auth.json:apikey": "the API key in auth.json", "auth.json:chatgpt": "the ChatGPT login in auth.json",
}  # fmt: skip


def facts(page: Page, style: Style) -> Iterator[str]:
    """Yield the lines of the facts."""
    yield from fact("Codex", codex(page, style), style)
    if page.request is not None:
        yield from request_facts(page.request, style)
    probes = page.probes if style.verbose else page.probes[:1]
    for number, probe in enumerate(probes):
        yield from fact("answer" if number == 0 else "then", answer(probe, style, asked=style.verbose), style)
    told = {finding.place.file for finding in page.findings if finding.place is not None}
    shown = [
        layer
        for layer in page.layers
        if style.verbose
        or (layer.file and layer.state == "ignored")
        or (layer.file and layer.state == "unreadable" and layer.file not in told)
    ]
    for number, layer in enumerate(shown):
        yield from fact("layers" if number == 0 else "", of_layer(layer, style), style)


def fact(name: str, text: str, style: Style) -> Iterator[str]:
    """Yield one fact, wrapped."""
    lines = wrapped(printable(text), style.width, " " * COLUMN, " " * COLUMN)
    for number, line in enumerate(lines):
        head = f"{name:<{COLUMN}}"
        yield inked(head, "faint", style) + line[COLUMN:] if number == 0 else line


def codex(page: Page, style: Style) -> str:
    """Return which Codex this is about, and how we know."""
    match page.version_from:
        case "installed":
            how = f"installed: {style.tilde(page.binary)}" if page.binary else "installed"
        case "option":
            how = "as asked for"
        case _:
            how = "assumed; none is installed here" if page.binary is None else "assumed"
    judged = f", judged as {page.judged_as}" if page.judged_as else ""
    return f"{page.version} ({how}{judged})"


def request_facts(request: ShownRequest, style: Style) -> Iterator[str]:
    """Yield where Codex sends, which model it asks for, which key it takes; or why it does not send."""
    if request.refused is not None:
        stage, message = request.refused
        yield from fact("request", f"none: {STAGES[stage]}: {' '.join(message.split())}", style)
    elif request.url is not None:
        how = " over a WebSocket first" if request.transport == "websocket" else ""
        yield from fact("request", f"{request.method} {request.url}{how}", style)
    if request.provider is not None:
        yield from fact("provider", request.provider or '""', style)
    if request.model is not None:
        shown = request.model or '""'
        origin = where(request.model_from, request.model_place, style)
        yield from fact("model", f"{shown} ({origin})" if origin else shown, style)
    if request.key_from is not None:
        yield from fact("key", key(request, style), style)


def key(request: ShownRequest, style: Style) -> str:
    """Return which key goes out in which header, or that none does and why."""
    scheme = f"{request.scheme} " if request.scheme else ""
    origin = where(request.key_from, request.key_place, style)
    if request.header is not None and request.key_shown is not None:
        return f"{request.header}: {scheme}{request.key_shown} ({origin})"
    if request.header is not None and request.key_why:
        return f"{request.header}: {scheme}… ({origin}: {request.key_why})"
    return f"none: {request.key_why}" if request.key_why else "none is sent"


def where(origin: str | None, place: ShownPlace | None, style: Style) -> str:
    """Return in words where a value comes from: a file and line, a variable, a default."""
    text = origin or ""
    if text.startswith("env:"):
        name = text.removeprefix("env:")
        return f"{name} in {spot(place, style)}" if place and place.file else f"the variable {name}"
    if place is not None and place.file is not None and text not in ORIGINS:
        return spot(place, style)
    return ORIGINS.get(text, text)


def spot(place: ShownPlace, style: Style) -> str:
    """Return a place as `~/.codex/config.toml:5:1`, or what is known of it."""
    if place.file is None:
        return {"option": "the command line", "environment": "the environment"}.get(
            place.layer or "", place.layer or ""
        )
    file = printable(style.tilde(place.file))
    return f"{file}:{place.span.line}:{place.span.column}" if place.span else file


def answer(probe: ShownProbe, style: Style, *, asked: bool) -> str:
    """Return what came back, and after how long."""
    came = f"{probe.status}" if probe.status is not None else FAILURES.get(probe.failure or "", "none")
    if probe.status is None and probe.detail:
        came += f" ({probe.detail})"
    times = [] if style.reproducible else [f"{probe.ms} ms"]
    if not style.reproducible and probe.first is not None:
        times.append(f"first event after {probe.first} ms")
    if not style.reproducible and probe.completed is not None:
        times.append(f"complete after {probe.completed} ms")
    elif probe.completed is not None:
        times.append("complete")
    what = f"{probe.method} {probe.url}: " if asked else ""
    return f"{what}{came}" + (", " + ", ".join(times) if times else "")


def of_layer(layer: ShownLayer, style: Style) -> str:
    """Return one source of settings, and why Codex does not read it."""
    file = style.tilde(layer.file) if layer.file else "the command line"
    reason = f": {layer.reason}" if layer.reason else ""
    return f"{layer.name} {file} ({layer.state}{reason})"
