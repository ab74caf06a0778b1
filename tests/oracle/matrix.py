"""Situations to try on the real Codex: every form of one thing at a time, then many things at once.

Deterministic: the same seed gives the same situations. Each is a `Case` without its outcome; what is
random is only which forms meet.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from codex.agreement import Case
from support.codex import HOME, WORK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HOST = "http://127.0.0.1:8000"
KEY = "sk-matrix-0123456789abcdef"

BASE_URLS = (
    f"{HOST}/v1", HOST, f"{HOST}/", f"{HOST}/v1/", f"{HOST}/v1///", f"{HOST}//v1", f"{HOST}/v1/v1",
    f"{HOST}/v1/responses", f"{HOST}/v1/chat/completions", f" {HOST}/v1", f"{HOST}/v1 ", f"{HOST}/v1\t", f"\n{HOST}/v1\n",
    f"{HOST}/v1\u00a0", f"\u00a0{HOST}/v1", f"{HOST}/v1\u200b", f"\ufeff{HOST}/v1", f"{HOST}/v1?api-version=2025", f"{HOST}/v1?",
    f"{HOST}/v1#part", f"{HOST}/v1?a=1#b", f"{HOST}/#/v1", "HTTP://127.0.0.1:8000/v1", "http:/127.0.0.1:8000/v1",
    "http:127.0.0.1:8000/v1", "http:///127.0.0.1:8000/v1", "http:\\\\127.0.0.1:8000\\v1", "http//127.0.0.1:8000/v1",
    "127.0.0.1:8000/v1", "localhost:8000/v1", "//127.0.0.1:8000/v1", "http\uff1a//127.0.0.1:8000/v1",
    "<http://127.0.0.1:8000/v1>", '"http://127.0.0.1:8000/v1"', "${RELAY_URL}/v1", "", " ", "ftp://127.0.0.1:8000/v1",
    "ws://127.0.0.1:8000/v1", "file:///v1", "http://127.0.0.1:80000/v1", "http://127.0.0.1:/v1", "http://127.0.0.1:8o/v1",
    "http://127.0.0.1:08000/v1", "http://127.0.0.1", "http://127.0.0.1:80/v1", "http://relay.example/v1",
    "http://RELAY.Example/v1", "http://relay.example./v1", "http://[::1]:8000/v1", "http://[0:0:0:0:0:0:0:1]:8000/v1",
    "http://::1:8000/v1", "http://localhost:8000/v1", "http://user:pw@127.0.0.1:8000/v1", "http://user@127.0.0.1:8000/v1",
    "http://a@b@127.0.0.1:8000/v1", "http://127.1:8000/v1", "http://2130706433:8000/v1", "http://0x7f.1:8000/v1",
    "http://127.0.0.1.:8000/v1", "http://relay example/v1", "http://", "http:///", "http://?", f"{HOST}/v1/../v2",
    f"{HOST}/./v1/.", f"{HOST}/%2e%2e/v1", f"{HOST}/a b/v1", f"{HOST}/\u4f60\u597d/v1", f"{HOST}/v1%20", f"{HOST}/%zz/v1",
    f"{HOST}/v1;x=1", f"{HOST}/v1|a", f"{HOST}/{{v1}}", f"{HOST}/[v1]", f"{HOST}/v1^`", f"{HOST}/v1'\"", f"{HOST}/V1",
    f"{HOST}/v1\\", f"{HOST}/~user/v1!$&*()+,=:@", f"{HOST}/v1\u3000", f"{HOST}/v1?q=\u4f60 'x'\"<>`{{}}|^\\",
)  # fmt: skip

AUTH_FILES: Mapping[str, str | None] = {
    "none": None,
    "apikey": json.dumps({"auth_mode": "apikey", "OPENAI_API_KEY": "sk-auth"}),
    "plain": json.dumps({"OPENAI_API_KEY": "sk-auth"}),
    "more": json.dumps({"OPENAI_API_KEY": "sk-auth", "tokens": None, "last_refresh": None, "note": 1}),
    "empty": json.dumps({"OPENAI_API_KEY": ""}),
    "blank": json.dumps({"OPENAI_API_KEY": "  "}),
    "newline": json.dumps({"OPENAI_API_KEY": "sk-auth\n"}),
    "spaces": json.dumps({"OPENAI_API_KEY": " sk-auth "}),
    "null": json.dumps({"OPENAI_API_KEY": None}),
    "number": json.dumps({"OPENAI_API_KEY": 5}),
    "lower": json.dumps({"openai_api_key": "sk-auth"}),
    "braces": "{}",
    "mode-case": json.dumps({"auth_mode": "ApiKey", "OPENAI_API_KEY": "sk-auth"}),
    "mode-underscore": json.dumps({"auth_mode": "api_key", "OPENAI_API_KEY": "sk-auth"}),
    "mode-chatgpt": json.dumps({"auth_mode": "chatgpt", "OPENAI_API_KEY": "sk-auth"}),
    "mode-null": json.dumps({"auth_mode": None, "OPENAI_API_KEY": "sk-auth"}),
    "mode-alone": json.dumps({"auth_mode": "apikey"}),
    "mode-number": json.dumps({"auth_mode": 1, "OPENAI_API_KEY": "sk-auth"}),
    "bom": "\ufeff" + json.dumps({"OPENAI_API_KEY": "sk-auth"}),
    "comma": '{"OPENAI_API_KEY": "sk-auth",}',
    "quotes": "{\u201cOPENAI_API_KEY\u201d: \u201csk-auth\u201d}",
    "void": "",
    "list": '["sk-auth"]',
    "text": '"sk-auth"',
    "twice": '{"OPENAI_API_KEY": "sk-a", "OPENAI_API_KEY": "sk-b"}',
    "comment": '// key\n{"OPENAI_API_KEY": "sk-auth"}',
    "trailing": '{"OPENAI_API_KEY": "sk-auth"} x',
    "tokens-text": json.dumps({"OPENAI_API_KEY": "sk-auth", "tokens": "x"}),
    "tokens-empty": json.dumps({"OPENAI_API_KEY": "sk-auth", "tokens": {}}),
    "refresh-bad": json.dumps({"OPENAI_API_KEY": "sk-auth", "last_refresh": "yesterday"}),
    "nonascii": json.dumps({"OPENAI_API_KEY": "sk-\u4f60"}, ensure_ascii=False),
}

VALUES = (
    KEY,
    "",
    " ",
    f" {KEY}",
    f"{KEY} ",
    f"{KEY}\n",
    f"{KEY}\r\n",
    f"\n{KEY}",
    "a\tb",
    "a\x01b",
    f'"{KEY}"',
    f"Bearer {KEY}",
    "sk-\u4f60",
    f"{KEY}\u200b",
    "\x7f",
    "\u00a0",
)

DOTENVS: Mapping[str, str] = {
    "plain": "RK=sk-file\n", "export": "export RK=sk-file\n", "single": "RK='sk-file'\n", "double": 'RK="sk-file"\n',
    "crlf": "RK=sk-file\r\nB=1\r\n", "comment": "# a\nRK=sk-file # b\n", "tight": "RK=sk-file#b\n", "spaces": "RK = sk-file \n",
    "indent": "  RK=sk-file\n", "twice": "RK=sk-one\nRK=sk-file\n", "empty": "RK=\n", "dollar": "RK=sk-$HOME\n",
    "braces": "A=b\nRK=sk-${A}x\n", "literal": "RK='sk-$HOME'\n", "escaped": "RK=sk-\\$HOME\n", "junk": "this is junk\nRK=sk-file\n",
    "two-words": "RK=sk file\n", "bom": "\ufeffRK=sk-file\n", "colon": "RK: sk-file\n", "set": "set RK=sk-file\n",
    "unclosed": 'RK="sk-file\nB=1\n', "after-unclosed": 'B="x\nRK=sk-file\n', "multi": 'RK="sk-a\nsk-b"\n', "quoted-newline": 'RK="sk-a\\nb"\n',
    "codex": "CODEX_API_KEY=sk-file\n", "no-newline": "RK=sk-file", "null": "RK\n", "dotted": "R.K=1\nRK=sk-file\n", "dash": "R-K=1\nRK=sk-file\n",
    "glued": "RK='sk-'file\n", "lower": "rk=sk-file\n", "unicode": "RK=sk-\u4f60\n", "undefined": "RK=sk-$NO_SUCH\n", "digit": "1A=b\nRK=sk-file\n",
    "backslash": "RK=sk-a\\b\n", "dq-dollar": 'RK="sk-$HOME"\n', "colon-default": "RK=sk-${NO:-x}\n", "tab": "RK=\tsk-file\n", "export-tab": "export\tRK=sk-file\n",
    "equals": "RK=sk=file==\n", "hash-first": "RK=#x\n", "late-bad": "RK=sk-file\nB='x\n", "openai": "OPENAI_API_KEY=sk-file\n",
}  # fmt: skip


@dataclass
class Draft:
    """A situation in the making: the tables of config.toml, and what stands beside it."""

    top: dict[str, Any] = field(default_factory=lambda: {"model": "gpt-x", "model_provider": "x"})
    provider: dict[str, Any] = field(
        default_factory=lambda: {
            "name": "Relay",
            "base_url": f"{HOST}/v1",
            "env_key": "RK",
            "request_max_retries": 0,
            "stream_max_retries": 0,
        }
    )
    provider_id: str = "x"
    tail: str = ""
    auth: str | None = None
    env: dict[str, str] = field(default_factory=lambda: {"RK": KEY})
    files: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    repository: bool = False

    def without(self, *keys: str) -> Draft:
        """Take keys out of the provider's table."""
        for key in keys:
            self.provider.pop(key, None)
        return self

    def case(self, name: str, version: str) -> Case:
        """Return the situation as a case without its outcome."""
        return Case(
            id=name, version=version, rc=0, error="", asked=None, auth=self.auth, env=self.env, files=self.files,
            argv=("exec", "--skip-git-repo-check", *self.words, "ping"), config=self.config(), home=HOME, work=WORK,
            setup="git init -q ." if self.repository else "",
        )  # fmt: skip

    def config(self) -> str:
        """Return config.toml."""
        lines = [f"{key} = {toml(value)}" for key, value in self.top.items()]
        if self.provider:
            lines.append(f"[model_providers.{toml(self.provider_id)}]")
            lines += [f"{key} = {toml(value)}" for key, value in self.provider.items()]
        return "\n".join(lines) + "\n" + self.tail


