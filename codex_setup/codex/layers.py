"""Which files Codex reads and in which order: text -> Layer.

A layer that Codex skips stays visible, with the reason; a layer that does not parse keeps what a
line-by-line look can still tell.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from codex_setup.codex import known
from codex_setup.codex.projects import project_folders, repository_of, root_markers, trust_refused
from codex_setup.codex.spans import Problem, Spans, read_toml
from codex_setup.model import EMPTY, KeyPath, LayerName, Place, SetupError, Span, Value
from codex_setup.record import field, record, replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from codex_setup.codex.invocation import Invocation
    from codex_setup.codex.releases import Release
    from codex_setup.machine import Machine

__all__ = ["Layer", "Problem", "State", "codex_home_of", "read_layers"]

State = Literal["read", "absent", "ignored", "unreadable"]

LARGEST = 4_000_000
"""Bytes of a configuration file beyond which looking at it would take longer than anybody waits."""


@record
class Layer:
    """One source of settings.

    `data` is what `tomllib` makes of `text` (of the lines that can be read, where `problem` is set);
    `spans` says where each key and table stands. `denied` holds the keys that Codex ignores in this
    layer though it reads the rest (project layers), with the reason. `prefix` is the table of the file
    whose content this layer is (a legacy profile); `data` begins below it, `spans` does not.
    """

    name: LayerName
    file: Path | None
    state: State
    reason: str | None = None
    text: str = ""
    data: Mapping[str, Value] = field(default_factory=dict)
    spans: Spans = field(default_factory=dict)
    problem: Problem | None = None
    denied: Mapping[KeyPath, str] = field(default_factory=lambda: EMPTY)
    prefix: KeyPath = ()
    whole: frozenset[KeyPath] = frozenset()
    """Tables of this layer that take the place of lower ones instead of adding to them."""
    required: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    """What a file of requirements says, of which `data` holds only what sets something."""
    modern: Span | None = None
    """The first construct that only TOML 1.1 knows."""

    def place(self, key: KeyPath) -> Place:
        """Return where `key` stands in this layer."""
        found = self.spans.get((*self.prefix, *key))
        return Place(self.name, self.file, found.whole if found else None, (*self.prefix, *key))


def codex_home_of(machine: Machine, invocation: Invocation) -> tuple[Path | None, str | None]:
    """Return Codex's folder, and what is wrong with it in Codex's own words, or None."""
    chosen = invocation.codex_home
    named = str(chosen) if chosen is not None else machine.env.get("CODEX_HOME", "")
    if not named:
        if machine.home is None:
            return None, "Could not find home directory"
        return machine.home / ".codex", None
    folder = machine.cwd / named
    info = machine.files.info(folder)
    if info is None:
        return folder, f'CODEX_HOME points to "{named}", but that path does not exist'
    if info.kind != "directory":
        return folder, f'CODEX_HOME points to "{named}", but that path is not a directory'
    return folder, None


def system_folder(machine: Machine) -> Path:
    """Return where the administrator's files are."""
    if machine.platform == "win32":
        return Path(machine.env.get("ProgramData", "C:\\ProgramData")) / "OpenAI" / "Codex"
    return Path("/etc/codex")


def read_layers(machine: Machine, invocation: Invocation, release: Release) -> tuple[Layer, ...]:
    """Return every layer, lowest precedence first, those included that Codex skips."""
    home, _ = codex_home_of(machine, invocation)
    system = system_folder(machine)
    layers: list[Layer] = []
    if release.has("system-layer"):
        layers.append(read_layer(machine, "system", system / "config.toml"))
    user = read_layer(machine, "user", home / "config.toml") if home else Layer("user", None, "absent")
    layers.append(user)
    if release.has("profile-files") and home and invocation.profile:
        layers.append(read_layer(machine, "profile", home / f"{invocation.profile}.config.toml"))
    options = _options(invocation, release)
    layers += _projects(machine, home, [*layers, *options], release)
    layers += options
    if not release.has("profile-files"):
        layers += _legacy_profile(invocation, layers, release)
    if release.has("managed-layer"):
        layers.append(read_layer(machine, "managed", system / "managed_config.toml"))
    if invocation.model is not None:
        layers.append(
            Layer("option", None, "read", text=f"-m {invocation.model}", data={"model": invocation.model})
        )
    if release.has("requirements"):
        layers += _requirements(machine, system / "requirements.toml", release)
    return tuple(layers)


def _filling(machine: Machine, file: Path, size: int) -> str:
    """Return what to take out of a file that is too large: what it has the most of."""
    import re  # only for a file that is not read
    from collections import Counter

    content = machine.files.read(file) if size < 16 * LARGEST else b""
    tables = Counter(re.findall(rb"(?m)^[ \t]*\[+[ \t]*([A-Za-z_-]+)[ \t]*\.", content))
    for name, count in tables.most_common(1):
        if count >= _MANY:
            return f"{count} of its tables are `[{name.decode()}.…]`: take out those that are of no more use"
    lines = content.split(b"\n")
    longest = max(range(len(lines)), key=lambda at: len(lines[at]))
    if len(lines[longest]) * 2 > size:
        return f"Line {longest + 1} alone has {len(lines[longest]) / 1_000_000:.1f} MB: take it out"
    for line, count in Counter(line.strip() for line in lines).most_common(2):
        if line and count >= _MANY:
            at = next(number for number, one in enumerate(lines, 1) if one.strip() == line)
            return f"Line {at} stands in it {count} times: keep it once"
    return "A program has filled it: look at its last lines, take out all that are like them"


