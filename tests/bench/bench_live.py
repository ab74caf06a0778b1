"""What a live check adds to the gateway's own time: the whole process beside the same POST by curl.

    python tests/bench/bench_live.py [REPEATS]

Prints medians in one run, every program in turn within each round. Nothing is asserted: a computer under
load says little.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.asking import KEY, seen, written  # noqa: E402 -- the path is set above

from codex_setup.gateway import serve  # noqa: E402 -- the same
from codex_setup.live.talk import ping_body  # noqa: E402 -- the same


def programs(url: str, curl: str) -> dict[str, list[str]]:
    """Return what is timed."""
    ours = [sys.executable, "-m", "codex_setup", "doctor", "--format", "json"]
    body = ping_body(seen(url)[1]).decode()
    return {
        "curl, the same POST": [curl, "-s", "-o", os.devnull, "-H", f"authorization: Bearer {KEY}", "-H", "content-type: application/json", "-d", body, f"{url}/responses"],
        "codex-setup doctor": ours,
        "codex-setup doctor --offline": [*ours, "--offline"],
    }  # fmt: skip


def main() -> None:
    """Print the medians and what is added to curl's."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    curl = shutil.which("curl")
    if curl is None:
        sys.exit("curl is needed for the comparison")
    with tempfile.TemporaryDirectory() as home, serve("relay") as running:
        folder = Path(home) / ".codex"
        folder.mkdir()
        (folder / "config.toml").write_text(written(running.base_url, "gpt-5.4", keyed=True))
        (folder / "config.toml").chmod(0o600)
        env = {"PATH": "/usr/bin:/bin", "HOME": home, "RELAY_KEY": KEY, "PYTHONPATH": str(ROOT)}
        taken: dict[str, list[float]] = {}
        for _ in range(repeats):
            for name, words in programs(running.base_url, curl).items():
                begun = time.perf_counter()
                subprocess.run(
                    words, env=env, cwd=home, stdin=subprocess.DEVNULL, capture_output=True, check=True
                )
                taken.setdefault(name, []).append(time.perf_counter() - begun)
    medians = {name: statistics.median(times) * 1000 for name, times in taken.items()}
    base = medians["curl, the same POST"]
    for name, middle in medians.items():
        print(f"{name:32} {middle:8.1f} ms   curl + {middle - base:7.1f} ms   x{middle / base:.2f}")  # noqa: T201 -- a benchmark's output


if __name__ == "__main__":
    main()
