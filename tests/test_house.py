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

STOREYS = (
    {"__init__", "secret", "record", "nearest", "proxies"},
    {"model", "machine"},
    {"mask", "wire", "stream", "providers", "gateway"},
    {"codex", "fleet", "report"},
    {"edit", "mend", "diagnosis", "network"},
    {"rules", "repair"},
    {"live", "models", "render", "explain", "suppress"},
    {"doctor", "upgrade", "mending", "outputs"},
    {"wizard", "lint"},
    {"cli"},
    {"__main__"},
)
"""A part of the package may import at run time what is on its own storey or below; every part is on one."""

CODEX = (
    {
        "releases",
        "statements",
        "spans",
        "salvage",
        "known",
        "structs",
        "positions",
        "dotenv",
        "invocation",
        "overrides",
        "url",
        "catalogue",
        "encoding",
    },
    {"layers", "projects", "shape", "provider_tables", "mcp_tables", "environment"},
    {"resolve", "builtin", "bedrock", "auth", "chatgpt"},
    {"context"},
)
"""The same inside `codex`; what is not named here is above the context and may import all of it."""

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


def imports(path: Path, *, typing: bool = True, inside: bool = True) -> set[str]:
    """Return what `path` imports; without `typing` only at run time, without `inside` only at its top."""
    found: set[str] = set()
    left: list[ast.AST] = list(ast.parse(path.read_text()).body)
    while left:
        node = left.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not typing:
            continue
        if isinstance(node, ast.FunctionDef) and not inside:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in (f"{node.module}.{alias.name}" for alias in node.names):
                found.add(
                    name
                    if (PACKAGE.parent / name.replace(".", "/")).with_suffix(".py").exists()
                    else node.module
                )
        left += [
            child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt | ast.excepthandler)
        ]
    return found


def ours(found: set[str]) -> set[str]:
    """Return the modules of the package among these names, as they are called below it."""
    known = {name_of(path) for path in MODULES}
    return {name for each in found if (name := each.removeprefix("codex_setup.")) in known and name != each}


def within(module: str, places: set[str]) -> bool:
    """Return whether `module` is one of `places`, below one, or split off from one (`wizard_ask`)."""
    return any(module == place or module.startswith((f"{place}.", f"{place}_")) for place in places)


def storey(module: str) -> tuple[int, int]:
    """Return how high a module stands: its part of the package, and within `codex` its place there."""
    part, _, rest = module.partition(".")
    (high,) = (n for n, parts in enumerate(STOREYS) if part in parts)
    inner = rest.split(".")[0]
    if part != "codex" or not inner:
        return high, 0
    return high, next((n for n, names in enumerate(CODEX) if inner in names), len(CODEX))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    mine = storey(name_of(path))
    for module in ours(imports(path, typing=False)):
        assert storey(module) <= mine, f"{name_of(path)} imports {module}"


def test_no_two_modules_need_each_other_to_load() -> None:
    needs = {name_of(path): ours(imports(path, typing=False, inside=False)) for path in MODULES}
    while free := {name for name, others in needs.items() if not others & needs.keys() - {name}}:
        needs = {name: others for name, others in needs.items() if name not in free}
    assert not needs


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_outside_world_has_one_door(path: Path) -> None:
    for package, doors in DOORS.items():
        opened = {name for name in imports(path) if name.split(".")[0] == package}
        assert not opened or within(name_of(path), doors), f"{name_of(path)} opens the door of {package}"
    text = path.read_text()
    if name_of(path) not in {"machine", "cli"}:
        assert not re.search(r"os\.environ|Path\.home|Path\.cwd|os\.getcwd|os\.getenv", text)
    assert "os.fork" not in text or name_of(path) == "network.courier"
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
