"""What auth.json holds, as this release of Codex reads it.

Codex says nothing when it cannot read the file; it then behaves as if nobody were logged in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from codex_setup.codex.layers import Problem
from codex_setup.codex.releases import Release
from codex_setup.codex.resolve import EffectiveConfig
from codex_setup.machine import Machine
from codex_setup.model import Secret, Span

AuthMode = Literal["apikey", "chatgpt", "unreadable", "absent", "empty", "ignored"]


@dataclass(frozen=True, slots=True)
class AuthFile:
    """auth.json as this release reads it.

    `unreadable`: there, and Codex cannot use it (`problem` says why; Codex itself says nothing).
    `ignored`: another credential store is configured. `empty`: read, and there is no credential in it.
    `api_key` is what would be sent in mode `apikey`.
    """

    file: Path
    mode: AuthMode = "absent"
    api_key: Secret | None = None
    text: str = ""
    problem: Problem | None = None
    has_tokens: bool = False


def read_auth(
    machine: Machine, codex_home: Path | None, config: EffectiveConfig, release: Release
) -> AuthFile:
    """Return auth.json as this release reads it; nothing that is wrong with it is an error here."""
    file = (codex_home or Path()) / "auth.json"
    if codex_home is None or machine.files.info(file) is None:
        return AuthFile(file)
    try:
        text = machine.files.read(file).decode()
    except OSError as error:
        return AuthFile(
            file, "unreadable", problem=Problem("unreadable", f"cannot be read ({error.strerror or error})")
        )
    except UnicodeDecodeError as error:
        return AuthFile(file, "unreadable", problem=Problem("encoding", f"is not UTF-8 (byte {error.start})"))
    found = _parsed(file, text, release)
    store = config.get("cli_auth_credentials_store", of=str)
    if store is not None and store.value not in {"file", "auto"}:
        return replace(found, mode="ignored")
    return found


def _parsed(file: Path, text: str, release: Release) -> AuthFile:
    broken = AuthFile(file, "unreadable", text=text)
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        spot = Span(error.lineno, error.colno, error.lineno, error.colno + 1, error.pos, error.pos + 1)
        return replace(broken, problem=Problem("syntax", f"is not JSON: {error.msg}", spot))
    except _TwiceError as twice:
        return replace(broken, problem=Problem("syntax", f"holds `{twice}` twice"))
    except RecursionError:
        return replace(broken, problem=Problem("syntax", "is not JSON: nested too deeply"))
    if isinstance(data, list) and not release.has("auth-mode-read"):
        data = dict(zip(("OPENAI_API_KEY", "tokens", "last_refresh"), data, strict=False))
    wrong = _wrong(data, release)
    if wrong:
        return replace(broken, problem=Problem("syntax", wrong))
    key, mode = data.get("OPENAI_API_KEY"), data.get("auth_mode")
    mode = mode if release.has("auth-mode-read") else None
    tokens = bool(data.get("tokens"))
    if mode == "apikey" and key is None and release.auth_file_refused:
        problem = Problem("syntax", "has the mode apikey: API key auth is missing a key.")
        return AuthFile(file, "unreadable", text=text, problem=problem)
    if mode == "apikey" or (mode is None and key is not None):
        return AuthFile(
            file,
            "apikey" if key is not None else "empty",
            None if key is None else Secret(key),
            text,
            None,
            tokens,
        )
    return AuthFile(file, "chatgpt" if tokens else "empty", None, text, None, tokens)


_TOKENS = ("id_token", "access_token", "refresh_token")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


class _TwiceError(Exception):
    """A key of auth.json stands there twice, which Codex does not accept."""


_FIELDS = ("OPENAI_API_KEY", "auth_mode", "tokens", "last_refresh")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for field in _FIELDS:
        if names.count(field) > 1:
            raise _TwiceError(field)
    return dict(pairs)


def _wrong(data: Any, release: Release) -> str | None:
    if not isinstance(data, Mapping):
        return "is not a JSON object"
    key, mode = data.get("OPENAI_API_KEY"), data.get("auth_mode")
    if key is not None and not isinstance(key, str):
        return "`OPENAI_API_KEY` is not a text"
    if (
        release.has("auth-mode-read")
        and mode is not None
        and mode not in ("apikey", "chatgpt", "chatgptAuthTokens")
    ):
        return f"`auth_mode` is {json.dumps(mode)}, which Codex does not know"
    tokens = data.get("tokens")
    if tokens is not None and not (isinstance(tokens, Mapping) and all(_text(tokens, f) for f in _TOKENS)):
        return "`tokens` lacks one of " + ", ".join(f"`{field}`" for field in _TOKENS)
    seen = data.get("last_refresh")
    if seen is not None and not (isinstance(seen, str) and _MOMENT.fullmatch(seen)):
        return "`last_refresh` is not a moment in time"
    return None


def _text(data: Mapping[str, Any], field: str) -> bool:
    return isinstance(data.get(field), str)
