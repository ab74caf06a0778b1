"""A machine of its own for one file, on which nothing else is wrong.

Every variable that the file names is set there, a login is there, its project is trusted. What nobody can
know of the real machine raises `UnknownHereError`, so that a rule which asks for it is left out, not guessed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.codex.auth import AuthFile
from codex_setup.codex.context import Context, Invocation, read_context
from codex_setup.codex.environment import Environment, Variable
from codex_setup.codex.sources import takes_login
from codex_setup.machine import FileInfo, Machine, UnknownHereError
from codex_setup.model import Secret
from codex_setup.record import record, replace
from codex_setup.rules.keylike import keylike

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_setup.lint.subjects import Role

KEY = Secret("sk-" + "a1B2c3D4" * 6)
"""The key that every variable of the file's own machine holds; it is never shown nor sent."""

PLAIN = r"[A-Za-z_][A-Za-z0-9_.-]*"
"""What some machine may have as a variable; no shell sets one with a hyphen, but a container can."""

NOWHERE = Path("/codex-setup-lint")


@record
class Alone:
    """The files of a machine of which few are known; where `strict`, others can neither be read nor missed."""

    known: Mapping[Path, bytes | OSError]
    folders: frozenset[Path]
    strict: bool = False

    def read(self, path: Path) -> bytes:
        """Return the bytes of a known file."""
        found = self.known.get(path)
        if isinstance(found, bytes):
            return found
        if found is not None:
            raise found
        if self.strict:
            raise UnknownHereError(path)
        raise FileNotFoundError(2, "No such file or directory", str(path))

    def head(self, path: Path, size: int) -> bytes:
        """Return the first bytes of a known file."""
        return self.read(path)[:size]

    def info(self, path: Path) -> FileInfo | None:
        """Return what is known of the file; raises `UnknownHereError` where that is nothing and it matters."""
        found = self.known.get(path)
        if found is not None:
            whole = isinstance(found, bytes | PermissionError)
            size = len(found) if isinstance(found, bytes) else 0
            return FileInfo("file" if whole else "other", 0o600, 0, size)
        if path in self.folders:
            return FileInfo("directory", 0o700, 0, 0)
        if self.strict:
            raise UnknownHereError(path)
        return None

    def names(self, folder: Path) -> tuple[str, ...]:
        """Return the known names in a folder; raises `UnknownHereError` where others matter."""
        if self.strict:
            raise UnknownHereError(folder)
        return tuple(sorted(path.name for path in self.known if path.parent == folder))


def layer_file(file: Path, role: Role) -> Path:
    """Return where the file lies on the machine of its own: where Codex would look for it."""
    match role:
        case "system":
            name = "managed_config.toml" if file.name == "managed_config.toml" else "config.toml"
            return Path("/etc/codex") / name
        case "project" if file.parent.name != ".codex":
            return file.parent / ".codex" / "config.toml"
        case "profile" if file.name.endswith(".config.toml"):
            return file
        case "profile":
            return file.parent / "it.config.toml"
        case _:
            return file.parent / "config.toml"


def alone(
    file: Path, role: Role, content: bytes | OSError, beside: bytes | None, version: str | None
) -> Context:
    """Return the context of a machine that has this file and no fault of another kind."""
    place = layer_file(file, role)
    home = place.parent if role in ("user", "profile") else NOWHERE / ".codex"
    root = place.parent.parent if role == "project" else home.parent
    contents: dict[Path, bytes | OSError] = {place: content}
    if role == "profile" and beside is not None:
        contents[home / "config.toml"] = beside
    elif role == "project":
        contents[home / "config.toml"] = f'[projects.{_quoted(root)}]\ntrust_level = "trusted"\n'.encode()
    files = Alone(contents, frozenset((root / ".git", home, place.parent)))
    machine = Machine(home.parent, root, {}, "linux", files)
    name = place.name.removesuffix(".config.toml") if role == "profile" else None
    found = read_context(machine, Invocation(codex_home=home, profile=name, codex_version=version))
    return replace(
        found,
        machine=replace(machine, files=replace(files, strict=True)),
        environment=Environment({name: Variable(name, KEY) for name in _named(found)}),
        auth=AuthFile(home / "auth.json", "apikey", KEY) if _logs_in(found) else AuthFile(home / "auth.json"),
    )


def _logs_in(context: Context) -> bool:
    """Return whether the provider in force sends a login: for another one it is no source of a key."""
    return context.provider.builtin or takes_login(context, context.provider)


def _named(context: Context) -> set[str]:
    """Return the variables that the file's providers and servers name; what is no name cannot be set."""
    keys = [provider.env_key.value for provider in context.providers.values() if provider.env_key]
    settings = context.config.settings.values()
    keys += [
        each.value
        for each in settings
        if each.path[-1] == "bearer_token_env_var" and isinstance(each.value, str)
    ]
    names = {name for name in keys if re.fullmatch(PLAIN, name) and not keylike(name)}
    for provider in context.providers.values():
        names |= {header.value for header in provider.env_http_headers}
    return names


def _quoted(path: Path) -> str:
    return json.dumps(str(path), ensure_ascii=False)
