"""What a pasted text says: a base URL, a key, a model, the name of a variable.

Whatever was copied is taken for what it is: an address, a curl command, another tool's environment lines,
a piece of JSON, TOML, YAML or code, a key alone. A key becomes a `Secret` where it is found.
"""

from __future__ import annotations

import re

from codex_setup.model import Secret
from codex_setup.pattern import pattern
from codex_setup.providers import OTHER, PRESETS, Preset, did_you_mean
from codex_setup.record import record, replace
from codex_setup.wizard.address import Address, plain, read_address
from codex_setup.wizard.assignments import (
    FOREIGN,
    NOT_OURS,
    is_model_name,
    names_address,
    names_key,
    names_model,
    names_variable,
    rank,
    settings,
    short,
    with_port,
)
from codex_setup.wizard.tidy import tidied

_URL = pattern(r"(?:https?|wss?)\s*:\s*/{1,3}(?:(?!</)[^\s\"'`,;|(){}\]>\\^])+", re.IGNORECASE)
_BARE_URL = pattern(r"(?<![\w@/.:-])[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/[\w.-]+)*/v\d+(?!\w)")
_HEADER_KEY = pattern(
    r"(?:(?:authorization\s*:\s*)?\bbearer\s+(?:[\"'`]\s*[+.&]\s*)?|(?:x-)?api-key\s*:\s*|x-goog-api-key\s*:\s*)"
    r"(?P<value>(?!-)[^\s\"'`,;\\]+)",
    re.IGNORECASE,
)
_LABEL = pattern(r"(?:[\w ]{0,20}?(?:key|token|密钥|秘钥|密匙|令牌)\w{0,3})\s*[:=]\s*(?=\S)", re.IGNORECASE)
_VARIABLE = pattern(
    r"(?:\$\{?(?:env:)?(?![a-z]+[A-Z])(\w+)(?::?[-=?+][^}\s]*)?\}?|%(\w+)%|\{([A-Z][A-Z0-9_]+)\})[)\]}?!;]*"
)
"""A reference to a variable of the environment; names such as `apiKey` are a program's own."""
_PLACEHOLDER = pattern(
    r"[<>{}\[\]]|\$|\*{2,}|x{4,}$|\.\.\.|…|your|你的|填|替换|replace|paste|example|placeholder|change-?me|^(sk-)?(key|test|none|null|xxx+)$",
    re.IGNORECASE,
)
_IN_TEXT = pattern(
    r"(?<![\w/.-])(?:[a-z]{2,6}[-_](?=[\w-]*\d)[\w-]{12,}|(?=\w*\d)(?=\w*[a-z])\w{24,})(?![\w/-])(?!\.\w)",
    re.IGNORECASE | re.ASCII,  # a Chinese word may stand against it
)
_TRIED_KEY = pattern(r"[<\"'`“]?\s*(sk|cr|key|rk|pk|xai|gsk|sess)[-_]|<.*(key|token|密钥).*>", re.IGNORECASE)
_KEY_ALONE = pattern(r"(?:[a-z]{2,6}[-_])?[A-Za-z0-9][A-Za-z0-9._~+/=-]{10,}", re.IGNORECASE)
_LOGIN = pattern(r"eyJ[\w-]{20,}\.[\w-]+\.[\w-]*")
SHORTEST, LONGEST_KEY = 8, 8000
LONGEST = 20_000


@record
class ReadKey:
    """What became of a key: the key with what was taken off, or why it can be none."""

    key: Secret | None = None
    notes: tuple[str, ...] = ()
    problem: str | None = None


@record
class Pasted:
    """What a pasted text says; `problem` is why it says nothing that can be used, `foreign` that its key is for another service."""

    address: Address | None = None
    key: Secret | None = None
    variable: str | None = None
    model: str | None = None
    preset: Preset | None = None
    notes: tuple[str, ...] = ()
    problem: str | None = None
    foreign: bool = False


