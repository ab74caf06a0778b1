"""What `$CODEX_HOME/.env` does to the variables that this configuration needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.dotenv import assignments
from codex_setup.model import Check, Edit, Finding, Fix, Place, Rename, Replace, Severity, check
from codex_setup.rules.holder import unset_key
from codex_setup.rules.pipes import file_is_a_pipe
from codex_setup.rules.placeholder import KEY as PLACEHOLDER
from codex_setup.rules.proposal import file_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.codex.dotenv import Assignment

BOM = "\ufeff"

NETWORK = (
    "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "https_proxy", "http_proxy", "all_proxy", "no_proxy",
)  # fmt: skip
"""Variables that decide whether Codex reaches the gateway."""


def needed(context: Context) -> tuple[str, ...]:
    """Return the variables that the active provider reads, its key first."""
    provider = context.provider
    key = (provider.env_key.value,) if provider.env_key else ()
    return (*key, *(setting.value for setting in provider.env_http_headers))


@check("dotenv-overrides-environment", Severity.WARNING, since="0.47.0")
def dotenv_overrides_environment(context: Context) -> Iterator[Finding]:
    """`.env` in Codex's folder replaces a variable that is set otherwise in the environment.

    Codex reads `$CODEX_HOME/.env` into its environment before anything else, and what stands there wins,
    also when it is empty. Whoever exports a new key and forgets the old one in `.env` sees no change.
    """
    for name in (*needed(context), *NETWORK):
        variable = context.environment.get(name)
        if variable is None or variable.dotenv is None or variable.hides is None:
            continue
        file = variable.dotenv.file
        yield Finding(
            f"`.env` sets `{name}` to nothing, which hides the value of the environment"
            if variable.value.blank
            else f"`.env` sets `{name}` to another value than the environment does",
            at=variable.dotenv,
            because_of=_breaks(context, name),
            hint="Codex uses the value in `.env`.",
            fix=Fix(f"Remove `{name}` from `.env`", (Edit(file, (name,), None),), safe=variable.value.blank)
            if file
            else None,
        )


@check("dotenv-codex-name-skipped", Severity.WARNING)
def dotenv_codex_name_skipped(context: Context) -> Iterator[Finding]:
    """A name that begins with CODEX_ stands in `.env`, where Codex skips it.

    Codex takes no variable from `$CODEX_HOME/.env` whose name begins with CODEX_, so that the file cannot
    change Codex itself. CODEX_API_KEY and CODEX_HOME must be set in the real environment.
    """
    environment = context.environment
    for line in _set(environment.dotenv_text):
        if not line.name.upper().startswith("CODEX_"):
            continue
        file, key = environment.dotenv_file, context.provider.env_key
        new = re.sub(r"(?i)^(CODEX_)+", "", line.name)
        new = f"RELAY_{new}" if new in ("", "HOME", "KEY", "API_KEY") or environment.get(new) else new
        used = key is not None and key.value == line.name
        config = file_of(key) if key is not None else None
        edits = (
            (Rename(file, (line.name,), (new,)), Edit(config, key.path, new))
            if file and key and config
            else ()
        )
        yield Finding(
            f"`{line.name}` in `.env` is skipped, as its name begins with CODEX_",
            at=Place("environment", file, line.span, (line.name,)),
            because_of=_breaks(context, line.name),
            hint="Use another name, here and in `env_key`." if used else "Set it in the real environment.",
            fix=Fix(f"Call it `{new}`", edits) if used and edits else None,
        )


@check("dotenv-byte-order-mark", Severity.WARNING, since="0.47.0")
def dotenv_byte_order_mark(context: Context) -> Iterator[Finding]:
    """`.env` begins with a byte order mark, which breaks its first line.

    Windows editors and PowerShell write three invisible bytes at the start of a UTF-8 file. In config.toml
    they do no harm; in `.env` the first variable is not set.
    """
    environment = context.environment
    file, text = environment.dotenv_file, environment.dotenv_text
    yield from _wide(context)
    if not text.startswith(BOM) or file is None:
        return
    first = next((line.name for line in _set(text[1:].split("\n", 1)[0])), None)
    yield Finding(
        f"`.env` begins with a byte order mark, so its first line{f', which sets `{first}`,' if first else ''} is not read",
        at=Place("environment", file, None, (first,) if first else None),
        because_of=_breaks(context, first),
        fix=Fix("Remove the mark", (Replace(file, 0, 1, ""),)),
    )


def _wide(context: Context) -> Iterator[Finding]:
    """Yield that the whole file is in the encoding that `>` of Windows PowerShell writes."""
    file = context.codex_home / ".env" if context.codex_home else None
    try:
        content = context.machine.files.read(file) if file else b""
    except OSError:
        return
    if file is None or content.isascii():
        return
    from codex_setup.codex.encoding import codec_of  # only what is not plain

    if codec_of(content) != "utf-16":
        return
    lines = {line.name for line in _set(content.decode("utf-16", "replace"))}
    name = next((name for name in needed(context) if name in lines), None)
    yield Finding(
        "`.env` is in UTF-16, so Codex reads no line of it",
        at=Place("environment", file, None, (name,) if name else None),
        because_of=_breaks(context, name),
        hint="In PowerShell, write files with `-Encoding utf8`.",
        fix=Fix("Write it as UTF-8", (Replace(file, 0, 0, ""),)),
    )


@check("dotenv-line-unread", Severity.WARNING)
def dotenv_line_unread(context: Context) -> Iterator[Finding]:
    """A line of `.env` sets a needed variable in a form that Codex cannot read.

    Codex reads `NAME=value`, also with `export` and with quotes, and silently skips any other line: a
    value with a blank in it and no quotes, `set NAME=value`, or `$env:NAME = "value"`.
    """
    yield from _old_mac(context)
    text, file = context.environment.dotenv_text, context.environment.dotenv_file
    read = {line.name for line in _set(text.lstrip(BOM))}
    for name in needed(context) if file else ():
        held = context.environment.get(name)
        if file is not None and not (held and not held.value.blank):
            yield from _misread(context, file, name, stated=name in read)
        elif file is not None and held and held.dotenv and held.value.fits(PLACEHOLDER):
            yield from _emptied(context, name, file)


def _misread(context: Context, file: Path, name: str, *, stated: bool) -> Iterator[Finding]:
    """Yield why a variable is not set, or set to nothing, by a file in which it may stand in another form."""
    from codex_setup.rules.dotenv_lines import placeholder, plainly, spot, unread  # only for such a variable

    text = context.environment.dotenv_text
    found = unread(text, name)
    if stated and not (found and "\n" in found["sign"]):
        yield from _emptied(context, name, file)
        return
    bare = None if found else _nameless(context, name)
    if bare:
        yield Finding(
            f"a line of `.env` is a key without a name, so `{name}` is not set",
            at=Place("environment", file, spot(text, *bare.span()), (name,)),
            because_of=_breaks(context, name),
            hint=f"Write `{name}=` before it.",
            fix=Fix(f"Write `{name}=` before it", (Replace(file, *bare.span("before"), f"{name}="),)),
        )
    if found:
        swaps, gap = plainly(found, name, file), placeholder(found)
        yield Finding(
            f"the line of `.env` that sets `{name}` {'holds a placeholder' if gap else 'is not in a form that Codex reads'}",
            at=Place("environment", file, spot(text, *found.span()), (name,)),
            because_of=_breaks(context, name),
            hint="Put the true key there."
            if gap
            else f"Write it as `{name}=value`, with quotes around a value that has blanks.",
            fix=Fix("Write it as NAME=value", swaps) if swaps and not gap else None,
        )


def _emptied(context: Context, name: str, file: Path) -> Iterator[Finding]:
    """Yield that a later line of the same file leaves the variable without a key: the last one counts."""
    from codex_setup.rules.dotenv_lines import emptied, without_lines  # as above

    text = context.environment.dotenv_text
    lines = emptied(text, name)
    what = "a placeholder" if any(line.value.strip() for line in lines) else "nothing"
    if lines:
        yield Finding(
            f"`.env` sets `{name}` twice, and the last line, which counts, holds {what}",
            at=Place("environment", file, lines[-1].span, (name,)),
            because_of=_breaks(context, name),
            hint="Codex takes the last line that sets a variable.",
            fix=Fix("Remove that line", without_lines(text, lines, file)),
        )


def _nameless(context: Context, name: str) -> re.Match[str] | None:
    """Return the one line that is nothing but a key, where `name` is the only variable that lacks one."""
    from codex_setup.rules.dotenv_lines import nameless  # as above

    unset = [each for each in dict.fromkeys(needed(context)) if not context.environment.get(each)]
    return nameless(context.environment.dotenv_text) if unset == [name] else None


def _old_mac(context: Context) -> Iterator[Finding]:
    """Yield that the lines end as on an old Mac, so that Codex reads all of them as one."""
    text, file = context.environment.dotenv_text, context.environment.dotenv_file
    ends = [found.start() for found in re.finditer(r"\r(?!\n)", text)]
    lines = {line.name for line in _set(text.replace("\r\n", "\n").replace("\r", "\n"))} if ends else set()
    name = next(
        (name for name in needed(context) if name in lines and not context.environment.get(name)), None
    )
    if file is not None and name is not None:
        yield Finding(
            f"the lines of `.env` end with a carriage return alone, so `{name}` is not set",
            at=Place("environment", file, None, (name,)),
            because_of=_breaks(context, name),
            hint="Codex reads the whole file as one line.",
            fix=Fix("End each line with a line feed", tuple(Replace(file, at, at + 1, "\n") for at in ends)),
        )


@check("dotenv-expands-dollar", Severity.ERROR)
def dotenv_expands_dollar(context: Context) -> Iterator[Finding]:
    """A dollar sign in the key is taken for a variable.

    In `.env`, outside single quotes, Codex replaces `$NAME` by the value of that variable, and by nothing
    where there is none: the key that it sends is not the one that is written there.
    """
    key = context.provider.env_key
    found = context.environment.get(key.value) if key else None
    span = found.dotenv.span if found and found.dotenv else None
    if key is None or found is None or found.dotenv is None or span is None or found.dotenv.file is None:
        return
    line = context.environment.dotenv_text[span.start : span.end]
    bare = re.fullmatch(
        r"(?P<name>(?:export\s+)?\w+\s*=\s*)(?P<open>\"?)(?P<value>[^\"'\s#]*\$[^\"'\s#]*)(?P<close>\"?)",
        line,
    )
    if bare is None or re.fullmatch(r"\$\{?\w+\}?", bare["value"]):
        return
    start, file = span.start, found.dotenv.file
    swaps = (
        Replace(file, start + bare.start("open"), start + bare.end("open"), "'"),
        Replace(file, start + bare.start("close"), start + bare.end("close"), "'"),
    )
    yield Finding(
        f"the value of `{key.value}` in `.env` has a dollar sign, which Codex takes for a variable",
        at=found.dotenv,
        hint="Put the value between single quotes.",
        fix=Fix("Put it between single quotes", swaps),
    )


def _set(text: str) -> Iterator[Assignment]:
    """Yield the lines of a `.env` that set a variable."""
    return (line for line in assignments(text, lambda _: None) if line is not None)


def _breaks(context: Context, name: str | None) -> str | None:
    """Return the rule that says what follows where `name` is the key of the active provider, and is unset."""
    key = unset_key(context)
    return "env-key-unset" if key is not None and key.value == name else None


def why_unset(context: Context, name: str) -> Finding | None:
    """Return what is wrong with the line of `.env` that should set `name`, or None."""
    for each in CHECKS:
        for finding in each.look(context):
            if finding.at is not None and finding.at.key == (name,):
                return finding
    return None


CHECKS: tuple[Check[Context], ...] = (
    dotenv_overrides_environment,
    dotenv_codex_name_skipped,
    dotenv_byte_order_mark,
    dotenv_line_unread,
    dotenv_expands_dollar,
    file_is_a_pipe,
)
