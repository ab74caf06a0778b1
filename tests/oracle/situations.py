"""Situations that are not forms of one thing: layers against each other, ids, words on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oracle.matrix import HOST, KEY, Draft
from support.codex import WORK

if TYPE_CHECKING:
    from collections.abc import Callable

TRUSTED = f'[projects."{WORK}"]\ntrust_level = "trusted"\n'
OTHER = f'[model_providers.q]\nname = "Q"\nbase_url = "{HOST}/q"\nenv_key = "RK"\nrequest_max_retries = 0\nstream_max_retries = 0\n'


def top(**keys: Any) -> Callable[[], Draft]:
    """Return a situation with other top-level keys; None takes one away."""

    def make() -> Draft:
        draft = Draft()
        draft.top = {key: value for key, value in {**draft.top, **keys}.items() if value is not None}
        return draft

    return make


def provider(*gone: str, **keys: Any) -> Callable[[], Draft]:
    """Return a situation with other keys in the provider's table."""

    def make() -> Draft:
        draft = Draft().without(*gone)
        draft.provider |= keys
        return draft

    return make


def beside(
    tail: str = "", words: tuple[str, ...] = (), *, repository: bool = False, **files: str
) -> Callable[[], Draft]:
    """Return a situation with something more: tables, files by short name, words on the command line."""
    names = {
        "project": str(WORK / ".codex/config.toml"), "system": "/etc/codex/config.toml", "profile": ".codex/w.config.toml",
        "managed": "/etc/codex/managed_config.toml", "requirements": "/etc/codex/requirements.toml",
    }  # fmt: skip

    def make() -> Draft:
        return Draft(
            tail=tail, words=words, repository=repository, files={names[n]: text for n, text in files.items()}
        )

    return make


def builtin(provider_id: str | None, env: dict[str, str] | None = None, **keys: Any) -> Callable[[], Draft]:
    """Return a situation that uses a provider which Codex brings along."""

    def make() -> Draft:
        top = {"model": "gpt-x", "model_provider": provider_id, **keys}
        return Draft(top={k: v for k, v in top.items() if v is not None}, provider={}, env=env or {})

    return make


def named(provider_id: str) -> Callable[[], Draft]:
    """Return a situation whose provider has another id."""

    def make() -> Draft:
        draft = Draft(provider_id=provider_id)
        draft.top["model_provider"] = provider_id
        return draft

    return make


