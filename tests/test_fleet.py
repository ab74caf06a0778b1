"""Reports of many machines as one: counted right, safe to open, and gathered by a real fleet tool."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support.installed import CACHE, from_pip
from support.reports import BROKEN, EVERY, KEY, WORKING, rejected

from codex_setup.fleet import Fleet, read_fleet, station, tally
from codex_setup.model import SetupError
from codex_setup.render import RENDERERS, Style
from codex_setup.render.fleet import document, table
from codex_setup.render.html import html

PROJECT = Path(__file__).parent.parent
ANSIBLE = PROJECT / "docs" / "examples" / "ansible"
EVIL = "<script>alert(1)</script>\" onload='x' & \x1b[2J \u202e"


def gathered(folder: Path) -> Fleet:
    """Return a fleet of every report of the collection, with files that are none."""
    for name, made in EVERY.items():
        (folder / f"{name}.json").write_text(RENDERERS["json"](made(), Style()))
    (folder / "notes.txt").write_text("no report")
    (folder / "cut.json").write_text('{"schema": 1,')
    (folder / "other.json").write_text("[1, 2]")
    (folder / "newer.json").write_text('{"schema": 2, "verdict": "healthy", "findings": []}')
    return read_fleet(folder)


def test_every_machine_and_every_rule_is_counted(tmp_path: Path) -> None:
    fleet = gathered(tmp_path)
    documents = {name: json.loads(RENDERERS["json"](made(), Style())) for name, made in EVERY.items()}
    assert {one.name: one.verdict for one in fleet.stations} == {
        n: d["verdict"] for n, d in documents.items()
    }
    for rule, _, there in fleet.by_rule():
        wanted = {
            name for name, found in documents.items() if rule in {one["rule"] for one in found["findings"]}
        }
        assert {one.name for one in there} == wanted
    assert dict(fleet.unread) == {
        "cut": "is not JSON",
        "other": "is no report of codex-setup",
        "newer": "is a report of version 2, which this codex-setup does not know",
    }
    assert fleet.exit_code == 1
    assert tally(fleet).startswith(f"{len(EVERY)} machines: ")


@pytest.mark.parametrize(
    ("names", "code"),
    [(["healthy"], 0), (["healthy", "unsure"], 4), (["unsure", "rejected", "healthy"], 1), ([], 3)],
)
def test_the_worst_machine_decides(names: list[str], code: int, tmp_path: Path) -> None:
    for name in names:
        (tmp_path / f"{name}.json").write_text(RENDERERS["json"](EVERY[name](), Style()))
    assert read_fleet(tmp_path).exit_code == code


def test_a_folder_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as caught:
        read_fleet(tmp_path / "nowhere")
    assert caught.value.exit_code == 2


class Page(HTMLParser):
    """What a browser would make of the page: tags with their attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Remember a text."""
        self.text += data


def parsed(fleet: Fleet) -> Page:
    """Return the HTML page as a browser reads it."""
    page = Page()
    page.feed(html(fleet))
    return page


def test_the_page_links_each_rule_to_its_machines_and_loads_nothing(tmp_path: Path) -> None:
    page = parsed(gathered(tmp_path))
    ids = [found["id"] for _, found in page.tags if "id" in found]
    links = [str(found["href"]) for tag, found in page.tags if tag == "a"]
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in page.tags}
    assert not any(name in ("src", "onload") for _, found in page.tags for name in found)
    for rule, _, _ in gathered(tmp_path).by_rule():
        assert rule in page.text


def test_a_machine_cannot_put_anything_into_the_page(tmp_path: Path) -> None:
    found = json.loads(RENDERERS["json"](rejected(), Style()))
    found["findings"][0] |= {"rule": EVIL, "message": EVIL + KEY, "severity": EVIL}
    found["request"] |= {"model": EVIL, "url": EVIL}
    found["codex"]["version"] = EVIL
    (tmp_path / "<script>.json").write_text(json.dumps(found))
    fleet = read_fleet(tmp_path)
    page = parsed(fleet)
    assert not {"script"} & {tag for tag, _ in page.tags}
    assert "alert(1)" in page.text
    for text in (html(fleet), table(fleet, Style()), document(fleet)):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert KEY not in text


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner))  # fmt: skip


@given(st.dictionaries(st.sampled_from(["codex", "request", "findings", "verdict", "exit_code"]), VALUES))
def test_a_report_of_any_shape_is_read_or_refused(members: dict[str, Any]) -> None:
    found = json.loads(RENDERERS["json"](EVERY["working"](), Style())) | members
    try:
        fleet = Fleet((station("x", found),), ())
    except ValueError:
        return
    assert parsed(fleet).text
    assert table(fleet, Style())


def test_the_page_is_the_same_for_the_same_folder(tmp_path: Path) -> None:
    assert html(gathered(tmp_path)) == html(gathered(tmp_path))


@pytest.mark.slow
def test_the_playbook_gathers_the_reports_of_this_machine(tmp_path: Path) -> None:
    programs = from_pip(CACHE.parent / "ansible", "ansible-core")
    hosts: dict[str, Any] = {}
    for name, config in (("build-1", WORKING), ("build-2", BROKEN)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.toml").write_text(config)
        environment = {"CODEX_HOME": str(tmp_path / name), "ACME_KEY": KEY, "HOME": str(tmp_path)}
        hosts[name] = {"ansible_connection": "local", "codex_environment": environment}
    (tmp_path / "inventory.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts}}))
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={PROJECT} exec {sys.executable} -m codex_setup "$@"\n')
    program.chmod(0o755)
    reports = tmp_path / "reports"
    env = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [programs / "ansible-playbook", "-i", tmp_path / "inventory.yml", ANSIBLE / "playbook.yml",
         "-e", f"program={program}", "-e", f"reports={reports}", "-e", f"ansible_python_interpreter={sys.executable}"],
        env=env, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    fleet = read_fleet(reports)
    assert {one.name: one.verdict for one in fleet.stations} == {"build-1": "healthy", "build-2": "broken"}
    assert "build-2" in (reports / "fleet.html").read_text()
    assert re.search(r"2 machines: 1 broken, 1 healthy", done.stdout)
    assert KEY not in done.stdout
