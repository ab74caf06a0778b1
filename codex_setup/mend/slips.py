"""What a line that is not TOML was plainly meant to be: one small function for each kind of slip.

Each returns the line as it should read, or None where it is not its kind. `certain` is False where
somebody else could have meant something else.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from codex_setup.codex.known import KEYS, entry
from codex_setup.mend.brackets import commas, members, open_array
from codex_setup.mend.guess import KEY, STRINGS, TAIL, Guess
from codex_setup.mend.headers import dressed, header, singular
from codex_setup.mend.quotes import doubled, in_quotes, letters, prefixed, quoted_inside, reference
from codex_setup.mend.words import known
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable

LOOKALIKES = {
    **dict.fromkeys("“”„‟«»＂〝〞「」『』", '"'),
    **dict.fromkeys("‘’‚‛＇", "'"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys(
        "\u00ad\u034f\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufe0f\ufeff",
        "",
    ),
    **dict(zip("＝［］【】．。，＃｛｝：－＿", "=[][]..,#{}:-_", strict=True)),
}
"""Characters that a chat, a web page or an input method puts in the place of those that TOML knows."""

WORDS = {"True": "true", "False": "false", "TRUE": "true", "FALSE": "false"}
LOOSE_WORDS = {"yes": "true", "no": "false", "on": "true", "off": "false"}

_APART = r"(?P<tail>(?:\s+#.*|\s*))$"
"""A comment with a blank before it: behind a value without its quotes, what else begins with `#` is its own."""


def fence(line: str) -> Guess | None:
    """Return nothing for a mark around a block of code, or the frame of a shell's here-document."""
    marks = re.fullmatch(
        r"\s*(?:(?:```+|~~~+)\s*[\w.+-]*|\{(?:code|noformat)\b[^{}=]*(?:=[^{}]*)?\}|\[source\b[^\]]*\]|</[\w.:-]+>|\.\.\s+code(?:-block)?::.*|={3,}|-{4,}|\+{3})\s*",
        line,
    )
    frame = re.fullmatch(r"\s*(?:cat|tee)\s.*<<-?\s*['\"]?\w+['\"]?(?:\s*>.*)?\s*|EOF\s*|EOT\s*", line)
    return Guess("other", "", whole=True) if marks or frame else None


def command(line: str) -> Guess | None:
    """Return a line for a shell, which sets a variable or makes a folder, as a comment."""
    sets = re.fullmatch(r"\s*(?:export|set|setx|set -gx)\s+\w+[\s=].*|\s*\$env:\w+\s*=.*", line)
    runs = re.fullmatch(
        r"\s*(?:[$%]\s+\S.*|(?:source|mkdir|chmod|cd|npm|nano|vim?)\s+[-~./\w@\\\"'].*)", line
    )
    return Guess("other", f"# {line}") if sets or runs else None


def typography(line: str) -> Guess | None:
    """Return the line with look-alikes replaced, but in strings and comments that are fine."""
    parts: list[str] = []
    at = 0
    for kept in re.finditer(rf"{STRINGS.pattern}|#.*", line):
        parts += [_replaced(line[at : kept.start()]), kept[0]]
        at = kept.end()
    new = "".join([*parts, _replaced(line[at:])])
    return Guess("typography", new) if new != line else None


def _replaced(text: str) -> str:
    quoted = re.sub(
        r"[“”„‟«»＂「」『』]([^“”„‟«»＂「」『』\"]*)[“”„‟«»＂「」『』\"]|\"([^“”„‟«»＂「」『』\"]*)[“”„‟«»＂「」『』]",
        lambda found: f'"{found[1] if found[1] is not None else found[2]}"',
        text,
    )
    kept = re.split(r"(\"[^\"]*\"|#.*)", quoted)
    return "".join(
        part if place % 2 else "".join(LOOKALIKES.get(c, c) for c in part) for place, part in enumerate(kept)
    )


def backslashes(line: str) -> Guess | None:
    """Return the line with every string that has a backslash which is no escape in single quotes."""
    certain = True

    def literal(found: re.Match[str]) -> str:
        nonlocal certain
        body = found[1]
        if "\\" not in body or not re.search(
            r"\\(?![btnfr\"\\e]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2})", body
        ):
            return found[0]
        certain = certain and bool(re.match(r"[A-Za-z]:\\|\\\\|%\w+%\\|\.{1,2}\\|~\\", body))
        plain = (
            body.replace("\\\\", "\\")
            if not body.startswith("\\\\")
            else "\\\\" + body[2:].replace("\\\\", "\\")
        )
        return f"'{plain}'" if "'" not in plain else '"' + plain.replace("\\", "\\\\") + '"'

    new = re.sub(r'"([^"\n]*)"', literal, line)
    return Guess("backslash", new, certain) if new != line else None


