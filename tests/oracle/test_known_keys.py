"""The table of known keys against real binaries; the whole table is held by `check_known_keys.py`."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support import codex  # noqa: F401 -- it keeps the environment as it was, so it must be loaded before a test is guarded

from codex_setup.codex import known

if TYPE_CHECKING:
    from types import ModuleType

pytestmark = pytest.mark.oracle

TABLES = (
    "model_providers",
    "mcp_servers",
    "history",
    "sandbox_workspace_write",
    "shell_environment_policy",
    "tools",
)


def _script() -> ModuleType:
    path = Path(__file__).with_name("check_known_keys.py")
    spec = importlib.util.spec_from_file_location("check_known_keys", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys  # a dataclass looks its module up there

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("version", ["0.133.0", "0.169.0"])
def test_the_table_agrees_with_the_binary(version: str) -> None:
    """Every key of the tables that people write by hand: known, of this type, with these words."""
    facts = [fact for fact in known.KEYS.values() if len(fact.path) > 1 and fact.path[0] in TABLES]
    assert list(_script().differences(version, facts)) == []


@pytest.mark.slow
@pytest.mark.parametrize("version", ["0.169.0", "0.171.0"])
def test_the_whole_table_agrees_with_the_binary(version: str) -> None:
    assert list(_script().differences(version)) == []
