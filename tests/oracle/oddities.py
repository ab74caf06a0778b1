"""Situations that a slip of the hand makes: a list for a table, faults set by `-c`, headers of the connection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from oracle.matrix import HOST, KEY, Draft
from support.codex import WORK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex.agreement import Case

LISTS = (
    "history = []", 'history = ["none"]', "history = [5]", "[[history]]", '[[history]]\npersistence = "none"', "tools = []", "tools = [true]",
    "sandbox_workspace_write = []", "[[sandbox_workspace_write]]\nnetwork_access = true",
     '[[shell_environment_policy]]\ninherit = "all"', "tui = []", "[[tui]]", "[[tui]]\nnotifications = true",
    "features = []", "[[features]]\nx = true", "notice = []",  "agents = []", "memories = []", "analytics = []",
    "projects = []",  '[projects]\n"/x" = []', '[projects]\n"/x" = ["trusted"]',
    '[projects]\n"/x" = ["no"]', "mcp_servers = []",  '[mcp_servers]\na = ["echo"]', '[[mcp_servers.a]]\ncommand = "echo"',
    '[[mcp_servers]]\ncommand = "echo"', "profiles = []", '[[profiles.w]]\nmodel = "m"', "[profiles]\nw = []", '[profiles]\nw = ["m"]',
    "permissions = []", "skills = []", '[[skills.config]]\npath = "/x"\nenabled = true', "windows = []", "apps = []",
)  # fmt: skip
"""Settings that are a table to Codex, as lists: what follows `=` of one, or headers in double brackets."""

PROVIDERS = (
    "x = []", f'x = ["Relay", "{HOST}/v1"]', f'x = ["Relay", "{HOST}/v1", "RK"]', f'x = ["{HOST}/v1", "Relay"]', "x = [5]", 'x = ["Relay", 5]',
    f'[[model_providers.x]]\nname = "Relay"\nbase_url = "{HOST}/v1"\nenv_key = "RK"', "y = []", 'y = ["Y"]',
    '[[model_providers.y]]\nname = "Y"', f'x = {{ name = "R", base_url = "{HOST}/v1", http_headers = [] }}',
    f'x = {{ name = "R", base_url = "{HOST}/v1", http_headers = [{{ X-A = "b" }}] }}',
    f'x = {{ name = "R", base_url = "{HOST}/v1", query_params = ["a=b"] }}', f'x = {{ name = "R", base_url = "{HOST}/v1", auth = [] }}',
    f'x = {{ name = "R", base_url = "{HOST}/v1", auth = ["echo"] }}', f'x = {{ name = "R", base_url = "{HOST}/v1", auth = [5] }}',
)  # fmt: skip
"""What stands below `[model_providers]`."""

OPTIONS = (
    "model=5", "model=true", "model=[]", "model={}", "model=", 'model="a', "model= spaced ", "model.x=1", "model_provider=5", "model_provider=nope",
    "model_providers=5", "model_providers=[]", "model_providers={}", "model_providers.x=5", "model_providers.x=[]", "model_providers.x={}",
    "model_providers.x.base_url=5", "model_providers.x.wire_api=chat", "model_providers.x.wire_api=Responses",
    "model_providers.x.name=", 'model_providers.x.name=""', "model_providers.x.http_headers=5", "model_providers.x.http_headers.A=5",
    "model_providers.x.env_key=OTHER", "model_providers.x.request_max_retries=-1", 'model_providers.x.request_max_retries="2"',
    "model_providers.x.requires_openai_auth=yes", "model_providers.x.nosuch=1", "model_providers.y.base_url=http://127.0.0.1:8000/v1",
    'model_providers.y.name="Y"', 'model_providers.openai.base_url="http://127.0.0.1:8000/v1"', "history=5", "history=[]", "history=x",
    "history.persistence=bogus", "model_reasoning_effort=bogus", 'model_reasoning_effort=""',
    "sandbox_mode=bogus", "approval_policy=bogus", "approval_policy=5", "features.x=5", "features.x=true", "features=5", "notify=[1]", "notify=x",
    "nosuch=1", "a..b=1", ".model=x", "model.=x", "=x", "model", " model = x", '"model"=x',
    "project_doc_max_bytes=-1", "project_doc_max_bytes=999999999999999999999", "profile=nope", "profile=5", "profiles.w.model=5",
    "mcp_servers.a={}", "mcp_servers.a.command=5", "mcp_servers.a.args=x", "projects./x.trust_level=no", "projects=5",
    "tui=5", "shell_environment_policy.inherit=no", "sandbox_workspace_write=true", "hide_agent_reasoning=5",
    "hide_agent_reasoning=yes", "model=2020-01-01", "model='single'", 'model="dou\\"ble"', 'model="a" # note', "model=a # note",
)  # fmt: skip
"""What follows `-c`."""

NAMES = (
    "Content-Type", "Content-Encoding", "Expect", "Trailer", "Upgrade", "Keep-Alive",
    "Proxy-Connection", "Proxy-Authorization", "User-Agent", "originator", "version", "OpenAI-Beta", "Accept-Encoding",
)  # fmt: skip
SET = {"Host": "other.example:1", "Transfer-Encoding": "chunked", "Connection": "close", "TE": "trailers"}

NULS = {
    "value": "RK=sk-\0file\n",
    "quoted": 'RK="sk-\0file"\n',
    "comment": "# \0\nRK=sk-file\n",
    "name": "R\0K=sk-file\n",
    "codex": "CODEX_THING=a\0b\nRK=sk-file\n",
    "bad-line": "RK=sk file \0\nRK=sk-file\n",
    "later": "RK=sk-file\nOTHER=a\0b\n",
    "only": "\0",
    "end": "RK=sk-file\0\n",
    "taken": "A=a\0b\nRK=sk-file\n",
    "after-bad": "B='x\nA=a\0b\n",
}
"""Files `.env` that hold a NUL, as an editor that writes UTF-16, or a broken disk, leaves them."""


TRIED = frozenset({"0.20.0", "0.160.0", "0.169.0", "0.171.0"})
"""The releases on which these were tried; between them the words of Codex's parser changed several times."""


