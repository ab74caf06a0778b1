"""What stands in the way of reading and writing: closed streams, full disks, loops of links, files too large."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.homes import machine

from codex_setup.codex import layers
from codex_setup.codex.context import read_context
from codex_setup.codex.invocation import Invocation
from codex_setup.codex.request import plan
from codex_setup.machine import DiskFiles, FileInfo, Machine
from codex_setup.model import Finding, SetupError, findings_of
from codex_setup.rules import ask

OFFLINE = ("doctor", "--offline", "--codex-version", "0.169.0")


def shell(home: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a shell line in which `$run` is codex-setup, with `home` as the home."""
    env = {**os.environ, "HOME": str(home), "run": f"{sys.executable} -m codex_setup"}
    return subprocess.run(
        ["sh", "-c", line], env=env, cwd=home, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the shell of Unix closes the streams")
@pytest.mark.parametrize(("closing", "code"), [(">&-", 1), ("2>&-", 1), ("<&-", 1), (">&- 2>&- <&-", 1)])
def test_a_closed_stream_changes_no_exit_code(tmp_path: Path, closing: str, code: int) -> None:
    done = shell(tmp_path, f"$run {' '.join(OFFLINE)} {closing}")
    assert (done.returncode, "fault of its own" in done.stderr) == (code, False)


@pytest.mark.skipif(sys.platform == "win32", reason="the shell of Unix closes the streams")
def test_a_closed_input_is_nobody_to_ask(tmp_path: Path) -> None:
    done = shell(tmp_path, "$run init <&-")
    assert done.returncode == 2
    assert "there is nobody to ask" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("command", [" ".join(OFFLINE), "explain --list"])
def test_a_full_disk_is_said_in_one_sentence(tmp_path: Path, command: str) -> None:
    done = shell(tmp_path, f"$run {command} >/dev/full")
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "codex-setup: standard output cannot be written (No space left on device)",
        "  Make room and run it again.",
    ]


def stopped(home: Path) -> tuple[str | None, list[str]]:
    """Return at which stage Codex stops with the files below `home`, and the rules that say why."""
    context = read_context(
        layers_machine(home), Invocation(codex_home=home / ".codex", codex_version="0.169.0")
    )
    refused = plan(context).refused
    return refused.stage if refused else None, [rule.id for rule, _ in findings_of(ask(context))]


def layers_machine(home: Path) -> Machine:
    """Return this computer as somebody whose home is `home` sees it."""
    return replace(machine(), home=home, cwd=home, files=DiskFiles())


@pytest.mark.parametrize(("closed", "opened"), [(".codex", ".codex"), (None, ".codex/config.toml")])
def test_what_is_opened_is_what_is_closed(tmp_path: Path, closed: str | None, opened: str) -> None:
    folder = tmp_path / ".codex"
    folder.mkdir()

    class Shut(DiskFiles):
        """A disk on which Codex's folder, or else its file, lets nobody in."""

        def read(self, path: Path) -> bytes:
            if path.is_relative_to(folder):
                raise PermissionError(13, "Permission denied", str(path))
            return super().read(path)

        def info(self, path: Path) -> FileInfo | None:
            found = super().info(path)
            return replace(found, mode=0) if found and closed and path == tmp_path / closed else found

    (folder / "config.toml").write_text("")
    here = replace(layers_machine(tmp_path), files=Shut())
    context = read_context(here, Invocation(codex_home=folder, codex_version="0.169.0"))
    found = [finding for rule, finding in findings_of(ask(context)) if rule.id == "config-unreadable"]
    words = [command.words for finding in found if finding.fix for command in finding.fix.commands]
    assert [line[-1] for line in words] == [str(tmp_path / opened)]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_loop_of_links_is_no_missing_file(tmp_path: Path) -> None:
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex" / "config.toml").symlink_to("config.toml")
    stage, rules = stopped(tmp_path)
    assert stage == "load"
    assert "config-unreadable" in rules
    assert unlocked(tmp_path) == []