SITUATIONS: dict[str, Callable[[], Draft]] = {
    "plain": Draft,
    "model-unset": top(model=None),
    "model-empty": top(model=""),
    "model-blank": top(model=" "),
    "model-spaces": top(model=" gpt-x "),
    "model-unicode": top(model="模型"),
    "model-slash": top(model="openai/gpt-5.4"),
    "model-number": top(model=5),
    "model-default-name": top(model="gpt-6.1-sol"),
    "provider-undefined": top(model_provider="nope"),
    "provider-case": top(model_provider="X"),
    "provider-empty": top(model_provider=""),
    "provider-unset": top(model_provider=None),
    "effort-bogus": top(model_reasoning_effort="bogus"),
    "effort-xhigh": top(model_reasoning_effort="xhigh"),
    "effort-minimal": top(model_reasoning_effort="minimal"),
    "effort-empty": top(model_reasoning_effort=""),
    "summary-bogus": top(model_reasoning_summary="bogus"),
    "verbosity-bogus": top(model_verbosity="bogus"),
    "sandbox-bogus": top(sandbox_mode="bogus"),
    "approval-bogus": top(approval_policy="bogus"),
    "unknown-key": top(no_such_key=1),
    "unknown-strict": lambda: Draft(top={"model": "gpt-x", "model_provider": "x", "no_such": 1}, words=("--strict-config",)),
    "strict": beside(words=("--strict-config",)),
    "base_url-absent": provider("base_url"),
    "name-absent": provider("name"),
    "name-empty": provider(name=""),
    "name-blank": provider(name=" "),
    "name-number": provider(name=1),
    "wire-chat": provider(wire_api="chat"),
    "wire-responses": provider(wire_api="responses"),
    "wire-case": provider(wire_api="Responses"),
    "wire-empty": provider(wire_api=""),
    "wire-other-provider": beside(tail=OTHER + 'wire_api = "chat"\n'),
    "name-other-provider": beside(tail="[model_providers.q]\n"),
    "env_key-empty": provider(env_key=""),
    "env_key-key": provider(env_key=KEY),
    "env_key-dollar": provider(env_key="$RK"),
    "env_key-case": provider(env_key="rk"),
    "env_key-equals": provider(env_key="A=B"),
    "instructions": provider(env_key="NONE", env_key_instructions="ask Ada"),
    "instructions-empty": provider(env_key="NONE", env_key_instructions=""),
    "no-key": provider("env_key"),
    "requires-false": provider("env_key", requires_openai_auth=False),
    "requires-text": provider(requires_openai_auth="true"),
    "requires+key": provider(requires_openai_auth=True),
    "token+key": provider(experimental_bearer_token="sk-token"),
    "header-authorization": provider("env_key", http_headers={"Authorization": "Bearer sk-own"}),
    "header-authorization+key": provider(http_headers={"authorization": "Bearer sk-own"}),
    "header-token": provider("env_key", http_headers={"Authorization": "sk-own"}),
    "header-empty": provider(http_headers={"X-Api-Key": ""}),
    "header-bad-name": provider(http_headers={"X Api": "a", "": "b", "x-api-key": "c"}),
    "env-header": provider("env_key", env_http_headers={"Authorization": "RK"}),
    "env-header-missing": provider(env_http_headers={"x-api-key": "NONE"}),
    "env-header-over": provider(http_headers={"x-api-key": "sk-static"}, env_http_headers={"X-API-KEY": "RK"}),
    "query": provider(query_params={"api-version": "2025-04-01-preview"}),
    "query-two": provider(query_params={"a": "1", "b": "2"}),
    "query-odd": provider(query_params={"a b": "c d&e=f#g?h/i+j%20\u4f60'\"<>[]"}),
    "query-empty": provider(query_params={"": ""}),
    "query+query": provider(base_url=f"{HOST}/v1?x=y", query_params={"a": "1"}),
    "query+fragment": provider(base_url=f"{HOST}/v1#x", query_params={"a": "1"}),
    "query-number": provider(query_params={"a": 1}),
    "retries-negative": provider(request_max_retries=-1),
    "retries-text": provider(request_max_retries="1"),
    "websockets": provider(supports_websockets=True),
    "websockets-false": provider(supports_websockets=False),
    "command": provider("env_key", auth={"command": "printf", "args": ["sk-command"]}),
    "command+key": provider(auth={"command": "printf"}),
    "command+requires": provider("env_key", auth={"command": "printf"}, requires_openai_auth=True),
    "command-empty": provider("env_key", auth={"command": ""}),
    "command-none": provider("env_key", auth={"args": ["a"]}),
    "aws": provider(aws={"profile": "a"}),
    "unknown-provider-key": provider(api_key="sk-x", baseUrl="x"),
    **{f"id-{each}": named(each) for each in (
        "openai", "OpenAI", "ollama", "lmstudio", "oss", "ollama-chat", "azure", "amazon-bedrock", "amazon-bedrock-runtime",
        "a.b", "my relay", "中文", "", "a:b", "openai-custom", "lm-studio", "bedrock", "gemini", "chatgpt",
    )},
    "builtin-openai": builtin("openai", {"OPENAI_API_KEY": "sk-env", "CODEX_API_KEY": "sk-codex"}),
    "builtin-default": builtin(None, {"OPENAI_API_KEY": "sk-env"}),
    "builtin-nothing": builtin(None),
    "builtin-org": builtin("openai", {"CODEX_API_KEY": "sk-c", "OPENAI_ORGANIZATION": "org-1", "OPENAI_PROJECT": "p-1"}, openai_base_url=f"{HOST}/o"),
    "builtin-moved": builtin("openai", {"CODEX_API_KEY": "sk-c"}, openai_base_url=f"{HOST}/moved/"),
    "builtin-moved-empty": builtin("openai", {"CODEX_API_KEY": "sk-c"}, openai_base_url=""),
    "builtin-variable": builtin("openai", {"OPENAI_BASE_URL": f"{HOST}/var/v1", "OPENAI_API_KEY": "sk-env", "CODEX_API_KEY": "sk-c"}),
    "builtin-both": builtin("openai", {"OPENAI_BASE_URL": f"{HOST}/var/v1", "CODEX_API_KEY": "sk-c"}, openai_base_url=f"{HOST}/moved"),
    "builtin-ollama": builtin("ollama", {"CODEX_OSS_BASE_URL": f"{HOST}/oss"}),
    "builtin-lmstudio": builtin("lmstudio", {"CODEX_OSS_PORT": "8000"}),
    "builtin-oss": builtin("oss", {"CODEX_OSS_PORT": "8000"}),
    "builtin-ollama-chat": builtin("ollama-chat", {"CODEX_OSS_PORT": "8000"}),
    "top-base_url": top(base_url=f"{HOST}/top", env_key="RK"),
    "system": beside(system='model = "system"\nmodel_provider = "z"\n'),
    "system-lower": beside(system='model_reasoning_effort = "high"\n', tail=""),
    "system-broken": beside(system="model = \n"),
    "system-provider": beside(system='model_providers.x.query_params.s = "1"\n'),
    "managed": beside(managed='model = "managed"\n'),
    "managed-over-option": beside(managed='model = "managed"\n', words=("-m", "opt")),
    "managed-broken": beside(managed="model = \n"),
    "requirements": beside(requirements='model_provider = "q"\n', tail=OTHER),
    "requirements-broken": beside(requirements="model = \n"),
    "requirements-table": beside(requirements=f'model_provider = "q"\n[model_providers.q]\nname = "Q"\nbase_url = "{HOST}/rq"\n'),
    "requirements-shadow": beside(requirements=f'[model_providers.x]\nname = "R"\nbase_url = "{HOST}/rq"\n'),
    "project": beside(project='model = "project"\n', tail=TRUSTED),
    "project-unknown": beside(project='model = "project"\n'),
    "project-untrusted": beside(project='model = "project"\n', tail=TRUSTED.replace('"trusted"', '"untrusted"')),
    "project-repository": beside(project='model = "project"\n', tail=TRUSTED, repository=True),
    "project-provider": beside(project=f'[model_providers.x]\nbase_url = "{HOST}/project"\n', tail=TRUSTED),
    "project-choice": beside(project='model_provider = "q"\n', tail=OTHER + TRUSTED),
    "project-openai_base_url": beside(project=f'openai_base_url = "{HOST}/p"\n', tail=TRUSTED),
    "project-broken": beside(project="model = \n", tail=TRUSTED),
    "project-broken-untrusted": beside(project="model = \n"),
    "project-number": beside(project="model = 5\n", tail=TRUSTED),
    "project-denied-number": beside(project="model_provider = 5\n", tail=TRUSTED),
    "project-over-option": beside(project='model = "project"\n', tail=TRUSTED, words=("-c", "model=over")),
    "trust-option": beside(project='model = "project"\n', words=("-c", f'projects={{"{WORK}"={{trust_level="trusted"}}}}')),
    "trust-parent": beside(project='model = "project"\n', tail=TRUSTED.replace(str(WORK), str(WORK.parent))),
    "trust-slash": beside(project='model = "project"\n', tail=TRUSTED.replace(str(WORK), f"{WORK}/")),
    "trust-bogus": beside(tail=TRUSTED.replace('"trusted"', '"yes"')),
    "trust-elsewhere-bogus": beside(tail='[projects."/nowhere"]\ntrust_level = "yes"\n'),
    "profile": beside(profile='model = "profile"\n', words=("-p", "w")),
    "profile-missing": beside(words=("-p", "w")),
    "profile-number": beside(profile="model = 5\n", words=("-p", "w")),
    "profile-broken": beside(profile="model = \n", words=("-p", "w")),
    "profile-provider": beside(profile=f'model_provider = "q"\n{OTHER}', words=("-p", "w")),
    "profile-under-project": beside(profile='model = "profile"\n', project='model = "project"\n', tail=TRUSTED, words=("-p", "w")),
    "profile-under-option": beside(profile='model = "profile"\n', words=("-p", "w", "-c", "model=over")),
    "profile-slash": beside(words=("-p", "a/b")),
    "profile-dot": beside(words=("-p", "a.b")),
    "legacy-table": beside(tail='[profiles.w]\nmodel = "legacy"\n', words=("-p", "w")),
    "legacy-unused": beside(tail='[profiles.w]\nmodel = "legacy"\n'),
    "legacy-number": beside(tail="[profiles.w]\nmodel = 5\n"),
    "legacy-choice": lambda: Draft(top={"profile": "w", "model": "gpt-x", "model_provider": "x"}, tail='[profiles.w]\nmodel = "legacy"\n'),
    "legacy-missing": top(profile="w"),
    "legacy-empty": top(profile=""),
    "legacy-over-option": beside(tail='[profiles.w]\nmodel = "legacy"\n', words=("-p", "w", "-c", "model=over")),
    "legacy-over-word": beside(tail='[profiles.w]\nmodel = "legacy"\n', words=("-p", "w", "-m", "over")),
    "legacy-provider": beside(tail=f'{OTHER}[profiles.w]\nmodel_provider = "q"\n', words=("-p", "w")),
    "legacy-option": beside(tail='[profiles.w]\nmodel = "legacy"\n', words=("-c", "profile=w")),
    "option-model": beside(words=("-c", "model=over")),
    "option-quoted": beside(words=("-c", 'model="over"')),
    "option-half-quoted": beside(words=("-c", "model='over\"")),
    "option-spaces": beside(words=("-c", " model = over ")),
    "option-number": beside(words=("-c", "model=5")),
    "option-empty": beside(words=("-c", "model=")),
    "option-no-equals": beside(words=("-c", "model")),
    "option-no-key": beside(words=("-c", "=x")),
    "option-twice": beside(words=("-c", "model=a", "-c", "model=b")),
    "option+word": beside(words=("-m", "word", "-c", "model=over")),
    "option-dotted": beside(words=("-c", f"model_providers.x.base_url={HOST}/over")),
    "option-table": beside(words=("-c", f'model_providers.x={{name="T",base_url="{HOST}/t"}}')),
    "option-quoted-key": beside(words=("-c", f'model_providers."x".base_url={HOST}/over')),
    "option-new-provider": beside(words=("-c", "model_provider=q", "-c", f'model_providers.q={{name="q",base_url="{HOST}/q",env_key="RK"}}')),
    "option-over-scalar": beside(words=("-c", "model.a=1")),
    "option-multi": beside(words=("-c", 'model="a"\nreview_model="b"')),
    "option-comment": beside(words=("-c", "model=over # x")),
    "option-wrong-below": beside(words=("-c", "model_providers.x.wire_api=chat")),
    "catalogue-missing": top(model_catalog_json="/no/such/file"),
    "forced-chatgpt": lambda: Draft(top={"model": "gpt-x", "model_provider": "x", "forced_login_method": "chatgpt"}, auth='{"OPENAI_API_KEY": "sk-auth"}'),
    "forced-api": lambda: Draft(top={"model": "gpt-x", "model_provider": "x", "forced_login_method": "api"}),
    "store-keyring": lambda: Draft(top={"model": "gpt-x", "model_provider": "x", "cli_auth_credentials_store": "keyring"}, provider={"name": "R", "base_url": f"{HOST}/v1", "requires_openai_auth": True}, auth='{"OPENAI_API_KEY": "sk-auth"}'),
    "store-ephemeral": lambda: Draft(top={"model": "gpt-x", "model_provider": "x", "cli_auth_credentials_store": "ephemeral"}, provider={"name": "R", "base_url": f"{HOST}/v1", "requires_openai_auth": True}, auth='{"OPENAI_API_KEY": "sk-auth"}'),
    "store-auto": lambda: Draft(top={"model": "gpt-x", "model_provider": "x", "cli_auth_credentials_store": "auto"}, provider={"name": "R", "base_url": f"{HOST}/v1", "requires_openai_auth": True}, auth='{"OPENAI_API_KEY": "sk-auth"}'),
    "feature-unknown-text": beside(tail='[features]\nno_such = "x"\n'),
    "feature-unknown": beside(tail="[features]\nno_such = true\n"),
    "mcp-number": beside(tail="[mcp_servers.a]\ncommand = 5\n"),
    "mcp-empty": beside(tail="[mcp_servers.a]\n"),
    "mcp-both": beside(tail='[mcp_servers.a]\ncommand = "true"\nurl = "http://127.0.0.1:9"\n'),
    "mcp-env-list": beside(tail='[mcp_servers.a]\ncommand = "true"\nenv = ["A=b"]\n'),
}  # fmt: skip
