"""Homes with a key in every holder and in every ill-chosen place, and the search for what got out of them."""

from __future__ import annotations

import functools
import html
import json
import urllib.parse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

KEY = "sk-Q7w2Zx9Lr4Tb8Nm3Vk6Hd1Fs5Jp0"
"""The key that shows what it is."""

ODD = {
    "no shape": "Qz7!Lr4#Tb8Nm3/Vk6Hd==Kp",
    "letters and digits": "7f3kq9zt2mxw8b4vn6rh",
    "eight": "q7Zx9Lr4",
    "eleven": "q7Zx9Lr4Tb8",
    "unicode": "ключ-七七Zx9Lr4Tb8Nm3",
    "blanks": "q7Zx 9Lr4Tb8 Nm3Vk6",
    "quotes": "q7Zx'9Lr\"4Tb8\\Nm3Vk6",
    "line break": "q7Zx9Lr4Tb8\nNm3Vk6Hd1Fs5",
}
"""Keys that only their place gives away."""


def toml(text: str) -> str:
    """Return `text` as a TOML string."""
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Home:
    """One home: `@URL@` stands for the gateway. `key` is what must show nowhere; `words` go to the command."""

    config: str
    key: str = KEY
    dotenv: str = ""
    auth: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def build(self, home: Path, url: str) -> Path:
        """Write the home's files and return where Codex would be started."""
        folder = home / ".codex"
        folder.mkdir(parents=True)
        work = home / "work"
        (work / ".git").mkdir(parents=True)
        named = {".codex/config.toml": self.config, ".codex/.env": self.dotenv, ".codex/auth.json": self.auth}
        for name, text in {**named, **self.files}.items():
            if text:
                file = home / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text.replace("@URL@", url).replace("@WORK@", str(work)))
        return work


TOP = 'model = "gpt-5.4"\nmodel_provider = "relay"\n'
BASE = 'name = "Relay"\nbase_url = "@URL@"\n'
TABLE = "[model_providers.relay]\n" + BASE
SECOND = '\n[model_providers.second]\nname = "Second"\nbase_url = "@URL@/v1"\nenv_key = "SECOND_KEY"\n'
GOOD = f'{TOP}\n{TABLE}env_key = "RELAY_KEY"\n{SECOND}'
"""A home that works, with a second provider to switch to."""

TRUST = '\n[projects."@WORK@"]\ntrust_level = "trusted"\n'
OTHER = {"RELAY_KEY": "sk-other-0123456789", "SECOND_KEY": "sk-other-9876543210"}
RELAY = {"RELAY_KEY": KEY, "SECOND_KEY": KEY}


def login(key: str) -> str:
    """Return an auth.json that holds a ChatGPT login, every token of which is `key`."""
    tokens = {"id_token": f"e30.e30.{key}", "access_token": key, "refresh_token": key, "account_id": "acc"}
    return json.dumps(
        {
            "auth_mode": "chatgpt",
            "OPENAI_API_KEY": None,
            "tokens": tokens,
            "last_refresh": "2026-01-01T00:00:00Z",
        }
    )


