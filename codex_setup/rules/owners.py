"""Which other programs write to Codex's folder, and what of it they will write over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.model import Check, Finding, Place, Severity, Span, check
from codex_setup.pattern import pattern
from codex_setup.record import record
from codex_setup.rules.proposal import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer


@record
class Owner:
    """A program that writes Codex's files: what it leaves behind, and what it does to what others wrote.

    `files` are looked for below the home directory; `mark` in the text of config.toml; `providers` among
    the ids of the providers.
    """

    name: str
    does: str
    instead: str
    files: tuple[str, ...] = ()
    mark: str | None = None
    providers: tuple[str, ...] = ()


OWNERS: tuple[Owner, ...] = (
    Owner(
        "cc-switch",
        "writes config.toml and auth.json anew from its own store at each switch",
        "Change provider, key and model in cc-switch, or keep them in a profile file, which it leaves alone.",
        (".cc-switch/cc-switch.db", ".cc-switch/config.json"),
    ),
    Owner(
        "zcf",
        "writes the provider, and what stands above the first table, anew when it runs",
        "Change provider and model in zcf, or remove its comments when you no longer use it.",
        mark=r"(?i)^#\s*-+\s*(?:model provider|mcp servers) added by zcf\s*-+",
    ),
    Owner(
        "ollama launch codex",
        "writes its provider and its profile anew at each start",
        "Use another provider id for your own settings.",
        providers=("ollama-launch", "ollama-launch-codex-app"),
    ),
    Owner(
        "openai/codex-action",
        "writes its own `model_provider` above yours at each run",
        "Choose your provider in the job with `-c model_provider=…`, not in the file that the action writes to.",
        mark=r"(?i)^#\s*(?:added by|begin) codex-action\b",
        providers=("codex-action-responses-proxy",),
    ),
    Owner(
        "opencodex",
        "writes the provider and the list of models anew at each start",
        "Change provider and model in opencodex.",
        (".opencodex/config.json",),
        r"(?i)^#.*\bopencodex\b.*\bmanaged\b|^#.*\bmanaged by opencodex\b",
        ("opencodex",),
    ),
    Owner(
        "Codex++",
        "writes config.toml anew at each switch",
        "Change provider and model there.",
        (".codexplusplus/config.json", ".codex-plus-plus/config.json"),
    ),
)
"""The programs that are known to do so, by issue threads and by their own documentation."""

MANAGED = pattern(
    r"(?im)^[ \t]*#.*?\b(?:(?:managed|generated|maintained) (?:automatically )?by|BEGIN)\s+"
    r"(?P<who>[^\n#]{2,60}?)(?:\s+managed\b[^\n]*)?\s*[-=#.:]*[ \t]*\r?$",
    needs=("managed", "generated", "maintained", "begin"),
)
"""How a program says in a comment that the lines below are its own."""
DO_NOT_EDIT = pattern(
    r"(?im)^[ \t]*#.*\b(?:do not edit|don't edit|will be overwritten|请勿(?:手动)?(?:修改|编辑)|自动生成)[^\n]*$",
    needs=("edit", "overwritten"),
)


def _user(context: Context) -> Layer | None:
    return next((layer for layer in context.layers if layer.name == "user" and layer.text), None)


@check("file-has-another-owner", Severity.NOTE)
def file_has_another_owner(context: Context) -> Iterator[Finding]:
    """Another program writes this configuration, and may write over what is changed by hand.

    Half of all broken configurations were broken by tools that write the whole file from a store of their
    own: servers, projects and comments go missing with the next switch.
    """
    user = _user(context)
    if user is None:
        return
    for owner in OWNERS:
        seen = _seen(context, user, owner)
        if seen is not None:
            yield Finding(f"{owner.name} {owner.does}", at=seen, hint=owner.instead)


def _seen(context: Context, user: Layer, owner: Owner) -> Place | None:
    """Return where this program shows itself, or None."""
    if owner.mark and "#" in user.text and (found := re.search(owner.mark, user.text, re.MULTILINE)):
        return Place("user", user.file, _line(user.text, found.start(), found.end()))
    for provider in owner.providers:
        if ("model_providers", provider) in user.spans:
            return user.place(("model_providers", provider))
    home = context.machine.home
    if home is None:
        return None
    for name in owner.files:
        if context.machine.files.info(home / name) is not None:
            return Place("user", user.file)
    return None


def _line(text: str, start: int, end: int) -> Span:
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return Span(line, column, line, column + end - start, start, end)


@check("file-marked-generated", Severity.NOTE)
def file_marked_generated(context: Context) -> Iterator[Finding]:
    """A comment says that a program wrote this configuration.

    What is changed by hand may be gone when that program runs again. Change it there, or in a profile
    file of your own.
    """
    user = _user(context)
    if user is None or any(_seen(context, user, owner) for owner in OWNERS):
        return
    found = MANAGED.search(user.text) or DO_NOT_EDIT.search(user.text)
    if found and "codex-setup" not in found[0]:
        who = found.groupdict().get("who")
        yield Finding(
            f"a comment says that {quoted(who.strip())} writes this file"
            if who
            else "a comment says not to edit it",
            at=Place("user", user.file, _line(user.text, found.start(), found.end())),
            hint="Make changes where that program takes them from, or in a profile file.",
        )


@check("file-not-writable", Severity.NOTE)
def file_not_writable(context: Context) -> Iterator[Finding]:
    """config.toml cannot be written, and Codex writes to it.

    Codex writes to config.toml when a project is trusted, a notice put away or a server added. Where the
    file is kept elsewhere, as home-manager keeps it in /nix/store, that ends with "failed to persist
    config".
    """
    file = context.user_file
    info = context.machine.files.info(file) if file else None
    if info is not None and info.kind == "file" and not info.mode & 0o200:
        where = f"a link to {info.link}, which" if info.link else "a file that"
        yield Finding(
            f"config.toml is {where} nobody may write",
            at=Place("user", file),
            hint="Put what Codex would write, such as `projects`, into the source of that file.",
        )


CHECKS: tuple[Check[Context], ...] = (file_has_another_owner, file_marked_generated, file_not_writable)
