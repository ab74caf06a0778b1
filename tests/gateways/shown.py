"""Runs in a namespace of its own: the real Codex against simulated gateways, one configuration after another.

    python shown.py CODEX 'turns'            every stream of test_turns.CASES
    python shown.py CODEX 'addresses'        each known gateway, at the base URL that our check found
    python shown.py CODEX 'redirects'        every site of test_redirects.SITES

Prints what Codex did as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from gateways.scene import loopback_up
from support.asking import KEY, ask, written
from test_redirects import SITES
from test_turns import CASES, UNSHOWN

from codex_setup.gateway import Running, serve
from codex_setup.gateway.routes import GATEWAYS

WRONG_PATHS = {
    "openrouter": "/v1",
    "bifrost": "/v1",
    "azure": "/v1",
    "claude-relay-service": "",
    "codex-lb": "",
}
"""A base path that does not work, where the doubled /v1 is not the likeliest."""


def codex(
    program: str, base: str, folder: Path, *, key: str | None = KEY, model: str = "gpt-5.4", more: str = ""
) -> dict[str, Any]:
    """Return what the real Codex does with a configuration."""
    home = Path(tempfile.mkdtemp(dir=folder))
    (home / ".codex").mkdir()
    fast = "request_max_retries = 0\nstream_max_retries = 0\n"
    (home / ".codex" / "config.toml").write_text(
        written(base, model, keyed=key is not None, more=fast + more)
    )
    env = {"PATH": os.environ["PATH"], "HOME": str(home), **({"RELAY_KEY": key} if key is not None else {})}
    words = [program, "exec", "--skip-git-repo-check", "ping"]
    done = subprocess.run(
        words,
        env=env,
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    return {"rc": done.returncode, "out": done.stdout.strip(), "err": done.stderr[-300:]}


def turns(program: str, folder: Path) -> list[dict[str, Any]]:
    """Return what Codex makes of each stream."""
    told = []
    for answer in (*(answer for answer, _ in CASES), *UNSHOWN):
        with serve(lambda _, answer=answer: answer) as running:  # type: ignore[misc]
            told.append(codex(program, running.url, folder))
    return told


def redirects(program: str, folder: Path) -> dict[str, Any]:
    """Return what Codex makes of each redirect."""
    told = {}
    for name, (site, path, _, _) in SITES.items():
        with serve(site) as running:
            told[name] = codex(program, running.url + path, folder)
    return told


def addresses(program: str, folder: Path) -> dict[str, Any]:
    """Return, for each known gateway, the base URL that our check found, and what Codex does with it."""
    told: dict[str, Any] = {}
    for name, routes in GATEWAYS.items():
        if routes.bases and name != "ai-gateway":
            with serve(name) as running:
                told[name] = address(program, running, WRONG_PATHS.get(name, "/v1/v1"), folder)
    return told


def address(program: str, running: Running, path: str, folder: Path) -> dict[str, Any]:
    """Return what our check finds for a path that does not work, and Codex before and after."""
    pairs = ", ".join(f'"{name}" = "{value}"' for name, value in running.mode.headers.items())
    more = f"http_headers = {{ {pairs} }}\n" if pairs else ""
    given: dict[str, Any] = {"key": running.key or None, "model": running.models[0], "more": more}
    found = ask(running.url + path, **given)
    return {
        "rules": found.rules,
        "before": codex(program, running.url + path, folder, **given)["rc"],
        "after": codex(program, found.new_base or "http://127.0.0.1:9", folder, **given),
    }


if __name__ == "__main__":
    loopback_up()
    with tempfile.TemporaryDirectory() as name:
        made = {"turns": turns, "addresses": addresses, "redirects": redirects}[sys.argv[2]]
        sys.stdout.write(json.dumps(made(sys.argv[1], Path(name))))
