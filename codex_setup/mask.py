"""What of a text may be shown: keys are masked, control characters are written out.

Everything that shows foreign text (a file's line, a gateway's words, a diff, a crash) passes through here.
A key is recognised by its shape, by the name it is given to, or because the caller knows it; a model
name, a hash, a rule's id or the name of a variable is none. Masking twice changes nothing.
"""

from __future__ import annotations

import functools
import json
import re
from typing import TYPE_CHECKING

from codex_setup.guise import INVISIBLE
from codex_setup.model import Secret
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

_EDGE = (
    r"(?:(?<![A-Za-z0-9…])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4})"
    r"|(?<=\\x[0-9A-Fa-f]{2})|(?<=[0-9;\[]m))"
)
"""Where a key may begin: not inside a word, but right behind an escape sequence of any of our formats."""

_TAIL = rf"[\w{INVISIBLE}-]"

_SHAPES = pattern(
    rf"""{_EDGE}(?:
      sk[-_](?=[^\s"']{{0,40}}(?:[\d{INVISIBLE}]|(?![\x00-\xff])\w)|{_TAIL}{{8}}|[xX]{{3}}){_TAIL}{{3,}}(?:[.~+=]+{_TAIL}+)*
    | (?:cr|pk|rk|key|ak|tp|fk|csk|dsk|ck|fe|st|at|sess|pplx|r8|fw|tgp|nvapi|vck|hf|npm|glpat|gsk|xai|pypi|ocx|clb)
      [-_](?=[A-Za-z]*\d)[A-Za-z0-9]{{16}}[\w-]*(?:[.~+=]+[\w-]+)*
    | (?:gsk_|xai-|hf_|npm_|pypi-|nvapi-|pplx-)[A-Za-z0-9]{{16}}[\w-]* | glpat-[\w-]{{16,}}
    | gh[opsur]_[\w-]{{16,}} | github_pat_[\w-]{{16,}} | xox[abeoprs]-[\w-]{{8,}}
    | AIza[\w-]{{16,}} | A[KS]IA[0-9A-Z]{{12,}} | ya29\.[\w-]{{8,}} | SG\.[\w-]{{8,}}(?:\.[\w-]+)?
    | eyJ[\w-]{{8,}}(?:\.[\w-]*)*
    | [0-9a-f]{{32}}\.[A-Za-z0-9]{{12,}} | hv[bs]\.(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{{20,}}
    )""",
    re.VERBOSE,
)
"""Keys that show what they are."""

_HINT = pattern(
    r"sk[-_]|eyJ|AIza|A[KS]IA|ya29|SG\.|xox|gh[opsur]_|github_pat|glpat-|xai-|hf_|npm_|pypi-|nvapi-|pplx-"
    r"|(?<![A-Za-z0-9_-])(?=[A-Za-z_-]*+\d)[A-Za-z0-9_-]{16}"
)
"""What stands in all of them: it takes a tenth of the time to compile."""

_NAMES = (
    r"[\w.-]{0,64}(?:api[_ -]?key|apikey|[a-z0-9]_key|access[_-]?key|secret[_-]?key|private[_-]?key|auth[_-]?key|x-[\w-]{0,40}key"
    r"|token|secret|password|passwd|credential|authorization|bearer|cookie)"
)
_GIVEN = pattern(
    rf"""(?P<name>(?<![A-Za-z0-9]){_NAMES})(?P<sign>\\?["']?\s*(?:=(?!=)|:(?!//))\s*(?:'{{3}}|"{{3}})?)
    (?P<scheme>(?:(?:bearer|basic)\s+)?)
    (?: \\?"(?:(?:bearer|basic)\s+)?(?P<double>(?:[^"\\\n]|\\(?!")[^\n])*) | '(?:(?:bearer|basic)\s+)?(?P<single>[^'\n]*)
      | (?P<bare>[^\s"'`,;&|)(\]\[}}{{<>]+) )""",
    re.VERBOSE | re.IGNORECASE,
)
"""A value given to a name that means a key: `api_key = "…"`, `RELAY_KEY=…`, `"token": "…"`."""

_SCHEME = pattern(
    r"\b(?P<scheme>bearer|basic)(?:\s+|%20)(?P<bare>[^\s\"'`,;<>)(]+)", re.IGNORECASE, ("bearer", "basic")
)
_USERINFO = pattern(r"://(?P<user>[^/\s?#\"<>:@…]*):?(?P<word>[^/\s?#\"<>]*)@", needs=("@",))
_PIECE = pattern(r"(?<=[/:=])(?P<bare>(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[A-Za-z0-9_-]{20,200})(?![\w.@-])")
"""A piece of a URL: the secret of a webhook or a bot. A UUID and a number in hexadecimal have one case."""

