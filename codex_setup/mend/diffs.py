"""What a diff or a merge left in a text, and how lines that are no settings are kept as comments."""

from __future__ import annotations

import re

from codex_setup.mend.words import PROMPT
from codex_setup.pattern import pattern


def as_comments(text: str) -> str:
    """Return shell commands as comments; a prompt with nothing behind it, or a fence, is left out."""
    lines = [
        line if re.fullmatch(r"\s*|\s*#.*", line, re.DOTALL) else f"# {line}"
        for line in text.splitlines(keepends=True)
        if not re.fullmatch(rf"\s*(?:{PROMPT}|```+\s*\w*|~~~+\s*\w*)\s*", line)
    ]
    return "".join(lines)


def from_diff(text: str) -> str | None:
    """Return the new side of a diff; what it takes away, and a commit's message above it, stays as a comment.

    Where it came without its head, all lines have a sign, and some are added while others are not.
    """
    begun = re.search(r"(?m)^(?:diff --git |--- \S[^\n]*\n\+\+\+ |@@ -\d)", text)
    headed = begun is not None and re.search(r"(?m)^@@ -\d", text) is not None
    start = begun.start() if begun is not None and headed else 0
    lines = text[start:].splitlines(keepends=True)
    signs = {line[0] for line in lines if line.strip()}
    if not headed and not ("+" in signs and len(signs) > 1 and signs <= {*"+- "}):
        return None
    wide = not headed and all(line[1:2] == " " for line in lines if line.strip())
    kept: list[str] = [as_comments(text[:start])]
    for line in lines:
        if headed and re.match(r"(?:---|\+\+\+|@@|diff |index |new file |\\ No newline)", line):
            continue
        if line.strip() and line[0] not in "+- ":
            return None
        body = line[1 + wide :]
        kept.append(
            f"# {body}" if line[0] == "-" and body.strip() else body if line.strip() else line.lstrip(" ")
        )
    return "".join(kept)


def one_side(text: str) -> tuple[str, bool] | None:
    """Return the text with the first side of every conflict that a merge left, and whether both sides are the same."""
    certain = True

    def first(found: re.Match[str]) -> str:
        nonlocal certain
        certain = certain and found["ours"] == found["theirs"]
        return found["ours"]

    new = _CONFLICT.sub(first, text)
    return None if new == text else (new, certain)


_CONFLICT = pattern(
    r"(?ms)^<{7}(?: [^\n]*)?\n(?P<ours>.*?)(?:^\|{7}[^\n]*\n.*?)?^={7}\r?\n(?P<theirs>.*?)^>{7}(?: [^\n]*)?(?:\n|\Z)"
)
