"""Where a report goes: files by format, standard output, a runner's files; never into Codex's own."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.homes import machine
from support.reports import rejected, report

from codex_setup.model import SetupError
from codex_setup.outputs import Target, default_format, deliver, root_of, target
from codex_setup.render import FORMATS, Style, page_of

if TYPE_CHECKING:
    from codex_setup.machine import Machine

PAGES = partial(page_of, rejected())


def job(folder: Path, **env: str) -> Machine:
    """Return a machine that stands in `folder` with these variables."""
    return replace(machine(), cwd=folder, env=env)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("json:a.json", Target("json", Path("a.json"))),
        ("sarif:out/x:y.sarif", Target("sarif", Path("out/x:y.sarif"))),
        ("report.txt", Target(None, Path("report.txt"))),
        ("C:\\reports\\a.json", Target(None, Path("C:\\reports\\a.json"))),
        ("./json:a", Target(None, Path("./json:a"))),
        ("-", Target(None, None)),
        ("json:-", Target("json", None)),
        ("json:", Target("json", None)),
    ],
)
def test_an_output_names_a_format_a_file_or_both(text: str, found: Target) -> None:
    assert target(text) == found


def test_a_format_that_there_is_not_is_wrong_use_and_the_nearest_is_offered() -> None:
    with pytest.raises(SetupError) as caught:
        target("jason:a.json")
    assert caught.value.exit_code == 2
    assert "json" in caught.value.hint


def test_the_default_is_the_platforms_own() -> None:
    assert default_format({}) == "text"
    assert default_format({"GITHUB_ACTIONS": "true"}) == "github"
    assert default_format({"GITLAB_CI": "true"}) == "gitlab"
    assert default_format({"GITLAB_CI": "true"}, (Target("gitlab", Path("x")),)) == "text"


def test_several_reports_are_written_and_standard_output_stays(tmp_path: Path) -> None:
    outputs = [f"{name}:{name}.out" for name in FORMATS]
    shown = deliver(PAGES, None, outputs, job(tmp_path), Style())
    assert shown.startswith("Codex ")
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.out" for name in FORMATS}
    assert json.loads((tmp_path / "json.out").read_text())["verdict"] == "broken"


def test_a_plain_file_takes_the_place_of_standard_output(tmp_path: Path) -> None:
    assert deliver(PAGES, "json", ["a.json"], job(tmp_path), Style(colour=True)) == ""
    assert json.loads((tmp_path / "a.json").read_text())["exit_code"] == 1
    assert deliver(PAGES, None, ["a.txt"], job(tmp_path), Style(colour=True)) == ""
    assert "\x1b" not in (tmp_path / "a.txt").read_text()


def test_standard_output_can_be_named(tmp_path: Path) -> None:
    shown = deliver(PAGES, None, ["json:-", "a.txt"], job(tmp_path), Style())
    assert json.loads(shown)["verdict"] == "broken"
    assert (tmp_path / "a.txt").exists()


def test_a_runner_gets_the_summary_and_the_outputs(tmp_path: Path) -> None:
    env = {"GITHUB_ACTIONS": "true"}
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        (tmp_path / name).write_text("before\n")
        env[name] = str(tmp_path / name)
    assert deliver(PAGES, None, [], job(tmp_path, **env), Style()).startswith("::error ")
    assert (tmp_path / "GITHUB_STEP_SUMMARY").read_text().startswith("before\n### codex-setup: broken")
    assert (tmp_path / "GITHUB_OUTPUT").read_text().startswith("before\nverdict<<")


def test_another_format_tells_the_runner_nothing(tmp_path: Path) -> None:
    env = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(tmp_path / "out")}
    deliver(PAGES, "text", [], job(tmp_path, **env), Style())
    assert not (tmp_path / "out").exists()


def test_paths_are_relative_to_the_checkout(tmp_path: Path) -> None:
    inside = tmp_path / "app" / "sub"
    assert root_of(job(inside, GITHUB_WORKSPACE=str(tmp_path / "app"))) == tmp_path / "app"
    assert root_of(job(inside, CI_PROJECT_DIR=str(tmp_path / "other"))) == inside


def test_a_file_of_codex_is_not_overwritten(tmp_path: Path) -> None:
    home = tmp_path / ".codex"
    home.mkdir()
    (home / "config.toml").write_text('model = "gpt-5.4"\n')
    (tmp_path / "link").symlink_to(home / "config.toml")
    at = machine(files={str(home / "config.toml"): 'model = "gpt-5.4"\n'}, env={"CODEX_HOME": str(home)})
    pages = partial(page_of, report(at=at))
    for name in (".codex/config.toml", "link", ".codex/auth.json"):
        with pytest.raises(SetupError) as caught:
            deliver(pages, None, [f"json:{name}"], job(tmp_path), Style())
        assert caught.value.exit_code == 2
    assert (home / "config.toml").read_text() == 'model = "gpt-5.4"\n'


def test_a_folder_that_is_not_there_is_said_and_no_crash(tmp_path: Path) -> None:
    with pytest.raises(SetupError):
        deliver(PAGES, None, ["json:nowhere/a.json"], job(tmp_path), Style())
