"""What the command line of `init` says, completed as far as can be told without asking.

What is still open afterwards is a list of options by name: where nobody can be asked it is the error,
where somebody can it is the list of questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codex_setup.model import EMPTY, Secret, SetupError
from codex_setup.providers import OTHER, Preset, preset_for
from codex_setup.record import field, record, replace
from codex_setup.wizard.address import read_address
from codex_setup.wizard.answers import (
    Answers,
    differs,
    env_key_for,
    env_key_named,
    existing,
    free_id,
    is_variable,
    provider_id_for,
    same_gateway,
)
from codex_setup.wizard.named import checked_id, wrong
from codex_setup.wizard.storage import Store, fetching, vault, vaults_here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_setup.codex.context import Context


@record
class Given:
    """What is known before anything is asked; None where nothing was said."""

    preset: Preset | None = None
    base_url: str | None = None
    fill: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    model: str | None = None
    env_key: str | None = None
    key: Secret | None = None
    store: Store | None = None
    vault: str | None = None
    command: tuple[str, ...] = ()
    provider_id: str | None = None
    name: str | None = None
    profile: str | None = None
    notes: tuple[str, ...] = ()


@record
class Missing:
    """An option without which nothing can be written, and what it is for."""

    option: str
    why: str


def settle(given: Given, context: Context) -> tuple[Answers | None, tuple[Missing, ...]]:
    """Return the answers, or the options that are still missing; the model may be left open in both."""
    missing: list[Missing] = []
    chosen = given.preset or (preset_for(given.base_url) if given.base_url else None)
    chosen = chosen or (OTHER if given.base_url else None)
    if chosen is None:
        return None, (Missing("--preset or --base-url", "who is to be asked"),)
    base_url, gaps = base_url_of(chosen, given)
    missing += gaps
    if base_url is None:
        return None, tuple(missing)
    provider_id = checked_id(given.provider_id) or provider_id_for(chosen, base_url, context)
    env_key = given.env_key or env_key_for(chosen, provider_id, base_url, context)
    store = given.store or default_store(chosen, env_key, given, context)
    if store not in (*chosen.stores, "none"):
        raise wrong(
            f"`--store {store}` does not fit {chosen.name}", f"It takes {' or '.join(chosen.stores)}."
        )
    answers = Answers(
        preset=chosen,
        base_url=base_url,
        store=store,
        provider_id=provider_id,
        name=given.name or ("" if existing(context, base_url) else name_for(chosen, base_url)),
        model=given.model,
        env_key=env_key,
        key=given.key,
        command=given.command,
        profile=given.profile,
        fill=given.fill,
    )
    if given.profile is not None and given.provider_id is None:
        answers = beside(answers, given, context)
    answers, gap = with_key(answers, given, context)
    return answers, (*missing, *gap)


def beside(answers: Answers, given: Given, context: Context) -> Answers:
    """Return the answers for a profile, with a variable and an id of its own where the default's would change."""
    there = existing(context, answers.base_url)
    if there is None or answers.builtin or answers.profile is None:
        return answers
    held = context.environment.get(answers.env_key)
    other_key = given.key is not None and held is not None and held.value != given.key
    if other_key and answers.store == "env-file" and given.env_key is None:
        answers = replace(answers, env_key=env_key_named(answers.profile))
    if not differs(answers, context):
        return answers
    name = given.name or name_for(answers.preset, answers.base_url)
    return replace(answers, provider_id=free_id(f"{there.id}-{answers.profile}", context), name=name)


def base_url_of(chosen: Preset, given: Given) -> tuple[str | None, list[Missing]]:
    """Return the base URL for a preset: its own with the blanks filled, or the given one brought into its form."""
    if given.base_url is not None:
        address = read_address(given.base_url)
        if address.base_url is None:
            raise wrong(
                f"`--base-url` cannot be used: {address.problem}",
                "Write it as in https://gateway.example.com/v1.",
            )
        return fitted(chosen, address.base_url), []
    filled = chosen.filled(given.fill)
    gaps = [blank for blank in chosen.blanks if f"{{{blank.name}}}" in filled]
    if not gaps:
        return fitted(chosen, filled), []
    only_server = [blank.name for blank in chosen.blanks] in (["server"], ["base_url"])
    options = [("--base-url" if only_server else f"--fill {blank.name}=…", blank.why) for blank in gaps]
    return None, [Missing(option, why) for option, why in options]


