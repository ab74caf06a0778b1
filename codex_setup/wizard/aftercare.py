"""What the user still has to do, or to know, after a key or a provider was changed.

Sentences and commands only; nothing is run. A background server of Codex's keeps the environment with
which it was started (0.169.0), and says that it runs by the file `app-server-daemon/daemon.pid`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.sessions import sessions_of
from codex_setup.model import Command
from codex_setup.record import record
from codex_setup.wizard.storage import VAULTS, fetching, key_commands, putting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.machine import Machine
    from codex_setup.wizard.answers import Answers


@record
class Remark:
    """One thing to know, and the command that goes with it."""

    says: str
    command: Command | None = None


def after(
    answers: Answers,
    context: Context,
    *,
    new_key: bool,
    vault_id: str | None = None,
    exported: bool = False,
    limits: bool = True,
    fetched: bool = False,
) -> Iterator[Remark]:
    """Yield what is left to the user after these answers were carried out.

    `fetched` says that the password store brought the key already, `exported` that the shell's profile does.
    """
    if answers.store == "variable" and not exported and context.environment.filled(answers.env_key) is None:
        for command in key_commands("variable", answers.env_key):
            yield Remark("The key is not stored anywhere: set the variable where Codex is started.", command)
    if not fetched:
        yield from into_vault(answers, vault_id)
    if new_key and server_running(context):
        yield Remark(
            "Codex's background server is running and keeps the key it was started with.",
            Command("run", ("codex", "app-server", "daemon", "restart")),
        )
    if answers.profile is not None:
        yield Remark("Start Codex with this gateway:", Command("run", ("codex", "-p", answers.profile)))
    since = answers.preset.since
    if since and not context.release.at_least(since):
        yield Remark(
            f"{answers.preset.name} needs Codex {since} or a newer one; this is {context.release.version}."
        )
    for limit in answers.preset.cannot if limits else ():
        yield Remark(limit)


def into_vault(answers: Answers, vault_id: str | None) -> Iterator[Remark]:
    """Yield how the key gets into the password store that was chosen, by its id or by its command."""
    if answers.store != "command":
        return
    chosen = next(
        (v for v in VAULTS if v.id == vault_id or fetching(v, answers.provider_id) == answers.command), None
    )
    if chosen is not None:
        words = putting(chosen, answers.provider_id)
        says = (
            f"Put the key into {chosen.name}." if words else chosen.how.replace("{id}", answers.provider_id)
        )
        yield Remark(says, Command("run", words) if words else None)


def server_running(context: Context) -> bool:
    """Return whether Codex's background server has been started in this folder and not stopped."""
    if context.codex_home is None:
        return False
    info = context.machine.files.info(context.codex_home / "app-server-daemon" / "daemon.pid")
    return info is not None and info.kind == "file" and info.size > 0


def history(answers: Answers, context: Context) -> Iterator[str]:
    """Yield what a change of the provider's id means for the sessions that are there, or that it stays for them."""
    wanted = answers.builtin or answers.provider_id
    if (
        wanted in context.providers
        and wanted != answers.preset.provider_id
        and context.codex_home is not None
    ):
        count = sessions_of(context.machine, context.codex_home, wanted)
        if count:
            yield f"the provider keeps its id `{wanted}`, because {count} of your sessions are filed under it"
    if answers.profile is None:
        yield from sessions_left(context, wanted)


def sessions_left(context: Context, wanted: str) -> Iterator[str]:
    """Yield how many sessions are filed under the provider in force, where `wanted` is to be another one."""
    now = context.provider.id
    if context.codex_home is None or now == wanted:
        return
    count = sessions_of(context.machine, context.codex_home, now)
    if count:
        them = "1 session is" if count == 1 else f"{count} sessions are"
        yield f"{them} filed under `{now}`; under `{wanted}` Codex lists them only with `codex resume --all`"


def codex_missing(context: Context) -> Remark | None:
    """Return that Codex is not installed, or too old, with the one command for this machine; None if all is well."""
    first = context.binary
    if first is None:
        return Remark("Codex itself is not installed here.", installing(context.machine))
    if first.version is not None and not context.release.has("chat-removed"):
        return Remark(
            f"Codex {first.version} is from before 0.95; a newer one is advised.",
            installing(context.machine, first.kind),
        )
    return None


def installing(machine: Machine, kind: str = "") -> Command:
    """Return the command that installs Codex on this machine, or brings it up to date."""
    if kind == "homebrew" or (
        not kind.startswith("npm") and machine.platform == "darwin" and machine.which("brew")
    ):
        return Command("run", ("brew", "install", "--cask", "codex"))
    if machine.which("npm"):
        return Command("run", ("npm", "install", "-g", "@openai/codex@latest"))
    if machine.platform == "win32":
        return Command("run", ("winget", "install", "OpenJS.NodeJS.LTS"))
    return Command("run", ("sh", "-c", _downloading(machine)))


def _downloading(machine: Machine) -> str:
    """Return the shell line that puts the release's program into ~/.local/bin; each archive holds one file."""
    import platform  # only where Codex is missing

    arch = "aarch64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"
    system = "apple-darwin" if machine.platform == "darwin" else "unknown-linux-musl"
    url = f"https://github.com/openai/codex/releases/latest/download/codex-{arch}-{system}.tar.gz"
    return f"mkdir -p ~/.local/bin && curl -fsSL {url} | tar -xzO > ~/.local/bin/codex && chmod +x ~/.local/bin/codex"
