"""Files by name: which layer each is, what alone it can tell, the same from one process or several."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.homes import HOME
from support.reports import BROKEN, KEY, WORKING

from codex_setup.lint.alone import KEY as STAND_IN
from codex_setup.lint.many import lint
from codex_setup.lint.one import ELSEWHERE, Manner, look
from codex_setup.lint.subjects import STDIN, Subject, below, role_of, subjects
from codex_setup.machine import DiskFiles, Machine
from codex_setup.model import SetupError, Severity
from codex_setup.render import FORMATS, PAGES, Style

if TYPE_CHECKING:
    from codex_setup.render.page import Page

PROJECT = Path(__file__).parent.parent
MANNER = Manner("0.169.0", "option")
TEMPLATES = (
    WORKING,
    BROKEN,
    'model = "gpt-5.4\n',
    'approval_policy = "sometimes"\nsandbox_mode = "workspace-write"\n',
    WORKING.replace("ACME_KEY", KEY),
    "",
)


def disk(folder: Path) -> Machine:
    """Return a machine whose files are the real ones below `folder`."""
    return Machine(folder / "nobody", folder, {}, "linux", DiskFiles())


def put(folder: Path, name: str, text: str = WORKING) -> Path:
    """Write a file with its folders."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def fleet(folder: Path, count: int) -> Path:
    """Write `count` homes of every kind."""
    for number in range(count):
        put(folder, f"user{number}/.codex/config.toml", f"# {number}\n" + TEMPLATES[number % len(TEMPLATES)])
    return folder


def rules(page: Page) -> set[str]:
    """Return the rules with a finding."""
    return {finding.rule.id for finding in page.findings}


def test_the_place_of_a_file_says_its_layer(tmp_path: Path) -> None:
    here = disk(tmp_path)
    (tmp_path / "repo/.git").mkdir(parents=True)
    project = put(tmp_path, "repo/.codex/config.toml")
    home = put(tmp_path, "home/ada/.codex/config.toml")
    assert role_of(project, here) == "project"
    assert role_of(home, here) == "user"
    assert role_of(put(tmp_path, "repo/.codex/work.config.toml"), here) == "profile"
    assert role_of(put(tmp_path, "etc/codex/config.toml"), here) == "system"
    assert role_of(put(tmp_path, "examples/relay.toml"), here) == "user"
    put(tmp_path, "repo/.codex/auth.json", "{}")
    assert role_of(project, here) == "user"


