"""Everything a rule may look at, in one frozen value.

A check gets a `Context` and nothing else; what is not here, a rule cannot see.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from codex_setup.codex.auth import AuthFile, AuthMode, login_barred, read_auth
from codex_setup.codex.chatgpt import provider_with_login
from codex_setup.codex.environment import Environment, Variable, read_environment
from codex_setup.codex.invocation import Invocation
from codex_setup.codex.layers import Layer, codex_home_of, read_layers
from codex_setup.codex.providers import active_provider, providers_of
from codex_setup.codex.releases import Release, release
from codex_setup.codex.resolve import EffectiveConfig, Provider, resolve
from codex_setup.record import record, replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codex_setup.machine import Machine

__all__ = [
    "AuthFile", "AuthMode", "Binary", "Context", "Environment", "Invocation", "ReleaseOrigin", "Variable",
    "read_context",
]  # fmt: skip

ReleaseOrigin = Literal["installed", "option", "assumed"]


@record
class Binary:
    """A Codex that is installed: where, which version, how it came there, whether it would run first.

    `version` is None where it could not be told; `problem` then says why.
    """

    file: Path
    version: str | None
    kind: str
    first: bool = False
    problem: str | None = None


@record
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
    release_origin: ReleaseOrigin = "assumed"
    binaries: tuple[Binary, ...] = ()

    @property
    def binary(self) -> Binary | None:
        """Return the Codex that a shell would start, or None where there is none."""
        return next((binary for binary in self.binaries if binary.first), None)

    @property
    def damaged(self) -> bool:
        """Return whether a layer could be read only in part, so that a key which is missing may be there."""
        return any(layer.problem is not None and layer.state != "ignored" for layer in self.layers)

    @property
    def user_file(self) -> Path | None:
        """Return the path of the user's config.toml, whether it exists or not."""
        return self.codex_home / "config.toml" if self.codex_home else None


def read_context(machine: Machine, invocation: Invocation, binaries: Sequence[Binary] = ()) -> Context:
    """Return everything a rule may look at: the one place where the parts are put together."""
    version, origin = _which(invocation, binaries)
    codex = release(version)
    home, problem = codex_home_of(machine, invocation)
    environment = read_environment(machine, home, codex)
    seen = _moved(machine, environment)
    if seen is not machine:
        home, problem = codex_home_of(seen, invocation)
    layers = read_layers(seen, invocation, codex)
    config = resolve(layers)
    providers = providers_of(config, codex, environment)
    auth = read_auth(machine, home, config, codex)
    if login_barred(layers, codex):
        auth = replace(auth, mode="ignored")
    active = provider_with_login(
        active_provider(config, providers, codex), auth, environment, codex, invocation
    )
    return Context(
        machine, invocation, home, problem, layers, config, active,
        providers, environment, auth, codex, origin, tuple(binaries),
    )  # fmt: skip


def _moved(machine: Machine, environment: Environment) -> Machine:
    """Return the computer as Codex sees it where `.env` sets another HOME (the oldest also: CODEX_HOME)."""
    seen = machine
    for name in ("HOME", "CODEX_HOME"):
        found, text = environment.get(name), environment.text(name)
        if found is None or found.dotenv is None or text is None or machine.platform == "win32":
            continue
        home = seen.home
        if name == "HOME":
            home = Path(text) if text else machine.account or seen.home
        seen = replace(seen, home=home, env={**seen.env, name: text})
    return seen


def _which(invocation: Invocation, binaries: Sequence[Binary]) -> tuple[str | None, ReleaseOrigin]:
    if invocation.codex_version is not None:
        return invocation.codex_version, "option"
    first = next((binary for binary in binaries if binary.first), None)
    if first is not None and first.version is not None:
        return first.version, "installed"
    return None, "assumed"
