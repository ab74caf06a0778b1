"""Everything a rule may look at, in one frozen value.

A check gets a `Context` and nothing else; what is not here, a rule cannot see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from codex_setup.codex.layers import Layer, Problem
from codex_setup.codex.releases import Release
from codex_setup.codex.resolve import EffectiveConfig, Provider
from codex_setup.machine import Machine
from codex_setup.model import Place, Secret


@dataclass(frozen=True, slots=True)
class Invocation:
    """What the user would type to Codex, and which Codex that is.

    `overrides` are the values of `-c`, as typed; `command` decides what only `codex exec` honours.
    """

    codex_home: Path | None = None
    profile: str | None = None
    overrides: tuple[str, ...] = ()
    model: str | None = None
    codex_version: str | None = None
    command: Literal["exec", "tui"] = "exec"


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable as Codex sees it: its value, and whether `.env` set it."""

    name: str
    value: Secret
    dotenv: Place | None = None
    hides: Secret | None = None
    """The value of the real environment that `.env` overrides, where it differs."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment of the Codex process: the shell's, with `$CODEX_HOME/.env` laid over it."""

    variables: Mapping[str, Variable] = field(default_factory=dict)
    dotenv_file: Path | None = None
    dotenv_text: str = ""

    def text(self, name: str) -> str | None:
        """Return the value of a variable that is not a secret (a proxy, a path), or None."""
        found = self.variables.get(name)
        return found.value.reveal() if found else None  # the house test knows this one call

    def get(self, name: str) -> Variable | None:
        """Return a variable, or None where it is not set."""
        return self.variables.get(name)


AuthMode = Literal["apikey", "chatgpt", "unreadable", "absent", "empty", "ignored"]


@dataclass(frozen=True, slots=True)
class AuthFile:
    """auth.json as this release reads it.

    `unreadable`: there, and Codex cannot use it (`problem` says why; Codex itself says nothing).
    `ignored`: another credential store is configured. `empty`: read, and there is no credential in it.
    `api_key` is what would be sent in mode `apikey`.
    """

    file: Path
    mode: AuthMode = "absent"
    api_key: Secret | None = None
    text: str = ""
    problem: Problem | None = None
    has_tokens: bool = False


@dataclass(frozen=True, slots=True)
class Binary:
    """A Codex that is installed: where, which version, how it came there, whether it would run first.

    `version` is None where it could not be told; `problem` then says why.
    """

    file: Path
    version: str | None
    kind: str
    first: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """One Codex on one machine with one configuration, as a rule sees it."""

    machine: Machine
    invocation: Invocation
    codex_home: Path | None
    home_problem: str | None
    layers: tuple[Layer, ...]
    config: EffectiveConfig
    provider: Provider
    providers: Mapping[str, Provider]
    environment: Environment
    auth: AuthFile
    release: Release
    release_origin: Literal["installed", "option", "assumed"] = "assumed"
    binaries: tuple[Binary, ...] = ()

    @property
    def user_file(self) -> Path | None:
        """Return the path of the user's config.toml, whether it exists or not."""
        return self.codex_home / "config.toml" if self.codex_home else None
