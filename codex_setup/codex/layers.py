"""Which files Codex reads and in which order: text -> Layer.

A layer that Codex skips stays visible, with the reason in `ignored`; a layer that does not parse keeps
what a line-by-line look can still tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from codex_setup.codex.invocation import Invocation
from codex_setup.codex.overrides import merged, override
from codex_setup.codex.projects import project_layers
from codex_setup.codex.releases import Release
from codex_setup.codex.spans import Problem, Spans, read_toml
from codex_setup.machine import Machine
from codex_setup.model import EMPTY, KeyPath, LayerName, Place, Value

__all__ = ["Layer", "Problem", "State", "codex_home_of", "read_layers"]