def holders(key: str) -> Iterator[tuple[str, Home]]:
    """Yield homes in which `key` is where a key belongs."""
    quoted = toml(key)
    official = TOP + TABLE + "requires_openai_auth = true\n" + SECOND

    def table(line: str, more: str = "") -> str:
        return f"{TOP}{TABLE}{line}\n{SECOND}{more}"

    yield "variable", Home(GOOD, key, env={"RELAY_KEY": key, "SECOND_KEY": key})
    yield (
        "variable in small letters",
        Home(GOOD.replace("RELAY_KEY", "relay_key"), key, env={"RELAY_KEY": key}),
    )
    if "\n" not in key:
        yield "dotenv", Home(GOOD, key, dotenv=f"# mine\nRELAY_KEY='{key}'\nSECOND_KEY=\"{key}\"\n")
        yield "dotenv bare", Home(GOOD, key, dotenv=f"export RELAY_KEY={key}\nRELAY_KEY = {key}\n")
        yield (
            "dotenv of another name",
            Home(GOOD.replace("RELAY_KEY", "MINE"), key, dotenv=f"\ufeffMINE={key}\n"),
        )
    yield "auth.json", Home(official, key, auth=json.dumps({"OPENAI_API_KEY": key}))
    yield "auth.json without need", Home(TOP + TABLE + SECOND, key, auth=json.dumps({"OPENAI_API_KEY": key}))
    yield "auth.json of another name", Home(official, key, auth=json.dumps({"openai_api_key": key}))
    yield "auth.json broken", Home(official, key, auth=json.dumps({"OPENAI_API_KEY": key})[:-1] + ",}")
    yield "auth.json cut", Home(official, key, auth=json.dumps({"OPENAI_API_KEY": key})[:-2])
    yield "chatgpt", Home(official, key, auth=login(key))
    yield "chatgpt unused", Home(GOOD, key, auth=login(key), env=OTHER)
    yield "token", Home(table(f"experimental_bearer_token = {quoted}"), key)
    yield (
        "token beside env_key",
        Home(GOOD.replace("env_key", f"experimental_bearer_token = {quoted}\nenv_key", 1), key, env=OTHER),
    )
    yield "token of another", Home(GOOD + f"experimental_bearer_token = {quoted}\n", key, env=OTHER)
    for name, scheme in (
        ("Authorization", "Bearer "),
        ("x-api-key", ""),
        ("X-Team", ""),
        ("Cookie", "session="),
    ):
        yield f"header {name}", Home(table(f"http_headers = {{ {toml(name)} = {toml(scheme + key)} }}"), key)
    yield (
        "header table",
        Home(f"{TOP}{TABLE}\n[model_providers.relay.http_headers]\nx-goog-api-key = {quoted}\n{SECOND}", key),
    )
    yield "header variable", Home(table('env_http_headers = { "X-Team" = "TEAM" }'), key, env={"TEAM": key})
    for name in ("api_key", "key", "access_token", "sig"):
        yield f"query {name}", Home(table(f"query_params = {{ {name} = {quoted} }}"), key)
    prints = "\n[model_providers.relay.auth]\ncommand = 'cat'\nargs = ['{}']\n"
    yield (
        "command's output",
        Home(
            table("", prints.replace("{}", "printed")),
            key,
            files={"work/printed": key, ".codex/printed": key},
        ),
    )
    yield (
        "command's arguments",
        Home(
            table("", f"\n[model_providers.relay.auth]\ncommand = 'echo'\nargs = ['--token', {quoted}]\n"),
            key,
        ),
    )
    yield (
        "mcp env",
        Home(GOOD + f'\n[mcp_servers.x]\ncommand = "npx"\nenv = {{ API_KEY = {quoted} }}\n', key, env=OTHER),
    )
    yield (
        "mcp token",
        Home(GOOD + f'\n[mcp_servers.x]\nurl = "https://x.test"\nbearer_token = {quoted}\n', key, env=OTHER),
    )
    yield (
        "mcp headers",
        Home(
            GOOD
            + f'\n[mcp_servers.x]\nurl = "https://x.test"\nhttp_headers = {{ "X-Api-Key" = {quoted} }}\n',
            key,
            env=OTHER,
        ),
    )
    yield (
        "shell environment",
        Home(GOOD + f"\n[shell_environment_policy]\nset = {{ API_KEY = {quoted} }}\n", key, env=OTHER),
    )
    yield (
        "profile file",
        Home(
            GOOD,
            key,
            env=OTHER,
            files={
                ".codex/work.config.toml": f"[model_providers.relay]\nexperimental_bearer_token = {quoted}\n"
            },
            words=("-p", "work"),
        ),
    )
    yield (
        "override",
        Home(GOOD, key, env=OTHER, words=("-c", f"model_providers.relay.experimental_bearer_token={quoted}")),
    )
    yield "top level", Home(f"api_key = {quoted}\nOPENAI_API_KEY = {quoted}\n{GOOD}", key, env=OTHER)
    yield "unknown key", Home(table(f"api_key = {quoted}\napikey = {quoted}"), key, env=OTHER)
    yield "token of a wrong type", Home(table(f"experimental_bearer_token = [{quoted}]"), key)
    if " " not in key and "'" not in key:
        yield (
            "headers of a wrong type",
            Home(table(f"http_headers = {toml('Authorization: Bearer ' + key)}"), key),
        )
    yield (
        "two keys",
        Home(table(f"experimental_bearer_token = {quoted}\nexperimental_bearer_token = {quoted}"), key),
    )
    yield "token on a broken line", Home(table("experimental_bearer_token = " + quoted[:-1]), key)
    yield "token without quotes", Home(table(f"experimental_bearer_token = {key}"), key)
    yield (
        "official variables",
        Home(GOOD, key, env={**OTHER, "OPENAI_API_KEY": key, "CODEX_API_KEY": key, "GITHUB_TOKEN": key}),
    )
    yield (
        "proxy",
        Home(
            GOOD,
            key,
            env={
                **OTHER,
                "HTTPS_PROXY": f"http://ada:{urllib.parse.quote(key)}@127.0.0.1:9",
                "http_proxy": f"http://{urllib.parse.quote(key)}@127.0.0.1:9",
            },
        ),
    )
    yield "cc-switch", Home(
        GOOD, key, env=OTHER,
        files={
            ".cc-switch/config.json": json.dumps({"providers": {"a": {"auth": {"OPENAI_API_KEY": key}}}}),
            ".codex/auth.json.bak": json.dumps({"OPENAI_API_KEY": key}),
            ".codex/config.toml.bak": GOOD + f"experimental_bearer_token = {quoted}\n",
            ".claude/settings.json": json.dumps({"env": {"ANTHROPIC_AUTH_TOKEN": key, "ANTHROPIC_BASE_URL": "@URL@"}}),
        },
    )  # fmt: skip


def absent(key: str, text: str, where: str) -> None:
    """Assert that neither the key nor a telling part of it is in `text`, however written or broken."""
    joined = "".join(text.split())
    for frame in FRAMES:
        joined = joined.replace(frame, "")
    for said in {text, html.unescape(text), urllib.parse.unquote(text), joined}:
        for part in parts(key) if any(gram in said for gram in grams(key)) else spellings(key):
            assert part not in said, f"{where}: …{said[max(0, said.index(part) - 120) :][:240]}…"


FRAMES = "│┃|"
"""What a table or an excerpt puts between the halves of a broken word."""


@functools.cache
def parts(key: str) -> tuple[str, ...]:
    """Return what gives a key away: itself, its lines, and every eight characters of a long one's middle."""
    bare = key.replace("\n", "")
    return (*spellings(key), *{bare[at : at + 8] for at in range(3, len(bare) - 10)})


@functools.cache
def spellings(key: str) -> tuple[str, ...]:
    """Return the whole key as it may be written."""
    whole = {key, json.dumps(key)[1:-1], json.dumps(key, ensure_ascii=False)[1:-1]}
    return tuple(whole | {"".join(each.split()) for each in whole})


@functools.cache
def grams(key: str) -> tuple[str, ...]:
    """Return every fifth four characters of a key: eight in a row hold one of them, and six are sooner looked for."""
    bare = key.replace("\n", "")
    return tuple({bare[at : at + 4] for at in range(3, len(bare) - 3, 5)})
