"""What Codex reads from `$CODEX_HOME/.env`: name -> value, and the line where it stands.

The rules are those of the library that Codex reads the file with (dotenvy), oddities included: a name
after `$` ends at the first character that is neither letter nor digit, and a line that breaks the rules
is skipped without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from codex_setup.model import Span
from codex_setup.record import record

Lookup = Callable[[str], str]

_ESCAPES = {"\\": "\\", "'": "'", '"': '"', "$": "$", " ": " ", "n": "\n"}


@record
class Assignment:
    """One line of a `.env` file that sets a variable; None for a line that Codex cannot read."""

    name: str
    value: str
    span: Span


def assignments(text: str, environment: Callable[[str], str | None]) -> Iterator[Assignment | None]:
    """Yield what the lines of `text` set, in order, and None for each line that breaks the rules.

    `$NAME` is looked up in `environment` at that moment, then among the lines above.
    """
    above: dict[str, str] = {}

    def look_up(name: str) -> str:
        found = environment(name)
        return above.get(name, "") if found is None else found

    for line, start, number in _logical_lines(text):
        if line is None:
            yield None
            continue
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        found = _pair(stripped, look_up)
        if found is None:
            yield None
            continue
        name, value = found
        above[name] = value
        begin = start + len(line) - len(line.lstrip())
        yield Assignment(name, value, _span(text, begin, begin + len(stripped), number))


def _span(text: str, start: int, end: int, number: int) -> Span:
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    inside = text.count("\n", start, end)
    last = end - (text.rfind("\n", 0, end) + 1) + 1
    return Span(number, column, number + inside, last, start, end)


def _logical_lines(text: str) -> Iterator[tuple[str | None, int, int]]:
    """Yield lines with their offset and number; one that ends inside quotes or with a blank goes on below."""
    held, state, start, number = "", "plain", 0, 1
    place = 0
    for count, line in enumerate(_lines(text), 1):
        if not held:
            start, number = place, count
        place += len(line)
        held += line
        if held.lstrip().startswith("#"):
            yield "", start, number
            held, state = "", "plain"
            continue
        end, state = _end_state(state, line)
        if state == "comment":
            yield held[: len(held) - len(line) + end], start, number
        elif state == "plain":
            yield held.removesuffix("\n").removesuffix("\r"), start, number
        else:
            continue
        held, state = "", "plain"
    if held:
        yield None, start, number


def _lines(text: str) -> list[str]:
    """Return the lines with their ends; only a line feed ends one, no lone carriage return."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


_OPENS = {"\\": "escape", '"': "weak", "'": "strong"}
_CLOSES = {"weak": '"', "strong": "'"}


def _end_state(state: str, line: str) -> tuple[int, str]:
    """Return where the line ends, and in which state: plain, comment, blank, escape, weak, strong."""
    for place, char in enumerate(line):
        if state == "blank" and char == "#":
            return place, "comment"
        if state in _CLOSES:
            state = "plain" if char == _CLOSES[state] else f"{state}-escape" if char == "\\" else state
        elif state.endswith("-escape"):
            state = state.removesuffix("-escape")
        elif state == "escape":
            state = "plain"
        elif char in _OPENS:
            state = _OPENS[char]
        else:
            state = "blank" if state == "plain" and char.isspace() and char not in "\r\n" else "plain"
    return len(line), state


def _pair(line: str, look_up: Lookup) -> tuple[str, str] | None:
    name, rest = _name(line)
    if name == "export" and not rest.startswith("="):
        name, rest = _name(rest)
    if not name or not rest.startswith("="):
        return None
    written = rest[1:].lstrip()
    if not written or written.startswith("#"):
        return name, ""
    value = Reading(written, look_up).value()
    return None if value is None else (name, value)


def _name(text: str) -> tuple[str, str]:
    if not (text[:1].isascii() and (text[:1].isalpha() or text[:1] == "_")):
        return "", text
    end = next((i for i, c in enumerate(text) if not (c.isascii() and (c.isalnum() or c in "_."))), len(text))
    return text[:end], text[end:].lstrip()


class Reading:
    """The value on the right of `=`, read character by character."""

    def __init__(self, text: str, look_up: Lookup) -> None:
        self.text = text
        self.look_up = look_up
        self.out: list[str] = []
        self.quote = ""
        self.name: str | None = None
        self.braced = False

    def value(self) -> str | None:
        """Return the value, or None where the text breaks the rules."""
        escaped = False
        for place, char in enumerate(self.text):
            if escaped:
                if char not in _ESCAPES:
                    return None
                self.out.append(_ESCAPES[char])
                escaped = False
            elif char in " \t" and not self.quote and self.name is None:
                rest = self.text[place:].lstrip(" \t")
                if rest and not rest.startswith("#"):
                    return None
                break
            else:
                escaped = self._take(char)
        if self.quote or self.braced:
            return None
        self._look_up()
        return "".join(self.out)

    def _take(self, char: str) -> bool:
        """Take one character in; return whether it escapes the next one."""
        if self.quote == "'" and char != "'":
            self.out.append(char)
        elif self.name is not None and self.quote != "'":
            self._substitute(char)
        elif char == "$" and self.quote != "'":
            self.name = ""
        elif char == "\\":
            return True
        elif char in "'\"" and self.quote in ("", char):
            self.quote = "" if self.quote else char
        else:
            self.out.append(char)
        return False

    def _substitute(self, char: str) -> None:
        name = self.name or ""
        if char.isalnum() or (self.braced and char != "}"):
            self.name = name + char
        elif char == "{" and not name and not self.braced:
            self.braced = True
        else:
            self._look_up()
            if self.braced:
                self.braced = False
            elif char == "$":
                self.name = ""
            else:
                self.out.append(char)

    def _look_up(self) -> None:
        if self.name is not None:
            self.out.append(self.look_up(self.name))
        self.name = None
