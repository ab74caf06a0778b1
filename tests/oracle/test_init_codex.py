"""What `init` writes works in the real Codex: every way of keeping the key, every preset."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.codex import EXEC, NEWEST, Job, binary, certificate, enclosed, run_all
from support.homes import CODEX_HOME, machine
from support.vaults import program

from codex_setup.codex.context import Invocation, read_context
from codex_setup.model import Secret
from codex_setup.providers import PRESETS, Preset
from codex_setup.repair import plan_changes
from codex_setup.wizard.answers import edits_for
from codex_setup.wizard.given import Given, settle
from codex_setup.wizard.storage import putting, vault

pytestmark = pytest.mark.oracle
ROOT = Path(__file__).parents[2]
KEY = "sk-0123456789abcdef"
FILL = {
    "server": "https://gateway.example.net", "base_url": "https://gateway.example.net/v1", "resource": "acme",
    "account": "0a1b2c", "gateway": "team", "region": "eu-west-1",
}  # fmt: skip

DRIVER = """
import json, os, subprocess, sys
from codex_setup.gateway import serve
codex, words = sys.argv[1], json.loads(sys.argv[2])
with serve("relay", text="from the embedded gateway") as gateway:
    words = [word.replace("{url}", gateway.url).replace("{key}", gateway.key) for word in words]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    if "--store=variable" in words:
        env["RELAY_KEY"] = gateway.key
    if "--vault" in words:
        env["PATH"] = os.path.expanduser("~/bin") + os.pathsep + env["PATH"]
        subprocess.run(json.loads(sys.argv[3]), input=2 * (gateway.key + "\\n"), text=True, env=env, check=True)
    if any("keyfile" in word for word in words):
        open(os.path.expanduser("~/keyfile"), "w").write(gateway.key)
    ours = subprocess.run([sys.executable, "-m", "codex_setup", "init", *words], input=gateway.key, text=True, capture_output=True, env=env)
    argv = [codex, "exec", "--skip-git-repo-check", "ping"]
    if "-p" in words:
        argv[2:2] = ["-p", words[words.index("-p") + 1]]
    real = subprocess.run(argv, stdin=subprocess.DEVNULL, text=True, capture_output=True, env=env, timeout=60)
    asked = [(r.method, r.path, r.bearer == gateway.key, r.model) for r in gateway.requests]
