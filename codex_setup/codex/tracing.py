"""What the installed Codex really sends with the user's own configuration: it is run against a recorder.

Nothing leaves the computer: the provider's address is overridden with `-c`, and the recorder is Codex's
proxy for everything else, which it refuses and lists. Codex runs on a copy of its folder, so that the
real one keeps every byte; programs that the configuration names (notify, MCP servers, hooks) are
switched off.
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING

from codex_setup.codex.binary import Ran, Run, program, run
from codex_setup.codex.scratch import copied_home
from codex_setup.gateway import Answer, Recorded, serve
from codex_setup.gateway.answers import as_json, served
from codex_setup.mask import masked
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_setup.codex.context import Binary, Context
    from codex_setup.wire import Plan

PROMPT = "ping"
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
_AUTHORITY = re.compile(r"[\x00-\x20]*[A-Za-z][A-Za-z0-9+.-]*:[/\\]*[^/\\?#]*")
_FATAL = re.compile(rb"^(?:\[[0-9T:.Z-]+\] )?ERROR: ", re.MULTILINE)
_SIGNED = ("amazon-bedrock", "amazon-bedrock-runtime")


@record
class Traced:
    """How a run of Codex ended, what reached the recorder, and where else it wanted to go, which was refused."""

    ran: Ran
    requests: tuple[Recorded, ...] = ()
    refused: tuple[str, ...] = ()
    folder: str = ""

    @property
    def asked(self) -> Recorded | None:
        """Return the request for an answer, or None where Codex never asked."""
        posts = [each for each in self.requests if each.method == "POST"]
        return next((each for each in posts if each.model is not None), posts[0] if posts else None)

    @property
    def websocket(self) -> Recorded | None:
        """Return the first attempt to talk through a WebSocket, or None."""
        return next(
            (each for each in self.requests if (each.header("upgrade") or "").lower() == "websocket"), None
        )


def untraceable(context: Context) -> str | None:
    """Return why this provider's address cannot be overridden, in one clause, or None."""
    provider = context.provider
    if provider.builtin and provider.id in _SIGNED:
        return f"`{provider.id}` signs its requests for one address, which nothing can override"
    if not provider.builtin and ("." in provider.id or "=" in provider.id):
        return f"`-c` cannot name the provider `{provider.id}`, because Codex splits its keys at every dot"
    base = provider.base_url
    if base is not None and base.layer.name == "managed":
        return "the administrator's managed configuration sets the address, and `-c` cannot override it"
    if base is not None and masked(base.value) != base.value:
        return "its address holds a key, which an override would show to everybody in the list of processes"
    return None


def trace(
    context: Context, planned: Plan, binary: Binary, *, timeout: float, start: Run | None = None
) -> Traced:
    """Return what Codex sent with the configuration of `context`, and how it ended."""
    start = start or partial(run, over=is_over)
    with serve(_answer) as recorder, copied_home(context, credentials=True) as folder:
        argv = [str(program(context.machine, binary.file)), *_words(context, planned, recorder.url, folder)]
        env = _environment(context, planned, recorder.url, folder)
        ran = start(argv, env, context.machine.cwd, timeout)
        refused = tuple(dict.fromkeys(_destination(each) for each in recorder.refused))
        return Traced(ran, tuple(recorder.requests), refused, str(folder))


def is_over(written: bytes) -> bool:
    """Return whether Codex said that the turn is over; up to 0.20 it then stays until it is stopped."""
    return _FATAL.search(written) is not None


def _answer(request: Recorded) -> Answer:
    """Answer one short turn; refuse a WebSocket as a plain gateway does, and have nothing else."""
    if request.header("upgrade") is not None:
        return as_json(426, {"error": {"message": "this recorder speaks HTTP only"}})
    if request.method == "POST":
        return served(request)
    return as_json(404, {"error": {"message": "this recorder has nothing here"}})


def _destination(request: Recorded) -> str:
    """Return where a request through the proxy was going: host and port, without path and query."""
    target = request.target.partition("?")[0]
    return "/".join(target.split("/")[:3]) if "://" in target else target


