"""A record is a frozen dataclass with slots, whatever its fields are called."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, dataclass

import pytest

from codex_setup.record import field, record, replace


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