def unlocked(home: Path) -> list[object]:
    """Return what is proposed for a file that cannot be read; no right helps where there is none to read."""
    context = read_context(layers_machine(home), Invocation(codex_home=home / ".codex"))
    return [
        finding.fix
        for rule, finding in findings_of(ask(context))
        if rule.id == "config-unreadable" and finding.fix
    ]


def test_a_file_in_the_place_of_the_folder_is_no_missing_file(tmp_path: Path) -> None:
    (tmp_path / ".codex").write_text("a file")
    found = layers.read_layer(layers_machine(tmp_path), "user", tmp_path / ".codex" / "config.toml")
    assert found.state == "unreadable"
    assert unlocked(tmp_path) == []


def test_a_link_that_leads_nowhere_is_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").symlink_to("nowhere")
    assert layers.read_layer(layers_machine(tmp_path), "user", tmp_path / "config.toml").state == "absent"


def test_a_file_too_large_to_look_at_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    with file.open("wb") as stream:
        stream.truncate(layers.LARGEST + 1)
    with pytest.raises(SetupError, match="reads at most 4"):
        layers.read_layer(layers_machine(tmp_path), "user", file)


def test_what_fills_a_file_that_is_too_large_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("".join(f'[projects."/w/{n}"]\ntrust_level = "trusted"\n' for n in range(1200)))
    monkeypatch.setattr(layers, "LARGEST", 10_000)
    with pytest.raises(SetupError) as told:
        layers.read_layer(layers_machine(tmp_path), "user", file)
    assert "1200 of its tables are `[projects.…]`" in told.value.hint


def test_stars_in_place_of_a_key_are_one_fault() -> None:
    config = 'model_provider = "a"\n[model_providers.a]\nname = "A"\nbase_url = "https://a.example"\nenv_key = "A_KEY"\n'
    found = ask(read_context(machine(config, env={"A_KEY": "***"}), Invocation(codex_version="0.169.0")))
    roots = [rule.id for rule, finding in findings_of(found) if finding.because_of is None]
    assert "ci-secret-masked" in roots
    assert "key-placeholder" not in roots


@pytest.mark.parametrize("words", ["gateway nomode", "doctor --offline --format nothing"])
def test_a_word_that_is_near_nothing_gets_no_empty_list(tmp_path: Path, words: str) -> None:
    done = shell(tmp_path, f"$run {words}")
    assert done.returncode == 2
    assert "Nearest" not in done.stderr
    assert "Did you mean" not in done.stderr


LOGIN = 'model_provider = "r"\n[model_providers.r]\nname = "R"\nbase_url = "https://r.test/v1"\nrequires_openai_auth = true\n'


def of_auth_file(home: Path, files: DiskFiles) -> list[Finding]:
    """Return what is said of auth.json."""
    (home / ".codex/config.toml").write_text(LOGIN)
    here = replace(layers_machine(home), files=files)
    context = read_context(here, Invocation(codex_home=home / ".codex", codex_version="0.169.0"))
    return [finding for rule, finding in findings_of(ask(context)) if rule.id == "auth-file-unreadable"]


def test_a_login_that_is_locked_is_not_called_empty(tmp_path: Path) -> None:
    class Locked(DiskFiles):
        """A disk on which auth.json may not be read."""

        def read(self, path: Path) -> bytes:
            if path.name == "auth.json":
                raise PermissionError(13, "Permission denied", str(path))
            return super().read(path)

    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex/auth.json").write_text("{}")
    (found,) = of_auth_file(tmp_path, Locked())
    assert found.message == "auth.json cannot be read (Permission denied), so Codex ignores it"
    assert found.fix is not None
    assert found.fix.commands[0].words == ("chmod", "600", str(tmp_path / ".codex/auth.json"))


def test_a_folder_in_the_place_of_the_login_is_not_called_empty(tmp_path: Path) -> None:
    (tmp_path / ".codex/auth.json").mkdir(parents=True)
    (found,) = of_auth_file(tmp_path, DiskFiles())
    assert "cannot be read (" in found.message
    assert found.fix is None
