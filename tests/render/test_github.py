"""GitHub Actions and Markdown: what a runner reads, and what a gateway cannot make it read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.homes import HOME, machine
from support.reports import WORKING, in_workspace, rejected, report, with_reply

from codex_setup.model import Finding, Rule, Severity
from codex_setup.render import RENDERERS, Style, page_of
from codex_setup.render.github import outputs, summary
from codex_setup.render.markdown import fenced, quoted, said
from codex_setup.wire import Reply

ROOT = Path("/home/runner/work/app/app")
STYLE = Style(home=HOME, root=ROOT)
EVIL = "x%0A::error::boo\r\n::set-output name=verdict::healthy\n##[add-path]/tmp ::stop-commands::t"
WORDS = st.text(st.characters(codec="utf-8"), max_size=80)


def commands(text: str) -> list[str]:
    """Return the lines that a runner takes for commands to itself, in both forms that it knows."""
    return [line for line in text.splitlines() if line.strip().startswith("::") or "##[" in line]


def test_an_annotation_stands_on_the_line_of_the_file_in_the_checkout() -> None:
    text = RENDERERS["github"](in_workspace(), STYLE)
    found = next(line for line in commands(text) if "title=wire-api-not-responses" in line)
    assert found.startswith("::error file=.codex/config.toml,line=8,endLine=8,col=1,endColumn=")
    assert "%0AFix: " in found


def test_the_levels_are_those_of_the_findings() -> None:
    text = RENDERERS["github"](report('model = "gpt-5.4"\nunheard_of = 1\n'), replace(STYLE, verbose=True))
    words = {line.split(" ")[0] for line in commands(text)}
    assert words <= {"::error", "::warning", "::notice", "::group::codex-setup", "::endgroup::"}
    assert words & {"::warning", "::notice"}


@pytest.mark.parametrize("form", ["github", "text", "markdown", "json", "sarif", "junit", "gitlab"])
def test_a_gateway_cannot_issue_a_workflow_command(form: str) -> None:
    text = RENDERERS[form](rejected(EVIL), STYLE)
    ours = ("::error file=", "::error title=", "::warning ", "::group::", "::endgroup::")
    assert [line for line in commands(text) if not line.startswith(ours)] == []
    assert "\n::set-output" not in text


@given(WORDS)
def test_whatever_a_gateway_says_the_commands_stay_the_same(words: str) -> None:
    def heads(text: str) -> list[str]:
        return [line.partition(" ")[0] for line in commands(text)]

    assert heads(RENDERERS["github"](rejected(words), STYLE)) == heads(
        RENDERERS["github"](rejected("x"), STYLE)
    )


@given(WORDS)
def test_what_a_runner_decodes_is_what_was_said(words: str) -> None:
    line = next(
        one for one in commands(RENDERERS["github"](rejected(words), STYLE)) if "title=key-rejected" in one
    )
    data = line.split("::", 2)[2]
    decoded = data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    assert decoded.startswith("the gateway says: ")
    assert decoded.count("\n") == (3 if words else 2)


def test_the_outputs_are_one_value_each() -> None:
    text = outputs(page_of(rejected(EVIL), "github"))
    names = re.findall(r"^([a-z-]+)<<(\S+)\n(.*)\n\2$", text, re.MULTILINE)
    assert [name for name, _, _ in names] == [
        "verdict",
        "exit-code",
        "rule",
        "request-url",
        "model",
        "codex-version",
    ]
    values = {name: value for name, _, value in names}
    assert values["verdict"] == "broken"
    assert values["rule"] == "key-rejected"
    assert values["request-url"] == "https://gw.acme.test/v1/responses"


def test_the_summary_is_the_redacted_report() -> None:
    text = summary(page_of(rejected(), "github"), STYLE)
    assert text.startswith("### codex-setup: broken\n")
    assert str(HOME) not in text
    assert "~/.codex/config.toml" in text


@given(WORDS)
def test_a_code_span_cannot_be_left(words: str) -> None:
    shown = quoted(words)
    ticks = re.match("`+", shown)
    assert ticks is not None
    inside = shown[len(ticks[0]) : -len(ticks[0])]
    assert shown.endswith(ticks[0])
    assert ticks[0] not in re.findall("`+", inside)


@given(st.lists(WORDS, max_size=4))
def test_a_block_of_code_cannot_be_left(lines: list[str]) -> None:
    _, fence, *inside, last = list(fenced(lines))
    assert fence == last
    assert all(fence not in line for line in inside)


@given(WORDS)
def test_plain_text_formats_mentions_and_links_nothing(words: str) -> None:
    shown = said(words.replace("`", ""), STYLE)
    assert not re.search(
        r"(?<!\\)[*_\[\]<>|!`](?!!-- -->)", shown.replace("<!-- -->", "").replace("\\\\", "")
    )
    assert not re.search(r"[@#]\w", shown)


def test_a_fault_of_a_variable_stands_on_the_line_that_names_it() -> None:
    at = machine(WORKING, env={"ACME_KEY": '"sk-0123456789abcdefgh"'})
    text = RENDERERS["github"](report(at=at), Style(root=HOME))
    assert re.search(
        r"^::error file=\.codex/config\.toml,line=7,endLine=7,col=1,endColumn=\d+,title=key-",
        text,
        re.MULTILINE,
    )
    assert "sk-0123456789abcdefgh" not in text


@pytest.mark.parametrize(
    ("rule", "line"), [("key-rejected", 7), ("model-unknown", 1), ("gateway-unavailable", 6)]
)
def test_what_a_gateway_says_stands_on_the_line_it_is_about(rule: str, line: int) -> None:
    found = with_reply(report(), Reply(503), Finding("no"), rule=Rule(rule, Severity.ERROR, "No."))
    text = RENDERERS["github"](found, Style(root=HOME))
    assert f"::error file=.codex/config.toml,line={line}," in text
    told = json.loads(RENDERERS["json"](found, STYLE))["findings"]
    assert next(one for one in told if one["rule"] == rule)["place"] is None
