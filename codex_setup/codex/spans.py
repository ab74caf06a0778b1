"""Where each key stands in a TOML text.

`tomllib` says what a text means and not where; this module says where, and agrees with `tomllib` on
which keys there are (a law in the tests). Offsets count the characters of the whole decoded file, a
byte order mark included, as Codex counts its columns.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from math import isinf
from typing import Literal

from codex_setup.codex.statements import Node, Statement, Stretch, statements
from codex_setup.model import KeyPath, Span, Value
from codex_setup.pattern import pattern
from codex_setup.record import field, record

_HUGE = pattern(r"[0-9a-fA-F_]{16}|[0-9][eE]\+?[0-9_]{3}")


@record
class KeySpan:
    """Where one key stands: the key as written, its value, and both with what is between them.

    For a table header `key` is the name inside the brackets, `value` and `whole` the header itself. For a
    table without a header of its own all three are the part of a key that first names it.
    """

    key: Span
    value: Span
    whole: Span


Spans = Mapping[KeyPath, KeySpan]
Marks = tuple[int, int, int, int, int, int]
"""Offsets of a key, its value, and the whole: start and end of each."""


@record
class Problem:
    """Why a file could not be read as TOML; `kind` groups what can be mended in the same way.

    `index` is the offset in bytes of the first byte that is not UTF-8 (kind `encoding`).
    """

    kind: Literal["syntax", "encoding", "unreadable", "not-a-file"]
    message: str
    span: Span | None = None
    index: int | None = None


@record
class Parsed:
    """What the bytes of a TOML file say.

    Where `problem` is set, `data` and `spans` hold what the readable lines say. `modern` is the first
    construct that only TOML 1.1 knows: older releases of Codex refuse it.
    """

    text: str
    data: Mapping[str, Value] = field(default_factory=dict)
    spans: Spans = field(default_factory=dict)
    problem: Problem | None = None
    modern: Span | None = None


class Ruler:
    """Turns character offsets of one text into spans."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def span(self, start: int, end: int) -> Span:
        """Return the span of the characters from `start` up to `end`."""
        starts = self._starts
        line = bisect_right(starts, start)
        last = line if line == len(starts) or end < starts[line] else bisect_right(starts, end)
        return Span(line, start - starts[line - 1] + 1, last, end - starts[last - 1] + 1, start, end)

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a 1-based line and column."""
        return self._starts[min(line, len(self._starts)) - 1] + column - 1


class SpanTable(Mapping[KeyPath, KeySpan]):
    """Spans by key path; lines and columns are counted only for the keys that somebody asks for."""

    def __init__(self, text: str, marks: Mapping[KeyPath, Marks]) -> None:
        self._text = text
        self._marks = marks
        self._ruler: Ruler | None = None

    def __getitem__(self, path: KeyPath) -> KeySpan:
        key_start, key_end, value_start, value_end, start, end = self._marks[path]
        if self._ruler is None:
            self._ruler = Ruler(self._text)
        span = self._ruler.span
        return KeySpan(span(key_start, key_end), span(value_start, value_end), span(start, end))

    def __iter__(self) -> Iterator[KeyPath]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)

    def __repr__(self) -> str:
        return repr(dict(self))


class Walk:
    """Follows the statements of a text from top to bottom and knows which key path each one sets."""

    def __init__(self) -> None:
        self._newest: dict[KeyPath, int] = {}
        self.base: KeyPath = ()

    def enter(self, header: Statement) -> KeyPath:
        """Return the key path of a table header, and stand in it from now on."""
        path = self.prefix(header.parts)
        if header.kind == "array":
            bare = path[:-1] if isinstance(path[-1], int) else path
            self._newest[bare] = self._newest.get(bare, -1) + 1
            path = (*bare, self._newest[bare])
        self.base = path
        return path

    def prefix(self, parts: Iterable[str]) -> KeyPath:
        """Return the key path that the parts of a header name, in the newest tables of arrays."""
        path: KeyPath = ()
        for part in parts:
            path = (*path, part)
            if path in self._newest:
                path = (*path, self._newest[path])
        return path


def locate(text: str) -> SpanTable:
    """Return where every key of a TOML text stands: values, tables, what is in arrays and inline tables."""
    return located(text, statements(text))


def read_toml(content: bytes) -> Parsed:
    """Return what a TOML file says; where it is not TOML, what is wrong and what its readable lines say."""
    text, problem = decoded(content)
    if problem is None:
        try:
            data = tomllib.loads(text.removeprefix("\ufeff"))
        except (ValueError, RecursionError) as error:
            from codex_setup.codex.salvage import second_reading  # only what is not TOML 1.0

            return second_reading(text, error)
        found = tuple(statements(text))
        if any(endless(statement) for statement in found):
            from codex_setup.codex.salvage import salvaged  # hardly ever

            return Parsed(text, *salvaged(text, found), _endless(text, found))
        spans = located(text, found)
        return Parsed(text, data, spans, _oversized(text, data, spans) or _too_deep(text, found))
    from codex_setup.codex.salvage import salvaged

    known, places = salvaged(text, statements(text))
    return Parsed(text, known, places, problem)


def decoded(content: bytes) -> tuple[str, Problem | None]:
    """Return the text of a file, and what is wrong with its encoding; bytes that say nothing are replaced."""
    try:
        return content.decode(), None
    except UnicodeDecodeError as error:
        message = f"byte 0x{content[error.start]:02x} at index {error.start} is not UTF-8"
        from codex_setup.codex.encoding import codec_of  # only what is not UTF-8

        codec = codec_of(content)
        if codec is not None:
            text = content.decode(codec, "replace")
            return text, Problem(
                "encoding",
                f"the file is {codec.upper()}: {message}",
                Span(1, 1, 1, 1, 0, 0),
                error.start,
            )
        text = content.decode("utf-8", "replace")
        at = len(content[: error.start].decode())
        return text, Problem("encoding", message, Ruler(text).span(at, at + 1), error.start)


def _oversized(text: str, data: Mapping[str, Value], spans: Spans) -> Problem | None:
    """Return what Codex holds against a number of more than 64 bits, which `tomllib` takes (0.34.0-0.169.0)."""
    if _HUGE.search(text) is None:
        return None
    for path, value in leaves(data):
        where = spans.get(path)
        at = where.value if where else None
        if type(value) is int and not -(2**63) <= value < 2**63:
            return Problem("syntax", f"the number {value} does not fit in 64 bits", at)
        if type(value) is float and isinf(value) and at is not None and "inf" not in text[at.start : at.end]:
            return Problem("syntax", f"the number {text[at.start : at.end]} does not fit in 64 bits", at)
    return None


DEEPEST = 80
"""Brackets and braces inside each other, and parts of one key, that Codex reads (0.34.0 to 0.169.0)."""


def endless(statement: Statement) -> bool:
    """Return whether a key or a header has more parts than Codex reads."""
    return len(statement.parts) > DEEPEST


def _endless(text: str, found: Iterable[Statement]) -> Problem:
    where = next(statement for statement in found if endless(statement))
    return Problem("syntax", "recursion limit", Ruler(text).span(where.start, where.end))


def _too_deep(text: str, found: Iterable[Statement]) -> Problem | None:
    """Return what Codex holds against values that are nested too deeply, which `tomllib` takes."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return None
    for statement in found:
        level = [statement.value] if statement.value is not None else []
        for _ in range(DEEPEST):
            if not level:
                break
            level = [member.value for node in level for member in node.members]
        opened = next((node for node in level if text[node.start] in "[{"), None)
        if opened is not None:
            span = Ruler(text).span(opened.start, opened.start + 1)
            return Problem("syntax", "cannot recurse further; max recursion depth met", span)
    return None


