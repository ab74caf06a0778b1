"""Faults in files that lie over each other, and in tables: in which file, and in what order, Codex looks for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from oracle.matrix import Draft
from oracle.situations import TRUSTED
from support.codex import WORK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex.agreement import Case

TRIED = frozenset({"0.94.0", "0.134.0", "0.147.0", "0.160.0", "0.169.0", "0.171.0"})
"""The releases on which these were tried."""

PLACES = {
    "system": "/etc/codex/config.toml", "managed": "/etc/codex/managed_config.toml", "profile": ".codex/w.config.toml",
    "project": str(WORK / ".codex/config.toml"),
}  # fmt: skip
STRICT = ("--strict-config",)
POLICY = "[shell_environment_policy]\n"
ONE, TWO = f"{POLICY}exclude = [1]\n", f"{POLICY}exclude = [2]\n"

ALONE = {
    "policy/inline": "shell_environment_policy = { exclude = 1 }",
    "policy/dotted": "shell_environment_policy.exclude = 1", "policy/inherit": 'shell_environment_policy.inherit = "All"',
    "policy/word": 'shell_environment_policy.filters = { a = "x" }', "policy/only": "shell_environment_policy.include_only = [1]",
    "policy/both": 'shell_environment_policy = { filters = { a = "include" }, exclude = ["b"] }',
    "features/table-first": "features = { shell_tool = 5, multi_agent_v2 = 5 }", "features/unknown": "features = { nosuch = 5, shell_tool = 5 }",
    "servers/in-order": 'mcp_servers = { web = { scopes = ["a"] }, fs = { command = 5 } }',
    "servers/idp": "mcp_enterprise_managed_auth = { idp = {} }", "servers/idp-unknown": "mcp_enterprise_managed_auth = { x = 1 }",
    "keys/plus": 'tui.keymap.global.open_transcript = "ctrl+t"', "keys/number": "tui.keymap.chat.interrupt_turn = 5",
    "keys/action": 'tui.keymap.chat.nosuch = "a"', "keys/table": "tui.keymap.list = 5", "keys/right": 'tui.keymap.pager.close = ["q", "esc"]',
    "store/id": 'experimental_thread_store = { type = "in_memory" }', "trust/list": 'projects = ["/x"]',
}  # fmt: skip
"""One line before everything else, and a second fault below, which shows what is looked at first."""

Several = tuple[str, tuple[str, ...], dict[str, str]]
SEVERAL: dict[str, Several] = {
    "policy/below": (ONE, (), {"system": TWO}),
    "policy/over": (ONE, (), {"managed": TWO}),
    "policy/profile": (ONE, ("-p", "w"), {"profile": TWO}),
    "policy/project": (TRUSTED, (), {"project": TWO}),
    "policy/hidden": (ONE, ("-c", 'shell_environment_policy.exclude=["a"]'), {}),
    "policy/option": ("", ("-c", "shell_environment_policy.exclude=[2]"), {}),
    "policy/managed-and-word": ("", ("-c", "shell_environment_policy.exclude=[2]"), {"managed": ONE}),
    "policy/two-files": (
        f'{POLICY}filters = {{ a = "include" }}\n',
        (),
        {"system": f'{POLICY}exclude = ["b"]\n'},
    ),
    "strict/managed": ("", STRICT, {"managed": "nosuch = 1\n"}),
    "strict/managed-table": ("", STRICT, {"managed": "[tools]\nnosuch = 1\n"}),
    "strict/managed-and-user": ("[tools]\nother = 1\n", STRICT, {"managed": "nosuch = 1\n"}),
    "strict/legacy-profile": ("[profiles.w]\nnosuch = 1\n", STRICT, {}),
    "strict/legacy-not-in-profiles": ("[profiles.w]\nnotify = []\n", STRICT, {}),
    "strict/role": ("[agents.reviewer]\nnosuch = 1\n", STRICT, {}),
    "strict/role-word": ("", (*STRICT, "-c", "agents.reviewer.nosuch=1"), {}),
    "strict/server-partly": ('[mcp_servers.fs]\nargs = ["x"]\n', STRICT, {"managed": "nosuch = 1\n"}),
    "files/below": ("[analytics]\nenabled = 0\n", (), {"system": '[history]\npersistence = "None"\n'}),
    "files/hidden": (
        "[analytics]\nenabled = 0\n[history]\npersistence = 'none'\n",
        (),
        {"system": '[history]\npersistence = "None"\n'},
    ),
    "files/partly": ("[analytics]\nenabled = 0\n", (), {"system": '[model_providers.y]\nbase_url = "x"\n'}),
    "files/word": ("[history]\npersistence = 5\n", ("-c", "analytics.enabled=0"), {}),
    "files/role": ("[agents]\nenabled = true\n", (), {}),
    "trust/managed": ("", (), {"managed": 'projects = ["/x"]\n'}),
    "trust/managed-word": ("", (), {"managed": 'projects."/x".trust_level = "q"\n'}),
}


def layered(version: str) -> Iterator[Case]:
    """Yield every such situation, on the releases on which they were tried."""
    if version not in TRIED:
        return
    for name, line in ALONE.items():
        for second, below in {"": "", "-and-type": "[history]\npersistence = 5\n"}.items():
            case = Draft(tail=below).case(f"layered/{name}{second}", version)
            yield replace(case, config=f"{line}\n{case.config}")
    for name, (tail, words, files) in SEVERAL.items():
        held = {PLACES[place]: text for place, text in files.items()}
        yield Draft(tail=tail, words=words, files=held).case(f"layered/{name}", version)
