"""What is made to be costly to read stays cheap: the whole program against answers that unfold in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.asking import KEY, ask, written

from codex_setup.gateway import Answer, Recorded, serve
from codex_setup.gateway.answers import EVENTS, as_json

ROOT = Path(__file__).parent.parent
MEGABYTES = 100
ITEMS = b'data: {"type":"response.output_item.done","item":{"x":[' + b'{"a":1},' * 120_000 + b"{}]}}\n\n"
LIST = b'{"data":[' + b"{}," * 1_300_000 + b"{}]}"


def stream_of_items(_: Recorded) -> Answer:
    return Answer(200, EVENTS, pieces=lambda: (ITEMS,) * 7)


def endless_list(request: Recorded) -> Answer:
    if request.method == "GET":
        return Answer(200, (("content-type", "application/json"),), LIST)
    return as_json(503, {"error": {"message": "No available accounts"}})


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process's memory is read from /proc")
@pytest.mark.parametrize("site", [stream_of_items, endless_list])
def test_what_unfolds_in_memory_stays_below_a_hundred_megabytes(site: object, tmp_path: Path) -> None:
    code = (
        "import re\nfrom pathlib import Path\nfrom codex_setup.__main__ import answered\nanswered()\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
    )
    (tmp_path / ".codex").mkdir()
    with serve(site) as running:  # type: ignore[arg-type]
        (tmp_path / ".codex" / "config.toml").write_text(written(running.url + "/v1", "gpt-5.4", keyed=True))
        done = subprocess.run(
            [sys.executable, "-c", code, "doctor", "--codex-version", "0.169.0", "--format", "json"],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "RELAY_KEY": KEY, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert running.requests, "the gateway was asked"
    assert int(done.stdout.split()[-1]) < MEGABYTES * 1024


def test_an_endless_list_leaves_the_first_finding_as_it_is() -> None:
    with serve(endless_list) as running:
        assert ask(running.url + "/v1").rules == ("no-accounts",)
