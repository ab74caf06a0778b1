"""Whether Codex can use auth.json; Codex itself says nothing when it cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from codex_setup.codex.sources import variable_login
from codex_setup.model import (
    AnyEdit,
    Check,
    Command,
    Edit,
    Finding,
    Fix,
    Place,
    Rename,
    Replace,
    Severity,
    Value,
    check,
)
from codex_setup.rules.holder import own_header, takes_login
from codex_setup.rules.keylike import keylike
from codex_setup.rules.pipes import is_pipe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context

STRAIGHT = {**dict.fromkeys("“”„‟＂", '"'), **dict.fromkeys("：", ":"), **dict.fromkeys("，", ",")}


def _needed(context: Context) -> bool:
    """Return whether auth.json is where Codex looks for the key of the active provider."""
    beaten = variable_login(context)
    return takes_login(context) and not beaten and not own_header(context) and context.provider.defined


@check("auth-file-unreadable", Severity.ERROR)
def auth_file_unreadable(context: Context) -> Iterator[Finding]:
    """Codex cannot read auth.json, and treats you as not logged in.

    A byte order mark, a comma behind the last entry, curly quotes, a comment, an `auth_mode` other than
    "apikey" or "chatgpt": Codex ignores the whole file without a word, and sends no key.
    """
    auth = context.auth
    if auth.mode != "unreadable" or not _needed(context) or auth.problem is None:
        return
    if is_pipe(context, auth.file):
        return  # a rule of its own says so
    if auth.problem.kind == "unreadable":
        yield _shut(context, auth.problem.message)
        return
    edits = tuple(_mended(context))
    yield Finding(
        f"auth.json {_recodes(context) or _cause(auth.text) or auth.problem.message}, so Codex ignores the whole file",
        at=Place("auth", auth.file, auth.problem.span),
        hint="`codex login` writes it anew."
        if '"tokens"' in auth.text
        else 'It should read {"auth_mode": "apikey", "OPENAI_API_KEY": "<your key>"}.',
        fix=Fix("Write it as Codex reads it", edits) if edits else None,
    )


def _shut(context: Context, why: str) -> Finding:
    """Return that there is no right to read the file, or that what stands there is none."""
    file = context.auth.file
    found = context.machine.files.info(file)
    barred = found is not None and found.kind == "file"
    unlock = Fix("Let yourself read it", commands=(Command("run", ("chmod", "600", str(file))),))
    return Finding(
        f"auth.json {why}, so Codex ignores it",
        at=Place("auth", file),
        hint="Codex must be able to read it as the user who starts Codex."
        if barred
        else "Move away what stands there; `codex login` writes the file anew.",
        fix=unlock if barred and context.machine.platform != "win32" else None,
    )


def _recodes(context: Context) -> str | None:
    """Return in which encoding auth.json is, where that is not UTF-8 and can be told."""
    from codex_setup.codex.encoding import codec_of  # only where it cannot be read

    try:
        codec = codec_of(context.machine.files.read(context.auth.file))
    except OSError:
        return None
    return f"is in {codec.upper()}" if codec else None


def _cause(text: str) -> str | None:
    """Return what is wrong with a text that is not JSON, where it is one of the usual slips."""
    outside = re.sub(r'"(?:[^"\\\n]|\\.)*"', "0", text)
    if not text.strip():
        return "is empty"
    if text.startswith("\ufeff"):
        return "begins with a byte order mark"
    if re.search("[" + "".join(STRAIGHT) + "]", outside):
        return "has curly or full-width characters in the place of quotes, colons or commas"
    if re.search(r"//|#|/\*", outside):
        return "has a comment, which JSON does not know"
    return "has a comma behind the last entry" if re.search(r",\s*\}", outside) else None


def _mended(context: Context) -> Iterator[AnyEdit]:
    """Yield the edits after which auth.json can be read, or nothing where we know none."""
    auth = context.auth
    if _recodes(context):
        yield Replace(auth.file, 0, 0, "")
        return
    data = _data(auth.text)
    plain = (
        isinstance(data, Mapping) and isinstance(data.get("OPENAI_API_KEY"), str) and not data.get("tokens")
    )
    if plain and not _twice(auth.text):
        yield Edit(auth.file, ("auth_mode",), "apikey")
        return
    swaps = list(_swaps(auth.text))
    text = auth.text
    for start, end, new in sorted(swaps, reverse=True):
        text = text[:start] + new + text[end:]
    if swaps and isinstance(_data(text), Mapping) and not _twice(text):
        yield from (Replace(auth.file, *swap) for swap in swaps)
        return
    members = _salvaged(auth.text)
    if members is not None:
        whole = json.dumps(members, indent=2, ensure_ascii=False)
        yield Replace(auth.file, 0, len(auth.text), f"{whole}\n")


def _salvaged(text: str) -> dict[str, Value] | None:
    """Return what a text that is no JSON object should have been, where it holds one key and no login.

    An object in a fence, in a list, with single quotes or without commas keeps its other members; a bare
    key, `NAME=key`, half an object and a sentence about one have none.
    """
    bare = "".join(
        _LOOKALIKES.get(char, char) for char in re.sub(r"(?m)^\s*(?:```+|~~~+)\s*\w*\s*$", "", text)
    ).strip()
    at = bare.find("{")
    from codex_setup.mend.loose import read  # only for a file that is broken

    found = read(bare, at) if at >= 0 else None
    members = found.value if found is not None and isinstance(found.value, dict) else {}
    keys = {*re.findall(_KEY, bare)}
    alone = re.fullmatch(r"""(?:export\s+)?\{?\s*["']?([\w.-]{16,})["']?\s*,?\s*\}?""", bare)
    if alone is not None and keylike(alone[1]):
        keys.add(alone[1])
    around = bare[:at] + bare[found.end :] if found else bare
    others = {*re.findall(r"""["']?([\w-]+)["']?\s*[:=]+\s*["'\w\[{]""", around)} - {
        "OPENAI_API_KEY",
        "auth_mode",
    }
    if len(keys) != 1 or re.search(r"refresh_token|id_token", bare) or (others and not alone):
        return None
    kept = {name: value for name, value in members.items() if not _alike(name) and name != "auth_mode"}
    return {"auth_mode": "apikey", "OPENAI_API_KEY": keys.pop(), **kept}


_LOOKALIKES = {**STRAIGHT, **dict.fromkeys("‘’‚‛", "'"), "\ufeff": ""}
_KEY = r"""["']?\bOPENAI_API_KEY\b["']?\s*[:=]+\s*["']?(?:[Bb]earer\s+)?([\w.-]{16,})"""


def _alike(name: str) -> bool:
    """Return whether people write the key under this name."""
    return re.fullmatch(r"(?i)\s*(open_?ai)?[-_ ]?(api)?[-_ ]?(key|token)\s*", name) is not None


def _swaps(text: str) -> Iterator[tuple[int, int, str]]:
    if text.startswith("\ufeff"):
        yield 0, 1, ""
    outside = re.sub(r'"(?:[^"\\\n]|\\.)*"', lambda found: "\0" * len(found[0]), text)
    for found in re.finditer("[" + "".join(STRAIGHT) + "]", outside):
        yield *found.span(), STRAIGHT[found[0]]
    for found in re.finditer(r"(?://|#)[^\n]*|/\*.*?\*/", outside, re.DOTALL):
        yield *found.span(), ""
    bare = re.sub(r"(?://|#)[^\n]*|/\*.*?\*/", lambda found: " " * len(found[0]), outside, flags=re.DOTALL)
    for found in re.finditer(r"[,，]+(?=\s*\})", bare):
        yield *found.span(), ""


def _twice(text: str) -> bool:
    return len(re.findall(r'"OPENAI_API_KEY"\s*:', text)) > 1


def _data(text: str) -> Value:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


@check("auth-file-empty", Severity.ERROR)
def auth_file_empty(context: Context) -> Iterator[Finding]:
    """auth.json can be read, but there is no login in it.

    Codex looks for `OPENAI_API_KEY`, written exactly so, or for the tokens of a ChatGPT login. With
    `openai_api_key`, with `null`, with `{}`, or with `auth_mode` "chatgpt" and no tokens it sends no key.
    """
    auth = context.auth
    if auth.mode != "empty" or not _needed(context):
        return
    data = _data(auth.text)
    fix, why = _filled(context, data if isinstance(data, Mapping) else {})
    exported = context.environment.get("OPENAI_API_KEY")
    yield Finding(
        f"auth.json {why}, so Codex sends no key",
        at=Place("auth", auth.file),
        hint="`codex login --with-api-key` writes the file; it reads the key from standard input.",
        fix=fix,
        because_of="openai-api-key-ignored"
        if fix is None and exported and not exported.value.blank
        else None,
    )


def _filled(context: Context, data: Mapping[str, Value]) -> tuple[Fix | None, str]:
    file = context.auth.file
    key = data.get("OPENAI_API_KEY")
    if isinstance(key, str) and key:
        return (
            Fix('Set `auth_mode` to "apikey"', (Edit(file, ("auth_mode",), "apikey"),)),
            'says `auth_mode` "chatgpt" and holds no tokens',
        )
    for name, value in data.items():
        if _alike(name) and isinstance(value, str) and value and name != "OPENAI_API_KEY":
            edits: tuple[AnyEdit, ...] = (Rename(file, (name,), ("OPENAI_API_KEY",)),)
            if "OPENAI_API_KEY" in data:
                edits = (Edit(file, ("OPENAI_API_KEY",), None), *edits)
            if data.get("auth_mode") not in (None, "apikey"):
                edits = (*edits, Edit(file, ("auth_mode",), "apikey"))
            return Fix(
                f"Rename `{name}` to `OPENAI_API_KEY`", edits
            ), f"holds the key as `{name}`, which Codex does not know"
    texts = [name for name, value in data.items() if isinstance(value, str) and keylike(value)]
    if len(texts) == 1 and re.search(r"(?i)key|token", texts[0]) and texts[0] != "OPENAI_API_KEY":
        edits = (Rename(file, (texts[0],), ("OPENAI_API_KEY",)), Edit(file, ("auth_mode",), "apikey"))
        return Fix(
            f"Rename `{texts[0]}` to `OPENAI_API_KEY`", edits
        ), f"holds the key as `{texts[0]}`, which Codex does not know"
    inside = _nested(data)
    if inside is not None:
        outer = " → ".join(f"`{part}`" for part in inside)
        edits = (Rename(file, inside, ("OPENAI_API_KEY",)), Edit(file, ("auth_mode",), "apikey"))
        return Fix("Move the key to the top", edits), f"holds the key as {outer}, where Codex does not look"
    return None, "holds neither an API key nor a ChatGPT login"


def _nested(data: Mapping[str, Value], path: tuple[str, ...] = ()) -> tuple[str, ...] | None:
    """Return where the one `OPENAI_API_KEY` below the top level stands; the text of another program's export."""
    found: list[tuple[str, ...]] = []
    for name, value in data.items():
        if name == "OPENAI_API_KEY" and path and isinstance(value, str) and keylike(value):
            found.append((*path, name))
        elif isinstance(value, Mapping) and len(path) < _DEEPEST:
            inner = _nested(value, (*path, name))
            found += [inner] if inner else []
    return found[0] if len(found) == 1 else None


_DEEPEST = 3


CHECKS: tuple[Check[Context], ...] = (auth_file_unreadable, auth_file_empty)
