"""Which findings the user has asked not to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_setup.codex.layers import Layer
    from codex_setup.model import Outcome


def suppress(
    outcomes: Sequence[Outcome], layers: Sequence[Layer], ignored: Sequence[str] = ()
) -> tuple[Outcome, ...]:
    """Return the outcomes without those of the ignored rules."""
    return tuple(one for one in outcomes if one.rule.id not in ignored)
