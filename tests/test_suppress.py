"""What a comment may hide, what it may not, and what is said of comments that hide nothing."""

from __future__ import annotations

import pytest
from support.homes import machine

from codex_setup.codex.context import Invocation, read_context
from codex_setup.model import Outcome, Severity, findings_of
from codex_setup.rules import ask
from codex_setup.rules.refused import configuration_refused
from codex_setup.suppress import suppress, suppressions

PROVIDER = """
[model_providers.relay]
name = "My relay"
base_url = "{url}"
env_key = "RELAY_KEY"
"""
ENV = {"RELAY_KEY": "sk-relay-0123456789abcdef01"}


def look(config: str, *ignored: str) -> dict[str, list[tuple[Severity, int | None]]]:
    """Return the severity and line of what is found, by rule, once suppression has had its say."""
    context = read_context(machine(config, env=ENV), Invocation())
    found: dict[str, list[tuple[Severity, int | None]]] = {}
    for rule, finding in findings_of(suppress(ask(context), context.layers, ignored)):
        line = finding.at.span.line if finding.at and finding.at.span else None
        found.setdefault(rule.id, []).append((rule.severity, line))
    return found


def config(top: str = "", url: str = "https://relay.example/v1", bottom: str = "") -> str:
    return f'model = "gpt-5.5"\nmodel_provider = "relay"\n{top}{PROVIDER.format(url=url)}{bottom}'


def test_without_a_comment_nothing_changes() -> None:
    context = read_context(machine(config('colour = "x"\n'), env=ENV), Invocation())
    outcomes = ask(context)
    assert suppress(outcomes, context.layers) == outcomes


@pytest.mark.parametrize(
    "top",
    [
        'colour = "x" # codex-setup: ignore[setting-unknown] another tool reads it\n',
        '# codex-setup: ignore[setting-unknown] another tool reads it\ncolour = "x"\n',
        '# codex-setup: ignore[setting-unknown] another tool reads it\n\n# and more\ncolour = "x"\n',
        'colour = "x # y" #codex-setup:ignore[setting-dead, setting-unknown] another tool reads it\n',
        'colour = "x" # codex-setup : ignore [setting-unknown] - another tool reads it\n',
        'colour = "x" # Codex-Setup: Ignore(SETTING_UNKNOWN) another tool reads it\n',
        'colour = "x" # codex-setup: ignore setting-unknown another tool reads it\n',
        'colour = "x" # codex_setup：disable=setting-unknown 另一个程序要读\n',
        'colour = "x" # codex-setup: ignore[warning[setting-unknown]] another tool reads it\n',
        '# it is so; codex-setup: ignore["setting-dead" "setting-unknown"] another tool reads it\ncolour = "x"\n',
        '## codex-setup: ignore-next-line[setting-unknown] another tool reads it\ncolour = "x"\n',
    ],
)
def test_a_comment_on_the_line_or_above_it_hides_the_finding(top: str) -> None:
    found = look(config(top))
    assert "setting-unknown" not in found
    assert not {"suppression-unexplained", "suppression-unknown"} & found.keys()


def test_a_comment_is_about_its_own_line_only() -> None:
    found = look(config('colour = "x" # codex-setup: ignore[setting-unknown] why\nshade = "y"\n'))
    assert found["setting-unknown"] == [(Severity.WARNING, 4)]


@pytest.mark.parametrize(
    "bottom",
    [
        "# codex-setup: ignore[setting-unknown] mine\n[mcp_servers.docs]\nurl = 'https://docs.example/mcp'\ncolour = 1\n",
        "[mcp_servers.docs] # codex-setup: ignore[setting-unknown] mine\nurl = 'https://docs.example/mcp'\ncolour = 1\n",
    ],
)
def test_a_comment_at_a_header_is_about_the_table(bottom: str) -> None:
    assert not {"setting-unknown", "suppression-unused"} & look(config(bottom=bottom)).keys()
    assert "setting-unknown" in look(
        config(bottom=f"{bottom}[mcp_servers.other]\ncommand = 'x'\ncolour = 1\n")
    )


