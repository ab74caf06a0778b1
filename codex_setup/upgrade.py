"""What another release of Codex makes of the same configuration: what breaks, changes, is repaired.

Pure: the context is read once for each release, and what follows from it is compared with the release
in use. Nothing is run and nothing is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from codex_setup.codex.context import Context, read_context
from codex_setup.codex.releases import CHANGES, DEFAULT_MODELS, NEWEST, OLDEST, numbers, release
from codex_setup.codex.request import plan
from codex_setup.mask import presentable
from codex_setup.model import Finding, Rule, Severity, dotted, findings_of
from codex_setup.record import record, replace
from codex_setup.rules import CHECKS, ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from codex_setup.codex.context import Binary, Invocation
    from codex_setup.machine import Machine
    from codex_setup.wire import Plan

Effect = Literal["breaks", "changes", "repaired"]
EFFECTS: tuple[Effect, ...] = ("breaks", "changes", "repaired")
Identity = tuple[str, str, str]
"""What makes a finding the same in two releases: its rule, its file, its key or line. Words may differ."""


@record
class View:
    """What one release makes of the configuration: its findings, and the plan's values by name."""

    release: str
    findings: Mapping[Identity, tuple[Rule, Finding]]
    values: Mapping[str, str]
    refused: str | None


@record
class Difference:
    """One thing that is otherwise from `since` on, until the first release looked at where it is not, or for good."""

    effect: Effect
    what: str
    message: str
    since: str
    until: str | None
    hint: str | None = None


@record
class Foresight:
    """The release in use, the releases that were looked at, and how they differ from it."""

    current: str
    origin: str
    releases: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def exit_code(self) -> int:
        """Return 1 where something breaks, else 0."""
        return int(any(each.effect == "breaks" for each in self.differences))


def foresee(machine: Machine, asked: Invocation, target: str, binaries: Sequence[Binary]) -> Foresight:
    """Return how `target` (a version, `latest` or `all`) differs from the release in use."""
    here = read_context(machine, asked, binaries)
    now, origin = view(here), here.release_origin
    releases = chosen(target, now.release)
    views = [view(read_context(machine, replace(asked, codex_version=each), binaries)) for each in releases]
    held: dict[tuple[Effect, str, str, str], list[int]] = {}
    for column, then in enumerate(views):
        for effect, what, message, hint in differences(now, then):
            held.setdefault((effect, what, message, hint or ""), []).append(column)
    found = [
        Difference(
            effect,
            what,
            message,
            releases[first],
            releases[after] if after < len(releases) else None,
            hint or None,
        )
        for (effect, what, message, hint), columns in held.items()
        for first, after in ranges(columns)
    ]
    found.sort(key=lambda each: (EFFECTS.index(each.effect), numbers(each.since), each.what))
    return Foresight(now.release, origin, releases, tuple(found))


def ranges(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield each unbroken range of ascending `columns`: its first, and the one after its last."""
    first = None
    for column in columns:
        first = column if first is None else first
        if column + 1 not in columns:
            yield first, column + 1
            first = None


def chosen(target: str, current: str) -> tuple[str, ...]:
    """Return the releases to look at: the one named, the newest known, or each in which something changed."""
    if target == "latest":
        return (NEWEST,)
    if target != "all":
        return (release(target).version,)
    bounds = {
        OLDEST,
        NEWEST,
        current,
        *(change.since for change in CHANGES),
        *(since for since, _ in DEFAULT_MODELS),
    }
    bounds |= {bound for check in CHECKS for bound in (check.rule.since, check.rule.until) if bound}
    return tuple(sorted((each for each in bounds if numbers(each) >= numbers(OLDEST)), key=numbers))


def view(context: Context) -> View:
    """Return what the release of `context` makes of it; what another finding explains is left out."""
    planned = plan(context)
    pairs = tuple(findings_of(ask(context)))
    causes = {rule.id for rule, _ in pairs}
    found = {identity(*pair): pair for pair in pairs if pair[1].because_of not in causes}
    refused = presentable(planned.refused.headline) if planned.refused else None
    return View(context.release.version, found, dict(_values(planned)), refused)


def identity(rule: Rule, finding: Finding) -> Identity:
    """Return what makes `finding` the same finding in another release."""
    at = finding.at
    if at is None:
        return rule.id, "", ""
    where = dotted(at.key) if at.key else str(at.span.line) if at.span else ""
    return rule.id, str(at.file or ""), where


def _values(planned: Plan) -> Iterator[tuple[str, str]]:
    """Yield what the plan says, as it may be shown; a part that a refusal leaves open is left out."""
    if planned.url is not None:
        yield "url", presentable(f"{planned.method} {planned.url}")
    if planned.model is not None:
        yield "model", presentable(planned.model)
    sent = planned.credential
    if sent is not None:
        yield "credential", f"{sent.secret or '…'} ({sent.origin.text})" if sent.header else "none"
    if planned.transport is not None:
        yield "transport", planned.transport


def differences(now: View, then: View) -> Iterator[tuple[Effect, str, str, str | None]]:
    """Yield effect, subject, message and hint of everything that is otherwise in `then`.

    A refusal is told by the finding that explains it, and by itself only where there is none.
    """
    if then.refused is not None and now.refused is None and not _new_errors(then, now):
        yield "breaks", "request", f"Codex stops: {then.refused}", None
    if then.refused is None and now.refused is not None and not _new_errors(now, then):
        yield "repaired", "request", f"Codex no longer stops with: {now.refused}", None
    for key, (rule, finding) in then.findings.items():
        if key not in now.findings:
            effect: Effect = "breaks" if rule.severity is Severity.ERROR else "changes"
            yield effect, rule.id, presentable(finding.message), finding.hint
    for key, (rule, finding) in now.findings.items():
        if key not in then.findings and rule.severity is not Severity.NOTE:
            yield "repaired", rule.id, presentable(finding.message), None
    for name, value in then.values.items():
        if name in now.values and value != now.values[name]:
            yield "changes", name, f"{now.values[name]} becomes {value}", None


def _new_errors(then: View, now: View) -> bool:
    return any(
        rule.severity is Severity.ERROR for key, (rule, _) in then.findings.items() if key not in now.findings
    )
