"""The house keeps its own rules: arrows, doors, sizes, names, a fast `--help`."""

from __future__ import annotations

import ast
import functools
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
    {"__init__", "secret", "guise", "record", "nearest", "pattern", "proxies", "ahead"},
    {"model", "machine"},
    {"mask", "wire", "stream", "providers", "gateway"},
    {"codex", "fleet", "report"},
    {"edit", "mend", "diagnosis", "network"},
    {"rules", "repair"},
    {"live", "models", "render", "explain", "suppress"},
    {"answer", "doctor", "upgrade", "mending", "outputs"},
    {"wizard", "lint"},
    {"cli"},
    {"__main__"},
)
"""A part of the package may import at run time what is on its own storey or below; every part is on one."""

CODEX = (
    {
        "changes",
        "releases",
        "fact",
        "host",
        "fault_order",
        "folder",
        "statements",
        "spans",
        "salvage",
        "known",
        "keymap",
        "structs",
        "positions",
        "dotenv",
        "invocation",
        "overrides",
        "url",
        "catalogue",
        "encoding",
    },
    {
        "layers",
        "projects",
        "shape",
        "catalogue_models",
        "agent_limits",
        "provider_tables",
        "mcp_tables",
        "environment",
    },
    {"resolve", "builtin", "bedrock", "google", "providers", "auth", "chatgpt"},
    {"context"},
)
"""The same inside `codex`; what is not named here is above the context and may import all of it."""

DOORS = {
    "httpx": {"network.*"},
    "socket": {"network.*", "gateway.*"},
    "ssl": {"network.*", "gateway.*", "codex.tracing"},
    "tomlkit": {"edit.*"},
    "typer": {"cli.application"},
    "rich": {"wizard.draw"},
    "subprocess": {"codex.threaded"},
    "tempfile": {"codex.folder", "codex.tracing", "cli.demo"},
    "importlib": {"cli", "render"},
}
"""What may be imported from outside, at the top of a module or inside a function, and where."""

STREAMS = {"cli.*", "wizard.*", "__main__"}
WRITERS = {"repair.*", "outputs", "codex.folder", "codex.scratch", "codex.tracing", "cli.demo"}
"""The user's files; the files of reports; folders of our own that are gone afterwards."""

USES: dict[str, set[str]] = {
    "os.environ": {"machine", "cli"},
    "Path.home": {"machine"},
    "Path.cwd": {"machine"},
    "sys.stdin": STREAMS,
    "sys.stdout": STREAMS,
    "sys.stderr": STREAMS,
    "os.fork": {"ahead"},
    "os.posix_spawn": {"codex.process"},
    ".reveal": {"network.*", "repair.*", "codex.environment"},
    **dict.fromkeys((
        "open for writing", "os.open", "Path.replace", ".write_bytes", ".write_text", ".unlink", ".rename", ".mkdir",
        ".rmdir", ".touch", ".chmod", ".symlink_to", ".hardlink_to", "os.replace", "os.rename", "os.remove", "os.unlink",
        "os.mkdir", "os.makedirs", "os.chmod", "shutil.rmtree", "shutil.copy", "shutil.copyfile", "shutil.move",
    ), WRITERS),
    **{name: set() for name in (
        "os.getenv", "os.getcwd", "os.path.expanduser", ".expanduser", "os.system", "os.popen", "os.execv",
        "os.execve", "__import__",
    )},
}  # fmt: skip
"""What the code of a module may name or call, in the words of `uses`, and where."""


