"""Homes that are broken in one or two places, and what must be left of them after mending."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PORT = 8765
KEY = "sk-relay-3fd0a1b2c4d5e6f7"
MODELS = ("gpt-5.4", "gpt-5.5", "gpt-5.2")

GOOD = f"""# my codex, since 2024
model = "gpt-5.4" # the good one
model_provider = "relay"
approval_policy = "on-request"
sandbox_mode = 'read-only'

# the company's relay
[model_providers.relay]
name = "Relay" # its name
base_url = "http://127.0.0.1:{PORT}"
env_key = "RELAY_KEY"
wire_api = "responses"

# tools
[mcp_servers.docs]
command = "true"   # nothing yet
args = ["-y", 'x'] # [quoted]
enabled = false

[tui]
# seen on the train
theme = "dracula"

# the end
"""


@dataclass(frozen=True, slots=True)
class Broken:
    """One home. `edited` are the lines of GOOD that the fault or its mending may change.

    `rule` names the finding that must remain, with what only the user can do, where Codex cannot be made
    to work without them.
    """

    config: str | bytes
    edited: tuple[str, ...] = ()
    dotenv: str | None = None
    auth: str | None = None
    env: Mapping[str, str] = field(default_factory=lambda: {"RELAY_KEY": KEY})
    rule: str | None = None
    routes: str = "root"
    words: tuple[str, ...] = ()


def swapped(old: str, new: str, *more: str, **rest: object) -> Broken:
    """Return GOOD with `old` replaced by `new`; the lines with `old` and those named in `more` may change."""
    assert old in GOOD, old
    lines = tuple(
        line for line in GOOD.split("\n") if any(part in line for part in (*old.split("\n"), *more) if part)
    )
    return Broken(GOOD.replace(old, new), lines, **rest)  # type: ignore[arg-type]


URL = f'base_url = "http://127.0.0.1:{PORT}"'
HOST = f"http://127.0.0.1:{PORT}"
WIRE = 'wire_api = "responses"'
ENV_KEY = 'env_key = "RELAY_KEY"'
MODEL = 'model = "gpt-5.4" # the good one\n'
PROVIDER = 'model_provider = "relay"\n'
NAME = 'name = "Relay" # its name\n'
HEADER = "[model_providers.relay]\n"
NO_ENV: Mapping[str, str] = {}


def url(value: str, **rest: object) -> Broken:
    """Return GOOD with another base_url."""
    return swapped(URL, f'base_url = "{value}"', **rest)


HOMES: dict[str, Broken] = {
    "nothing": Broken(GOOD),
    # wire_api
    "chat": swapped(WIRE, 'wire_api = "chat"'),
    "Responses": swapped(WIRE, 'wire_api = "Responses"'),
    "no wire_api in it": swapped(WIRE, 'wire_api = ""'),
    # base_url
    "stray v1": url(f"{HOST}/v1"),
    "v1 lacking": url(HOST, routes="v1"),
    "v1 twice": url(f"{HOST}/v1/v1", routes="v1"),
    "pasted endpoint": url(f"{HOST}/responses"),
    "pasted chat endpoint": url(f"{HOST}/v1/chat/completions", routes="v1"),
    "blank behind": url(f"{HOST} "),
    "no-break space behind": url(f"{HOST}\u00a0"),
    "zero width": url(f"{HOST}/\u200b"),
    "full-width colon": url(HOST.replace("http:", "http：")),
    "no scheme": url(HOST.removeprefix("http://")),
    "query": url(f"{HOST}?x=1"),
    "fragment": url(f"{HOST}/#api"),
    "baseurl": swapped(URL, URL.replace("base_url", "baseurl")),
    "baseURL": swapped(URL, URL.replace("base_url", "baseURL")),
    "placeholder in the URL": url("http://<your-relay>/v1", rule="base-url-placeholder"),
    "no base_url": swapped(f"{URL}\n", "", rule="base-url-missing"),
    # the provider
    "no name": swapped(NAME, ""),
    "empty name": swapped('"Relay" # its name', '"" # its name'),
    "reserved id": swapped("relay", "openai", HEADER, PROVIDER),
    "undefined provider": swapped(PROVIDER, 'model_provider = "relya"\n'),
    "provider in another case": swapped(PROVIDER, 'model_provider = "Relay"\n'),
    "singular table": swapped("[model_providers.", "[model_provider."),
    "keys at the top": swapped(f"{URL}\n", "", "sandbox").__class__(
        GOOD.replace(f"{URL}\n", "").replace("sandbox_mode", f"{URL}\nsandbox_mode"), (URL,)
    ),
    # the model
    "short name": swapped("gpt-5.4", "gpt-5"),
    "case": swapped("gpt-5.4", "GPT-5.4"),
    "blank in the model": swapped("gpt-5.4", "gpt-5.4 "),
    "typo in the model": swapped("gpt-5.4", "gtp-5.4", rule="model-unknown"),
    "no model": swapped(MODEL, "", rule="model-unknown"),
    "empty model": swapped('"gpt-5.4"', '""', rule="model-empty"),
    "model at the end": Broken(GOOD.replace(MODEL, "") + MODEL, (MODEL.strip(),)),
    "provider at the end": Broken(GOOD.replace(PROVIDER, "") + PROVIDER, (PROVIDER.strip(),)),
    "model under the provider": Broken(GOOD.replace(MODEL, "").replace(WIRE, WIRE + "\n" + MODEL.strip()), (MODEL.strip(),)),
    "model under features": Broken(GOOD.replace(MODEL, "") + "[features]\n" + MODEL, (MODEL.strip(),)),
    # the key
    "key not set": Broken(GOOD, env=NO_ENV, rule="env-key-unset"),
    "key blank": Broken(GOOD, env={"RELAY_KEY": " "}, rule="env-key-unset"),
    "key in .env": Broken(GOOD, env=NO_ENV, dotenv=f"RELAY_KEY={KEY}\n"),
    "mark before the key in .env": Broken(GOOD, env=NO_ENV, dotenv=f"\ufeffRELAY_KEY={KEY}\n# mine\n"),
    "empty key in .env": Broken(GOOD, dotenv="# mine\nRELAY_KEY=\nOTHER=1\n"),
    "key pasted into env_key": swapped(ENV_KEY, f'env_key = "{KEY}"'),
    "dollar in env_key": swapped(ENV_KEY, 'env_key = "$RELAY_KEY"'),
    "env_key in small letters": swapped(ENV_KEY, 'env_key = "relay_key"'),
    "the tutorial": Broken(
        GOOD.replace(ENV_KEY, "requires_openai_auth = true").replace('"Relay" # its name', '"OpenAI" # its name'),
        (ENV_KEY, NAME.strip()),
        env={"OPENAI_API_KEY": KEY},
    ),
    "neither key nor login": swapped(f"{ENV_KEY}\n", "", env={"OPENAI_API_KEY": KEY}, rule="key-missing"),
    "auth.json with a comma": swapped(
        ENV_KEY, "requires_openai_auth = true", env=NO_ENV, auth=f'{{"OPENAI_API_KEY": "{KEY}",}}'
    ),
    "auth.json with a mark": swapped(
        ENV_KEY, "requires_openai_auth = true", env=NO_ENV, auth=f'\ufeff{{"OPENAI_API_KEY": "{KEY}"}}'
    ),
    "auth.json with another mode": swapped(
        ENV_KEY, "requires_openai_auth = true", env=NO_ENV, auth=f'{{"auth_mode": "api_key", "OPENAI_API_KEY": "{KEY}"}}'
    ),
    "auth.json with another name": swapped(
        ENV_KEY, "requires_openai_auth = true", env=NO_ENV, auth=f'{{"openai_api_key": "{KEY}"}}'
    ),
    "auth.json but no requires_openai_auth": swapped(f"{ENV_KEY}\n", "", env=NO_ENV, auth=f'{{"OPENAI_API_KEY": "{KEY}"}}'),
    "wrong key": Broken(GOOD, env={"RELAY_KEY": "sk-wrong-0123456789"}, rule="key-rejected"),
    # what is not TOML
    "curly quotes": swapped('"gpt-5.4" #', "“gpt-5.4” #"),
    "no quotes": swapped('"gpt-5.4" #', "gpt-5.4 #"),
    "open quote": swapped(f'{HOST}"', HOST),
    "YAML": swapped(PROVIDER, "model_provider: relay\n"),
    "comma": swapped(WIRE, f"{WIRE},"),
    "open header": swapped(HEADER, "[model_providers.relay\n"),
    "key twice": swapped(MODEL, f'{MODEL}model = "gpt-5.4"\n'),
    "table twice": Broken(GOOD + f'\n[model_providers.relay]\nname = "Relay"\n{WIRE}\n'),
    "two values": swapped(MODEL, f'{MODEL}model = "gpt-5.2"\n', rule="config-key-twice"),
    "two choices, one of them defined": swapped(PROVIDER, f'{PROVIDER}model_provider = "other"\n'),
    "Windows path": swapped('command = "true"   #', 'command = "C:\\Users\\me\\true.exe"   #'),
    "fence": Broken(f"```toml\n{GOOD}```\n"),
    "UTF-16": Broken(GOOD.encode("utf-16")),
    "line ends of an old Mac": Broken(GOOD.replace("\n", "\r")),
    "full-width equals": swapped(WIRE, WIRE.replace("=", "＝")),
    # other keys
    "legacy profile": Broken('profile = "work"\n' + GOOD + '\n[profiles.work]\nmodel = "gpt-5.5"\n'),
    "untrusted": swapped('"on-request"', '"untrusted"', rule="setting-value-retired"),
    "a number in quotes": swapped(WIRE, f'{WIRE}\nstream_max_retries = "1"'),
    "a server without transport": swapped('command = "true"   # nothing yet\nargs = ["-y", \'x\'] # [quoted]\n', "startup_timeout_sec = 5\n", rule="mcp-transport-missing"),
    "the wrong word for a policy": swapped("'read-only'", "'readonly'"),
    # pasted from elsewhere
    "a Markdown link": url(f"[{HOST}]({HOST})"),
    "a terminal's page": Broken(f"mkdir -p ~/.codex\ncat > ~/.codex/config.toml << 'EOF'\n{GOOD}EOF\nexport OTHER=1\n"),
    "a quotation": Broken("".join(f"> {line}\n" for line in GOOD.splitlines())),
    "an open array": swapped("args = [\"-y\", 'x'] # [quoted]", "args = [\n  \"-y\",\n  'x' # [quoted]"),
    "GBK": Broken(f"# 我的配置，中转站\n{GOOD}".encode("gbk")),
    "the profile chose the provider": Broken(
        GOOD.replace(MODEL, 'profile = "work"\n').replace(PROVIDER, "") + f"\n[profiles.work]\n{MODEL}{PROVIDER}",
        (MODEL.strip(), PROVIDER.strip()),
    ),
    "a list of providers": Broken(GOOD.replace(HEADER, '[[model_providers]]\nid = "relay"\n'), (HEADER.strip(),)),
    "https to a port that speaks http": url(HOST.replace("http", "https")),
    "the address twice": url(HOST + HOST),
    "a command in a list": swapped("command = \"true\"   # nothing yet\nargs = [\"-y\", 'x'] # [quoted]", "command = [\"true\", \"-y\", 'x'] # [quoted]", "nothing yet"),
    "a credential command in a list": swapped(ENV_KEY, f'auth = {{ command = ["echo", "{KEY}"] }}', env=NO_ENV),
    "a switch for a word": swapped(MODEL, f"{MODEL}web_search = true\n"),
    "retries below zero": swapped(WIRE, f"{WIRE}\nrequest_max_retries = -1\nstream_idle_timeout_ms = -1"),
    "a key without a name in .env": Broken(GOOD, env=NO_ENV, dotenv=f"# mine\nOTHER=1\n{KEY}\n"),
    "the table's name for the choice": swapped(PROVIDER, 'model_providers = "relay"\n'),
    "the choice by another name": swapped(PROVIDER, 'provider = "relay"\n'),
    "the header in quotes": swapped(HEADER, '["model_providers.relay"]\n'),
    "a header with a slash": swapped(HEADER, "[model_providers/relay]\n"),
    "a header without its first bracket": swapped(HEADER, "model_providers.relay]\n"),
    "a value on the next line": swapped(URL, URL.replace("= ", "=\n  ")),
    "a remark behind a value": swapped(MODEL, 'model = "gpt-5.4" (the best)\n'),
    "Bearer in .env": Broken(GOOD, env=NO_ENV, dotenv=f"RELAY_KEY=Bearer {KEY}\n"),
    "a variable of the same owner": Broken(GOOD, (ENV_KEY,), env=NO_ENV, dotenv=f"RELAY_API_TOKEN={KEY}\n"),
    "a variable in the address": url("$RELAY_URL/v1", env={"RELAY_KEY": KEY, "RELAY_URL": HOST}, routes="v1"),
    "a separator lost": swapped("gpt-5.4", "gpt5.4"),
    "a duration and a switch": swapped(WIRE, 'wire_api = true\nstream_idle_timeout_ms = "5m"'),
    "a conflict of two sides": swapped(MODEL, f'<<<<<<< HEAD\n{MODEL}=======\nmodel = "gpt-5.2"\n>>>>>>> other\n', rule="config-not-toml"),
    "nothing behind the equals sign": swapped(MODEL, f"{MODEL}model_verbosity =\n", rule="config-not-toml"),
    "half a quote in .env": Broken(GOOD, env=NO_ENV, dotenv=f'# mine\nrelay_key="{KEY}\n'),
    "model and provider exchanged": swapped(
        MODEL + PROVIDER, 'model = "relay" # the good one\nmodel_provider = "gpt-5.4"\n'
    ),
    "address and variable exchanged": swapped(f"{URL}\n{ENV_KEY}", f'base_url = "RELAY_KEY"\nenv_key = "{HOST}"'),
    "address and name exchanged": swapped(f"{NAME}{URL}", f'name = "{HOST}" # its name\nbase_url = "Relay"'),
    "a variable as a program reads it": swapped(ENV_KEY, 'env_key = "process.env.RELAY_KEY"'),
    "the provider by its name": swapped(PROVIDER, f'model_provider = "{HOST}/"\n'),
    "a provider in the place of the choice": swapped(PROVIDER, "", HEADER).__class__(
        GOOD.replace(PROVIDER, "").replace(HEADER, "[model_provider]\n"), (PROVIDER.strip(), HEADER.strip())
    ),
    "the key under another name": swapped(ENV_KEY, f'bearer_token = "{KEY}"', env=NO_ENV),
    "words around the address": url(f"POST {HOST}/v1/responses", routes="v1"),
    "a hyphen in .env": Broken(GOOD, env=NO_ENV, dotenv=f"# mine\nRELAY-KEY={KEY}\n"),
    "a key on the next line of .env": Broken(GOOD, env=NO_ENV, dotenv=f"RELAY_KEY=\n{KEY}\n"),
    "line ends of an old Mac in .env": Broken(GOOD, env=NO_ENV, dotenv=f"# mine\rRELAY_KEY={KEY}\r"),
    "auth.json in a fence": swapped(
        ENV_KEY, "requires_openai_auth = true", env=NO_ENV, auth=f'```json\n{{"OPENAI_API_KEY": "{KEY}" "x": 1}}\n```\n'.replace('" "x', '",\n "x')
    ),
    "auth.json of another program": swapped(
        ENV_KEY, "requires_openai_auth = true", env=NO_ENV, auth=f'{{"auth": {{"OPENAI_API_KEY": "{KEY}"}}, "name": "relay"}}'
    ),
    "a chat's answer": Broken(f"Here's your file:\n\n```toml\n{GOOD}```\n\nRestart Codex!\n"),
    "a page's source": Broken(f"<pre>{GOOD}</pre>\n".replace("# the company's", "# the company&#39;s").replace('"', "&quot;")),
    "Windows-1252": Broken(f"# für mich\n{GOOD}".encode("cp1252")),
    "a variable that is no text": swapped("enabled = false", "enabled = false\nenv = { DEBUG = true }"),
    "a variable in a table": swapped(ENV_KEY, 'env_key = { type = "env", name = "RELAY_KEY" }'),
    "a variable as a way to log in": swapped(ENV_KEY, 'auth = { type = "env", var = "RELAY_KEY" }'),
    "auth.json holds the variable": Broken(GOOD, env=NO_ENV, auth=f'{{"RELAY_KEY": "{KEY}"}}'),
    "a slip of false": swapped("enabled = false", "enabled = flase"),
    "the settings in a table": Broken("[general]\n" + GOOD.replace('approval_policy = "on-request"\n', "").replace("sandbox_mode = 'read-only'\n", ""), ('approval_policy = "on-request"', "sandbox_mode = 'read-only'")),
    "EUC-JP": Broken(f"# 会社のリレーです、触らないで\n{GOOD}".encode("euc_jp")),
    "an address out of a query": url("http%3A%2F%2F127.0.0.1%3A8765"),
    "a placeholder behind the key": Broken(GOOD, env=NO_ENV, dotenv=f"RELAY_KEY={KEY}\n# mine\nRELAY_KEY=your-api-key\n"),
    "a provider without its header": Broken(
        GOOD.replace(HEADER, "").replace("# the company's relay\n", ""), ("# the company's relay", HEADER.strip(), NAME.strip(), URL, ENV_KEY, WIRE)
    ),
    "a table of another name": swapped(HEADER, "[relay_provider]\n"),
    "the variable under another name": swapped(ENV_KEY, 'api_key = "RELAY_KEY"'),
    "a name for the variable": swapped(ENV_KEY, 'key_env = "RELAY_KEY"'),
    "an address with another in reserve": url(f"${{RELAY_URL:-{HOST}}}"),
    "a variable in the place of a header's": swapped(ENV_KEY, 'env_http_headers = { Authorization = "Bearer RELAY_KEY" }'),
    "an object in .env": Broken(GOOD, env=NO_ENV, dotenv=f"# mine\n{{ RELAY_KEY: '{KEY}' }}\n"),
    "echo in .env": Broken(GOOD, env=NO_ENV, dotenv=f'# mine\necho "RELAY_KEY={KEY}" >> ~/.codex/.env\n'),
    "several in a line of .env": Broken(GOOD, env=NO_ENV, dotenv=f"export A=1 RELAY_KEY={KEY} B=2\n"),
    "the address under another name": swapped(URL, f'api_host = "{HOST}"'),
    "the built-in provider's address in a table": swapped(URL, f'openai_base_url = "{HOST}"'),
    "the key beside its variable": swapped(ENV_KEY, f'{ENV_KEY}\napi_key = "{KEY}"', env=NO_ENV),
    "a variable in the model": swapped("gpt-5.4", "${MODEL}", env={"RELAY_KEY": KEY, "MODEL": "gpt-5.4"}),
    "signs of cmd in .env": Broken(GOOD, env=NO_ENV, dotenv=f"%RELAY_KEY%={KEY}\n# mine\n"),
    "a comma before the port": url(HOST.replace(":8765", ",8765")),
    "nothing in another language": swapped(WIRE, f"{WIRE}\nsupports_websockets = null"),
    "a header for a key": swapped(ENV_KEY, f'Authorization = "Bearer {KEY}"', env=NO_ENV),
    "a command cut short": swapped(ENV_KEY, f'auth = {{ cmd = "echo", args = ["{KEY}"] }}', env=NO_ENV),
    # two at once
    "chat and v1": swapped(f"{URL}\n{ENV_KEY}\n{WIRE}", f'{URL[:-1]}/v1"\n{ENV_KEY}\nwire_api = "chat"'),
    "curly and short": swapped('"gpt-5.4" #', "“gpt-5” #"),
    "no name and reserved": Broken(
        GOOD.replace(NAME, "").replace('"relay"', '"openai"').replace(".relay]", ".openai]"), (NAME.strip(), HEADER.strip(), PROVIDER.strip())
    ),
    "UTF-16 and chat": Broken(GOOD.replace(WIRE, 'wire_api = "chat"').encode("utf-16"), (WIRE,)),
    "fence and no quotes": Broken(f"```\n{GOOD.replace(MODEL, 'model = gpt-5.4 # the good one' + chr(10))}```\n", (MODEL.strip(),)),
    "typo and v1": Broken(GOOD.replace("gpt-5.4", "gtp-5.4").replace(HOST, f"{HOST}/v1"), (MODEL.strip(), URL), rule="model-unknown"),
    "model at the end and twice the table": Broken(
        GOOD.replace(MODEL, "") + MODEL + '\n[tui]\ntheme = "dracula"\n', (MODEL.strip(),)
    ),
    "Windows line ends and chat": Broken(GOOD.replace(WIRE, 'wire_api = "chat"').replace("\n", "\r\n"), (WIRE,)),
    "wrong case and blank": Broken(GOOD.replace("gpt-5.4", "GPT-5.4 ").replace(HOST, f"{HOST} "), (MODEL.strip(), URL)),
    "no equals and chat": Broken(
        GOOD.replace(WIRE, 'wire_api = "chat"').replace(PROVIDER, 'model_provider "relay"\n'), (WIRE, PROVIDER.strip())
    ),
}  # fmt: skip
