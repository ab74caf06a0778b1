"""One gateway for many replies: it gives to everything the answer that it was last told."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from codex_setup.gateway import Answer, Recorded, Running, serve

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stage:
    """What the gateway answers next."""

    def __init__(self) -> None:
        self.answer = Answer()

    def __call__(self, _: Recorded) -> Answer:
        """Return the answer, whatever is asked."""
        return self.answer


@contextlib.contextmanager
def staged() -> Iterator[tuple[Stage, Running]]:
    """Yield the stage and the gateway that runs it."""
    site = Stage()
    with serve(site) as running:
        yield site, running
