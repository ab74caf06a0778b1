"""Runs inside the enclosure: the example's workflow, step by step, on a relay at 127.0.0.1:8000.

    python run_workflow.py PATH-OF-CODEX KEY

The checkout and the installation of Codex are somebody else's steps and are given; every other step is run
as it is written. Prints what came of it as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from codex_setup.gateway import serve
from support.runner import EXPRESSION, Job

PROJECT = Path(__file__).resolve().parents[2]
WORKFLOW = PROJECT / "docs" / "examples" / "github-workflow.yml"


def run(folder: Path, codex: Path, key: str) -> dict[str, Any]:
    """Return the exit codes, the output of Codex and the steps that were left out."""
    workspace = folder / "app"
    workspace.mkdir()
    subprocess.run(["git", "init", "--quiet", str(workspace)], check=True)
    program = folder / "program"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m codex_setup "$@"\n')
    program.chmod(0o755)
    (folder / "codex-setup").mkdir()
    job = Job(
        folder,
        workspace,
        {"HOME": str(folder), "GATEWAY_API_KEY": key, "PYTHONPATH": os.environ["PYTHONPATH"]},
        (key,),
    )
    job.path = f"{codex.parent}:{job.path}"
    given: dict[str, dict[str, str]] = {
        "python": {}, "install": {"program": str(program), "place": str(folder / "codex-setup")},
    }  # fmt: skip
    steps = yaml.safe_load(WORKFLOW.read_text())["jobs"]["review"]["steps"]
    inputs = next(step["with"] for step in steps if step.get("id") == "preflight")
    found: dict[str, Any] = {"left out": []}
    with serve("relay", port=8000) as relay:
        inputs |= {"base-url": relay.base_url, "model": relay.models[0]}
        found["preflight"] = job.run(PROJECT, inputs, given)
        found["outputs"] = job.outputs["action"]
        job.outputs["preflight"] = job.outputs["action"]
        for step in steps:
            if "exec" not in step.get("run", ""):
                found["left out"].append(step.get("name") or step.get("uses"))
                continue
            more = {
                name: EXPRESSION.sub(lambda m: job.said(m[0], {}), value)
                for name, value in step["env"].items()
            }
            env = job.env | {"PATH": job.path} | more
            done = subprocess.run(
                ["bash", "-e", "-c", step["run"]],
                cwd=workspace,
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            found["codex"] = {"rc": done.returncode, "out": done.stdout, "err": done.stderr}
    return found | {"log": job.log}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=Path.home()) as name:
        sys.stdout.write(json.dumps(run(Path(name), Path(sys.argv[1]), sys.argv[2])))
