"""Whether the variables that Codex sees are the ones that it honours, and seen by whoever starts it."""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.model import Check, Command, Finding, Fix, Place, Severity, Span, check
from codex_setup.proxies import proxy_for
from codex_setup.rules.endpoint import address
from codex_setup.rules.proposal import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context

LOOPBACK = "localhost,127.0.0.1,::1"
UNREAD_CA = (
    "SSL_CERT_DIR",
    "NODE_EXTRA_CA_CERTS",
    "REQUESTS_CA_BUNDLE",
    "NODE_TLS_REJECT_UNAUTHORIZED",
    "CURL_CA_BUNDLE",
)
READ_CA = ("CODEX_CA_CERTIFICATE", "SSL_CERT_FILE")
STARTUP = (
    ".bashrc", ".bash_profile", ".profile", ".zshrc", ".zshenv", ".zprofile", ".config/fish/config.fish",
    "Documents/PowerShell/Microsoft.PowerShell_profile.ps1",
    "Documents/WindowsPowerShell/Microsoft.PowerShell_profile.ps1",
)  # fmt: skip
"""What a shell reads when it starts, below the home directory."""
NOT_READ_BY_PROGRAMS = frozenset({".bashrc", ".zshrc", ".config/fish/config.fish"})
EDITORS = (".vscode/extensions", ".vscode-insiders/extensions", ".cursor/extensions", ".windsurf/extensions")


def _url(context: Context) -> str:
    return context.provider.base_url.value if context.provider.base_url else context.provider.default_url


@check("proxy-takes-loopback", Severity.WARNING)
def proxy_takes_loopback(context: Context) -> Iterator[Finding]:
    """A gateway on this computer is asked through a proxy.

    Codex honours the proxy variables for `localhost` and `127.0.0.1` too. The proxy is another computer,
    on which there is no such gateway; it answers 502, or nothing.
    """
    url, look = _url(context), context.environment.text
    where = address(url)
    proxy = proxy_for(look, url)
    beyond = address(proxy.url) if proxy else None
    if where is None or not where.loopback or proxy is None or (beyond and beyond.loopback):
        return
    listed = look("NO_PROXY") or look("no_proxy")
    yield Finding(
        f"{url} is asked through the proxy in {proxy.variable}",
        at=_variable(context, proxy.variable),
        hint="Codex goes straight to what NO_PROXY lists: names, addresses and networks.",
        fix=Fix(
            "Take this computer out",
            commands=(Command("set", ("NO_PROXY", f"{listed},{LOOPBACK}" if listed else LOOPBACK)),),
        ),
    )


@check("no-proxy-entry-unread", Severity.WARNING)
def no_proxy_entry_unread(context: Context) -> Iterator[Finding]:
    """NO_PROXY means to take the gateway out, in a form that Codex does not understand.

    Codex understands names, addresses and networks such as `10.0.0.0/8`. It does not understand a port,
    a pattern such as `10.*`, blanks instead of commas, or `*` for an address.
    """
    url, look = _url(context), context.environment.text
    where = address(url)
    if where is None or proxy_for(look, url) is None:
        return
    name = "NO_PROXY" if look("NO_PROXY") is not None else "no_proxy"
    for entry in re.split(r"[,\s;]+", look(name) or ""):
        plain = re.sub(r"(?<=[^:]):\d+$|^https?://", "", entry).strip("/")
        if plain and fnmatch.fnmatchcase(where.host.lower(), plain.lower().replace("*.", "*")):
            yield Finding(
                f"{name} has {quoted(entry)}, which Codex does not understand, so {where.host} goes through the proxy",
                at=_variable(context, name),
                hint="Codex understands names, addresses and networks, with commas between them.",
                fix=Fix("Name the host", commands=(Command("set", (name, f"{look(name)},{where.host}")),)),
            )
            return


def _variable(context: Context, name: str) -> Place:
    found = context.environment.get(name)
    return found.dotenv if found and found.dotenv else Place("environment", None, None, (name,))


@check("ca-variable-unread", Severity.NOTE)
def ca_variable_unread(context: Context) -> Iterator[Finding]:
    """A variable for certificates is set that Codex does not read.

    Codex reads CODEX_CA_CERTIFICATE and SSL_CERT_FILE, and the certificates of the system. Variables of
    Node, Python and curl change nothing, though Codex is installed with npm.
    """
    look = context.environment.text
    if any(look(name) for name in READ_CA):
        return
    for name in UNREAD_CA:
        value = look(name)
        if value:
            certificates = name not in {"NODE_TLS_REJECT_UNAUTHORIZED", "SSL_CERT_DIR"}
            yield Finding(
                f"{name} is set, and Codex does not read it",
                at=_variable(context, name),
                hint="Codex reads CODEX_CA_CERTIFICATE, and SSL_CERT_FILE where that is not set.",
                fix=Fix("Tell Codex", commands=(Command("set", ("CODEX_CA_CERTIFICATE", value)),))
                if certificates
                else None,
            )
            return