def read_key(text: str, preset: Preset | None = None) -> ReadKey:
    """Return the key in `text`, freed of what a copy brings along, or the reason why it is none."""
    notes: list[str] = []
    bare = _freed(tidied(text))
    found = re.fullmatch(r"(?:authorization\s*:\s*)?(?:bearer)\s+(?P<value>\S+)", bare, re.IGNORECASE) or (
        _HEADER_KEY.fullmatch(bare)
    )
    if found:
        bare = found["value"]
        notes.append("`Bearer` and the header's name were taken off: Codex adds them")
    elif bare != text.strip(" \r\n"):
        notes.append("quotes or invisible characters were taken off")
    problem = _no_key(bare)
    if problem:
        return ReadKey(problem=problem)
    if preset is not None and preset.key_prefix and not bare.startswith(preset.key_prefix):
        notes.append(f"keys of {preset.name} usually begin with `{preset.key_prefix}`")
    return ReadKey(Secret(bare), tuple(notes))


def _freed(text: str) -> str:
    """Return a key without its label, its quotes and the punctuation behind it."""
    bare = (
        _LABEL.sub("", text.strip().strip("\"'`,;").strip(), count=1) if _LABEL.match(text.strip()) else text
    )
    return bare.strip().strip("\"'`,;").rstrip(".,;:!?").strip("\"'`,; ")