def colon(line: str) -> Guess | None:
    """Return a line of JSON or YAML, `"model": "x",`, as TOML."""
    line = line.replace("：", ": ")
    plain = typography(line)
    line = plain.line if plain else line
    found = re.match(r"""(\s*)["']?([\w.-]+)["']?\s*:\s+(\S.*?),?(?P<tail>\s+#.*|\s*)$""", line)
    if not found or re.match(r"[{\[|>&*]", found[3]):
        return None
    value = found[3]
    if not re.match(r"[\"'\d]|true$|false$", value):
        if _TITLE.match(found[2]) or re.search(r"\s", value):
            return None
        value = f'"{value}"'
    return Guess("other", f"{found[1]}{found[2]} = {value}{found['tail'].rstrip()}")


def no_equals(line: str) -> Guess | None:
    """Return a line that names a key and a quoted text with nothing between, with its equals sign."""
    found = re.match(rf"(\s*{KEY})\s+(?:=>|:=|==)?\s*(\"[^\"]*\"|'[^']*'){TAIL}", line)
    found = found or re.match(rf"(\s*{KEY})\s*(?:=>|:=|==)\s*(\"[^\"]*\"|'[^']*'|\w+){TAIL}", line)
    apart = re.match(rf"(\s*([\w-]+))\t+([^\s\"'=#\[{{]\S*){TAIL}", line)
    if apart is not None and known(apart[2]):
        return Guess("other", f'{apart[1]} = "{apart[3]}"{apart["tail"]}')
    return (
        Guess("other", f"{found[1]} = {found[2]}{found['tail']}")
        if found and not _TITLE.match(found[1])
        else None
    )


_SAID = 3
"""So many words behind a value are a remark, and no rest of it."""

_TITLE = pattern(r"\s*[A-Z][a-z]")
"""How a sentence begins, and no key."""


def bare_value(line: str) -> Guess | None:
    """Return a line whose value lacks its quotes with them, or with `true` for `True`."""
    found = re.match(rf"(\s*{KEY}\s*=\s*)(?P<value>[^\s\"'\[{{#](?:[^\"'#]|(?<=\S)#)*?)[,;]?{_APART}", line)
    if not found or any(char in LOOKALIKES for char in found["value"]):
        return None
    value, tail = found["value"], found["tail"]
    said = re.fullmatch(r"(\S+)(\s+)(?:;|//|--)\s*(.*)", value)
    if said is not None:  # a comment of another language
        value, tail = said[1], f"{said[2]}# {said[3]}{tail}"
    word = WORDS.get(value) or LOOSE_WORDS.get(value)
    if word:
        name = re.split(r"[\s.=]+", found[1].strip(" \t="))[-1].strip("\"'")
        return Guess("other", f"{found[1]}{word}{tail}", certain=value in WORDS or name in _switches())
    if re.match(r"[A-Za-z]:\\|\\\\\w", value) and "'" not in value:
        return Guess("backslash", f"{found[1]}'{value}'{tail}")
    if re.search(r"[{}\[\]\\=]", value):
        return None
    return Guess("other", f'{found[1]}"{value}"{tail}', "#" not in value)


@cache
def _no_texts() -> frozenset[str]:
    """Return the names under which Codex takes no text, in whatever table."""
    kinds: dict[str, set[str]] = {}
    for path, key in KEYS.items():
        kinds.setdefault(path[-1], set()).update(key.kinds)
    return frozenset(
        name for name, held in kinds.items() if not held & {"string", "text", "path", "enum", "any"}
    )


@cache
def _switches() -> frozenset[str]:
    """Return the names under which Codex takes only true or false, in whatever table."""
    kinds: dict[str, set[str]] = {}
    for path, key in KEYS.items():
        kinds.setdefault(path[-1], set()).update(key.kinds)
    return frozenset(name for name, known in kinds.items() if known == {"boolean"})


