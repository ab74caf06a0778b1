"""What a gateway's answer means: the table of rows, read from the top, first fit wins.

Code and type are looked at first, text second, status last. Every row carries a reply that shows it, and a
test holds that no row hides another.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codex_setup.diagnosis import access, means, places, transport, wants
from codex_setup.diagnosis.advice import GATEWAY_ADVICE, Around, blanks, quoted
from codex_setup.diagnosis.row import Case, Row
from codex_setup.diagnosis.rules import CONNECTION_REFUSED, NAME_UNRESOLVED, OPEN, PATHS, RULES
from codex_setup.model import Finding, Outcome, Place
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from codex_setup.wire import Plan, Reply

ROWS: tuple[Row, ...] = (
    *transport.TRANSPORT, *transport.FRONT, *places.PAGES,
    *wants.FORMS, *access.GROUPS, *access.WHO, *means.WRAPPED,
    *access.KEYS_BY_CODE, *wants.BY_CODE, *means.BY_CODE, *places.ROUTES,
    *access.KEYS_BY_TEXT, *means.QUOTA_BY_TEXT, *means.BY_TEXT, *wants.BY_TEXT,
    *places.LOOSELY, *access.LOOSELY, *means.LOOSELY_FIRST, *wants.LOOSELY, *access.LOOSELY_KEYS, *means.LOOSELY,
    *means.BY_STATUS, *wants.NAMED, *places.LAST_ROUTES, *wants.BY_STATUS,
    *means.ALONE, *wants.ALONE, *access.ALONE, *means.UNKNOWN,
)  # fmt: skip
"""Every row, in the order in which they are tried."""

_RESERVED = pattern(
    r"(^|\.)(example|invalid|test|example\.(com|net|org))$|[<>${}\s]|^your|xxx", re.IGNORECASE
)


def row_for(case: Case) -> Row:
    """Return the first row that fits; the last one always does."""
    return next((row for row in ROWS if row.fits(case)), ROWS[-1])


def diagnose(plan: Plan, reply: Reply, around: Around | None = None, *, url: str | None = None) -> Outcome:
    """Return the outcome that one reply leads to, told in words.

    `url` is what was asked where that is not the plan's own.
    """
    case = Case.of(reply, url or plan.url or "", plan.model or "", sent_key=plan.sends_key)
    row = row_for(case)
    return Outcome(row.rule, (told(row, case, plan, around or Around()),))


def told(row: Row, case: Case, plan: Plan, around: Around) -> Finding:
    """Return the finding of a row for a case: its words with the blanks filled."""
    words = blanks(case, plan, around)
    hint = row.hint.format_map(words).strip()
    extra = around.preset.advice.get(row.rule.id) if around.preset else None
    if extra is None and case.gateway is not None:
        extra = GATEWAY_ADVICE.get((case.gateway.id, row.rule.id))
    if extra:
        hint = f"{hint} {extra}"
    return Finding(row.says.format_map(words), place_of(row, plan), hint, unsure=unsure(row, case))


def unsure(row: Row, case: Case) -> bool:
    """Return whether a row leaves open if Codex will work; a name or port that cannot be right does not."""
    if row.open is not None:
        return row.open
    try:
        parts = urlsplit(case.url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if row.rule is NAME_UNRESOLVED and _RESERVED.search(host):
        return False
    if row.rule is CONNECTION_REFUSED and port == 0:
        return False
    return row.rule in OPEN


def place_of(row: Row, plan: Plan) -> Place | None:
    """Return where in the user's files the cause stands, as far as a reply can tell."""
    if row.rule.id.startswith("key-") or row.rule.id == "model-not-permitted":
        return plan.credential.origin.place if plan.credential else None
    if row.rule.id.startswith("model-") or row.rule.id == "no-accounts":
        return plan.model_origin.place if plan.model_origin else None
    return None


__all__ = [
    "OPEN",
    "PATHS",
    "ROWS",
    "RULES",
    "Around",
    "Case",
    "Row",
    "diagnose",
    "quoted",
    "row_for",
    "told",
    "unsure",
]
