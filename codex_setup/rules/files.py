"""Whether Codex can read its files at all, and who else can."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.instructions_file import instruction_problems
from codex_setup.model import Check, Command, Finding, Fix, Permit, Place, Replace, Severity, check
from codex_setup.rules.dotenv import needed
from codex_setup.rules.placeholder import VARIABLE
from codex_setup.rules.proposal import changed, quoted
from codex_setup.rules.secrets import written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer

NAMES = {
    "utf-16": "UTF-16", "gbk": "GBK", "big5": "Big5", "euc_kr": "EUC-KR", "cp932": "Shift-JIS", "euc_jp": "EUC-JP",
    "cp1251": "Windows-1251", "cp1252": "Windows-1252",
}  # fmt: skip
"""What people call the encodings that can be told for sure."""


def broken(context: Context, *kinds: str) -> Iterator[Layer]:
    """Yield the layers that Codex reads and that have a problem of one of `kinds`."""
    for layer in context.layers:
        if layer.problem is not None and layer.problem.kind in kinds and layer.state != "ignored":
            yield layer


@check("codex-home-missing", Severity.ERROR)
def codex_home_missing(context: Context) -> Iterator[Finding]:
    """`CODEX_HOME` points to something that is not a folder.

    Codex takes `CODEX_HOME` literally: the folder must exist, and a leading `~` is not expanded. Where it
    does not exist, or is a file, no command of Codex starts. An empty `CODEX_HOME` counts as not set.
    """
    if context.home_problem is None:
        return
    home = context.codex_home or context.invocation.codex_home
    there = home is not None and context.machine.files.info(home) is not None
    unread = left_to_a_shell(context)
    create = () if there or unread or home is None else (Command("run", ("mkdir", "-p", str(home))),)
    yield Finding(
        context.home_problem,
        hint=(
            unread_hint(unread)
            if unread
            else "Without CODEX_HOME Codex uses the folder .codex in the home directory, and makes it where needed."
        ),
        fix=Fix(
            "Create the folder" if create else "Use the folder that Codex uses by itself",
            commands=create or (Command("unset", ("CODEX_HOME",)),),
        ),
    )


def left_to_a_shell(context: Context) -> str | None:
    """Return what in CODEX_HOME only a shell would have replaced, or None."""
    typed = str(context.invocation.codex_home or context.machine.env.get("CODEX_HOME", ""))
    return "~" if typed.startswith("~") else "a variable" if re.search(VARIABLE, typed) else None


def unread_hint(unread: str) -> str:
    """Return what to do about a `~` or a variable in CODEX_HOME."""
    return f"Neither Codex nor YAML replaces {unread} in CODEX_HOME; a shell does. Write the whole path."


@check("config-not-utf8", Severity.ERROR)
def config_not_utf8(context: Context) -> Iterator[Finding]:
    """A configuration file is not UTF-8.

    Codex reads config.toml as UTF-8 (a byte order mark is allowed) and stops at the first byte that is
    not: `invalid utf-8 sequence`. Files in UTF-16 or in a code page such as GBK come from `>` and
    `Set-Content` of Windows PowerShell 5, and from editors that save in the code page of the system.
    """
    for layer in broken(context, "encoding"):
        encoding, file = _encoding(context, layer.file), layer.file
        at = layer.problem.index if layer.problem else None
        where = f" (byte {at})" if at is not None else ""
        yield Finding(
            f"`{_name(layer)}` is {f'in {encoding}' if encoding else 'not UTF-8'}{where}",
            at=Place(layer.name, layer.file, layer.problem.span if layer.problem else None),
            hint="In PowerShell, write files with `-Encoding utf8`."
            if encoding
            else "Open it in an editor, in the encoding in which its notes can be read, and save it as UTF-8.",
            fix=Fix("Write it as UTF-8", (Replace(file, 0, 0, ""),)) if encoding and file else None,
        )


def _encoding(context: Context, file: Path | None) -> str | None:
    """Return the name of the encoding that a file is in, where that can be told."""
    from codex_setup.codex.encoding import codec_of  # only what is not UTF-8

    try:
        content = context.machine.files.read(file) if file else b""
    except OSError:
        return None
    known = codec_of(content)
    return NAMES[known] if known is not None else None


@check("config-unreadable", Severity.ERROR)
def config_unreadable(context: Context) -> Iterator[Finding]:
    """A configuration file cannot be read.

    The file is there, but it is a folder, a pipe or a device, or its permissions keep Codex out. Codex
    then does not start. A link that leads nowhere counts as no file, and does no harm.
    """
    for layer in broken(context, "unreadable", "not-a-file"):
        why = layer.problem.message if layer.problem else "cannot be read"
        barred = layer.file is not None and _barred(context, layer.file)
        unix = context.machine.platform != "win32"
        yield Finding(
            f"`{_name(layer)}`: {why}",
            at=Place(layer.name, layer.file),
            hint="Codex must be able to read it as the user who starts Codex."
            if barred
            else "Move away what stands there; Codex starts without the file, or write a file in its place.",
            fix=_opened(context, layer.file) if barred and unix and layer.file else None,
        )


def _barred(context: Context, file: Path) -> bool:
    """Return whether it is a right that lacks, and not a file: a fifo, a loop of links, a file on the way there."""
    found = context.machine.files.info(file)
    return _closed(context, file) is not None if found is None else found.kind == "file"


def _closed(context: Context, file: Path) -> Path | None:
    """Return the folder above the file that lets nobody in, or None."""
    for folder in file.parents:
        found = context.machine.files.info(folder)
        if found is not None and found.kind == "directory" and not found.mode & 0o111:
            return folder
    return None


def _opened(context: Context, file: Path) -> Fix:
    """Return what lets the user read a file: its own permission, or that of the folder that keeps them out."""
    folder = _closed(context, file)
    if folder is not None:
        command = Command("run", ("chmod", "u+rwx", str(folder)))
        return Fix("Let yourself into the folder", commands=(command,))
    return Fix("Let yourself read it", commands=(Command("run", ("chmod", "u+rw", str(file))),))


@check("instructions-file-unusable", Severity.ERROR, since="0.94.0")
def instructions_file_unusable(context: Context) -> Iterator[Finding]:
    """A file of instructions that a setting names is not there, or is empty.

    Codex reads the file that `model_instructions_file` or `experimental_compact_prompt_file` names as it
    starts, and ends where it cannot: `failed to read model instructions file`. A path that does not begin
    with `/` or `~/` counts from the folder of the file that names it.
    """
    for setting, message in instruction_problems(context):
        yield Finding(
            f"`{setting.key}` is {quoted(setting.value)}, which {'is empty' if 'is empty' in message else 'cannot be read'}",
            at=setting.place,
            hint="Put the file there, correct the path, or take the setting out.",
            fix=changed(setting, None, f"Remove `{setting.key}`, so that Codex uses its own", safe=False),
        )


@check("file-readable-by-others", Severity.WARNING, security=True)
def file_readable_by_others(context: Context) -> Iterator[Finding]:
    """A file that holds a key can be read by other users of this computer.

    Codex itself writes auth.json for its owner alone (mode 600). auth.json and `.env` hold keys by their
    nature; config.toml counts only where a key stands in it.
    """
    if context.machine.platform == "win32":
        return
    for place, why in _holders(context):
        info = context.machine.files.info(place.file) if place.file else None
        if place.file is None or info is None or info.kind != "file" or not info.mode & 0o077:
            continue
        if re.match(
            r"/mnt/[a-z]/", str(place.file)
        ):  # a Windows disk seen from WSL: modes mean nothing there
            continue
        yield Finding(
            f"`{place.file.name}` {why} and can be read by others (mode {info.mode:o})",
            at=Place(place.layer, place.file),
            fix=Fix("Let only yourself read it (mode 600)", (Permit(place.file, 0o600),)),
        )


def _holders(context: Context) -> Iterator[tuple[Place, str]]:
    if context.auth.text.strip():
        yield Place("auth", context.auth.file), "holds your login"
    if context.environment.dotenv_text and _sets_key(context):
        yield Place("environment", context.environment.dotenv_file), "holds a key"
    files = {setting.layer.file: setting.layer.name for setting in written(context)}
    for file, name in files.items():
        yield Place(name, file), "holds a key"


def _sets_key(context: Context) -> bool:
    """Return whether a line of `.env` gives a value to a variable that is needed, or is named like a key."""
    names = "|".join([r"\w*(?:key|token|secret|password)\w*", *map(re.escape, needed(context))])
    line = rf"(?im)^\ufeff?\s*(export\s+)?({names})\s*=\s*\S"
    return re.search(line, context.environment.dotenv_text) is not None


def _name(layer: Layer) -> str:
    return layer.file.name if layer.file else layer.name


CHECKS: tuple[Check[Context], ...] = (
    codex_home_missing,
    config_not_utf8,
    config_unreadable,
    instructions_file_unusable,
    file_readable_by_others,
)
