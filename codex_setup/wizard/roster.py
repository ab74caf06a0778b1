"""Which providers are configured, with which key, and whether each answers: the rows of `providers`."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from codex_setup.answer import armed
from codex_setup.codex.request import plan
from codex_setup.mask import masked
from codex_setup.model import Severity, findings_of
from codex_setup.providers import preset_for
from codex_setup.record import record
from codex_setup.render.known import secrets_in
from codex_setup.wizard.use import choosing, had

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Provider
    from codex_setup.model import Outcome
    from codex_setup.wire import Plan
    from codex_setup.wizard import Bench


@record
class Row:
    """One provider: where it is, what it would be asked for, whether its key is there, whether it answers.

    `key` says where the key comes from, `shown` how it looks masked; `health` is None where nobody asked.
    `state` is `healthy`, `broken` or `unsure`.
    """

    id: str
    active: bool
    builtin: bool
    base_url: str
    preset: str | None
    model: str | None
    key: str
    shown: str | None
    problem: str | None = None
    state: str | None = None
    health: str | None = None


def rows(bench: Bench, context: Context) -> tuple[Row, ...]:
    """Return a row for every configured provider, and the one in force; with a network, each asked at once."""
    shown = [one for one in context.providers.values() if not one.builtin or one.id == context.provider.id]
    with ThreadPoolExecutor(max(len(shown), 1)) as pool:
        return tuple(pool.map(lambda one: row(bench, context, one), shown))


def row(bench: Bench, context: Context, provider: Provider) -> Row:
    """Return the row of one provider, as if it were in force."""
    active = provider.id == context.provider.id
    known = preset_for(provider.base_url.value if provider.base_url else provider.default_url)
    model = had(provider.id, context) or (known.models[0] if known is not None and known.models else None)
    seen = choosing(bench, context, provider.id, model)
    planned = plan(seen)
    asking = bench.connect is not None and planned.refused is None
    sent = armed(seen, planned) if asking else planned
    covered = functools.partial(masked, known=secrets_in(seen, sent))
    credential = planned.credential
    secret = credential.secret if credential is not None else None
    origin = credential.origin.text if credential is not None else "none"
    problem = planned.refused.headline if planned.refused is not None else None
    state, health = ask(bench, seen, sent, model) if bench.connect is not None else (None, None)
    return Row(
        id=covered(provider.id),
        active=active,
        builtin=provider.builtin,
        base_url=covered(
            planned.base_url or (provider.base_url.value if provider.base_url else provider.default_url)
        ),
        preset=known.id if known is not None else None,
        model=covered(model) if model is not None else None,
        key=covered(origin) if secret is not None or origin == "command" else "none",
        shown=str(secret) if secret is not None else None,
        problem=covered(problem) if problem else None,
        state=state,
        health=covered(health) if health is not None else None,
    )


def ask(bench: Bench, seen: Context, planned: Plan, model: str | None) -> tuple[str, str]:
    """Return whether a provider answers, and what it said; without a model it is asked for its list only."""
    from codex_setup.live import probe  # what only a live check needs
    from codex_setup.models import list_models

    if planned.refused is not None or bench.connect is None:
        return "broken", "Codex would not ask it"
    send = bench.connect(seen.environment)
    if model is None:
        names, _, outcome = list_models(seen, planned, send)
        return ("healthy", f"lists {len(names)} models") if names else judged((outcome,))
    outcomes, _ = probe(seen, planned, send)
    return judged(outcomes)


def judged(outcomes: tuple[Outcome, ...]) -> tuple[str, str]:
    """Return the worst that was found, in a word and in a sentence."""
    found = [(rule, finding) for rule, finding in findings_of(outcomes) if rule.severity is Severity.ERROR]
    sure = [finding for _, finding in found if not finding.unsure]
    if sure:
        return "broken", sure[0].message
    return ("unsure", found[0][1].message) if found else ("healthy", "answers")
