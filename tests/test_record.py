"""A record is a frozen dataclass with slots, whatever its fields are called."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, dataclass

import pytest

from codex_setup.record import FEW, field, record, replace


@record
class Point:
    """A record with every kind of field; `put` and `missing` are words of the constructor's own."""

    across: int
    put: int = 0
    missing: tuple[int, ...] = ()
    names: list[str] = field(default_factory=list)


@record
class Empty:
    """A record without fields."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What `Point` would be without `record`."""

    across: int
    put: int = 0
    missing: tuple[int, ...] = ()
    names: list[str] = dataclasses.field(default_factory=list)


def test_it_is_what_a_dataclass_is() -> None:
    for given in ({}, {"put": 2}, {"missing": (3,), "names": ["a"]}):
        ours, theirs = Point(1, **given), Usual(1, **given)
        assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
        assert repr(ours) == repr(theirs).replace("Usual", "Point")
    assert Point.__match_args__ == Usual.__match_args__
    assert not hasattr(Point(1), "__dict__")


def test_equal_by_value_and_only_to_its_own_kind() -> None:
    assert Point(1) == Point(1) != Point(2)
    assert Point(1) != Usual(1)  # type: ignore[comparison-overlap]
    assert Empty() == Empty()
    assert hash(Empty()) == hash(Empty())
    assert Point(1, names=["a"]).names is not Point(1).names


def test_nothing_can_be_set_or_taken_away() -> None:
    point = Point(1)
    with pytest.raises(FrozenInstanceError):
        point.across = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del point.across
    assert dataclasses.replace(point, across=2) == replace(point, across=2) == Point(2)
    assert point == Point(1)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(TypeError, match="across"):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="up"):
        Point(1, up=2)  # type: ignore[call-arg]


def test_it_can_be_copied_and_sent_to_another_process() -> None:
    point = Point(1, names=["a"])
    assert copy.deepcopy(point) == point == pickle.loads(pickle.dumps(point))  # noqa: S301 -- our own bytes


def test_one_may_be_built_on_another() -> None:
    @record
    class Deep(Point):
        below: int = 7

    assert Deep(1, 2, (3,), ["a"], 5).below == 5
    assert Deep(1).names == []
    assert [each.name for each in dataclasses.fields(Deep(1))] == [*Point.__match_args__, "below"]
    assert Deep(1) != Point(1)


def test_the_first_few_are_made_as_the_many_that_follow() -> None:
    @record
    class Fresh:
        across: int
        names: list[str] = field(default_factory=list)
        put: int = 0

    many = [Fresh(number, put=number) for number in range(FEW * 2)]
    assert [(one.across, one.names, one.put) for one in many] == [(n, [], n) for n in range(FEW * 2)]
    assert many[0].names is not many[1].names
    assert many[-1].names is not many[-2].names


@pytest.mark.parametrize("words", [((), {}), ((1, 2, 3, 4), {}), ((1,), {"across": 1}), ((1,), {"up": 2})])
def test_wrong_arguments_are_refused_first_and_last(words: tuple[tuple[int, ...], dict[str, int]]) -> None:
    @record
    class Fresh:
        across: int
        put: int = 0

    for _ in range(2):
        with pytest.raises(TypeError):
            Fresh(*words[0], **words[1])
