"""Laws of the order in which findings are read."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from codex_setup.model import Finding, Outcome, Place, Rule, Severity, Span, findings_of
from codex_setup.render.arrange import arrange, in_reading_order

NAMES = ("one", "two", "three", "four")
FILES = (None, Path("/a"), Path("/b"))


def place(file: Path | None, line: int) -> Place:
    return Place("user", file, Span(line, 1, line, 2, 0, 1))


finding_s = st.builds(
    lambda message, file, line, unsure, cause: Finding(
        message, place(file, line), unsure=unsure, because_of=cause
    ),
    st.sampled_from(("x", "y")),
    st.sampled_from(FILES),
    st.integers(1, 9),
    st.booleans(),
    st.sampled_from((None, *NAMES)),
)
outcomes_s = st.lists(
    st.builds(
        lambda name, severity, found: Outcome(Rule(name, severity, "A fault."), tuple(found)),
        st.sampled_from(NAMES),
        st.sampled_from(tuple(Severity)),
        st.lists(finding_s, max_size=3),
    ),
    max_size=5,
)


@given(outcomes_s)
def test_nothing_is_lost_and_nothing_said_twice(outcomes: list[Outcome]) -> None:
    before = sorted(map(repr, findings_of(outcomes)))
    assert sorted(map(repr, in_reading_order(outcomes))) == before


@given(outcomes_s)
def test_each_file_is_one_group_and_the_gravest_comes_first(outcomes: list[Outcome]) -> None:
    groups = arrange(outcomes)
    assert len({group.file for group in groups}) == len(groups)
    for group in groups:
        weights = [item.weight for item in group.items]
        assert weights == sorted(weights)
        assert all((item.finding.at.file if item.finding.at else None) == group.file for item in group.items)
    first = [group.items[0].weight[:2] for group in groups]
    assert first == sorted(first)


@given(outcomes_s)
def test_order_is_the_same_each_time(outcomes: list[Outcome]) -> None:
    assert arrange(outcomes) == arrange(list(outcomes))


def rule(name: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(name, severity, "A fault.")


def test_what_follows_goes_below_its_cause_through_several_steps() -> None:
    chain = (
        Outcome(rule("three"), (Finding("c", because_of="two"),)),
        Outcome(rule("two"), (Finding("b", because_of="one"),)),
        Outcome(rule("one", Severity.WARNING), (Finding("a"),)),
    )
    (group,) = arrange(chain)
    (item,) = group.items
    assert item.finding.message == "a"
    assert {found.message for _, found in item.follows} == {"b", "c"}


def test_two_that_explain_each_other_are_both_kept() -> None:
    ring = (
        Outcome(rule("one"), (Finding("a", because_of="two"),)),
        Outcome(rule("two"), (Finding("b", because_of="one"),)),
    )
    (group,) = arrange(ring)
    assert [(item.finding.message, [f.message for _, f in item.follows]) for item in group.items] == [
        ("a", ["b"])
    ]


def test_a_cause_in_the_same_file_is_preferred() -> None:
    here, there = Path("/a"), Path("/b")
    outcomes = (
        Outcome(rule("one"), (Finding("there", place(there, 1)), Finding("here", place(here, 1)))),
        Outcome(rule("two"), (Finding("follows", place(here, 2), because_of="one"),)),
    )
    found = {item.finding.message: item.follows for group in arrange(outcomes) for item in group.items}
    assert [f.message for _, f in found["here"]] == ["follows"]
    assert found["there"] == ()
