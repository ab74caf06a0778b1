"""The report for a person: the facts, the findings, the verdict; it fits, and it is text only."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.homes import HOME, machine
from support.reports import BROKEN, EVERY, USER_FILE, WORKING, healthy, rejected, report

from codex_setup.codex.context import Invocation
from codex_setup.doctor import examine
from codex_setup.model import Finding, Outcome, Place, Rule, Severity, Span
from codex_setup.render import RENDERERS, Style
from codex_setup.render.arrange import in_reading_order
from codex_setup.render.ink import finished, tinted, wrapped
from codex_setup.render.plan import render_plan
from codex_setup.render.snippet import Excerpt, clipped, excerpt, width_of

if TYPE_CHECKING:
    from codex_setup.report import Report

STYLE = Style(home=HOME)
PROJECT = Path(__file__).parent.parent.parent
ANSI = re.compile(r"\x1b\[[0-9;]*m")
SAMPLE = """\
error[env-key-unset]: `model_providers.acme.env_key` names ACME_KEY, which is
  not set here
 --> ~/.codex/config.toml:7:1
  |
7 | env_key = "ACME_KEY"
  | ^^^^^^^^^^^^^^^^^^^^
"""


def text(found: Report, style: Style = STYLE) -> str:
    """Return the report as text."""
    return RENDERERS["text"](found, style)


def told(*findings: Finding, severity: Severity = Severity.ERROR, rule_id: str = "a-fault") -> Report:
    """Return a report with these findings only."""
    return replace(report(), outcomes=(Outcome(Rule(rule_id, severity, "A fault."), findings),))


def test_a_finding_looks_as_it_does_in_the_house() -> None:
    assert SAMPLE in text(report(at=machine(WORKING)))


def test_the_facts_are_shown_even_when_all_is_well() -> None:
    shown = text(healthy())
    assert shown.splitlines()[:5] == [
        "Codex      0.169.0 (as asked for)",
        "request    POST https://gw.acme.test/v1/responses",
        "provider   acme",
        "model      gpt-5.4 (~/.codex/config.toml:1:1)",
        "key        authorization: Bearer sk-…ef (the variable ACME_KEY)",
    ]
    assert "answer     200, 320 ms, first event after 210 ms, complete after 318 ms\n" in shown
    assert shown.splitlines()[-1].startswith("Healthy: the gateway answered")


def test_a_typical_broken_home_takes_one_screen() -> None:
    assert len(text(report(WORKING.replace('"responses"', '"chat"'))).splitlines()) <= 24


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("healthy", "Healthy: "),
        ("rejected", "Broken: "),
        ("unsure", "Could not tell: "),
        ("working", "Healthy as far as"),
    ],
)
def test_the_last_lines_say_the_verdict_and_what_to_do(name: str, start: str) -> None:
    last = text(EVERY[name]()).rstrip("\n").rpartition("\n\n")[2]
    assert last.startswith(start)
    assert ("Next: " in last) == (name != "healthy")


@pytest.mark.parametrize("name", sorted(EVERY))
@pytest.mark.parametrize("width", [60, 80, 133, 200])
def test_every_line_fits_the_terminal(name: str, width: int) -> None:
    style = replace(STYLE, width=width, verbose=True)
    for line in text(EVERY[name](), style).splitlines():
        assert width_of(line) <= width or line.startswith("      "), line


@pytest.mark.parametrize("name", sorted(EVERY))
def test_colours_change_nothing_but_colour(name: str) -> None:
    found = EVERY[name]()
    coloured = text(found, replace(STYLE, colour=True))
    assert ANSI.search(coloured)
    assert ANSI.sub("", coloured) == text(found)
    assert "\x1b" not in text(found)


@pytest.mark.parametrize("name", sorted(EVERY))
def test_a_terminal_without_unicode_gets_ascii(name: str) -> None:
    assert text(EVERY[name](), replace(STYLE, unicode=False)).isascii()


def test_verbose_adds_notes_and_what_was_skipped() -> None:
    note = told(Finding("something to know"), severity=Severity.NOTE)
    assert "something to know" not in text(note)
    assert "something to know" in text(note, replace(STYLE, verbose=True))
    assert "skipped[" in text(report(), replace(STYLE, verbose=True))


def test_one_root_cause_is_reported_once() -> None:
    root = Outcome(Rule("root-cause", Severity.ERROR, "Root."), (Finding("the cause"),))
    leaf = Outcome(
        Rule("mere-consequence", Severity.ERROR, "Leaf."), (Finding("what follows", because_of="root-cause"),)
    )
    found = replace(report(), outcomes=(leaf, root))
    assert "what follows" not in text(found)
    assert "= so: mere-consequence" in text(found)
    assert "what follows" in text(found, replace(STYLE, verbose=True))
    assert "what follows" in text(replace(found, outcomes=(leaf,)))


def test_markup_and_commands_of_a_gateway_are_shown_as_text() -> None:
    shown = text(rejected("[bold]x[/bold] [model_providers.acme] \x1b[2J ::error::x\n::set-output name=a::b"))
    assert "[bold]x[/bold]" in shown
    assert r"\x1b[2J" in shown
    assert not any(line.lstrip().startswith("::") for line in shown.splitlines())


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=40), max_size=8), st.integers(20, 80))
def test_no_line_is_a_command_to_a_runner(words: list[str], width: int) -> None:
    shown = finished(wrapped(" ".join(["::error", *words, "##[set-env", "##vso[task"]), width), STYLE)
    for line in shown.split("\n"):
        assert not line.strip().startswith("::")
        assert "##[" not in line
        assert "##vso[" not in line


@given(st.text("ab cd模型", max_size=200), st.integers(12, 60))
def test_wrapping_loses_nothing_and_fits(words: str, width: int) -> None:
    lines = list(wrapped(words, width, "> ", "    "))
    assert all(width_of(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(("> " + words).split())


@given(st.text("abc\t模é\u0301 =\"'", max_size=60), st.data())
def test_carets_stand_under_what_they_mean(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    found = excerpt("first\n" + line + "\nlast", Span(2, start + 1, 2, end + 1, 0, 0))
    assert found is not None
    assert found.text[found.start : found.end] == line[start:end].replace("\t", "    ")


@given(st.text("abcdef模", min_size=1, max_size=300), st.integers(20, 90), st.data())
def test_a_clipped_line_fits_and_shows_the_start_of_what_is_meant(
    line: str, width: int, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(line) - 1))
    shown = clipped(Excerpt(1, line, start, len(line)), width)
    assert width_of(shown.text) <= width
    assert shown.text[shown.start] == line[start]


def test_a_masked_line_keeps_its_carets() -> None:
    line = 'a = "sk-0123456789abcdefghij" # tail'
    found = excerpt(line, Span(1, line.index("#") + 1, 1, len(line) + 1, 0, 0))
    assert found is not None
    assert found.text == 'a = "sk-…ij" # tail'
    assert found.text[found.start : found.end] == "# tail"


def test_a_place_beyond_the_text_is_no_crash() -> None:
    place = Place("user", USER_FILE, Span(900, 1, 900, 2, 0, 1), ("x",))
    assert "~/.codex/config.toml:900:1" in text(told(Finding("gone", at=place)))


def test_a_plan_names_the_origin_of_every_value() -> None:
    shown = render_plan(report(), STYLE)
    assert "sends       POST https://gw.acme.test/v1/responses" in shown
    assert "gpt-5.4  <- ~/.codex/config.toml:1:1" in shown
    assert "the variable ACME_KEY" in shown
    refused = render_plan(report(BROKEN), STYLE)
    assert "sends       nothing: Codex stops while it reads its files" in refused
    assert "no longer supported" in " ".join(refused.split())


def test_text_needs_no_heavy_library() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from support.reports import rejected\n"
        "from codex_setup.render import RENDERERS, Style\n"
        "RENDERERS['text'](rejected(), Style(colour=True))\n"
        "assert not {'rich', 'httpx', 'tomlkit', 'textwrap'} & set(sys.modules), sorted(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=PROJECT
    )
    assert done.returncode == 0, done.stderr


def test_a_login_that_nobody_else_may_send_is_tried_by_codex_itself() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"
    tokens = {"access_token": token, "id_token": token, "refresh_token": "r"}
    login = json.dumps({"auth_mode": "chatgpt", "tokens": tokens})
    found = examine(
        machine(auth=login, modes={".codex/auth.json": 0o600}), Invocation(), connect=lambda _: unasked
    )
    last = " ".join(text(found).split("\n\n")[-1].split())
    assert "the gateway was not asked, since a ChatGPT login is not sent by anybody but Codex" in last
    assert "Next: codex exec hi" in last
    assert "key        authorization: Bearer … (the ChatGPT login in auth.json" in text(found)


def unasked(_: object) -> NoReturn:
    """Send nothing: nobody may be asked."""
    pytest.fail("somebody was asked")


def test_who_has_nothing_is_shown_the_way_to_a_gateway() -> None:
    assert "Next: codex-setup init" in text(examine(machine(), Invocation()))


def test_what_stands_in_a_line_that_cannot_be_read_is_not_missing() -> None:
    found = examine(machine(WORKING.replace('name = "Acme"', 'name = "Acme')), Invocation())
    ids = [rule.id for rule, _ in in_reading_order(found.outcomes)]
    assert ids[0] == "config-not-toml"
    assert "provider-name-missing" not in ids


def test_a_difference_is_tinted_line_by_line() -> None:
    difference = "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n same\n"
    assert tinted(difference, STYLE) == difference
    coloured = tinted(difference, replace(STYLE, colour=True))
    assert "\x1b[31m-old\x1b[0m\n\x1b[32m+new\x1b[0m\n same\n" in coloured
    assert ANSI.sub("", coloured) == difference
