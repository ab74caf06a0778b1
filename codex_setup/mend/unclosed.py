"""Where a bracket or three quotes that are never closed were to be closed, when the lines below say so."""

from __future__ import annotations

import re

from codex_setup.mend.guess import Guess
from codex_setup.pattern import pattern

_OPENING = pattern(r"""(?P<indent>[ \t]*)[^\s#=][^=#]*=[ \t]*(?P<bracket>[\[{])[ \t]*(?:#.*)?""")
_SCALAR = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[\w.+-]+)"""
_TAIL = r"[ \t]*(?P<comma>,?)[ \t]*(?:#.*)?"
_MEMBERS = {
    "[": pattern(rf"(?:{_SCALAR}[ \t]*,[ \t]*)*{_SCALAR}{_TAIL}"),
    "{": pattern(rf"""[\w"'. -]+=[ \t]*(?:{_SCALAR}|\[[^\[\]#]*\]){_TAIL}"""),
}
_CLOSING = {"[": "]", "{": "}"}
_OTHERS = pattern(r"[\]}),;]+(?P<tail>[ \t]*(?:#.*)?)")
_SHORT = pattern(
    r"""(?P<key>[^"'#=]*=[ \t]*)(?P<mark>"{3}|'{3})(?P<value>[^"'\n]*)(?P<end>["']{0,2})(?P<tail>[ \t]*(?:#.*)?)"""
)


def bracket(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where the list ends that is left open on the line at `start`, and how it should read up to there.

    Members may lack their commas; the closing bracket may be another one, or not be there.
    """
    lines = text[start:].splitlines(keepends=True)
    opening = _OPENING.fullmatch(lines[0].rstrip("\r\n")) if lines else None
    if opening is None:
        return None
    kind = opening["bracket"]
    kept, last, bare_end, deeper = [lines[0]], 0, 0, True
    for line in lines[1:]:
        bare = line.strip()
        member = _MEMBERS[kind].fullmatch(bare)
        if member is None and bare and not bare.startswith("#"):
            break
        if member is not None:
            indent = len(line) - len(line.lstrip())
            deeper = deeper and indent > len(opening["indent"])
            if bare_end:
                value_end = len(kept[last][:bare_end].rstrip())
                kept[last] = f"{kept[last][:value_end]},{kept[last][value_end:]}"
            last, bare_end = len(kept), 0 if member["comma"] else indent + member.start("comma")
        kept.append(line)
    if not last:
        return None
    certain = deeper or kind == "["
    at = start + sum(map(len, lines[: len(kept)]))
    end = _line_end(text, at)
    closer = _OTHERS.fullmatch(text[at:end].strip())
    if closer is not None:
        new = "".join(kept) + opening["indent"] + _CLOSING[kind] + closer["tail"]
        return end, Guess("other", new, certain)
    at = start + sum(map(len, lines[: last + 1]))
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    body = "".join(kept[: last + 1]).rstrip("\r\n") + newline
    return at, Guess(
        "other",
        body + opening["indent"] + _CLOSING[kind] + newline * (at < len(text) or text.endswith("\n")),
        certain,
    )


def beneath(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where the value ends that stands on the line below its key, and the two lines as one."""
    found = _BENEATH.match(text, start)
    return (found.end(), Guess("other", f"{found['key']} {found['value']}")) if found else None


_BENEATH = pattern(
    rf"(?P<key>[ \t]*[^\s#=\[][^=#\n]*=)[ \t]*\r?\n[ \t]*(?P<value>{_SCALAR}(?![\w.+-]*[ \t]*[=.])[^\r\n]*)"
)


def unopened(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where a header ends that lacks its opening brackets, and how it should read: what follows is its own."""
    found = _UNOPENED.match(text, start)
    if found is None:
        return None
    return found.end(), Guess("other", f"{found['indent']}{'[' * len(found['close'])}{found[0].lstrip()}")


_UNOPENED = pattern(
    r"(?P<indent>[ \t]*)[\w\"'-][^\[\]=#,{}\n]*(?P<close>\]{1,2})(?=[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z))"
)


def triple(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where a text ends that three quotes open: on its line, or at a line of quotes of another kind."""
    end = _line_end(text, start)
    short = _SHORT.fullmatch(text[start:end])
    if short is None:
        return None
    quote = short["mark"][0]
    if short["value"].strip() and short["end"] in (quote, quote * 2):
        return end, Guess("other", f"{short['key']}{quote}{short['value']}{quote}{short['tail']}")
    others = "'''" if quote == '"' else '"""'
    odd = re.compile(rf"(?m)^[ \t]*(?:{quote}{{1,2}}|{others}|[“”„＂‘’]{{1,3}}|```)[ \t]*\r?$")
    closing = odd.search(text, end)
    if closing is None or short["end"]:
        return None
    return _line_end(text, closing.start()), Guess("other", text[start : closing.start()] + short["mark"])


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end - text.endswith("\r", at, end)
