"""Homes with a key in every place where none belongs; and, with those of `canaries`, every home there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.canaries import GOOD, KEY, ODD, OTHER, SECOND, TABLE, TOP, TRUST, Home, holders

if TYPE_CHECKING:
    from collections.abc import Iterator


def misplaced(key: str = KEY) -> Iterator[tuple[str, Home]]:
    """Yield homes in which `key`, which looks like one, is where no key belongs."""
    urls = {
        "userinfo": f"http://{key}@", "password": f"http://ada:{key}@", "host": f"http://{key}.",
    }  # fmt: skip
    places = {
        "env_key": GOOD.replace("RELAY_KEY", key),
        "env_key with export": GOOD.replace("RELAY_KEY", f"export RELAY_KEY={key}"),
        "env_key with a scheme": GOOD.replace("RELAY_KEY", f"Bearer {key}"),
        "name": GOOD.replace('"Relay"', f'"{key}"'),
        "model": GOOD.replace("gpt-5.4", key),
        "provider id": GOOD.replace("[model_providers.relay]", f'[model_providers."{key}"]').replace('= "relay"', f'= "{key}"'),
        "unknown provider": GOOD.replace('= "relay"', f'= "{key}"'),
        "base_url path": GOOD.replace("@URL@", f"@URL@/{key}/v1"),
        "base_url query": GOOD.replace("@URL@", f"@URL@/v1?api_key={key}"),
        "base_url query without a name": GOOD.replace("@URL@", f"@URL@/v1?{key}"),
        "base_url fragment": GOOD.replace("@URL@", f"@URL@/v1#{key}"),
        "base_url only": GOOD.replace("@URL@", key),
        **{f"base_url {name}": GOOD.replace("http://", "").replace("@URL@", f"{url}127.0.0.1:9/v1") for name, url in urls.items()},
        "wire_api": GOOD.replace('env_key = "RELAY_KEY"', f'env_key = "RELAY_KEY"\nwire_api = "{key}"'),
        "env_http_headers": GOOD.replace('env_key = "RELAY_KEY"', f'env_http_headers = {{ Authorization = "{key}" }}'),
        "header's name": GOOD.replace('env_key = "RELAY_KEY"', f'http_headers = {{ "{key}" = "x" }}'),
        "query's name": GOOD.replace('env_key = "RELAY_KEY"', f'query_params = {{ "{key}" = "x" }}'),
        "query value": GOOD.replace('env_key = "RELAY_KEY"', f'query_params = {{ v = "{key}" }}'),
        "unknown key's name": f'"{key}" = 1\n{GOOD}',
        "table's name": f"{GOOD}\n[{key}]\nx = 1\n",
        "mcp arguments": f'{GOOD}\n[mcp_servers.x]\ncommand = "npx"\nargs = ["--token", "{key}"]\n',
        "mcp url": f'{GOOD}\n[mcp_servers.x]\nurl = "https://x.test/{key}?token={key}"\n',
        "mcp name": f'{GOOD}\n[mcp_servers.{key}]\ncommand = "npx"\n',
        "mcp variable": f'{GOOD}\n[mcp_servers.x]\nurl = "https://x.test"\nbearer_token_env_var = "{key}"\n',
        "comment": f"# {key}\n{GOOD.replace('env_key', f'wire_api = {chr(34)}chat{chr(34)} # {key}{chr(10)}env_key')}",
        "profile": f'profile = "{key}"\n{GOOD}\n[profiles.{key}]\nmodel = "{key}"\n',
        "broken line": f"{GOOD}\n{key} = = 1\n",
        "line of its own": f"{key}\n{GOOD}",
        "open string": GOOD.replace('"RELAY_KEY"', f'"{key}'),
        "twice": GOOD.replace('env_key = "RELAY_KEY"', f'env_key = "RELAY_KEY"\nenv_key = "{key}"'),
        "curly quotes": GOOD.replace('"RELAY_KEY"', f"“{key}”"),
        "policy": f'approval_policy = "{key}"\nsandbox_mode = "{key}"\nmodel_reasoning_effort = "{key}"\n{GOOD}',
        "wrong types": f'model_context_window = "{key}"\nfeatures = "{key}"\n{GOOD}',
        "model catalogue": f'model_catalog_json = "/nowhere/{key}.json"\n{GOOD}',
        "instructions": f'model_instructions_file = "/nowhere/{key}"\nnotify = ["{key}"]\n{GOOD}',
        "project's path": f'{GOOD}\n[projects."/home/{key}"]\ntrust_level = "{key}"\n',
        "command": f"{TOP}{TABLE}\n[model_providers.relay.auth]\ncommand = '/nowhere/{key}'\n{SECOND}",
    }  # fmt: skip
    for name, config in places.items():
        yield name, Home(config, key, env=OTHER)
    yield (
        "project file",
        Home(
            GOOD + TRUST,
            key,
            env=OTHER,
            files={"work/.codex/config.toml": f'model = "{key}"\nmodel_provider = "{key}"\n'},
        ),
    )
    yield (
        "broken project file",
        Home(GOOD + TRUST, key, env=OTHER, files={"work/.codex/config.toml": f"model = {key}\n"}),
    )
    yield "dotenv line", Home(GOOD, key, dotenv=f"{key}\nRELAY_KEY\n={key}\nA B={key}\n")
    yield "variable's name in dotenv", Home(GOOD, key, dotenv=f"{key}=RELAY_KEY\n")
    yield "override's value", Home(GOOD, key, env=OTHER, words=("-c", f"model_providers.relay.env_key={key}"))
    yield "override alone", Home(GOOD, key, env=OTHER, words=("-c", key))
    yield "override's key", Home(GOOD, key, env=OTHER, words=("-c", f"{key}=1"))
    yield "override broken", Home(GOOD, key, env=OTHER, words=("-c", f'model="{key}'))
    yield "profile named", Home(GOOD, key, env=OTHER, words=("-p", key))
    yield "codex home", Home(GOOD, key, env={**OTHER, "CODEX_HOME": f"@WORK@/nowhere/{key}"})
    yield (
        "base url variable",
        Home(GOOD, key, env={**OTHER, "OPENAI_BASE_URL": f"http://{key}@127.0.0.1:9/v1?key={key}"}),
    )


SHAPES = {"plain": KEY, **ODD}
HELD = {shape: dict(holders(key)) for shape, key in SHAPES.items()}
ASTRAY = dict(misplaced())
PLACES = (*HELD["plain"], *ASTRAY)
"""Every place for a key, right or wrong."""


def sample(turn: int, shapes: tuple[str, ...] = tuple(SHAPES)) -> dict[str, Home]:
    """Return every place once, each holder with one of `shapes`: with another `turn`, with another one.

    A shape that its place cannot hold gives way to the next. A key in a wrong place has the shape that
    shows what it is: there is nothing else to know it by.
    """
    found: dict[str, Home] = {}
    for number, name in enumerate(HELD["plain"]):
        order = [shapes[(number + turn + step) % len(shapes)] for step in range(len(shapes))]
        shape = next(shape for shape in order if name in HELD[shape])
        found[f"{name}, {shape}"] = HELD[shape][name]
    return {**found, **ASTRAY}
