"""`codex-setup init`: from nothing to a Codex that works with a gateway, and the proof that it does."""

from __future__ import annotations

import shlex
import sys
from typing import Annotated

from codex_setup.cli import options as opt
from codex_setup.cli.parameters import option
from codex_setup.model import Secret, SetupError


def preset_ids(begun: str) -> list[str]:
    """Return the presets whose id begins so, for a shell's completion."""
    from codex_setup.providers import PRESETS  # only a shell asks

    return [one.id for one in PRESETS if one.id.startswith(begun)]


def stores(begun: str) -> list[str]:
    """Return the ways of keeping a key that begin so, for a shell's completion."""
    from codex_setup.wizard.storage import WAYS

    return [way.id for way in WAYS if way.id.startswith(begun)]


def vaults(begun: str) -> list[str]:
    """Return the password stores whose id begins so, for a shell's completion."""
    from codex_setup.wizard.storage import VAULTS

    return [store.id for store in VAULTS if store.id.startswith(begun)]


PresetName = Annotated[
    str | None,
    option(
        "--preset",
        help="Who is asked: claude-api, openai, litellm, ollama … (see `init --presets`).",
        metavar="ID",
        completion=preset_ids,
    ),
]
Presets = Annotated[bool, option("--presets", help="List the presets and stop.")]
BaseUrl = Annotated[
    str | None,
    option("--base-url", help="The gateway's address; Codex asks {base URL}/responses.", metavar="URL"),
]
Fill = Annotated[
    list[str] | None,
    option(
        "--fill",
        help="A blank of the preset's base URL, such as region=us-west-2; repeatable.",
        metavar="NAME=VALUE",
    ),
]
KeyEnv = Annotated[str | None, option("--key-env", help="The variable that holds the key.", metavar="NAME")]
KeyStdin = Annotated[bool, option("--key-stdin", help="Read the key from standard input.")]
Store = Annotated[
    str | None,
    option(
        "--store",
        help="Where the key is kept: env-file, variable, auth, command or none.",
        metavar="WAY",
        completion=stores,
    ),
]
VaultName = Annotated[
    str | None,
    option(
        "--vault",
        help="With --store command: keychain, secret-tool, credential-manager, pass, 1password, keyring.",
        metavar="ID",
        completion=vaults,
    ),
]
KeyCommand = Annotated[
    str | None,
    option(
        "--key-command", help="With --store command: what Codex runs to print the key.", metavar="COMMAND"
    ),
]
ProviderId = Annotated[
    str | None, option("--provider-id", help="The provider's id in config.toml.", metavar="ID")
]
Name = Annotated[str | None, option("--name", help="The provider's name, as Codex shows it.", metavar="NAME")]
ProfileName = Annotated[
    str | None,
    option("--profile", "-p", help="Write a profile for `codex -p NAME`; the default stays.", metavar="NAME"),
]
ModelName = Annotated[
    str | None,
    option(
        "--model", "-m", help="The model's exact name, else picked from the gateway's list.", metavar="NAME"
    ),
]
Mend = Annotated[bool, option("--mend", help="First apply the safe fixes that `doctor --fix` would.")]
DryRun = Annotated[bool, option("--dry-run", help="Show the difference only; exit 1 if there is one.")]
Plain = Annotated[
    bool, option("--plain", help="Ask with numbered lines, for screen readers and dumb terminals.")
]


ShellProfile = Annotated[
    bool,
    option("--shell-profile", help="With --store variable: export it in the shell's own profile too."),
]


# fmt: off
def command(
    *, preset: PresetName = None, base_url: BaseUrl = None, fill: Fill = None, model: ModelName = None,
    key_env: KeyEnv = None, key_stdin: KeyStdin = False, store: Store = None, vault: VaultName = None,
    key_command: KeyCommand = None, provider_id: ProviderId = None, name: Name = None,
    profile: ProfileName = None, mend: Mend = False, yes: opt.Yes = False, dry_run: DryRun = False,
    plain: Plain = False, shell_profile: ShellProfile = False, presets: Presets = False, codex_home: opt.CodexHome = None, cd: opt.Cd = None,
    codex_version: opt.CodexVersion = None, offline: opt.Offline = False, timeout: opt.Timeout = 30.0,
    format: opt.Format = None, output: opt.Output = None, color: opt.Color = "auto",
    verbose: opt.Verbose = False, reproducible: opt.Reproducible = False,
) -> int:
    # fmt: on
    """Set Codex up for a gateway: ask what cannot be known, show the difference, write, prove that it works.

    Everything it asks has an option; without a terminal it asks nothing and says which option is
    missing. A key is never an option's value: it comes from a variable, standard input, a hidden
    prompt or a command. What was there is kept, comments and all, and `codex-setup undo` brings it back.

    Examples:
      codex-setup init
      codex-setup init --preset openrouter --dry-run
      codex-setup init --preset xai --key-stdin --yes < key.txt
    """
    if presets:
        return listed_presets()
    from codex_setup.cli.setup import Wishes, set_up  # what `--help` must not pay

    wishes = Wishes(
        preset=preset, base_url=base_url, fill=tuple(fill or ()), model=model, key_env=key_env,
        key=key_from_stdin() if key_stdin else None, store=store, vault=vault,
        command=words_of(key_command), provider_id=provider_id, name=name,
        profile=profile, mend=mend, yes=yes, dry_run=dry_run, plain=plain, shell_profile=shell_profile, offline=offline, timeout=timeout,
    )  # fmt: skip
    asked = opt.invocation(codex_home, None, None, None, codex_version)
    choice = opt.Showing(format, tuple(output or ()), color, verbose=verbose, reproducible=reproducible)
    return set_up(opt.machine_at(cd), asked, wishes, choice)


def words_of(command: str | None) -> tuple[str, ...]:
    """Return the words of a command line; raises `SetupError` where a quotation mark is left open."""
    try:
        return tuple(shlex.split(command or ""))
    except ValueError as error:
        raise SetupError(f"`--key-command` cannot be taken apart ({error})", "Close its quotation marks.", exit_code=2) from error


def key_from_stdin() -> Secret:
    """Return the key on standard input; raises `SetupError` where there is none."""
    from codex_setup.wizard.pasted import read_key  # only where a key is read

    read = read_key(sys.stdin.read(65536))
    if read.key is None:
        raise SetupError(
            f"no key can be taken from standard input: {read.problem}",
            "Pipe the key alone into it.",
            exit_code=2,
        )
    for note in read.notes:
        sys.stderr.write(f"note: {note}\n")
    return read.key


def listed_presets() -> int:
    """Write every preset with its base URL to standard output: in a line, or in two where a terminal is narrow."""
    import shutil

    from codex_setup.providers import PRESETS

    width = max(len(one.id) for one in PRESETS)
    room = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else None
    for one in PRESETS:
        line = f"{one.id:<{width}}  {one.name}: {one.base_url}"
        narrow = room is not None and len(line) > room
        sys.stdout.write(f"{one.id:<{width}}  {one.name}\n    {one.base_url}\n" if narrow else f"{line}\n")
    return 0
