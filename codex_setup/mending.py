"""The road of `doctor --fix`: findings -> edits -> changes -> preview -> question -> files -> a second look.

Nothing is written that was not first examined as a preview; what turns out worse is put back. The
caller brings the eyes (`examine`), the mouth (`show`) and the ears (`confirm`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from codex_setup.model import (
    AnyEdit,
    Edit,
    Finding,
    Fix,
    Permit,
    Rename,
    Replace,
    Rule,
    SetupError,
    dotted,
    findings_of,
)
from codex_setup.record import record, replace
from codex_setup.repair import Change, FileChangedError, Receipt, plan_changes, taking_back, write

if TYPE_CHECKING:
    from pathlib import Path

    from codex_setup.machine import Machine
    from codex_setup.report import Report

Show = Callable[[str], None]

ROUNDS = 12
"""So often a fix may bring to light what the next one mends."""

TRIES = 5
"""So often the road is walked anew because somebody else wrote in between."""


class Examine(Protocol):
    """Examines a machine; `live` says whether the gateway may be asked."""

    def __call__(self, machine: Machine, /, *, live: bool) -> Report:
        """Return the report."""


@record
class Wanted:
    """Which fixes to apply: those of these rules (all where empty), with `unsafe` those that change meaning."""

    unsafe: bool = False
    only: tuple[str, ...] = ()


@record
class Proposal:
    """Changes that mend something, the titles of their fixes, and what must be said of them."""

    changes: tuple[Change, ...]
    titles: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    def diff(self) -> str:
        """Return all differences, keys masked."""
        return "".join(change.diff() for change in self.changes)


@record
class Mended:
    """What came of it: the report on what is there now, what was proposed, and the receipt if it was written.

    `restored` says that it was written, found worse, and put back.
    """

    report: Report
    proposal: Proposal | None = None
    receipt: Receipt | None = None
    restored: bool = False

    @property
    def declined(self) -> bool:
        """Return whether there was something to write, and it was not wanted, or not to be wanted."""
        return self.proposal is not None and self.receipt is None


def mend_home(
    machine: Machine,
    report: Report,
    *,
    examine: Examine,
    wanted: Wanted,
    confirm: Callable[[Proposal], bool],
    show: Show,
    state: Path | None = None,
) -> Mended:
    """Mend what `report` found and return what is there afterwards.

    `confirm` shows the difference and asks, once; where it says no, nothing is written. Raises `SetupError` where a file cannot be
    written; it is then as it was. Where a file changed in the meantime, the road is walked again.
    """
    for tries in range(TRIES):
        try:
            proposal = propose(machine, report, examine, wanted, show)
            if proposal is None:
                return Mended(report)
            if not proposal.changes or not confirm(proposal):
                return Mended(report, proposal)
            return _written(machine, report, proposal, examine, show, state)
        except FileChangedError as error:
            if tries == TRIES - 1:
                raise
            show(f"{error.message}; looking again\n")
            report = examine(machine, live=True)
    raise AssertionError  # the last try either returned or raised


def _written(  # noqa: PLR0917 -- the rest of one road
    machine: Machine, report: Report, proposal: Proposal, examine: Examine, show: Show, state: Path | None
) -> Mended:
    receipt = write(proposal.changes, "; ".join(proposal.titles), state=state)
    after = examine(machine, live=True)
    if not worse(after, report):
        return Mended(after, proposal, receipt)
    write(taking_back(receipt), f"put back: {receipt.title}", undoes=receipt.id, state=state)
    show("it got worse, so everything was put back as it was\n")
    return Mended(examine(machine, live=True), proposal, receipt, restored=True)


def propose(
    machine: Machine,
    report: Report,
    examine: Examine,
    wanted: Wanted,
    show: Show = lambda _: None,
) -> Proposal | None:
    """Return the changes that mend what `report` found, and what comes to light behind it; None for nothing.

    What would make it worse is a proposal without changes.

    Each round applies what the last report proposes to a preview; the gateway is asked again only when
    the files have nothing more to say.
    """
    changes: tuple[Change, ...] = ()
    titles: list[str] = []
    seen: list[tuple[AnyEdit, ...]] = []  # no set: the value of an edit may be a table
    remarks: list[str] = []
    here, now, asked = machine, report, False
    for _ in range(ROUNDS):
        fixes = [fix for fix in _round(now, wanted) if fix.edits not in seen]
        seen += [fix.edits for fix in fixes]
        before = changes
        for fix in fixes:
            if planned := _planned(here, fix, show):
                remarks += _history(here, report, fix)
                changes = _joined(changes, planned)
                titles.append(fix.title)
                here = _preview(machine, changes)
        if changes != before:
            now, asked = examine(here, live=False), False
        elif changes and not asked:
            now, asked = examine(here, live=True), True
        else:
            break
    changes = tuple(change for change in changes if change.differs)
    if not changes:
        return None
    if worse(now, report):
        show("the fixes that are known would make it worse\n")
        return Proposal((), ())
    said = [remark for change in changes for remark in change.remarks]
    return Proposal(changes, tuple(dict.fromkeys(titles)), tuple(dict.fromkeys([*said, *remarks])))


def _planned(machine: Machine, fix: Fix, show: Show) -> tuple[Change, ...]:
    """Return the changes that a fix makes; where it cannot be made, say so and return none."""
    try:
        return plan_changes(machine, fix.edits)
    except SetupError as error:
        show(f"left alone: {fix.title} ({error.message})\n")
        return ()


def _preview(machine: Machine, changes: Sequence[Change]) -> Machine:
    modes = {change.file: change.mode for change in changes if change.mode is not None}
    return machine.with_files({change.file: change.after for change in changes}, modes)


def _round(report: Report, wanted: Wanted) -> list[Fix]:
    """Return the fixes to apply now: of a cause rather than of what follows from it.

    Where a file has to be made TOML first, only those that do so.
    """
    chosen = [
        (rule, finding) for rule, finding in findings_of(report.outcomes) if _chosen(rule, finding, wanted)
    ]
    roots = {rule.id for rule, finding in chosen if finding.because_of is None}
    fixes = [finding.fix for _, finding in chosen if finding.fix and finding.because_of not in roots]
    raw = {edit.file for fix in fixes for edit in fix.edits if isinstance(edit, Replace)}
    closed = _closed(report)
    kept: list[Fix] = []
    taken: set[Path] = set()
    for fix in fixes:
        files = {edit.file for edit in fix.edits}
        if files & closed and not any(isinstance(edit, Replace | Permit) for edit in fix.edits):
            continue
        if not files & raw:
            kept.append(fix)
        elif any(isinstance(edit, Replace) for edit in fix.edits) and not files & taken:
            taken |= files
            kept.append(fix)
    return kept


def _closed(report: Report) -> set[Path]:
    """Return the files that are not TOML: until they are, nothing in them can be changed exactly."""
    return {
        layer.file
        for layer in report.context.layers
        if layer.file and layer.problem and layer.problem.kind == "syntax"
    }


def _chosen(rule: Rule, finding: Finding, wanted: Wanted) -> bool:
    fix = finding.fix
    if fix is None or not fix.edits:
        return False
    return (fix.safe or wanted.unsafe) and (not wanted.only or rule.id in wanted.only)


def _joined(changes: Sequence[Change], more: Sequence[Change]) -> tuple[Change, ...]:
    """Return one change a file: from what it was at first to what it is at last."""
    found = {change.file: change for change in changes}
    for change in more:
        first = found.get(change.file)
        if first is None:
            found[change.file] = change
            continue
        mode = first.mode if change.mode is None else change.mode
        found[change.file] = replace(
            first,
            after=change.after,
            mode=mode,
            secrets=(*first.secrets, *change.secrets),
            remarks=(*first.remarks, *change.remarks),
        )
    return tuple(found.values())


def _history(machine: Machine, report: Report, fix: Fix) -> Iterator[str]:
    """Yield how many sessions each provider that gets another id leaves behind."""
    home = report.context.codex_home
    for edit in fix.edits:
        if home is None or not isinstance(edit, Edit | Rename) or edit.key[:1] != ("model_providers",):
            continue
        gone = isinstance(edit, Rename) or edit.value is None
        if len(edit.key) != 2 or not gone:  # noqa: PLR2004 -- the table of one provider
            continue
        from codex_setup.codex.sessions import sessions_of  # only for this remark

        count = sessions_of(machine, home, str(edit.key[1]))
        if count:
            them = "1 session lives" if count == 1 else f"{count} sessions live"
            yield f"{them} under `{dotted(edit.key[1:])}`; Codex lists them only with `codex resume --all`"


def worse(after: Report, before: Report) -> bool:
    """Return whether Codex would get less far than before, or as far with more that is surely wrong."""
    return _standing(after) < _standing(before)


def _standing(report: Report) -> tuple[int, int, int]:
    refused = report.plan.refused
    stage = {"load": 0, "start": 1, "send": 2}[refused.stage] if refused else 3
    errors = [finding for rule, finding in findings_of(report.outcomes) if rule.severity.rank == 0]
    sure = sum(not finding.unsure for finding in errors)
    return stage, -sure, -(len(errors) - sure)
