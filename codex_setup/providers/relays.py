"""Relays: services and self-hosted programs that share access to model vendors, most often by a pool of logins."""

from __future__ import annotations

from codex_setup.providers.preset import Blank, Preset

CLAUDE_API = Preset(
    id="claude-api",
    name="claude-api.org",
    group="relay",
    base_url="https://claude-api.org",
    hosts=("claude-api.org", "*.claude-api.org"),
    root_only=True,
    env_key="OPENAI_API_KEY",
    key_page="https://claude-api.org",
    key_prefix="sk-",
    models=(
        "gpt-5.4", "gpt-5.5", "gpt-5.5-codex", "gpt-5.3-codex", "gpt-5.3-codex-spark", "gpt-5.2", "gpt-5.2-pro",
    ),
    whole_list=True,
    model_note="Exact names only: a short name such as gpt-5 is answered with 503 `No available accounts`.",
    quirks=(
        "The base URL is the bare host; with `/v1` behind it the gateway answers 404.",
        "Its tutorial's `requires_openai_auth = true` keeps today's Codex from sending an exported key.",
    ),
    advice={
        "key-rejected": "The key must be bound to the OpenAI channel; Codex sends it as `Authorization: Bearer`, not as `x-api-key`.",
        "key-wrong-group": "Make a key that is bound to the OpenAI channel.",
        "no-accounts": "An unset model or a short name is answered like this too: set one of the exact names.",
        "endpoint-missing": "This gateway is served at its root: no `/v1` in the base URL.",
        "turn-failed": "Tool calls that loop are a matter of the channel: bind the key to another one.",
    },
    sources=("the gateway's own tutorial and FAQ for Codex, read in November 2026",),
)  # fmt: skip

SUB2API = Preset(
    id="sub2api",
    name="sub2api",
    group="relay",
    base_url="{server}/v1",
    blanks=(
        Blank("server", "the address of the sub2api console, without a path", "https://relay.example.com"),
    ),
    paths=("", "/v1", "/backend-api/codex"),
    env_key="SUB2API_API_KEY",
    key_prefix="sk-",
    model_note="The list is the key's group's; a group without a mapping lists names that it may not serve.",
    quirks=(
        "The root, `/v1` and `/backend-api/codex` serve alike; releases before 2026 list models only under `/v1`.",
        "A wrong path is answered with the console's web page and status 200, or with 404 `404 page not found`.",
    ),
    cannot=("A key of a Claude, Gemini or Antigravity group is refused on the Responses route.",),
    advice={
        "key-wrong-group": "The key's group decides the platform: make one in an OpenAI group.",
        "no-accounts": "A group whose accounts or channel prices lack the model answers 503 as well.",
        "client-restricted": "The account admits only Codex itself; the key is not the problem.",
    },
    sources=(
        "Wei-Shaw/sub2api: backend/internal/server/routes/gateway.go",
        "Wei-Shaw/sub2api: frontend/src/components/keys/UseKeyModal.vue",
    ),
)

NEW_API = Preset(
    id="new-api",
    name="new-api (QuantumNous and its forks)",
    group="relay",
    base_url="{server}/v1",
    blanks=(
        Blank("server", "the address of the new-api console, without a path", "https://relay.example.com"),
    ),
    env_key="NEW_API_KEY",
    key_prefix="sk-",
    model_note="The list is what the key's group may use; a name outside it is answered with 503.",
    quirks=("Only `/v1` is served; without it the console's web page answers with status 200.",),
    cannot=(
        "Channels whose type lacks the Responses API answer 500 `not implemented`.",
        "one-api, its ancestor, has no Responses API at all.",
    ),
    advice={
        "no-accounts": "The group of the key has no channel for this model: compare with the list of models.",
        "key-rejected": "An expired, disabled or used-up key is answered in the same words as a wrong one.",
    },
    sources=(
        "QuantumNous/new-api: router/relay-router.go",
        "QuantumNous/new-api: relay/channel/codex/adaptor.go",
    ),
)

CLAUDE_RELAY_SERVICE = Preset(
    id="claude-relay-service",
    name="claude-relay-service",
    group="relay",
    base_url="{server}/openai",
    blanks=(Blank("server", "where claude-relay-service listens", "http://localhost:3000"),),
    paths=("/openai", "/openai/v1"),
    env_key="CRS_API_KEY",
    key_prefix="cr_",
    models=("gpt-5.5",),
    model_note="It has no list of models under /openai.",
    quirks=("Served under `/openai` only; a key begins with `cr_`.",),
    cannot=("A key that is made for Claude only is refused.",),
    advice={"request-rejected": "400 `Internal server error` means that no account was free for this model."},
    sources=("Wei-Shaw/claude-relay-service: README", "run: claude-relay-service 1.1.314"),
)

CLI_PROXY_API = Preset(
    id="cliproxyapi",
    name="CLIProxyAPI",
    group="relay",
    base_url="{server}/v1",
    blanks=(Blank("server", "where CLIProxyAPI listens", "http://localhost:8317", "http://localhost:8317"),),
    port=8317,
    paths=("/v1", "/backend-api/codex"),
    env_key="CLIPROXYAPI_KEY",
    quirks=("Without `/v1` it answers 404 `404 page not found`.",),
    advice={
        "no-accounts": "503 `auth_unavailable`: no login of that platform is stored in the proxy.",
        "key-rejected": "The keys are those under `api-keys` in the proxy's own configuration.",
    },
    sources=(
        "https://help.router-for.me/agent-client/codex",
        "router-for-me/CLIProxyAPI: sdk/api/handlers/openai",
    ),
)

CODEX_LB = Preset(
    id="codex-lb",
    name="codex-lb",
    group="relay",
    base_url="{server}/backend-api/codex",
    blanks=(Blank("server", "where codex-lb listens", "http://localhost:2455", "http://localhost:2455"),),
    port=2455,
    paths=("/backend-api/codex", "/v1"),
    env_key="CLB_API_KEY",
    key_prefix="sk-clb-",
    quirks=(
        "Models are listed even where no account is connected.",
        "At its root POST is answered with 405 and GET with the dashboard's page.",
    ),
    advice={"no-accounts": "Connect a ChatGPT account in its dashboard first."},
    sources=("Soju06/codex-lb: README", "run: codex-lb 1.24.0"),
)

RELAYS = (CLAUDE_API, SUB2API, NEW_API, CLAUDE_RELAY_SERVICE, CLI_PROXY_API, CODEX_LB)
