"""How long codex-setup takes beside `codex doctor`, whole processes, medians, in one run.

    python tests/bench/bench_doctor.py [REPEATS]

Needs Linux, npm and node (for the real Codex), and codex-setup installed beside this Python. Nothing is asserted: a computer under load says little. Every
program runs in turn within each round, so that load falls on all of them alike.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.codex import HOME, NEWEST, Job, binary, run_all  # the path is set above

ROOT = Path(__file__).resolve().parents[2]
BESIDE = ROOT / "tests" / "support" / "beside.py"
CONFIG = """\
model = "gpt-x"
model_provider = "relay"
[model_providers.relay]
name = "Relay"
base_url = "http://127.0.0.1:8000/v1"
env_key = "RELAY_KEY"
"""
CODEX = binary(NEWEST)
THEIRS = "codex doctor"
OURS = Path(sys.executable).with_name("codex-setup")
"""As a user starts it; Codex is started through the launcher that npm installs, as users do."""
PROGRAMS: dict[str, list[str]] = {
    THEIRS: [str(CODEX), "doctor", "--json", "-c", "check_for_update_on_startup=false"],
    "codex exec ping": [str(CODEX), "exec", "--skip-git-repo-check", "ping"],
    "codex-setup --version": ["--version"],
    "codex-setup --help": ["--help"],
    "codex-setup plan": ["plan"],
    "codex-setup doctor --offline": ["doctor", "--offline"],
    "codex-setup doctor": ["doctor"],
    "codex-setup trace": ["trace"],
}
TIMER = "import json,subprocess,sys,time\nb=time.perf_counter()\np=subprocess.run(sys.argv[1:],stdin=subprocess.DEVNULL,capture_output=True)\nprint(json.dumps([time.perf_counter()-b,p.returncode]))"


def job(words: list[str]) -> Job:
    """Return the run of one program beside the relay; the time is taken around the program alone."""
    program = words if words[0] == str(CODEX) else [str(OURS), *words]
    env = {
        "PATH": f"{CODEX.parent}:/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
        "RELAY_KEY": "sk-relay",
    }
    argv = [sys.executable, str(BESIDE), "{}", sys.executable, "-S", "-c", TIMER, *program]
    return Job(
        argv, None, {".codex/config.toml": CONFIG}, {".codex/config.toml": 0o600}, env, cwd=HOME, listen=()
    )


def main() -> None:
    """Print the medians, and their ratio to `codex doctor`."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    codes: dict[str, int] = {}
    runs = run_all(job(words) for _ in range(repeats + 1) for words in PROGRAMS.values())
    for turn in range(repeats + 1):
        for name in PROGRAMS:
            seconds, codes[name] = json.loads(next(runs).out.splitlines()[-1])
            if turn:  # the first round fills the caches
                times[name].append(seconds)
    base = statistics.median(times[THEIRS])
    sys.stdout.write(f"{'':32}{'median':>10}{'least':>10}{'ratio':>8}{'exit':>6}\n")
    for name, taken in times.items():
        middle = statistics.median(taken)
        sys.stdout.write(
            f"{name:32}{middle * 1000:7.0f} ms{min(taken) * 1000:7.0f} ms{middle / base:8.2f}{codes[name]:6}\n"
        )


if __name__ == "__main__":
    main()
