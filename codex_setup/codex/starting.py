"""Why a session would not start though the configuration is loaded: folder, model, login, servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.catalogue_file import catalogue_default
from codex_setup.codex.known import key as known_key
from codex_setup.codex.projects import in_repository
from codex_setup.codex.sources import access_token, login_key, variable_login
from codex_setup.wire import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.environment import Variable


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
        yield from _identity(token, context)
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
    yield from _daybreak(context)
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
    token = access_token(context)
    if token is not None:
        yield from _identity(token, context)
        return
    if not key:
        yield from _unreadable(context)
    if forced.value == "chatgpt" and (key or auth.mode == "apikey"):
        yield "ChatGPT login is required, but an API key is currently being used. Logging out."
    if forced.value == "api" and not key and auth.mode in {"chatgpt", "empty"}:
        yield "API key login is required, but ChatGPT is currently being used. Logging out."


def _identity(token: Variable, context: Context) -> Iterator[str]:
    """Yield what is wrong with CODEX_ACCESS_TOKEN where it has to be one; the rest is up to OpenAI's server."""
    personal = context.release.has("access-token-tolerated") and token.value.fits(r"^at-")
    if personal:
        return
    if not token.value.fits(r"^[^.]+\.[^.]+\.[^.]+$"):
        yield "invalid agent identity JWT format"
    elif not token.value.fits(r"^[^.]+\.(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?\.[^.]+$"):
        yield "agent identity JWT payload is not valid base64url"
    elif not context.release.has("access-token-tolerated"):
        yield "agent identity JWT payload is not valid JSON"


def _daybreak(context: Context) -> Iterator[str]:
    """Yield what a session lacks that `daybreak` asks for: a provider, a login."""
    config, provider = context.config, context.provider
    wanted = config.get("daybreak", of=bool)
    if wanted is None or not wanted.value or known_key(("daybreak",), context.release) is None:
        return
    able = config.get(*provider.path, "capabilities", "cyber_access_programs", of=bool)
    if provider.id != "openai" and not context.release.has("daybreak-by-capability"):
        yield "Daybreak requires the OpenAI model provider"
    elif provider.id != "openai" and not (able is not None and able.value):
        yield "Daybreak requires a model provider with Cyber access program support"
    elif login_key(context) is None and context.auth.mode != "chatgpt":
        yield "Daybreak requires a signed-in ChatGPT account or an OpenAI API key"


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
