"""Whether the MCP servers are written so that Codex can load the file, and whether they can start."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codex_setup.model import Check, Edit, Finding, Fix, Rename, Severity, check, dotted
from codex_setup.record import record
from codex_setup.rules.proposal import own_file, quoted
from codex_setup.rules.stray import MISNAMED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer
    from codex_setup.model import KeyPath, Place

STDIO = frozenset({"command", "args", "env", "env_vars", "cwd"})
HTTP = frozenset(
    {"url", "bearer_token_env_var", "http_headers", "env_http_headers", "oauth", "scopes", "oauth_resource"}
)
"""The keys of one kind of server that Codex refuses in the other (0.169.0 names each in its refusal)."""
SHIMS = frozenset({"npx", "npm", "pnpm", "yarn", "uvx.cmd", "bunx"})
"""Programs that are batch files on Windows."""


@record
class Server:
    """One server as the layers in force describe it together, and the layer that its table stands in."""

    name: str
    values: Mapping[str, Any]
    layer: Layer

    @property
    def path(self) -> KeyPath:
        """Return the key path of its table."""
        return ("mcp_servers", self.name)

    @property
    def enabled(self) -> bool:
        """Return whether Codex starts it."""
        return self.values.get("enabled") is not False

    def place(self, *key: str) -> Place:
        """Return where one of its keys stands, or its table."""
        return self.layer.place((*self.path, *key))

    def without(self, title: str, *keys: str, safe: bool = True) -> Fix | None:
        """Return the fix that removes some of its keys; without keys, the whole table."""
        file = own_file(self.layer)
        paths = [(*self.path, key) for key in keys] or [self.path]
        return Fix(title, tuple(Edit(file, path, None) for path in paths), safe=safe) if file else None


def servers(context: Context) -> Iterator[Server]:
    """Yield every MCP server of the configuration in force."""
    for name in context.config.names("mcp_servers"):
        values: dict[str, Any] = {}
        layer = None
        for setting in context.config.below("mcp_servers", name):
            layer = layer or setting.layer
            inner = values
            for part in setting.path[2:-1]:
                inner = inner.setdefault(str(part), {})
                if not isinstance(inner, dict):
                    break
            else:
                inner[str(setting.path[-1])] = setting.value
        whole = context.config.settings.get(("mcp_servers", name))
        if layer is None and whole is not None and isinstance(whole.value, Mapping):
            layer = whole.layer
        if layer is not None:
            yield Server(name, values, layer)


@check("mcp-transport-missing", Severity.ERROR)
def mcp_transport_missing(context: Context) -> Iterator[Finding]:
    """An MCP server has neither `command` nor `url`.

    Codex refuses the whole file with "invalid transport". It happens when a table is added only to change
    `startup_timeout_sec` or `enabled` of a server that is defined elsewhere, or that a plugin brings.
    """
    for server in servers(context):
        if "command" not in server.values and "url" not in server.values:
            yield Finding(
                f"`{dotted(server.path)}` has neither `command` nor `url`, and Codex refuses the file for it",
                at=server.place(),
                hint="A server is a program (`command`) or an address (`url`).",
                fix=server.without(
                    f"Remove `[{dotted(server.path)}]`",
                    safe=set(server.values) <= {"enabled"} and not context.damaged,
                ),
                because_of="config-not-toml" if context.damaged else None,
            )


@check("mcp-transport-mixed", Severity.ERROR)
def mcp_transport_mixed(context: Context) -> Iterator[Finding]:
    """An MCP server has keys of both kinds, a program's and an address's.

    Codex refuses the whole file: "url is not supported for stdio", "args is not supported for
    streamable_http".
    """
    for server in servers(context):
        foreign = HTTP if "command" in server.values else STDIO
        found = [key for key in server.values if key in foreign]
        if not found or not {"command", "url"} & server.values.keys():
            continue
        kind = "a program" if "command" in server.values else "an address"
        both = {"command", "url"} <= server.values.keys()
        yield Finding(
            f"`{dotted(server.path)}` is {kind}, and Codex refuses `{found[0]}` in it",
            at=server.place(found[0]),
            hint="Keep either `command` with its keys, or `url` with its keys.",
            fix=server.without(f"Remove {', '.join(f'`{key}`' for key in found)}", *found, safe=not both),
        )


@check("mcp-token-in-file", Severity.ERROR, security=True)
def mcp_token_in_file(context: Context) -> Iterator[Finding]:
    """An MCP server has its token in the file, and Codex refuses it there.

    `bearer_token` is not supported: the token belongs into a variable that `bearer_token_env_var` names.
    """
    for server in servers(context):
        if "bearer_token" in server.values:
            yield Finding(
                f"`{dotted((*server.path, 'bearer_token'))}` holds a token, and Codex refuses the file for it",
                at=server.place("bearer_token"),
                hint="Put the token into a variable and name that with `bearer_token_env_var`.",
            )


@check("mcp-variables-misplaced", Severity.ERROR)
def mcp_variables_misplaced(context: Context) -> Iterator[Finding]:
    """`env_vars` stands in the `env` table of an MCP server.

    `env` gives variables a value; `env_vars` lists the names of variables to hand on, and stands beside
    it. In the wrong table Codex refuses the file: "invalid type: sequence, expected a string".
    """
    for server in servers(context):
        env = server.values.get("env")
        listed = env.get("env_vars") if isinstance(env, Mapping) else None
        if not isinstance(listed, list):
            continue
        path = (*server.path, "env", "env_vars")
        file = own_file(server.layer) if "env_vars" not in server.values else None
        yield Finding(
            f"`{dotted(path)}` is a list, and `env` takes only texts",
            at=server.place("env", "env_vars"),
            hint="`env_vars` stands beside `env`, not in it.",
            fix=Fix("Move it beside `env`", (Rename(file, path, (*server.path, "env_vars")),))
            if file
            else None,
        )


@check("mcp-table-misnamed", Severity.WARNING)
def mcp_table_misnamed(context: Context) -> Iterator[Finding]:
    """MCP servers are defined in a table that is not `mcp_servers`.

    Other programs call it `mcpServers` or `mcp.servers`. Codex ignores it, and has no such servers.
    """
    for layer in context.layers:
        for name, table in layer.data.items() if layer.state == "read" else ():
            if MISNAMED.get(name) != "mcp_servers" or not isinstance(table, Mapping):
                continue
            below = ("servers",) if name == "mcp" and isinstance(table.get("servers"), Mapping) else ()
            inner = table["servers"] if below else table
            found = [each for each, value in inner.items() if isinstance(value, Mapping)]
            started = any({"command", "url"} & {*inner[each]} for each in found)
            if found and (started or "mcp" in name):
                yield _misnamed(context, layer, (name, *below), found)


def _misnamed(context: Context, layer: Layer, path: KeyPath, names: list[str]) -> Finding:
    file = own_file(layer)
    free = [name for name in names if not context.config.has("mcp_servers", name)]
    edits = tuple(Rename(file, (*path, name), ("mcp_servers", name)) for name in free) if file else ()
    return Finding(
        f"`[{dotted((*path, names[0]))}]` is not where Codex looks for MCP servers",
        at=layer.place((*path, names[0])),
        hint=f"Write `[{dotted(('mcp_servers', names[0]))}]`.",
        fix=Fix("Move them to `mcp_servers`", edits, safe=False) if edits else None,
    )


def _missing(context: Context, command: str) -> bool:
    """Return whether no such program is on this machine, as far as Codex would look."""
    if "/" in command or "\\" in command:
        path = Path(command)
        return path.is_absolute() and context.machine.files.info(path) is None
    return bool(context.machine.env.get("PATH") and command.strip()) and not context.machine.which(command)


@check("mcp-command-missing", Severity.WARNING)
def mcp_command_missing(context: Context) -> Iterator[Finding]:
    """The program of an MCP server is not on this machine.

    Codex starts without that server and says so. An editor or a service may have another PATH than this
    shell.
    """
    yield from _commands(context, required=False)


@check("mcp-required-command-missing", Severity.ERROR, since="0.114.0")
def mcp_required_command_missing(context: Context) -> Iterator[Finding]:
    """The program of an MCP server that is required is not on this machine.

    With `required = true` Codex ends the session when the server does not start.
    """
    yield from _commands(context, required=True)


def _commands(context: Context, *, required: bool) -> Iterator[Finding]:
    for server in servers(context):
        command = server.values.get("command")
        env = server.values.get("env")
        own_path = isinstance(env, Mapping) and "PATH" in env
        if (
            not isinstance(command, str)
            or own_path
            or not server.enabled
            or "environment_id" in server.values
        ):
            continue
        if (server.values.get("required") is True) == required and _missing(context, command):
            yield Finding(
                f"`{dotted((*server.path, 'command'))}` is {quoted(command)}, which is not on this machine",
                at=server.place("command"),
                hint="Install it, or set `enabled = false`.",
                fix=_disabled(server),
            )


def _disabled(server: Server) -> Fix | None:
    file = own_file(server.layer)
    if file is None:
        return None
    return Fix(
        f"Switch off `{server.name}`",
        (Edit(file, (*server.path, "enabled"), value=False),),
        safe=False,
    )


@check("mcp-shim-on-windows", Severity.NOTE)
def mcp_shim_on_windows(context: Context) -> Iterator[Finding]:
    """An MCP server is started with a batch file on Windows.

    `npx` and its like are `npx.cmd` there. Not every release of Codex finds them by the short name, and
    a server whose `env` lacks SYSTEMROOT may not start at all.
    """
    for server in servers(context):
        command = server.values.get("command")
        if context.machine.platform == "win32" and isinstance(command, str) and command in SHIMS:
            yield Finding(
                f"`{dotted((*server.path, 'command'))}` is {quoted(command)}, which is a batch file on Windows",
                at=server.place("command"),
                hint=f'If the server does not start, write `command = "cmd"` and `args = ["/c", "{command}", …]`.',
            )


@check("mcp-variable-unset", Severity.WARNING)
def mcp_variable_unset(context: Context) -> Iterator[Finding]:
    """An MCP server takes its token from a variable that is not set here.

    Codex then asks the server without a token, and the server refuses. A variable set in one shell is not
    seen by another, nor by an editor.
    """
    for server in servers(context):
        named = server.values.get("bearer_token_env_var")
        if isinstance(named, str) and server.enabled and context.environment.filled(named) is None:
            yield Finding(
                f"`{dotted((*server.path, 'bearer_token_env_var'))}` names {quoted(named)}, which is not set here",
                at=server.place("bearer_token_env_var"),
                hint="Set it where Codex is started, or in `.env` in Codex's folder.",
            )


CHECKS: tuple[Check[Context], ...] = (
    mcp_transport_missing,
    mcp_transport_mixed,
    mcp_token_in_file,
    mcp_variables_misplaced,
    mcp_table_misnamed,
    mcp_required_command_missing,
    mcp_command_missing,
    mcp_shim_on_windows,
    mcp_variable_unset,
)