def test_codex_home_in_the_checkout_is_a_users(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    file = put(tmp_path, ".codex/config.toml")
    inside = Machine(None, tmp_path, {"CODEX_HOME": ".codex"}, "linux", DiskFiles())
    assert role_of(file, inside) == "user"


def test_a_folder_stands_for_every_configuration_below_it(tmp_path: Path) -> None:
    wanted = [
        put(tmp_path, "a/.codex/config.toml"),
        put(tmp_path, "a/.codex/work.config.toml"),
        put(tmp_path, "b/c/.codex/config.toml"),
    ]
    for other in (
        "a/config.toml",
        "a/.codex/auth.json",
        ".git/.codex/config.toml",
        "node_modules/x/.codex/config.toml",
    ):
        put(tmp_path, other)
    (tmp_path / "b/loop").symlink_to(tmp_path)
    assert list(below(tmp_path)) == wanted
    assert list(below(tmp_path / "a/.codex")) == wanted[:2]


def test_a_file_named_twice_is_looked_at_once(tmp_path: Path) -> None:
    put(tmp_path, "a/.codex/config.toml")
    names = ["a", "a/.codex/config.toml", "./a/../a/.codex", "-"]
    found = subjects(disk(tmp_path), names, None, b"x = 1")
    assert [one.file.name for one in found] == ["config.toml", str(STDIN)]


def test_a_name_that_is_nothing_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as caught:
        subjects(disk(tmp_path), ["nowhere"], None, None)
    assert caught.value.exit_code == 2


def test_a_file_is_judged_by_what_it_says_and_not_by_the_machine() -> None:
    page = look(Subject(HOME / ".codex/config.toml", "user"), WORKING.encode(), None, MANNER)
    assert {finding.rule.severity for finding in page.findings} <= {"note"}
    assert page.exit_code == 0
    assert dict(page.skipped).get("file-readable-by-others") in (ELSEWHERE, None)


def test_a_fault_of_the_file_is_found_under_its_own_name(tmp_path: Path) -> None:
    file = tmp_path / "relay.toml"
    page = look(Subject(file, "user"), BROKEN.encode(), None, MANNER)
    assert "wire-api-not-responses" in rules(page)
    for finding in page.findings:
        assert finding.place is not None
        assert finding.place.file == file
        for edit in finding.fix.edits if finding.fix else ():
            assert edit["file"] == str(file)


def test_a_project_is_told_what_it_may_not_set(tmp_path: Path) -> None:
    file = tmp_path / ".codex/config.toml"
    as_project = look(Subject(file, "project"), WORKING.encode(), None, MANNER)
    as_user = look(Subject(file, "user"), WORKING.encode(), None, MANNER)
    assert {"project-provider-ignored", "project-key-ignored"} & rules(as_project)
    assert not {"project-provider-ignored", "project-key-ignored"} & rules(as_user)


def test_a_profile_is_read_over_the_configuration_beside_it(tmp_path: Path) -> None:
    profile = Subject(tmp_path / "work.config.toml", "profile")
    text = b'model_provider = "acme"\n'
    assert "provider-undefined" in rules(look(profile, text, None, MANNER))
    assert "provider-undefined" not in rules(look(profile, text, WORKING.encode(), MANNER))


def test_the_release_decides(tmp_path: Path) -> None:
    subject = Subject(tmp_path / "config.toml", "user")
    chat = WORKING.replace('"responses"', '"chat"').encode()
    assert look(subject, chat, None, MANNER).exit_code == 1
    assert look(subject, chat, None, Manner("0.94.0", "option")).exit_code == 0


def test_several_processes_say_what_one_says(tmp_path: Path) -> None:
    found = subjects(disk(fleet(tmp_path, 60)), ["."], None, None)
    manner = Manner("0.169.0", "option", pieces=True)
    one, three = lint(found, manner, 1), lint(found, manner, 3)
    assert one == three
    assert len(one.layers) == 60
    assert {one.place.file for one in one.findings if one.place} <= {subject.file for subject in found}
    for form in FORMATS:
        text = PAGES[form](one, Style())
        assert text == PAGES[form](three, Style())
        assert KEY not in text
        assert str(STAND_IN)[:3] + "a1B2" not in text


def test_warnings_fail_where_they_are_to(tmp_path: Path) -> None:
    subject = Subject(tmp_path / "config.toml", "user")
    text = WORKING.replace('"Acme"', '"OpenAI"').encode()
    assert look(subject, text, None, MANNER).exit_code == 0
    assert (
        lint(
            [Subject(subject.file, "user", text)], Manner("0.169.0", "option", fail_on=Severity.WARNING)
        ).exit_code
        == 1
    )


def test_a_rule_can_be_left_out(tmp_path: Path) -> None:
    subject = Subject(tmp_path / "config.toml", "user", BROKEN.encode())
    ignored = tuple(rules(lint([subject], MANNER)))
    assert rules(lint([subject], Manner("0.169.0", "option", ignored=ignored))) <= {"configuration-refused"}
    ignored = (*ignored, "configuration-refused")
    assert lint([subject], Manner("0.169.0", "option", ignored=ignored)).findings == ()


def command(folder: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run `codex-setup lint` as a user would."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(PROJECT)}
    return subprocess.run(
        [sys.executable, "-m", "codex_setup", "lint", *words],
        cwd=folder, env=env, input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_standard_input_is_a_file_too(tmp_path: Path) -> None:
    done = command(tmp_path, "-", "--format", "json", stdin=BROKEN)
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert found["layers"] == [{"name": "user", "file": "<stdin>", "state": "read", "reason": None}]
    assert found["request"] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["."], 1),
        ([".", "--exit-zero"], 0),
        (["nowhere"], 2),
        ([".", "--as", "king"], 2),
        ([".", "--fail-on", "x"], 2),
    ],
)
def test_the_exit_code_is_the_contracts(words: list[str], code: int, tmp_path: Path) -> None:
    put(tmp_path, "a/.codex/config.toml", BROKEN)
    done = command(tmp_path, *words)
    assert done.returncode == code, done.stdout + done.stderr
    assert "fault of its own" not in done.stderr


def test_a_file_that_cannot_be_read_is_a_finding_and_stops_nothing(tmp_path: Path) -> None:
    good = put(tmp_path, "a/.codex/config.toml", BROKEN)
    (tmp_path / "b/.codex").mkdir(parents=True)
    os.mkfifo(tmp_path / "b/.codex/config.toml")
    page = lint(subjects(disk(tmp_path), ["."], None, None), MANNER)
    files = {one.place.file for one in page.findings if one.place}
    assert files == {good, tmp_path / "b/.codex/config.toml"}
    assert [layer.state for layer in page.layers] == ["read", "unreadable"]
    assert all(one.fix is None for one in page.findings if one.rule.id == "config-unreadable")


def test_nothing_to_look_at_is_said_to_be_nothing(tmp_path: Path) -> None:
    done = command(tmp_path, ".")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Healthy: there was nothing to look at.")


PEAK = """
import os, re, sys
from codex_setup.__main__ import main
sys.argv[1:] = ["lint", ".", "--format", "json", "--output", os.devnull, "--exit-zero"]
end = os._exit
os._exit = lambda code: (print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]), sys.stdout.flush(), end(code))
try:
    main()
finally:
    os._exit(0)
"""


@pytest.mark.slow
def test_a_thousand_files_fit_into_the_memory_that_is_promised(tmp_path: Path) -> None:
    """The most that the process held is asked of the kernel: what its parent held does not count."""
    fleet(tmp_path, 1000)
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", PEAK], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert 10 < int(done.stdout.split()[0]) / 1024 < 150, done.stdout + done.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_reproducible_reports_are_the_same_bytes_in_every_run(form: str, tmp_path: Path) -> None:
    fleet(tmp_path, 6)
    words = (".", "--format", form, "--reproducible", "--exit-zero")
    first, second = (command(tmp_path, *words) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout != ""
