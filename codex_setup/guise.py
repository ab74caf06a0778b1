"""Where a key stands in a text, however it is written there.

A gateway gives a key back as it came, or as its own code has it by then: escaped for JSON, a URL or a page,
in base64 or hexadecimal, in other case, or cut off. What is cut counts where it is a third of the key.
"""

from __future__ import annotations

import functools
import json
import re
from typing import TYPE_CHECKING

from codex_setup.pattern import pattern
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator

INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"

_WRITTEN = pattern(
    rf"""(?:%[0-9A-Fa-f]{{2}})+ | \\u[dD][89abAB][0-9A-Fa-f]{{2}}\\u[dD][c-fC-F][0-9A-Fa-f]{{2}} | \\u[0-9A-Fa-f]{{4}}
    | \\x[0-9A-Fa-f]{{2}} | \\["'\\/bfnrt] | &\#[0-9]{{1,7}}; | &\#[xX][0-9A-Fa-f]{{1,6}}; | &[A-Za-z]{{2,31}};
    | [{INVISIBLE}]+ | \x1b\[[0-?]*[ -/]*[@-~]""",
    re.VERBOSE,
    ("%", "\\", "&", "\x1b"),
)
"""One character, or several, in one of the ways to write it out; and what nobody sees."""

_ROUNDS = 3
"""How often a character may be written out over again: a URL in a JSON string in a page."""

WHOLE = 8
"""Characters; a shorter key stands by itself, in its own case."""

_SHARE = 3
_BASE64 = "".join(map(chr, (*range(48, 58), *range(65, 91), *range(97, 123)))) + "+/-_="


@record
class _Layer:
    """A text below so many escapes, the same in lower case, and where each of its characters began."""

    text: str
    low: str
    starts: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of this layer stands in the text as it was written."""
        return (start, end) if self.starts is None else (self.starts[start], self.starts[end])


def spans(text: str, key: str) -> list[tuple[int, int]]:
    """Return where `key` stands in `text`, first to last, without overlaps."""
    if len(text) < min(len(key), WHOLE):
        return []
    look = _short if len(key) < WHOLE else _long
    found = sorted(layer.span(*each) for layer in _layers(text) for each in look(layer, key))
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _short(layer: _Layer, key: str) -> Iterator[tuple[int, int]]:
    for fit in re.finditer(rf"(?<!\w){re.escape(key)}(?!\w)", layer.text) if key in layer.text else ():
        yield fit.span()


def _long(layer: _Layer, key: str) -> Iterator[tuple[int, int]]:
    forms, text, low = _forms(key), layer.text, layer.low
    for form in [form for form in forms.folded if form in low]:
        yield from _all(low, form)
    for form in [form for form in forms.packed if form in text]:
        for start, end in _all(text, form):
            rest = text[end : end + 4]
            yield start, end + len(rest) - len(rest.lstrip(_BASE64))
    for at, piece in [each for each in forms.pieces if each[1] in text]:
        for start, _ in _all(text, piece):
            begin, end = _grown(text, start, key, at)
            if end - begin >= max(WHOLE, len(key) // _SHARE):
                yield begin, end


def _all(text: str, form: str) -> Iterator[tuple[int, int]]:
    start = text.find(form)
    while start >= 0:
        yield start, start + len(form)
        start = text.find(form, start + len(form))


def _grown(text: str, start: int, key: str, at: int) -> tuple[int, int]:
    """Return how far `text` goes on like `key` around a place where they meet."""
    before = _alike(text[max(0, start - at) : start][::-1], key[:at][::-1])
    return start - before, start + _alike(text[start : start + len(key) - at], key[at:])


def _alike(one: str, other: str) -> int:
    """Return how many characters the two have in common at their beginning, without looking at each of them."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


@record
class _Forms:
    """A key in other case, backwards and in hexadecimal; in base64; and pieces of it, with their places."""

    folded: tuple[str, ...]
    packed: tuple[str, ...]
    pieces: tuple[tuple[int, str], ...]


@functools.lru_cache(maxsize=256)
def _forms(key: str) -> _Forms:
    low, data = key.lower(), key.encode("utf-8", "surrogatepass")
    folded = dict.fromkeys((low, low[::-1], data.hex()))
    packed = dict.fromkeys(form for shift in range(3) for form in _packed(data, shift))
    step = max(WHOLE, len(key) // 40)
    pieces = tuple((at, key[at : at + WHOLE]) for at in range(0, len(key) - WHOLE + 1, step))
    return _Forms(tuple(folded), tuple(packed), pieces if len(key) >= 2 * WHOLE else ())


def _packed(data: bytes, shift: int) -> Iterator[str]:
    """Yield what base64 makes of a key behind `shift` other bytes, without what its neighbours have a part in."""
    from binascii import b2a_base64  # only a text that may hold a key needs it

    text = b2a_base64(bytes(shift) + data, newline=False).decode().rstrip("=")
    whole = text[(0, 2, 3)[shift] : len(text) if (len(data) + shift) % 3 == 0 else -1]
    yield from (whole, whole.replace("+", "-").replace("/", "_"))


@functools.lru_cache(maxsize=64)
def _layers(text: str) -> tuple[_Layer, ...]:
    """Return a text as it is written, and below each layer of escapes."""
    layers = [_layer(text, None)]
    while len(layers) <= _ROUNDS and _WRITTEN.search(layers[-1].text) is not None:
        above = layers[-1]
        plain, starts = _read(above.text)
        layers.append(
            _layer(plain, tuple(above.starts[at] for at in starts) if above.starts else tuple(starts))
        )
    return tuple(layers)


def _layer(text: str, starts: tuple[int, ...] | None) -> _Layer:
    low = text.lower()
    return _Layer(text, low if len(low) == len(text) else text, starts)


def _read(text: str) -> tuple[str, list[int]]:
    """Return a text with one layer of escapes read, and where each character began, the end included."""
    said: list[str] = []
    starts: list[int] = []
    at = 0
    for fit in _WRITTEN.finditer(text):
        said.append(text[at : fit.start()])
        starts += range(at, fit.start())
        meant = _meant(fit[0])
        said.append(meant)
        width = (fit.end() - fit.start()) / max(1, len(meant.encode("utf-8", "replace")))
        place = float(fit.start())
        for char in meant:
            starts.append(int(place))
            place += width * len(char.encode("utf-8", "replace"))
        at = fit.end()
    said.append(text[at:])
    starts += range(at, len(text) + 1)
    return "".join(said), starts


def _meant(written: str) -> str:
    if written[0] == "%":
        data = bytes.fromhex(written.replace("%", ""))
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data.decode("latin-1")
    if written[0] == "&":
        import html  # its list of names costs 2 ms

        return html.unescape(written)
    if written[0] != "\\":
        return ""
    if written[1] == "x":
        return chr(int(written[2:4], 16))
    return str(json.loads(f'"{written}"')) if written[1] != "'" else "'"
