"""What `init` writes for every preset, in every way of keeping the key, is nothing that a rule complains of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.homes import machine

from codex_setup.codex.context import Invocation, read_context
from codex_setup.model import Secret, Severity, findings_of
from codex_setup.providers import PRESETS, Preset
from codex_setup.repair import plan_changes
from codex_setup.rules import ask
from codex_setup.wizard.answers import Answers, edits_for

if TYPE_CHECKING:
    from codex_setup.wizard.storage import Store

KEPT: tuple[Store, ...] = ("env-file", "variable", "auth")
KEY = Secret("sk-9b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a")
FILL = {
    "server": "https://gateway.company.example",
    "base_url": "https://gateway.company.example/v1",
    "resource": "contoso",
    "region": "us-east-1",
    "account": "0123456789abcdef",
    "gateway": "codex",
}


def stores(preset: Preset) -> tuple[Store, ...]:
    """Return the ways in which the key of this gateway can be kept."""
    return ("none",) if preset.env_key is None else tuple(s for s in KEPT if s in preset.stores)


@pytest.mark.parametrize(
    ("preset", "store"), [(p, s) for p in PRESETS for s in stores(p)], ids=lambda x: getattr(x, "id", x)
)
def test_a_preset_is_written_without_a_fault(preset: Preset, store: Store) -> None:
    variable = preset.env_key or ""
    env = {variable: "sk-9b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a"} if store == "variable" else {}
    empty = machine(env=env)
    fill = {**FILL, "server": "http://localhost:11434"} if preset.env_key is None else FILL
    answers = Answers(
        preset,
        preset.filled(fill),
        store,
        preset.provider_id,
        preset.name,
        model=next(iter(preset.models), "gpt-5.5"),
        env_key=variable,
        key=None if store in {"none", "variable"} else KEY,
        fill=fill,
    )
    changes = plan_changes(empty, edits_for(answers, read_context(empty, Invocation())))
    written = empty.with_files({change.file: change.after for change in changes})
    found = findings_of(ask(read_context(written, Invocation())))
    assert not [f"{rule.id}: {f.message}" for rule, f in found if rule.severity is not Severity.NOTE]