_MANY = 1000


def read_layer(machine: Machine, name: LayerName, file: Path) -> Layer:
    """Return the layer that a file makes, as far as the file can be read."""
    info = machine.files.info(file)
    if info is not None and info.kind != "file":
        problem = Problem("not-a-file", f"path `{file}` is not a file")
        return Layer(name, file, "unreadable", problem.message, problem=problem)
    if info is not None and info.size > LARGEST:
        raise SetupError(
            f"`{file}` has {info.size / 1_000_000:.1f} MB, and codex-setup reads at most {LARGEST // 1_000_000}",
            f"Codex reads a file of any size. {_filling(machine, file, info.size)}, then run this again.",
        )
    try:
        content = machine.files.read(file)
    except (FileNotFoundError, ValueError):  # ValueError: a name that no file can have
        return Layer(name, file, "absent")
    except OSError as error:  # also a loop of links, a file on the way there, a folder that is closed
        problem = Problem("unreadable", error.strerror or str(error))
        return Layer(name, file, "unreadable", problem.message, problem=problem)
    found = read_toml(content)
    state: State = "unreadable" if found.problem else "read"
    reason = found.problem.message if found.problem else None
    return Layer(
        name, file, state, reason, found.text, found.data, found.spans, found.problem, modern=found.modern
    )


def _options(invocation: Invocation, release: Release) -> list[Layer]:
    if not invocation.overrides:
        return []
    from codex_setup.codex.overrides import merged, override  # only for a call that overrides something

    pairs = [found for text in invocation.overrides if (found := override(text)) is not None]
    if not pairs:
        return []
    text = "\n".join(f"-c {typed}" for typed in invocation.overrides)
    tables = (
        () if release.has("options-merged") else (path for path, value in pairs if isinstance(value, dict))
    )
    return [Layer("option", None, "read", text=text, data=merged(pairs), whole=frozenset(tables))]


def _projects(machine: Machine, home: Path | None, below: list[Layer], release: Release) -> Iterator[Layer]:
    if not release.has("project-layers"):
        return
    data = combined(below)
    root, folders = project_folders(machine, root_markers(data), release)
    repository = repository_of(machine, release)
    for folder in folders:
        file = folder / ".codex" / "config.toml"
        if folder / ".codex" == home or machine.files.info(file) is None:
            continue
        layer = read_layer(machine, "project", file)
        why = trust_refused(folder, root, repository, data) if release.has("project-trust") else None
        if why is not None and not (layer.problem and layer.problem.kind == "encoding"):
            yield replace(layer, state="ignored", reason=why)
            continue
        denied: dict[KeyPath, str] = {
            (key,): "a project may not set it" for key in layer.data if key in release.denied_in_projects
        }
        yield replace(layer, denied=denied)


def _legacy_profile(invocation: Invocation, layers: list[Layer], release: Release) -> Iterator[Layer]:
    wanted = combined(layers).get("profile") if invocation.profile is None else invocation.profile
    for layer in layers:
        table = (
            layer.data.get("profiles", {}).get(wanted)
            if isinstance(layer.data.get("profiles"), dict)
            else None
        )
        if layer.state == "read" and isinstance(table, dict) and isinstance(wanted, str):
            denied: dict[KeyPath, str] = {
                (key,): "a profile may not set it" for key in table if not known.in_profile(key, release)
            }
            yield replace(layer, name="profile", data=table, prefix=("profiles", wanted), denied=denied)


def _requirements(machine: Machine, file: Path, release: Release) -> Iterator[Layer]:
    layer = read_layer(machine, "managed", file)
    if layer.state != "absent":
        keys = {"model_provider", "model_providers"} if release.has("required-providers") else set()
        named = {key: value for key, value in layer.data.items() if key in keys}
        tables = named.get("model_providers")
        whole = {("model_providers", name) for name in tables} if isinstance(tables, dict) else ()
        yield replace(layer, data=named, required=layer.data, whole=frozenset(whole))


def combined(layers: Sequence[Layer]) -> dict[str, Any]:
    """Return the table that the layers in force make together, later ones over earlier ones."""
    data: dict[str, Any] = {}
    for layer in layers:
        if layer.state == "read":
            for path in layer.whole:
                _take_out(data, path)
            _lay({key: value for key, value in layer.data.items() if (key,) not in layer.denied}, data)
    return data


def _take_out(data: dict[str, Any], path: KeyPath) -> None:
    for part in path[:-1]:
        data = data.get(str(part), {})
    if isinstance(data, dict) and path[-1] in data:
        data[str(path[-1])] = {}  # its place among the others stays


def _lay(above: Mapping[str, Any], below: dict[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict):
            table = below.get(key)
            if not isinstance(table, dict):
                table = below[key] = {}
            _lay(value, table)
        else:
            below[key] = value
