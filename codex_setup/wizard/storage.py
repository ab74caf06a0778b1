"""Where a key can be kept, what each way means for who starts Codex, and what has to be written for it.

Data and pure functions: a way of keeping a key becomes keys of the provider's table, edits of `.env` or
auth.json, and commands that only the user can run. No key is ever an argument of a command.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from codex_setup.model import AnyEdit, Command, Edit, KeyPath, Permit, Secret, Shell, Value
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_setup.machine import Machine

Store = Literal["env-file", "variable", "auth", "command", "none"]
PRIVATE = 0o600
SERVICE = "codex-setup"


@record
class Way:
    """One way of keeping a key: in a line, and who finds the key there."""

    id: Store
    title: str
    says: str
    exec: str
    tui: str
    editor: str
    ci: str


WAYS: tuple[Way, ...] = (
    Way(
        "env-file",
        "in Codex's own .env file",
        "Codex reads it at every start, so no shell profile is needed; the file is readable by you alone.",
        exec="works",
        tui="works; a background server that runs keeps the old key",
        editor="works, since Codex itself reads the file",
        ci="works where the file can be written; a variable is simpler there",
    ),
    Way(
        "variable",
        "in an exported variable",
        "Nothing is stored by Codex; every program that starts it has to have the variable.",
        exec="works in shells that export it",
        tui="works in shells that export it",
        editor="only if the editor was started from such a shell, or the desktop sets it",
        ci="the usual way: a secret of the CI system",
    ),
    Way(
        "auth",
        "in Codex's auth.json",
        "One key for all of Codex, as `codex login --with-api-key` does; a ChatGPT login there gives way.",
        exec="works",
        tui="works, without the sign-in screen",
        editor="works",
        ci="works where the file can be written",
    ),
    Way(
        "command",
        "in a password store",
        "Nothing lies in a file: Codex runs the command and sends what it prints.",
        exec="works while the store is unlocked",
        tui="works while the store is unlocked",
        editor="works if the command needs no terminal",
        ci="seldom: there is no store to unlock",
    ),
)


@record
class Vault:
    """A password store with a command line: how a key is put in, and how Codex fetches it.

    `{id}` stands for the provider's id. `put` asks for the key itself; where it is empty, `how` says
    what to do by hand.
    """

    id: str
    name: str
    program: str
    platforms: tuple[str, ...]
    fetch: tuple[str, ...]
    put: tuple[str, ...] = ()
    how: str = ""


_WINDOWS_VAULT = (
    "[void][Windows.Security.Credentials.PasswordVault,Windows.Security.Credentials,ContentType=WindowsRuntime];"
    "$v=New-Object Windows.Security.Credentials.PasswordVault;"
)

VAULTS: tuple[Vault, ...] = (
    Vault(
        "keychain", "macOS Keychain", "security", ("darwin",),
        ("security", "find-generic-password", "-s", SERVICE, "-a", "{id}", "-w"),
        ("security", "add-generic-password", "-U", "-s", SERVICE, "-a", "{id}", "-w"),
    ),
    Vault(
        "secret-tool", "the desktop's keyring (secret-tool)", "secret-tool", ("linux",),
        ("secret-tool", "lookup", "service", SERVICE, "account", "{id}"),
        ("secret-tool", "store", "--label=Codex {id}", "service", SERVICE, "account", "{id}"),
    ),
    Vault(
        "credential-manager", "Windows Credential Manager (PowerShell)", "powershell", ("win32",),
        (
            "powershell", "-NoProfile", "-NonInteractive", "-Command",
            _WINDOWS_VAULT + f"$c=$v.Retrieve('{SERVICE}','{{id}}');$c.RetrievePassword();$c.Password",
        ),
        (
            "powershell", "-NoProfile", "-Command",
            _WINDOWS_VAULT + "$s=Read-Host 'API key' -AsSecureString;"
            "$p=[Runtime.InteropServices.Marshal]::PtrToStringAuto([Runtime.InteropServices.Marshal]::SecureStringToBSTR($s));"
            f"$v.Add((New-Object Windows.Security.Credentials.PasswordCredential('{SERVICE}','{{id}}',$p)))",
        ),
    ),
    Vault(
        "pass", "pass", "pass", ("linux", "darwin"),
        ("pass", "show", "codex/{id}"), ("pass", "insert", "codex/{id}"),
    ),
    Vault(
        "1password", "1Password", "op", ("linux", "darwin", "win32"),
        ("op", "read", "op://Private/codex-{id}/credential"),
        how="Make an item of the kind API Credential named `codex-{id}` in the vault Private.",
    ),
    Vault(
        "keyring", "the system's keyring (Python's keyring, the extra `codex-setup[keyring]`)", "keyring",
        ("linux", "darwin", "win32"),
        ("keyring", "get", SERVICE, "{id}"), ("keyring", "set", SERVICE, "{id}"),
    ),
)  # fmt: skip


def way(store: str) -> Way | None:
    """Return the way of that id, or None."""
    return next((one for one in WAYS if one.id == store), None)


def vaults_here(machine: Machine) -> tuple[Vault, ...]:
    """Return the password stores whose command is on this machine, the system's own first."""
    return tuple(v for v in VAULTS if machine.platform in v.platforms and machine.which(v.program))


