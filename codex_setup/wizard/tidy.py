"""A pasted text in one spelling: plain punctuation, no escapes, every reference to a variable as `$NAME`.

What was copied from a chat, a web page, a shell or a program differs in these alone; what reads it afterwards
need not know where it came from.
"""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』《》〈〉【】", '"') | dict.fromkeys("‘’‚‛", "'"))
_EMPHASIS = re.compile(r"(?<![\w*-])(\*\*|__)(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])")
_TAG = re.compile(
    r"</?(?:a|b|br|code|div|h\d|i|kbd|li|p|pre|span|strong|td|th|tr|tt|ul)(?:\s[^<>\n]*)?/?>", re.IGNORECASE
)
_STOP = re.compile(r"[。．](?=\w)")
_REFERENCE = re.compile(
    r"""(?:os\.environ(?:\.get)?|os\.getenv|os\.Getenv|System\.getenv|process\.env|import\.meta\.env|ENV|env)
        \s*[\[(]\s*["'](?P<quoted>\w+)["'][^\])\n]*[\])]
    |(?:process\.env|import\.meta\.env)\.(?P<dotted>\w+)
    |os\.environ/(?P<slashed>\w+)
    |\{env:(?P<braced>\w+)\}""",
    re.VERBOSE,
)
_NESTED = re.compile(r"\$\{\s*\$(\w+)\s*\}")
_REQUEST = re.compile(r"\A\s*[A-Z]{3,7} (?P<path>/\S*) HTTP/\d[\d.]*\s*$", re.MULTILINE)
_HOST = re.compile(r"^host:[^\S\n]*(?P<host>[\w.:-]+)[^\S\n]*$", re.MULTILINE | re.IGNORECASE)


def tidied(text: str) -> str:
    """Return `text` in the one spelling; reading it twice changes nothing more."""
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).replace("\r\n", "\n").translate(_QUOTES)
    text = _STOP.sub(".", text).replace("。", " ").replace("、", " ")
    if '\\"' in text:  # JSON in JSON, or in a shell's double quotes
        text = text.replace('\\"', '"').replace("\\n", "\n")
    text = _EMPHASIS.sub(r"\2", _TAG.sub(" ", text))
    text = _REFERENCE.sub(lambda found: "$" + next(name for name in found.groups() if name), text)
    return _requested(_NESTED.sub(r"$\1", text))


def _requested(text: str) -> str:
    """Return the text of a raw HTTP request with the address that its first line and its host make."""
    request, host = _REQUEST.search(text), _HOST.search(text)
    if request is None or host is None:
        return text
    rest = text[request.end() : host.start()] + text[host.end() :]
    return f"url: https://{host['host']}{request['path']}\n{rest}"
