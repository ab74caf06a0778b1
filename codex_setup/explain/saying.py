"""What one of Codex's own error texts looks like, and which rule it belongs to."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from codex_setup.explain.cleaning import loosened
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator


@record
class Saying:
    """One error text: the rule it leads to, a pattern, a text that it must recognise, where it was seen.

    In `pattern` blanks stand for any white space or none, and quotes for any quotes or none. `with_` are
    the rules that it may mean as well. What is said `beside` is a remark with which Codex goes on: where
    another text tells what stopped it, that one comes first.
    """

    rule: str
    pattern: str
    witness: str
    source: str
    with_: tuple[str, ...] = ()
    beside: bool = False

    def found(self, squashed: str) -> re.Match[str] | None:
        """Return where the text stands in `squashed`, or None."""
        return next(self.each(squashed), None)

    def each(self, squashed: str) -> Iterator[re.Match[str]]:
        """Yield every place where the text stands in `squashed`."""
        return _compiled(self.pattern).finditer(squashed)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(loosened(pattern).casefold())
