"""One root cause, reported once: what the files show and what the gateway answered, brought together.

A fault that stands in the files explains what the gateway then says. Only where the gateway has proved an
address or listed its names does it know better than a rule that goes by the looks of a value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.model import Edit, Finding, Outcome, Rule, Severity, findings_of
from codex_setup.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

EXPLAINS: tuple[tuple[str, str], ...] = (
    (r"key-(missing|rejected)|web-page-instead|reply-unrecognised", r"key-.*|env-key-.*|auth-file-.*|auth-command-.*|authorization-lacks-scheme|login-missing|openai-api-key-ignored|credential-store-hides-auth"),
    (r"endpoint-missing|base-url-.*|responses-unsupported|web-page-instead|redirected|name-unresolved|connection-refused", r"base-url-.*"),
    (r"model-unknown|no-accounts|model-not-permitted", r"model-(unset|empty|placeholder|stray-character|not-exact)"),
    (r"proxy-failed|gateway-unavailable|timed-out", r"proxy-takes-loopback"),
    (r"certificate-untrusted", r"ca-file-missing"),
    (r"connection-refused", r"localhost-in-container"),
)  # fmt: skip
"""Which of a live check's rules (left) may be due to which of the rules on files (right)."""

_KNOWN_FROM_FILES = frozenset({"model-unset", "openai-api-key-ignored", "proxy-takes-loopback"})
"""Rules that name a cause with certainty though they are no errors by themselves."""


def joined(static: Iterable[Outcome], live: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Return both, each finding that another one explains marked with that one's rule."""
    before, after = tuple(static), tuple(live)
    if not after:
        return before
    proved = tuple(_proved(after))
    kept = tuple(_each(outcome, lambda rule, f: _overruled(rule, f, proved)) for outcome in before)
    roots = tuple(_roots(kept))
    return (*kept, *(_each(outcome, lambda rule, f: _explained(rule, f, roots)) for outcome in after))


def _each(outcome: Outcome, mark: Callable[[Rule, Finding], Finding]) -> Outcome:
    if not outcome.findings:
        return outcome
    return replace(outcome, findings=tuple(mark(outcome.rule, finding) for finding in outcome.findings))


def _proved(live: tuple[Outcome, ...]) -> Iterator[tuple[Rule, Edit]]:
    """Yield the edits that the gateway itself has shown to be right."""
    for rule, finding in findings_of(live):
        if rule.id.startswith("base-url-") or rule.id == "model-unknown":
            for edit in finding.fix.edits if finding.fix else ():
                if isinstance(edit, Edit):
                    yield rule, edit


def _overruled(_: Rule, finding: Finding, proved: tuple[tuple[Rule, Edit], ...]) -> Finding:
    """Return a finding on files, marked where the gateway has shown another value to be the right one."""
    if finding.because_of is not None or finding.fix is None:
        return finding
    for edit in finding.fix.edits:
        for rule, better in proved:
            if (
                isinstance(edit, Edit)
                and (edit.file, edit.key) == (better.file, better.key)
                and edit != better
            ):
                return replace(finding, because_of=rule.id)
    return finding


def _roots(static: tuple[Outcome, ...]) -> Iterator[str]:
    for rule, finding in findings_of(static):
        certain = rule.severity is Severity.ERROR or rule.id in _KNOWN_FROM_FILES
        if certain and finding.because_of is None:
            yield rule.id


def _explained(rule: Rule, finding: Finding, roots: tuple[str, ...]) -> Finding:
    """Return a live finding, marked where a fault in the files explains it."""
    if finding.because_of is not None:
        return finding
    for told, causes in EXPLAINS:
        if re.fullmatch(told, rule.id):
            root = next((one for one in roots if re.fullmatch(causes, one) and one != rule.id), None)
            if root is not None:
                return replace(finding, because_of=root)
    return finding
