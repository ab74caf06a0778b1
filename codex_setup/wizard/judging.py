"""What to do when the gateway did not simply agree: ask once more, change what is wrong, write it, or leave."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from codex_setup.doctor import examine
from codex_setup.record import replace
from codex_setup.wizard import Prepared, better_urls, new_errors
from codex_setup.wizard.answers import Answers
from codex_setup.wizard.ask import BackError, Option, Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_setup.report import Report
    from codex_setup.wizard.given import Given
    from codex_setup.wizard.steps import Desk

Ending = tuple[Answers, Prepared]

ABOUT = (("key", ("key-", "login-", "auth-")), ("model", ("model-", "no-accounts", "effort-")))
"""Which answer is to be changed, by how the id of the rule begins; everything else is about the address."""

CHANGES = {
    "key": Option("another key", value="key"),
    "model": Option("another model", value="model"),
    "address": Option("another address", value="address"),
}
AGAIN = Option("ask the gateway once more", "nothing is changed", "again")
WRITE = Option("write it all the same", "though nobody knows whether it works", "write")
LEAVE = Option("leave", "nothing is written", "leave")


def judged(
    desk: Desk, given: Given, answers: Answers, ready: Prepared, shown: Callable[[Report], str]
) -> Ending | Given | None:
    """Return the ending if all is well or the user wants it so, else what is known less what was wrong; None to leave."""
    report = ready.report
    before = examine(desk.bench.machine, desk.bench.asked) if report.exit_code else report
    new = new_errors(report, before) if report.exit_code else set()
    if not new and report.verdict != "unsure" and report.plan.refused is None:
        return answers, ready
    sys.stderr.write("\n" + shown(report))
    sys.stderr.flush()
    why = (
        "Codex would not work so; nothing is written yet."
        if new
        else "It could not be told whether Codex would work so; nothing is written yet."
    )
    options = choices(report, new)
    try:
        chosen = options[desk.asker.choose(Question("What now?", why), options).place or 0].value
    except BackError:
        chosen = "model"
    if chosen in ("write", "leave"):
        return (answers, ready) if chosen == "write" else None
    return without(given, chosen)


def choices(report: Report, new: set[str]) -> list[Option]:
    """Return what can be done, the likeliest first: what was found to work, then what the fault is about."""
    found = [Option(f"use {url} instead", "it answers there", url) for url in better_urls(report)]
    faults = sorted(new)
    about = [name for name, starts in ABOUT if any(fault.startswith(starts) for fault in faults)]
    arrived = any(probe.reply.status is not None for probe in report.probes)
    by_place = ["address", "key", "model"]
    ordered = list(dict.fromkeys([*about, *CHANGES])) if about or (arrived and not new) else by_place
    unsure = [] if new else [AGAIN]
    return [*found, *unsure, *(CHANGES[name] for name in ordered), *([] if new else [WRITE]), LEAVE]


def without(given: Given, chosen: str) -> Given:
    """Return what is known less what is to be asked again, or with the base URL that was found."""
    match chosen:
        case "again":
            return given
        case "key":
            kept = given.store if given.store != "command" else None
            return replace(given, key=None, store=kept, vault=None, command=(), notes=())
        case "model":
            return replace(given, model=None)
        case "address":
            asked = given.preset if given.preset is not None and given.preset.blanks else None
            return replace(given, preset=asked, base_url=None, fill={}, notes=())
        case url:
            return replace(given, base_url=url)
