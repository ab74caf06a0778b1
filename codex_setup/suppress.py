"""Which findings the user has asked not to see, and whether that was said with a reason and in time.

    model = "gpt-9"  # codex-setup: ignore[model-unknown] our gateway knows it

The comment stands on the line itself or on the line above it. `--ignore RULE` does the same for a whole
run. A security rule is lowered to a note instead, and an error that Codex itself would stop at stays an
error of Codex: the plan and the verdict of the request are not touched.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from codex_setup.model import Finding, Outcome, Place, Rule, Severity, Span
from codex_setup.nearest import nearest
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_setup.codex.layers import Layer

COMMENT = re.compile(r"#[ \t]*codex-setup:[ \t]*ignore(?:\[(?P<rules>[^\]\n]*)\])?[ \t]*(?P<why>[^\n]*)")

UNUSED = Rule(
    "suppression-unused",
    Severity.WARNING,
    """A comment asks to ignore a rule that finds nothing there.

The fault has gone, or the comment stands on another line than the finding, or the rule has another name.
What is ignored for nothing will one day hide something.""",
)
UNEXPLAINED = Rule(
    "suppression-unexplained",
    Severity.WARNING,
    """A comment asks to ignore a rule and does not say why.

Whoever reads the file next cannot tell whether it still holds. The reason stands behind the bracket:
`# codex-setup: ignore[model-unknown] our gateway knows it`.""",
)
UNKNOWN = Rule(
    "suppression-unknown",
    Severity.WARNING,
    """A comment asks to ignore a rule that does not exist.

The names are those that stand in brackets before each finding; `codex-setup explain --list` shows all.""",
)
RULES = (UNUSED, UNEXPLAINED, UNKNOWN)


@record
class Suppression:
    """One rule that one comment asks to ignore: where it stands, which lines it is about."""

    rule: str
    why: str
    place: Place
    lines: tuple[int, int]

    def covers(self, rule: Rule, finding: Finding) -> bool:
        """Return whether the comment is about this finding."""
        at = finding.at
        return (
            rule.id == self.rule
            and at is not None
            and at.file == self.place.file
            and at.span is not None
            and at.span.line <= self.lines[1]
            and at.span.end_line >= self.lines[0]
        )


def suppress(
    outcomes: Sequence[Outcome], layers: Sequence[Layer], ignored: Sequence[str] = ()
) -> tuple[Outcome, ...]:
    """Return the outcomes without what is ignored, followed by what is wrong with the comments themselves."""
    asked = tuple(suppressions(layers))
    if not asked and not ignored:
        return tuple(outcomes)
    used: set[Suppression] = set()
    left = tuple(each for outcome in outcomes for each in _left(outcome, asked, ignored, used))
    return (*left, *_faults(asked, used, left))


def suppressions(layers: Sequence[Layer]) -> Iterator[Suppression]:
    """Yield what the comments of the layers ask for, each rule of each comment once."""
    for layer in layers:
        if layer.file is None or "codex-setup" not in layer.text or layer.prefix:
            continue
        for found in COMMENT.finditer(layer.text):
            if not _is_comment(layer.text, found.start()):
                continue
            place, lines = _place(layer, found), _lines(layer.text, found.start())
            for name in (found["rules"] or "").split(","):
                yield Suppression(name.strip(), found["why"].strip(" \t:-—"), place, lines)


def _is_comment(text: str, at: int) -> bool:
    """Return whether the `#` at `at` begins a comment: no quotes are open before it on its line."""
    before = re.sub(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', "", text[text.rfind("\n", 0, at) + 1 : at])
    return '"' not in before and "'" not in before


def _place(layer: Layer, found: re.Match[str]) -> Place:
    start, end = found.start(), found.start() + len(found[0].rstrip())
    line = layer.text.count("\n", 0, start) + 1
    column = start - layer.text.rfind("\n", 0, start)
    return Place(layer.name, layer.file, Span(line, column, line, column + end - start, start, end))


def _lines(text: str, at: int) -> tuple[int, int]:
    """Return the lines that a comment is about: its own, or where it stands alone the next that says something."""
    begin = text.rfind("\n", 0, at) + 1
    line = text.count("\n", 0, at) + 1
    if text[begin:at].strip():
        return line, line
    for number, each in enumerate(text.split("\n")[line:], start=line + 1):
        if each.strip() and not each.lstrip().startswith("#"):
            return number, number
    return line, line


def _left(
    outcome: Outcome, asked: Sequence[Suppression], ignored: Sequence[str], used: set[Suppression]
) -> Iterator[Outcome]:
    """Yield what is left of an outcome, and a second one of a lower severity where it may not be silenced."""
    kept: list[Finding] = []
    hidden: list[Finding] = []
    for finding in outcome.findings:
        about = [each for each in asked if each.covers(outcome.rule, finding)]
        used.update(about)
        (hidden if about or outcome.rule.id in ignored else kept).append(finding)
    if not hidden:
        yield outcome
        return
    if kept or not outcome.rule.security:
        yield replace(outcome, findings=tuple(kept))
    if outcome.rule.security:
        yield Outcome(replace(outcome.rule, severity=Severity.NOTE), tuple(hidden))


def _faults(
    asked: Sequence[Suppression], used: set[Suppression], left: Sequence[Outcome]
) -> Iterator[Outcome]:
    known = {outcome.rule.id for outcome in left}
    looked = {outcome.rule.id for outcome in left if outcome.skipped is None}
    unknown = [each for each in asked if each.rule not in known and _is_static(each.rule)]
    unused = [each for each in asked if each not in used and each.rule in looked]
    unexplained = [each for each in asked if each in used and not each.why]
    if unused:
        yield Outcome(UNUSED, tuple(_finding(each, "finds nothing here") for each in unused))
    if unexplained:
        yield Outcome(
            UNEXPLAINED, tuple(_finding(each, "is ignored without a reason") for each in unexplained)
        )
    if unknown:
        yield Outcome(UNKNOWN, tuple(_unknown(each, sorted(known)) for each in unknown))


def _is_static(rule_id: str) -> bool:
    """Return whether nothing at all has this name; a rule of the live check is not asked in every run."""
    from codex_setup.explain import rule_named  # noqa: PLC0415 -- only where a comment names something strange

    return rule_named(rule_id) is None if rule_id else True


def _finding(suppression: Suppression, says: str) -> Finding:
    return Finding(
        f"`{suppression.rule}` {says}",
        at=suppression.place,
        hint="Take the comment away." if "nothing" in says else "Say why behind the bracket.",
    )


def _unknown(suppression: Suppression, known: Sequence[str]) -> Finding:
    if not suppression.rule:
        return Finding(
            "the comment does not say which rule to ignore",
            at=suppression.place,
            hint="Write `# codex-setup: ignore[rule] why`.",
        )
    likely = nearest(suppression.rule, known)
    return Finding(
        f"there is no rule `{suppression.rule}`",
        at=suppression.place,
        hint=f"Most likely `{likely[0]}` was meant."
        if likely
        else "`codex-setup explain --list` shows every rule.",
    )