@check("ca-file-missing", Severity.WARNING)
def ca_file_missing(context: Context) -> Iterator[Finding]:
    """The file of certificates that a variable names is not there.

    Codex says nothing about it and goes on without. Behind a company's proxy every request then fails
    with "invalid peer certificate: UnknownIssuer".
    """
    for name in READ_CA:
        value = context.environment.text(name)
        if value and context.machine.files.info(context.machine.cwd / value) is None:
            yield Finding(
                f"{name} is {quoted(value)}, and there is no such file",
                at=_variable(context, name),
                hint="Name a file in PEM form, or take the variable away.",
            )


def _keys(context: Context) -> Iterator[str]:
    """Yield the variables that the provider in use takes a key from."""
    provider = context.provider
    for setting in (provider.env_key, *provider.env_http_headers):
        if setting is not None and re.fullmatch(r"[A-Za-z_]\w*", setting.value):
            yield setting.value


def _exports(context: Context, name: str) -> Iterator[tuple[str, Path, Span]]:
    """Yield where the start-up files of shells set a variable: name of the file, path, place."""
    home = context.machine.home
    pattern = re.compile(
        rf"(?m)^[ \t]*(?:export[ \t]+|set[ \t]+-\w+[ \t]+|\$env:)?{re.escape(name)}(?:[ \t]*=|[ \t]+)[^\n]*$"
    )
    for file in STARTUP if home else ():
        path = Path(str(home)) / file
        info = context.machine.files.info(path)
        if info is None or info.kind != "file" or info.size > 1_000_000:  # noqa: PLR2004 -- no start-up file is that long
            continue
        try:
            text = context.machine.files.read(path).decode("utf-8", "replace")
        except OSError:
            continue
        found = pattern.search(text)
        if found:
            start = found.start()
            line = text.count("\n", 0, start) + 1
            yield file, path, Span(line, 1, line, len(found[0]) + 1, start, found.end())


@check("variable-set-in-unread-file", Severity.NOTE)
def variable_set_in_unread_file(context: Context) -> Iterator[Finding]:
    """The variable of the key is set in a shell's start-up file that this process has not read.

    A new terminal reads it; a terminal that was open before, an editor, a service or another shell does
    not.
    """
    for name in _keys(context):
        if context.environment.get(name) is not None:
            continue
        for _, path, span in _exports(context, name):
            yield Finding(
                f"{name} is set in {path}, which this process has not read",
                at=Place("environment", path, span, (name,)),
                hint="Open a new terminal, or put the variable into `.env` in Codex's folder, which every Codex reads.",
                because_of="env-key-unset",
            )
            return


@check("variable-unseen-by-editor", Severity.NOTE)
def variable_unseen_by_editor(context: Context) -> Iterator[Finding]:
    """The variable of the key is set for this shell only, and an editor with a Codex of its own is there.

    An editor or a desktop app that was not started from this shell does not read the shell's start-up
    file: Codex in it says "Missing environment variable". `.env` in Codex's folder is read by all.
    """
    if not _has_editor(context):
        return
    for name in _keys(context):
        found = context.environment.get(name)
        if found is None or found.dotenv is not None:
            continue
        files = {file: (path, span) for file, path, span in _exports(context, name)}
        if files and set(files) <= NOT_READ_BY_PROGRAMS:
            path, span = next(iter(files.values()))
            yield Finding(
                f"{name} is set in {path}, which an editor does not read",
                at=Place("environment", path, span, (name,)),
                hint="Put it into `.env` in Codex's folder, which the terminal and the editor both read.",
            )


def _has_editor(context: Context) -> bool:
    if any(binary.kind in {"editor extension", "desktop app"} for binary in context.binaries):
        return True
    home = context.machine.home
    if home is None:
        return False
    return any(
        name.startswith("openai.chatgpt")
        for folder in EDITORS
        for name in context.machine.files.names(home / folder)
    )


CHECKS: tuple[Check[Context], ...] = (
    proxy_takes_loopback,
    no_proxy_entry_unread,
    ca_file_missing,
    ca_variable_unread,
    variable_set_in_unread_file,
    variable_unseen_by_editor,
)
