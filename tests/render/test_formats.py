"""Every format of every report: valid by its official schema, the same bytes twice, no key in it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema
from support.homes import HOME
from support.reports import EVERY, KEY, in_workspace, rejected, report

import codex_setup
from codex_setup.record import replace
from codex_setup.render import FORMATS, RENDERERS, Style, page_of
from codex_setup.render.fingerprint import fingerprints

DATA = Path(__file__).parent.parent / "data"
PACKAGE = Path(codex_setup.__file__).parent
SARIF = json.loads((DATA / "sarif-2.1.0-rtm.5.json").read_text())
REPORT = json.loads((PACKAGE / "schema.json").read_text())
JUNIT = xmlschema.XMLSchema(str(DATA / "junit-10.xsd"))
STYLE = Style(home=HOME, root=HOME)
NAMES = sorted(EVERY)


def shown(name: str, form: str, style: Style = STYLE) -> str:
    """Return a report of the collection in a format."""
    return RENDERERS[form](EVERY[name](), style)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_gives_the_same_bytes_and_no_key(name: str, form: str) -> None:
    text = shown(name, form)
    assert text == shown(name, form)
    assert text.endswith("\n")
    assert KEY not in text
    assert KEY[4:] not in text


@pytest.mark.parametrize("name", NAMES)
def test_json_is_what_the_contract_says(name: str) -> None:
    found = json.loads(shown(name, "json"))
    jsonschema.Draft202012Validator(REPORT).validate(found)
    assert list(found)[:10] == [
        "schema", "tool", "codex", "verdict", "exit_code", "layers", "request", "findings", "probes", "skipped",
    ]  # fmt: skip


def test_the_schema_is_a_schema_and_the_same_in_the_docs() -> None:
    jsonschema.Draft202012Validator.check_schema(REPORT)
    assert (PACKAGE / "schema.json").read_bytes() == (
        PACKAGE.parent / "docs" / "report.schema.json"
    ).read_bytes()


@pytest.mark.parametrize("wrong", [{"verdict": "fine"}, {"exit_code": 2}, {"schema": 2}, {"findings": None}])
def test_the_schema_refuses_what_the_contract_does_not_know(wrong: dict[str, Any]) -> None:
    found = json.loads(shown("broken", "json")) | wrong
    assert not jsonschema.Draft202012Validator(REPORT).is_valid(found)


def test_json_names_the_key_and_its_place_and_the_change() -> None:
    found = json.loads(shown("rejected", "json"))
    assert found["verdict"] == "broken"
    assert found["exit_code"] == 1
    assert found["request"]["auth"] == {
        "header": "authorization", "scheme": "Bearer", "from": "env:ACME_KEY", "shown": "sk-…ef",
    }  # fmt: skip
    assert found["request"]["url"] == "https://gw.acme.test/v1/responses"
    assert found["request"]["model_from"] == "user:1"
    told = next(one for one in found["findings"] if one["rule"] == "key-rejected")
    assert told["place"] == {
        "layer": "user", "file": f"{HOME}/.codex/config.toml", "line": 7, "column": 1, "end_line": 7, "end_column": 21,
        "key": "model_providers.acme.env_key",
    }  # fmt: skip
    assert told["fix"]["edits"] == [
        {"file": f"{HOME}/.codex/config.toml", "key": "model", "value": "gpt-5.5"}
    ]
    assert told["fix"]["commands"] == ["export ACME_KEY='<your key>'"]
    assert found["probes"][0] == {
        "name": "responses", "method": "POST", "url": "https://gw.acme.test/v1/responses", "status": 401,
        "failure": None, "ms": 20, "rule": "key-rejected",
    }  # fmt: skip


def test_a_refusal_keeps_the_words_of_codex_and_leaves_the_rest_null() -> None:
    found = json.loads(shown("broken", "json"))["request"]
    assert found["refused"]["stage"] == "load"
    assert "\n" in found["refused"]["message"]
    assert found["url"] is None
    assert found["auth"] is None


def test_a_plan_that_codex_refuses_is_broken_in_every_format() -> None:
    refused = replace(EVERY["not-toml"](), outcomes=())
    found = json.loads(RENDERERS["json"](refused, STYLE))
    assert (found["verdict"], found["exit_code"], found["findings"]) == ("broken", 1, [])
    assert "Next: see what to do with codex-setup doctor.\n" in RENDERERS["text"](refused, STYLE)
    assert "Broken:" in RENDERERS["markdown"](refused, STYLE)


def test_times_are_left_out_of_a_reproducible_report() -> None:
    style = Style(home=HOME, reproducible=True)
    assert json.loads(shown("healthy", "json", style))["probes"][0]["ms"] is None
    for form in FORMATS:
        assert " ms" not in shown("healthy", form, style)
    assert "320 ms" in shown("healthy", "text")


@pytest.mark.parametrize("name", NAMES)
def test_sarif_fits_the_official_schema(name: str) -> None:
    found = json.loads(shown(name, "sarif"))
    jsonschema.Draft4Validator(SARIF).validate(found)
    run = found["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"]
        assert not result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("/")
    prints = [result["partialFingerprints"]["codexSetup/v1"] for result in run["results"]]
    assert len(prints) == len(set(prints))


def test_a_fix_in_sarif_turns_the_file_into_the_mended_one() -> None:
    found = in_workspace()
    style = Style(root=Path("/home/runner/work/app/app"))
    run = json.loads(RENDERERS["sarif"](found, style))["runs"][0]
    result = next(one for one in run["results"] if one["ruleId"] == "wire-api-not-responses")
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": ".codex/config.toml", "uriBaseId": "%SRCROOT%",
    }  # fmt: skip
    change = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    region = change["deletedRegion"]
    text = next(layer.text for layer in found.context.layers if layer.name == "user")
    lines = text.splitlines(keepends=True)
    lines[region["startLine"] - 1 : region["endLine"] - 1] = [change["insertedContent"]["text"]]
    assert "".join(lines) == text.replace('"chat"', '"responses"')


def test_a_fingerprint_outlives_a_line_more_and_tells_two_keys_apart() -> None:
    def marks(config: str) -> tuple[str, ...]:
        return fingerprints(page_of(report(config), "json"), STYLE)

    one = '[model_providers.{}]\nname = "A"\nbase_url = "https://a.test/v1"\nwire_api = "chat"\n'
    assert marks(one.format("a")) == marks("# a line more\n\n" + one.format("a"))
    assert len(set(marks(one.format("a") + one.format("b")))) > len(set(marks(one.format("a"))))


@pytest.mark.parametrize("name", NAMES)
def test_junit_fits_the_schema_and_counts_right(name: str) -> None:
    text = shown(name, "junit")
    JUNIT.validate(io.StringIO(text))
    decoded: Any = JUNIT.to_dict(io.StringIO(text))
    suite = decoded["testsuite"][0]
    cases = suite["testcase"]
    assert int(suite["@tests"]) == len(cases) == len({case["@name"] for case in cases})
    for kind, count in (("failure", "@failures"), ("error", "@errors"), ("skipped", "@skipped")):
        assert int(suite[count]) == sum(kind in case for case in cases)
    assert (int(suite["@failures"]) > 0) == (json.loads(shown(name, "json"))["exit_code"] == 1)


def test_an_unsure_finding_is_an_error_of_the_test_and_not_a_failure() -> None:
    text = shown("unsure", "junit")
    assert '<error type="error"' in text
    assert 'failures="0"' in text


@pytest.mark.parametrize("name", NAMES)
def test_code_quality_is_what_gitlab_reads(name: str) -> None:
    found = json.loads(shown(name, "gitlab"))
    assert len({one["fingerprint"] for one in found}) == len(found)
    for one in found:
        assert set(one) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert one["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert one["location"]["lines"]["begin"] >= 1
        assert not one["location"]["path"].startswith("./")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "words", ["\x1b[31mred\x1b[0m", "a\u202eb", "\x00\ufffe\uffff\ud800", ']]>&<x a="\'">', "模型"]
)
def test_foreign_words_do_no_harm_in_any_format(form: str, words: str) -> None:
    text = RENDERERS[form](rejected(words), STYLE)
    text.encode()
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x00" not in text
    if form == "junit":
        JUNIT.validate(io.StringIO(text))
    if form == "sarif":
        jsonschema.Draft4Validator(SARIF).validate(json.loads(text))
