"""Which findings are explained by another one, so that one root cause is reported once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.request import plan
from codex_setup.model import Edit, Outcome, Rename, Severity, findings_of
from codex_setup.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.model import Finding, KeyPath, Rule

GENERAL = ("setting-",)
"""How the ids of the rules begin that know a setting only by the table of known keys."""

MISLED = (
    "provider-id-reserved",
    "provider-table-misnamed",
    "provider-table-flat",
    "table-in-list",
    "provider-keys-outside-table",
    "provider-selection-misplaced",
)
"""Rules after whose fault Codex uses its built-in provider, or none, where a gateway was meant."""

CONSEQUENCES = frozenset(
    {
        "login-missing",
        "auth-file-empty",
        "auth-file-unreadable",
        "openai-api-key-ignored",
        "openai-base-url-variable-ignored",
        "provider-undefined",
    }
)
"""Rules that fire because the built-in provider, or none, is used."""

LAST = "configuration-refused"
"""The rule that repeats what Codex says: it speaks only where no other rule knows of an error."""

SENDING = (
    "key-",
    "env-key-",
    "base-url-",
    "login-missing",
    "openai-api-key-ignored",
    "openai-base-url-variable-ignored",
)
"""How the ids of the rules begin whose faults Codex meets only when it sends: they explain no refusal to load."""

TWINS = {"key-placeholder": "ci-secret-masked", "env-key-unset": "ci-secret-empty"}
"""Rules by the more particular one that names the same fault; both speak of the key in force, of which there is one."""

UNREAD = (
    "config-not-toml",
    "config-key-twice",
    "config-backslash-path",
    "config-typographic-characters",
    "config-not-utf8",
)
"""Rules that say why a file could be read only in part; a finding that follows from that names the first."""

MISSED = "model-unset"
"""The rule that fires because `model` stands where Codex does not look for it, or under another name."""

Spot = tuple["Path | None", "KeyPath"]


def explained(context: Context, outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Return the outcomes, every finding that another one explains marked with that one's rule."""
    found = _told_once(tuple(outcomes))
    known = {rule.id for rule, _ in findings_of(found)}
    wrong = next((rule_id for rule_id in MISLED if rule_id in known), None)
    misled = wrong if context.provider.builtin or not context.provider.defined else None
    unread = next((rule_id for rule_id in UNREAD if rule_id in known), None)
    if any(o.rule.id == LAST and o.findings for o in found) and _foreseen(found, context):
        found = tuple(Outcome(o.rule) if o.rule.id == LAST else o for o in found)
    spots = dict(_spots(found))
    strayed = next(
        (r.id for r, f in findings_of(found) if r.id.startswith(GENERAL) and _meant(f) == ("model",)), None
    )
    return tuple(
        replace(
            outcome,
            findings=tuple(
                _marked(outcome.rule, _unread(f, unread), spots, misled, strayed) for f in outcome.findings
            ),
        )
        if outcome.findings
        else outcome
        for outcome in found
    )


def _foreseen(found: tuple[Outcome, ...], context: Context) -> bool:
    """Return whether a rule of its own may know why Codex refuses the configuration."""
    refused = plan(context).refused
    later = SENDING if refused is not None and refused.stage == "load" else ()
    errors = (
        rule.id for rule, _ in findings_of(found) if rule.severity is Severity.ERROR and rule.id != LAST
    )
    return any(not rule_id.startswith(later) for rule_id in errors)


def _told_once(found: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Return the outcomes, a finding marked whose twin says the same more particularly."""
    told = {rule.id for rule, _ in findings_of(found)}
    return tuple(
        replace(
            outcome,
            findings=tuple(
                replace(f, because_of=twin) if f.because_of is None and twin in told else f
                for f in outcome.findings
            ),
        )
        if (twin := TWINS.get(outcome.rule.id)) is not None
        else outcome
        for outcome in found
    )


def _spots(outcomes: Iterable[Outcome]) -> Iterator[tuple[Spot, str]]:
    """Yield the keys that particular rules point to or would change, with the rule."""
    for rule, finding in findings_of(outcomes):
        if rule.id.startswith(GENERAL):
            continue
        cause = finding.because_of or rule.id
        if finding.at is not None and finding.at.key is not None:
            yield (finding.at.file, finding.at.key), cause
        for edit in finding.fix.edits if finding.fix else ():
            if isinstance(edit, Rename) or (isinstance(edit, Edit) and edit.value is None):
                yield (edit.file, edit.key), cause


def _unread(finding: Finding, why: str | None) -> Finding:
    return replace(finding, because_of=why) if why and finding.because_of == UNREAD[0] else finding


def _meant(finding: Finding) -> KeyPath | None:
    """Return the key that a finding would make of another one, or None."""
    edits = finding.fix.edits if finding.fix else ()
    return next((edit.to for edit in edits if isinstance(edit, Rename)), None)


def _marked(
    rule: Rule, finding: Finding, spots: dict[Spot, str], misled: str | None, strayed: str | None
) -> Finding:
    if finding.because_of is not None:
        return finding
    if strayed and rule.id == MISSED:
        return replace(finding, because_of=strayed)
    if misled and rule.id in CONSEQUENCES:
        return replace(finding, because_of=misled)
    place = finding.at
    if place is None or place.key is None or not rule.id.startswith(GENERAL):
        return finding
    file, key = place.file, place.key
    around = [(file, key[:length]) for length in range(len(key), 1, -1)]
    inside = [spot for spot in spots if spot[0] == file and spot[1][: len(key)] == key]
    cause = next((spots[spot] for spot in ((file, key), *around, *inside) if spot in spots), None)
    return replace(finding, because_of=cause) if cause else finding
