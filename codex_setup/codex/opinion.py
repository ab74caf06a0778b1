"""Where the installed Codex and our prediction differ about a configuration; agreement is silent.

The installed Codex is right about itself: a difference is a fault of ours, and is reported as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from codex_setup.codex.process import started
from codex_setup.codex.validator import Verdict, asked
from codex_setup.mask import presentable, printable
from codex_setup.model import Finding, Outcome, Place, Rule, Severity, Span, findings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.process import Begin
    from codex_setup.wire import Plan

REFUSES = Rule(
    "codex-refuses",
    Severity.ERROR,
    "The installed Codex does not load this configuration.\n\nThe installed Codex was asked to load a copy of the "
    "configuration and stopped with these words. It reports one problem at a time: others may follow.",
)
DISAGREES = Rule(
    "codex-disagrees",
    Severity.WARNING,
    "The installed Codex and codex-setup judge this configuration differently.\n\nThe installed Codex is right about "
    "itself, so this is a fault of codex-setup: the prediction for this release does not hold. A report with the two "
    "sentences and the lines of the configuration that they speak of lets it be mended.",
)
UNUSABLE = Rule(
    "codex-unusable",
    Severity.WARNING,
    "A Codex that is installed does not say which one it is.\n\nAsked for its version, it hangs, fails or answers "
    "something else, or it cannot start at all. What is predicted then rests on the newest release that is known, and "
    "not on the one that will run.",
)
RULES = (REFUSES, DISAGREES, UNUSABLE)
REPORT = "This is a fault of codex-setup, worth reporting with this sentence and the lines it is about."

Opinion = Callable[["Plan", Sequence[Outcome]], tuple[Outcome, ...]]
"""Waits for Codex and returns what it adds to our prediction and these outcomes."""


@contextmanager
def second_opinion(context: Context, begin: Begin = started) -> Iterator[Opinion]:
    """Begin to ask the installed Codex, and give what waits for its answer and compares it with ours."""
    with asked(context, begin) as verdict:

        def opinion(planned: Plan, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
            return (*compared(context, planned, outcomes, verdict()), unusable(context))

        yield opinion


def unusable(context: Context) -> Outcome:
    """Return what keeps an installed Codex from being told or started, one finding for each."""
    hint = "`--codex-version X.Y.Z` says which release to judge by."
    return Outcome(
        UNUSABLE,
        tuple(
            Finding(f"`{printable(str(each.file))}` cannot be judged: {each.problem}", hint=hint)
            for each in context.binaries
            if each.problem is not None
        ),
    )


def compared(
    context: Context, planned: Plan, outcomes: Sequence[Outcome], verdict: Verdict
) -> tuple[Outcome, ...]:
    """Return what Codex's verdict adds to our outcomes: nothing but passed rules where the two agree."""
    if verdict.skipped is not None:
        return tuple(Outcome(rule, skipped=verdict.skipped) for rule in (REFUSES, DISAGREES))
    codex, at, refused = f"Codex {context.release.version}", place_of(context, verdict), planned.refused
    warned = context.release.has("unknown-keys-warned")
    refusals: tuple[Finding, ...] = ()
    differences: list[Finding] = []
    if verdict.words is not None:
        foreseen = refused is not None and refused.stage in ("load", "start")
        if not foreseen or not (_same_words(planned, verdict) or _known(outcomes, verdict)):
            refusals = (
                Finding(f"{codex} does not load it: {verdict.words}", at, "These are Codex's own words."),
            )
        if not foreseen:
            said = f"{codex} refuses with `{verdict.words}`, and codex-setup did not foresee it"
            differences.append(Finding(said, at, REPORT))
    elif refused is not None and refused.stage == "load":
        expected = presentable(refused.headline)
        said = f"{codex} loads this configuration, and codex-setup expected `{expected}`"
        differences.append(Finding(said, hint=REPORT))
    elif warned and verdict.unknown is not None and not _known(outcomes, verdict):
        key = presentable(verdict.unknown)
        said = f"{codex} does not know the key `{key}`, and codex-setup took it for known"
        differences.append(Finding(said, at, REPORT))
    return (Outcome(REFUSES, refusals), Outcome(DISAGREES, tuple(differences)))


def _same_words(planned: Plan, verdict: Verdict) -> bool:
    """Return whether Codex says what was predicted; for some faults it points to a place far from them."""
    return planned.refused is not None and (verdict.words or "") in presentable(planned.refused.message)


def _known(outcomes: Iterable[Outcome], verdict: Verdict) -> bool:
    """Return whether one of our findings is about what Codex points to; of what it does not place, any may be."""
    if verdict.line is None and verdict.unknown is None:
        return any(rule.severity is Severity.ERROR for rule, _finding in findings_of(outcomes))
    for _rule, finding in findings_of(outcomes):
        if verdict.unknown is not None and verdict.unknown.rpartition(".")[2] in finding.message:
            return True
        span = finding.at.span if finding.at is not None and finding.at.file == verdict.file else None
        if span is not None and verdict.line is not None and span.line <= verdict.line <= span.end_line:
            return True
    return False


def place_of(context: Context, verdict: Verdict) -> Place | None:
    """Return where Codex points, or None where it names no place: one character of one of the layers."""
    if verdict.file is None or verdict.line is None or verdict.column is None:
        return None
    layer = next((each for each in context.layers if each.file == verdict.file), None)
    lines = layer.text.splitlines(keepends=True) if layer is not None else []
    start = sum(map(len, lines[: verdict.line - 1])) + verdict.column - 1
    span = Span(verdict.line, verdict.column, verdict.line, verdict.column + 1, start, start + 1)
    return Place(layer.name if layer is not None else None, verdict.file, span)
