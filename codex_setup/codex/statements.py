r"""Which statements a TOML text is made of, and where each of their parts stands.

A scanner, not a judge: whether a text is TOML is for `tomllib` to say. It never loses a character: what
it cannot read becomes a statement of kind `broken`, one line long, and it goes on with the next line.
TOML 1.1 is read too (line breaks in inline tables, `\e`, `\x41`): Codex takes it since 0.94.0 at the
latest, and did not in 0.64.0 (seen on the binaries).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from codex_setup.pattern import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

Stretch = tuple[int, int]
"""Character offsets of a piece of text, end exclusive."""

_SKIP = pattern(r"(?:[ \t\r]*+(?:#[^\n]*+)?+\n)*+[ \t]*+(?:#[^\n]*+)?+")
_GAP = pattern(r"[ \t]*+")
_LOOSE = pattern(r"(?:[ \t\r\n]|#[^\n]*+)*+")
_PART = pattern(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\[^\n])*+"|'[^'\n]*+'""")
_DOT = pattern(r"[ \t]*+\.[ \t]*+")
_EQUALS = pattern(r"[ \t]*+=[ \t]*+")
_REST = pattern(r"[ \t]*+(?:#[^\n]*+)?+\r?(?:\n|\Z)")
_SIMPLE = pattern(
    r"""([A-Za-z0-9_-]++)[ \t]*+=[ \t]*+("[^"\\\n]++"|'[^'\n]++'|[A-Za-z0-9_.+-]++)[ \t\r]*+\n"""
)
_STRINGS = {
    '"""': pattern(r'"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*+"{3,5}'),
    "'''": pattern(r"'''(?:[^']|'{1,2}(?!'))*+'{3,5}"),
    '"': pattern(r'"(?:[^"\\\n]|\\[^\n])*+"'),
    "'": pattern(r"'[^'\n]*+'"),
}
_SCALAR = pattern(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]++|[^\s,\[\]{}#='\"]++")
_ESCAPE = pattern(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))")
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}
_DEPTH = 100


class Node(NamedTuple):
    """A value: where it stands, and what is in it where it is an array or an inline table."""

    kind: Literal["scalar", "array", "table"]
    start: int
    end: int
    members: tuple[Member, ...] = ()


class Member(NamedTuple):
    """Something in an array (no `parts`) or an inline table, from its key to the end of its value."""

    parts: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    value: Node


class Statement(NamedTuple):
    """One header (`table`, `array`) or one `pair`; `broken` is a line that could not be read.

    `stretches` belong to `parts`, one each. `stop` is where the reading of a broken line stopped.
    """

    kind: Literal["table", "array", "pair", "broken"]
    start: int
    end: int
    parts: tuple[str, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    value: Node | None = None
    stop: int = 0


class _StoppedError(Exception):
    """The text cannot be read from here on; `endless` where a multi-line string is never closed."""

    def __init__(self, at: int, *, endless: bool = False) -> None:
        super().__init__(at)
        self.at = at
        self.endless = endless


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of `text` in order."""
    at = 1 if text.startswith("\ufeff") else 0
    while (at := _after(_SKIP, text, at)) < len(text):
        if simple := _SIMPLE.match(text, at):
            key, value = simple.span(1), simple.span(2)
            yield Statement("pair", at, value[1], (simple[1],), (key,), Node("scalar", *value))
            at = simple.end()
            continue
        try:
            found = _header(text, at) if text[at] == "[" else _pair(text, at)
            end = _rest_of_line(text, found.end)
        except _StoppedError as stopped:
            end = len(text) if stopped.endless else _line_end(text, at)
            yield Statement("broken", at, end, stop=min(stopped.at, end))
            at = end
            continue
        yield found
        at = end


def value_at(text: str, at: int) -> Node | None:
    """Return the value that starts at `at`, or None where none can be read."""
    try:
        return _value(text, at, 0)
    except _StoppedError:
        return None


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _rest_of_line(text: str, at: int) -> int:
    rest = _REST.match(text, at)
    if rest is None:
        raise _StoppedError(_after(_GAP, text, at))
    return rest.end()


def _header(text: str, at: int) -> Statement:
    many = text.startswith("[[", at)
    parts, stretches = _key(text, _after(_GAP, text, at + 1 + many))
    close = "]]" if many else "]"
    end = _after(_GAP, text, stretches[-1][1])
    if not text.startswith(close, end):
        raise _StoppedError(end)
    return Statement("array" if many else "table", at, end + len(close), parts, stretches)


def _pair(text: str, at: int) -> Statement:
    member = _member(text, at, 0)
    return Statement("pair", at, member.value.end, member.parts, member.stretches, member.value)


def _member(text: str, at: int, depth: int) -> Member:
    parts, stretches = _key(text, at)
    equals = _EQUALS.match(text, stretches[-1][1])
    if equals is None:
        raise _StoppedError(_after(_GAP, text, stretches[-1][1]))
    return Member(parts, stretches, _value(text, equals.end(), depth))


def _key(text: str, at: int) -> tuple[tuple[str, ...], tuple[Stretch, ...]]:
    parts: list[str] = []
    stretches: list[Stretch] = []
    while part := _PART.match(text, at):
        parts.append(_plain(part.group()))
        stretches.append(part.span())
        dot = _DOT.match(text, part.end())
        if dot is None:
            return tuple(parts), tuple(stretches)
        at = dot.end()
    raise _StoppedError(at)


def _plain(part: str) -> str:
    if part[0] == "'":
        return part[1:-1]
    if part[0] != '"':
        return part
    return _ESCAPE.sub(_unescaped, part[1:-1]) if "\\" in part else part[1:-1]


def _unescaped(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2] or escape[3]
    if digits is None:
        return _ESCAPES.get(escape[4], escape[0])
    number = int(digits, 16)
    return chr(number) if number <= 0x10FFFF else escape[0]  # noqa: PLR2004 -- the last code point there is


def _value(text: str, at: int, depth: int) -> Node:
    if depth > _DEPTH:
        raise _StoppedError(at)
    opening = text[at : at + 1]
    if opening == "[":
        return _array(text, at, depth + 1)
    if opening == "{":
        return _inline_table(text, at, depth + 1)
    if opening in {'"', "'"}:
        triple = opening * 3
        quotes = triple if text.startswith(triple, at) else opening
        string = _STRINGS[quotes].match(text, at)
        if string is None:
            raise _StoppedError(at, endless=quotes == triple)
        return Node("scalar", at, string.end())
    scalar = _SCALAR.match(text, at)
    if scalar is None:
        raise _StoppedError(at)
    return Node("scalar", at, scalar.end())


def _array(text: str, start: int, depth: int) -> Node:
    members: list[Member] = []
    at = _after(_LOOSE, text, start + 1)
    while not text.startswith("]", at):
        value = _value(text, at, depth)
        members.append(Member((), (), value))
        at = _next(text, value.end, "]")
    return Node("array", start, at + 1, tuple(members))


def _inline_table(text: str, start: int, depth: int) -> Node:
    members: list[Member] = []
    at = _after(_LOOSE, text, start + 1)
    while not text.startswith("}", at):
        member = _member(text, at, depth)
        members.append(member)
        at = _next(text, member.value.end, "}")
    return Node("table", start, at + 1, tuple(members))


def _next(text: str, at: int, close: str) -> int:
    at = _after(_LOOSE, text, at)
    if text.startswith(",", at):
        return _after(_LOOSE, text, at + 1)
    if not text.startswith(close, at):
        raise _StoppedError(at)
    return at
