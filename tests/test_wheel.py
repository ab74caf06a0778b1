"""What a user installs: the wheel, built and put into a fresh environment, with no checkout in sight."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
from support.installed import WORLD
from support.reports import BROKEN

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

PROJECT = Path(__file__).parent.parent
SHOWN_TYPES = """\
from codex_setup.model import Severity
from codex_setup.render import RENDERERS

reveal_type(Severity.ERROR)
reveal_type(RENDERERS)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built by pip as an installation builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(PROJECT)]
    done = subprocess.run(words, env=WORLD, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a fresh environment that has the wheel and what it asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    for words in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", str(wheel)],
    ):
        done = subprocess.run(words, env=WORLD, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home of a user who has a broken configuration."""
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex/config.toml").write_text(BROKEN)
    return tmp_path


def run(environment: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment far from the checkout."""
    env = {"PATH": f"{environment}/bin:/usr/bin:/bin", "HOME": str(home)}
    return subprocess.run(
        [str(environment / "bin" / words[0]), *words[1:]],
        cwd=home, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_the_wheel_holds_every_file_of_the_package_and_no_other(wheel: Path) -> None:
    here = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "codex_setup").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == here
    assert {"codex_setup/schema.json", "codex_setup/py.typed", "codex_setup/codex/known_keys.txt"} <= held


def test_what_is_installed_is_not_the_checkout(environment: Path, home: Path) -> None:
    done = run(environment, home, "python", "-c", "import codex_setup; print(codex_setup.__file__)")
    assert Path(done.stdout.strip()).is_relative_to(environment), done.stdout + done.stderr


def test_the_demo_runs(environment: Path, home: Path) -> None:
    done = run(environment, home, "codex-setup", "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "error[key-rejected]" in done.stdout


def test_the_report_fits_the_schema_that_was_installed_with_it(environment: Path, home: Path) -> None:
    done = run(environment, home, "codex-setup", "doctor", "--offline", "--format", "json")
    assert done.returncode == 1, done.stderr
    asked = "from importlib.resources import files; print(files('codex_setup').joinpath('schema.json').read_text('utf-8'))"
    schema = json.loads(run(environment, home, "python", "-c", asked).stdout)
    jsonschema.Draft202012Validator(schema).validate(json.loads(done.stdout))
    assert json.loads(done.stdout)["findings"]


def test_every_command_starts_and_knows_its_keys(environment: Path, home: Path) -> None:
    (home / ".codex/config.toml").write_text('modle = "gpt-5.4"\n')
    found = run(environment, home, "codex-setup", "lint", "--as", "user", ".codex/config.toml")
    assert "modle" in found.stdout, found.stderr
    for command in ("plan", "providers", "explain", "undo", "report", "init", "use", "models", "trace"):
        done = run(environment, home, "codex-setup", command, "--help")
        assert done.returncode == 0, f"{command}: {done.stderr}"


def test_a_program_that_imports_it_sees_its_types(environment: Path, home: Path) -> None:
    (home / "user.py").write_text(SHOWN_TYPES)
    words = ["--python-executable", str(environment / "bin/python"), "--config-file=", str(home / "user.py")]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(home / "cache"), *words],
        cwd=home, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "codex_setup.model.Severity" in done.stdout
    assert '"Any"' not in done.stdout
