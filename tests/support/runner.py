"""A runner of GitHub's composite actions, as far as an action of ours goes: steps, files, masks, annotations."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
COMMAND = re.compile(r"\s*::([a-z-]+)(?: (.*?))?::(.*)")
OLD_COMMAND = re.compile(r"##\[([a-z-]+)[^\]]*\](.*)")
OUTPUT = re.compile(r"^([\w-]+)<<(\S+)\n(.*?)\n?\2$|^([\w-]+)=([^\n]*)$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a step told the runner to show: its level, its properties, its text."""

    level: str
    properties: Mapping[str, str]
    message: str

    @property
    def spot(self) -> tuple[str, int, str]:
        """Return file, line and rule."""
        found = self.properties
        return found.get("file", ""), int(found.get("line", 0)), found.get("title", "")


@dataclass(slots=True)
class Job:
    """One job on a runner: what it has, and what its steps left."""

    root: Path
    workspace: Path
    env: dict[str, str]
    secrets: tuple[str, ...] = ()
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    annotations: list[Annotation] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    path: str = field(default_factory=lambda: os.environ["PATH"])
    summary: str = ""
    log: str = ""
    failed: str = ""

    def run(
        self, action: Path, inputs: Mapping[str, str], given: Mapping[str, dict[str, str]] | None = None
    ) -> int:
        """Run every step of the action and return the exit code; steps whose outputs are `given` are left out."""
        document = yaml.safe_load((action / "action.yml").read_text())
        values = {name: str(about.get("default", "")) for name, about in document["inputs"].items()}
        assert set(inputs) <= set(values)
        names = {"inputs": values | dict(inputs), "github": {"action_path": str(action)}}
        self.outputs |= given or {}
        for step in document["runs"]["steps"]:
            if step.get("id") in (given or {}) or not self._wanted(step, names):
                continue
            code = self._step(step, names)
            if code:
                self.failed = step["id"]
                break
        else:
            code = 0
        self.outputs["action"] = {
            name: self.said(about["value"], names) for name, about in document["outputs"].items()
        }
        return code

    def said(self, text: str, names: Mapping[str, Any]) -> str:
        """Return `text` with its expressions replaced: names, and `a || b`."""
        return EXPRESSION.sub(lambda found: self._value(found[1], names), text)

    def _value(self, expression: str, names: Mapping[str, Any]) -> str:
        for part in expression.split("||"):
            words = part.strip().split(".")
            found: Any = self.outputs.get(words[1], {}) if words[0] == "steps" else names[words[0]]
            found = found.get(words[-1], "") if words[0] == "steps" else found.get(".".join(words[1:]), "")
            if found:
                return str(found)
        return ""

    def _wanted(self, step: Mapping[str, Any], names: Mapping[str, Any]) -> bool:
        condition = step.get("if")
        if condition is None:
            return True
        left, sign, right = re.split(r"\s*(==|!=)\s*", condition)
        return (self._value(left, names) == right.strip("'")) == (sign == "==")

    def _step(self, step: Mapping[str, Any], names: Mapping[str, Any]) -> int:
        assert "uses" not in step, "a step of somebody else's action has to be given"
        files = {name: self.root / f"{step['id']}-{name}" for name in ("ENV", "OUTPUT", "STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        env = self.env | {"GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_WORKSPACE": str(self.workspace)}
        env |= {"RUNNER_TEMP": str(self.root), "PATH": self.path}
        env |= {f"GITHUB_{name}": str(file) for name, file in files.items()}
        env |= {name: self.said(str(value), names) for name, value in step.get("env", {}).items()}
        folder = self.workspace / self.said(step.get("working-directory", "."), names)
        done = subprocess.run(
            [shutil.which("bash") or "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", self.said(step["run"], names)],
            cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=280,
        )  # fmt: skip
        self._read(done.stdout + done.stderr)
        self.env |= dict(_pairs(files["ENV"].read_text()))
        self.outputs[step["id"]] = dict(_pairs(files["OUTPUT"].read_text()))
        self.summary += files["STEP_SUMMARY"].read_text()
        return done.returncode

    def _read(self, output: str) -> None:
        """Do with the lines of a step what the runner does: mask, obey, keep the rest."""
        for line in output.splitlines():
            shown = line
            for secret in filter(None, self.secrets):
                shown = shown.replace(secret, "***")
            self.log += shown + "\n"
            found = COMMAND.fullmatch(shown) or OLD_COMMAND.search(shown)
            if found is None:
                continue
            if found[1] in ("error", "warning", "notice") and found.re is COMMAND:
                properties = dict(pair.split("=", 1) for pair in (found[2] or "").split(",") if pair)
                named = {name: _decoded(value) for name, value in properties.items()}
                self.annotations.append(Annotation(found[1], named, _decoded(found[3])))
            elif found[1] not in ("group", "endgroup"):
                self.strange.append(shown)


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(f[1], f[3]) if f[1] else (f[4], f[5]) for f in OUTPUT.finditer(text)]


def _decoded(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text
