"""What the installed Codex really sends with the user's own configuration: it is run against a recorder.

Nothing leaves the computer: the recorder is Codex's proxy for everything, and answers in the stead of
every server, with certificates of an authority that this one run of Codex is told to trust. So nothing of
the configuration is overridden, whoever sets the address, and no part of it stands in the list of
processes. Codex runs on a copy of its folder, so that the real one keeps every byte; programs that the
configuration names (notify, MCP servers, hooks) are switched off.
"""

from __future__ import annotations

import json
import os
import re
from functools import partial
from typing import TYPE_CHECKING

from codex_setup.codex.binary import program
from codex_setup.codex.folder import empty_folder
from codex_setup.codex.process import Ran, Run, run
from codex_setup.codex.scratch import copied_home, environment_on
from codex_setup.gateway import Answer, Recorded, serve
from codex_setup.gateway.answers import as_json, served
from codex_setup.gateway.certificate import Authority
from codex_setup.pattern import pattern
from codex_setup.record import record

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path

    from codex_setup.codex.context import Binary, Context
    from codex_setup.wire import Plan

PROMPT = "ping"
_TRUSTED = ("CODEX_CA_CERTIFICATE", "SSL_CERT_FILE")
"""Variables that name the authorities to trust: the first from 0.115, the second on Linux ever since 0.20."""

_KEYRINGS = ("keyring", "auto")
"""Stores in which a login has the name of the folder that it was made in."""

_TURN = pattern(r"/(?:responses|chat/completions)$")
_FATAL = pattern(rb"^(?:\[[0-9T:.Z-]+\] )?ERROR: (?!Reconnecting)", re.MULTILINE)


@record
class Traced:
    """How a run of Codex ended, what reached the recorder, and which servers it trusted nobody else to be."""

    ran: Ran
    requests: tuple[Recorded, ...] = ()
    lost: tuple[str, ...] = ()
    folder: str = ""

    @property
    def asked(self) -> Recorded | None:
        """Return the request for an answer, or None where Codex never asked."""
        return next(filter(_is_turn, self.requests), None)

    @property
    def websocket(self) -> Recorded | None:
        """Return the first attempt to talk through a WebSocket, or None."""
        return next(filter(_is_websocket, self.requests), None)

    @property
    def aside(self) -> tuple[Recorded, ...]:
        """Return what Codex asked for beside the answer."""
        return tuple(each for each in self.requests if not _is_turn(each) and not _is_websocket(each))


def untraceable(context: Context, planned: Plan) -> str | None:
    """Return why a run on a copy of Codex's folder would not show what Codex sends, in one clause, or None."""
    store = context.config.get("cli_auth_credentials_store", of=str)
    login = context.provider.requires_openai_auth
    unseen = planned.credential is not None and planned.credential.header is None
    if store is not None and store.value in _KEYRINGS and unseen and login is not None and login.value:
        return f"`{store.key}` keeps the login in the system's keyring, where only Codex's own folder leads to it"
    return None


def trace(context: Context, binary: Binary, *, timeout: float, start: Run | None = None) -> Traced:
    """Return what Codex sent with the configuration of `context`, and how it ended."""
    start = start or partial(run, over=is_over)
    authority = Authority()
    with copied_home(context, credentials=True) as folder, empty_folder(context.machine.env) as aside:
        trusted = aside / "authority.pem"
        trusted.write_text(authority.pem)
        with serve(_answer, instead=partial(tls_of, authority, aside)) as recorder:
            argv = [str(program(context.machine, binary.file)), *_words(context, folder)]
            env = _environment(context, recorder.url, folder, trusted)
            ran = start(argv, env, context.machine.cwd, timeout)
            lost = tuple(dict.fromkeys(each.target for each in recorder.refused))
            return Traced(ran, tuple(recorder.requests), lost, str(folder))


def tls_of(authority: Authority, folder: Path, host: str) -> ssl.SSLContext:
    """Return the TLS of a server that is taken for `host`."""
    import ssl  # costs 15 ms, while Codex is still starting
    import tempfile

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    handle, name = tempfile.mkstemp(dir=folder, suffix=".pem")
    with os.fdopen(handle, "w") as file:
        file.write(authority.chain(host))
    context.load_cert_chain(name)
    return context


def is_over(written: bytes) -> bool:
    """Return whether Codex said that the turn is over; up to 0.20 it then stays until it is stopped."""
    return _FATAL.search(written) is not None


def _answer(request: Recorded) -> Answer:
    """Answer one short turn; refuse a WebSocket as a plain gateway does, and have nothing else."""
    if _is_websocket(request):
        return as_json(426, {"error": {"message": "this recorder speaks HTTP only"}})
    if _is_turn(request):
        return served(request)
    if request.path.endswith("/accounts/check"):
        return _routed(request)
    return as_json(404, {"error": {"message": "this recorder has nothing here"}})


def _routed(request: Recorded) -> Answer:
    """Say of a ChatGPT account that it is served where it asks; without that Codex asks no more (0.160, 0.169)."""
    account = {
        "id": request.header("chatgpt-account-id"),
        "workspace_backend_origin": request.through,
        "account_routing_override": "us",
    }
    return as_json(200, {"accounts": [account], "default_account_id": account["id"]})


def _is_turn(request: Recorded) -> bool:
    return request.method == "POST" and (request.model is not None or _TURN.search(request.path) is not None)


def _is_websocket(request: Recorded) -> bool:
    return (request.header("upgrade") or "").lower() == "websocket"


def _words(context: Context, folder: Path) -> Iterator[str]:
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
    for override in (*asked.overrides, *_quiet(context, folder)):
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
    yield "features.enable_request_compression=false"  # what a login sends would be packed, and not readable
    for key in ("log_dir", "sqlite_home"):
        if config.has(key):
            yield f"{key}={_toml(str(folder / key))}"
    for key in config.names("otel"):
        if key.endswith("exporter"):
            yield f'otel.{key}="none"'


def _environment(context: Context, recorder: str, folder: Path, trusted: Path) -> dict[str, str]:
    """Return the user's environment with the copy as CODEX_HOME and the recorder as the way to everywhere."""
    env = environment_on(folder, context, recorder) | dict.fromkeys(_TRUSTED, str(trusted))
    env |= {"CODEX_SQLITE_HOME": str(folder)} if "CODEX_SQLITE_HOME" in env else {}
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
