"""Situations in corners: folders and repositories, Codex's own folder, odd TOML, odd hosts, odd users."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from oracle.matrix import HOST, KEY, Draft
from support.codex import HOME, WORK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex.agreement import Case

BELOW = WORK / "a" / "b"
HEAD = {
    str(WORK / ".git/HEAD"): "ref: refs/heads/main\n",
    str(WORK / ".git/objects/x"): "",
    str(WORK / ".git/refs/x"): "",
}
ROOT = {str(WORK / ".codex/config.toml"): 'model = "root"\n'}
MIDDLE = {str(WORK / "a/.codex/config.toml"): 'model = "middle"\n'}
NEAR = {str(BELOW / ".codex/config.toml"): 'model = "near"\n'}
TOP = {"model": "gpt-x", "model_provider": "x"}
HOSTS = (
    "https://relay.example/v1", "https://relay.example:443/v1", "https://relay.example:8443/v1", "http://127.0.0.1:0/v1",
    "http://b\u00fccher.example:8000/v1", "http://\uff2c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54:8000/v1",
    "http://local\u200bhost:8000/v1", "http://local\u00adhost:8000/v1", "http://local_host:8000/v1",
    "http://%6cocalhost:8000/v1", "http://*.localhost:8000/v1", "http://127\u30020\u30020\u30021:8000/v1", f"{HOST}/@x/v1",
)  # fmt: skip
USERS = ("u:p%40q", "u", ":p", ":", "a%20b:c")
FILES = {
    "duplicate": Draft().config() + '[model_providers.x]\nname = "b"\n',
    "bom": "\ufeff" + Draft().config(),
    "crlf": Draft().config().replace("\n", "\r\n"),
    "inline-over-lines": f'model_provider="x"\nmodel="gpt-x"\nmodel_providers.x={{\n name="R",\n base_url="{HOST}/v1",\n}}\n',
    "escape": 'review_model = "\\e"\n' + Draft().config(),
    "nul": 'model = "gpt-x"\n# \0\n',
    "huge": "model_context_window = 99999999999999999999\n" + Draft().config(),
    "underscores": "model_context_window = 1_000_000\n" + Draft().config(),
    "hex": "model_context_window = 0xff\n" + Draft().config(),
    "date": Draft().config().replace('"gpt-x"', "2020-01-01"),
    "empty": "",
}
HOMES = {
    "relative": "h",
    "tilde": "~/.codex",
    "empty": "",
    "missing": str(HOME / "nope"),
    "file": str(HOME / "f"),
}


def trusted(folder: Path, level: str = "trusted") -> str:
    """Return the table that says whether a folder is trusted."""
    return f'[projects."{folder}"]\ntrust_level = "{level}"\n'


def provider(**keys: Any) -> Draft:
    """Return a situation with a provider of these keys and no retries."""
    held = {"name": "R", "base_url": f"{HOST}/v1", "request_max_retries": 0, "stream_max_retries": 0, **keys}
    return Draft(provider=held, env={"RK": KEY, "A": "1", "B": "1"})


def corners(version: str) -> Iterator[Case]:
    """Yield every situation in a corner."""
    for name, draft in projects().items():
        yield replace(draft.case(f"folders/{name}", version), work=BELOW)
    for name, folder in {"home": HOME, "codex-home": HOME / ".codex"}.items():
        yield replace(Draft().case(f"folders/{name}", version), work=folder)
    for name, home in HOMES.items():
        files = {
            str(WORK / "h/config.toml"): 'model = "relative"\n' + Draft().config().split("\n", 1)[1],
            "f": "x",
        }
        yield Draft(env={"RK": KEY, "CODEX_HOME": home}, files=files).case(f"homes/{name}", version)
    for name, text in FILES.items():
        yield replace(
            Draft(env={"RK": KEY, "CODEX_API_KEY": "sk-c"}).case(f"files/{name}", version), config=text
        )
    for place, host in enumerate(HOSTS):
        yield provider(base_url=host, env_key="RK").case(f"hosts/{place}", version)
    for place, user in enumerate(USERS):
        url = f"http://{user}@127.0.0.1:8000/v1"
        yield provider(base_url=url).case(f"users/{place}", version)
        yield provider(base_url=url, http_headers={"Authorization": "X y"}).case(
            f"users-header/{place}", version
        )
    for name, draft in others().items():
        yield draft.case(f"corners/{name}", version)


def projects() -> dict[str, Draft]:
    """Return situations of a folder below a project."""
    return {
        "root-trusted": Draft(tail=trusted(WORK), files={**HEAD, **ROOT, **NEAR}),
        "nearest": Draft(tail=trusted(WORK), files={**HEAD, **ROOT, **MIDDLE}),
        "only-below-trusted": Draft(tail=trusted(BELOW), files={**HEAD, **ROOT}),
        "below-untrusted": Draft(
            tail=trusted(WORK) + trusted(BELOW, "untrusted"), files={**HEAD, **ROOT, **NEAR}
        ),
        "no-repository": Draft(tail=trusted(WORK), files={**ROOT, **NEAR}),
        "no-repository-below": Draft(tail=trusted(BELOW), files={**ROOT, **NEAR}),
        "git-file": Draft(tail=trusted(WORK), files={str(WORK / ".git"): "gitdir: /nowhere\n", **ROOT}),
        "git-without-head": Draft(tail=trusted(WORK), files={str(WORK / ".git/x"): "", **ROOT}),
        "markers": Draft(
            top={**TOP, "project_root_markers": ["M"]},
            tail=trusted(WORK),
            files={str(WORK / "M"): "", **ROOT},
        ),
        "markers-none": Draft(
            top={**TOP, "project_root_markers": []}, tail=trusted(WORK), files={**HEAD, **ROOT}
        ),
    }


def others() -> dict[str, Draft]:
    """Return situations of no one kind."""
    return {
        "dotenv-home": Draft(files={".codex/.env": f"CODEX_HOME={HOME}/nope\nHOME={HOME}/elsewhere\n"}),
        "dotenv-of-project": Draft(env={}, files={str(WORK / ".env"): "RK=sk-project\n"}),
        "dotenv-blank-at-end": Draft(env={}, files={".codex/.env": "RK=sk-file "}),
        "profile+word": Draft(
            words=("-p", "w", "-m", "word"), files={".codex/w.config.toml": 'model = "profile"\n'}
        ),
        "profile-chooses": Draft(words=("-p", "w"), files={".codex/w.config.toml": 'profile = "z"\n'}),
        "profile-beside-table": Draft(words=("-p", "w"), tail='[profiles.z]\nmodel = "legacy"\n'),
        "option-profile": Draft(words=("-c", "profile=w")),
        "model-newline": Draft(top={**TOP, "model": "a\nb"}),
        "model-tab": Draft(top={**TOP, "model": "\t"}),
        "query-twice": provider(base_url=f"{HOST}/v1?a=1", env_key="RK", query_params={"a": "2"}),
        "key-and-login": Draft(env={}, auth='{"OPENAI_API_KEY": "sk-auth"}'),
        "codex-key-for-any": Draft(env={"CODEX_API_KEY": "sk-c"}).without("env_key"),
        "bad-key-own-header": provider(env_key="N", http_headers={"Authorization": "X y"}),
    }
