"""What the installed Codex sends beside the plan: compared line by line, on loopback, leaving nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.homes import CODEX_HOME, machine

from codex_setup.cli import run as command_line
from codex_setup.codex.binary import Ran
from codex_setup.codex.compare import compare
from codex_setup.codex.context import Binary, read_context
from codex_setup.codex.invocation import Invocation
from codex_setup.codex.request import plan
from codex_setup.codex.scratch import copied_home, uncopied
from codex_setup.codex.tracing import Traced, moved, trace, untraceable
from codex_setup.codex.url import target
from codex_setup.gateway import Recorded
from codex_setup.model import findings_of
from codex_setup.render.style import Style
from codex_setup.render.trace import render_trace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codex_setup.codex.compare import Comparison
    from codex_setup.codex.context import Context

CANARY = "sk-canary-0123456789abcdef"
CONFIG = """\
model = "gpt-5.4"
model_provider = "relay"
[model_providers.relay]
name = "Relay"
base_url = "https://relay.example/v1"
env_key = "RELAY_KEY"
query_params = { a = "1", b = "2" }
http_headers = { "X-Team" = "blue" }
"""
BODY = b'{"model": "gpt-5.4", "stream": true}'
HEADERS = (("authorization", f"Bearer {CANARY}"), ("x-team", "blue"))
ASKED = Recorded("POST", "/v1/responses?b=2&a=1", HEADERS, BODY)


def context_of(config: str = CONFIG, **more: str) -> Context:
    """Return the context of a home with this configuration."""
    return read_context(machine(config, env={"RELAY_KEY": CANARY, **more}), Invocation())


def compared(
    context: Context, *requests: Recorded, ran: Ran | None = None, refused: Sequence[str] = ()
) -> Comparison:
    """Return the comparison of the plan with these requests."""
    return compare(context, plan(context), Traced(ran or Ran(0), requests, tuple(refused), "/scratch"))


def exit_code(found: Comparison) -> int:
    """Return what a report with these outcomes exits with."""
    from codex_setup.doctor import Report  # noqa: PLC0415 -- only this asks for a report

    context = context_of()
    return Report(context, plan(context), found.outcomes, sent=found.sent).exit_code


def test_what_is_sent_as_planned_agrees_in_every_line() -> None:
    found = compared(context_of(), ASKED)
    assert all(line.same for line in found.lines)
    assert {line.what for line in found.lines} >= {
        "method",
        "url",
        "model",
        "credential",
        "transport",
        "header X-Team",
    }
    assert exit_code(found) == 0
    assert found.sent.url == "https://relay.example/v1/responses?b=2&a=1"


@pytest.mark.parametrize(
    ("request_", "what"),
    [
        (replace(ASKED, target="/responses?a=1&b=2"), "url"),
        (replace(ASKED, target="/v1/responses?a=1"), "url"),
        (replace(ASKED, body=BODY.replace(b"5.4", b"5")), "model"),
        (replace(ASKED, headers=(("authorization", "Bearer sk-another-key-0123"), HEADERS[1])), "credential"),
        (replace(ASKED, headers=(("authorization", CANARY), HEADERS[1])), "credential"),
        (replace(ASKED, headers=HEADERS[1:]), "credential"),
        (replace(ASKED, headers=HEADERS[:1]), "header X-Team"),
        (replace(ASKED, headers=(HEADERS[0], ("x-team", "red"))), "header X-Team"),
    ],
)
def test_each_line_that_differs_is_a_finding(request_: Recorded, what: str) -> None:
    found = compared(context_of(), request_)
    assert [line.what for line in found.lines if not line.same] == [what]
    assert [rule.id for rule, _ in findings_of(found.outcomes)] == ["trace-differs"]
    assert exit_code(found) == 1


def test_a_web_socket_that_was_not_planned_is_a_difference() -> None:
    upgrade = Recorded("GET", "/v1/responses", (("upgrade", "websocket"),), b"")
    found = compared(context_of(), upgrade, ASKED)
    assert [line.what for line in found.lines if not line.same] == ["transport"]


def test_the_key_is_compared_and_never_shown() -> None:
    other = replace(ASKED, headers=(("authorization", "Bearer sk-othercanary-0123456789"), HEADERS[1]))
    for request in (ASKED, other):
        found = compared(context_of(), request)
        shown = render_trace(found, "Codex", Style(width=200)) + repr(found)
        assert "canary-" not in shown


def test_a_key_that_came_from_elsewhere_is_traced_to_its_variable() -> None:
    other = replace(ASKED, headers=(("authorization", "Bearer sk-elsewhere-0123456789"), HEADERS[1]))
    found = compared(context_of(OTHER_KEY="sk-elsewhere-0123456789"), other)
    assert found.sent.credential is not None
    assert found.sent.credential.origin.text == "env:OTHER_KEY"


def test_a_refusal_that_was_planned_agrees_and_is_no_success() -> None:
    context = read_context(machine(CONFIG), Invocation())
    found = compared(context, ran=Ran(1, b"", b"ERROR: Missing environment variable: `RELAY_KEY`.\n"))
    assert all(line.same for line in found.lines)
    assert [rule.id for rule, _ in findings_of(found.outcomes)] == ["codex-does-not-ask"]
    assert found.sent.refused is not None
    assert exit_code(found) == 1


def test_a_refusal_that_was_not_planned_is_a_difference() -> None:
    found = compared(context_of(), ran=Ran(1, b"", b"Error: no such thing in /scratch/config.toml\n"))
    ((rule, finding),) = findings_of(found.outcomes)
    assert rule.id == "trace-differs"
    assert f"no such thing in {CODEX_HOME}/config.toml" in finding.message


@pytest.mark.parametrize(
    ("ran", "refused"),
    [
        (Ran(None, problem="it does not end within 15 seconds"), ()),
        (Ran(1, b"", b"ERROR: x"), ("relay.example:443",)),
    ],
)
def test_a_run_that_shows_nothing_leaves_it_open(ran: Ran, refused: Sequence[str]) -> None:
    assert exit_code(compared(context_of(), ran=ran, refused=refused)) == 4


def test_what_codex_does_on_the_side_is_listed_and_no_fault() -> None:
    found = compared(context_of(), ASKED, refused=("github.com:443", "chatgpt.com:443"))
    ((rule, finding),) = findings_of(found.outcomes)
    assert rule.id == "codex-reaches-out"
    assert "github.com:443, chatgpt.com:443" in finding.message
    assert exit_code(found) == 0


@given(st.text(alphabet=st.characters(blacklist_characters="/\\?#\t\r\n", max_codepoint=0x2FFF), max_size=12))
def test_an_address_is_moved_without_touching_its_path(tail: str) -> None:
    there = moved(f"https://user@relay.example:8443/v1/{tail}", "http://127.0.0.1:9")
    assert there == f"http://127.0.0.1:9/v1/{tail}"
    assert (target(there) is None) == (target(f"https://relay.example/v1/{tail}") is None)


def test_an_address_without_a_host_is_not_moved() -> None:
    assert moved("relay.example/v1", "http://127.0.0.1:9") is None


def test_codex_is_led_to_the_recorder_and_nowhere_else() -> None:
    config = CONFIG + '[mcp_servers.tool]\ncommand = "tool"\n'
    context = context_of('notify = ["beep"]\n' + config, HTTPS_PROXY="http://proxy.example:1", NO_PROXY="*")
    seen: dict[str, str] = {}
    words: list[str] = []

    def start(argv: Sequence[str], env: Mapping[str, str], _cwd: Path, _timeout: float) -> Ran:
        words.extend(argv)
        seen.update(env)
        assert (Path(env["CODEX_HOME"]) / "config.toml").read_text() == 'notify = ["beep"]\n' + config
        return Ran(0)

    traced = trace(
        context,
        plan(context),
        Binary(Path("/codex"), "0.169.0", "program", first=True),
        timeout=5,
        start=start,
    )
    recorder = seen["HTTPS_PROXY"]
    assert recorder.startswith("http://127.0.0.1:")
    assert {seen[name] for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")} == {
        recorder
    }
    assert (seen["NO_PROXY"], seen["no_proxy"]) == ("", "")
    assert f'model_providers.relay.base_url="{recorder}/v1"' in words
    assert {"notify=[]", "mcp_servers.tool.enabled=false", "--ephemeral"} <= set(words)
    assert CANARY not in " ".join(words)
    assert not Path(seen["CODEX_HOME"]).exists()
    assert traced.requests == ()


def test_the_copy_holds_what_codex_reads_and_leaves_routes_out() -> None:
    dotenv = "RELAY_KEY=sk-1\nexport HTTPS_PROXY=http://proxy.example\nno_proxy = *\nOTHER=2\n"
    config = 'model_catalog_json = "list.json"\nmodel_instructions_file = "../secret"\n' + CONFIG
    files = {
        ".codex/list.json": "{}",
        ".codex/work.config.toml": "",
        ".codex/history.jsonl": "x",
        "secret": "y",
    }
    context = read_context(machine(config, auth="{}", dotenv=dotenv, files=files), Invocation())
    with copied_home(context, credentials=True) as folder:
        held = {path.name: path.read_text() for path in folder.iterdir()}
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
    assert set(held) == {"config.toml", "work.config.toml", "list.json", "auth.json", ".env"}
    assert held[".env"] == "RELAY_KEY=sk-1\nOTHER=2\n"
    with copied_home(context, credentials=False) as folder:
        assert {path.name for path in folder.iterdir()} == {"config.toml", "work.config.toml", "list.json"}


def test_what_cannot_be_led_to_the_recorder_is_said() -> None:
    dotted = context_of(
        CONFIG.replace("[model_providers.relay]", '[model_providers."my.relay"]').replace(
            '"relay"', '"my.relay"'
        )
    )
    assert "my.relay" in (untraceable(dotted) or "")
    assert untraceable(context_of()) is None
    lost = read_context(machine(CONFIG), Invocation(codex_home=Path("/nowhere")))
    assert "/nowhere" in (uncopied(lost) or "")


def test_a_home_without_codex_gets_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("codex_setup.cli.trace.installed", lambda *_: ())
    assert command_line(["trace", "--codex-home", str(tmp_path)]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("codex-setup: no Codex is installed here, so there is nothing to trace\n")


def test_a_credential_command_is_not_run_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = (
        CONFIG.replace('env_key = "RELAY_KEY"\n', "")
        + f'[model_providers.relay.auth]\ncommand = "{tmp_path}/key"\nargs = ["-v"]\n'
    )
    (tmp_path / "config.toml").write_text(config)
    found = (Binary(tmp_path / "codex", "0.169.0", "program", first=True),)
    monkeypatch.setattr("codex_setup.cli.trace.installed", lambda *_: found)
    assert command_line(["trace", "--codex-home", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert f"`{tmp_path}/key -v`" in said
    assert "--yes" in said
