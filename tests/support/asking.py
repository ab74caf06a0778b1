"""A live check in a test: a home of dictionaries, the real network door, a gateway on loopback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codex_setup.codex.context import Context, Invocation, read_context
from codex_setup.codex.request import plan
from codex_setup.live import probe
from codex_setup.model import Edit, Finding, Outcome, Rule, Severity, findings_of
from codex_setup.models import list_models
from codex_setup.network import sender
from support.homes import machine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_setup.wire import Plan, Probe

KEY = "sk-demo-5f1c6a7e9b3d2408"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a live check found, and the requests that it made."""

    outcomes: tuple[Outcome, ...]
    probes: tuple[Probe, ...]

    @property
    def found(self) -> tuple[tuple[Rule, Finding], ...]:
        """Return the findings that keep Codex from working, with their rules."""
        pairs = findings_of(self.outcomes)
        return tuple((rule, finding) for rule, finding in pairs if rule.severity is Severity.ERROR)

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the ids of those rules."""
        return tuple(rule.id for rule, _ in self.found)

    @property
    def exit_class(self) -> int:
        """Return what the doctor would exit with for these alone."""
        if not self.found:
            return 0
        return 4 if all(finding.unsure for _, finding in self.found) else 1

    @property
    def words(self) -> str:
        """Return everything that would be shown."""
        parts = [f"{f.message}\n{f.hint}\n{f.fix}" for _, f in findings_of(self.outcomes)]
        return "\n".join([*parts, *(p.reply.detail for p in self.probes)])

    @property
    def new_base(self) -> str | None:
        """Return the base URL that the fixes would set, or None."""
        for _, finding in self.found:
            for edit in finding.fix.edits if finding.fix else ():
                if isinstance(edit, Edit) and edit.key[-1] == "base_url":
                    return str(edit.value)
        return None


def written(base_url: str, model: str | None, *, keyed: bool, more: str = "") -> str:
    """Return a configuration for a gateway."""
    top = 'model_provider = "relay"\n' + (f'model = "{model}"\n' if model is not None else "")
    named = 'env_key = "RELAY_KEY"\n' if keyed else ""
    return f'{top}[model_providers.relay]\nname = "Relay"\nbase_url = "{base_url}"\n{named}{more}'


def seen(
    base_url: str,
    *,
    key: str | None = KEY,
    model: str | None = "gpt-5.4",
    env: Mapping[str, str] | None = None,
    more: str = "",
) -> tuple[Context, Plan]:
    """Return the context of a machine set up for a gateway, and the plan of its request."""
    variables = {**({"RELAY_KEY": key} if key is not None else {}), **(env or {})}
    home = machine(written(base_url, model, keyed=key is not None, more=more), env=variables)
    context = read_context(home, Invocation(codex_version="0.169.0"))
    return context, plan(context)


def ask(base_url: str, *, timeout: float = 10.0, **more: object) -> Answered:
    """Return what a live check of a machine set up for `base_url` finds."""
    context, planned = seen(base_url, **more)  # type: ignore[arg-type]
    return Answered(*probe(context, planned, sender(context.environment, timeout=timeout)))


def ask_models(base_url: str, *, timeout: float = 10.0, **more: object) -> tuple[tuple[str, ...], Answered]:
    """Return the model names that are offered, and what is wrong with the list."""
    context, planned = seen(base_url, **more)  # type: ignore[arg-type]
    names, made, outcome = list_models(context, planned, sender(context.environment, timeout=timeout))
    return names, Answered((outcome,), (made,))
