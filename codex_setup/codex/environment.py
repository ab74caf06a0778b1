"""Which variables the Codex process sees: the shell's, with `$CODEX_HOME/.env` laid over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.dotenv import assignments
from codex_setup.model import Place, Secret
from codex_setup.record import field, record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from codex_setup.codex.releases import Release
    from codex_setup.machine import Machine


@record
class Variable:
    """An environment variable as Codex sees it: its value, and whether `.env` set it."""

    name: str
    value: Secret
    dotenv: Place | None = None
    hides: Secret | None = None
    """The value of the real environment that `.env` overrides, where it differs."""


@record
class Environment:
    """The environment of the Codex process: the shell's, with `$CODEX_HOME/.env` laid over it."""

    variables: Mapping[str, Variable] = field(default_factory=dict)
    dotenv_file: Path | None = None
    dotenv_text: str = ""
    caseless: bool = False
    """Whether names are compared without regard to case, as Windows does."""
    fatal: str | None = None
    """The variable whose value in `.env` ends Codex at once, because it holds a NUL."""

    def text(self, name: str) -> str | None:
        """Return the value of a variable that is not a secret (a proxy, a path), or None."""
        found = self.get(name)
        return found.value.reveal() if found else None  # the house test knows this one call

    def filled(self, name: str) -> Variable | None:
        """Return a variable that holds something, or None where it is not set or blank."""
        found = self.get(name)
        return None if found is None or found.value.blank else found

    def get(self, name: str) -> Variable | None:
        """Return a variable, or None where it is not set."""
        found = self.variables.get(name)
        if found is None and self.caseless:
            alike = (held for held in self.variables.values() if held.name.upper() == name.upper())
            return next(alike, None)
        return found


def read_environment(machine: Machine, codex_home: Path | None, release: Release) -> Environment:
    """Return the environment of the Codex process; a `.env` that cannot be read changes nothing."""
    variables = {name: Variable(name, Secret(value)) for name, value in machine.env.items()}
    file = codex_home / ".env" if codex_home else None
    caseless = machine.platform == "win32"
    text = _text(machine, file)
    fatal = None
    if file is not None and text is not None:
        fatal = _lay_over(variables, text, file, release)
    if not release.has("dotenv-wins"):
        above = (folder / ".env" for folder in (machine.cwd, *machine.cwd.parents))
        nearest = next((path for path in above if machine.files.info(path) is not None), None)
        found = _text(machine, nearest)
        if nearest is not None and found is not None:
            fatal = fatal or _lay_over(variables, found, nearest, release)
    return Environment(variables, file if text is not None else None, text or "", caseless, fatal)


def _lay_over(variables: dict[str, Variable], text: str, file: Path, release: Release) -> str | None:
    """Set what a `.env` sets; return the variable whose value no environment can hold, where there is one.

    The oldest releases kept what was there and stopped at the first bad line.
    """
    shell = dict(variables)
    wins = release.has("dotenv-wins")
    for line in assignments(text if wins else text.removeprefix("\ufeff"), Environment(variables).text):
        if line is None and not wins:
            break
        if line is None or (line.name in variables if not wins else line.name.upper().startswith("CODEX_")):
            continue
        real = shell.get(line.name)
        value = Secret(line.value)
        hides = real.value if real is not None and real.value != value else None
        place = Place("environment", file, line.span, (line.name,))
        variables[line.name] = Variable(line.name, value, place, hides)
        if value.fits("\0"):
            return line.name
    return None


def _text(machine: Machine, file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        content = machine.files.read(file)
    except OSError:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _readable(content)


def _readable(content: bytes) -> str | None:
    """Return the text of a `.env` that is not UTF-8, whose other lines Codex reads all the same (0.169.0)."""
    from codex_setup.codex.encoding import codec_of  # only what is not UTF-8

    codec = codec_of(content)
    if codec == "utf-16":
        return None
    lines = zip(content.split(b"\n"), content.decode(codec or "utf-8", "replace").split("\n"), strict=True)
    return "\n".join(line if _is_utf8(raw) else "\ufffd" * len(line) for raw, line in lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