def half_quoted(line: str) -> Guess | None:
    """Return a line whose value has one of its two quotes with both."""
    found = re.match(
        rf"(\s*{KEY}\s*=\s*)([\"'])(?P<value>(?:[^\"'#\[\]{{}}=\\]|(?<=[^\s\"'])#)+?)\s*,?{_APART}", line
    )
    if found:
        return Guess(
            "other",
            f"{found[1]}{found[2]}{found['value']}{found[2]}{found['tail']}",
            not {" ", "#"} & {*found["value"]},
        )
    found = re.match(rf"(\s*{KEY}\s*=\s*)(?P<value>[^\s\"'#\[{{=\\][^\"'#=\\]*)([\"']){TAIL}", line)
    if found:
        return Guess(
            "other",
            f"{found[1]}{found[3]}{found['value']}{found[3]}{found['tail']}",
            " " not in found["value"],
        )
    found = re.match(rf"(\s*{KEY}\s*=\s*)(?:\"(?P<a>[^\"'#\\]*)'|'(?P<b>[^\"'#\\]*)\"){TAIL}", line)
    return Guess("other", f'{found[1]}"{found["a"] or found["b"] or ""}"{found["tail"]}') if found else None


def trailing(line: str) -> Guess | None:
    """Return a line without the comma or semicolon behind its value, or the backslash with which a shell goes on."""
    found = re.match(rf"(.*?\S)\s*[,;]+{TAIL}", line) or re.match(rf"(.*?[\"'\w\]}}])\s+\\{TAIL}", line)
    return Guess("other", f"{found[1]}{found['tail']}") if found and "=" in line else None


def comment(line: str) -> Guess | None:
    """Return a line that begins like a comment of another language as one of TOML."""
    found = re.match(r"(\s*)(?://+|--+|;+|<!--)(.*?)(?:-->)?\s*$", line)
    return Guess("other", f"{found[1]}#{found[2]}") if found else None


def repeated(line: str) -> Guess | None:
    """Return a line whose key stands there twice, or with a type or half a bracket against it, with the key alone."""
    found = re.fullmatch(rf"(?P<key>\s*(?P<name>{KEY})\s*=\s*)(?P=name)\s*=\s*(?P<rest>\S.*)", line)
    if found is not None:
        return Guess("other", f"{found['key']}{found['rest']}")
    typed = r"\s*:\s*[A-Za-z][\w.]*(?:\[\w+\])?(?=\s)"
    found = re.fullmatch(
        rf"(?P<indent>\s*)[\[({{<]?(?P<name>[\w-]+)(?:[\])}}>]|{typed})?(?P<rest>\s*=\s*\S.*)", line
    )
    if found is None or not known(found["name"]):
        return None
    return Guess("other", f"{found['indent']}{found['name']}{found['rest']}")


def remark(line: str) -> Guess | None:
    """Return a line with what stands behind its value, or its header, as a comment."""
    found = re.fullmatch(
        r"(\s*\[{1,2}(?P<table>\w+)[\w.\"'/ -]*\]{1,2})(\s+)([^\s\"'=#\[\]{},][^\"'=#\[\]]*)", line
    )
    if found is not None and entry((found["table"],)) is not None:
        return Guess("other", f"{found[1]}{found[3]}# {found[4]}")
    value = r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|true|false|[+-]?\d[\d_.]*|\[[^\[\]#]*\])"
    found = re.match(rf"(\s*{KEY}\s*=\s*{value})(\s+)(?://+|--+|;+)?\s*([^\s\"'=,#\[\]{{}}][^\"'=#]*)$", line)
    if found is None:
        return None
    marks = r"//|--|;|\(|（|[-–—<>*]|[←→⇐⇒⬅➜]"
    certain = (
        re.match(marks, line[found.end(2) :]) is not None
        or not found[3].isascii()
        or len(found[3].split()) >= _SAID
        or re.split(r"[\s.]+", found[1].split("=")[0].strip())[-1].strip("\"'") in _no_texts()
    )
    quoted = found[1][-1] in "\"'"
    return Guess("other", f"{found[1]}{found[2]}# {found[3]}", certain) if certain or quoted else None


def unfinished(line: str) -> Guess | None:
    """Return a line that ends behind its equals sign as a comment; what should stand there nobody can tell."""
    found = re.match(rf"\s*{KEY}\s*=\s*(?:#.*)?$", line)
    return Guess("other", f"# {line}", certain=False) if found else None


SLIPS: tuple[Callable[[str], Guess | None], ...] = (
    fence, command, in_quotes, doubled, letters, typography, reference, prefixed, quoted_inside, backslashes, dressed, header, singular, members, commas, half_quoted, trailing, repeated, remark, bare_value, colon, no_equals, comment, open_array,
    unfinished,
)  # fmt: skip
"""What is tried on a line, in this order."""