def _no_key(text: str) -> str | None:
    """Return why `text` can be no key, or None; the reason never repeats it."""
    reasons = (
        (not text, "nothing was given"),
        (re.fullmatch(r"<.*>|\[.*\]|\{.*\}", text), "that is a placeholder"),
        (re.search(r"\s", text), "a key has no blank inside"),
        (re.match(r"[a-z][a-z0-9+.-]*://", text), "that is an address, not a key"),
        (re.fullmatch(r"[A-Za-z_]+(?:\.[A-Za-z_]+)+", text), "that is a name in a program, not a key"),
        (_LOGIN.fullmatch(text), "that is the token of a login (a JWT), not an API key"),
        (re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", text), "that is the name of a variable, not a key"),
        (_PLACEHOLDER.search(text), "that is a placeholder, or a key shown masked"),
        (
            not text.isascii(),
            "it has characters that no key has: it was probably copied with the text around it",
        ),
        (len(text) < SHORTEST, f"it is shorter than {SHORTEST} characters"),
        (len(text) > LONGEST_KEY, f"it is longer than {LONGEST_KEY} characters"),
    )
    return next((reason for wrong, reason in reasons if wrong), None)


def read_pasted(text: str) -> Pasted:
    """Return everything that `text` says of a provider; with `problem` set where that is nothing."""
    text = tidied(text[:LONGEST])
    if not text.strip():
        return Pasted(problem="nothing was given")
    found = _by_name(text) if re.search(r"\s|[=:{]", text.strip()) else Pasted()
    if found.address is None:
        found = replace(found, address=_address(text, found))
    if found.key is None and found.variable is None and not found.foreign:
        found = _with_key(text, found)
    if found.address and found.address.model and not found.model:
        found = replace(found, model=found.address.model)
    return _judged(found)


def _judged(found: Pasted) -> Pasted:
    """Return `found` with its preset, or with the reason why nothing in it can be used."""
    address = found.address
    if address is not None and address.problem is None:
        return replace(found, preset=found.preset or address.preset)
    if found.key is not None or found.variable is not None or found.preset is not None or found.model:
        left = (f"the address in it was left out: {address.problem}",) if address is not None else ()
        return replace(found, address=None, notes=(*found.notes, *left))
    if address is not None:
        return replace(found, address=None, problem=address.problem)
    return replace(found, problem=found.problem or "no address and no key was found in it")


def _address(text: str, found: Pasted) -> Address | None:
    """Return the address in a text that names none: the one URL in it, or the text itself."""
    urls = [read_address(url) for url in _URL.findall(text) or _BARE_URL.findall(text)]
    good = [address for address in urls if address.problem is None]
    if good:
        return min(good, key=lambda one: (one.page, not re.search(r"/v\d", one.base_url or "")))
    alone = plain(text)
    if found.key or found.variable or found.model or re.search(r"[\s\"]", alone) or _looks_like_key(alone):
        return urls[0] if urls else None
    return read_address(alone) if re.search(r"[./:]|\$\{", alone) or "<" in text or "{" in text else None


def _looks_like_key(text: str) -> bool:
    if _LOGIN.fullmatch(text):
        return True
    return _KEY_ALONE.fullmatch(text) is not None and not re.search(r"\.\w{2,}(/|:|$)|^localhost", text)


def _with_key(text: str, found: Pasted) -> Pasted:
    """Return `found` with the key of a header, or with one that stands in the text, or as the whole text."""
    header = _HEADER_KEY.search(text)
    if header:
        return _credential(found, header["value"])
    if found.address is not None and found.address.problem is None:
        loose = [token for token in _IN_TEXT.findall(text) if token != found.model]
        return _credential(found, loose[0]) if loose else found
    loose = [token for token in _IN_TEXT.findall(text) if _TRIED_KEY.match(token)] if " " in text else []
    if loose:
        return _credential(replace(found, address=None), loose[0])
    word = plain(text)
    tried = _TRIED_KEY.match(text) or _LOGIN.fullmatch(word)
    if tried or (_looks_like_key(word) and re.search(r"\d", word)):
        key = read_key(text)
        return replace(
            found, key=key.key, notes=(*found.notes, *key.notes), problem=key.problem, address=None
        )
    return _word(word, found)


def _word(word: str, found: Pasted) -> Pasted:
    """Return `found` with what a single word names: a variable, a preset, or nearly one."""
    variable = re.fullmatch(r"[$%{]*(?:env:)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[}%]*", word)
    if variable:
        return replace(found, variable=variable[1], address=None)
    named = next((one for one in PRESETS if word.casefold() in (one.id, one.name.casefold())), None)
    if named is not None and named is not OTHER:
        return replace(found, preset=named, address=None)
    meant = did_you_mean(word) if re.fullmatch(r"[\w .-]{3,40}", word) else ()
    if not meant:
        return found
    return replace(found, problem=f"`{word}` is no address; did you mean `{meant[0]}`", address=None)


def _by_name(text: str) -> Pasted:
    """Return what the settings in `text` say: the address nearest to a base URL, a key, a model, a variable."""
    found = Pasted()
    addresses: list[tuple[int, Address]] = []
    keys: list[tuple[bool, str, str]] = []
    said = [*settings(text)]
    for name, value in said:
        if names_variable(name, value):
            found = replace(found, variable=found.variable or value)
        elif is_model_name(name):
            if not found.model and names_model(name, value):
                found = replace(found, model=value)
        elif names_address(name, value):
            addresses.append((rank(name), read_address(with_port(name, value, said))))
        elif names_key(name):
            keys.append((NOT_OURS.search(name) is not None, value, short(name)))
    usable = sorted((far, one.page, n) for n, (far, one) in enumerate(addresses) if one.problem is None)
    if keys:
        foreign, value, name = min(keys, key=lambda one: one[0])
        if foreign and usable and usable[0][0] != FOREIGN:
            found = replace(
                found, notes=(*found.notes, "the key of another service was left out"), foreign=True
            )
        else:
            found = _credential(found, value, name)
    if usable:
        far, _, n = usable[0]
        note = ("that is another tool's address: it may speak another protocol",) if far == FOREIGN else ()
        return replace(found, address=addresses[n][1], notes=(*found.notes, *note))
    return replace(found, address=addresses[0][1]) if addresses else found


def _credential(found: Pasted, value: str, name: str = "") -> Pasted:
    """Return `found` with the key in `value`, or with the variable that it refers to."""
    variable = _VARIABLE.fullmatch(value)
    if variable:
        return replace(found, variable=next(group for group in variable.groups() if group))
    key = read_key(value)
    if key.key is None:
        return replace(found, notes=(*found.notes, f"the key in it was left out: {key.problem}"))
    upper = name if re.fullmatch(r"[A-Z][A-Z0-9_]+", name) and not NOT_OURS.search(name) else found.variable
    return replace(found, key=key.key, variable=upper, notes=(*found.notes, *key.notes))