def toml(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(key)} = {toml(held)}" for key, held in value.items()) + " }"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


def singles(version: str) -> Iterator[Case]:
    """Yield one situation for every form of every thing, the rest being as it should be."""
    for place, url in enumerate(BASE_URLS):
        draft = Draft()
        draft.provider["base_url"] = url
        yield draft.case(f"url/{place}/{url}", version)
    for name, auth in AUTH_FILES.items():
        draft = Draft(auth=auth).without("env_key")
        draft.provider["requires_openai_auth"] = True
        yield draft.case(f"auth/{name}", version)
    for place, value in enumerate(VALUES):
        yield Draft(env={"RK": value}).case(f"key/{place}", version)
        draft = Draft(env={"CODEX_API_KEY": value, "OPENAI_API_KEY": value}).without("env_key")
        draft.provider["requires_openai_auth"] = True
        yield draft.case(f"variables/{place}", version)
        draft = Draft().without("env_key")
        draft.provider["experimental_bearer_token"] = value
        yield draft.case(f"token/{place}", version)
        draft = Draft(env={"RK": KEY, "H": value})
        draft.provider |= {
            "http_headers": {"X-Api-Key": value, "X-A": "b"},
            "env_http_headers": {"Api-Key": "H", "X-A": "H"},
        }
        yield draft.case(f"headers/{place}", version)
    for name, text in DOTENVS.items():
        yield Draft(env={}, files={".codex/.env": text}).case(f"dotenv/{name}", version)
    for name, text in DOTENVS.items():
        if name in {"plain", "empty", "codex", "openai"}:
            yield Draft(env={"RK": "sk-shell"}, files={".codex/.env": text}).case(
                f"dotenv-over/{name}", version
            )
    for name, draft in several().items():
        yield draft.case(f"other/{name}", version)