def vault(vault_id: str) -> Vault | None:
    """Return the password store of that id, or None."""
    return next((one for one in VAULTS if one.id == vault_id), None)


def fetching(store: Vault, provider_id: str) -> tuple[str, ...]:
    """Return the command with which Codex fetches the key of a provider."""
    return tuple(word.replace("{id}", provider_id) for word in store.fetch)


def putting(store: Vault, provider_id: str) -> tuple[str, ...]:
    """Return the command that asks for the key and puts it in; nothing where it is done by hand."""
    return tuple(word.replace("{id}", provider_id) for word in store.put)


TABLE_KEYS = ("env_key", "env_key_instructions", "experimental_bearer_token", "requires_openai_auth", "auth")
"""The keys of a provider's table that say where its key comes from; no two ways may stand together."""


def table_keys(store: Store, env_key: str, command: tuple[str, ...]) -> Mapping[KeyPath, Value]:
    """Return what the provider's table says of its key."""
    match store:
        case "env-file" | "variable":
            return {("env_key",): env_key}
        case "auth":
            return {("requires_openai_auth",): True}
        case "command":
            args: Mapping[KeyPath, Value] = {("auth", "args"): list(command[1:])} if command[1:] else {}
            return {("auth", "command"): command[0], **args}
        case "none":
            return {}


def key_edits(store: Store, home: Path, env_key: str, key: Secret | None) -> tuple[AnyEdit, ...]:
    """Return what has to be written so that Codex finds `key`; nothing where it is kept as it is."""
    if key is None:
        return ()
    if store == "env-file":
        file = home / ".env"
        return (Edit(file, (env_key,), key), Permit(file, PRIVATE))
    if store == "auth":
        file = home / "auth.json"
        return (
            Edit(file, ("auth_mode",), "apikey"),
            Edit(file, ("OPENAI_API_KEY",), key),
            Permit(file, PRIVATE),
        )
    return ()


def key_commands(store: Store, env_key: str) -> tuple[Command, ...]:
    """Return what only the user can do so that Codex finds the key."""
    return (Command("set", (env_key, "<your key>")),) if store == "variable" else ()


def profile_of(machine: Machine, shell: Shell) -> Path | None:
    """Return the file in which this shell exports its variables at every start; None for one that has none."""
    home = machine.home
    if home is None or shell == "cmd":
        return None
    if shell == "powershell":
        windows = home / "Documents" / "PowerShell" / "Microsoft.PowerShell_profile.ps1"
        return windows if machine.platform == "win32" else None
    if shell == "zsh":
        return Path(machine.env.get("ZDOTDIR") or home) / ".zshrc"
    if shell == "fish":
        return Path(machine.env.get("XDG_CONFIG_HOME") or home / ".config") / "fish" / "config.fish"
    return home / (".bash_profile" if machine.platform == "darwin" else ".bashrc")
