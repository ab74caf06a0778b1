"""A value that must not be shown: masked at birth, not at print time."""

from __future__ import annotations

import re

from codex_setup.guise import WHOLE, spans


class Secret:
    """A value that prints masked: first three and last two characters where it has twelve or more.

    `reveal()` may be called only where the key leaves for its gateway or for its own file; a test of
    the house holds that. Comparison is by value, so that tests and `trace` can tell two keys apart.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value itself."""
        return self._value

    def fits(self, pattern: str | re.Pattern[str]) -> bool:
        """Return whether `pattern` is found in the value: how a rule looks at a key without having it."""
        found = re.search(pattern, self._value) if isinstance(pattern, str) else pattern.search(self._value)
        return found is not None

    def prefixed(self, prefix: str) -> Secret:
        """Return the secret `prefix` + value, such as a header's `Bearer …`."""
        return Secret(prefix + self._value)

    def without(self, pattern: str) -> Secret:
        """Return the secret without what `pattern` finds: how a fix takes quotes or blanks off a key."""
        return Secret(re.sub(pattern, "", self._value))

    def cover(self, text: str) -> str:
        """Return `text` with the value masked wherever it stands in it, however it is written there.

        A value of fewer than eight characters is covered only where no letter or digit touches it, and
        one that is a plain short word (`ollama`, `none`) not at all: it would black out ordinary text.
        """
        bare = re.sub(r"^(?:bearer|basic)\s+", "", self._value.strip(), flags=re.IGNORECASE)
        if len(bare) < 4 or (len(bare) < WHOLE and bare.isalpha()):  # noqa: PLR2004 -- see above
            return text
        shown = str(Secret(bare))
        for start, end in reversed(spans(text, bare)):
            text = text[:start] + shown + text[end:]
        return text

    def __len__(self) -> int:
        return len(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)

    @property
    def blank(self) -> bool:
        """Return whether there is nothing but white space."""
        return not self._value.strip()

    def __str__(self) -> str:
        if len(self._value) < 12:  # noqa: PLR2004 -- contract
            return "…"
        ends = f"{self._value[:3]}…{self._value[-2:]}"
        return "".join(char if char.isprintable() else "?" for char in ends)

    def __repr__(self) -> str:
        return f"Secret({self!s})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")