def fitted(chosen: Preset, base_url: str) -> str:
    """Return a base URL with the path under which this preset serves, where none was given."""
    parts = urlsplit(base_url)
    if parts.path and (not chosen.root_only or parts.path != "/v1"):
        return base_url
    origin = f"{parts.scheme}://{parts.netloc}"
    if [blank.name for blank in chosen.blanks] == ["server"]:
        return chosen.base_url.replace("{server}", origin)
    known = urlsplit(chosen.base_url)
    return origin + known.path if known.netloc and "{" not in chosen.base_url and not parts.path else origin


def name_for(chosen: Preset, base_url: str) -> str:
    """Return the name of a provider's table: the preset's, or the gateway's host."""
    return (urlsplit(base_url).hostname or OTHER.provider_name) if chosen is OTHER else chosen.provider_name


def default_store(chosen: Preset, env_key: str, given: Given, context: Context) -> Store:
    """Return where the key goes if nobody says otherwise: where it is already, else Codex's own `.env`."""
    if chosen.env_key is None and given.key is None:
        return "none"
    if given.command or given.vault:
        return "command"
    found = context.environment.filled(env_key)
    if given.key is None and found is not None:
        return "env-file" if found.dotenv is not None else "variable"
    if chosen.key_optional and given.key is None:
        return "none"
    free = context.auth.mode in ("absent", "empty", "apikey") and auth_problem(context) is None
    return "auth" if chosen.builtin == "openai" and free else "env-file"


def auth_problem(context: Context) -> str | None:
    """Return why auth.json would not do here, or None."""
    kept = context.config.get("cli_auth_credentials_store", of=str)
    if kept is not None and kept.value not in ("file", "auto"):
        return f"`cli_auth_credentials_store` is `{kept.value}`, so Codex does not read auth.json"
    forced = context.config.get("forced_login_method", of=str)
    if forced is not None and forced.value == "chatgpt":
        return "`forced_login_method` is `chatgpt`: Codex would delete an API key from auth.json"
    return None


def with_key(answers: Answers, given: Given, context: Context) -> tuple[Answers, list[Missing]]:
    """Return the answers with their key, or what is missing for one."""
    match answers.store:
        case "none":
            return replace(answers, key=None), []
        case "command":
            return with_command(answers, given, context)
        case "auth":
            problem = auth_problem(context)
            if problem:
                raise SetupError(
                    f"`--store auth` would not work: {problem}",
                    "Choose another way, such as --store env-file.",
                )
            there = context.auth.api_key is not None and context.auth.mode == "apikey"
            key = given.key or (context.auth.api_key if there else _exported(answers.env_key, context))
            return replace(answers, key=key), [] if key else [_no_key(answers)]
        case "env-file" | "variable":
            if not is_variable(answers.env_key):
                raise wrong(
                    "`--key-env` takes the name of a variable", "The key itself is read with --key-stdin."
                )
            if answers.store == "env-file" and answers.env_key.upper().startswith("CODEX_"):
                raise wrong(
                    f"Codex does not load `{answers.env_key}` from its .env",
                    "Choose a name that does not begin with CODEX_.",
                )
            return _named(answers, given, context)


def _named(answers: Answers, given: Given, context: Context) -> tuple[Answers, list[Missing]]:
    """Return the answers with the key of a variable: given, exported, or already in `.env`."""
    found = context.environment.filled(answers.env_key)
    if given.key is not None:
        return answers, []
    if found is None:
        return answers, [_no_key(answers)]
    copied = found.value if answers.store == "env-file" and found.dotenv is None else None
    return replace(answers, key=copied), []


def _exported(env_key: str, context: Context) -> Secret | None:
    found = context.environment.filled(env_key)
    return found.value if found is not None else None


def _no_key(answers: Answers) -> Missing:
    return Missing(
        "--key-stdin or --key-env", f"the key of {answers.preset.name}; {answers.env_key} is not set"
    )


def with_command(answers: Answers, given: Given, context: Context) -> tuple[Answers, list[Missing]]:
    """Return the answers with the command that fetches the key from a password store."""
    if given.command:
        return replace(answers, command=given.command, key=None), []
    chosen = vault(given.vault) if given.vault else next(iter(vaults_here(context.machine)), None)
    if given.vault and chosen is None:
        raise wrong(f"`--vault {given.vault}` is not known", "Give the command itself with --key-command.")
    if chosen is None:
        return answers, [
            Missing("--key-command", "the command that prints the key; no password store was found here")
        ]
    return replace(answers, command=fetching(chosen, answers.provider_id), key=None), []


def switches(answers: Answers, context: Context) -> str | None:
    """Return what is in force now and would be replaced as the default, in one clause; None where nothing is."""
    now = context.provider
    if answers.profile is not None or now.builtin or now.base_url is None:
        return None
    if same_gateway(now.base_url.value, answers.base_url):
        return None
    return f"`{now.id}` stays configured; `codex-setup use {now.id}` brings it back"
