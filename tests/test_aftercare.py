"""What is left to the user afterwards is said, with the command for this machine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.homes import machine

from codex_setup.codex.context import Binary, Invocation, read_context
from codex_setup.gateway import serve
from codex_setup.gateway.answers import as_json
from codex_setup.model import Secret
from codex_setup.network import sender
from codex_setup.providers import PRESETS, preset
from codex_setup.wire import Reply, Request
from codex_setup.wizard.aftercare import after, codex_missing, history, installing, server_running
from codex_setup.wizard.answers import Answers
from codex_setup.wizard.look import running_servers


def answers(**more: object) -> Answers:
    found = preset("claude-api")
    assert found is not None
    made = Answers(
        found, "https://claude-api.org", "env-file", "claude-api", "", "gpt-5.4", "K", Secret("sk-0123456789")
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_running_background_server_has_to_be_restarted_for_a_new_key() -> None:
    here = machine(files={".codex/app-server-daemon/daemon.pid": '{"pid":1}'})
    context = read_context(here, Invocation())
    assert server_running(context)
    words = [r.command.words for r in after(answers(), context, new_key=True) if r.command]
    assert ("codex", "app-server", "daemon", "restart") in words
    assert not [r for r in after(answers(), context, new_key=False) if "background" in r.says]
    assert not server_running(read_context(machine(), Invocation()))
    stopped = machine(files={".codex/app-server-daemon/daemon.pid.lock": ""})
    assert not server_running(read_context(stopped, Invocation()))


def test_a_variable_has_to_be_exported_unless_it_is() -> None:
    way = answers(store="variable")
    assert [r for r in after(way, read_context(machine(), Invocation()), new_key=False) if r.command]
    there = read_context(machine(env={"K": "sk-0123456789"}), Invocation())
    assert not [r for r in after(way, there, new_key=False) if r.command]
    assert not [
        r
        for r in after(way, read_context(machine(), Invocation()), new_key=False, exported=True)
        if r.command
    ]


def test_sessions_that_would_be_left_behind_are_counted() -> None:
    meta = json.dumps({"type": "session_meta", "payload": {"model_provider": "old"}}, separators=(",", ":"))
    config = 'model_provider = "old"\n[model_providers.old]\nname = "Old"\nbase_url = "https://old.io"\n'
    here = machine(config, files={".codex/sessions/2026/11/22/rollout-1.jsonl": meta + "\n"})
    context = read_context(here, Invocation())
    assert "1 session is filed under `old`" in " ".join(history(answers(), context))
    assert not list(history(answers(profile="work"), context))
    assert "keeps its id `old`" in " ".join(history(answers(provider_id="old"), context))


@pytest.mark.parametrize(
    ("platform", "programs", "word"),
    [
        ("linux", ("npm",), "npm"),
        ("darwin", ("npm", "brew"), "brew"),
        ("darwin", ("npm",), "npm"),
        ("linux", (), "curl"),
    ],
)
def test_the_one_command_for_this_machine(platform: str, programs: tuple[str, ...], word: str) -> None:
    files = {f"/bin/{name}": "" for name in programs}
    here = machine(files=files, modes=dict.fromkeys(files, 493), env={"PATH": "/bin"}, platform=platform)
    assert word in " ".join(installing(here).words)


def test_a_missing_and_an_old_codex_are_said() -> None:
    bare = read_context(machine(), Invocation())
    missing = codex_missing(bare)
    assert missing is not None
    assert "not installed" in missing.says
    for version, said in (("0.94.0", True), ("0.169.0", False)):
        binary = Binary(Path("/bin/codex"), version, "npm", first=True)
        found = codex_missing(read_context(machine(), Invocation(), (binary,)))
        assert (found is not None) is said


def test_a_provider_that_is_too_new_for_this_codex_is_said() -> None:
    found = preset("bedrock")
    assert found is not None
    for version, said in (("0.120.0", True), ("0.169.0", False)):
        context = read_context(machine(), Invocation(codex_version=version))
        assert (
            any("needs Codex" in r.says for r in after(answers(preset=found), context, new_key=False)) is said
        )


def test_local_servers_are_found_by_looking() -> None:
    def send(request: Request) -> Reply:
        bodies = {11434: b'{"object":"list","data":[]}', 8000: b"<html>", 8080: b'{"models":[{}]}'}
        port = next((port for port in bodies if f":{port}/" in request.url), None)
        return Reply(200, body=bodies[port]) if port else Reply(failure="refused")

    assert set(running_servers(send)) == {"llama-cpp"} | {"ollama"}
    assert not set(running_servers(lambda _: Reply(failure="refused")))
    assert {one.id for one in PRESETS if one.group == "local"} >= {"ollama", "lmstudio", "vllm", "llama-cpp"}


def test_a_real_look_at_loopback_takes_what_answers() -> None:
    with serve(lambda _: as_json(200, {"object": "list", "data": []})) as running:
        send = sender(read_context(machine(), Invocation()).environment, timeout=5)
        reply = send(Request("look", "GET", f"{running.url}/v1/models"))
    assert reply.status == 200
