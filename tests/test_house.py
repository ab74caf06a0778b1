"""The house keeps its own rules: arrows, doors, sizes, names, a fast `--help`."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import codex_setup
from codex_setup.rules import CHECKS

PACKAGE = Path(codex_setup.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((PACKAGE.parent / "tests").rglob("*.py"))

# A module may import modules of its own rank or of a lower one. The first prefix that fits counts.
RANKS = (
    ("codex.releases", 20), ("codex.statements", 19), ("codex.spans", 20), ("codex.salvage", 20), ("codex.known", 20),
    ("codex.dotenv", 20),
    ("codex.invocation", 20), ("codex.overrides", 20), ("codex.projects", 20),
    ("codex.layers", 21), ("codex.shape", 21), ("codex.provider_tables", 21), ("codex.mcp_tables", 21),
    ("codex.resolve", 22), ("codex.builtin", 22), ("codex.bedrock", 22), ("codex.url", 20), ("codex.environment", 22), ("codex.auth", 23),
    ("codex.context", 25), ("codex.credential", 26), ("codex.patience", 26), ("codex.remarks", 26),
    ("codex.refusal", 26), ("codex.why", 26), ("codex.request", 26), ("codex", 27),
    ("cli", 90), ("__main__", 91), ("__init__", 0),
    ("model", 1), ("nearest", 1), ("machine", 1), ("mask", 2), ("wire", 2), ("written", 2),
    ("layout", 23), ("insertion", 23), ("splice", 23), ("edit", 24), ("slips", 23), ("mend", 25), ("mending", 56),
    ("providers", 3), ("network", 30), ("rules", 40), ("render", 45), ("doctor", 50),
    ("repair", 55), ("wizard", 70),
)  # fmt: skip

DOORS = {
    "httpx": {"network"},
    "tomlkit": {"edit"},
    "typer": {"cli"},
    "rich": {"render.text", "wizard", "cli"},
    "subprocess": {"codex.binary"},
}
REVEALERS = {"network", "repair", "codex.environment"}


def name_of(path: Path) -> str:
    """Return the module's name below the package: `codex.layers`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "__init__"


def imports(path: Path) -> set[str]:
    """Return the names of every module that `path` imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(module: str, places: set[str]) -> bool:
    """Return whether `module` is one of `places`, below one, or split off from one (`wizard_ask`)."""
    return any(module == place or module.startswith((f"{place}.", f"{place}_")) for place in places)


def rank(module: str) -> int | None:
    """Return the rank of a module of ours, or None where it has none."""
    return next((n for prefix, n in RANKS if within(module, {prefix})), None)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    mine = rank(name_of(path))
    if mine is None:
        return
    for found in imports(path):
        module = found.removeprefix("codex_setup.")
        other = rank(module) if module != found else None
        assert other is None or other <= mine, f"{name_of(path)} imports {found}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_outside_world_has_one_door(path: Path) -> None:
    for package, doors in DOORS.items():
        opened = {name for name in imports(path) if name.split(".")[0] == package}
        assert not opened or within(name_of(path), doors), f"{name_of(path)} opens the door of {package}"
    text = path.read_text()
    if name_of(path) not in {"machine", "cli"}:
        assert not re.search(r"os\.environ|Path\.home|Path\.cwd|os\.getcwd|os\.getenv", text)
    if not within(name_of(path), REVEALERS):
        assert ".reveal(" not in text or name_of(path) == "model"


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=lambda path: str(path.relative_to(PACKAGE.parent)))
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_are_short_and_nothing_is_left_open(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\b(TODO|FIXME|XXX|NotImplementedError)\b", text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{node.name} is long"


def test_rule_ids_are_unique_and_named_after_their_function() -> None:
    ids = [check.rule.id for check in CHECKS]
    assert len(ids) == len(set(ids))
    for check in CHECKS:
        name = getattr(check.look, "__name__", "")
        assert name.rstrip("_").replace("_", "-") == check.rule.id
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", check.rule.id)
        assert "invalid" not in check.rule.id


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["doctor", "--help"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['codex-setup', *{words!r}]\n"
        "try: runpy.run_module('codex_setup', run_name='__main__')\n"
        "except SystemExit as stop: assert not stop.code\n"
        "heavy = {'httpx', 'tomlkit', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
