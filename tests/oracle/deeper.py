"""Situations below the first table: what a hook, an exporter or a list of tables needs, and which fault comes first.

Also the hosts, users and proxies of odd addresses, paths of `-c`, catalogues, and providers that Codex brings along.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from oracle.corners import trusted
from oracle.matrix import HOST, KEY, Draft
from support.codex import HOME, WORK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex.agreement import Case

TRIED = frozenset({"0.47.0", "0.118.0", "0.134.0", "0.149.1", "0.169.0", "0.171.0"})
"""The releases on which these were tried."""

HTTP = 'endpoint = "http://127.0.0.1:1", protocol = "json"'
GRANTED = "sandbox_approval = true, rules = true, mcp_elicitations = true"
LINES = (
    "approval_policy = { granular = {} }", "approval_policy = { granular = 5 }", f"approval_policy = {{ granular = {{ {GRANTED} }} }}",
    f"approval_policy = {{ granular = {{ {GRANTED}, skill_approval = 5 }} }}", 'approval_policy = "granular"',
    'tools.web_search = { context_size = "huge" }', "tools.web_search = { location = { city = 5 } }", "tools.web_search = { x = 5 }",
    "otel.exporter = { otlp-http = {} }", "otel.exporter = { otlp-http = 5 }", 'otel.exporter = "otlp-http"', f"otel.exporter = {{ otlp-http = {{ {HTTP} }} }}",
    f"otel.exporter = {{ otlp-http = {{ {HTTP}, headers = {{ A = 1 }} }} }}", "otel.trace_exporter = { otlp-grpc = {} }", "otel.tracestate = { a = 5 }",
    "hooks.Stop = 5", "hooks.Nope = 5", "hooks.Stop = [5]", "hooks.Stop = [{ hooks = [5] }]", "hooks.Stop = [{ hooks = [{}] }]", "hooks.Stop = [{ matcher = 5 }]",
    'hooks.Stop = [{ hooks = [{ type = "command" }] }]', 'hooks.Stop = [{ hooks = [{ type = "x" }] }]', "hooks.state = { a = { enabled = 5 } }",
    'hooks.Stop = [{ hooks = [{ type = "command", command = "true", timeout = "x" }] }]', 'hooks.Stop = [{ hooks = [{ type = "command", command = "true" }] }]',
    'skills.config = [{ path = "/x" }]', "skills.config = [5]", 'skills.config = [{ path = "/x", enabled = true }]', "tool_suggest.disabled_tools = [{}]",
    "permissions.p = {}", "permissions = {}", 'sandbox_mode = "read-only"\npermissions.p = {}', 'permissions.p.filesystem = { "/x" = "bogus" }',
    'default_permissions = "p"\npermissions.p.extends = "q"', 'default_permissions = "p"\npermissions.p.filesystem = { "x" = "read" }',
    "agents.max_threads = 0", "agents.max_depth = 0", "features.code_mode = { enabled = 5 }", "notice.model_migrations = 5", "tui.presets.a = {}",
    "tui.mouse_scroll_speed = 0", "model_context_window = -1", "profiles.a.hide_agent_reasoning = 5", "profiles.a.model = 5", "profiles.a.tools = 5",
    'shell_environment_policy.filters = { A = "x" }', "sandbox_workspace_write.writable_roots = [5]", "a = " + "[" * 80 + "]" * 80, "a = " + "[" * 81 + "]" * 81,
    "show_raw_agent_reasoning = 5\nhide_agent_reasoning = 6", "notify = 5\nmodel = 5\nmodel_provider = 6", 'model_instructions_file = "."', 'model_catalog_json = "~/none.json"',
)  # fmt: skip
"""What stands above the first table."""

SERVER = '[mcp_servers.a]\ncommand = "true"\n'
TAILS = (
    f"{SERVER}env_vars = [1]\n", f"{SERVER}env_vars = [{{}}]\n", f'{SERVER}env_vars = [{{ name = "A", source = "x" }}]\n', f'{SERVER}env_vars = [{{ name = "A" }}]\n',
    f"{SERVER}startup_timeout_sec = -1\n", f"{SERVER}startup_timeout_sec = nan\n", f"{SERVER}tool_timeout_sec = 1e30\n", f"{SERVER}omit_tools_from = [5]\n",
    f'{SERVER}tools = {{ t = {{ approval_mode = "x" }} }}\n', "[model_providers.q]\nname = 1\nbase_url = 2\n", "[model_providers.q]\nname = 1\n[model_providers.b]\nname = 2\n",
    "[model_providers.q]\n[history]\npersistence = 5\n", "[model_providers.q]\n[tui]\ntheme = 5\n", "[[tools]]\nweb_search = true\n", "[model_providers.openai]\n",
    "[model_providers.openai]\nrequest_max_retries = 1\n", '[model_providers.amazon-bedrock]\nname = ""\nx = 1\nwire_api = "responses"\n',
    "[model_providers.amazon-bedrock]\nrequest_max_retries = 1\n", '[model_providers.gcp]\nname = "x"\n', '[model_providers.q]\nname = "Q"\ngateway_oauth = { token_url = "x" }\n',
)  # fmt: skip
"""What stands below the provider."""

HOSTS = (
    "xn--a.relay.example", "xn--.relay.example", "xn--abc-.relay.example", "a\u200db.relay.example", "\u05d0a.relay.example", "\u0301a.relay.example",
    "a\u2028b.relay.example", "a\u2025b.relay.example", "xn--zca.relay.example", "ab--c.relay.example",
)  # fmt: skip
USERS = ("a%3Ab", "%3A", "a%3A", "%ff", "a:%ff", "a:b:c")
PROXIES = {
    "blank-before": {"HTTP_PROXY": f" {HOST}"}, "blank-after": {"HTTP_PROXY": f"{HOST} "}, "other": {"HTTP_PROXY": " x", "ALL_PROXY": HOST},
    "program": {"REQUEST_METHOD": "GET", "ALL_PROXY": HOST}, "path": {"HTTP_PROXY": f"{HOST}/x"}, "ftp": {"HTTP_PROXY": "ftp://127.0.0.1:8000"},
}  # fmt: skip
MODEL = {
    "slug": "m", "display_name": "M", "supported_reasoning_levels": [], "shell_type": "shell_command", "visibility": "list", "supported_in_api": True,
    "priority": 1, "base_instructions": "x", "supports_reasoning_summaries": False, "support_verbosity": False, "supports_parallel_tool_calls": False,
    "truncation_policy": {"mode": "bytes", "limit": 10000}, "experimental_supported_tools": [],
}  # fmt: skip
MODELS: tuple[dict[str, Any], ...] = (
    {}, {"slug": 5}, {"visibility": "x"}, {"visibility": None}, {"priority": "x"}, {"truncation_policy": 5}, {"truncation_policy": {"mode": "bytes"}},
    {"supported_reasoning_levels": [{"effort": "low"}]}, {"experimental_supported_tools": [5]}, {"supports_parallel_tool_calls": None}, {"base_instructions": None},
)  # fmt: skip
HIDDEN, CLOSED, OTHER = {"visibility": "hide"}, {"supported_in_api": False}, {"slug": "n", "priority": 9}
CHOICES: dict[str, tuple[dict[str, Any], ...]] = {
    "one": ({},), "priority": ({"priority": 5}, {**OTHER, "priority": -1}), "same": ({}, {"slug": "n"}), "hidden": (HIDDEN, OTHER),
    "all-hidden": (HIDDEN, {**OTHER, **HIDDEN}), "closed": (CLOSED, OTHER), "none": (CLOSED,),
}  # fmt: skip
"""Models of a catalogue of which one is the default."""
OVER = f"model_providers.x.base_url={HOST}/over"
WORDS = (
    ("-c", "log_dir=x", "-c", OVER), ("-c", "log_dir=/tmp/x", "-c", OVER), ("-c", "log_dir=x"), ("-c", 'sandbox_workspace_write.writable_roots=["x"]', "-c", OVER),
    ("-c", "tui.nosuch=true", "--strict-config"), ("-c", "history.nosuch=true", "--strict-config"), ("-c", "model", "-p", "a.b"),
)  # fmt: skip
REQUIRED = (
    "[mcp_servers.a]\n", "[rules]\nprefix_rules = []\n", '[rules]\nprefix_rules = [{ pattern = [{ token = "rm" }], decision = "allow" }]\n',
    "allow_managed_hooks_only = 1\n", "[permissions]\nx = 1\n", "[permissions.x]\n",
)  # fmt: skip


def deeper(version: str) -> Iterator[Case]:
    """Yield every such situation, for a release on which they were tried."""
    if version not in TRIED:
        return
    for place, line in enumerate(LINES):
        case = Draft().case(f"deeper/line/{place}", version)
        yield replace(case, config=f"{line}\n{case.config}")
    for name, draft in drafts().items():
        yield draft.case(f"deeper/{name}", version)


def drafts() -> dict[str, Draft]:
    """Return the situations that a draft can make."""
    made = {f"tail/{place}": Draft(tail=tail) for place, tail in enumerate(TAILS)}
    made |= {f"words/{place}": Draft(words=words) for place, words in enumerate(WORDS)}
    for place, text in enumerate(REQUIRED):
        made[f"required/{place}"] = Draft(files={"/etc/codex/requirements.toml": text})
    for place, model in enumerate(MODELS):
        held = json.dumps({"models": [{**MODEL, **model}]})
        made[f"model/{place}"] = Draft(files={".codex/cat.json": held})
        made[f"model/{place}"].top["model_catalog_json"] = "none/../cat.json"
    for place, host in enumerate(HOSTS):
        made[f"host/{place}"] = _at(f"http://{host}:8000/v1")
    for place, user in enumerate(USERS):
        made[f"user/{place}"] = _at(f"http://{user}@127.0.0.1:8000/v1").without("env_key")
    for name, env in PROXIES.items():
        made[f"proxy/{name}"] = _at("http://proxied.invalid/v1")
        made[f"proxy/{name}"].env |= env
    for name, models in CHOICES.items():
        held = json.dumps({"models": [{**MODEL, **model} for model in models]})
        made[f"default/{name}"] = Draft(files={".codex/cat.json": held})
        made[f"default/{name}"].top = {"model_provider": "x", "model_catalog_json": "cat.json"}
    return made | _tokens() | _files()


def _at(url: str) -> Draft:
    draft = Draft()
    draft.provider["base_url"] = url
    return draft


def _tokens() -> dict[str, Draft]:
    made = {}
    for name, token in {"word": "tok", "blank": " "}.items():
        made[f"token/{name}"] = Draft(auth='{"OPENAI_API_KEY": "sk-auth"}', env={"CODEX_ACCESS_TOKEN": token})
        made[f"token/{name}"].without("env_key").provider["requires_openai_auth"] = True
    for day in ("2025-02-30T00:00:00Z", "2025-01-01T00:00:60Z", "2025-01-01T24:00:00Z"):
        auth = json.dumps({"OPENAI_API_KEY": "sk-auth", "last_refresh": day})
        made[f"refresh/{day}"] = Draft(auth=auth, env={}).without("env_key")
        made[f"refresh/{day}"].provider["requires_openai_auth"] = True
    made["token/half"] = Draft(auth='{"OPENAI_API_KEY": "\\ud83d"}', env={}).without("env_key")
    made["token/half"].provider["requires_openai_auth"] = True
    top = {"model": "gpt-x", "model_provider": "gcp"}
    made["google"] = Draft(top=top, provider={}, env={})
    tail = (
        f'[model_providers.gcp]\nbase_url = "{HOST}/g/"\nauth = {{ command = "printf", args = ["{KEY}"] }}\n'
    )
    made["google-moved"] = Draft(top=top, provider={}, env={}, tail=tail)
    return made


def _worktrees() -> dict[str, Draft]:
    """Return situations in a git worktree, and in a submodule, of a repository that is trusted."""
    main, project = HOME / "main", str(WORK / ".codex/config.toml")
    made = {}
    for name, (own, tail) in {
        "main": ("worktrees/w", trusted(main)), "itself": ("worktrees/w", trusted(WORK)), "neither": ("worktrees/w", ""),
        "alone": ("worktrees/x", trusted(main)), "denied": ("worktrees/w", trusted(main) + trusted(WORK, "untrusted")), "submodule": ("modules/w", trusted(main)),
    }.items():  # fmt: skip
        files = {f"main/.git/{own}/HEAD": "ref: refs/heads/w\n", "main/.git/HEAD": "ref: refs/heads/main\n"}
        files |= {str(WORK / ".git"): f"gitdir: {main}/.git/{own}\n", project: 'model = "project"\n'}
        files |= {} if name == "alone" else {f"main/.git/{own}/gitdir": f"{WORK}/.git\n"}
        files |= {f"main/.git/{own}/commondir": "../..\n", "main/.git/objects/x": "", "main/.git/refs/x": ""}
        made[f"worktree/{name}"] = Draft(files=files, tail=tail)
    return made


def _files() -> dict[str, Draft]:
    """Return situations in which two files are wrong."""
    project, bogus = str(WORK / ".codex/config.toml"), trusted(WORK, "x")
    required, profile = "/etc/codex/requirements.toml", ".codex/w.config.toml"
    legacy = '[profiles.w]\nmodel = "m"\n'
    return {
        "two/trust+bytes": Draft(tail=bogus, files={project: "\udcff"}),
        "two/required+user": Draft(tail="x = \n", files={required: "allowed_sandbox_modes = 5\n"}),
        "two/legacy+profile": Draft(tail=legacy, files={profile: "x = \n"}, words=("-p", "w")),
        "two/legacy+required": Draft(tail=legacy, files={required: "x = \n"}, words=("-p", "w")),
        **_worktrees(),
        "two/strict+legacy": Draft(
            tail=f"{legacy}[history]\npersistence = 5\n", words=("-p", "w", "--strict-config")
        ),
    }
