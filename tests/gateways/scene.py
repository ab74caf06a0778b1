"""Runs in a namespace of its own: a real gateway in front of a small upstream, our check and the real Codex on it.

    python scene.py '{"gateway": "litellm", "command": […], "port": 14000, …}'

Prints, for each case, what our check found and what Codex did, as JSON. The gateway is started here, waited
for, and ended here.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.asking import ask, ask_models, written
from support.enclosure import HOSTS

from codex_setup.gateway import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

UPSTREAM_KEY = "sk-upstream-0f3c9a7b5d21"
READY = 120.0


def loopback_up() -> None:
    """Bring up the one interface that this namespace has, and let the names that Codex looks up lead there.

    A name that cannot be looked up costs every run of Codex five seconds at its end.
    """
    with socket.socket() as plug:
        fcntl.ioctl(plug, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40) + b"\0" * 14)
    with tempfile.NamedTemporaryFile("w", suffix="hosts") as hosts:
        hosts.write(f"127.0.0.1 localhost {' '.join(HOSTS)}\n::1 localhost\n")
        hosts.flush()
        subprocess.run(["mount", "--bind", hosts.name, "/etc/hosts"], check=True)


@contextmanager
def running(scene: dict[str, Any], folder: Path, upstream: str) -> Iterator[None]:
    """Start the gateway, wait until it listens, and end it."""
    for name, text in scene["files"].items():
        (folder / name).write_text(text.replace("UPSTREAM", upstream).replace("KEY", UPSTREAM_KEY))
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), **scene["env"]}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [word.replace("FOLDER", str(folder)) for word in scene["command"]],
            env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait(process, scene["port"], folder / "log")
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once somebody listens on the port; raises where the gateway has ended or takes too long."""
    end = time.monotonic() + READY
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"the gateway did not come up:\n{log.read_text(errors='replace')[-3000:]}")


def codex(scene: dict[str, Any], case: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return what the real Codex does with the same configuration."""
    home = Path(tempfile.mkdtemp(dir=folder))
    (home / ".codex").mkdir()
    fast = "request_max_retries = 0\nstream_max_retries = 0\n"
    keyed = case["key"] is not None
    config = written(case["base"], case["model"], keyed=keyed, more=fast + case["more"])
    (home / ".codex" / "config.toml").write_text(config)
    env = {"PATH": os.environ["PATH"], "HOME": str(home), **({"RELAY_KEY": case["key"]} if keyed else {})}
    done = subprocess.run(
        [scene["codex"], "exec", "--skip-git-repo-check", "ping"],
        env=env, cwd=home, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    return {"rc": done.returncode, "out": done.stdout, "err": done.stderr[-600:]}


def main() -> None:
    """Run every case of the scene and print what came of it."""
    scene = json.loads(sys.argv[1])
    loopback_up()
    told: dict[str, Any] = {}
    with (
        serve("relay", routes="v1", key=UPSTREAM_KEY) as upstream,
        tempfile.TemporaryDirectory() as name,
        running(scene, Path(name), upstream.url),
    ):
        for told_of in scene["cases"]:
            case = {key: _filled(value, upstream.url) for key, value in told_of.items()}
            given = {key: case[key] for key in ("key", "model", "more")}
            found = ask(case["base"], timeout=30, **given)
            told[case["name"]] = {
                "rules": found.rules,
                "exit": found.exit_class,
                "new_base": found.new_base,
                "requests": len(found.probes),
                "words": found.words,
                "codex": codex(scene, case, Path(name)),
            }
        base, given = (
            scene["good"]["base"],
            {k: _filled(scene["good"][k], upstream.url) for k in ("key", "more")},
        )
        told["models"] = {"names": ask_models(base, timeout=30, **given)[0]}
    sys.stdout.write(json.dumps(told))


def _filled(value: Any, upstream: str) -> Any:
    return (
        value.replace("UPSTREAM", upstream).replace("UPKEY", UPSTREAM_KEY)
        if isinstance(value, str)
        else value
    )


if __name__ == "__main__":
    main()
