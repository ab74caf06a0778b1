"""Every name and value that a pasted text sets, whatever the language it is written in.

`OPENAI_BASE_URL=…`, `"apiKey": "…"`, `model = "…"`, `set X Y`, `--model X`, a label with its value on the next
line. What a name is for is decided by the name alone, so that no tool needs to be known.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ASSIGNMENT = pattern(
    r"""(?:^|[\s{,;&("'`@]:?|\$env:|\$(?=\w+\s*=)|--(?=[\w.-]+=))(?P<name>[^\W\d][\w.-]*)["'`]?\]?
    \s*(?:=>|->|:=|=|:(?!//)|\t|\((?=["'$])|\s(?=["']))[^\S\n]*
    (?:[bru]?"(?!\s*\{)(?P<double>[^"\n]*)"|[bru]?'(?!\s*\{)(?P<single>[^'\n]*)'|`(?P<tick>[^`\n]*)`
    |(?!\{[\s"'\w]*["'=:])(?P<bare>(?:(?!&&|&[\w-]+=|</)[^\s"'`,;(})])+))""",
    re.VERBOSE,
)
_SET = pattern(
    r"""\b(?:setx|set(?:\s+-\w+)+|setenv)\s+(?P<name>[A-Za-z_]\w*)\s+(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'|(?P<bare>\S+))"""
)
_OPTION = pattern(
    r"""(?:^|\s)-(?:-(?P<name>[a-z][\w-]*[\w])|m)[ ]+(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'|(?P<bare>[^\s"'-]\S*))"""
)
_LABELLED = pattern(
    r"^[^\w\n]*(?P<name>[^\W\d][\w -]{1,30}?)[^\S\n]*[:?]?[^\S\n]*\n(?=\s*(?P<bare>\S+)[^\S\n]*$)",
    re.MULTILINE,
)
"""A label alone on its line with its value alone on the next, as a web page is copied."""
_CELLS = pattern(
    r"^[^\S\n]*\|[^\S\n]*(?P<name>[^\W\d][\w -]{1,30}?)[^\S\n]*\|[^\S\n]*[`\"]?(?P<bare>[^\s`\"|]+)[`\"]?[^\S\n]*(?:\||$)",
    re.MULTILINE,
)
"""A row of a Markdown table: the label in one cell, its value in the next."""
_MODEL_IN_OBJECT = pattern(
    r"""(?P<name>\bmodel)["']?\s*[:=]>?\s*\{\s*["']?(?:id|name)["']?\s*[:=]>?\s*["'](?P<double>[^"'\n]*)["']"""
)
_RULE = pattern(r"[\s|:+-]*")
"""What Markdown draws below the head of a table."""
_COMMENTED = pattern(r"^[^\S\n]*(?:#|//)[^\n]*$", re.MULTILINE)

FOREIGN = 3
"""How far the address of another tool is from one that Codex asks."""
NOT_OURS = pattern(r"anthropic|claude|gemini|google|chatgpt", re.IGNORECASE)
_PROXY = pattern(r"(?:https?|all|no|socks\d?)_?proxy", re.IGNORECASE)
_BASE = pattern(r"base|endpoint|api_?(?:host|url)|接口", re.IGNORECASE)
_URL_NAME = pattern(
    r"(base_?url|api_?base|endpoint|api_?host|api_?url|proxy_?url|(^|_)(url|host|server)|地址|网址|端点|接口"
    r"|アドレス|エンドポイント|주소|адрес|adresse|dirección|indirizzo|endereço)$",
    re.IGNORECASE,
)
_KEY_NAME = pattern(
    r"(api_?key|auth_?token|access_?token|bearer_?token|secret_?key|_key|_token|^key|^token|密钥|秘钥|密匙|令牌"
    r"|キー|トークン|키|토큰|ключ|токен|clave|clé|schlüssel|chiave|chave)$",
    re.IGNORECASE,
)
_VARIABLE_NAME = pattern(r"(key|token)_?(env|name|var)|env_?(var|name|key)", re.IGNORECASE)
_MODEL_NAME = pattern(
    r"(\w*?)(model|deployment|模型|モデル|모델|модель|mod[eè]l(?:o|lo|l|e|le))(_?(id|name)|名称?)?",
    re.IGNORECASE,
)
_HOST_NAME = pattern(r"(?:server|host(?:name)?|address|endpoint|url)$")
_HOST_ONLY = pattern(r"(?P<host>(?:\w+://)?(?:[\w-]+(?:\.[\w-]+)*|\[[0-9a-fA-F:]+\]))(?P<path>/.*|)")
_SMALL = pattern(r"small|fast|haiku|embed|weak|image|vision|review|rerank|title", re.IGNORECASE)


def settings(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values that `text` sets, what is commented out last."""
    yield from _set_in(_COMMENTED.sub("", text))
    yield from _set_in("\n".join(found[0].strip().lstrip("#/") for found in _COMMENTED.finditer(text)))


def _set_in(text: str) -> Iterator[tuple[str, str]]:
    for form in (_SET, _ASSIGNMENT, _OPTION, _LABELLED, _CELLS, _MODEL_IN_OBJECT):
        for match in form.finditer(text):
            groups = match.groupdict()
            value = next(
                (groups[g] for g in ("double", "single", "tick", "bare") if groups.get(g) is not None), ""
            )
            if form is not _OPTION or match["name"] != "key":  # `--key file.pem` is curl's
                yield (match["name"] or "model").replace(" ", "_"), value.strip()
            if re.search(r"=[^;]*;\s*\w+=", value):  # one text with settings of its own, as for a database
                yield from _set_in(value)
    yield from _columns(text)


def _columns(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands in a table below names: the first line below the head, each cell under its name."""
    lines = [
        line for line in text.splitlines() if line.strip() and not (_RULE.fullmatch(line) and "-" in line)
    ]
    for head, line in pairwise(lines):
        mark = next((sign for sign in "\t|,;" if head.count(sign) == line.count(sign) > 0), None)
        if mark is None:
            continue
        names, values = (
            [cell.strip(" \t`\"'") for cell in row.strip(mark).split(mark)] for row in (head, line)
        )
        if all(re.fullmatch(r"[^\W\d][\w -]{0,30}", name) for name in names):
            yield from ((name.replace(" ", "_"), value) for name, value in zip(names, values, strict=False))


def short(name: str) -> str:
    """Return the last part of a dotted name, in one spelling."""
    return name.rpartition(".")[2].replace("-", "_")


def names_variable(name: str, value: str) -> bool:
    """Return whether this says which environment variable holds the key, as Codex's `env_key` does."""
    if short(name).lower() == "env_key":
        return re.fullmatch(r"[A-Za-z_]\w*", value) is not None
    return is_variable(value) and (names_key(name) or _VARIABLE_NAME.search(short(name)) is not None)


def is_variable(value: str) -> bool:
    """Return whether a value is written as variables of the environment are: `RELAY_KEY`."""
    return re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", value) is not None


def names_model(name: str, value: str) -> bool:
    """Return whether this says which model is asked, and not one for small jobs beside it."""
    return (
        _MODEL_NAME.fullmatch(short(name)) is not None
        and _SMALL.search(name) is None
        and re.fullmatch(r"(?=.*[a-zA-Z])[\w./:@-]+", value) is not None
    )


def is_model_name(name: str) -> bool:
    """Return whether a name speaks of a model, whatever its value."""
    return _MODEL_NAME.fullmatch(short(name)) is not None


def names_address(name: str, value: str) -> bool:
    """Return whether this says where a server is; a proxy on the way to it is none."""
    if _PROXY.fullmatch(short(name)):
        return False
    return (
        _URL_NAME.search(short(name)) is not None
        or re.match(r"(https?|wss?)://", value, re.IGNORECASE) is not None
    )


def names_key(name: str) -> bool:
    """Return whether a name speaks of a key."""
    return _KEY_NAME.search(short(name)) is not None


def with_port(name: str, value: str, said: Sequence[tuple[str, str]]) -> str:
    """Return an address that names no port with the one that stands beside it under a name of its own."""
    place = _HOST_ONLY.fullmatch(value)
    before = _HOST_NAME.sub("", short(name).lower())
    if place is None or before == short(name).lower():
        return value
    ports = [
        number for other, number in said if short(other).lower() == f"{before}port" and number.isdecimal()
    ]
    return f"{place['host']}:{ports[0]}{place['path']}" if ports else value


def rank(name: str) -> int:
    """Return how far a name is from saying where Codex's requests go, from 0 for a base URL to `FOREIGN`."""
    if NOT_OURS.search(name):
        return FOREIGN
    if _BASE.search(short(name)):
        return 0
    return 1 if _URL_NAME.search(short(name)) else 2
