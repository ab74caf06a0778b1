"""Whether Codex runs where it was meant to: another home, a container, another binary, an old server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.codex.context import Binary, Context, read_context
from codex_setup.codex.request import plan
from codex_setup.model import Check, Command, Finding, Fix, Place, Severity, check
from codex_setup.record import replace
from codex_setup.rules.endpoint import address
from codex_setup.rules.proposal import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCKER = (Path("/.dockerenv"), Path("/run/.containerenv"))
WINDOWS_HOMES = Path("/mnt/c/Users")


@check("other-codex-differs", Severity.WARNING)
def other_codex_differs(context: Context) -> Iterator[Finding]:
    """Another Codex on this machine makes something else of this configuration.

    npm, Homebrew, an editor's extension and the desktop app each bring a Codex of their own. They read
    the same files, and what one release takes another one refuses.
    """
    seen = {context.release.version}
    for binary in context.binaries:
        if binary is context.binary or binary.version is None or binary.version in seen:
            continue
        seen.add(binary.version)
        difference = _difference(context, binary)
        if difference:
            yield Finding(
                f"Codex {binary.version} ({binary.kind}, {binary.file}) {difference}",
                at=Place("user", context.user_file),
                hint=f"This report is about Codex {context.release.version}.",
                fix=Fix("Look at that one", commands=(_doctor(binary.version),)),
            )


def _doctor(version: str) -> Command:
    return Command("run", ("codex-setup", "doctor", "--codex-version", version))


def _difference(context: Context, binary: Binary) -> str | None:
    """Return what another release does differently with the same files, or None."""
    other = read_context(context.machine, replace(context.invocation, codex_version=binary.version))
    mine, theirs = plan(context), plan(other)
    if bool(mine.refused) != bool(theirs.refused):
        return (
            "refuses this configuration"
            if theirs.refused
            else "takes this configuration, which yours refuses"
        )
    if mine.refused:
        return None
    if mine.url != theirs.url:
        return f"would ask {theirs.url}"
    if (mine.credential and mine.credential.secret) != (theirs.credential and theirs.credential.secret):
        return "would send another key, or none"
    if mine.model != theirs.model:
        return f"would ask for {quoted(theirs.model or '')}"
    return None


@check("server-keeps-old-key", Severity.WARNING, since="0.157.0")
def server_keeps_old_key(context: Context) -> Iterator[Finding]:
    """A background server of Codex runs since before the key was changed.

    Since 0.157 Codex's screen talks to a server that outlives it. It keeps the environment, `.env` and
    auth.json of the moment when it was started; only config.toml is read again. `codex exec` does not
    use it.
    """
    home = context.codex_home
    if home is None:
        return
    files = context.machine.files
    started = files.info(home / "app-server-daemon" / "daemon.pid")
    if started is None or not _alive(context, home / "app-server-daemon" / "daemon.pid"):
        return
    for name in (".env", "auth.json"):
        changed = files.info(home / name)
        if changed is not None and changed.modified > started.modified:
            yield Finding(
                f"{name} was changed after Codex's background server was started, which does not see it",
                at=Place("environment" if name == ".env" else "auth", home / name),
                hint="`codex exec` is not concerned.",
                fix=Fix(
                    "Restart it", commands=(Command("run", ("codex", "app-server", "daemon", "restart")),)
                ),
            )


def _alive(context: Context, file: Path) -> bool:
    """Return whether the process of a pid file is there; where there is no /proc, whether the file is."""
    try:
        pid = json.loads(context.machine.files.read(file))["pid"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    processes = context.machine.files.info(Path("/proc"))
    return processes is None or context.machine.files.info(Path("/proc") / str(pid)) is not None


@check("localhost-in-container", Severity.NOTE)
def localhost_in_container(context: Context) -> Iterator[Finding]:
    """The base URL is this computer itself, and this is a container.

    In a container `localhost` is the container. A gateway that runs on the host is reached as
    `host.docker.internal` with Docker Desktop, or by the host's address.
    """
    url = context.provider.base_url
    where = address(url.value) if url else None
    if url is None or where is None or not where.loopback or not in_container(context):
        return
    yield Finding(
        f"`{url.key}` is {quoted(url.value)}, which in this container is the container itself",
        at=url.place,
        hint="A gateway on the host is at `host.docker.internal` with Docker Desktop.",
    )


def in_container(context: Context) -> bool:
    """Return whether Codex runs in a container, as far as files and variables tell."""
    env = context.machine.env
    marked = any(env.get(name) for name in ("REMOTE_CONTAINERS", "DEVCONTAINER", "KUBERNETES_SERVICE_HOST"))
    return marked or any(context.machine.files.info(file) is not None for file in DOCKER)


@check("wsl-home-differs", Severity.NOTE)
def wsl_home_differs(context: Context) -> Iterator[Finding]:
    r"""Windows has a Codex folder of its own, with another configuration than the one in WSL.

    The desktop app and editors on Windows read `%USERPROFILE%\\.codex`; Codex in WSL reads `~/.codex` of
    Linux. A change in one is not seen in the other, and sessions are kept apart.
    """
    if not context.machine.env.get("WSL_DISTRO_NAME") or context.codex_home is None:
        return
    files, ours = context.machine.files, context.user_file
    for name in files.names(WINDOWS_HOMES):
        theirs = WINDOWS_HOMES / name / ".codex" / "config.toml"
        if theirs == ours or files.info(theirs) is None:
            continue
        mine = next((layer.text for layer in context.layers if layer.name == "user"), "")
        try:
            same = files.read(theirs).decode("utf-8", "replace") == mine
        except OSError:
            continue
        if not same:
            yield Finding(
                f"{theirs} is another configuration than {ours}",
                at=Place("user", ours),
                hint="Programs on Windows read that one, Codex in WSL reads this one.",
            )


@check("home-on-windows-drive", Severity.NOTE)
def home_on_windows_drive(context: Context) -> Iterator[Finding]:
    """Codex's folder is on a Windows drive, seen from WSL.

    Permissions do not protect files there as they do on Linux, and two systems write to one folder.
    """
    home = context.codex_home
    if context.machine.env.get("WSL_DISTRO_NAME") and home is not None and home.parts[1:2] == ("mnt",):
        yield Finding(
            f"Codex's folder is {home}, on a Windows drive",
            at=Place("user", context.user_file),
            hint="Leave CODEX_HOME unset in WSL, so that Codex uses the folder in the Linux home.",
        )


CHECKS: tuple[Check[Context], ...] = (
    other_codex_differs,
    server_keeps_old_key,
    localhost_in_container,
    wsl_home_differs,
    home_on_windows_drive,
)
