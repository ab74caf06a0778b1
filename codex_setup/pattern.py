"""Patterns that are compiled when they are first used: a check needs a few of hundreds, and each takes its time."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def pattern(text: AnyStr, flags: int = 0, needs: tuple[str, ...] = ()) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns for these arguments, as soon as it is asked for anything.

    Where one of `needs`, in lower case, stands in every ASCII text that fits, an ASCII text without them is
    known not to fit before anything is compiled. The sign of what is masked counts as ASCII.
    """
    return cast("re.Pattern[AnyStr]", Guarded(text, flags, needs) if needs else Uncompiled(text, flags))


class Uncompiled:
    """Stands for a pattern; what has been asked for once stands in its own dictionary and costs nothing more."""

    def __init__(self, text: Any, flags: int) -> None:
        self.pattern, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(self.pattern, self._flags), name)  # which keeps what it has compiled
        vars(self)[name] = found
        return found


class Guarded(Uncompiled):
    """A pattern of which is known what every text that fits contains; once compiled, it needs no guard."""

    def __init__(self, text: Any, flags: int, needs: tuple[str, ...]) -> None:
        super().__init__(text, flags)
        self.needs = needs

    def bars(self, text: str) -> bool:
        """Return whether `text` is known not to fit."""
        low = text.lower()
        return low.replace("…", "").isascii() and not any(word in low for word in self.needs)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return None if self.bars(text) else self.__getattr__("search")(text)

    def findall(self, text: str) -> list[Any]:
        """As `re.Pattern.findall`."""
        return [] if self.bars(text) else self.__getattr__("findall")(text)

    def finditer(self, text: str) -> Any:
        """As `re.Pattern.finditer`."""
        return iter(()) if self.bars(text) else self.__getattr__("finditer")(text)

    def sub(self, put: Any, text: str) -> str:
        """As `re.Pattern.sub`."""
        return text if self.bars(text) else self.__getattr__("sub")(put, text)