def moved(base_url: str, recorder: str) -> str | None:
    """Return `base_url` with the recorder in the place of its host, every stray character kept; None where it has no host."""
    fit = _AUTHORITY.match(base_url)
    return None if fit is None else recorder + base_url[fit.end() :]


def _words(context: Context, planned: Plan, recorder: str, folder: Path) -> Iterator[str]:
    release, asked = context.release, context.invocation
    if asked.profile is not None:
        yield from ("-p", asked.profile)
    yield "exec"
    yield "--skip-git-repo-check"
    if release.has("ephemeral-sessions"):
        yield "--ephemeral"
    if asked.strict and release.has("strict-config"):
        yield "--strict-config"
    if asked.model is not None:
        yield from ("-m", asked.model)
    overrides = [*asked.overrides, *_quiet(context, folder), *_address(context, planned, recorder)]
    for override in overrides:
        yield from ("-c", override)
    yield PROMPT


def _quiet(context: Context, folder: Path) -> Iterator[str]:
    """Yield the overrides that keep Codex from starting programs, and from writing outside the copy."""
    config, release = context.config, context.release
    if config.has("notify"):
        yield "notify=[]"
    servers = config.names("mcp_servers")
    if servers and not release.has("servers-switched-off"):
        yield "mcp_servers={}"  # up to 0.36 an override replaces the table; later ones merge into it
    elif servers:
        yield from (f"mcp_servers.{name}.enabled=false" for name in servers)
    yield from ("features.hooks=false", "features.codex_hooks=false")  # the second is its name up to 0.128
    for key in ("log_dir", "sqlite_home"):
        if config.has(key):
            yield f"{key}={_toml(str(folder / key))}"
    for key in config.names("otel"):
        if key.endswith("exporter"):
            yield f'otel.{key}="none"'


def _address(context: Context, planned: Plan, recorder: str) -> Iterator[str]:
    """Yield the overrides that lead to the recorder, and keep Codex from asking twice.

    Nothing is overridden where Codex will not get as far as an address: an override would define a
    provider that is not there.
    """
    provider = context.provider
    address = moved(planned.base_url or "", recorder)
    if planned.refused is not None and planned.refused.stage != "send":
        return
    if not provider.builtin:
        yield from (f"model_providers.{provider.id}.{kind}_max_retries=0" for kind in ("request", "stream"))
        if address is not None:
            yield f"model_providers.{provider.id}.base_url={_toml(address)}"
    elif address is not None and provider.id == "openai" and context.release.has("openai-base-url-key"):
        yield f"openai_base_url={_toml(address)}"


def _environment(context: Context, planned: Plan, recorder: str, folder: Path) -> dict[str, str]:
    """Return the user's environment with the copy as CODEX_HOME and the recorder as the way to everywhere."""
    env = {**context.machine.env, "CODEX_HOME": str(folder), "NO_PROXY": "", "no_proxy": ""}
    env |= dict.fromkeys(_PROXIES, recorder)
    env |= {"CODEX_SQLITE_HOME": str(folder)} if "CODEX_SQLITE_HOME" in env else {}
    env.pop("OPENAI_BASE_URL", None)
    address = moved(planned.base_url or "", recorder)
    if context.provider.builtin and address is not None:
        if context.provider.id != "openai":
            env["CODEX_OSS_BASE_URL"] = address
        elif not context.release.has("openai-base-url-key"):
            env["OPENAI_BASE_URL"] = address
    return env


def _toml(text: str) -> str:
    """Return `text` as a TOML string; JSON writes the same but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def last_words(traced: Traced, home: str) -> str | None:
    """Return what Codex said when it failed, its first line that names an error; None where there is none."""
    text = (
        b"\n".join((traced.ran.err, traced.ran.out)).decode("utf-8", "replace").replace(traced.folder, home)
    )
    lines = (re.sub(r"^\[[0-9T:.Z-]+\] ", "", line.strip()) for line in text.splitlines())
    return next((line for line in lines if re.match(r"(ERROR|Error|error)\b", line)), None)
