"""Where a Codex may be installed, and what its folders tell of it without starting anything.

An installation is described by the file that would be started; two names of one file are one
installation. Layouts: npm packages up to 0.169.0, the install script's release folders, Homebrew's
Cellar and Caskroom.
"""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from codex_setup.pattern import pattern
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.machine import Machine

PACKAGE = Path("@openai", "codex")
SCRIPT = PACKAGE / "bin" / "codex.js"
SHIM_BYTES = 16_384
"""A file that is no longer than this may be a script; the native programs have a hundred megabytes."""

VERSION = pattern(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?")
_BREW = pattern(r"/(?:Cellar|Caskroom)/codex[^/]*/(\d+\.\d+\.\d+[^/_]*)")
_STANDALONE = pattern(r"/standalone/releases/(\d+\.\d+\.\d+(?:-(?:alpha|beta)[.0-9]*)?)")
_SHIM = pattern(r"""[^\s"'=;]*@openai[\\/]codex[\\/]bin[\\/]codex\.js""")
_KINDS = (
    ("homebrew", _BREW),
    ("editor extension", pattern("/openai\\.chatgpt-")),
    ("desktop app", pattern("/Codex\\.app/")),
    ("standalone", pattern("/standalone/")),
    ("npm", pattern("/node_modules/")),
)
_LINKS = 40  # what the kernel allows in one path

# Folders of a user's home that hold globally installed npm packages; `*` is every folder there.
_NPM_ROOTS = (
    ".npm-global/lib/node_modules",
    ".local/lib/node_modules",
    ".nvm/versions/node/*/lib/node_modules",
    ".local/share/fnm/node-versions/*/installation/lib/node_modules",
    ".asdf/installs/nodejs/*/lib/node_modules",
    ".local/share/mise/installs/node/*/lib/node_modules",
    ".local/share/mise/installs/npm-openai-codex/*/lib/node_modules",
    "AppData/Roaming/npm/node_modules",
    ".volta/tools/image/packages/@openai/codex/lib/node_modules",
    ".bun/install/global/node_modules",
    ".local/share/pnpm/global/*/node_modules",
    "Library/pnpm/global/*/node_modules",
    ".config/yarn/global/node_modules",
)
_SYSTEM_NPM_ROOTS = ("/usr/local/lib/node_modules", "/usr/lib/node_modules", "/opt/homebrew/lib/node_modules")
_EDITORS = (".vscode", ".vscode-insiders", ".vscode-server", ".vscode-oss", ".cursor", ".cursor-server", ".windsurf",
            ".windsurf-server", ".trae", ".positron")  # fmt: skip
_DESKTOP = "Applications/Codex.app/Contents/Resources/codex"


@record
class Found:
    """One installed Codex: the file to start, the file behind its links, and what its folder tells."""

    file: Path
    target: Path
    kind: str
    version: str | None = None
    problem: str | None = None


def found_on(machine: Machine, codex_home: Path | None) -> tuple[Found, ...]:
    """Return every Codex on `machine`: those on PATH first, in its order; each file once."""
    every: dict[Path, Found] = {}
    for candidate in (*_on_path(machine), *_elsewhere(machine, codex_home)):
        every.setdefault(candidate.target, candidate)
    return tuple(every.values())


def _on_path(machine: Machine) -> Iterator[Found]:
    for file in machine.which("codex"):
        yield look(machine, file if file.is_absolute() else machine.cwd / file)


def _elsewhere(machine: Machine, codex_home: Path | None) -> Iterator[Found]:
    """Yield what no PATH leads to: other package folders, the installer's, editors', the desktop's."""
    home = machine.home
    files = list(_packages(machine))
    if home is not None:
        files += [home / ".local" / "bin" / "codex", home / _DESKTOP]
        files += _in_editors(machine, home)
    if codex_home is not None:
        current = codex_home / "packages" / "standalone" / "current"
        files += [current / "bin" / "codex", current / "codex"]
    files += [
        Path("/") / _DESKTOP,
        *(Path(prefix, "bin", "codex") for prefix in ("/opt/homebrew", "/usr/local")),
    ]
    suffix = ".exe" if machine.platform == "win32" else ""
    for file in files:
        named = file if file.suffix else file.with_name(file.name + suffix)
        info = machine.files.info(named)
        if info is not None and info.kind == "file":
            yield look(machine, named)


def _packages(machine: Machine) -> Iterator[Path]:
    """Yield the script of every globally installed package, whichever package manager put it there."""
    roots = [Path(root) for root in _SYSTEM_NPM_ROOTS]
    prefix = machine.env.get("NPM_CONFIG_PREFIX") or machine.env.get("npm_config_prefix")
    roots += [Path(prefix, "lib", "node_modules"), Path(prefix, "node_modules")] if prefix else []
    roots += [real(machine, node).parent.parent / "lib" / "node_modules" for node in machine.which("node")]
    if machine.home is not None:
        for pattern in _NPM_ROOTS:
            roots += _expanded(machine, machine.home, PurePosixPath(pattern).parts)
    for root in dict.fromkeys(roots):
        yield root / SCRIPT


def _expanded(machine: Machine, folder: Path, parts: tuple[str, ...]) -> list[Path]:
    if "*" not in parts:
        return [folder.joinpath(*parts)]
    star = parts.index("*")
    above = folder.joinpath(*parts[:star])
    return [above.joinpath(name, *parts[star + 1 :]) for name in machine.files.names(above)]


def _in_editors(machine: Machine, home: Path) -> Iterator[Path]:
    for editor in _EDITORS:
        extensions = home / editor / "extensions"
        for name in machine.files.names(extensions):
            if name.startswith("openai.chatgpt-"):
                folder = extensions / name / "bin"
                yield from (folder / platform / "codex" for platform in machine.files.names(folder))


def look(machine: Machine, file: Path) -> Found:
    """Return what the folders around `file` tell of the Codex that it starts.

    `codex-package.json` lies beside the program's `bin/` since 0.133.0, whoever installed it.
    """
    target = real(machine, file)
    where = target.as_posix()
    if target.name == "codex.js":
        return _package(machine, file, target)
    shim = _shim(machine, target)
    if shim is not None:
        return _package(machine, file, shim) if shim.name == "codex.js" else Found(file, target, "wrapper")
    kind = next((kind for kind, mark in _KINDS if mark.search(where)), "program")
    told = next((match[1] for match in (_BREW.search(where), _STANDALONE.search(where)) if match), None)
    return Found(
        file, target, kind, _json_version(machine, target.parent.parent / "codex-package.json") or told
    )


def _package(machine: Machine, file: Path, script: Path) -> Found:
    """Return the npm package that `script` belongs to; it starts only where there is a Node."""
    kind = next(
        (name for name in ("pnpm", "volta", "yarn") if name in script.parts or f".{name}" in script.parts),
        "npm",
    )
    kind = "bun" if ".bun" in script.parts else kind
    version = _json_version(machine, script.parent.parent / "package.json")
    lost = None if machine.which("node") or kind == "bun" else "it starts with `node`, which is not on PATH"
    return Found(file, script, kind, version, lost)


def _shim(machine: Machine, target: Path) -> Path | None:
    """Return what a script starts: the package's `codex.js`, or the script itself; None for a program."""
    info = machine.files.info(target)
    if info is None or info.size > SHIM_BYTES:
        return None
    try:
        content = machine.files.read(target)
    except OSError:
        return None
    if not content.startswith(b"#!") and target.suffix.lower() not in (".cmd", ".bat", ".ps1"):
        return None
    named = _SHIM.search(content.decode("utf-8", "replace"))
    if named is None:
        return target
    relative = re.sub(r"^\$\{?basedir\}?[\\/]|^%~?dp0%?[\\/]*|^\$basedir[\\/]", "", named[0]).replace(
        "\\", "/"
    )
    script = real(machine, target.parent / relative)
    return script if machine.files.info(script) is not None else target


def _json_version(machine: Machine, file: Path) -> str | None:
    try:
        data = json.loads(machine.files.read(file))
    except (OSError, ValueError, RecursionError):
        return None
    version = data.get("version") if isinstance(data, dict) else None
    return version if isinstance(version, str) and VERSION.fullmatch(version) else None


def real(machine: Machine, path: Path) -> Path:
    """Return `path` with every link in it followed, as far as links lead."""
    left, done = list(path.parts), Path()
    for _ in range(_LINKS * 10):
        if not left:
            break
        part = left.pop(0)
        if part == "..":
            done = done.parent
            continue
        done = done / part
        info = machine.files.info(done)
        if info is not None and info.link is not None:
            left = [*info.link.parts, *left]
            done = Path() if info.link.is_absolute() else done.parent
    return done.joinpath(*left)


def native(machine: Machine, found: Path, arch: str) -> Path | None:
    """Return the program that an npm package's script would start on `arch`, or None.

    Folders: `bin/codex-<target>` up to 0.36, `vendor/<target>/codex/codex` from 0.47, in a package of
    its own from 0.115, `vendor/<target>/bin/codex` from 0.133.
    """
    package = found.parent.parent
    cpu = {"amd64": "x86_64", "arm64": "aarch64"}.get(arch.lower(), arch.lower())
    system = "windows" if machine.platform == "win32" else machine.platform
    suffix = ".exe" if machine.platform == "win32" else ""
    homes = [package.parent, package / "node_modules" / "@openai"]
    roots = [home / name for home in homes for name in machine.files.names(home) if name.startswith("codex-")]
    for vendor in (*(root / "vendor" for root in roots), package / "vendor", package / "bin"):
        for name in machine.files.names(vendor):
            if cpu not in name or system not in name:
                continue
            places = (
                vendor / name / "bin" / "codex",
                vendor / name / "codex" / "codex",
                vendor / name.removesuffix(suffix),
            )
            for place in places:
                program = place.with_name(place.name + suffix)
                info = machine.files.info(program)
                if info is not None and info.kind == "file":
                    return program
    return None
