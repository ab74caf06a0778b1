"""The installed Codex as a second opinion: what it says is read, agreement is silent, difference is ours to report."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.homes import CODEX_HOME, machine

from codex_setup.codex.context import Binary, read_context
from codex_setup.codex.invocation import Invocation
from codex_setup.codex.opinion import compared, second_opinion
from codex_setup.codex.process import Ran, Run
from codex_setup.codex.request import plan
from codex_setup.codex.validator import Verdict, asked, read_verdict
from codex_setup.model import Finding, Outcome, Place, Rule, Severity, Span, findings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from codex_setup.codex.context import Context
    from codex_setup.codex.process import Begin

CONFIG = """\
model = "gpt-5.4"
model_provider = "relay"
[model_providers.relay]
name = "Relay"
base_url = "https://relay.example/v1"
env_key = "RELAY_KEY"
"""
CHAT = CONFIG + 'wire_api = "chat"\n'
FILE = CODEX_HOME / "config.toml"
FOLDER = Path("/scratch")
RULE = Rule("some-rule", Severity.ERROR, "Some rule.")


def context_of(config: str = CONFIG, version: str = "0.169.0", **asked: Any) -> Context:
    """Return the context of a home with an installed Codex of that version."""
    found = Binary(Path("/bin/codex"), version, "program", first=True)
    return read_context(
        machine(config, env={"RELAY_KEY": "sk-made-up-0123456789"}), Invocation(**asked), (found,)
    )


def ended(start: Run) -> Begin:
    """Return what runs a program to its end before anybody waits for it."""

    @contextmanager
    def begin(
        argv: Sequence[str], env: Mapping[str, str], cwd: Path, timeout: float
    ) -> Iterator[Callable[[], Ran]]:
        ran = start(argv, env, cwd, timeout)
        yield lambda: ran

    return begin


def verdict_of(context: Context, start: Run) -> Verdict:
    """Return what Codex says, whose answers `start` gives."""
    with asked(context, ended(start)) as verdict:
        return verdict()


def ids(context: Context, verdict: Verdict, *ours: Outcome) -> list[str]:
    """Return the rules of what the verdict adds."""
    return [rule.id for rule, _ in findings_of(compared(context, plan(context), ours, verdict))]


def at(line: int, message: str = "something") -> Outcome:
    """Return a finding of ours in that line."""
    return Outcome(RULE, (Finding(message, Place("user", FILE, Span(line, 1, line, 9, 0, 8))),))


def refusal(words: str, line: int | None = None) -> bytes:
    """Return what `app-server --print-startup-config` prints of a refusal."""
    where = {
        "filePath": f"{FOLDER}/config.toml" if line else None,
        "line": line,
        "column": 3 if line else None,
    }
    return json.dumps({"error": {"data": {"reason": "configLoad", "detail": words, **where}}}).encode()


@pytest.mark.parametrize(
    ("ran", "expected"),
    [
        (Ran(0, b'{"appServerVersion":"0.169.0"}\n'), Verdict()),
        (Ran(1, refusal("unknown variant `x`", 7)), Verdict("unknown variant `x`", FILE, 7, 3)),
        (Ran(1, refusal("Model provider `z` not found")), Verdict("Model provider `z` not found")),
        (
            Ran(1, refusal(f"{FOLDER}/config.toml:2:3: unknown configuration field `a.b`", 2)),
            Verdict("unknown configuration field `a.b`", FILE, 2, 3, unknown="a.b"),
        ),
        (Ran(1, b"", b"Reading prompt from stdin...\nNo prompt provided via stdin.\n"), Verdict()),
        (
            Ran(
                1, b"", f"WARNING: x\n{FOLDER}/config.toml:7:10: expected `responses`\n  |\n7 | x\n".encode()
            ),
            Verdict("expected `responses`", FILE, 7, 10),
        ),
        (Ran(1, b"", b"Not logged in\n"), Verdict()),
        (Ran(None, problem="it hangs"), Verdict(skipped="the installed Codex could not be asked: it hangs")),
        (Ran(2, b"", b"usage: codex\n"), Verdict(skipped="the installed Codex ended with 2 and no reason")),
    ],
)
def test_every_form_of_answer_is_read(ran: Ran, expected: Verdict) -> None:
    assert read_verdict(ran, FOLDER, CODEX_HOME) == expected


def test_the_place_in_an_old_release_s_words_is_read() -> None:
    said = b"Error loading configuration: TOML parse error at line 7, column 6\n  |\n7 | x\n"
    verdict = read_verdict(Ran(1, b"", said), FOLDER, CODEX_HOME)
    assert (verdict.file, verdict.line, verdict.column) == (FILE, 7, 6)


@given(st.integers(0, 3), st.binary(max_size=120), st.binary(max_size=120))
def test_no_answer_is_too_strange(code: int, out: bytes, err: bytes) -> None:
    verdict = read_verdict(Ran(code, out, err), FOLDER, CODEX_HOME)
    assert verdict.words is None or "\n" not in verdict.words


def test_agreement_is_silent() -> None:
    assert ids(context_of(), Verdict()) == []
    refused = Verdict('`wire_api = "chat"` is no longer supported.', FILE, 7, 12)
    assert ids(context_of(CHAT), refused, at(7)) == []


def test_what_codex_refuses_and_we_did_not_foresee_is_reported() -> None:
    found = compared(context_of(), plan(context_of()), (), Verdict("no such thing", FILE, 2, 5))
    (refuses, disagrees) = findings_of(found)
    assert (refuses[0].id, refuses[0].severity) == ("codex-refuses", Severity.ERROR)
    assert (disagrees[0].id, disagrees[0].severity) == ("codex-disagrees", Severity.WARNING)
    span = refuses[1].at.span if refuses[1].at else None
    assert span is not None
    assert (span.line, span.column) == (2, 5)
    assert CONFIG[span.start :].startswith("l_provider")
    assert "fault of codex-setup" in (disagrees[1].hint or "")


def test_what_codex_loads_and_we_took_for_refused_is_reported() -> None:
    assert ids(context_of(CHAT), Verdict(), at(7)) == ["codex-disagrees"]


def test_the_same_words_agree_wherever_codex_points() -> None:
    words = '`wire_api = "chat"` is no longer supported.'
    assert ids(context_of(CHAT), Verdict(words, FILE, 1, 1), at(7)) == []


def test_the_place_is_added_where_no_finding_of_ours_is_there() -> None:
    assert ids(context_of(CHAT), Verdict("something else", FILE, 7, 12), at(2)) == ["codex-refuses"]


def test_an_unknown_key_is_a_difference_unless_we_know_it() -> None:
    verdict = Verdict(file=FILE, line=3, column=1, unknown="modle")
    assert ids(context_of(), verdict) == ["codex-disagrees"]
    assert ids(context_of(), verdict, at(3)) == []
    assert ids(context_of(), verdict, at(9, "`modle` is not a key")) == []
    assert ids(context_of(version="0.134.0"), verdict) == []  # which itself says nothing of it


@pytest.mark.parametrize(
    ("version", "asked", "words"),
    [
        ("0.169.0", {}, ["--strict-config", "app-server", "--print-startup-config"]),
        ("0.169.0", {"profile": "w"}, ["--strict-config", "-p", "w", "exec", "--skip-git-repo-check"]),
        (
            "0.169.0",
            {"overrides": ("a=1",)},
            ["--strict-config", "-c", "a=1", "app-server", "--print-startup-config"],
        ),
        ("0.155.0", {}, ["--strict-config", "exec", "--skip-git-repo-check"]),
        ("0.118.0", {}, ["features", "list"]),
        ("0.36.0", {}, ["login", "status"]),
    ],
)
def test_each_release_is_asked_in_its_own_way(version: str, asked: dict[str, Any], words: list[str]) -> None:
    seen: list[list[str]] = []

    def start(argv: Sequence[str], env: Mapping[str, str], _cwd: Path, _timeout: float) -> Ran:
        seen.append([*argv[1:]])
        assert env["HTTPS_PROXY"].startswith("http://127.0.0.1:")
        assert sorted(path.name for path in Path(env["CODEX_HOME"]).iterdir()) == ["config.toml"]
        return Ran(0, b"{}")

    context = context_of(version=version, **asked)
    assert verdict_of(context, start) == Verdict()
    assert seen == [words]


def test_an_unknown_key_is_asked_about_a_second_time_without_strictness() -> None:
    answers = [Ran(1, refusal("unknown configuration field `modle`", 3)), Ran(1, refusal("invalid type", 5))]
    verdict = verdict_of(context_of(), lambda *_: answers.pop(0))
    assert (verdict.words, verdict.line, verdict.unknown) == ("invalid type", 5, "modle")


def test_what_is_refused_only_strictly_is_not_refused() -> None:
    answers = [Ran(1, refusal("model_providers.one: provider name must not be empty", 2)), Ran(0, b"{}")]
    verdict = verdict_of(context_of(), lambda *_: answers.pop(0))
    assert verdict.words is None
    assert not answers


def test_nothing_is_run_where_it_could_say_nothing() -> None:
    def never(*_: object) -> Ran:
        pytest.fail("a program was started")

    plain = machine(CONFIG)
    assert verdict_of(read_context(plain, Invocation()), never).skipped == "no Codex is installed"
    hangs = Binary(Path("/codex"), None, "program", first=True, problem="it hangs")
    assert verdict_of(read_context(plain, Invocation(), (hangs,)), never).skipped == "it hangs"
    other = context_of(codex_version="0.94.0")
    assert "0.94.0 was asked about" in (verdict_of(other, never).skipped or "")


def test_it_is_asked_while_we_look() -> None:
    context, steps = context_of(), []

    @contextmanager
    def begin(*_: object) -> Iterator[Callable[[], Ran]]:
        def wait() -> Ran:
            steps.append("waited")
            return Ran(1, refusal("no such thing", 2))

        steps.append("begun")
        try:
            yield wait
        finally:
            steps.append("over")

    with second_opinion(context, begin) as opinion:
        steps.append("we look")
        said = opinion(plan(context), ())
    assert steps == ["begun", "we look", "waited", "begun", "waited", "over", "over"]
    assert [rule.id for rule, _ in findings_of(said)] == ["codex-refuses", "codex-disagrees"]


def test_what_was_begun_is_over_where_our_own_look_fails() -> None:
    steps = []

    @contextmanager
    def begin(*_: object) -> Iterator[Callable[[], Ran]]:
        try:
            yield lambda: Ran(0)
        finally:
            steps.append("over")

    with pytest.raises(ZeroDivisionError), second_opinion(context_of(), begin):
        raise ZeroDivisionError
    assert steps == ["over"]


def test_a_folder_that_cannot_be_copied_leaves_it_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("codex_setup.codex.scratch._put", full)
    monkeypatch.setattr("codex_setup.codex.folder._made", full)
    assert verdict_of(context_of(), lambda *_: Ran(0)).skipped == (
        "its folder cannot be copied (No space left on device)"
    )


def test_a_codex_that_cannot_be_told_costs_one_line() -> None:
    hangs = Binary(Path("/codex"), None, "program", first=True, problem="asked for its version, it hangs")
    context = read_context(machine(CONFIG), Invocation(), (hangs,))
    with second_opinion(context) as opinion:
        ((rule, finding),) = findings_of(opinion(plan(context), ()))
    assert (rule.id, rule.severity) == ("codex-unusable", Severity.WARNING)
    assert finding.message == "`/codex` cannot be judged: asked for its version, it hangs"
