"""A key in every holder and in every wrong place: no format of any report shows it."""

from __future__ import annotations

import json

import pytest
from support.homes import HOME, machine
from support.reports import WORKING, report

from codex_setup.lint.one import Manner, look
from codex_setup.lint.subjects import Subject
from codex_setup.render import FORMATS, PAGES, RENDERERS, Style
from codex_setup.render.plan import render_plan

CANARY = "sk-relay-C4n4ryC4n4ry9f8e7d6c5b4a"
ODD = "Qz7!canary#of-no-known/shape==Kp"
"""A key that only its place gives away."""

TABLE = '[model_providers.acme]\nname = "Acme"\nbase_url = "https://gw.acme.test/v1"\n'
HEAD = 'model = "gpt-5.4"\nmodel_provider = "acme"\n\n'
WRONG_PLACES = {
    "env_key": HEAD + TABLE + 'env_key = "{}"\n',
    "name": HEAD + TABLE.replace('"Acme"', '"{}"') + 'env_key = "ACME_KEY"\n',
    "base_url": HEAD + TABLE.replace("https://", "https://{}@") + 'env_key = "ACME_KEY"\n',
    "base_url's path": HEAD + TABLE.replace("/v1", "/{}/v1"),
    "base_url's query": HEAD + TABLE.replace("/v1", "/v1?api_key={}"),
    "model": WORKING.replace("gpt-5.4", "{}"),
    "provider id": WORKING.replace("acme", '"{}"').replace('""', '"'),
    "provider": 'model_provider = "{}"\n',
    "comment": "# {}\n" + WORKING.replace('"responses"', '"chat"  # {}'),
    "broken line": WORKING + 'experimental_bearer_token = "{}\n',
    "broken key": WORKING + "{} = = 1\n",
    "unknown key": WORKING + 'api_key = "{}"\n',
    "top level": 'api_key = "{}"\n' + WORKING,
    "wire_api": WORKING.replace('"responses"', '"{}"'),
    "wrong type": WORKING + "http_headers = '{}'\n",
    "mcp": WORKING + '[mcp_servers.x]\nurl = "https://x.test"\nbearer_token = "{}"\n',
    "mcp args": WORKING + '[mcp_servers.x]\ncommand = "npx"\nargs = ["--token", "{}"]\n',
    "profile": 'profile = "{}"\n' + WORKING,
}
HOLDERS = {
    "bearer token": HEAD + TABLE + 'experimental_bearer_token = "{}"\n',
    "header": HEAD + TABLE + 'http_headers = {{ "x-api-key" = "{}" }}\n',
    "authorization": HEAD + TABLE + 'http_headers = {{ Authorization = "Bearer {}" }}\n',
    "bearer token twice": HEAD
    + TABLE
    + 'experimental_bearer_token = "{}"\nexperimental_bearer_token = "{}"\n',
}
STYLE = Style(home=HOME, verbose=True, width=200)


def absent(secret: str, text: str) -> None:
    """Assert that neither the key nor a good part of it is in `text`."""
    inner = json.dumps(secret)[1:-1]
    for part in (secret, inner, secret[6:-4], secret[4:20]):
        assert part not in text


@pytest.mark.parametrize("form", [*FORMATS, "plan", "lint"])
@pytest.mark.parametrize("place", WRONG_PLACES)
def test_a_key_in_a_wrong_place_is_shown_nowhere(place: str, form: str) -> None:
    absent(
        CANARY, shown(WRONG_PLACES[place].replace("{}", CANARY).replace("{{", "{").replace("}}", "}"), form)
    )


@pytest.mark.parametrize("form", [*FORMATS, "plan", "lint"])
@pytest.mark.parametrize("place", HOLDERS)
@pytest.mark.parametrize("secret", [CANARY, ODD])
def test_a_key_where_it_belongs_is_shown_nowhere(place: str, form: str, secret: str) -> None:
    absent(secret, shown(HOLDERS[place].replace("{}", secret).replace("{{", "{").replace("}}", "}"), form))


@pytest.mark.parametrize("form", [*FORMATS, "plan"])
@pytest.mark.parametrize(
    "holder", ["variable", "dotenv", "auth.json", "broken auth.json", "other variable", "headers variable"]
)
@pytest.mark.parametrize("secret", [CANARY, ODD, f'"{CANARY}"', f"{ODD}\n"])
def test_a_key_outside_the_configuration_is_shown_nowhere(holder: str, form: str, secret: str) -> None:
    config, env, dotenv, auth = WORKING, {}, None, None
    match holder:
        case "variable":
            env = {"ACME_KEY": secret}
        case "dotenv":
            dotenv = f"ACME_KEY='{secret.strip()}'\n"
        case "auth.json":
            config = WORKING.replace('env_key = "ACME_KEY"', "requires_openai_auth = true")
            auth = json.dumps({"OPENAI_API_KEY": secret})
        case "broken auth.json":
            config = WORKING.replace('env_key = "ACME_KEY"', "requires_openai_auth = true")
            auth = json.dumps({"OPENAI_API_KEY": secret})[:-1]
        case "other variable":
            env = {"OPENAI_API_KEY": secret, "CODEX_API_KEY": secret, "GITHUB_TOKEN": secret}
        case _:
            config = WORKING + 'env_http_headers = { "x-team-key" = "TEAM" }\n'
            env = {"TEAM": secret, "ACME_KEY": secret}
    at = machine(config, env=env, dotenv=dotenv, auth=auth)
    found = report(at=at)
    text = render_plan(found, STYLE) if form == "plan" else RENDERERS[form](found, STYLE)
    absent(secret.strip().strip('"'), text)


def shown(config: str, form: str) -> str:
    """Return what is shown of a home with this configuration."""
    if form == "lint":
        page = look(
            Subject(HOME / "config.toml", "user"),
            config.encode(),
            None,
            Manner("0.169.0", "option", pieces=True),
        )
        return "".join(PAGES[name](page, STYLE) for name in FORMATS)
    found = report(at=machine(config, env={"ACME_KEY": "sk-other-0123456789"}))
    return render_plan(found, STYLE) if form == "plan" else RENDERERS[form](found, STYLE)
