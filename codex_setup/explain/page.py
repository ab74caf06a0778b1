"""A rule's page as text: what it is about, since when, how a gateway says it."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from codex_setup.mask import printable
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_setup.explain import Match
    from codex_setup.model import Rule

WIDTH = 88
_LIST = pattern(r"^(?:[-*] |\d+\. |    )", re.MULTILINE)


def page(rule: Rule, width: int = WIDTH) -> str:
    """Return the page of one rule, in lines of at most `width`."""
    return "\n".join((f"{rule.severity}[{rule.id}]", *_paragraphs(rule, width), *_facts(rule, width), ""))


def _paragraphs(rule: Rule, width: int) -> Iterator[str]:
    for paragraph in rule.doc.strip().split("\n\n"):
        yield ""
        yield paragraph if _LIST.search(paragraph) else textwrap.fill(" ".join(paragraph.split()), width)


def _facts(rule: Rule, width: int) -> Iterator[str]:
    facts = [*_releases(rule), *_replies(rule)]
    if rule.security:
        facts.append("A rule on security: `--ignore` lowers it and does not silence it.")
    if facts:
        yield ""
    yield from (textwrap.fill(fact, width, subsequent_indent="  ") for fact in facts)
    if rule.sources:
        yield ""
        yield from (f"source: {source}" for source in rule.sources)


def _releases(rule: Rule) -> Iterator[str]:
    if rule.since and rule.until:
        yield f"Holds from Codex {rule.since} on, until {rule.until}."
    elif rule.since:
        yield f"Holds from Codex {rule.since} on."
    elif rule.until:
        yield f"Holds in releases of Codex before {rule.until}."


def _replies(rule: Rule) -> Iterator[str]:
    """Yield how the answer looks by which a live check finds the rule."""
    from codex_setup.diagnosis import ROWS  # only for the page of one rule

    shown = [row.witness for row in ROWS if row.rule.id == rule.id][:3]
    for reply in shown:
        body = printable(" ".join(reply.text.split()))
        said = f"{reply.status} {body}" if reply.status else f"no answer ({reply.failure})"
        yield f"Seen as: {said if len(said) <= 160 else said[:159] + '…'}"  # noqa: PLR2004 -- two lines


def found(matches: tuple[Match, ...], width: int = WIDTH, *, here: bool = False) -> str:
    """Return what a pasted text was taken for: the page of the likeliest rule, the others by name.

    `here` says that the doctor finds such a thing where it stands, so that the reader is sent there.
    """
    first, *others = matches
    text = page(first.rule, width)
    if others:
        lines = [_row(f"  {match.rule.id:<28} ", match.rule.title, width) for match in others[:5]]
        text = "\n".join((text, "It may also be:", *lines, ""))
    return f"{text}\n{textwrap.fill(NEXT, width, subsequent_indent='  ')}\n" if here else text


NEXT = "Next: codex-setup doctor, which says whether and where it is so here, and mends what it can (--fix)."


def listed(rules: Iterable[Rule], width: int | None = None) -> str:
    """Return the rules as a table: id, severity, first sentence; one line each where `width` is not told."""
    chosen = sorted(rules, key=lambda rule: rule.id)
    longest = max((len(rule.id) for rule in chosen), default=0)
    return "".join(
        _row(f"{rule.id:<{longest}}  {rule.severity:<7}  ", rule.title, width) + "\n" for rule in chosen
    )


def _row(head: str, title: str, width: int | None) -> str:
    """Return a row of a table, its last column broken below itself where the line would be too long."""
    if width is None or len(head) + len(title) <= width:
        return head + title
    indent = " " * (len(head) if len(head) <= width // 2 else 4)
    return textwrap.fill(title, width, initial_indent=head, subsequent_indent=indent)
