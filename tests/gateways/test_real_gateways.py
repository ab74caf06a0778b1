"""Real gateways from the registries, in front of a small upstream: our check and the real Codex agree.

They are kept beside the Codex binaries, in `$CODEX_SETUP_TEST_CACHE` or ~/.cache/codex-setup-tests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support import codex as real
from support.installed import CACHE as ALL
from support.installed import WORLD, from_npm, from_pip, missing

HERE = Path(__file__).parent
CACHE = ALL.parent / "gateways"
LITELLM_KEY = "sk-litellm-7d1e5b90c4"
PORTKEY = "@portkey-ai/gateway@1.15.2"
WRONG = "sk-nobody-knows-this-one"

LITELLM_CONFIG = f"""
model_list:
  - model_name: gpt-5.4
    litellm_params: {{model: openai/gpt-5.4, api_base: UPSTREAM/v1, api_key: KEY}}
  - model_name: gpt-5.5
    litellm_params: {{model: openai/gpt-5.5, api_base: UPSTREAM/v1, api_key: KEY}}
  - model_name: dead-upstream
    litellm_params: {{model: openai/gpt-5.4, api_base: UPSTREAM/v1, api_key: sk-dead}}
general_settings: {{master_key: {LITELLM_KEY}}}
litellm_settings: {{num_retries: 0, telemetry: false}}
"""


@cache
def litellm() -> str:
    """Return the LiteLLM program, installed where it is not yet there."""
    return str(from_pip(CACHE / "litellm", "litellm[proxy]", "prisma") / "litellm")


@cache
def portkey() -> str:
    """Return the start script of Portkey's gateway, installed where it is not yet there."""
    return str(from_npm(CACHE / "portkey", PORTKEY) / "@portkey-ai/gateway/build/start-server.js")


def case(name: str, base: str, good: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {"name": name, "base": base, "model": "gpt-5.4", **good, **other}


def cases(origin: str, good: dict[str, Any]) -> list[dict[str, Any]]:
    base = f"{origin}/v1"
    return [
        case("healthy", base, good),
        case("no key", base, good, key=None),
        case("wrong key", base, good, key=WRONG),
        case("wrong name", base, good, model="gpt-5"),
        case("no /v1", origin, good),
        case("doubled /v1", f"{base}/v1", good),
    ]


def played(scene: dict[str, Any]) -> dict[str, Any]:
    """Return what came of a scene, played in a namespace with loopback only."""
    unshare = shutil.which("unshare", path=WORLD.get("PATH"))
    if unshare is None:
        missing("`unshare` is needed to keep a real gateway on loopback")
    own = () if os.geteuid() == 0 else ("--map-root-user",)
    inside = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    words = [str(unshare), *own, *inside, sys.executable, str(HERE / "scene.py"), json.dumps(scene)]
    paths = os.pathsep.join((str(HERE.parent), str(HERE.parent.parent)))
    env = {"PATH": WORLD["PATH"], "HOME": WORLD.get("HOME", "/"), "PYTHONPATH": paths}
    done = subprocess.run(
        words, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def behind_litellm() -> dict[str, Any]:
    origin, good = "http://127.0.0.1:14000", {"key": LITELLM_KEY, "more": ""}
    extra = case("dead upstream", f"{origin}/v1", good, model="dead-upstream")
    return played({
        "command": [litellm(), "--config", "FOLDER/config.yaml", "--host", "127.0.0.1", "--port", "14000"],
        "env": {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False", "PYTHONDONTWRITEBYTECODE": "1"},
        "files": {"config.yaml": LITELLM_CONFIG},
        "port": 14000, "codex": str(real.binary(real.NEWEST)), "cases": [*cases(origin, good), extra],
        "good": {**good, "base": f"{origin}/v1"},
    })  # fmt: skip


@pytest.fixture(scope="module")
def behind_portkey() -> dict[str, Any]:
    headers = '{ "x-portkey-provider" = "openai", "x-portkey-custom-host" = "UPSTREAM/v1" }'
    origin, good = "http://127.0.0.1:18787", {"key": "UPKEY", "more": f"http_headers = {headers}\n"}
    extra = case("no header", f"{origin}/v1", good, more="")
    return played({
        "command": ["node", "--require", str(HERE / "loopback.cjs"), portkey(), "--headless", "--port=18787"],
        "env": {}, "files": {}, "port": 18787, "codex": str(real.binary(real.NEWEST)),
        "cases": [*cases(origin, good), extra], "good": {**good, "base": f"{origin}/v1"},
    })  # fmt: skip


def agreed(told: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what was told of a case, once Codex has been seen to fail or work as our check said."""
    found: dict[str, Any] = told[name]
    assert (found["codex"]["rc"] == 0) is (found["exit"] == 0), (name, found)
    if found["exit"] == 0:
        assert "pong" in found["codex"]["out"]
        assert found["requests"] == 1
    assert found["requests"] <= 8
    return found


@pytest.mark.gateways
@pytest.mark.oracle
def test_litellm(behind_litellm: dict[str, Any]) -> None:
    told = behind_litellm
    assert agreed(told, "healthy")["rules"] == []
    assert agreed(told, "no /v1")["rules"] == [], "LiteLLM serves both"
    assert agreed(told, "no key")["rules"] == ["key-missing"]
    assert agreed(told, "wrong key")["rules"] == ["key-rejected"]
    assert agreed(told, "wrong name")["rules"] == ["model-unknown"]
    assert agreed(told, "dead upstream")["rules"] == ["upstream-refused"]
    assert told["dead upstream"]["exit"] == 4
    doubled = agreed(told, "doubled /v1")
    assert doubled["rules"] == ["base-url-extra-v1"]
    assert doubled["new_base"] == "http://127.0.0.1:14000/v1"
    assert set(told["models"]["names"]) == {"gpt-5.4", "gpt-5.5", "dead-upstream"}
    assert LITELLM_KEY not in json.dumps([t.get("words") for t in told.values()])


@pytest.mark.gateways
@pytest.mark.oracle
def test_portkey(behind_portkey: dict[str, Any]) -> None:
    told = behind_portkey
    assert agreed(told, "healthy")["rules"] == []
    assert agreed(told, "no key")["rules"] == ["key-missing"]
    assert agreed(told, "wrong key")["rules"] == ["key-rejected"]
    assert agreed(told, "wrong name")["rules"] == ["model-unknown"]
    assert agreed(told, "no header")["rules"] == ["gateway-header-missing"]
    for name, rule in (("no /v1", "base-url-lacks-v1"), ("doubled /v1", "base-url-extra-v1")):
        found = agreed(told, name)
        assert found["rules"] == [rule]
        assert found["new_base"] == "http://127.0.0.1:18787/v1"
    assert "gpt-5.4" in told["models"]["names"]
