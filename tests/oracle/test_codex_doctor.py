"""Where `codex doctor` is wrong, ours is right: both, beside what `codex exec` does, on one relay.

The table in docs/codex-doctor.md is made here; with CODEX_SETUP_TEST_WRITE=1 it is written, else compared.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from oracle.doctor_situations import SITUATIONS, Situation
from support.codex import NEWEST, Job, binary, run_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from support.codex import Run

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group("doctors"),
]

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "codex-doctor.md"
BESIDE = ROOT / "tests" / "support" / "beside.py"
OURS = (sys.executable, "-m", "codex_setup", "doctor", "--format", "json", "--timeout", "8")
THEIRS = ("doctor", "--json", "-c", "check_for_update_on_startup=false")
PLACES = 5
EXEC = ("exec", "--skip-git-repo-check", "ping")
HEAD = f"""\
# `codex doctor` and `codex-setup doctor`, side by side

`codex doctor` looks at files and at whether a server can be reached; it sends no request with the key, and
does not look at the model. This table is made by a test (`tests/oracle/test_codex_doctor.py`) with Codex
{NEWEST} and one relay on loopback, which has the key `sk-relay`, the models `gpt-x` and `gpt-5`, and its
routes under /v1: for each situation what `codex exec` does, and what the two doctors say. **Bold** is wrong.

| situation | `codex exec` | `codex doctor` | `codex-setup doctor` |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the three programs made of a situation."""

    situation: Situation
    works: bool
    theirs: str
    ours: int
    rules: tuple[str, ...]

    @property
    def their_mistake(self) -> bool:
        """Return whether `codex doctor` says the opposite of what happens."""
        return (self.theirs != "fail") is not self.works

    @property
    def our_mistake(self) -> bool:
        """Return whether ours does; where the relay fails or is not there, not being able to tell (4) is an answer."""
        elsewhere = bool(self.situation.relay) or "nobody listens" in self.situation.about
        return self.ours not in ((0,) if self.works else (1, 4) if elsewhere else (1,))


def jobs(situation: Situation) -> Iterator[Job]:
    """Yield the three runs of a situation; each gets its own home."""
    codex = str(binary(NEWEST))
    files: dict[str, Any] = {".codex/config.toml": situation.config, **situation.files}
    if situation.auth is not None:
        files[".codex/auth.json"] = situation.auth
    node = os.defpath if sys.platform == "win32" else "/usr/local/bin:/usr/bin:/bin"
    env = {"PATH": f"{Path(codex).parent}:{node}", "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", **situation.env}
    for words in ((codex, *EXEC), (codex, *THEIRS), OURS):
        argv = (sys.executable, str(BESIDE), json.dumps(situation.relay), *words)
        modes = dict.fromkeys(files, 0o600)
        yield Job(argv, None, files, modes, env, listen=(), timeout=20)


@pytest.fixture(scope="module")
def seen() -> tuple[Seen, ...]:
    """Return every situation with what the three programs made of it; what they do most is to wait, so several do."""
    with ThreadPoolExecutor(PLACES) as pool:
        found = pool.map(_share, [SITUATIONS[start::PLACES] for start in range(PLACES)])
        by_name = {each.situation.about: each for share in found for each in share}
    return tuple(by_name[situation.about] for situation in SITUATIONS)


def _share(situations: Sequence[Situation]) -> list[Seen]:
    runs = run_all(job for situation in situations for job in jobs(situation))
    return [_seen(situation, next(runs), next(runs), next(runs)) for situation in situations]


def _seen(situation: Situation, asked: Run, theirs: Run, ours: Run) -> Seen:
    assert ours.out, f"{situation.about}: {ours.err}"
    report = json.loads(ours.out)
    rules = tuple(dict.fromkeys(each["rule"] for each in report["findings"] if each["severity"] == "error"))
    verdict = json.loads(theirs.out)["overallStatus"]
    return Seen(situation, asked.rc == 0 and not asked.late, verdict, ours.rc, rules)


def test_ours_is_right_about_every_situation(seen: tuple[Seen, ...]) -> None:
    wrong = [
        f"{each.situation.about}: works {each.works}, exit {each.ours} {each.rules}"
        for each in seen
        if each.our_mistake
    ]
    assert wrong == []


def test_every_failure_has_its_rule(seen: tuple[Seen, ...]) -> None:
    assert [each.situation.about for each in seen if not each.works and not each.rules] == []


def test_theirs_is_wrong_often_enough_for_this_to_mean_something(seen: tuple[Seen, ...]) -> None:
    greens = [each for each in seen if each.their_mistake and not each.works]
    reds = [each for each in seen if each.their_mistake and each.works]
    assert len(greens) >= 35
    assert len(reds) >= 4


def test_the_page_shows_what_was_seen(seen: tuple[Seen, ...]) -> None:
    page = HEAD + "".join(_row(each) for each in seen) + _count(seen)
    if os.environ.get("CODEX_SETUP_TEST_WRITE"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page


def _row(each: Seen) -> str:
    theirs, ours = "says fail" if each.theirs == "fail" else "says fine", f"exit {each.ours}"
    ours += f": {', '.join(sorted(each.rules))}" if each.rules else ""
    cells = (
        each.situation.about,
        "works" if each.works else "fails",
        f"**{theirs}**" if each.their_mistake else theirs,
        f"**{ours}**" if each.our_mistake else ours,
    )
    return f"| {' | '.join(cells)} |\n"


def _count(seen: tuple[Seen, ...]) -> str:
    theirs, ours = sum(each.their_mistake for each in seen), sum(each.our_mistake for each in seen)
    return f"\nOf {len(seen)} situations, `codex doctor` is wrong about {theirs}, `codex-setup doctor` about {ours}.\n"
