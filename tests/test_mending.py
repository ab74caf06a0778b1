"""The road of `doctor --fix`: seen before it is written, asked once, put back where it got worse."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from support.homes import CODEX_HOME, machine

from codex_setup.codex.context import Invocation
from codex_setup.codex.sessions import sessions_of
from codex_setup.doctor import examine
from codex_setup.machine import DiskFiles, Machine
from codex_setup.mending import Mended, Proposal, Wanted, mend_home, propose
from codex_setup.model import SetupError
from codex_setup.repair import receipts
from codex_setup.wire import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from codex_setup.report import Report

CONFIG = """# mine
model = "gpt-5.4"
model_provider = "openai"

[model_providers.openai]
name = "Relay"
base_url = "http://127.0.0.1:9/v1"
env_key = "RELAY_KEY"
wire_api = "chat"
"""


def look(here: Machine, *, live: bool) -> Report:
    """Examine offline, whatever `live` says."""
    del live
    return examine(here, Invocation(codex_version="0.169.0"))


@dataclass
class Road:
    """A home on the disk, and what was asked and shown on the way."""

    machine: Machine
    state: Path
    asked: list[Proposal] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def confirm(self, proposal: Proposal) -> bool:
        self.asked.append(proposal)
        return True

    def walk(self, wanted: Wanted | None = None, **more: object) -> Mended:
        given: dict[str, object] = {
            "examine": look,
            "confirm": self.confirm,
            "show": self.shown.append,
            **more,
        }
        report = look(self.machine, live=True)
        return mend_home(self.machine, report, wanted=wanted or Wanted(), state=self.state, **given)  # type: ignore[arg-type]

    @property
    def file(self) -> Path:
        assert self.machine.home is not None
        return self.machine.home / ".codex/config.toml"


@pytest.fixture
def road(tmp_path: Path) -> Road:
    home = tmp_path / "home"
    (home / ".codex").mkdir(parents=True)
    (home / ".codex/config.toml").write_text(CONFIG)
    return Road(
        Machine(home, home, {"RELAY_KEY": "sk-relay-0123456789"}, "linux", DiskFiles()), tmp_path / "state"
    )


def rules(report: Report) -> set[str]:
    return {
        outcome.rule.id for outcome in report.outcomes if outcome.findings and outcome.rule.severity.rank == 0
    }


def test_it_shows_asks_once_writes_and_looks_again(road: Road) -> None:
    assert "provider-id-reserved" in rules(look(road.machine, live=False))
    mended = road.walk()
    assert len(road.asked) == 1
    assert '+wire_api = "responses"' in road.asked[0].diff()
    assert rules(mended.report) == set()
    assert 'wire_api = "responses"' in road.file.read_text()
    assert mended.receipt is not None
    assert road.walk().proposal is None, "mended once, there is nothing more to mend"


def test_a_no_and_a_dry_run_change_nothing(road: Road) -> None:
    mended = road.walk(confirm=lambda _: False)
    assert mended.receipt is None
    assert mended.proposal is not None
    assert "wire_api" in mended.proposal.diff()
    assert road.file.read_text() == CONFIG
    assert receipts(road.state) == ()


def test_only_the_rule_that_was_named_is_mended(road: Road) -> None:
    road.walk(Wanted(only=("provider-id-reserved",)))
    text = road.file.read_text()
    assert "[model_providers.openai]" not in text
    assert 'wire_api = "chat"' in text


def test_what_turns_out_worse_is_put_back(road: Road) -> None:
    written: list[bool] = []

    def doubtful(here: Machine, *, live: bool) -> Report:
        report = look(here, live=live)
        written.append(here.files.read(road.file) != CONFIG.encode() and isinstance(here.files, DiskFiles))
        return (
            replace(report, plan=replace(report.plan, refused=Refusal("load", "no")))
            if written[-1]
            else report
        )

    def fine(here: Machine, *, live: bool) -> Report:
        report = doubtful(here, live=live)
        return report if written[-1] else replace(report, plan=replace(report.plan, refused=None))

    report = replace(
        look(road.machine, live=True), plan=replace(look(road.machine, live=True).plan, refused=None)
    )
    mended = mend_home(
        road.machine,
        report,
        examine=fine,
        wanted=Wanted(),
        confirm=road.confirm,
        show=road.shown.append,
        state=road.state,
    )
    assert mended.restored
    assert road.file.read_text() == CONFIG
    assert "put back" in "".join(road.shown)


def test_a_file_that_changes_before_the_write_is_looked_at_anew(road: Road) -> None:
    def slow(proposal: Proposal) -> bool:
        if len(road.asked) == 0:
            road.file.write_text(CONFIG + "# of somebody else\n")
        return road.confirm(proposal)

    mended = road.walk(confirm=slow)
    assert len(road.asked) == 2
    assert mended.receipt is not None
    assert road.file.read_text().endswith("# of somebody else\n")
    assert 'wire_api = "responses"' in road.file.read_text()


def test_a_fix_that_cannot_be_written_is_an_error_and_the_file_stays(road: Road) -> None:
    road.file.chmod(0o444)
    with pytest.raises(SetupError, match="read-only"):
        road.walk()
    assert road.file.read_text() == CONFIG
    assert '+wire_api = "responses"' in road.asked[0].diff(), "the difference is there to be made by hand"


def test_sessions_are_counted_where_a_provider_gets_another_id() -> None:
    meta = '{"timestamp":"…","type":"session_meta","payload":{"cwd":"/x","model_provider":"%s","base_instructions":{"text":"%s"}}}\n'
    folder = ".codex/sessions/2026/11/22/rollout-2026-11-22T19-02-50-%s.jsonl"
    files = {
        folder % n: meta % (provider, "long " * 9000)
        for n, provider in enumerate(["openai", "openai", "relay"])
    }
    files[".codex/archived_sessions/rollout-x.jsonl"] = meta % ("openai", "")
    files[folder % "broken"] = "no line of JSON"
    here = machine(CONFIG, files=files, env={"RELAY_KEY": "sk-relay-0123456789"})
    assert sessions_of(here, CODEX_HOME, "openai") == 3
    assert sessions_of(here, CODEX_HOME, "other") == 0
    proposal = propose(here, look(here, live=False), look, Wanted(unsafe=True))
    assert proposal is not None
    assert any("3 sessions live under `openai`" in remark for remark in proposal.remarks)