def several() -> dict[str, Draft]:
    """Return situations that are not forms of one thing: layers, ids, words on the command line."""
    from oracle.situations import SITUATIONS  # it makes drafts of this module

    return {name: make() for name, make in SITUATIONS.items()}


def mixed(version: str, seed: int, count: int) -> Iterator[Case]:
    """Yield `count` situations in which several things take a form of their own."""
    chance = random.Random(f"{seed}/{version}")  # noqa: S311 -- situations, not secrets
    for number in range(count):
        draft = Draft()
        draft.provider["base_url"] = chance.choice(BASE_URLS)
        draft.auth = chance.choice(list(AUTH_FILES.values()))
        draft.env = {
            n: chance.choice(VALUES)
            for n in ("RK", "CODEX_API_KEY", "OPENAI_API_KEY", "H")
            if chance.random() < 0.5
        }
        if chance.random() < 0.6:
            draft.without("env_key")
        if chance.random() < 0.5:
            draft.provider["requires_openai_auth"] = chance.random() < 0.8
        if chance.random() < 0.25:
            draft.provider["experimental_bearer_token"] = chance.choice(VALUES)
        if chance.random() < 0.3:
            draft.provider["http_headers"] = {
                chance.choice(("Authorization", "x-api-key", "X-Bad Name")): chance.choice(VALUES)
            }
        if chance.random() < 0.3:
            draft.provider["env_http_headers"] = {
                chance.choice(("authorization", "X-Api-Key")): chance.choice(("H", "RK", "NONE"))
            }
        if chance.random() < 0.2:
            draft.provider["query_params"] = {
                "api-version": chance.choice(("2025-04-01", "a b", "\u4f60", "x&y=z#"))
            }
        if chance.random() < 0.3:
            draft.files[".codex/.env"] = chance.choice(list(DOTENVS.values()))
        _layers(draft, chance)
        yield draft.case(f"mixed/{number}", version)


