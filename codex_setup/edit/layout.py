"""How a TOML text is laid out: its sections, and the lines that each of their pairs takes.

Read it anew after every change of the text; offsets are those of the whole text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.spans import Walk
from codex_setup.codex.statements import Member, Node, Statement, statements
from codex_setup.record import record

if TYPE_CHECKING:
    from codex_setup.model import KeyPath


@record
class Pair:
    """One `key = value` of a section, with its whole key path."""

    path: KeyPath
    statement: Statement

    @property
    def member(self) -> Member:
        """Return the pair as what stands in an inline table looks."""
        value = self.statement.value
        assert value is not None  # noqa: S101 -- a pair is a statement with a value
        return Member(self.statement.parts, self.statement.stretches, value)


@record
class Section:
    """A header and the pairs below it; the first section of a text has no header."""

    path: KeyPath
    header: Statement | None
    pairs: tuple[Pair, ...]

    @property
    def end(self) -> int:
        """Return the offset behind the last statement."""
        if self.pairs:
            return self.pairs[-1].statement.end
        return self.header.end if self.header else 0


class Layout:
    """A text and its sections."""

    def __init__(self, text: str, newline: str | None = None) -> None:
        self.text = text
        self.newline = newline or ("\r\n" if "\r\n" in text else "\n")
        self.sections = tuple(_sections(text))
        self.pairs = tuple(pair for section in self.sections for pair in section.pairs)
        self._ends = [section.end for section in self.sections]

    def line_start(self, at: int) -> int:
        """Return the offset of the line that `at` is on, behind a byte order mark."""
        start = self.text.rfind("\n", 0, at) + 1
        return 1 if start == 0 and self.text.startswith("\ufeff") else start

    def line_end(self, at: int) -> int:
        """Return the offset behind the line break of the line that `at` is on, or the end of the text."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end + 1

    def above(self, at: int) -> int:
        """Return where the comments begin that stand directly above the statement at `at`."""
        floor = max((end for end in self._ends if end <= at), default=0)
        start = self.line_start(at)
        while start > floor:
            before = self.line_start(start - 1)
            if before == start or before < floor or not self.text[before:start].lstrip().startswith("#"):
                break
            start = before
        return start

    def indent(self, at: int) -> str:
        """Return the blanks at the start of the line that `at` is on."""
        start = self.line_start(at)
        return self.text[start:at] if not self.text[start:at].strip() else ""


def _sections(text: str) -> list[Section]:
    found: list[Section] = []
    walk = Walk()
    header: Statement | None = None
    pairs: list[Pair] = []
    for statement in statements(text):
        if statement.kind == "pair":
            pairs.append(Pair((*walk.base, *statement.parts), statement))
        elif statement.kind != "broken":
            found.append(Section(walk.base, header, tuple(pairs)))
            walk.enter(statement)
            header, pairs = statement, []
    return [*found, Section(walk.base, header, tuple(pairs))]


def under(path: KeyPath, top: KeyPath) -> bool:
    """Return whether `path` is `top` or something in it."""
    return path[: len(top)] == top


def member_at(pair: Pair, path: KeyPath) -> tuple[Node | None, Member] | None:
    """Return what stands at `path` in the value of a pair, and the array or inline table that holds it."""
    if pair.path == path:
        return None, pair.member
    if not under(path, pair.path):
        return None
    node, rest = pair.member.value, path[len(pair.path) :]
    while True:
        for place, member in enumerate(node.members):
            steps: KeyPath = member.parts or (place,)
            if rest[: len(steps)] == steps:
                break
        else:
            return None
        if len(rest) == len(steps):
            return node, member
        node, rest = member.value, rest[len(steps) :]