_QUERY = pattern(
    r"(?P<name>[?&](?:[\w-]*key|[\w-]*token|auth|sig|signature|secret|password|code)=)(?P<bare>[^&\s\"'`#<>]+)",
    re.IGNORECASE,
    ("?", "&"),
)
_SAID = pattern(
    r"(?P<name>(?:api[ _-]?key|\bkey|token|secret|password|credential|密钥|令牌|口令)s?[^\n:=()`]{0,24}[:=：]\s*[\"'`]?)"
    r"(?P<bare>(?=[^\s\"'`]*\d)[\w.~+/-]{11,}[\w+/-]=*)",
    re.IGNORECASE,
    ("key", "token", "secret", "password", "credential"),
)
"""What a gateway says: `Incorrect API key provided: …`."""

_QUOTED = pattern(r"(?P<quote>[\"'`])(?P<bare>[A-Za-z0-9_-]{24,200})(?P=quote)")
_NAMED_KEY = pattern(
    r"(?P<name>env_key[\"']?\s*[=:]\s*[\"'])(?P<bare>[^\"'\n]{12,})(?=[\"'])", needs=("env_key",)
)

_DONE = pattern(r"(?:.{3})?….{0,2}(?:\\n)?")
_HARMLESS = pattern(
    r"""<.*>? | \$.* | %\w+%? | \*+ | [A-Z][A-Z]*(?:_[A-Z0-9]+)+ | [A-Z_]{1,40} | \.{2,} | -?\d{1,9} | [\W_]*
      | true | false | null | none | undefined | header | config | option | command | default | env:\w+ | auth\.json\S*""",
    re.VERBOSE,
)
"""What stands in a key's place and is none: a placeholder, a variable, a variable's name, a number."""


def masked(text: str, known: Iterable[Secret] = ()) -> str:
    """Return `text` with everything shaped like a key masked, and every one of `known` whatever its shape."""
    for secret in sorted(known, key=len, reverse=True):
        text = secret.cover(text)
    return _by_shape(text) if len(text) < SENTENCE else _settled(text)


SENTENCE = 400
"""Characters; a shorter text is likely to be one of our own, which come again and again."""


@functools.lru_cache(maxsize=4096)
def _by_shape(text: str) -> str:
    return _settled(text)


def _settled(text: str) -> str:
    """Return `text` masked until masking it again changes nothing."""
    for _ in range(8):
        once = _masked_once(text)
        if once == text:
            break
        text = once
    return text


def _masked_once(text: str) -> str:
    if _HINT.search(text):
        text = _SHAPES.sub(lambda found: str(Secret(found[0])), text)
    if "://" in text:
        text = _PIECE.sub(_in_doubt, _USERINFO.sub(_without_userinfo, text))
    named = _names_value(text)
    text = _GIVEN.sub(_given, text) if named else text
    text = _QUERY.sub(_without_value, _SCHEME.sub(_in_doubt, text))
    text = _SAID.sub(_without_value, text) if named else text
    return _NAMED_KEY.sub(_in_doubt, _QUOTED.sub(_in_doubt, text))


_MEANING = ("key", "token", "secret", "passw", "credential", "authorization", "bearer", "cookie")
"""What stands in every name that means a key."""


def _names_value(text: str) -> bool:
    """Return whether a value that is not masked may be given or said in `text`: a look that spares two long patterns."""
    if not text.replace("…", "").isascii():
        return True
    before, sign, value = text.lower().replace("=", ":").rpartition(":")
    if not sign or not any(word in before for word in _MEANING):
        return False
    value = value.strip().removeprefix("bearer ").removeprefix("basic ").lstrip()
    return ":" in before or not value.startswith("…") or len(value) > 3  # noqa: PLR2004 -- as much as a mask shows


def _without_userinfo(found: re.Match[str]) -> str:
    user, word = found["user"], found["word"]
    if _done(user) and _done(word):
        return found[0]
    return f"://{user}:{_shown(word)}@" if word else f"://{_shown(user)}@"


def _given(found: re.Match[str]) -> str:
    group = next(name for name in ("double", "single", "bare") if found[name] is not None)
    name = found["name"].lower()
    value = found[group]
    if name.endswith(("env_key", "_env_var")) or _HARMLESS.fullmatch(value) or _done(value):
        return found[0]
    spaced = found["sign"].strip("\"'\\ ") == ":" and group == "bare" and "-" not in name
    if spaced and not found["scheme"] and not re.search(r"\d", value) and len(value) < 16:  # noqa: PLR2004 -- a word of a sentence
        return found[0]
    return _without_value(found, group)


def _in_doubt(found: re.Match[str]) -> str:
    """Mask a value whose place does not prove it a key, if it looks like none of our words."""
    return _without_value(found) if _random(found["bare"]) else found[0]