def test_what_stands_in_no_line_can_be_ignored_anywhere() -> None:
    text = config().replace('model = "gpt-5.5"', "")
    assert "model-unset" in look(text)
    found = look(f"{text}# codex-setup: ignore[model-unset] the gateway chooses\n")
    assert not {"model-unset", "suppression-unused"} & found.keys()


def test_a_comment_in_dotenv_counts() -> None:
    said = "# codex-setup: ignore[dotenv-overrides-environment] wanted\n"
    for dotenv, there in (
        (f"{said}RELAY_KEY=sk-other-0123456789abcdef\n", False),
        ("RELAY_KEY=sk-o\n", True),
    ):
        context = read_context(machine(config(), env=ENV, dotenv=dotenv), Invocation())
        left = suppress(ask(context), context.layers, (), context.environment)
        assert ("dotenv-overrides-environment" in {rule.id for rule, _ in findings_of(left)}) is there


def test_a_reason_does_not_begin_with_the_end_of_a_windows_line() -> None:
    found = look(config('colour = "x" # codex-setup: ignore[setting-unknown]\n').replace("\n", "\r\n"))
    assert "suppression-unexplained" in found


def test_what_codex_refuses_is_not_made_healthy() -> None:
    text = config("hide_agent_reasoning = 1 # codex-setup: ignore[setting-wrong-type] why\n")
    context = read_context(machine(text, env=ENV), Invocation())
    left = suppress(ask(context), context.layers, refusal=lambda: configuration_refused.ask(context))
    found = {rule.id: finding.message for rule, finding in findings_of(left)}
    assert "setting-wrong-type" not in found
    assert "expected a boolean" in found["configuration-refused"]


def test_a_comment_that_hides_nothing_is_reported() -> None:
    found = look(config("# codex-setup: ignore[setting-unknown] why\n"))
    assert found["suppression-unused"] == [(Severity.WARNING, 3)]


def test_a_comment_without_a_reason_is_reported_and_still_works() -> None:
    found = look(config('colour = "x" # codex-setup: ignore[setting-unknown]\n'))
    assert "setting-unknown" not in found
    assert found["suppression-unexplained"] == [(Severity.WARNING, 3)]


@pytest.mark.parametrize("comment", ["ignore[seting-unknown] why", "ignore why", "ignore[] why"])
def test_a_comment_that_names_no_rule_is_reported(comment: str) -> None:
    found = look(config(f'colour = "x" # codex-setup: {comment}\n'))
    assert found["suppression-unknown"] == [(Severity.WARNING, 3)]
    assert "setting-unknown" in found


def test_what_only_looks_like_a_comment_is_none() -> None:
    context = read_context(
        machine(config('notes = "# codex-setup: ignore[setting-unknown] x"\n')), Invocation()
    )
    assert not list(suppressions(context.layers))


def test_the_option_hides_a_rule_for_the_run() -> None:
    assert "setting-unknown" in look(config('colour = "x"\n'))
    assert "setting-unknown" not in look(config('colour = "x"\n'), "setting-unknown")


def test_a_security_rule_is_lowered_and_not_silenced() -> None:
    url = "http://relay.example/v1"
    assert look(config(url=url))["base-url-plain-http"] == [(Severity.WARNING, 6)]
    assert look(config(url=url), "base-url-plain-http")["base-url-plain-http"] == [(Severity.NOTE, 6)]
    commented = config(url=url).replace(
        f'"{url}"', f'"{url}" # codex-setup: ignore[base-url-plain-http] a tunnel'
    )
    found = look(commented)
    assert found["base-url-plain-http"] == [(Severity.NOTE, 6)]
    assert "suppression-unused" not in found


def test_every_other_outcome_stays() -> None:
    context = read_context(machine(config('colour = "x"\n'), env=ENV), Invocation())
    before: tuple[Outcome, ...] = ask(context)
    after = suppress(before, context.layers, ("setting-unknown",))
    assert [o.rule.id for o in after] == [o.rule.id for o in before]
