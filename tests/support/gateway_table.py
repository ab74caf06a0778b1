"""The table of docs/gateways.md, made from what the code knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.diagnosis.recognise import MARKS, Gateway
from codex_setup.gateway.hostile import hostile
from codex_setup.gateway.routes import GATEWAYS
from codex_setup.gateway.situations import situations

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNS = {"header": "a header", "body": "its words", "host": "its host", "code": "its error codes"}


def known() -> tuple[Gateway, ...]:
    """Return every gateway that is recognised, in the order of the marks, those that stand in front last."""
    found = tuple(dict.fromkeys(mark.gateway for mark in MARKS))
    return tuple(sorted(found, key=lambda gateway: gateway.front))


def lines() -> Iterator[str]:
    """Yield the generated part of the page."""
    yield "| gateway | serves Codex under | recognised by | simulated as |"
    yield "|---|---|---|---|"
    for gateway in known():
        bases = " or ".join(f"`{base or '/'}`" for base in gateway.bases)
        if gateway.front:
            bases = "(stands in front of others)"
        marks = [mark for mark in MARKS if mark.gateway is gateway]
        signs = ", ".join(
            words for name, words in SIGNS.items() if any(getattr(mark, name) for mark in marks)
        )
        names = ", ".join(
            f"`{name}`" for name in GATEWAYS if name.split("-old")[0].split("-claude")[0] == gateway.id
        )
        yield f"| {gateway.name} | {bases} | {signs} | {names} |"
    yield ""
    yield "## What can be served on loopback"
    yield ""
    yield "| mode | the gateway … |"
    yield "|---|---|"
    for name, make in {**situations(), **hostile()}.items():
        yield f"| `{name}` | {make().about} |"