def _layers(draft: Draft, chance: random.Random) -> None:
    if chance.random() < 0.2:
        draft.words += ("-m", chance.choice(("opt", "O P T", "gpt-5.4")))
    if chance.random() < 0.2:
        draft.words += (
            "-c",
            chance.choice(('model="over"', "model=bare", f"model_providers.x.base_url={HOST}/over")),
        )
    if chance.random() < 0.2:
        draft.files["/etc/codex/config.toml"] = chance.choice(
            ('model = "system"\n', 'review_model = "a"\n', 'model_provider = "z"\n')
        )
    if chance.random() < 0.1:
        draft.files["/etc/codex/managed_config.toml"] = 'model = "managed"\n'
    if chance.random() < 0.3:
        draft.repository = chance.random() < 0.5
        draft.files[str(WORK / ".codex/config.toml")] = chance.choice(
            ('model = "project"\n', f'[model_providers.x]\nbase_url = "{HOST}/project"\n')
        )
        draft.tail = f'[projects."{WORK}"]\ntrust_level = "{chance.choice(("trusted", "untrusted"))}"\n'
    if chance.random() < 0.15:
        draft.provider["wire_api"] = chance.choice(("responses", "chat", "Responses", ""))
    if chance.random() < 0.2:
        del draft.top["model"]
