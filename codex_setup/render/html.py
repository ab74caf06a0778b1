"""A fleet as one HTML page: by rule and by machine, without scripts and without anything from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from codex_setup import __version__
from codex_setup.fleet import tally, versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.fleet import Fleet, Station

LOOK = """
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 2rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8884; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.broken, .error { color: #c22; } .unsure, .warning { color: #a60; } .healthy { color: #282; }
.broken, .unsure, .healthy, .error, .warning { font-weight: 600; }
@media (prefers-color-scheme: dark) { .broken, .error { color: #f77; } .unsure, .warning { color: #fb4; } .healthy { color: #7d7; } }
"""


def html(fleet: Fleet) -> str:
    """Return the fleet as one page that stands alone and loads nothing."""
    return "\n".join(_page(fleet)).encode("utf-8", "backslashreplace").decode() + "\n"


def _page(fleet: Fleet) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>codex-setup: {escape(tally(fleet))}</title>\n<style>{LOOK}</style>\n</head>\n<body>"
    yield f"<h1>Codex on {len(fleet.stations)} machines</h1>\n<p>{escape(tally(fleet))}</p>"
    yield "<h2 id=rules>By rule</h2>\n<table>\n<tr><th>Severity<th>Rule<th>Machines<th>Which</tr>"
    for rule, severity, there in fleet.by_rule():
        links = ", ".join(f'<a href="#{_anchor(one)}">{escape(one.name)}</a>' for one in there)
        yield f"<tr>{_word(severity)}<td><code>{escape(rule)}</code><td>{len(there)}<td>{links}</tr>"
    yield "</table>\n<h2 id=machines>By machine</h2>"
    yield "<table>\n<tr><th>Verdict<th>Machine<th>Codex<th>Model<th>Request<th>Findings</tr>"
    for one in fleet.stations:
        yield _machine(one)
    yield "</table>\n<h2 id=versions>By Codex version</h2>\n<table>\n<tr><th>Codex<th>Machines</tr>"
    for version, count in versions(fleet):
        yield f"<tr><td>{escape(version or 'unknown')}<td>{count}</tr>"
    yield "</table>"
    if fleet.unread:
        yield "<h2 id=unread>Not read</h2>\n<ul>"
        yield from (f"<li><code>{escape(name)}</code> {escape(reason)}" for name, reason in fleet.unread)
        yield "</ul>"
    yield f"<p>codex-setup {__version__}</p>\n</body>\n</html>"


def _machine(one: Station) -> str:
    findings = "".join(
        f"<div>{_span(told.severity)} <code>{escape(told.rule)}</code>: {escape(told.message)}"
        + (f"<br><code>{escape(told.where)}</code>" if told.where else "")
        + "</div>"
        for told in one.findings
        if told.severity != "note"
    )
    return (
        f'<tr id="{_anchor(one)}">{_word(one.verdict)}<td>{escape(one.name)}<td>{escape(one.codex)}'
        f"<td><code>{escape(one.model)}</code><td><code>{escape(one.url)}</code><td>{findings}</tr>"
    )


def _anchor(one: Station) -> str:
    """Return an id that two machines never share, whatever they are called."""
    return "m-" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in one.name)


def _word(word: str) -> str:
    known = word in ("broken", "unsure", "healthy", "error", "warning", "note")
    return f'<td class="{word}">{word}' if known else f"<td>{escape(word)}"


def _span(word: str) -> str:
    return f'<span class="{word}">{word}</span>' if word in ("error", "warning") else escape(word)
