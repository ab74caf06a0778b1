"""What stands on one line and belongs on several, or on several and belongs on one.

Each look returns where what it read ends, and how that should read, or None where the line is not its kind.
"""

from __future__ import annotations

import re

from codex_setup.mend.guess import Guess
from codex_setup.pattern import pattern

_NAME = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_KEY = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_VALUE = r"(?:\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|true\b|false\b|[+-]?\d[\w.:+-]*|\[[^\[\]\n]*\]|\{[^{}\n]*\})"
_STATEMENT = rf"(?:\[{{1,2}}[ \t]*{_KEY}[ \t]*\]{{1,2}}|{_KEY}[ \t]*=[ \t]*{_VALUE})"
_BETWEEN = r"(?:[ \t]*[,;]?[ \t]+|(?<=[\"'\]}])(?=[A-Za-z\[]))"
"""What stands between two statements of one line: blanks, or nothing where a quote or bracket ends the first."""
_SEVERAL = pattern(
    rf"(?P<indent>[ \t]*){_STATEMENT}(?:{_BETWEEN}{_STATEMENT})+(?:[ \t]*[,;])?(?P<tail>[ \t]*(?:#.*)?)"
)
_EACH = pattern(rf"(?P<statement>{_STATEMENT})[ \t]*[,;]?[ \t]*")


def one_each(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where a line with several headers and pairs ends, and each of them on a line of its own."""
    end = _line_end(text, start)
    line = text[start:end]
    found = _SEVERAL.fullmatch(line)
    if found is None:
        return None
    each = [one["statement"] for one in _EACH.finditer(line, len(found["indent"]), found.start("tail"))]
    new = _newline(text).join(found["indent"] + statement for statement in each)
    return end, Guess("other", new + found["tail"])


def joined(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where an address ends that came in two lines, and it in one."""
    found = _BROKEN.match(text, start)
    if found is None or (found["rest"][0] != "/" and not found["begin"].endswith(("/", "-", "."))):
        return None
    return found.end(), Guess(
        "other", f"{found['key']}{found['quote']}{found['begin']}{found['rest']}{found['quote']}"
    )


_BROKEN = pattern(
    rf"(?P<key>[ \t]*{_KEY}[ \t]*=[ \t]*)(?P<quote>[\"'])(?P<begin>https?://[^\s\"'#]+)[ \t]*\r?\n[ \t]*(?P<rest>[^\s\"'#=]+)(?P=quote)"
)


def remark(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where a remark of another language ends that goes over lines, and it as comments."""
    found = _REMARK.match(text, start)
    if found is None:
        return None
    lines = re.sub(r"^[ \t]*\*(?=[ \t]|$)", "", found["body"], flags=re.MULTILINE).split("\n")
    new = [f"# {bare}" for line in lines if (bare := line.strip())]
    return found.end(), Guess("other", _newline(text).join(new))


_REMARK = pattern(
    r"""[ \t]*(?P<open>/\*+|\"{3}|'{3})(?P<body>(?:[^*\"']|\*(?!/)|["'](?!["']{2}))*?)(?:\*/|(?P=open))(?=[ \t]*\r?(?:\n|\Z))"""
)


def stray(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where a line ends that is one closing sign, or an empty header, and nothing in its place.

    It is certain where more is closed than was opened, comments included: what once opened it may be one by now.
    """
    found = _STRAY.match(text, start)
    if found is None:
        return None
    sign = found["sign"]
    bare = re.sub(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'", "", text)
    surplus = bare.count(sign) > bare.count(_OPENS[sign]) if sign in _OPENS else True
    return found.end(), Guess("other", "", certain=surplus)


_STRAY = pattern(r"[ \t]*(?P<sign>[\]}),;\"'`]|\[[ \t]*\])[ \t]*(?:\r?\n|\Z)")
_OPENS = {"]": "[", "}": "{", ")": "("}


def items(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where the items end that stand below their key, each behind a dash, and the key with a list of them."""
    found = _ITEMS.match(text, start)
    if found is None:
        return None
    said = re.findall(r"(?m)^[ \t]*-[ \t]+(.*?)[ \t\r]*$", found["items"])
    values = [item if re.fullmatch(_VALUE, item) and item[0] in "\"'" else f'"{item}"' for item in said]
    if any(re.search(r"[\"\\]|: |#", item[1:-1]) for item in values):
        return None
    return found.end(), Guess("other", f"{found['key']} = [{', '.join(values)}]")


_ITEMS = pattern(
    r"(?P<key>[ \t]*[\w-]+)[ \t]*[:=][ \t]*(?:\r?\n(?P<items>(?:[ \t]*-[ \t]+[^\n]*?[ \t]*\r?\n)*[ \t]*-[ \t]+[^\n]*?))(?=[ \t]*\r?(?:\n|\Z))(?![^\n]*\n[ \t]*-[ \t])"
)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end - text.endswith("\r", at, end)
