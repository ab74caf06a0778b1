"""A report for a program: version 1 of the JSON contract, written out member by member.

`schema.json` in the package says the same as a JSON Schema. Members may be added within a version; none
is renamed, removed or given another meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup import __version__
from codex_setup.mask import json_text, masked

if TYPE_CHECKING:
    from pathlib import Path

    from codex_setup.model import Value
    from codex_setup.render.page import (
        Page,
        ShownFinding,
        ShownFix,
        ShownLayer,
        ShownPlace,
        ShownProbe,
        ShownRequest,
    )
    from codex_setup.render.style import Style

SCHEMA = 1


def render(page: Page, style: Style) -> str:
    """Return the page as JSON; a runner of pipelines cannot take any line of it for a command."""
    return json_text(document(page, style), ascii_only=not style.unicode)


def document(page: Page, style: Style) -> dict[str, Value]:
    """Return the document of the contract."""
    found: dict[str, Value] = {
        "schema": SCHEMA,
        "tool": {"name": "codex-setup", "version": __version__},
        "codex": {"version": page.version, "from": page.version_from, "file": _file(page.binary)},
        "verdict": page.verdict,
        "exit_code": page.exit_code,
        "layers": [_layer(layer) for layer in page.layers],
        "request": _request(page.request) if page.request else None,
        "findings": [_finding(finding, style) for finding in page.findings],
        "probes": [_probe(probe, style) for probe in page.probes],
        "skipped": [{"rule": rule, "reason": reason} for rule, reason in page.skipped],
    }
    if page.sent is not None:
        found["sent"] = _request(page.sent)
    return found


def _layer(layer: ShownLayer) -> dict[str, Value]:
    return {"name": layer.name, "file": _file(layer.file), "state": layer.state, "reason": layer.reason}


def _request(request: ShownRequest) -> dict[str, Value]:
    refused = {"stage": request.refused[0], "message": request.refused[1]} if request.refused else None
    auth = {
        "header": request.header,
        "scheme": request.scheme,
        "from": request.key_from,
        "shown": request.key_shown,
    }
    return {
        "refused": refused,
        "provider": request.provider,
        "method": request.method,
        "url": request.url,
        "model": request.model,
        "model_from": request.model_from,
        "auth": auth if request.key_from is not None else None,
        "transport": request.transport,
    }


def _finding(finding: ShownFinding, style: Style) -> dict[str, Value]:
    return {
        "rule": finding.rule.id,
        "severity": finding.rule.severity,
        "message": finding.message,
        "hint": finding.hint,
        "place": _place(finding.place) if finding.place else None,
        "fix": _fix(finding.fix, style) if finding.fix else None,
        "unsure": finding.unsure,
        "because_of": finding.because_of,
    }


def _place(place: ShownPlace) -> dict[str, Value]:
    span = place.span
    return {
        "layer": place.layer,
        "file": _file(place.file),
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
        "key": place.key,
    }


def _fix(fix: ShownFix, style: Style) -> dict[str, Value]:
    from codex_setup.render.shell import line  # few findings have one

    commands = [line(command, style.shell) for command in fix.commands]
    return {
        "title": fix.title,
        "safe": fix.safe,
        "edits": [dict(edit) for edit in fix.edits],
        "commands": commands,
    }


def _probe(probe: ShownProbe, style: Style) -> dict[str, Value]:
    return {
        "name": probe.name,
        "method": probe.method,
        "url": probe.url,
        "status": probe.status,
        "failure": probe.failure,
        "ms": None if style.reproducible else probe.ms,
        "rule": probe.rule,
    }


def _file(file: Path | None) -> str | None:
    return None if file is None else masked(str(file))
