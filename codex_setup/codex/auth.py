"""What auth.json holds, as this release of Codex reads it.

Codex says nothing when it cannot read the file; it then behaves as if nobody were logged in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from codex_setup.codex.layers import Problem
from codex_setup.model import Secret, Span
from codex_setup.pattern import pattern
from codex_setup.record import record, replace

if TYPE_CHECKING:
    from codex_setup.codex.layers import Layer
    from codex_setup.codex.releases import Release
    from codex_setup.codex.resolve import EffectiveConfig
    from codex_setup.machine import Machine

AuthMode = Literal["apikey", "chatgpt", "other", "unreadable", "absent", "empty", "ignored"]


@record
class AuthFile:
    """auth.json as this release reads it.

    `unreadable`: there, and Codex cannot use it (`problem` says why; Codex itself says nothing).
    `other`: a login that Codex itself exchanges for a token, or that is for Bedrock only.
    `ignored`: another credential store is configured. `empty`: read, and there is no credential in it.
    `api_key` is what would be sent in mode `apikey`, `account` the account of a ChatGPT login.
    """

    file: Path
    mode: AuthMode = "absent"
    api_key: Secret | None = None
    text: str = ""
    problem: Problem | None = None
    has_tokens: bool = False
    account: Secret | None = None
    chatgpt: bool = False
    """Whether it is in ChatGPT's mode, with or without the tokens."""


def read_auth(
    machine: Machine, codex_home: Path | None, config: EffectiveConfig, release: Release
) -> AuthFile:
    """Return auth.json as this release reads it; nothing that is wrong with it is an error here."""
    file = (codex_home or Path()) / "auth.json"
    if codex_home is None or machine.files.info(file) is None:
        return AuthFile(file)
    try:
        text = machine.files.read(file).decode()
    except (OSError, UnicodeDecodeError) as error:
        return AuthFile(file, "unreadable", problem=_unread(error))
    found = _parsed(file, text, release)
    store = config.get("cli_auth_credentials_store", of=str)
    if store is not None and store.value not in {"file", "auto"}:
        return replace(found, mode="ignored")
    return found


def login_barred(layers: Sequence[Layer], release: Release) -> bool:
    """Return whether the administrator's requirements keep a key of auth.json from being used."""
    for layer in layers:
        methods, store = (
            layer.required.get("allowed_login_methods"),
            layer.required.get("cli_auth_credentials_store"),
        )
        if isinstance(methods, list) and "api" not in methods and release.has("required-logins"):
            return True
        if store in ("ephemeral", "keyring") and release.has("required-store"):
            return True
    return False


def _unread(error: OSError | UnicodeDecodeError) -> Problem:
    if isinstance(error, UnicodeDecodeError):
        return Problem("encoding", f"is not UTF-8 (byte {error.start})", index=error.start)
    return Problem("unreadable", f"cannot be read ({error.strerror or error})")


def _parsed(file: Path, text: str, release: Release) -> AuthFile:
    data, problem = _json(text)
    data = _named(data, release)
    problem = problem or _wrong(data, release)
    if problem is not None:
        return AuthFile(file, "unreadable", text=text, problem=problem)
    key, mode = data.get("OPENAI_API_KEY"), data.get("auth_mode")
    mode = mode if release.has("auth-mode-read") else None
    tokens = bool(data.get("tokens"))
    if mode in release.other_logins or (mode is None and _exchanged(data, release)):
        return AuthFile(file, "other", None, text, None, tokens)
    if mode == "apikey" or (mode is None and key is not None):
        held = None if key is None else Secret(key)
        return AuthFile(file, "apikey" if held is not None else "empty", held, text, None, tokens)
    account = data["tokens"].get("account_id") if tokens else None
    held = Secret(account) if isinstance(account, str) else None
    return AuthFile(file, "chatgpt" if tokens else "empty", None, text, None, tokens, held, chatgpt=True)


def _named(data: Any, release: Release) -> Any:
    """Return the data with names where a list says by its places what they are, as Codex's parser takes it."""
    if isinstance(data, list):
        names = _PLACES if release.has("auth-mode-read") else _PLACES[1:]
        known, more = data[: len(names)], data[len(names) : release.auth_places]
        fits = "OPENAI_API_KEY" in names[: len(known)] and [*known, *(None for _ in more)] == data
        data = dict(zip(names, known, strict=False)) if fits else data
    if not isinstance(data, dict) or release.has("tokens-by-name"):
        return data
    tokens, names = data.get("tokens"), (*_TOKENS, "account_id")
    if not isinstance(tokens, list) or len(tokens) != len(names):
        return data
    return {**data, "tokens": dict(zip(names, tokens, strict=True))}


