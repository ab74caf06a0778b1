"""The real Codex beside the doctor: the two agree, and nothing is left in its folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from codex.test_opinion import CHAT, CONFIG
from support.codex import HOME, Job, binary, run_all

VARIANTS = {
    "fine": CONFIG,
    "chat": CHAT,
    "not TOML": CONFIG + 'x = "\n',
    "reserved": CONFIG + '[model_providers.ollama]\nname = "x"\n',
    "no provider": 'model_provider = "z"\n',
    "wrong type": "model = 3\n",
    "unknown key": "modle = 3\n" + CONFIG,
}


@pytest.mark.oracle
@pytest.mark.parametrize("version", ["0.36.0", "0.94.0", "0.118.0", "0.134.0", "0.155.0", "0.169.0"])
def test_the_real_codex_and_we_agree(version: str) -> None:
    """A doctor that runs beside the real Codex reports no difference, and leaves nothing in its folder."""
    script = (
        f"{sys.executable} -m codex_setup doctor --offline --format json; find {HOME}/.codex ! -type d >&2"
    )
    env = {
        "PATH": f"{binary(version).parent}:/usr/local/bin:/usr/bin:/bin",
        "RELAY_KEY": "sk-made-up-0123456789",
    }
    env["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    jobs = [
        Job(["/bin/sh", "-c", script], None, {".codex/config.toml": config}, env=env, tls=True)
        for config in VARIANTS.values()
    ]
    for name, run in zip(VARIANTS, run_all(jobs), strict=True):
        report = json.loads(run.out)
        assert run.err.split() == [f"{HOME}/.codex/config.toml"], name
        assert run.wire == (), name
        skipped = {each["rule"] for each in report["skipped"]}
        assert "codex-disagrees" not in skipped, name
        assert [
            each for each in report["findings"] if each["rule"] in ("codex-disagrees", "codex-refuses")
        ] == [], name
