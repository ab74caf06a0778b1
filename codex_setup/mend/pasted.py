"""What a text plainly is that came with its surroundings: a terminal, a web page, a diff, a quotation, numbered lines.

Each look returns the text closer to TOML, or None where it is not its kind. What nobody reads as a setting
stays as a comment; only marks that say nothing themselves go.
"""

from __future__ import annotations

import re
from html import unescape
from textwrap import dedent
from typing import TYPE_CHECKING

from codex_setup.mend.diffs import as_comments, from_diff
from codex_setup.mend.margins import LEAST, begun_alike, numbers_between, quotation, with_ends
from codex_setup.mend.words import LABELS, PROMPT
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable

_WHERE = r"(?:\$[\w:]+[ \t]*=[ \t]*|[\w-]+(?:[ \t]+[^\n@]*)?[ \t]+)?"
_OPENING = pattern(
    rf"(?m)^[ \t]*(?:{PROMPT})?(?:sudo )?(?:cat|tee)\b[^\n]*<<-?[ \t]*(['\"]?)(?P<tag>\w+)\1[^\n]*\r?\n"
)
_HERE_STRING = pattern(rf"(?m)^[ \t]*(?:{PROMPT})?{_WHERE}@(?P<quote>['\"])[ \t]*\r?\n")
_ECHO = pattern(
    rf"""(?m)^[ \t]*(?:{PROMPT})?(?:RUN[ \t]+|sudo[ \t]+)?(?:echo|printf)[ \t]+(?:-\w+[ \t]+)?"""
    r"""(?:'(?P<one>[^'\n]*)'|"(?P<two>(?:[^"\\\n]|\\[^\n])*)")[ \t]*>>?[ \t]*[^\s>]+[ \t]*(?=\r?$)"""
)
_BARE_ECHO = pattern(
    r"(?m)^[ \t]*@?echo(?:\.|[ \t])(?P<bare>[^\n]*?)[ \t]*>>?[ \t]*(?:\"[^\"\n]+\"|[^\s>\"]+)[ \t]*(?=\r?$)"
)
"""How cmd writes a line to a file: the quotes in it are its own."""
_ADDED = pattern(
    r"""(?m)^[ \t]*(?:Add|Set)-Content[ \t]+(?:-Path[ \t]+)?[^\s'"]+[ \t]+(?:-Value[ \t]+)?(?:'(?P<one>[^'\n]*)'|"(?P<two>[^"\n]*)")[ \t]*(?=\r?$)"""
)
_STRINGS_AND_COMMENTS = pattern(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#[^\n]*")
_ENTITY = pattern(r"&(?:quot|apos|lt|gt|amp|nbsp|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
_TAG = r"</?(?:pre|code|span|br|p|div|li|ul|ol|b|i|em|strong|td|tr|table|tbody|button|figure|font|a)(?:[ \t][^<>\n]*)?/?>"
_TAGS = pattern(rf"(?P<tag>{_TAG})|{_STRINGS_AND_COMMENTS.pattern}")
_ESCAPED = pattern(r"\\([_\[\]*#.`-])")
_COLOUR = pattern(r"\x1b\[[0-9;]*[A-Za-z]")


def without_nulls(text: str) -> str | None:
    """Return the text without NUL where every other character is one (UTF-16 without its mark), or the last ones are."""
    wide = len(text) > 1 and (not text[1::2].strip("\0") or not text[::2].strip("\0"))
    return text.replace("\0", "") if wide else text.rstrip("\0") if text.endswith("\0") else None


def without_controls(text: str) -> str | None:
    """Return the text without what a terminal or an old system adds: colours, control characters, line ends of its own."""
    new = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", _COLOUR.sub("", text))
    new = _outside(new, lambda part: re.sub("[\u2028\u2029\x85]", "\n", part))
    return new if new != text else None


def pasted_terminal(text: str) -> str | None:
    """Return what a shell would have written to the file, and what stands around it as comments."""
    opening = _OPENING.search(text)
    if opening is not None:
        closing = re.compile(rf"(?m)^[ \t]*{re.escape(opening['tag'])}[ \t]*\r?$").search(text, opening.end())
    else:
        opening = _HERE_STRING.search(text)
        closing = opening and re.compile(rf"(?m)^{opening['quote']}@[^\n]*$").search(text, opening.end())
    if opening is None:
        return None
    body = text[opening.end() : closing.start() if closing else len(text)]
    after = text[closing.end() :].removeprefix("\r").removeprefix("\n") if closing else ""
    return as_comments(text[: opening.start()]) + body + as_comments(after)


def echoed(text: str) -> str | None:
    """Return the lines that `echo` would have written to the file."""

    def said(found: re.Match[str]) -> str:
        line = found["one"] if found["one"] is not None else re.sub(r"\\([\"\\$`])", r"\1", found["two"])
        return line.removesuffix("\\n")

    new = _ADDED.sub(lambda found: found["one"] or found["two"] or "", _ECHO.sub(said, text))
    new = _BARE_ECHO.sub(lambda found: found["bare"], new)
    return new if new != text else None


def written_out(text: str) -> str | None:
    r"""Return a text in which every line end is written as `\n`: a program's string, with its quotes or without."""
    bare = text.strip()
    quote = bare[:1] if bare[:1] in ("'", '"') and bare.endswith(bare[:1]) and len(bare) > 1 else ""
    bare = bare[len(quote) : len(bare) - len(quote)]
    if "\n" in bare or bare.count("\\n") < LEAST:
        return None
    new = re.sub(r"\\([n\"'\\t])", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), bare)
    settings = re.findall(r"(?m)^[ \t]*(?:\[.+\]|[\w.\"'-]+[ \t]*=.*)$", new)
    return new if len(settings) > 1 else None


def unescaped(text: str) -> str | None:
    r"""Return a text in which every double quote is written as `\"`, as in a program's string, with plain ones."""
    parts = re.split(r"('[^'\n]*'|#[^\n]*)", text)
    bare = "".join(parts[::2])
    if not re.search(r"=\s*\[?\s*\\\"", bare) or re.search(r"(?<!\\)\"", bare):
        return None
    parts[::2] = [part.replace("\\\\", "\\").replace('\\"', '"') for part in parts[::2]]
    return "".join(parts)


def from_block(text: str) -> str | None:
    """Return the text that YAML holds as a block (`config.toml: |`), and what stands around it as comments."""
    opening = re.search(r"(?m)^(?P<indent>[ \t]*)[\w.\"'-]+:[ \t]*[|>][+-]?[ \t]*\r?\n", text)
    if opening is None:
        return None
    body: list[str] = []
    rest = text[opening.end() :].splitlines(keepends=True)
    while rest and (not rest[0].strip() or len(rest[0]) - len(rest[0].lstrip()) > len(opening["indent"])):
        body.append(rest.pop(0))
    return as_comments(text[: opening.end()]) + dedent("".join(body)) + as_comments("".join(rest))


def from_literal(text: str) -> str | None:
    """Return what stands between the quotes of a program's text over lines, and what is around it as comments."""
    opening = _LITERAL.search(text)
    closing = (
        re.compile(rf"(?m)^[ \t]*{opening['quote']}[;,)]*[ \t]*\r?$").search(text, opening.end())
        if opening
        else None
    )
    if opening is None or closing is None:
        return None
    after = text[closing.end() :].removeprefix("\n")
    return as_comments(text[: opening.end()]) + text[opening.end() : closing.start()] + as_comments(after)


_LITERAL = pattern(r"(?m)\A(?:[ \t]*(?:#[^\n]*)?\r?\n)*[^\n]*[=(][ \t]*(?P<quote>`|''|\"{3}|'{3})[ \t]*\r?\n")


def unglued(text: str) -> str | None:
    """Return a text without the marks of a block of code that no line of their own holds: "```model = …"."""
    opening = re.match(r"\s*(?:```+|~~~+)[ \t]*(?:toml\b[ \t]*)?(?=[\w\"'\[#][^\n]*[=\]])", text)
    closing = re.search(r"(?<=[^\s`~])[ \t]*(?:```+|~~~+)\s*$", text)
    if opening is None and closing is None:
        return None
    return text[opening.end() if opening else 0 : closing.start() if closing else len(text)] + "\n" * (
        closing is not None
    )


def from_forum(text: str) -> str | None:
    """Return a text without the tags in brackets that a forum puts around code, which look like headers."""
    pairs = re.findall(r"(?im)^[ \t]*\[/(code|quote|pre|spoiler|toml)\][ \t]*\r?$", text)
    if not pairs:
        return None
    names = "|".join(map(re.escape, pairs))
    return re.sub(rf"(?im)^[ \t]*\[/?(?:{names})(?:=[^\]\n]*)?\][ \t]*(?:\r?\n|\Z)", "", text)


def from_page(text: str) -> str | None:
    """Return a text that was copied out of a page's source without its tags, and with its signs as themselves."""
    new = text
    if any(found["tag"] for found in _TAGS.finditer(text)):
        new = re.sub(r"<br(?:[ \t][^<>\n]*)?/?>(?=[^\r\n])", "\n", new)
        lines = ((line, _untagged(line)) for line in new.splitlines(keepends=True))
        new = "".join(bare for line, bare in lines if bare.strip() or not line.strip())
    if _ENTITY.search(_STRINGS_AND_COMMENTS.sub("", new)):
        new = unescape(new)
    return new if new != text else None


def _untagged(line: str) -> str:
    return _TAGS.sub(
        lambda found: "" if found["tag"] else re.sub(_TAG, "", found[0]) if found[0][0] == "#" else found[0],
        line,
    )


def _outside(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with what stands outside strings and comments changed."""
    parts: list[str] = []
    at = 0
    for kept in _STRINGS_AND_COMMENTS.finditer(text):
        parts += [change(text[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*parts, change(text[at:])])


def from_markdown(text: str) -> str | None:
    r"""Return a text without the backslashes that Markdown puts before its own signs: `model\_provider`."""
    return _ESCAPED.sub(r"\1", text) if _ESCAPED.search(_STRINGS_AND_COMMENTS.sub("", text)) else None


def unlabelled(text: str) -> str | None:
    """Return the text without the words of a page's button, or an option of `echo`, that are glued to its first line."""
    found = re.match(
        rf"\s*(?:(?:[a-z]+)?[ \t]*(?:{LABELS})[ \t]*|-[neE]+[ \t]+|In \[\d+\]:[ \t]*)(?=[\w\"'\[#])", text
    )
    return text[found.end() :] if found else None


PASTED: tuple[Callable[[str], str | None], ...] = (
    without_nulls, without_controls, pasted_terminal, written_out, unescaped, from_literal, from_block, echoed, with_ends, from_diff, quotation, begun_alike, unglued, from_forum, numbers_between, from_page, from_markdown, unlabelled,
)  # fmt: skip
"""What is tried on a text as a whole, in this order."""

REREAD = frozenset(
    {
        begun_alike,
        quotation,
        with_ends,
        from_literal,
        from_diff,
        from_forum,
        from_page,
        from_markdown,
        without_controls,
    }
)
"""Those after which a line says something else than it did with its marks: `1. model` is a dotted key."""
