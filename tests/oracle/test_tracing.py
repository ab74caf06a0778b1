"""`codex-setup trace` with the real Codex: it agrees with the plan, leaks nothing and leaves nothing.

Everything runs in a namespace where the hosts that Codex knows lead to recorders of the enclosure: what
went past the trace's own recorder would be seen there.
"""

from __future__ import annotations

import base64
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from support.codex import HOME, Run, binary, enclosed

pytestmark = pytest.mark.oracle

ROOT = Path(__file__).resolve().parents[2]
CANARY = "sk-canary-0123456789abcdef"
NODE = shutil.which("node")
HEAD = 'model = "gpt-x"\nmodel_provider = "relay"\n'
PROVIDER = '[model_providers.relay]\nname = "Relay"\nbase_url = "http://127.0.0.1:8000/v1"\n'
CONFIG = f'{HEAD}{PROVIDER}env_key = "RELAY_KEY"\n'
AUTH = json.dumps({"OPENAI_API_KEY": CANARY})
LIST = f"find {HOME} /etc/codex ! -name codex.json | LC_ALL=C sort"


def traced(
    version: str, config: str, *, words: str = "", path: str | None = None, **more: Any
) -> tuple[Run, Any]:
    """Return what `codex-setup trace --format json` did, and its document; fail where it touched the home."""
    folder = path or str(binary(version).parent)
    node = str(Path(NODE or "/usr/bin/node").parent)
    command = f"{sys.executable} -m codex_setup trace --format json {words} > $d/trace; code=$?"
    script = f"d=$(mktemp -d); {LIST} > $d/before; {command}; {LIST} > $d/after; cat $d/trace; diff $d/before $d/after >&2; rm -r $d; exit $code"
    env = {
        "PATH": f"{folder}:{node}:/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "RELAY_KEY": CANARY,
        **more.pop("env", {}),
    }
    files = {".codex/config.toml": config, **more.pop("files", {})}
    run = enclosed(["/bin/sh", "-c", script], files, env=env, tls=True, **more)
    assert CANARY not in run.out + run.err
    assert run.err == "" or run.rc in (2, 3), run.err
    assert run.wire == (), "something went past the recorder"
    return run, json.loads(run.out) if run.out else None


SITUATIONS: dict[str, dict[str, Any]] = {
    "variable": {"config": CONFIG},
    "header": {
        "config": f'{HEAD}{PROVIDER}http_headers = {{ Authorization = "Bearer {CANARY}", X-Team = "blue" }}\n'
    },
    "login": {
        "config": f"{HEAD}{PROVIDER}requires_openai_auth = true\n",
        "files": {".codex/auth.json": AUTH},
    },
    "query": {"config": f'{CONFIG}query_params = {{ v = "1", w = "a b" }}\n'},
    "dotenv": {
        "config": CONFIG,
        "files": {
            ".codex/.env": f"RELAY_KEY={CANARY}\nHTTP_PROXY=http://127.0.0.1:8000\nALL_PROXY=http://127.0.0.1:8000\n"
        },
        "env": {"RELAY_KEY": "sk-hidden-by-dotenv-0123"},
    },
    "built-in": {"config": 'model = "gpt-x"\n', "files": {".codex/auth.json": AUTH}},
    "local": {"config": 'model = "gpt-x"\nmodel_provider = "ollama"\n'},
}


def token(**claims: Any) -> str:
    """Return a login token that nobody signed."""
    parts = (json.dumps(each).encode() for each in ({"alg": "none"}, {"exp": 4102444800, **claims}))
    return ".".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in (*parts, b"canary"))