def _json(text: str) -> tuple[Any, Problem | None]:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number), None
    except json.JSONDecodeError as error:
        spot = Span(error.lineno, error.colno, error.lineno, error.colno + 1, error.pos, error.pos + 1)
        return None, Problem("syntax", f"is not JSON: {error.msg}", spot)
    except OverflowError as odd:
        return None, Problem("syntax", f"is not JSON: {odd}")
    except _TwiceError as twice:
        return None, Problem("syntax", f"holds `{twice}` twice")
    except RecursionError:
        return None, Problem("syntax", "is not JSON: nested too deeply")


def _no_number(word: str) -> float:
    raise OverflowError(f"{word} is no number")


_HALF = pattern("[\ud800-\udfff]")
"""What an escape as \\ud83d alone stands for, which no text of Codex can hold."""
_TOKENS = ("id_token", "access_token", "refresh_token")
_MOMENT = pattern(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


class _TwiceError(Exception):
    """A key of auth.json stands there twice, which Codex does not accept."""


_PLACES = ("auth_mode", "OPENAI_API_KEY", "tokens", "last_refresh")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for field in _PLACES:
        if names.count(field) > 1:
            raise _TwiceError(field)
    return dict(pairs)


def _wrong(data: Any, release: Release) -> Problem | None:
    if not isinstance(data, Mapping):
        return Problem("syntax", "is not a JSON object")
    said = next(_faults(data, release), None)
    return None if said is None else Problem("syntax", said)


def _faults(data: Mapping[str, Any], release: Release) -> Iterator[str]:
    key, mode = data.get("OPENAI_API_KEY"), data.get("auth_mode")
    if key is not None and not isinstance(key, str):
        yield "`OPENAI_API_KEY` is not a text"
    for name in ("OPENAI_API_KEY", "tokens"):
        if _HALF.search(json.dumps(data.get(name), ensure_ascii=False)):
            yield f"`{name}` holds half of a character"
    if release.has("auth-mode-read") and mode is not None and mode not in release.auth_modes:
        yield f"`auth_mode` is {json.dumps(mode)}, which Codex does not know"
    tokens = data.get("tokens")
    if tokens is not None and not (isinstance(tokens, Mapping) and all(_text(tokens, f) for f in _TOKENS)):
        yield "`tokens` lacks one of " + ", ".join(f"`{field}`" for field in _TOKENS)
    elif tokens is not None and not _is_jwt(tokens["id_token"]):
        yield "`tokens.id_token` is not a JSON Web Token"
    elif tokens is not None and not isinstance(tokens.get("account_id", ""), str | None):
        yield "`tokens.account_id` is not a text"
    yield from _other_faults(data, release)
    seen = data.get("last_refresh")
    if seen is not None and not (isinstance(seen, str) and _is_moment(seen)):
        yield "`last_refresh` is not a moment in time"
    if mode == "apikey" and key is None and release.has("auth-mode-read") and release.auth_file_refused:
        yield "has the mode apikey: API key auth is missing a key."


def _exchanged(data: Mapping[str, Any], release: Release) -> bool:
    """Return whether a file that names no mode holds another login: a personal token counts for more than a key."""
    personal = data.get("personal_access_token") if "personalAccessToken" in release.other_logins else None
    identity = data.get("agent_identity") if "agentIdentity" in release.other_logins else None
    return personal is not None or (identity is not None and not data.get("OPENAI_API_KEY"))


def _other_faults(data: Mapping[str, Any], release: Release) -> Iterator[str]:
    """Yield what is wrong with the fields of other logins, whether or not the file is in their mode."""
    kinds: Mapping[str, tuple[type, ...]] = {
        "agentIdentity": (str, dict) if "personalAccessToken" in release.other_logins else (str,),
        "personalAccessToken": (str,),
        "bedrockApiKey": (dict,),
        "bedrockAccessKeys": (dict,),
    }
    for mode, types in kinds.items():
        name = re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", mode)
        held = data.get(name) if mode in release.other_logins else None
        if held is not None and (not isinstance(held, types) or held == {}):
            yield f"`{name}` is of a type that Codex does not take"


def _is_moment(text: str) -> bool:
    """Return whether a text is a moment that there is: a day of the calendar, a leap second at the most."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return False
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return int(text[11:13]) < 24 and int(text[14:16]) < 60 and int(text[17:19]) <= 60  # noqa: PLR2004 -- of a clock


def _is_jwt(token: str) -> bool:
    """Return whether a token has three parts, the second one JSON in base64url without `=` (seen with 0.169.0)."""
    parts = token.split(".")
    if len(parts) < 3 or not all(parts[:3]) or re.fullmatch(r"[A-Za-z0-9_-]+", parts[1]) is None:  # noqa: PLR2004 -- header, payload, signature
        return False
    from base64 import urlsafe_b64decode  # only for a login

    try:
        payload = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return False
    email = payload.get("email") if isinstance(payload, dict) else None
    return isinstance(payload, dict | list) and (email is None or isinstance(email, str))


def _text(data: Mapping[str, Any], field: str) -> bool:
    return isinstance(data.get(field), str)
