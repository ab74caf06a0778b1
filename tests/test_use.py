"""Switching between configured providers, and listing them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.calls import call

from codex_setup.gateway import serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_setup.gateway import Running


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Path, Running, Running]]:
    """Yield a home with two gateways configured, the second in force."""
    with (
        serve("relay") as one,
        serve("relay", key="sk-second-0123456789", models=("m-1", "m-2"), routes="v1") as two,
    ):
        for id_, running, model in (("one", one, "gpt-5.5"), ("two", two, "m-2")):
            words = (
                "init",
                "--base-url",
                running.base_url,
                "--provider-id",
                id_,
                "--key-stdin",
                "--yes",
                "-m",
                model,
            )
            done = call(tmp_path, *words, key=running.key)
            assert done.returncode == 0, done.stderr
        yield tmp_path, one, two


def config(home: Path) -> str:
    return (home / ".codex/config.toml").read_text()


def test_there_and_back_with_the_model_of_each(two: tuple[Path, Running, Running]) -> None:
    home, one, _ = two
    assert 'model_provider = "two"' in config(home)
    asked = len(one.requests)
    done = call(home, "use", "one", "--yes")
    assert done.returncode == 0, done.stderr
    assert 'model = "gpt-5.5"\nmodel_provider = "one"' in config(home)
    assert len(one.requests) == asked + 1
    assert call(home, "use", "-", "--yes").returncode == 0
    assert 'model = "m-2"\nmodel_provider = "two"' in config(home)
    assert call(home, "use", "-", "--yes").returncode == 0
    assert 'model_provider = "one"' in config(home)


def test_a_switch_that_would_not_work_is_not_made(two: tuple[Path, Running, Running]) -> None:
    home, _, _ = two
    before = config(home)
    done = call(home, "use", "one", "-m", "gpt-5", "--yes")
    assert done.returncode == 1
    assert config(home) == before


def test_a_name_that_is_not_there_has_a_neighbour(two: tuple[Path, Running, Running]) -> None:
    home, _, _ = two
    done = call(home, "use", "on", "--yes")
    assert done.returncode == 2
    assert "one" in done.stderr


def test_without_a_terminal_consent_is_an_option(two: tuple[Path, Running, Running]) -> None:
    home, _, _ = two
    before = config(home)
    done = call(home, "use", "one")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert config(home) == before
    assert call(home, "use", "one", "--dry-run").returncode == 1
    assert config(home) == before


def test_nothing_before_is_said(tmp_path: Path) -> None:
    done = call(tmp_path, "use", "-", "--yes")
    assert done.returncode == 2
    assert "no other provider" in done.stderr


def test_a_provider_that_was_never_in_force_gets_a_model_that_it_offers(tmp_path: Path) -> None:
    with serve("relay", models=("only",)) as running:
        (tmp_path / ".codex").mkdir()
        (tmp_path / ".codex/config.toml").write_text(
            f'model = "other"\n[model_providers.new]\nname = "New"\nbase_url = "{running.url}"\nenv_key = "K"\n'
        )
        done = call(tmp_path, "use", "new", "--yes", env={"K": running.key})
    assert done.returncode == 0, done.stderr
    assert 'model = "only"' in config(tmp_path)


def test_providers_are_listed_with_their_keys_and_their_health(two: tuple[Path, Running, Running]) -> None:
    home, one, _ = two
    done = call(home, "providers", "--format", "json")
    assert done.returncode == 0
    rows = {row["id"]: row for row in json.loads(done.stdout)["providers"]}
    assert {id_: row["active"] for id_, row in rows.items()} == {"one": False, "two": True}
    assert rows["one"]["model"] == "gpt-5.5"
    assert rows["one"]["key"]["from"] == "env:ONE_API_KEY"
    assert rows["one"]["state"] is None
    (home / ".codex/.env").write_text("ONE_API_KEY=sk-wrong-0123456789\nTWO_API_KEY=sk-second-0123456789\n")
    done = call(home, "providers", "--live", "--format", "json")
    assert done.returncode == 0
    rows = {row["id"]: row for row in json.loads(done.stdout)["providers"]}
    assert rows["one"]["state"] == "broken"
    assert rows["two"]["state"] == "healthy"
    assert one.key not in done.stdout
    shown = call(home, "providers")
    assert "two  (in force)" in shown.stdout
    assert one.key not in shown.stdout


def test_what_stays_is_said_where_nothing_tells_the_model(tmp_path: Path) -> None:
    closed = '\n[model_providers.closed]\nname = "Closed"\nbase_url = "http://127.0.0.1:9/v1"\nenv_key = "RELAY_KEY"\n'
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex/config.toml").write_text(f'model = "gpt-5.4"\n{closed}')
    done = call(tmp_path, "use", "closed", "--dry-run", "--offline", env={"RELAY_KEY": "sk-0123456789"})
    assert "`gpt-5.4` stays the model; `-m NAME` sets another" in done.stderr.replace("\n", " ")
