"""Laws that hold for every rule and every example of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.examples import FOLDER, Example, examples

from codex_setup.codex.context import Invocation, read_context
from codex_setup.model import Permit, Severity, findings_of
from codex_setup.repair import plan_changes
from codex_setup.rules import CHECKS, ask

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.model import Check

ALL = tuple(examples())

each_example = pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)
each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.rule.id)


@each_check
def test_a_rule_has_an_example(check: Check[Context]) -> None:
    assert any(example.rule == check.rule.id for example in ALL), f"none below {FOLDER / check.rule.id}"


def test_an_example_is_one_of_a_rule() -> None:
    assert {example.rule for example in ALL} <= {check.rule.id for check in CHECKS}


def test_no_two_rules_have_the_same_id() -> None:
    ids = [check.rule.id for check in CHECKS]
    assert len(ids) == len(set(ids))


@each_check
def test_the_id_is_the_name_of_the_function(check: Check[Context]) -> None:
    assert check.look.__name__.replace("_", "-") == check.rule.id


@each_check
def test_the_page_begins_with_the_fault_and_goes_on(check: Check[Context]) -> None:
    first, _, rest = check.rule.doc.partition("\n\n")
    assert first.endswith(".")
    assert "\n" not in first
    assert rest or len(first) > len("A key has no effect yet.")
    assert not re.search(r"!(?!=)|\bplease\b|\binvalid\b", re.sub(r"`[^`]*`|\"[^\"]*\"", "", check.rule.doc))


@each_example
def test_the_bad_one_shows_the_fault(example: Example) -> None:
    assert example.findings(example.bad)


@each_example
def test_the_good_one_does_not(example: Example) -> None:
    assert not example.findings(example.good)


@each_example
def test_the_good_one_is_free_of_errors(example: Example) -> None:
    """A fix that leads to the next error is no fix."""
    found = findings_of(ask(example.context(example.good)))
    wrong = [(rule.id, finding.message) for rule, finding in found if rule.severity is Severity.ERROR]
    assert not wrong


@each_example
def test_no_check_fails_on_it(example: Example) -> None:
    for home in (example.bad, example.good):
        outcomes = ask(example.context(home))
        assert not [outcome for outcome in outcomes if outcome.skipped and "failed" in outcome.skipped]


@each_example
def test_the_good_one_is_the_fix_applied_to_the_bad_one(example: Example) -> None:
    if not example.edits:
        return
    after = {**example.bad.files, **{change.file: change.after for change in example.mended()}}
    assert {file: text for file, text in after.items() if text is not None} == example.good.files
    for edit in example.edits:
        if isinstance(edit, Permit):
            info = example.good.machine().files.info(edit.file)
            assert info is not None
            assert info.mode == edit.mode


@each_example
def test_every_fix_can_be_made_and_none_brings_a_new_error(example: Example) -> None:
    """Each fix of any rule can be made on its own, and no other rule then finds an error that was not there."""
    machine = example.bad.machine(example.more.get("platform", "linux"))
    before = ask(example.context(example.bad))
    errors = {rule.id for rule, _ in findings_of(before) if rule.severity is Severity.ERROR}
    for rule, finding in findings_of(before):
        if finding.fix is None or not finding.fix.edits or not finding.fix.safe:
            continue
        if any(other.id.startswith("config-") for other, _ in findings_of(before)) and not rule.id.startswith(
            "config-"
        ):
            continue  # an edit builds on a file that can be read: that one is mended first
        changes = plan_changes(machine, finding.fix.edits)
        then = machine.with_files({change.file: change.after for change in changes})
        invocation = Invocation(
            codex_version=example.more.get("version"), profile=example.more.get("profile")
        )
        after = ask(read_context(then, invocation))
        new = {other.id for other, _ in findings_of(after) if other.severity is Severity.ERROR}
        assert not new - errors, f"{rule.id} leads to {new - errors}"


@each_example
def test_what_is_said_is_said_well(example: Example) -> None:
    for home in (example.bad, example.good):
        for rule, finding in findings_of(ask(example.context(home))):
            said = (finding.message, finding.hint or "Said.", finding.fix.title if finding.fix else "")
            assert not finding.message.endswith("."), finding.message
            assert said[1].endswith("."), f"{rule.id}: {finding.hint}"
            assert not any(
                re.search(r"[\x00-\x1f]|\bplease\b|\binvalid\b|None\b|PosixPath", text) for text in said
            ), said


@each_example
def test_no_key_is_said(example: Example) -> None:
    for home in (example.bad, example.good):
        context = example.context(home)
        held = {
            word
            for text in (*home.env.values(), *(f.decode("utf-8", "replace") for f in home.files.values()))
            for word in re.findall(r"sk-[\w-]{12,}", text)
        }
        for _, finding in findings_of(ask(context)):
            fix = finding.fix
            said = [finding.message, finding.hint or "", fix.title if fix else ""]
            said += [word for command in (fix.commands if fix else ()) for word in command.words]
            assert not [key for key in held for text in said if key in text]