def oddities(version: str) -> Iterator[Case]:
    """Yield every such situation, for a release on which they were tried."""
    if version not in TRIED:
        return
    for place, text in enumerate(LISTS):
        case = Draft().case(f"list/{place}", version)
        before = not text.startswith("[")
        yield replace(case, config=f"{text}\n{case.config}" if before else f"{case.config}{text}\n")
    for place, text in enumerate(PROVIDERS):
        draft = Draft(provider={}, tail=text if text.startswith("[") else f"[model_providers]\n{text}")
        if not text.startswith(("x", "[[model_providers.x")):
            draft.tail = f'[model_providers]\nx = {{ name = "R", base_url = "{HOST}/v1" }}\n' + text
        yield draft.case(f"list/provider/{place}", version)
    for place, text in enumerate(OPTIONS):
        yield Draft(words=("-c", text)).case(f"option/{place}", version)
    for name, draft in strictly().items():
        draft.words += ("--strict-config",)
        yield draft.case(f"strict/{name}", version)
    yield Draft(words=("-c", "model=5", "-m", "other")).case("option/before-model", version)
    for place, key in enumerate(("sk-auth\\n", "a\\u0001b")):
        draft = Draft(auth=f'{{"OPENAI_API_KEY": "{key}"}}').without("env_key")
        draft.provider |= {"requires_openai_auth": True, "wire_api": "responses"}
        yield draft.case(f"login/{place}", version)
    yield from connections(version)
    for name, text in NULS.items():
        env = {"A": "set"} if name == "taken" else {"RK": KEY} if name in {"later", "after-bad"} else {}
        yield Draft(env=env, files={".codex/.env": text}).case(f"nul/{name}", version)


def connections(version: str) -> Iterator[Case]:
    """Yield situations with headers that belong to the connection."""
    for name in NAMES:
        value = SET.get(name, "mine")
        draft = Draft()
        draft.provider["http_headers"] = {name: value}
        yield draft.case(f"connection/{name}", version)
        draft = Draft(env={"RK": KEY, "H": value})
        draft.provider["env_http_headers"] = {name: "H"}
        yield draft.case(f"connection/{name}+variable", version)


def strictly() -> dict[str, Draft]:
    """Return situations of `--strict-config`: a fault that only one file has, and that another one hides."""
    names = ("nosuch=1", "model_providers.x.nosuch=1", "model=5", "history.nosuch=1")
    made = {f"option/{name}": Draft(words=("-c", name)) for name in names}
    nameless = f'[model_providers.x]\nbase_url = "{HOST}/p"\n'
    project, system = str(WORK / ".codex/config.toml"), "/etc/codex/config.toml"
    for level in ("trusted", "untrusted"):
        tail = f'[projects."{WORK}"]\ntrust_level = "{level}"\n'
        for name, text in {"nameless": nameless, "number": "model = 5\n", "unknown": "nosuch = 1\n"}.items():
            made[f"{level}/{name}"] = Draft(tail=tail, files={project: text}, words=("-c", "model=x"))
    return made | {
        "named-by-option": Draft(words=("-c", 'model_providers.x.name="R"')).without("name"),
        "number-hidden": Draft(top={"model": 5, "model_provider": "x"}, words=("-c", "model=x")),
        "system-nameless": Draft(files={system: nameless}),
        "system-number": Draft(files={system: "model = 5\n"}),
        "profile-nameless": Draft(files={".codex/w.config.toml": nameless}, words=("-p", "w")),
        "managed-nameless": Draft(files={"/etc/codex/managed_config.toml": nameless}),
        "unknown-and-number": Draft(top={"nosuch": 1, "model": 5, "model_provider": "x"}),
    }