def _without_value(found: re.Match[str], group: str = "bare") -> str:
    value = found[group]
    if _done(value) or _HARMLESS.fullmatch(value):
        return found[0]
    start, end = found.start(group) - found.start(), found.end(group) - found.start()
    return found[0][:start] + _shown(value) + found[0][end:]


def _random(value: str) -> bool:
    """Return whether `value` looks drawn by lot: letters and digits that change places often."""
    if len(value) < 8 or _HARMLESS.fullmatch(value):  # noqa: PLR2004 -- shorter ones are words
        return False
    changes = len(re.findall(r"[a-zA-Z](?=\d)|\d(?=[a-zA-Z])", value))
    mixed = value.lower() != value != value.upper()
    return changes >= 3 + (not mixed) + 2 * value.count("-")


def _done(value: str) -> bool:
    return _DONE.fullmatch(value) is not None or not value


def _shown(value: str) -> str:
    return str(Secret(value)) if value else value


def names_key(name: str) -> bool:
    """Return whether the name of a file, or of a folder it is in, is surely a key, and does not only begin like one."""
    return any(masked(part) != part and _random(part) for part in re.split(r"[/\\]", name))


NO_KEY = pattern(r"\A(?:[A-Za-z]*|[/~.].*|\d{1,9}|[A-Z0-9_]+|\w+://[^@]*)\Z", re.DOTALL)
"""A value that is no key although its variable's name sounds like one: a word, a path, a number, a URL."""

_AROUND = " \t\r\"'[]{},“”‘’"
LEAST = 8
"""Characters; what is shorter is masked by its name, where it stands."""


def may_be_key(text: str) -> bool:
    """Return whether `text`, in a place where a key may stand, could be one."""
    return len(text) >= LEAST and not NO_KEY.fullmatch(text)


def values_in(said: str) -> tuple[Secret, ...]:
    """Return what may be keys in the rest of a line behind its equals sign, whatever is wrong with it."""
    quoted = re.findall(r"[\"']([^\"']+)[\"']", said)
    texts = (said.strip(_AROUND), *quoted, *(part.strip(_AROUND) for part in said.split("#")))
    return tuple(Secret(text) for text in texts if may_be_key(text))


def values_of_dotenv(text: str) -> tuple[Secret, ...]:
    """Return what stands behind the equals signs of a `.env`, as far as it may be a key."""
    return tuple(secret for said in re.findall(r"=(.*)", text) for secret in values_in(said))


_LINE = pattern(
    r"^[^\n=#]*(?:token|api_?key|secret|passw|authorization)[\"']?[ \t]*=(.*)",
    re.IGNORECASE | re.MULTILINE,
    ("token", "apikey", "api_key", "secret", "passw", "authorization"),
)


def values_of_toml(text: str) -> tuple[Secret, ...]:
    """Return what stands behind names that mean a key, also where the line is broken or of a wrong type."""
    return tuple(secret for said in _LINE.findall(text) for secret in values_in(said))


_UNPRINTABLE = pattern(
    "[\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SEQUENCE = pattern("(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[0-~]")
"""What a terminal takes for a command to itself: a colour, a title, a move of the cursor."""

_BLANKS = pattern("[\t-\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _plain(text: str) -> bool:
    """Return whether nothing in `text` has to be written out, as Python itself can tell faster than a pattern."""
    return text.isprintable() and max(text, default="") < "\U000e0000"


def printable(text: str) -> str:
    r"""Return `text` in one line that cannot style, overwrite or reorder a terminal's.

    Control characters, escape sequences, bidirectional marks, characters without width and blanks that
    are not the ordinary one are shown escaped (`\x1b`, `\u202e`, `\u00a0`).
    """
    return text if _plain(text) else _UNPRINTABLE.sub(_escaped, text)


def presentable(text: str, known: Iterable[Secret] = ()) -> str:
    """Return `text` as a person may read it: keys masked, on one line, control characters written out."""
    return printable(masked(text, known))


def visible(text: str) -> str:
    """Return what a person means by `text`: no escape sequences, nothing that cannot be seen, ordinary blanks."""
    if _plain(text):
        return text
    return _UNPRINTABLE.sub("", _BLANKS.sub(" ", _SEQUENCE.sub("", text)))


def json_text(document: object, *, ascii_only: bool = False) -> str:
    """Return `document` as JSON, in which neither a terminal nor a pipeline's runner finds a command to itself."""
    text = json.dumps(document, ensure_ascii=ascii_only, indent=2)
    return _UNPRINTABLE.sub(_escaped_in_json, text).replace("##", "#\\u0023") + "\n"


def _escaped_in_json(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] == "\n":  # of the layout: those of a text are escaped by now
        return found[0]
    return f"\\u{code:04x}" if code < 0x10000 else json.dumps(found[0])[1:-1]  # noqa: PLR2004 -- a pair


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] in _SHORT:
        return _SHORT[found[0]]
    return f"\\x{code:02x}" if code < 0xA0 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 -- widths