def leaves(data: Value, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Value]]:
    """Yield every value that is not a table or an array, with its key path."""
    members: Iterable[tuple[str | int, Value]]
    if isinstance(data, dict):
        members = data.items()
    elif isinstance(data, list):
        members = enumerate(data)
    else:
        yield path, data
        return
    for name, value in members:
        yield from leaves(value, (*path, name))


def located(text: str, found: Iterable[Statement]) -> SpanTable:
    """Return where the keys of these statements of `text` stand; the first of several wins."""
    marks: dict[KeyPath, Marks] = {}
    headers: set[KeyPath] = set()
    walk = Walk()
    for statement in found:
        if statement.value is not None:
            _mark_pair(marks, walk.base, statement.parts, statement.stretches, statement.value)
        elif statement.kind != "broken":
            path = walk.enter(statement)
            first = statement.stretches[0][0]
            for count, (_, end) in enumerate(statement.stretches, start=1):
                prefix = walk.prefix(statement.parts[:count])
                bare = prefix[:-1] if isinstance(prefix[-1], int) else prefix
                marks.setdefault(bare, (first, end, first, end, first, end))
            if path not in headers:
                headers.add(path)
                whole = (statement.start, statement.end)
                marks[path] = (first, statement.stretches[-1][1], *whole, *whole)
    return SpanTable(text, marks)


def _mark_pair(
    marks: dict[KeyPath, Marks],
    base: KeyPath,
    parts: tuple[str, ...],
    stretches: tuple[Stretch, ...],
    value: Node,
) -> None:
    first = stretches[0][0]
    if len(parts) > 1:
        for count, (_, end) in enumerate(stretches[:-1], start=1):
            marks.setdefault((*base, *parts[:count]), (first, end, first, end, first, end))
    path = base + parts
    if path not in marks:
        marks[path] = (first, stretches[-1][1], value.start, value.end, first, value.end)
    if value.members:
        _mark_members(marks, path, value)


def _mark_members(marks: dict[KeyPath, Marks], path: KeyPath, value: Node) -> None:
    for place, member in enumerate(value.members):
        if member.parts:
            _mark_pair(marks, path, member.parts, member.stretches, member.value)
            continue
        start, end = member.value.start, member.value.end
        marks.setdefault((*path, place), (start, end, start, end, start, end))
        if member.value.members:
            _mark_members(marks, (*path, place), member.value)
