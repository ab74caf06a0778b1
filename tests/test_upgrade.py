"""What another release makes of a configuration: the law of no difference, and differences that are known."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.homes import machine

from codex_setup.cli import run as command_line
from codex_setup.codex.invocation import Invocation
from codex_setup.codex.releases import CHANGES, NEWEST, OLDEST
from codex_setup.render.style import Style
from codex_setup.render.upgrade import render_json, render_text
from codex_setup.upgrade import Difference, Foresight, chosen, foresee, ranges

RELAY = """\
model_provider = "relay"
model = "gpt-5.4"
[model_providers.relay]
name = "Relay"
base_url = "https://relay.example/v1"
env_key = "RELAY_KEY"
"""
KEY = {"RELAY_KEY": "sk-made-up-0123456789"}


def foreseen(config: str, current: str, target: str, **more: str) -> Foresight:
    """Return what `target` makes of a home with this configuration, judged from release `current`."""
    return foresee(machine(config, env={**KEY, **more}), Invocation(codex_version=current), target, ())


def of(foresight: Foresight, what: str) -> list[Difference]:
    """Return the differences about `what`."""
    return [each for each in foresight.differences if each.what == what]


@pytest.mark.parametrize("release", [OLDEST, "0.94.0", "0.134.0", NEWEST])
def test_a_release_differs_in_nothing_from_itself(release: str) -> None:
    found = foreseen(RELAY, release, release)
    assert (found.differences, found.exit_code) == ((), 0)


def test_chat_breaks_where_it_is_refused_and_is_repaired_the_other_way() -> None:
    config = RELAY + 'wire_api = "chat"\n'
    forth, back = foreseen(config, "0.94.0", "0.95.0"), foreseen(config, "0.95.0", "0.94.0")
    assert [each.effect for each in forth.differences] == ["breaks"]
    assert forth.exit_code == 1
    assert "chat" in forth.differences[0].message
    assert "breaks" not in {each.effect for each in back.differences}
    assert "repaired" in {each.effect for each in back.differences}
    assert back.exit_code == 0


def test_a_configuration_without_wire_api_moves_to_the_other_protocol() -> None:
    (url,) = of(foreseen(RELAY, "0.94.0", "0.95.0"), "url")
    assert url.effect == "changes"
    assert "/v1/chat/completions becomes" in url.message
    assert url.message.endswith("/v1/responses")


def test_a_legacy_profile_breaks_from_the_release_that_refuses_it() -> None:
    config = 'profile = "work"\n' + RELAY + '[profiles.work]\nmodel = "gpt-5.5"\n'
    found = foreseen(config, "0.118.0", "all")
    broken = [each for each in found.differences if each.effect == "breaks"]
    assert broken
    assert {(each.since, each.until) for each in broken} == {("0.134.0", None)}
    assert found.exit_code == 1


def test_the_login_key_that_is_no_longer_taken_is_a_change_or_worse() -> None:
    config = RELAY.replace('env_key = "RELAY_KEY"', "requires_openai_auth = true")
    found = foreseen(config, "0.34.0", "0.36.0", OPENAI_API_KEY="sk-other-0123456789")
    assert any("OPENAI_API_KEY" in each.message for each in found.differences)


def test_every_default_model_is_one_range_without_gaps() -> None:
    models = of(foreseen(RELAY.replace('model = "gpt-5.4"\n', ""), NEWEST, "all"), "model")
    for before, after in pairwise(models):
        assert before.until == after.since
    assert models[0].since == OLDEST


def test_all_looks_at_every_release_in_which_something_changed() -> None:
    found = chosen("all", "0.101.0")
    assert {change.since for change in CHANGES} <= set(found)
    assert found[0] == OLDEST
    assert found[-1] == NEWEST
    assert "0.101.0" in found


@given(st.sets(st.integers(0, 40)))
def test_ranges_cover_exactly_the_columns(columns: set[int]) -> None:
    found = list(ranges(sorted(columns)))
    assert {column for first, after in found for column in range(first, after)} == columns
    assert all(before[1] < after[0] for before, after in pairwise(found))


def test_no_key_is_shown() -> None:
    found = foreseen(
        RELAY.replace('env_key = "RELAY_KEY"', 'experimental_bearer_token = "sk-canary-0123456789"'),
        "0.47.0",
        "all",
    )
    assert of(found, "credential")
    for shown in (render_json(found), render_text(found, Style())):
        assert "canary" not in shown


def test_the_table_says_releases_effect_and_subject() -> None:
    shown = render_text(foreseen(RELAY + 'wire_api = "chat"\n', "0.94.0", "all"), Style(width=100))
    line = next(each for each in shown.splitlines() if each.startswith("breaks"))
    assert "from 0.95.0" in line
    assert all(len(each) <= 100 for each in shown.splitlines())
    assert "nothing changes" in render_text(foreseen(RELAY, NEWEST, "latest"), Style())


def test_the_command_prints_json_and_exits_as_the_table_says(
    capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("codex")
    (home / "config.toml").write_text(RELAY + 'wire_api = "chat"\n')
    words = [
        "doctor",
        "--codex-home",
        str(home),
        "--codex-version",
        "0.94.0",
        "--format",
        "json",
        "--upgrade-to",
    ]
    assert command_line([*words, "latest"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["exit_code"] == 1
    assert document["codex"] == {"version": "0.94.0", "from": "option"}
    assert {each["effect"] for each in document["upgrade"]} >= {"breaks"}
    assert command_line([*words, "0.94.0"]) == 0
    assert command_line([*words, "soon"]) == 2
    assert "is not a release" in capsys.readouterr().err