def name_of(path: Path) -> str:
    """Return the module's name below the package: `codex.layers`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "__init__"


NAMES = frozenset(map(name_of, MODULES))


@functools.cache
def tree(path: Path) -> ast.Module:
    """Return the syntax of `path`."""
    return ast.parse(path.read_text())


def imports(path: Path, *, typing: bool = True, inside: bool = True) -> set[str]:
    """Return what `path` imports; without `typing` only at run time, without `inside` only at its top."""
    found: set[str] = set()
    left: list[ast.AST] = list(tree(path).body)
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
                found.add(name if name.removeprefix("codex_setup.") in NAMES else node.module)
        left += [
            child
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case)
        ]
    return found


def ours(found: set[str]) -> set[str]:
    """Return the modules of the package among these names, as they are called below it."""
    return {name for each in found if (name := each.removeprefix("codex_setup.")) in NAMES and name != each}


def within(module: str, places: set[str]) -> bool:
    """Return whether `module` is one of `places`; `cli.*` is the package with all that is below it."""
    packages = tuple(place.removesuffix("*") for place in places if place.endswith(".*"))
    return module in places or f"{module}.".startswith(packages)


def uses(path: Path) -> set[str]:
    """Return what the code of `path` names (`os.environ`) and calls (`.reveal`, `open for writing`).

    What is done with the empty device is nothing.
    """
    found: set[str] = set()
    nodes = list(ast.walk(tree(path)))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    empty = {id(call.func) for call in calls if "os.devnull" in map(ast.unparse, call.args)}
    for node in nodes:
        if isinstance(node, ast.Attribute) and id(node) not in empty:
            found.add(ast.unparse(node))
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    for call in calls:
        called, given = call.func, [*call.args, *(word.value for word in call.keywords)]
        name = called.attr if isinstance(called, ast.Attribute) else ast.unparse(called)
        modes = (each.value for each in given if isinstance(each, ast.Constant))
        if id(called) in empty:
            continue
        if name == "open" and any(re.fullmatch(r"[rbt]*[wax+][wax+bt]*", str(mode)) for mode in modes):
            found.add("open for writing")
        elif name == "replace" and isinstance(called, ast.Attribute) and len(call.args) == 1:
            found.add("Path.replace")
        else:
            found.add(f".{name}" if isinstance(called, ast.Attribute) else name)
    return found


def storey(module: str) -> tuple[int, int]:
    """Return how high a module stands: its part of the package, and within `codex` its place there."""
    part, _, rest = module.partition(".")
    (high,) = (n for n, parts in enumerate(STOREYS) if part in parts)
    inner = rest.split(".")[0]
    if part != "codex" or not inner:
        return high, 0
    return high, next((n for n, names in enumerate(CODEX) if inner in names), len(CODEX))


def test_imports_point_one_way() -> None:
    wrong = [
        f"{name_of(path)} imports {other}"
        for path in MODULES
        for other in ours(imports(path, typing=False))
        if storey(other) > storey(name_of(path))
    ]
    assert not wrong


def test_no_two_modules_need_each_other_to_load() -> None:
    needs = {name_of(path): ours(imports(path, typing=False, inside=False)) for path in MODULES}
    while free := {name for name, others in needs.items() if not others & needs.keys() - {name}}:
        needs = {name: others for name, others in needs.items() if name not in free}
    assert not needs


def test_what_is_loaded_anyway_is_imported_at_the_top() -> None:
    """An import inside a function saves time only where nothing at the top of a module has loaded it already."""
    needs = {name_of(path): ours(imports(path, typing=False, inside=False)) for path in MODULES}

    def loaded_by(module: str) -> set[str]:
        found, left = set[str](), [module]
        while left:
            new = needs[left.pop()] - found
            found |= new
            left += new
        return found

    late = {name_of(path): ours(imports(path, typing=False)) - needs[name_of(path)] for path in MODULES}
    assert not [
        f"{module} imports {other} inside a function"
        for module, others in late.items()
        for other in others & loaded_by(module)
        if module not in loaded_by(other)
    ]


def test_each_outside_world_has_one_door() -> None:
    opened = [
        f"{name_of(path)} imports {package}"
        for path in MODULES
        for package in {name.split(".")[0] for name in imports(path)} & DOORS.keys()
        if not within(name_of(path), DOORS[package])
    ]
    used = [
        f"{name_of(path)} uses {name}"
        for path in MODULES
        for name in uses(path) & USES.keys()
        if not within(name_of(path), USES[name])
    ]
    assert not opened + used


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in (*MODULES, *TESTS)}
    assert not {path: length for path, length in lengths.items() if length > 300}


def test_functions_are_short_and_nothing_is_left_open() -> None:
    functions = [
        (path, node) for path in MODULES for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)
    ]
    assert not [
        f"{path}: {node.name}" for path, node in functions if (node.end_lineno or 0) - node.lineno >= 50
    ]
    left = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert not [path for path in MODULES if left.search(path.read_text())]


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
