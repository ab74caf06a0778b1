"""What the installed Codex sends beside the plan: compared line by line, on loopback, leaving nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.homes import CODEX_HOME, machine

from codex_setup.cli import run as command_line
from codex_setup.cli.trace import would_run
from codex_setup.codex.compare import compare
from codex_setup.codex.context import Binary, read_context
from codex_setup.codex.invocation import Invocation
from codex_setup.codex.process import Ran
from codex_setup.codex.request import plan
from codex_setup.codex.scratch import copied_home, uncopied
from codex_setup.codex.tracing import Traced, is_over, trace, untraceable
from codex_setup.gateway import Recorded
from codex_setup.model import Secret, findings_of
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
ASKED = Recorded("POST", "/v1/responses?b=2&a=1", HEADERS, BODY, through="https://relay.example")


def context_of(config: str = CONFIG, **more: str) -> Context:
    """Return the context of a home with this configuration."""
    return read_context(machine(config, env={"RELAY_KEY": CANARY, **more}), Invocation())


def compared(
    context: Context, *requests: Recorded, ran: Ran | None = None, lost: Sequence[str] = ()
) -> Comparison:
    """Return the comparison of the plan with these requests."""
    return compare(context, plan(context), Traced(ran or Ran(0), requests, tuple(lost), "/scratch"))


def exit_code(found: Comparison) -> int:
    """Return what a report with these outcomes exits with."""
    from codex_setup.report import Report  # only this asks for a report

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
        (replace(ASKED, through="https://other.example"), "url"),
        (replace(ASKED, through="http://relay.example"), "url"),
        (replace(ASKED, body=b"\x28\xb5\x2f\xfd"), "model"),
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
    ("ran", "lost"),
    [
        (Ran(None, problem="it does not end within 15 seconds"), ()),
        (Ran(1, b"", b"ERROR: x"), ("relay.example:443",)),
        (Ran(0), ()),
    ],
)
def test_a_run_that_shows_nothing_leaves_it_open(ran: Ran, lost: Sequence[str]) -> None:
    assert exit_code(compared(context_of(), ran=ran, lost=lost)) == 4


def test_what_codex_does_on_the_side_is_listed_and_no_fault() -> None:
    models = Recorded("GET", "/codex/models?v=1", HEADERS, b"", through="https://chatgpt.com")
    metrics = Recorded("POST", "/otlp", (), b"{}", through="https://ab.chatgpt.com")
    found = compared(context_of(), models, models, metrics, ASKED, lost=("github.com:443",))
    ((rule, finding),) = findings_of(found.outcomes)
    assert rule.id == "codex-reaches-out"
    assert (
        "asked https://chatgpt.com/codex/models, https://ab.chatgpt.com/otlp, github.com:443,"
        in finding.message
    )
    assert finding.hint == "What opens the gateway would have gone to chatgpt.com as well."
    assert exit_code(found) == 0


@pytest.mark.parametrize(
    ("written", "over"),
    [
        (b"ERROR: unexpected status 401", True),
        (b"hello\n[2026-01-01T00:00:00] ERROR: no", True),
        (b"ERROR: Reconnecting... 1/5", False),
        (b"it says ERROR: x", False),
    ],
)
def test_a_turn_is_over_where_codex_gives_up(written: bytes, *, over: bool) -> None:
    assert is_over(written) is over


def test_codex_is_led_to_the_recorder_and_nowhere_else() -> None:
    config = CONFIG.replace("/v1", f"/{CANARY}/v1") + '[mcp_servers.tool]\ncommand = "tool"\n'
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
    assert seen["CODEX_CA_CERTIFICATE"] == seen["SSL_CERT_FILE"]
    assert {"notify=[]", "mcp_servers.tool.enabled=false", "--ephemeral"} <= set(words)
    assert CANARY not in " ".join(words)
    assert not Path(seen["CODEX_HOME"]).exists()
    assert traced.requests == ()


def test_the_copy_holds_what_codex_reads_and_leaves_routes_out() -> None:
    dotenv = (
        "RELAY_KEY=sk-1\nexport HTTPS_PROXY=http://proxy.example\nno_proxy = *\nSSL_CERT_FILE=/x\nOTHER=2\n"
    )
    config = 'model_catalog_json = "list.json"\nmodel_instructions_file = "../secret"\n' + CONFIG
    files = {
        ".codex/list.json": "{}",
        ".codex/work.config.toml": "",
        ".codex/history.jsonl": "x",
        ".codex/home.config.toml/x": "",
        "secret": "y",
    }
    context = read_context(machine(config, auth="{}", dotenv=dotenv, files=files), Invocation())
    with copied_home(context, credentials=True) as folder:
        held = {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir() if path.is_file())
        assert [path.name for path in folder.iterdir() if path.is_dir()] == ["home.config.toml"]
    assert set(held) == {"config.toml", "work.config.toml", "list.json", "auth.json", ".env"}
    assert held[".env"] == "RELAY_KEY=sk-1\nOTHER=2\n"
    with copied_home(context, credentials=False) as folder:
        kept = {path.name for path in folder.iterdir() if path.is_file()}
        assert kept == {"config.toml", "work.config.toml", "list.json"}


def test_a_home_that_cannot_be_copied_is_said() -> None:
    lost = read_context(machine(CONFIG), Invocation(codex_home=Path("/nowhere")))
    assert "/nowhere" in (uncopied(lost) or "")


@pytest.mark.parametrize(
    ("store", "config", "seen"),
    [("keyring", "", False), ("auto", "", False), ("file", "", True), ("keyring", CONFIG, True)],
)
def test_a_login_that_a_copy_does_not_find_is_not_taken_for_none(
    store: str, config: str, *, seen: bool
) -> None:
    context = context_of(f'cli_auth_credentials_store = "{store}"\n{config}')
    assert (untraceable(context, plan(context)) is None) is seen


def test_a_program_that_the_cloud_is_to_be_paid_by_is_not_run_unasked() -> None:
    config = 'model_provider = "amazon-bedrock"\n[model_providers.amazon-bedrock.aws]\nregion = "eu-west-1"\n'
    files = {".aws/config": "[default]\ncredential_process = pay --now\n"}
    asked = read_context(machine(config, files=files), Invocation())
    assert "`pay --now`" in (would_run(asked) or "")
    for env in ({"AWS_BEARER_TOKEN_BEDROCK": CANARY}, {"AWS_ACCESS_KEY_ID": CANARY}):
        assert would_run(read_context(machine(config, files=files, env=env), Invocation())) is None


def test_a_key_of_no_shape_is_covered_before_lines_are_broken() -> None:
    odd = "three little words, no shape"
    context = context_of(RELAY_KEY=odd)
    found = compared(context, ran=Ran(1, b"", f"ERROR: no {odd} here {'x' * 60} {odd}".encode()))
    shown = render_trace(found, "Codex", Style(width=60), [Secret(odd)])
    assert "little" not in shown


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
