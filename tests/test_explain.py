"""Laws of `explain`: every known text finds its rule, whatever a terminal or a log made of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_setup.diagnosis import ROWS, Row
from codex_setup.explain import SAYINGS, alike, explain, rule_named, rules
from codex_setup.explain.page import found, listed, page
from codex_setup.explain.unseen import UNSEEN

if TYPE_CHECKING:
    from codex_setup.explain.saying import Saying
    from codex_setup.model import Rule

PASTED = [
    (entry["rule"].split("|"), entry["text"])
    for entry in json.loads((Path(__file__).parent / "data" / "pasted.json").read_text())
]
each_saying = pytest.mark.parametrize(
    "saying", SAYINGS, ids=lambda saying: f"{saying.rule}:{saying.witness[:30]}"
)
each_pasted = pytest.mark.parametrize(("wanted", "text"), PASTED, ids=[text[:50] for _, text in PASTED])


def first(text: str) -> str | None:
    found = explain(text)
    return found[0].rule.id if found else None


@each_saying
def test_a_text_recognises_its_witness(saying: Saying) -> None:
    assert first(saying.witness) == saying.rule
    assert {saying.rule, *saying.with_} <= rules().keys()


@each_pasted
def test_an_error_text_finds_its_rule(wanted: list[str], text: str) -> None:
    assert first(text) in wanted


def test_there_are_enough_of_them() -> None:
    assert len(PASTED) >= 60


@pytest.mark.parametrize("rule", UNSEEN, ids=lambda rule: rule.id)
def test_a_page_without_a_check_is_found_by_a_text_or_is_listed(rule: Rule) -> None:
    assert rule in rules().values()


wraps = st.integers(24, 120)
marks = st.sampled_from(
    ("", "│ ", "  ■ ", "> ", "codex-1  | ", "2026-11-22T10:00:00.123Z ", "\x1b[31m", "⚠ ")
)


def wrapped(text: str, width: int) -> list[str]:
    """Return the text broken at any column, as a terminal does, also in the middle of a word."""
    lines = text.split("\n")
    return [line[at : at + width] for line in lines for at in range(0, max(len(line), 1), width)]


@each_saying
@settings(max_examples=12, deadline=None)
@given(wraps, marks)
def test_a_terminal_changes_nothing(saying: Saying, width: int, mark: str) -> None:
    reset = "\x1b[0m" if mark.startswith("\x1b") else ""
    text = "\r\n".join(f"{mark}{line}{reset}" for line in wrapped(saying.witness, width))
    assert first(text) == saying.rule


@each_pasted
def test_json_around_it_changes_nothing(wanted: list[str], text: str) -> None:
    """As `codex exec --json` writes an error, and as a log writes that line into another table."""
    inner = json.dumps({"type": "error", "message": text}, ensure_ascii=False)
    assert first(inner) in wanted
    assert first(json.dumps({"line": inner})) in wanted


@each_pasted
def test_what_stands_around_it_changes_nothing(wanted: list[str], text: str) -> None:
    around = f"OpenAI Codex v0.169.0\n--------\nworkdir: /work\nmodel: gpt-5.5\nprovider: relay\n--------\nuser\nping\n{text}\n"
    assert first(around) in wanted


@pytest.mark.parametrize("row", [row for row in ROWS if row.witness.status], ids=lambda row: f"{row.rule.id}")
def test_an_answer_that_codex_quotes_finds_its_rule(row: Row) -> None:
    """Where Codex shows the answer of a gateway, the same rule is found as by a live check of it."""
    witness = row.witness
    text = f"ERROR: unexpected status {witness.status} Whatever: {witness.text}, url: {row.asked}"
    if (
        row.header
        or row.keyless
        or row.gateways
        or row.model
        or row.named
        or row.rule.id in {"reply-unrecognised", "turn-failed"}
    ):
        return  # a pasted text has no headers and names no model
    assert row.rule.id in [match.rule.id for match in explain(text)][:4]


@pytest.mark.parametrize(
    "text", ["", "   ", "hello there", "all is well", "200 OK", "pong", "$ codex exec ping", "模型很好"]
)
def test_other_texts_find_nothing(text: str) -> None:
    assert explain(text) == ()


BANNER = (
    "OpenAI Codex v0.169.0\n--------\nworkdir: /work\nmodel: gpt-5.5\nprovider: relay\n--------\nuser\nping\n"
)


def test_the_banner_of_a_session_is_no_error() -> None:
    assert explain(f"{BANNER}codex\npong\ntokens used\n2") == ()


@pytest.mark.parametrize("saying", [each for each in SAYINGS if each.beside], ids=lambda saying: saying.rule)
def test_what_codex_only_remarks_comes_behind_what_stopped_it(saying: Saying) -> None:
    stopped = (
        "ERROR: unexpected status 401 Unauthorized: invalid api key, url: https://relay.example/v1/responses"
    )
    found = [match.rule.id for match in explain(f"{saying.witness}\n{stopped}")]
    assert found[0] == "key-rejected"
    assert saying.rule in found


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("model_providers.relay.api_key", "setting-without-effect"),
        ("model_providers.relay.model", "setting-misplaced"),
        ("mcp_servers.my.dotted.id.type", "setting-dead"),
        ("model_reasoning_efort", "setting-misspelt"),
        ("entirely_of_ones_own", "setting-unknown"),
    ],
)
def test_a_key_that_codex_ignores_is_known_by_its_path(key: str, rule: str) -> None:
    said = "warning: Codex is ignoring 1 unrecognized configuration setting. Check for typos or deprecated settings."
    assert first(f"{said}\n  user (/home/ada/.codex/config.toml): `{key}` is ignored.") == rule
    assert first(f"/home/ada/.codex/config.toml:3:1: unknown configuration field `{key}`") == rule


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    explain(text)


@pytest.mark.slow
def test_a_flood_is_bounded() -> None:
    assert first("x" * 3_000_000 + "\nMissing environment variable: `RELAY_KEY`.") == "env-key-unset"
    explain("{" * 100_000)
    explain("[" * 50_000 + "stream")


def test_a_key_in_the_text_is_not_shown() -> None:
    for match in explain("Missing environment variable: `sk-abcdefghijklmnopqrstuvwx`."):
        assert "abcdefghijklmnop" not in match.because


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_every_rule_has_a_page(rule: Rule) -> None:
    text = page(rule)
    assert rule.title.split()[0] in text
    assert rule_named(rule.id.upper().replace("-", "_")) is rule


def test_a_slip_in_a_name_is_answered_with_the_nearest() -> None:
    assert alike("env-key-unst")[0] == "env-key-unset"
    assert alike("this is not a name") == ()


def test_the_list_names_every_rule_once() -> None:
    lines = listed(rules().values()).splitlines()
    assert [line.split()[0] for line in lines] == sorted(rules())


def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "codex_setup", "explain", *words],
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command() -> None:
    done = run("-", given="codex | ERROR: Missing environment variable: `RELAY_KEY`.\n")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "error[env-key-unset]")
    done = run("env-key-unset", "--format", "json")
    assert json.loads(done.stdout)["rules"][0]["rule"] == "env-key-unset"
    done = run("env-key-unst")
    assert (done.returncode, done.stdout) == (1, "")
    assert "env-key-unset" in done.stderr
    assert run("--list", "certificate").stdout
    assert run("--list", "no such words at all").returncode == 1
    assert run("x", "--format", "yaml").returncode == 2


@pytest.mark.parametrize("width", [60, 80])
def test_a_page_and_a_table_fit_a_narrow_terminal(width: int) -> None:
    matches = explain("stream disconnected before completion: error sending request for url")
    assert len(matches) > 1
    for line in (*found(matches, width).splitlines(), *listed(rules().values(), width).splitlines()):
        assert len(line) <= width or " " not in line.strip(), line
