"""Which lines of a broken text are words for a reader, not settings: sentences, labels, prompts, dots.

The names that Codex knows decide: what begins with one of them may be a setting, and is not called prose.
"""

from __future__ import annotations

import re
from functools import cache

from codex_setup.codex.known import KEYS, entry
from codex_setup.mend.guess import Guess
from codex_setup.nearest import nearest
from codex_setup.pattern import pattern

PROMPT = r"(?:PS [^>\n]*>|[A-Za-z]:\\[^>\n]*>|[\w.-]+@[\w.-]+[^$#%\n]*[$#%]|[$%>])\s*"
"""What a shell writes before a command."""

LABELS = r"复制代码|复制|複製|Copy code|Copy|Copied!?|Edit|编辑"
"""What stands on the buttons of a page above a block of code."""

_SENTENCE = 3
"""So many words before an equals sign are no key."""

_HALF_A_KEY = pattern(r"\S*\d\S*")
"""One word with a digit: it may be the rest of a key that came in two lines, and a comment would show it."""

_KEY_AND_COLON = pattern(r"[\"']?[\w.-]+[\"']?\s*:(?:\s|$)")


@cache
def names() -> frozenset[str]:
    """Return every name that a key of Codex ends with."""
    return frozenset(path[-1] for path in KEYS if path[-1] != "*")


def known(name: str) -> bool:
    """Return whether `name` is that of a key of Codex, in whatever table; case and separators do not count."""
    return _plain(name) in _plain_names()


def _plain(name: str) -> str:
    return re.sub(r"[-_ ]", "", name).casefold()


@cache
def _plain_names() -> frozenset[str]:
    return frozenset(map(_plain, names()))


def is_prose(line: str) -> bool:
    """Return whether nobody could mean `line`, which is not TOML, as a setting."""
    bare = line.strip()
    asks = re.match(r"\[\w+\]\s+[^\s#=]", bare) and "=" not in bare and not known(bare[1:].split("]")[0])
    if asks or re.fullmatch(r"=+>.*<=+|-\*-.*-\*-", bare):
        return True  # `[sudo] password for ada:`, what `tail` writes above a file, what an editor reads
    if not bare or bare[0] in "#[]{},=" or bare.startswith("```") or _HALF_A_KEY.fullmatch(bare):
        return False
    if re.fullmatch(rf"\.{{3,}}|…+|~+|[-_*]{{3,}}|[-=]{{3,}}>?|{LABELS}", bare):
        return True
    if bare[0] in "\"'":
        return re.match(r"(?:\"[^\"]*\"|'[^']*')\s+[^\s=:,.\[\]{}#]", bare) is not None and "=" not in bare
    head = bare.split("=", 1)[0]
    words = re.findall(r"[^\W\d_][\w'’.-]*", head)
    if "=" in bare:
        return len(words) >= _SENTENCE and not re.search(r"[\[\]{}\"]", head) and not known(words[0])
    return _says_nothing(bare, words)


def _says_nothing(bare: str, words: list[str]) -> bool:
    """Return whether a line without an equals sign is no setting that lacks it."""
    if re.match(PROMPT, bare):
        return True
    if _KEY_AND_COLON.match(bare) and (
        known(words[0] if words else "") or re.match(r"\S+:\s+[\"'\[{\d]", bare)
    ):
        return False
    if not words:
        return len(bare.split()) >= _SENTENCE and bare[0].isdigit()
    if len(bare.split()) == 1 and bare == words[0]:
        return re.search(r"\d", bare) is None  # letters and digits may be the rest of a key
    table = words[0].split(".")[0]
    named = known(words[0]) or entry((table,)) is not None or _misspelt(words[0])
    return not (named and len(words) <= _SENTENCE)


def _misspelt(word: str) -> bool:
    """Return whether a word in small letters may be a slip of a key that people write at the top level."""
    top = [path[0] for path in KEYS if len(path) == 1]
    return word.islower() and word.isascii() and len(word) > _SENTENCE and bool(nearest(word, top, 1))


def prose(text: str, start: int) -> tuple[int, Guess] | None:
    """Return where the prose ends that begins on the line at `start`, and its lines as comments."""
    end, new = start, []
    for line in text[start:].splitlines(keepends=True):
        if line.strip() and not is_prose(line):
            break
        end += len(line)
        new.append(f"# {line}" if line.strip() else line)
    while new and not new[-1].strip():
        end -= len(new.pop())
    if not new:
        return None
    last = new[-1].rstrip("\r\n")
    cut = end == len(text) and new[-1] == last and re.fullmatch(r"# [\w.-]+", last) is not None
    stop = end - (len(new[-1]) - len(last))
    return stop, Guess("other", "".join([*new[:-1], last]), certain=not cut)


def marked(line: str) -> Guess | None:
    """Return a line without the marks of a list or of emphasis around its key, or around all of it."""
    bare = line.strip()
    indent = line[: len(line) - len(line.lstrip())]
    new = re.sub(r"^(?:[-*•·▪‣+]|\d+[.)])\s+(?=[\w\"'`*\[])|^\+(?=[\w\"'\[])", "", bare)
    declared = re.match(r"(?:const|let|var|set|export|local|my)\s+(?=([\w.-]+)\s*=)", new)
    new = new[declared.end() :] if declared and declared[1] in names() else new
    ticked = re.fullmatch(r"`([^`]+)`", new)
    new = ticked[1] if ticked else new
    new = re.sub(r"^(`|\*{1,2}|_{2})([\w.-]+)\1(?=\s*=)", r"\2", new)
    new = re.sub(r"^(\*{1,2}|_{2})(\[.+\])\1$", r"\2", new)
    new = re.sub(r"(=\s*)`([^`\"'\\]*)`(?=\s*(?:#.*)?$)", r'\1"\2"', new)
    return Guess("other", indent + new) if new != bare and re.match(r"\[|[\w\"'. -]+\s*=", new) else None