LOGIN = token(**{"https://api.openai.com/auth": {"chatgpt_account_id": "acc-1", "chatgpt_plan_type": "plus"}})
TOKENS = {"id_token": LOGIN, "access_token": LOGIN, "refresh_token": f"rt-{CANARY}", "account_id": "acc-1"}
CHATGPT = json.dumps({"tokens": TOKENS, "last_refresh": "2100-01-01T00:00:00Z"})
HARD: dict[str, dict[str, Any]] = {
    "an id with a dot": {
        "config": CONFIG.replace(".relay]", '."my.relay"]').replace('"relay"', '"my.relay"')
    },
    "an address of the administrator": {
        "config": CONFIG,
        "files": {
            "/etc/codex/managed_config.toml": '[model_providers.relay]\nbase_url = "https://relay.example:8443/x"\n'
        },
    },
    "a user in the address": {"config": HEAD + PROVIDER.replace("127", f"team:{CANARY}@127")},
    "a key in the address": {"config": CONFIG.replace("/v1", f"/{CANARY}/v1")},
    "Bedrock": {
        "config": 'model = "gpt-x"\nmodel_provider = "amazon-bedrock"\n[model_providers.amazon-bedrock.aws]\n'
        'region = "eu-west-1"\n',
        "env": {"AWS_BEARER_TOKEN_BEDROCK": CANARY},
    },
    "a signature": {
        "config": 'model = "gpt-x"\nmodel_provider = "amazon-bedrock"\n[model_providers.amazon-bedrock.aws]\n'
        'region = "eu-west-1"\n',
        "env": {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": CANARY},
    },
    "a ChatGPT login": {"config": 'model = "gpt-x"\n', "files": {".codex/auth.json": CHATGPT}},
    "a ChatGPT login, and a key": {
        "config": CONFIG.replace('base_url = "http://127.0.0.1:8000/v1"\n', ""),
        "files": {".codex/auth.json": CHATGPT},
    },
}
RUNS = [
    *((version, situation) for version in ("0.118.0", "0.169.0") for situation in SITUATIONS),
    *((version, situation) for version in ("0.149.1", "0.169.0") for situation in HARD),
]


@pytest.mark.parametrize(("version", "situation"), RUNS)
def test_the_plan_holds_on_the_wire(version: str, situation: str) -> None:
    run, report = traced(version, **(SITUATIONS | HARD)[situation])
    assert run.rc == 0, report["findings"]
    sent, planned = report["sent"], report["request"]
    assert sent["url"].partition("?")[0] == planned["url"].partition("?")[0]
    assert {key: sent[key] for key in ("method", "model", "transport")} == {
        key: planned[key] for key in ("method", "model", "transport")
    }
    assert {**sent["auth"], "shown": None} == {**planned["auth"], "shown": None}
    assert planned["auth"]["shown"] in {sent["auth"]["shown"], "…", None}
    aside = [each["message"] for each in report["findings"] if each["rule"] == "codex-reaches-out"]
    assert aside
    assert "https://ab.chatgpt.com/otlp" in aside[0]


@pytest.mark.parametrize("version", ["0.20.0", "0.47.0", "0.64.0", "0.115.0"])
def test_older_releases_are_traced_too(version: str) -> None:
    run, report = traced(version, CONFIG)
    assert run.rc == 0, report["findings"]
    assert report["sent"]["auth"]["from"] == "env:RELAY_KEY"
    assert report["codex"]["version"] == version


@pytest.mark.parametrize(
    "config",
    [CONFIG + "x = \n", CONFIG + 'wire_api = "chat"\n', HEAD, CONFIG.replace("http://", "")],
    ids=["not TOML", "chat", "no provider", "no scheme"],
)
def test_a_refusal_agrees_and_exits_with_1(config: str) -> None:
    run, report = traced("0.169.0", config)
    assert run.rc == 1
    assert report["sent"]["refused"] is not None
    assert {each["rule"] for each in report["findings"]} <= {"codex-does-not-ask", "codex-reaches-out"}


def test_a_missing_variable_agrees_too() -> None:
    run, report = traced("0.169.0", CONFIG, env={"RELAY_KEY": ""})
    assert run.rc == 1
    assert report["sent"]["refused"] == {
        "stage": "send",
        "message": "ERROR: Missing environment variable: `RELAY_KEY`.",
    }


def test_a_wrapper_that_changes_what_is_sent_is_found_out() -> None:
    script = f'#!/bin/sh\n[ "$1" = --version ] && exec {binary("0.169.0")} --version\nexec {binary("0.169.0")} "$@" -m other\n'
    files = {"bin/codex": script}
    run, report = traced("0.169.0", CONFIG, path=str(HOME / "bin"), files=files, modes={"bin/codex": 0o755})
    assert run.rc == 1
    assert report["sent"]["model"] == "other"
    assert [each["rule"] for each in report["findings"] if each["severity"] == "error"] == ["trace-differs"]


def test_what_the_configuration_names_is_not_started() -> None:
    programs = (
        'notify = ["/bin/sh", "-c", "touch $HOME/notified"]\n'
        f'{CONFIG}[mcp_servers.tool]\ncommand = "/bin/sh"\nargs = ["-c", "touch $HOME/served"]\n'
        '[[hooks.SessionStart]]\n[[hooks.SessionStart.hooks]]\ntype = "command"\ncommand = "touch $HOME/hooked"\n'
    )
    for version in ("0.128.0", "0.169.0"):
        run, _ = traced(version, programs)  # whatever is left in the home would be on standard error
        assert run.rc == 0


def test_a_credential_command_runs_with_yes_only() -> None:
    config = (
        f'{HEAD}{PROVIDER}[model_providers.relay.auth]\ncommand = "/bin/sh"\nargs = ["-c", "echo {CANARY}"]\n'
    )
    run, report = traced("0.169.0", config)
    assert (run.rc, report) == (2, None)
    run, report = traced("0.169.0", config, words="--yes")
    assert run.rc == 0, report["findings"]
    assert report["sent"]["auth"]["shown"] == "sk-…ef"


def test_a_login_of_the_keyring_is_not_taken_for_none() -> None:
    run, report = traced("0.169.0", 'cli_auth_credentials_store = "keyring"\n')
    assert (run.rc, report) == (3, None)
    assert "`cli_auth_credentials_store` keeps the login in the system's keyring" in run.err


def test_a_computer_without_codex_gets_one_sentence() -> None:
    run, report = traced("0.169.0", CONFIG, path="/usr/bin")
    assert (run.rc, report) == (3, None)
    assert len(run.err.strip().splitlines()) == 2
