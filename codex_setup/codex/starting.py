"""Why a session would not start though the configuration is loaded: folder, model, login, servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.catalogue_file import catalogue_default
from codex_setup.codex.known import key as known_key
from codex_setup.codex.projects import in_repository
from codex_setup.codex.sources import access_token, variable_login
from codex_setup.wire import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context


def start_refusal(context: Context) -> Refusal | None:
    """Return why the session does not start, or None."""
    message = next(_reasons(context), None)
    return None if message is None else Refusal("start", message)


def _reasons(context: Context) -> Iterator[str]:
    yield from _login(context)
    if (
        not context.invocation.anywhere
        and context.invocation.command == "exec"
        and not in_repository(context.machine, context.release)
    ):
        yield "Not inside a trusted directory and --skip-git-repo-check was not specified."
    token = access_token(context)
    if token is not None and not context.release.has("access-token-tolerated"):
        parts = token.value.fits(r"^[^.]+\.[^.]+\.[^.]+$")
        yield "agent identity JWT payload is not valid JSON" if parts else "invalid agent identity JWT format"
    read = context.release.auth_file_refused and not variable_login(context)
    if read:
        yield from _unreadable(context)
    model = context.config.get("model", of=str)
    name = catalogue_default(context) if model is None else model.value
    if name is not None and not name.strip() and context.release.has("empty-model-refused"):
        yield (
            "thread/start failed: No models are available. Set `model` explicitly or check your model catalog "
            "configuration."
        )
    forks = context.config.get("features", "shell_zsh_fork", of=bool)
    shell = known_key(("zsh_path",), context.release) is None or context.config.get("zsh_path", of=str)
    if forks is not None and forks.value and not shell:
        yield "zsh fork feature enabled, but `zsh_path` is not configured; set `zsh_path` in config.toml"
    yield from _servers(context)


def _login(context: Context) -> Iterator[str]:
    """Yield what stops a session whose kind of login is prescribed; Codex then logs out."""
    forced = context.config.get("forced_login_method", of=str)
    auth, key = context.auth, variable_login(context)
    if forced is None or not context.release.has("forced-login"):
        return
    if not key:
        yield from _unreadable(context)
    if forced.value == "chatgpt" and (key or auth.mode == "apikey"):
        yield "ChatGPT login is required, but an API key is currently being used. Logging out."
    if forced.value == "api" and not key and auth.mode in {"chatgpt", "empty"}:
        yield "API key login is required, but ChatGPT is currently being used. Logging out."


def _unreadable(context: Context) -> Iterator[str]:
    problem = context.auth.problem
    if context.auth.mode == "unreadable" and problem is not None:
        broken = problem.kind == "encoding"
        yield "stream did not contain valid UTF-8" if broken else f"auth.json {problem.message}"


def _servers(context: Context) -> Iterator[str]:
    """Yield what stops a session that requires an MCP server whose program is not there."""
    config, machine = context.config, context.machine
    for name in config.names("mcp_servers") if machine.env.get("PATH") else ():
        table = ("mcp_servers", name)
        required, enabled = config.get(*table, "required", of=bool), config.get(*table, "enabled", of=bool)
        command = config.get(*table, "command", of=str)
        if required is None or not required.value or command is None or (enabled and not enabled.value):
            continue
        path = machine.cwd / command.value
        there = machine.files.info(path) is not None if "/" in command.value else machine.which(command.value)
        if not there:
            yield (
                f"required MCP servers failed to initialize: {name}: No such file or directory (os error 2)"
            )
