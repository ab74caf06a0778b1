"""Whether Codex can use auth.json; Codex itself says nothing when it cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from codex_setup.model import (
    AnyEdit,
    Check,
    Edit,
    Finding,
    Fix,
    Permit,
    Place,
    Rename,
    Replace,
    Severity,
    Value,
    check,
)
from codex_setup.rules.holder import exec_key, own_header, takes_login
from codex_setup.rules.keylike import keylike

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context

STRAIGHT = {**dict.fromkeys("“”„‟＂", '"'), **dict.fromkeys("：", ":"), **dict.fromkeys("，", ",")}


def _needed(context: Context) -> bool:
    """Return whether auth.json is where Codex looks for the key of the active provider."""
    beaten = exec_key(context) is not None and context.invocation.command == "exec"
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
    edits = tuple(_mended(context))
    yield Finding(
        f"auth.json {_cause(auth.text) or auth.problem.message}, so Codex ignores the whole file",
        at=Place("auth", auth.file, auth.problem.span),
        hint="`codex login` writes it anew."
        if '"tokens"' in auth.text
        else 'It should read {"auth_mode": "apikey", "OPENAI_API_KEY": "<your key>"}.',
        fix=Fix("Write it as Codex reads it", edits) if edits else None,
    )


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
    if auth.problem and auth.problem.kind == "unreadable":
        yield Permit(auth.file, 0o600)
        return
    data = _data(auth.text)
    if isinstance(data, Mapping) and isinstance(data.get("OPENAI_API_KEY"), str) and not data.get("tokens"):
        yield Edit(auth.file, ("auth_mode",), "apikey")
        return
    swaps = list(_swaps(auth.text))
    text = auth.text
    for start, end, new in sorted(swaps, reverse=True):
        text = text[:start] + new + text[end:]
    if swaps and isinstance(_data(text), Mapping):
        yield from (Replace(auth.file, *swap) for swap in swaps)
        return
    key = _only_key(auth.text)
    if key is not None:
        whole = json.dumps({"auth_mode": "apikey", "OPENAI_API_KEY": key}, indent=2)
        yield Replace(auth.file, 0, len(auth.text), f"{whole}\n")


def _only_key(text: str) -> str | None:
    """Return the key where a text that is no JSON holds one key and nothing else: bare, as `NAME=key`, half an object."""
    form = r"""\ufeff?\s*(?:export\s+)?\{?\s*(?P<name>["']?OPENAI_API_KEY["']?\s*[:=]\s*)?(?P<quote>["']?)(?P<key>[\w.-]{16,})(?P=quote)\s*,?\s*\}?\s*"""
    found = re.fullmatch(form, text)
    return found["key"] if found and (found["name"] or keylike(found["key"])) else None


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
        alike = re.fullmatch(r"(?i)(open_?ai)?[-_ ]?(api)?[-_ ]?(key|token)", name)
        if alike and isinstance(value, str) and value and name != "OPENAI_API_KEY":
            edits: tuple[AnyEdit, ...] = (Rename(file, (name,), ("OPENAI_API_KEY",)),)
            if "OPENAI_API_KEY" in data:
                edits = (Edit(file, ("OPENAI_API_KEY",), None), *edits)
            if data.get("auth_mode") not in (None, "apikey"):
                edits = (*edits, Edit(file, ("auth_mode",), "apikey"))
            return Fix(
                f"Rename `{name}` to `OPENAI_API_KEY`", edits
            ), f"holds the key as `{name}`, which Codex does not know"
    return None, "holds neither an API key nor a ChatGPT login"


CHECKS: tuple[Check[Context], ...] = (auth_file_unreadable, auth_file_empty)