print(json.dumps({"init": ours.returncode, "said": ours.stdout + ours.stderr, "rc": real.returncode, "out": real.stdout, "err": real.stderr, "asked": asked}))
"""

WAYS = {
    "env-file": ["--key-stdin", "--store=env-file"],
    "variable": ["--key-env", "RELAY_KEY", "--store=variable"],
    "auth": ["--key-stdin", "--store=auth"],
    "command": ["--store=command", "--key-command", "cat {home}/keyfile"],
    "password store": ["--store=command", "--vault", "pass", "--provider-id", "relay"],
    "profile": ["--key-stdin", "-p", "work"],
}


@pytest.mark.parametrize("way", WAYS)
def test_from_an_empty_home_to_an_answer_in_the_real_codex(way: str) -> None:
    from support.codex import HOME  # where the enclosure puts its home

    words = ["--preset", "claude-api", "--base-url", "{url}", "--yes", *WAYS[way]]
    words = [word.replace("{home}", str(HOME)) for word in words]
    store = vault("pass")
    assert store is not None
    argv = [
        sys.executable,
        "-c",
        DRIVER,
        str(binary(NEWEST)),
        *map(json.dumps, (words, putting(store, "relay"))),
    ]
    files, modes = {"bin/pass": program("pass")}, {"bin/pass": 0o755}
    done = enclosed(argv, files, modes=modes, env={"PYTHONPATH": str(ROOT)}, timeout=120)
    assert done.rc == 0, done.err
    found: dict[str, Any] = json.loads(done.out.strip().splitlines()[-1])
    assert found["init"] == 0, found["said"]
    assert "Healthy" in found["said"]
    assert found["rc"] == 0, found["err"]
    assert "from the embedded gateway" in found["out"]
    assert found["asked"][-1] == ["POST", "/responses", True, "gpt-5.4"]


def files_for(one: Preset) -> dict[str, bytes]:
    """Return what `init` writes for a preset into an empty home."""
    home = machine()
    context = read_context(home, Invocation())
    answers, missing = settle(Given(preset=one, fill=FILL, key=Secret(KEY) if one.env_key else None), context)
    assert answers is not None
    assert not missing
    answers = replace(answers, model=model_of(one))
    changes = plan_changes(home, edits_for(answers, context))
    return {f".codex/{change.file.relative_to(CODEX_HOME)}": change.after or b"" for change in changes}


def model_of(one: Preset) -> str:
    """Return the model that the configuration of a preset is written with."""
    return one.models[0] if one.models else "some-model"


GATEWAY = "https://gateway.example.net"
DOCUMENTED = {
    "claude-api": "https://claude-api.org/responses",
    "sub2api": f"{GATEWAY}/v1/responses",
    "new-api": f"{GATEWAY}/v1/responses",
    "claude-relay-service": f"{GATEWAY}/openai/responses",
    "cliproxyapi": f"{GATEWAY}/v1/responses",
    "codex-lb": f"{GATEWAY}/backend-api/codex/responses",
    "openai": "https://api.openai.com/v1/responses",
    "openrouter": "https://openrouter.ai/api/v1/responses",
    "deepseek": "https://api.deepseek.com/responses",
    "xai": "https://api.x.ai/v1/responses",
    "dashscope": "https://dashscope.aliyuncs.com/compatible-mode/v1/responses",
    "ark": "https://ark.cn-beijing.volces.com/api/v3/responses",
    "minimax": "https://api.minimax.io/v1/responses",
    "moonshot": "https://api.moonshot.ai/v1/responses",
    "zai": "https://api.z.ai/api/v1/responses",
    "azure": "https://acme.openai.azure.com/openai/v1/responses",
    "bedrock": "https://bedrock-mantle.eu-west-1.api.aws/openai/v1/responses",
    "litellm": f"{GATEWAY}/v1/responses",
    "portkey": f"{GATEWAY}/v1/responses",
    "bifrost": f"{GATEWAY}/openai/v1/responses",
    "cloudflare": "https://gateway.ai.cloudflare.com/v1/0a1b2c/team/openai/responses",
    "ollama": f"{GATEWAY}/v1/responses",
    "lmstudio": f"{GATEWAY}/v1/responses",
    "vllm": f"{GATEWAY}/v1/responses",
    "llama-cpp": f"{GATEWAY}/v1/responses",
    "other": f"{GATEWAY}/v1/responses",
}
"""What the sources of each preset say that is to be asked, written down from them and not from the preset."""

HOSTS = tuple(sorted({urlsplit(url).hostname or "" for url in DOCUMENTED.values()}))


def test_every_preset_is_accepted_by_the_strict_codex() -> None:
    words = ("--strict-config", "app-server", "--print-startup-config")
    runs = run_all([Job(words, files=files_for(one)) for one in PRESETS])
    refused = {one.id: run.out + run.err for one, run in zip(PRESETS, runs, strict=True) if run.rc != 0}
    assert not refused


def test_every_preset_asks_the_url_that_its_source_documents() -> None:
    env = {"SSL_CERT_FILE": certificate(HOSTS)}
    jobs = [
        Job(EXEC, files=files_for(one), env=env, tls=True, hosts=HOSTS, until_asked=True, timeout=60)
        for one in PRESETS
    ]
    asked = {}
    for one, run in zip(PRESETS, run_all(jobs), strict=True):
        assert run.asked is not None, (one.id, run.err)
        sent = {name: run.asked.header(name) for name in ("authorization", *one.headers)}
        asked[one.id] = (run.asked.url, run.asked.model, sent)
    assert asked == {
        one.id: (
            DOCUMENTED[one.id],
            model_of(one),
            {"authorization": f"Bearer {KEY}" if one.env_key else None, **one.headers},
        )
        for one in PRESETS
    }
