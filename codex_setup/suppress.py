"""Which findings the user has asked not to see, and whether that was said with a reason and in time.

    model = "gpt-9"  # codex-setup: ignore[model-unknown] our gateway knows it

The comment stands on the line itself or on the line above it, in a configuration or in `.env`; at the header
of a table, or above it, it is about the whole table, and what stands in no line can be ignored anywhere.
`--ignore RULE` does the same for a whole run. A security rule is lowered to a note instead, and where Codex
would stop, that it does is said in place of the errors: nobody is told that what Codex refuses is healthy.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.model import Finding, Outcome, Place, Rule, Severity, Span
from codex_setup.nearest import nearest
from codex_setup.pattern import pattern
from codex_setup.record import record, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from codex_setup.codex.environment import Environment
    from codex_setup.codex.layers import Layer
    from codex_setup.model import LayerName

COMMENT = pattern(
    r"(?i)#[^\n#]*?\bcodex[-_ ]setup[ \t]*[:：]?[ \t]*(?:ignore|disable|suppress)\b(?:-(?:next-)?line|-rule)?[ \t]*(?P<rest>[^\n]*)",
    needs=("setup",),
)
_BRACKETS = pattern(r"[\[(（【](?P<rules>[^\])）】]*)[\])）】]+(?P<why>.*)")
_BARE = pattern(
    r"[\[(（【=:：]*[ \t]*(?P<rules>[a-zA-Z]+(?:[-_][a-zA-Z0-9]+)+(?:[ \t]*[,;、][ \t]*[\w-]+)*)(?P<why>.*)"
)
"""How the rules are named: in brackets of any kind, or the words themselves."""
_HEADER = pattern(r"\s*\[{1,2}[^\[\]=,]+\]{1,2}\s*(?:#.*)?$")

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


LAST = "configuration-refused"
"""The rule that says in Codex's words that it stops."""


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
        if rule.id != self.rule:
            return False
        if at is None or at.span is None:
            return True
        return (
            at.file == self.place.file and at.span.line <= self.lines[1] and at.span.end_line >= self.lines[0]
        )


@record
class _Text:
    """One text that comments can stand in."""

    name: LayerName
    file: Path
    text: str


def suppress(
    outcomes: Sequence[Outcome],
    layers: Sequence[Layer],
    ignored: Sequence[str] = (),
    environment: Environment | None = None,
    refusal: Callable[[], Outcome] | None = None,
) -> tuple[Outcome, ...]:
    """Return the outcomes without what is ignored, followed by what is wrong with the comments themselves.

    `refusal` gives the outcome in Codex's own words; it is asked where no error is left of those that there were.
    """
    asked = tuple(suppressions(layers, environment))
    if not asked and not ignored:
        return tuple(outcomes)
    used: set[Suppression] = set()
    left = tuple(each for outcome in outcomes for each in _left(outcome, asked, ignored, used))
    if refusal is not None and _errors(outcomes) and not _errors(left):
        left = (*(each for each in left if each.rule.id != LAST), *_left(refusal(), asked, ignored, used))
    return (*left, *_faults(asked, used, left))


def _errors(outcomes: Sequence[Outcome]) -> bool:
    return any(outcome.findings and outcome.rule.severity is Severity.ERROR for outcome in outcomes)


def suppressions(layers: Sequence[Layer], environment: Environment | None = None) -> Iterator[Suppression]:
    """Yield what the comments of the layers and of `.env` ask for, each rule of each comment once."""
    for source in _texts(layers, environment):
        if "setup" not in source.text.lower():
            continue
        for found in COMMENT.finditer(source.text):
            if not _is_comment(source.text, found.start()):
                continue
            place, lines = _place(source, found), _lines(source.text, found.start())
            names, why = _said(found["rest"].rstrip())
            yield from (Suppression(name, why, place, lines) for name in names)


def _texts(layers: Sequence[Layer], environment: Environment | None) -> Iterator[_Text]:
    for layer in layers:
        if layer.file is not None and not layer.prefix:
            yield _Text(layer.name, layer.file, layer.text)
    if environment is not None and environment.dotenv_file is not None:
        yield _Text("environment", environment.dotenv_file, environment.dotenv_text)


def _said(rest: str) -> tuple[tuple[str, ...], str]:
    """Return the names of the rules and the reason; one empty name where no rule is named."""
    found = _BRACKETS.match(rest) or _BARE.match(rest)
    if found is None:
        return ("",), ""
    plain = re.sub(r"(?:error|warning|note)\[|[\"'`]", "", found["rules"].lower())
    names = [name.replace("_", "-") for name in re.split(r"[,;、，\s]+", plain) if name]
    return tuple(dict.fromkeys(names)) or ("",), found["why"].strip(" \t:：-—#")


def _is_comment(text: str, at: int) -> bool:
    """Return whether the `#` at `at` begins a comment: no quotes are open before it on its line."""
    before = re.sub(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', "", text[text.rfind("\n", 0, at) + 1 : at])
    return '"' not in before and "'" not in before


def _place(source: _Text, found: re.Match[str]) -> Place:
    start, end = found.start(), found.start() + len(found[0].rstrip())
    line = source.text.count("\n", 0, start) + 1
    column = start - source.text.rfind("\n", 0, start)
    return Place(source.name, source.file, Span(line, column, line, column + end - start, start, end))


def _lines(text: str, at: int) -> tuple[int, int]:
    """Return the lines that a comment is about: its own, or where it stands alone the next that says something.

    Where that line is the header of a table, the whole table is meant.
    """
    line = text.count("\n", 0, at) + 1
    lines = text.split("\n")
    if lines[line - 1].lstrip().startswith("#"):
        says = (
            number
            for number, each in enumerate(lines, 1)
            if each.strip() and not each.lstrip().startswith("#")
        )
        line = next((number for number in says if number > line), line)
    if not _HEADER.match(lines[line - 1]):
        return line, line
    ends = (number for number in range(line, len(lines)) if _HEADER.match(lines[number]))
    return line, next(ends, len(lines))


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
    from codex_setup.explain import rule_named  # only where a comment names something strange

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
