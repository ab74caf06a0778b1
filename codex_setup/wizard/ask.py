"""How a question is asked and an answer read: what every way of asking has in common, and the plain one.

The plain way writes numbered lines and reads whole lines: for screen readers, dumb terminals and Windows
consoles of old. The other way is in `wizard/draw.py`. A question says why it is asked; every one has a
default or can be left by going back.
"""

from __future__ import annotations

import os
import select
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Protocol

from codex_setup.mask import masked, printable
from codex_setup.record import record
from codex_setup.render.snippet import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_setup.render.style import Style


class BackError(Exception):
    """The user goes back one question."""


@record
class Question:
    """What is asked and why; `default` is the answer to Enter alone."""

    title: str
    why: str = ""
    default: str = ""


@record
class Option:
    """One answer to choose: its text, what it means, and what stands for it."""

    text: str
    says: str = ""
    value: str = ""


@record
class Choice:
    """What was chosen: an option's place, or the text that was typed or pasted instead."""

    place: int | None
    typed: str = ""


class Asker(Protocol):
    """Asks on the terminal. Raises `BackError` where the user goes back."""

    def choose(
        self, question: Question, options: Sequence[Option], default: int = 0, *, free: bool = False
    ) -> Choice:
        """Return the chosen option; with `free`, something else may be typed."""

    def text(self, question: Question) -> str:
        """Return a line of text, or the default."""

    def hidden(self, question: Question) -> str:
        """Return a text that is not shown while it is typed."""

    def confirm(self, question: Question, *, default: bool) -> bool:
        """Return yes or no."""

    def say(self, text: str, ink: str = "") -> None:
        """Write a line, or several."""

    def session(self) -> AbstractContextManager[None]:
        """Hold the terminal for a whole conversation, so that nothing typed between two questions is shown."""


def fitting(text: str, width: int) -> str:
    """Return `text` in at most `width` cells, control characters written out."""
    text = printable(text)
    if width_of(text) <= width:
        return text
    while text and width_of(text) > width - 3:
        text = text[:-1]
    return text.rstrip() + "..."


def lines_of(text: str, width: int) -> list[str]:
    """Return `text` broken at blanks into lines of at most `width` cells; a longer word is cut.

    What is indented stays so on every line that comes of it, two cells deeper from the second on.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        shown = printable(paragraph)
        margin, line = " " * (len(shown) - len(shown.lstrip(" "))), ""
        deeper = f"{margin}  " if margin else ""
        for word in shown[len(margin) :].split(" "):
            joined = f"{line} {word}" if line else margin + word
            if width_of(joined) <= width:
                line = joined
                continue
            lines += [line] if line else []
            line = fitting((deeper if line else margin) + word, width)
        lines.append(line)
    return lines


class PlainAsker:
    """Asks with numbered lines and reads lines."""

    def __init__(self, style: Style) -> None:
        self.style = style

    def say(self, text: str, ink: str = "") -> None:  # noqa: ARG002 -- nothing is coloured here
        """Write a line, or several, none wider than the terminal."""
        for line in lines_of(masked(text), self.style.width - 1):
            sys.stderr.write(line + "\n")
        sys.stderr.flush()

    def session(self) -> AbstractContextManager[None]:
        """Hold nothing: lines are typed as the terminal shows them, but for the key."""
        return nullcontext()

    def choose(
        self, question: Question, options: Sequence[Option], default: int = 0, *, free: bool = False
    ) -> Choice:
        """Return the option whose number was typed; with `free`, anything else that was typed."""
        self._head(question)
        for number, option in enumerate(options, 1):
            says = f": {option.says}" if option.says else ""
            self.say(f"{number}. {option.text}{says}")
        other = ", or type or paste something else" if free else ""
        while True:
            answer = self._line(f"Number, or Enter for {default + 1}{other} (b: back): ")
            found = _number(answer, options, default)
            if found is not None:
                return Choice(found)
            if free:
                return Choice(None, answer)
            self.say(f"There is no {fitting(answer, 20)}: type a number from 1 to {len(options)}.")

    def text(self, question: Question) -> str:
        """Return what was typed, or the default."""
        self._head(question)
        shown = f" (Enter for {question.default})" if question.default else ""
        while True:
            answer = self._line(f"Answer{shown} (b: back): ")
            if answer or question.default:
                return answer or question.default

    def hidden(self, question: Question) -> str:
        """Return what was typed without showing it."""
        import getpass  # only where a key is asked for

        self._head(question)
        answer = getpass.getpass("Key, not shown (b: back): ", stream=sys.stderr)
        if answer.strip().lower() == "b":
            raise BackError
        return answer

    def confirm(self, question: Question, *, default: bool) -> bool:
        """Return yes or no."""
        self._head(question)
        while True:
            answer = self._line(f"y or n, Enter for {'y' if default else 'n'} (b: back): ").lower()
            if answer in ("", "y", "yes", "n", "no"):
                return default if not answer else answer.startswith("y")

    def _head(self, question: Question) -> None:
        self.say(f"\n{question.title}")
        if question.why:
            self.say(question.why)

    def _line(self, prompt: str) -> str:
        """Return a line, together with those that were pasted behind it."""
        shown = lines_of(prompt.rstrip(), self.style.width - 2)
        sys.stderr.write("\n".join(shown) + "\n> ")
        sys.stderr.flush()
        answer = read_line().strip()
        if answer.lower() == "b":
            raise BackError
        return answer


def _number(answer: str, options: Sequence[Option], default: int) -> int | None:
    """Return the place of the option that `answer` means: its number, its text, or nothing for the default."""
    if not answer:
        return default
    if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(options):
        return int(answer) - 1
    same = [
        n
        for n, option in enumerate(options)
        if answer.casefold() in (option.text.casefold(), option.value.casefold())
    ]
    return same[0] if same else None


def read_line() -> str:
    """Return the next line of the terminal, and those that are there already: a paste of several lines."""
    if sys.platform == "win32":
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        return line
    handle = sys.stdin.fileno()
    held = os.read(handle, 65536)
    if not held:
        raise KeyboardInterrupt
    while held.count(b"\n") and select.select([handle], [], [], 0.05)[0]:
        more = os.read(handle, 65536)
        if not more:
            break
        held += more
    return held.decode("utf-8", "replace")
