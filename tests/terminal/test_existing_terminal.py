"""`init`, `use` and `providers` where a configuration is there already, in a real terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.terminal import ENTER, KEY, WHAT, WHERE, WHICH, WHOM, WRITE, answered, config, terminal

from codex_setup.gateway import serve

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


EXISTING = """\
# mine
model = "gpt-5.4"
model_provider = "one"

[model_providers.one]
name = "One"
base_url = "https://one.example.net/v1"
env_key = "ONE_KEY"

[model_providers.two]
name = "Two"
base_url = "https://two.example.net/v1"
env_key = "TWO_KEY"
"""


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex/config.toml").write_text(EXISTING)
    (tmp_path / ".codex/.env").write_text(f"ONE_KEY={KEY}\nTWO_KEY={KEY}\n")
    (tmp_path / ".codex/.env").chmod(0o600)
    (tmp_path / ".codex/config.toml").chmod(0o600)
    return tmp_path


def test_an_existing_configuration_is_said_and_kept(configured: Path) -> None:
    with terminal(configured, ["init", "--offline"]) as screen:
        screen.sees("There is a configuration: one asks https://one.example.net/v1/responses for gpt-5.4")
        screen.types(ENTER)
        answered(screen, WHOM, "xai" + ENTER)
        answered(screen, WHERE)
        answered(screen, WHAT, KEY + ENTER)
        answered(screen, WHICH)
        screen.sees("`codex-setup use one` brings it back")
        answered(screen, WRITE)
        assert screen.ends() == 0
    assert (configured / ".codex/config.toml").read_text().startswith("# mine\n")
    assert set(config(configured)["model_providers"]) == {"one", "two", "xai"}


def test_a_gateway_as_a_profile(configured: Path) -> None:
    with terminal(configured, ["init", "--offline"]) as screen:
        answered(screen, "What is to be done?", "profile" + ENTER)
        answered(screen, "What is the profile to be called?", "work" + ENTER)
        answered(screen, WHOM, "xai" + ENTER)
        answered(screen, WHERE)
        answered(screen, WHAT, KEY + ENTER)
        answered(screen, WHICH)
        answered(screen, WRITE)
        assert screen.ends() == 0
    assert config(configured, "work.config.toml")["model_provider"] == "xai"
    assert config(configured)["model_provider"] == "one"


def test_switching_between_what_is_there(configured: Path) -> None:
    with terminal(configured, ["init", "--offline"]) as screen:
        answered(screen, "What is to be done?", "switch" + ENTER)
        answered(screen, "Which one?")
        answered(screen, WRITE, "y" + ENTER)
        assert screen.ends() == 0
    assert config(configured)["model_provider"] == "two"


def test_what_is_broken_is_mended_first(configured: Path) -> None:
    broken = (
        EXISTING
        + '\n[model_providers.old]\nname = "Old"\nbase_url = "https://old.example.net/v1"\nwire_api = "chat"\n'
    )
    (configured / ".codex/config.toml").write_text(broken)
    with terminal(configured, ["init", "--offline"]) as screen:
        screen.sees("Codex does not start with it")
        screen.sees("mend what is there")
        screen.types(ENTER)
        answered(screen, "Make these changes?")
        assert screen.ends() == 0
    assert 'wire_api = "chat"' not in (configured / ".codex/config.toml").read_text()


def relayed(home: Path, url: str, key: str) -> None:
    """Configure two providers of this gateway: the one in force with two slips, the other never in force."""
    text = EXISTING.replace("gpt-5.4", "gpt-5").replace("https://one.example.net", url)
    text = text.replace("https://two.example.net/v1", url)
    (home / ".codex/config.toml").write_text(text)
    (home / ".codex/.env").write_text(f"ONE_KEY={key}\nTWO_KEY={key}\n")


def test_what_only_the_gateway_shows_is_mended_with_the_rest(configured: Path) -> None:
    with serve("relay") as gateway:
        relayed(configured, gateway.url, gateway.key)
        file = configured / ".codex/config.toml"
        file.write_text(f'{file.read_text()}wire_api = "chat"\n')
        with terminal(configured, ["init"], columns=60) as screen:
            answered(screen, "What is to be done?")
            answered(screen, "Make these changes?")
            assert screen.ends() == 0
    assert "Healthy" in screen.text
    written = config(configured)
    assert (written["model"], written["model_providers"]["one"]["base_url"]) == ("gpt-5.4", gateway.url)


def test_switching_asks_for_a_model_where_nothing_tells_it(configured: Path) -> None:
    with serve("relay") as gateway:
        relayed(configured, gateway.url, gateway.key)
        with terminal(configured, ["init"], columns=60) as screen:
            answered(screen, "What is to be done?", "switch" + ENTER)
            answered(screen, "Which one?")
            answered(screen, "two does not offer the one that is in force", "gpt-5.2" + ENTER)
            answered(screen, WRITE, "y" + ENTER)
            screen.ends()
    written = config(configured)
    assert (written["model"], written["model_provider"]) == ("gpt-5.2", "two")


def test_why_a_provider_does_not_answer_is_said_in_full(configured: Path) -> None:
    with terminal(configured, ["providers", "--live", "--timeout", "1"], columns=60) as screen:
        screen.ends()
    assert "one.example.net" in screen.text
    assert "..." not in screen.text.replace("asking the gateways ...", "")


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_providers_fit_the_terminal(configured: Path, columns: int) -> None:
    with terminal(configured, ["providers"], columns=columns) as screen:
        assert screen.ends() == 0
    assert "one  (in force)" in screen.text


def test_use_asks_once(configured: Path) -> None:
    with terminal(configured, ["use", "two", "--offline"]) as screen:
        screen.sees("Write this?")
        screen.types("n\n")
        assert screen.ends() != 0
    assert config(configured)["model_provider"] == "one"


@pytest.mark.parametrize(
    "words",
    [["init", "--preset", "nope"], ["explain", "certificate"], ["explain", "--list"]],
)
def test_what_is_said_fits_sixty_columns(configured: Path, words: list[str]) -> None:
    with terminal(configured, words, columns=60) as screen:
        assert screen.ends() in (0, 1, 2)
