"""`docs/rules.md` says what the rules say: it is written by `docs/generate.py`, and this holds it in step."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codex_setup.explain import rules

if TYPE_CHECKING:
    from types import ModuleType

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def test_the_page_is_in_step(generate: ModuleType) -> None:
    written = (DOCS / "rules.md").read_text("utf-8")
    assert written == generate.text(), "run python docs/generate.py"


def test_every_rule_has_its_heading_once() -> None:
    headings = re.findall(r"(?m)^### (\S+)$", (DOCS / "rules.md").read_text("utf-8"))
    assert sorted(headings) == sorted(rules())


def test_no_key_stands_in_it() -> None:
    assert not re.search(r"(?<![a-z])sk-[\w-]{12,}", (DOCS / "rules.md").read_text("utf-8"))
