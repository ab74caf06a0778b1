"""How a question is drawn where the terminal can: arrows move, typing filters, Escape goes back.

What is drawn is redrawn in place and shrinks to one line once it is answered. Nothing is wider than the
terminal, and nothing that a gateway said can style it.
"""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from codex_setup.mask import masked
from codex_setup.render.snippet import width_of
from codex_setup.wizard.ask import BackError, Choice, Option, Question, fitting, lines_of
from codex_setup.wizard.keys import PASTE_OFF, PASTE_ON, Key, Keyboard, silent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_setup.render.style import Style

ROWS = 12
WIDEST = 100

Line = tuple[str, str]
"""One line of the screen and its ink."""


class Drawing:
    """A block of lines at the bottom of the screen that is drawn again in place."""

    def __init__(self, style: Style) -> None:
        self.console = Console(
            file=sys.stderr, force_terminal=True, no_color=not style.colour, highlight=False, markup=False,
            emoji=False, legacy_windows=False, width=500,
        )  # fmt: skip
        self.drawn: tuple[int, ...] = ()
        self.unicode = style.unicode
        self.colour = style.colour

    @property
    def width(self) -> int:
        """Return the cells that a line may fill."""
        return max(min(shutil.get_terminal_size((80, 24)).columns, WIDEST) - 1, 20)

    def draw(self, lines: Sequence[Line]) -> None:
        """Replace the block by these lines."""
        sys.stderr.write(self._erase())
        shown = [(fitting(text, self.width), ink if self.colour else "") for text, ink in lines]
        for text, ink in shown:
            self.console.print(Text(text, style=ink), no_wrap=True, overflow="ignore", crop=False)
        self.drawn = tuple(width_of(text) for text, _ in shown)
        sys.stderr.flush()

    def settle(self, text: str) -> None:
        """Replace the block by the one line that remains of it."""
        self.draw([(text, "green")])
        self.drawn = ()

    def _erase(self) -> str:
        """Return what takes the block away: a line that became too wide when the terminal shrank fills several rows."""
        columns = max(shutil.get_terminal_size((80, 24)).columns, 1)
        rows = sum(max(-(-width // columns), 1) for width in self.drawn)
        return f"\r\x1b[{rows}A\x1b[J" if rows else ""


class DrawnAsker:
    """Asks with arrows and filters."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.keyboard = Keyboard()
        self.done = "✓" if style.unicode else "*"
        self.mark = "❯" if style.unicode else ">"

    def session(self) -> AbstractContextManager[None]:
        """Hold the terminal for a whole conversation, so that nothing typed between two questions is shown."""
        return silent()

    def say(self, text: str, ink: str = "") -> None:
        """Write a line, or several, none wider than the terminal."""
        drawing = Drawing(self.style)
        drawing.draw([(line, ink) for line in lines_of(masked(text), drawing.width)])

    def choose(
        self, question: Question, options: Sequence[Option], default: int = 0, *, free: bool = False
    ) -> Choice:
        """Return the option under the mark when Enter was pressed, or what was typed or pasted instead."""
        drawing, typed, at = Drawing(self.style), "", default
        with pasting(), self.keyboard.keys() as pressed:
            drawing.draw(self._menu(drawing, question, options, typed, at, free=free))
            for key in _heeded(pressed, drawing):
                shown = _matching(options, typed)
                if key.name == "enter" and (shown or free):
                    place = shown[min(at, len(shown) - 1)] if shown else None
                    chosen = Choice(place, "" if shown else typed)
                    return self._settled(drawing, question, options, chosen)
                if key.name == "paste" and free:
                    return self._settled(drawing, question, options, Choice(None, key.text), "as pasted")
                at, typed = _moved(key, at, typed, len(shown))
                drawing.draw(self._menu(drawing, question, options, typed, at, free=free))
        raise KeyboardInterrupt

    def _settled(
        self,
        drawing: Drawing,
        question: Question,
        options: Sequence[Option],
        chosen: Choice,
        how: str = "as typed",
    ) -> Choice:
        text = options[chosen.place].text if chosen.place is not None else how
        drawing.settle(f"{self.done} {question.title} {text}")
        return chosen

    def _menu(
        self,
        drawing: Drawing,
        question: Question,
        options: Sequence[Option],
        typed: str,
        at: int,
        *,
        free: bool,
    ) -> list[Line]:
        shown = _matching(options, typed)
        at = min(at, max(len(shown) - 1, 0))
        head = self._head(drawing, question)
        room = max(min(ROWS, shutil.get_terminal_size((80, 24)).lines - len(head) - 5), 3)
        first = min(max(at - room // 2, 0), max(len(shown) - room, 0))
        column = max((width_of(options[n].text) for n in shown), default=0) + 2
        column = min(column, drawing.width // 2)
        lines = head
        for place, n in enumerate(shown[first : first + room], first):
            option = options[n]
            left = fitting(option.text, column - 1)
            text = f"{self.mark if place == at else ' '} {left}{' ' * (column - width_of(left))}{option.says}".rstrip()
            lines.append((text, "bold cyan" if place == at else ""))
        if not shown:
            lines.append(
                ("  nothing fits; Enter takes it as it is typed" if free else "  nothing fits", "dim")
            )
        elif not _fits(options[shown[at]], column, drawing.width):
            lines += self._whole(options[shown[at]], drawing.width)
        more = len(shown) - room
        hint = f"{more} more; " if more > 0 else ""
        keys = f"type to filter: {masked(typed)}" if typed else "arrows, Enter; type to filter; Esc: back"
        return [*lines, (f"  {hint}{keys}", "dim")]

    def _whole(self, option: Option, width: int) -> list[Line]:
        """Return all that the marked option says, where the list has no room for it."""
        text = f"{option.text}: {option.says}" if option.says else option.text
        return [("", ""), *((f"  {line}", "cyan") for line in lines_of(text, width - 2))]

    def _head(self, drawing: Drawing, question: Question) -> list[Line]:
        lines: list[Line] = [(line, "bold") for line in lines_of(f"? {question.title}", drawing.width)]
        return lines + [
            (f"  {line}", "dim") for line in lines_of(question.why, drawing.width - 2) if question.why
        ]

    def text(self, question: Question) -> str:
        """Return the line that was typed, or the default; a key that was typed by mistake is not shown."""
        return self._typed(question, show=masked)

    def hidden(self, question: Question) -> str:
        """Return the text that was typed; only its length is shown."""
        return self._typed(
            question, show=lambda held: f"({len(held)} characters, not shown)" if held else "", kept=False
        )

    def _typed(self, question: Question, show: Show, *, kept: bool = True) -> str:
        drawing, held = Drawing(self.style), ""

        def block() -> list[Line]:
            room = drawing.width - 4
            text = show(held)
            tail = text if width_of(text) <= room else "..." + text[-(room - 3) :]
            default = f"  Enter: {question.default}; " if question.default and not held else "  Enter; "
            return [
                *self._head(drawing, question),
                (f"{self.mark} {tail}", "cyan"),
                (f"{default}Esc: back", "dim"),
            ]

        with pasting(), self.keyboard.keys() as pressed:
            drawing.draw(block())
            for key in _heeded(pressed, drawing):
                if key.name == "enter" and (held or question.default):
                    answer = held or question.default
                    shown = answer if kept else f"{len(answer)} characters"
                    drawing.settle(f"{self.done} {question.title} {shown}")
                    return answer
                held = _edited(key, held)
                drawing.draw(block())
        raise KeyboardInterrupt

    def confirm(self, question: Question, *, default: bool) -> bool:
        """Return yes or no."""
        options = (Option("Yes", value="y"), Option("No", value="n"))
        return self.choose(question, options, 0 if default else 1).place == 0


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    Show = Callable[[str], str]


def pasting() -> AbstractContextManager[None]:
    """Ask the terminal to mark what is pasted, so that line ends in it end no answer."""
    from contextlib import contextmanager  # one use

    @contextmanager
    def marked() -> Iterator[None]:
        sys.stderr.write(PASTE_ON)
        try:
            yield
        finally:
            sys.stderr.write(PASTE_OFF)
            sys.stderr.flush()

    return marked()


def _heeded(pressed: Iterator[Key], drawing: Drawing) -> Iterator[Key]:
    """Yield the keys; Escape takes the question away and goes back, the end of input interrupts."""
    for key in pressed:
        if key.name == "escape":
            drawing.draw(())
            raise BackError
        if key.name == "end-of-input":
            raise KeyboardInterrupt
        yield key


def _fits(option: Option, column: int, width: int) -> bool:
    """Return whether an option stands in its line in full."""
    return width_of(option.text) < column and 2 + column + width_of(option.says) <= width


def _matching(options: Sequence[Option], typed: str) -> list[int]:
    """Return the places of the options that hold every word that was typed; what is exactly that comes first."""
    words, whole = typed.casefold().split(), typed.strip().casefold()
    found = [
        n
        for n, o in enumerate(options)
        if all(word in f"{o.text} {o.says} {o.value}".casefold() for word in words)
    ]
    exact = [n for n in found if whole in (options[n].text.casefold(), options[n].value.casefold())]
    return [*exact, *(n for n in found if n not in exact)] if whole else found


def _moved(key: Key, at: int, typed: str, count: int) -> tuple[int, str]:
    """Return where the mark stands and what is typed after one key in a menu."""
    last = max(count - 1, 0)
    steps = {"up": -1, "down": 1, "page-up": -ROWS, "page-down": ROWS}
    if key.name in steps:
        step = steps[key.name]
        return ((at + step) % max(count, 1) if abs(step) == 1 else min(max(at + step, 0), last)), typed
    if key.name in ("home", "end"):
        return (0 if key.name == "home" else last), typed
    edited = _edited(key, typed)
    return (at if edited == typed else 0), edited


def _edited(key: Key, held: str) -> str:
    """Return the text after one key."""
    match key.name:
        case "text" | "paste":
            return held + key.text
        case "backspace":
            return held[:-1]
        case "clear":
            return ""
        case "word":
            return held.rstrip().rpartition(" ")[0]
        case _:
            return held
