"""A pasted text in one spelling: plain punctuation, no escapes, every reference to a variable as `$NAME`.

What was copied from a chat, a web page, a shell or a program differs in these alone; what reads it afterwards
need not know where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64decode
from urllib.parse import parse_qsl

from codex_setup.pattern import pattern

INVISIBLE = pattern("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_COLOURS = pattern(r"\x1b\[[0-9;]*[A-Za-z]")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』《》〈〉【】", '"') | dict.fromkeys("‘’‚‛", "'"))
_LABEL = pattern(r"^[^\S\n]*【([^】\n]{1,20})】[^\S\n]*(?=\S)", re.MULTILINE)
_EMPHASIS = pattern(r"(?<![\w*-])(\*\*|__)(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])")
_TAG = pattern(
    r"</?(?:a|b|br|code|div|h\d|i|kbd|li|p|pre|span|strong|td|th|tr|tt|ul)(?:\s[^<>\n]*)?/?>", re.IGNORECASE
)
_STOP = pattern(r"[。．](?=\w)")
_REFERENCE = pattern(
    r"""(?<!\w)(?=\w)(?![\w.:]*[sS]et_?[eE]nv)[\w.:]*(?:env|Env|ENV)\w*(?:[.:]+\w+)*
        \s*[\[(]\s*["'](?P<quoted>\w+)["'][^\])\n]*[\])](?!\s*=[^=])
    |(?:process\.env|import\.meta\.env)\.(?P<dotted>\w+)(?!\s*=[^=])
    |os\.environ/(?P<slashed>\w+)
    |\{env:(?P<braced>\w+)\}""",
    re.VERBOSE,
)
_DIFFERENCE = pattern(
    r"^(?:@@ -\d.*|diff --git .*|index [0-9a-f]{7}.*|\+\+\+ \S.*|--- \S.*|\\ No newline.*)$", re.MULTILINE
)
"""A line of a difference that belongs to neither side."""
_COMPARED = pattern(r"^(?:@@ -\d|diff --git |\+\+\+ \S)", re.MULTILINE)
_SEPARATOR = pattern(r"(?<=\w)(?:-{3,}|={3,})(?=\w)")
"""What stands between two things that were put into one line: `KEY----ADDRESS`."""
_NAMED = pattern(r"^\s*model_provider\s*=\s*[\"'](?P<id>[^\"'\n]+)[\"']", re.MULTILINE)
_TABLE = pattern(
    r"^\s*\[+(?P<kind>model_providers|mcp_servers|profiles|projects)\.[\"']?(?P<id>[^\]\"'.\n]*)",
    re.MULTILINE,
)
_OF_A_TABLE = pattern(r"\s*(#.*|[\w.\"'-]+\s*=.*)?$")
_NESTED = pattern(r"\$\{\s*\$(\w+)\s*\}")
_REQUEST = pattern(r"\A\s*[A-Z]{3,7} (?P<path>/\S*) HTTP/\d[\d.]*\s*$", re.MULTILINE)
_LINK = pattern(r"(?P<scheme>[a-zA-Z][\w+.-]*)://[^\s?]*\?(?P<query>\S+)")
_HOST = pattern(r"^host:[^\S\n]*(?P<host>[\w.:-]+)[^\S\n]*$", re.MULTILINE | re.IGNORECASE)


def tidied(text: str) -> str:
    """Return `text` in the one spelling; reading it twice changes nothing more."""
    text = (
        unicodedata.normalize("NFKC", _LABEL.sub(r"\1: ", INVISIBLE.sub("", _COLOURS.sub("", text))))
        .replace("\r\n", "\n")
        .translate(_QUOTES)
    )
    text = _new_side(text)
    text = _STOP.sub(".", text).replace("。", " ").replace("、", " ")
    if '\\"' in text:  # JSON in JSON, or in a shell's double quotes
        text = text.replace('\\"', '"').replace("\\n", "\n")
    text = _EMPHASIS.sub(r"\2", _TAG.sub(" ", _SEPARATOR.sub(" ", unwrapped(text))))
    text = _REFERENCE.sub(lambda found: "$" + next(name for name in found.groups() if name), text)
    return _requested(_in_force(_NESTED.sub(r"$\1", text)))


def _new_side(text: str) -> str:
    """Return what a difference leaves: its lines with `+` and those that stay; any other text as it is."""
    lines = text.split("\n")
    gone, come = ({line[1:].partition("=")[0].strip() for line in lines if line[:1] == mark} for mark in "-+")
    if not _COMPARED.search(text) and not {name for name in gone & come if name}:
        return text
    kept = [line for line in lines if line[:1] != "-" and not _DIFFERENCE.match(line)]
    return "\n".join(line[1:] if line[:1] in ("+", " ") else line for line in kept)


def _in_force(text: str) -> str:
    """Return Codex's configuration in `text` without the tables that say nothing of the provider in force."""
    named = _NAMED.search(text)
    providers = [table["id"] for table in _TABLE.finditer(text) if table["kind"] == "model_providers"]
    chosen = named["id"] if named and named["id"] in providers else next(iter(providers), "")
    kept, left_out = "", False
    for line in text.splitlines(keepends=True):
        table = _TABLE.match(line)
        if table:
            left_out = (table["kind"], table["id"]) != ("model_providers", chosen)
        left_out = left_out and (table is not None or _OF_A_TABLE.match(line) is not None)
        kept += "" if left_out else line
    return kept


def unwrapped(text: str) -> str:
    """Return what a link for importing a provider carries, each parameter on its line; any other text as it is."""
    link = _LINK.fullmatch(text.strip())
    if link is None:
        return text
    carried = [(name, _decoded(value)) for name, value in parse_qsl(link["query"])]
    ours = link["scheme"].lower() not in ("http", "https") or any("{" in value for _, value in carried)
    return "\n".join(f"{name}: {value}" for name, value in carried) if ours else text


def _decoded(value: str) -> str:
    """Return the JSON that a parameter holds in base64, or the parameter itself."""
    try:
        text = b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        return value
    return text if text.lstrip().startswith("{") else value


def _requested(text: str) -> str:
    """Return the text of a raw HTTP request with the address that its first line and its host make."""
    request, host = _REQUEST.search(text), _HOST.search(text)
    if request is None or host is None:
        return text
    rest = text[request.end() : host.start()] + text[host.end() :]
    return f"url: https://{host['host']}{request['path']}\n{rest}"
