"""Laws of the rules on keys and values: what the table of known keys allows is never complained about."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.homes import machine

from codex_setup.codex import known
from codex_setup.codex.context import Invocation, read_context
from codex_setup.codex.releases import release
from codex_setup.model import Severity, findings_of
from codex_setup.rules import keys, values
from codex_setup.rules.conversion import converted

NEWEST = release(None)
SAMPLES: dict[str, Any] = {
    "string": "x", "text": "x", "keys": "x", "path": "/x", "boolean": True, "number": 1.5, "seconds": 5, "strings": ["x"],
    "array": [], "tables": [], "positive": 1, "any": 1,
}  # fmt: skip


def _above(path: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the paths of the tables above a key, as far as they are known."""
    return [path[:length] for length in range(1, len(path)) if path[:length] in known.KEYS]


PLAIN = [
    fact
    for fact in known.KEYS.values()
    if fact.range.may_hold(NEWEST)
    and "*" not in fact.path
    and fact.kinds != ("table",)
    and fact.path[-1] != "profile"
    and not any("tables" in known.KEYS[above].kinds for above in _above(fact.path))
    and all(known.KEYS[above].range.may_hold(NEWEST) for above in _above(fact.path))
]
TOP = [fact for fact in PLAIN if len(fact.path) == 1 and not fact.words and "table" not in fact.kinds]


def toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(toml(part) for part in value)}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def sample(fact: known.Known) -> Any:
    words = fact.values(NEWEST)
    if "words" in fact.kinds:
        return [words[0]]
    return words[0] if words else SAMPLES.get(fact.kinds[0], 1)


def found(config: str, version: str | None = None) -> set[str]:
    """Return which rules on keys and values find something in a configuration."""
    context = read_context(machine(config), Invocation(codex_version=version))
    outcomes = [check.ask(context) for check in (*keys.CHECKS, *values.CHECKS)]
    assert not [outcome for outcome in outcomes if outcome.skipped]
    return {rule.id for rule, _ in findings_of(outcomes)}


@pytest.mark.parametrize("fact", PLAIN, ids=lambda fact: ".".join(fact.path))
def test_a_known_key_with_a_value_that_it_takes_is_right(fact: known.Known) -> None:
    *table, name = fact.path
    head = f"[{'.'.join(table)}]\n" if table else ""
    assert found(f"{head}{name} = {toml(sample(fact))}\n") == set()


@pytest.mark.parametrize("fact", TOP, ids=lambda fact: fact.path[0])
def test_a_top_level_key_below_a_provider_is_misplaced(fact: known.Known) -> None:
    name = fact.path[0]
    if known.key(("model_providers", "x", name), NEWEST) is not None:
        return
    config = f'[model_providers.x]\nname = "x"\n{name} = {toml(sample(fact))}\n'
    wanted = "provider-selection-misplaced" if name == "model_provider" else "setting-misplaced"
    assert found(config) <= {wanted, "setting-dead"}
    assert found(config)


@given(st.sampled_from(PLAIN), st.sampled_from(("x", 1.5, True, -1, [1], ["x"])))
@settings(deadline=None, max_examples=200)
def test_a_wrong_type_is_found_and_a_right_one_is_not(fact: known.Known, value: Any) -> None:
    *table, name = fact.path
    if fact.words and isinstance(value, str):
        return
    head = f"[{'.'.join(table)}]\n" if table else ""
    assert ("setting-wrong-type" in found(f"{head}{name} = {toml(value)}\n")) == (not fact.takes_type(value))


@given(
    st.sampled_from(PLAIN),
    st.one_of(st.text(max_size=6), st.integers(-3, 3), st.floats(-3, 3), st.booleans()),
)
def test_what_is_proposed_instead_is_of_a_right_type(fact: known.Known, value: Any) -> None:
    better = converted(value, fact)
    assert better is None or fact.takes_type(better)


@pytest.mark.parametrize(
    "slip", ["modle", "Model", "model_reasoning_efort", "sandbox-mode", "aproval_policy", "notfy"]
)
def test_a_slip_finds_the_key_that_was_meant(slip: str) -> None:
    assert found(f'{slip} = "high"\n') & {"setting-misspelt", "setting-unknown"}


@pytest.mark.parametrize(
    ("config", "rule"),
    [
        ('[features]\nmodel = "x"\n', "setting-misplaced-refused"),
        ('[agents]\nmodel = "x"\n', "setting-misplaced-refused"),
        ('[projects]\nmodel = "x"\n', "setting-misplaced-refused"),
        ('[projects."/a"]\nmodel = "x"\n', "setting-misplaced"),
        ('[shell_environment_policy.set]\nmodel_reasoning_effort = "x"\n', "setting-misplaced"),
        ('network_access = "enabled"\n', "setting-dead"),
        ("writable_roots = ['/a']\n", "setting-misplaced"),
        ("[model_providers.x]\nname = 'x'\ntemperature = 1\n", "setting-without-effect"),
        ("[features]\nno_such_feature = true\n", "setting-unknown"),
    ],
)
def test_each_kind_of_stray_key_has_its_rule(config: str, rule: str) -> None:
    assert rule in found(config)


def test_a_newer_codex_than_we_know_may_know_more_keys() -> None:
    assert "setting-unknown" in found('colour = "x"\n')
    assert "setting-unknown" not in found('colour = "x"\n', "9.0.0")


@pytest.mark.parametrize(("version", "rule"), [("0.148.0", None), ("0.149.0", "setting-value-retired")])
def test_a_word_is_judged_by_the_release(version: str, rule: str | None) -> None:
    assert found('approval_policy = "untrusted"\n', version) == ({rule} if rule else set())


def test_what_the_user_may_do_without_asking_is_not_loosened_by_a_safe_fix() -> None:
    config = '[model_providers.x]\nname = "x"\nsandbox_mode = "danger-full-access"\n'
    context = read_context(machine(config), Invocation())
    fixes = [f.fix for check in keys.CHECKS for f in check.ask(context).findings if f.fix]
    assert fixes
    assert not any(fix.safe for fix in fixes)
    assert all(check.rule.severity in Severity for check in keys.CHECKS)
