"""Which Codex is installed: layouts of every kind, told without starting anything."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest
from support.codex import binary as real_codex
from support.installs import computer, put

from codex_setup.codex.binary import PATIENCE, installed, program, version_in
from codex_setup.codex.places import look
from codex_setup.codex.process import Ran, run
from codex_setup.codex.tracing import is_over

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def npm(root: Path, version: str, native: str | None = None) -> Path:
    """Lay out the npm package below `root` and return the script that a shell would start."""
    package = root / "node_modules" / "@openai" / "codex"
    script = put(package / "bin" / "codex.js", "#!/usr/bin/env node\n")
    put(package / "package.json", json.dumps({"name": "@openai/codex", "version": version}))
    if native is not None:
        put(package / native)
    link = root / "node_modules" / ".bin" / "codex"
    link.parent.mkdir()
    link.symlink_to(os.path.relpath(script, link.parent))
    put(link.parent / "node")
    return link


def never(argv: Sequence[str], _env: Mapping[str, str], _cwd: Path, _timeout: float) -> Ran:
    """Fail the test: the version could have been told without starting `argv`."""
    pytest.fail(f"started {argv}")


def says(text: str, code: int = 0) -> Ran:
    """Return what is left of a program that wrote `text`."""
    return Ran(code, text.encode())


def test_an_npm_package_tells_its_version_without_node(tmp_path: Path) -> None:
    link = npm(tmp_path, "0.169.0")
    (found,) = installed(computer(tmp_path, [link.parent]), run=never)
    assert (found.file, found.version, found.kind, found.first, found.problem) == (
        link,
        "0.169.0",
        "npm",
        True,
        None,
    )


def test_a_package_without_node_says_so(tmp_path: Path) -> None:
    link = npm(tmp_path, "0.169.0")
    (link.parent / "node").unlink()
    (found,) = installed(computer(tmp_path, [link.parent]), run=never)
    assert found.version == "0.169.0"
    assert "`node`" in (found.problem or "")


@pytest.mark.parametrize(
    "native",
    [
        "bin/codex-x86_64-unknown-linux-musl",
        "vendor/x86_64-unknown-linux-musl/codex/codex",
        "../codex-linux-x64/vendor/x86_64-unknown-linux-musl/codex/codex",
        "../codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex",
        "node_modules/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex",
    ],
)
def test_the_native_program_is_found_in_every_layout(
    tmp_path: Path, native: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", "n", "r", "v", "x86_64")))
    link = npm(tmp_path, "0.20.0", native)
    put(
        tmp_path
        / "node_modules"
        / "@openai"
        / "codex"
        / native.replace("x86_64", "aarch64").replace("x64", "arm64")
    )
    found = program(computer(tmp_path, [link.parent]), link)
    assert found.resolve() == (tmp_path / "node_modules" / "@openai" / "codex" / native).resolve()


def test_a_package_without_its_program_is_started_as_it_stands(tmp_path: Path) -> None:
    link = npm(tmp_path, "0.20.0")
    assert program(computer(tmp_path, [link.parent]), link) == link


def test_the_install_script_s_release_is_found_and_told(tmp_path: Path) -> None:
    machine = computer(tmp_path)
    assert machine.home is not None
    releases = (
        machine.home / ".codex" / "packages" / "standalone" / "releases" / "0.168.1-x86_64-unknown-linux-musl"
    )
    put(releases / "bin" / "codex", "x" * 20_000)
    put(releases / "codex-package.json", json.dumps({"version": "0.168.1"}))
    (releases.parent.parent / "current").symlink_to(releases)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "codex").symlink_to(releases.parent.parent / "current" / "bin" / "codex")
    (alone,) = installed(machine, run=never)
    (linked,) = installed(computer(tmp_path, [tmp_path / "bin"]), run=never)
    assert (alone.version, alone.kind, alone.first) == ("0.168.1", "standalone", False)
    assert (linked.version, linked.kind, linked.first) == ("0.168.1", "standalone", True)


def test_an_older_release_folder_tells_the_version_by_its_name(tmp_path: Path) -> None:
    file = put(
        tmp_path / "home/.codex/packages/standalone/releases/0.120.0-aarch64-apple-darwin/codex", "x" * 20_000
    )
    (found,) = installed(computer(tmp_path, [file.parent]), run=never)
    assert (found.version, found.kind) == ("0.120.0", "standalone")


def test_homebrew_s_folder_tells_the_version(tmp_path: Path) -> None:
    real = put(tmp_path / "Caskroom" / "codex" / "0.150.0" / "codex-aarch64-apple-darwin", "x" * 20_000)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "codex").symlink_to(real)
    (found,) = installed(computer(tmp_path, [tmp_path / "bin"]), run=never)
    assert (found.version, found.kind) == ("0.150.0", "homebrew")


@pytest.mark.parametrize("editor", [".vscode", ".cursor", ".windsurf", ".vscode-server"])
def test_an_editor_s_codex_is_asked_and_never_first(tmp_path: Path, editor: str) -> None:
    file = put(
        tmp_path / "home" / editor / "extensions/openai.chatgpt-26.5.1-linux-x64/bin/linux-x86_64/codex",
        "x" * 20_000,
    )
    asked: list[tuple[Sequence[str], Mapping[str, str]]] = []

    def start(argv: Sequence[str], env: Mapping[str, str], _cwd: Path, timeout: float) -> Ran:
        asked.append((argv, env))
        assert timeout <= PATIENCE
        return says("codex-cli 0.167.0-alpha.3\n")

    (found,) = installed(computer(tmp_path, CODEX_HOME=str(tmp_path / "home" / ".codex")), run=start)
    assert (found.file, found.version, found.kind, found.first) == (
        file,
        "0.167.0-alpha.3",
        "editor extension",
        False,
    )
    ((argv, env),) = asked
    assert argv == [str(file), "--version"]
    assert not env["CODEX_HOME"].startswith(str(tmp_path))  # codex makes folders there even for --version


def test_several_are_all_found_and_each_once(tmp_path: Path) -> None:
    first, second = npm(tmp_path / "a", "0.169.0"), npm(tmp_path / "b", "0.94.0")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "codex").symlink_to(first)
    machine = computer(tmp_path, [tmp_path / "c", first.parent, second.parent])
    found = installed(machine, run=never)
    assert [(each.version, each.first) for each in found] == [("0.169.0", True), ("0.94.0", False)]


def test_globally_installed_packages_are_found_off_path(tmp_path: Path) -> None:
    machine = computer(tmp_path)
    assert machine.home is not None
    for root, version in ((".nvm/versions/node/v22.1.0/lib", "0.140.0"), (".bun/install/global", "0.150.0")):
        npm(machine.home / root, version)
    assert {each.version for each in installed(machine, run=never)} == {"0.140.0", "0.150.0"}


@pytest.mark.parametrize(
    "shim",
    [
        '#!/bin/sh\nbasedir=$(dirname "$0")\nexec node  "$basedir/global/node_modules/@openai/codex/bin/codex.js" "$@"\n',
        '#!/bin/sh\nexec node "{root}/global/node_modules/@openai/codex/bin/codex.js" "$@"\n',
    ],
)
def test_a_package_manager_s_shim_leads_to_its_package(tmp_path: Path, shim: str) -> None:
    link = npm(tmp_path / "global", "0.155.0")
    file = put(tmp_path / "codex", shim.replace("{root}", str(tmp_path)))
    (found,) = installed(computer(tmp_path, [tmp_path, link.parent]), run=never)
    assert (found.file, found.version, found.first) == (file, "0.155.0", True)


def test_a_windows_shim_leads_to_its_package(tmp_path: Path) -> None:
    npm(tmp_path, "0.155.0")
    put(
        tmp_path / "codex.CMD",
        '@ECHO off\r\n"%_prog%"  "%dp0%\\node_modules\\@openai\\codex\\bin\\codex.js" %*\r\n',
    )
    put(tmp_path / "node.EXE")
    (found,) = installed(computer(tmp_path, [tmp_path], "win32"), run=never)
    assert (found.version, found.first, found.problem) == ("0.155.0", True, None)
    target = look(computer(tmp_path, [tmp_path], "win32"), found.file).target
    assert target == tmp_path / "node_modules/@openai/codex/bin/codex.js"


def test_a_machine_without_codex_has_none(tmp_path: Path) -> None:
    assert installed(computer(tmp_path), run=never) == ()


@pytest.mark.oracle
@pytest.mark.skipif(sys.platform != "linux", reason="the real Codex is run in a namespace of Linux")
@pytest.mark.parametrize("version", ["0.20.0", "0.47.0", "0.118.0", "0.134.0", "0.169.0"])
def test_a_real_package_tells_what_its_program_says(tmp_path: Path, version: str) -> None:
    link = real_codex(version)
    put(tmp_path / "node")
    machine = computer(tmp_path, [link.parent, tmp_path])
    (found,) = (each for each in installed(machine, run=never) if each.first)
    assert found.version == version
    native = program(machine, link)
    assert native.read_bytes()[:4] == b"\x7fELF"
    env = {"CODEX_HOME": str(tmp_path), "HOME": str(tmp_path)}
    assert version_in(run([str(native), "--version"], env, tmp_path, 20)) == (version, None)


def test_a_program_that_says_it_is_finished_is_not_waited_for(tmp_path: Path) -> None:
    words = ["/bin/sh", "-c", "echo '[2026-01-01T00:00:00] ERROR: no key'; sleep 60"]
    ran = run(words, {"PATH": "/usr/bin:/bin"}, tmp_path, 30, is_over)
    assert (ran.code, ran.problem) == (None, None)
    assert b"ERROR: no key" in ran.out


@pytest.mark.parametrize("said", ["ERROR codex_core: side request failed", "no ERROR: here"])
def test_what_only_looks_like_an_end_is_none(tmp_path: Path, said: str) -> None:
    ran = run(
        ["/bin/sh", "-c", f"echo '{said}'; sleep 1.5; exit 3"],
        {"PATH": "/usr/bin:/bin"},
        tmp_path,
        30,
        is_over,
    )
    assert ran.code == 3
