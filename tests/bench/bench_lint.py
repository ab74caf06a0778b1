"""How long `codex-setup lint` takes over many files, and how much memory: whole processes.

    python tests/bench/bench_lint.py [COUNT]

Nothing is asserted: a computer under load says little. The last line sets it beside as many runs over a
single file; the column "per file" shows whether the time is linear in the number of files.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("responses", "responses", "responses", "chat")
HOSTS = ("gw.acme.test/v1", "claude-api.org", "claude-api.org/v1", "gw.acme.test/v1/responses")
TEMPLATE = """\
# {number}
model = "gpt-5.4"
model_provider = "acme"
approval_policy = "on-request"
sandbox_mode = "workspace-write"

[model_providers.acme]
name = "Acme {number}"
base_url = "https://{host}"
env_key = "ACME_KEY"
wire_api = "{kind}"

[mcp_servers.docs]
command = "npx"
args = ["-y", "docs@{number}"]

[projects."/home/user{number}/src"]
trust_level = "trusted"
"""


def generate(folder: Path, count: int) -> None:
    """Write `count` homes, one of four of which is in order."""
    for number in range(count):
        home = folder / f"user{number}" / ".codex"
        home.mkdir(parents=True)
        text = TEMPLATE.format(number=number, host=HOSTS[number % 4], kind=KINDS[number % 4])
        (home / "config.toml").write_text(text)


def run(*words: str) -> tuple[float, int]:
    """Return the seconds of one whole run and the most memory that a process of it took (kB)."""
    argv = [sys.executable, "-m", "codex_setup", "lint", "--format", "json", "--exit-zero", *words]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    started = time.perf_counter()
    child = os.posix_spawn(
        sys.executable, argv, env, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"lint ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - started, max(
        usage.ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    )


def main() -> None:
    """Print seconds and memory for a quarter, half and all of the files, and for single files."""
    count = int(sys.argv[1]) if sys.argv[1:] else 1000
    print(f"{'files':>8} {'seconds':>8} {'ms per file':>12} {'MB':>6}")  # noqa: T201 -- a benchmark prints
    with tempfile.TemporaryDirectory() as name:
        for part in (count // 4, count // 2, count):
            folder = Path(name) / str(part)
            generate(folder, part)
            times = [run(str(folder)) for _ in range(3)]
            seconds, memory = statistics.median(one for one, _ in times), max(kb for _, kb in times) / 1024
            print(f"{part:>8} {seconds:>8.2f} {1000 * seconds / part:>12.2f} {memory:>6.0f}")  # noqa: T201
        file = Path(name) / str(count) / "user1" / ".codex" / "config.toml"
        single = statistics.median(run(str(file))[0] for _ in range(5))
        print(f"one file alone: {single:.2f} s; {count} such runs would take {single * count:.0f} s")  # noqa: T201


if __name__ == "__main__":
    main()
