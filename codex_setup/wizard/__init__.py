"""From answers to a configuration that is proved: previewed, asked, written, examined again.

`init` and `use` share this road. Nothing is written before the gateway has answered on exactly the
files that will be written, and what is written is taken back if it turns out worse than the preview.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.answer import armed
from codex_setup.codex.binary import installed
from codex_setup.codex.context import Context, Invocation, read_context
from codex_setup.codex.request import plan
from codex_setup.doctor import Connect, examine
from codex_setup.model import AnyEdit, Edit, Secret, SetupError, Severity, findings_of
from codex_setup.record import record, replace
from codex_setup.repair import Change, Receipt, plan_changes, taking_back, write
from codex_setup.repair.export import with_variable
from codex_setup.wizard.answers import Answers, edits_for, existing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_setup.machine import Machine
    from codex_setup.model import Outcome
    from codex_setup.report import Report

Variable = tuple[str, Secret]
"""A variable's name and the key that it holds."""

PLACEHOLDER_MODEL = "-"
"""What stands for the model while the gateway is asked for its list; never sent, never written."""


@record
class Bench:
    """What the wizard works with: the machine, the Codex that is meant, the network's door (None: offline)."""

    machine: Machine
    asked: Invocation
    connect: Connect | None

    def context(self, machine: Machine | None = None) -> Context:
        """Return the context on `machine`, else on the bench's own."""
        where = machine or self.machine
        return read_context(where, self.asked, installed(self.machine, self.asked.codex_home))

    def under(self, profile: str | None) -> Bench:
        """Return the bench for a Codex that is started with this profile."""
        return self if profile is None else replace(self, asked=replace(self.asked, profile=profile))


@record
class Prepared:
    """Changes that are ready to be written, the machine as it would then be, and what came of examining it.

    `variable` counts for the check only: it stands for what the user has yet to export.
    """

    changes: tuple[Change, ...]
    machine: Machine
    report: Report
    variable: Variable | None = None
    profile: str | None = None


@record
class Offer:
    """The names that a gateway offers, or the outcome that says why there are none."""

    names: tuple[str, ...] = ()
    outcome: Outcome | None = None

    @property
    def says(self) -> str:
        """Return why there is no list, in one clause; empty where there is one."""
        findings = self.outcome.findings if self.outcome is not None else ()
        return findings[0].message if findings and not self.names else ""


def foreseen(
    bench: Bench, edits: Sequence[AnyEdit], variable: Variable | None = None
) -> tuple[tuple[Change, ...], Machine]:
    """Return the changes that `edits` make, and the machine after them and with this variable exported."""
    changes = plan_changes(bench.machine, edits)
    after = bench.machine.with_files({change.file: change.after for change in changes})
    return changes, with_variable(after, *variable) if variable is not None else after


def imagined(answers: Answers) -> Variable | None:
    """Return the variable that the user has yet to export, with the key that it is to hold."""
    return (answers.env_key, answers.key) if answers.store == "variable" and answers.key is not None else None


def offered(bench: Bench, answers: Answers, context: Context) -> Offer:
    """Return the model names that the gateway offers to this key, asked as the answers would have Codex ask."""
    if bench.connect is None:
        return Offer()
    from codex_setup.models import list_models  # what only a live wizard needs

    trial = replace(answers, model=answers.model or PLACEHOLDER_MODEL)
    _, after = foreseen(bench, edits_for(trial, context), imagined(answers))
    there = bench.under(answers.profile)
    seen = read_context(after, there.asked, context.binaries)
    names, _, outcome = list_models(seen, armed(seen, plan(seen)), bench.connect(seen.environment))
    return Offer(tuple(names), outcome)


def model_for(answers: Answers, offer: Offer, context: Context) -> str | None:
    """Return the model to set if nobody says otherwise, or None where only the user can tell.

    The one in force stays where it is this gateway's; else the preset's first that the gateway offers.
    """
    if answers.model:
        return answers.model
    there = existing(context, answers.base_url)
    now = context.config.get("model", of=str)
    kept = now is not None and now.value.strip() and (not offer.names or now.value in offer.names)
    if kept and now is not None and there is not None and there.id == context.provider.id:
        return now.value
    known = answers.preset.models
    if not offer.names:
        return known[0] if known else None
    agreed = [name for name in known if name in offer.names]
    return agreed[0] if agreed else offer.names[0] if len(offer.names) == 1 else None


def prepare(bench: Bench, answers: Answers, context: Context) -> Prepared:
    """Return the changes for these answers, and the report on the machine as it would be; nothing is written."""
    return proposed(bench, edits_for(answers, context), imagined(answers), answers.profile)


def proposed(
    bench: Bench, edits: Sequence[AnyEdit], variable: Variable | None = None, profile: str | None = None
) -> Prepared:
    """Return the changes that these edits make, and the report on the machine as it would be."""
    changes, after = foreseen(bench, edits, variable)
    report = examine(after, bench.under(profile).asked, connect=bench.connect)
    report = replace(report, unwritten=frozenset(change.file for change in changes))
    return Prepared(changes, after, report, variable, profile)


def carry_out(bench: Bench, ready: Prepared, title: str) -> tuple[Report, Receipt | None]:
    """Write the changes and return what is true afterwards; what came out worse than foreseen is taken back.

    Raises `SetupError` where it had to be taken back: the files are then as they were.
    """
    state = bench.machine.state
    receipt = write(ready.changes, title, state=state) if ready.changes else None
    _, machine = foreseen(bench, (), ready.variable)
    after = examine(machine, bench.under(ready.profile).asked)
    worse = errors(after) - errors(ready.report)
    if worse and receipt is not None:
        write(taking_back(receipt), f"take back: {title}", undoes=receipt.id, state=state)
        raise SetupError(
            f"what was written turned out worse than foreseen ({', '.join(sorted(worse))})",
            "Everything is as it was; `codex-setup doctor` may say more.",
        )
    return proved(after, ready.report), receipt


def errors(report: Report) -> set[str]:
    """Return the ids of the rules that something is surely wrong with."""
    return {
        rule.id
        for rule, found in findings_of(report.outcomes)
        if rule.severity is Severity.ERROR and not found.unsure
    }


def new_errors(after: Report, before: Report, *, unsure: bool = False) -> set[str]:
    """Return the ids of the rules that something is wrong with now and was not before, word for word.

    Surely wrong, or with `unsure` what leaves open whether Codex will work.
    """
    old = {(rule.id, found.message) for rule, found in findings_of(before.outcomes)}
    return {
        rule.id
        for rule, found in findings_of(after.outcomes)
        if rule.severity is Severity.ERROR and found.unsure is unsure and (rule.id, found.message) not in old
    }


def better_urls(report: Report) -> list[str]:
    """Return the base URLs under which the gateway was found to answer."""
    fixes = [finding.fix for _, finding in findings_of(report.outcomes) if finding.fix is not None]
    edits = [
        edit
        for fix in fixes
        for edit in fix.edits
        if isinstance(edit, Edit) and edit.key[-1:] == ("base_url",)
    ]
    return list(dict.fromkeys(edit.value for edit in edits if isinstance(edit.value, str)))


def proved(after: Report, before: Report) -> Report:
    """Return the report on what was written, with what the gateway answered on the same files just before."""
    seen = {outcome.rule.id for outcome in after.outcomes}
    live = tuple(outcome for outcome in before.outcomes if outcome.rule.id not in seen)
    fetched, planned = before.plan.credential, after.plan
    if fetched is not None and fetched.origin.text == "command":
        planned = replace(planned, credential=fetched)
    return replace(after, plan=planned, outcomes=after.outcomes + live, probes=before.probes)
