"""A folder of JSON reports from many machines -> one page by rule and by machine.

A file that is no report, or of a version that we do not know, is counted and named, never a reason to stop.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from codex_setup.mask import presentable
from codex_setup.model import RANKS, SetupError
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

VERDICTS = ("broken", "unsure", "healthy")
LARGEST = 4_000_000
"""Bytes; a report of a machine has some thousands."""


@record
class Told:
    """One finding of one machine, as its report tells it."""

    rule: str
    severity: str
    message: str
    hint: str
    where: str


@record
class Station:
    """One machine: its name (the report's file name), its verdict, what Codex there would send, its findings."""

    name: str
    verdict: str
    exit_code: int
    codex: str
    provider: str
    url: str
    model: str
    findings: tuple[Told, ...]


@record
class Fleet:
    """Every machine of a folder, the worst first, and the files that are no report with the reason."""

    stations: tuple[Station, ...]
    unread: tuple[tuple[str, str], ...]

    @property
    def exit_code(self) -> int:
        """Return the worst exit code of all: 1 over 4 over 0; 3 where there is no report at all."""
        codes = {station.exit_code for station in self.stations}
        return next((code for code in (1, 4, 0) if code in codes), 3)

    def count(self, verdict: str) -> int:
        """Return how many machines have this verdict."""
        return sum(station.verdict == verdict for station in self.stations)

    def by_rule(self) -> tuple[tuple[str, str, tuple[Station, ...]], ...]:
        """Return each rule with its severity and the machines that it concerns, worst and most frequent first."""
        concerned: dict[str, dict[str, Station]] = {}
        severity: dict[str, str] = {}
        for station in self.stations:
            for told in station.findings:
                concerned.setdefault(told.rule, {})[station.name] = station
                severity[told.rule] = min(
                    severity.get(told.rule, "note"), told.severity, key=lambda one: RANKS.get(one, 3)
                )
        rows = [(rule, severity[rule], tuple(there.values())) for rule, there in concerned.items()]
        return tuple(sorted(rows, key=lambda row: (RANKS.get(row[1], 3), -len(row[2]), row[0])))


def read_fleet(folder: Path) -> Fleet:
    """Return the reports in `folder` and below; raises `SetupError` where it is no folder."""
    if not folder.is_dir():
        raise SetupError(f"`{folder}` is not a folder", "Name the folder with the JSON reports.", exit_code=2)
    stations: list[Station] = []
    unread: list[tuple[str, str]] = []
    for file in sorted(folder.rglob("*.json")):
        name = file.relative_to(folder).with_suffix("").as_posix()
        try:
            stations.append(station(name, document(file)))
        except ValueError as error:
            unread.append((_text(name), presentable(str(error))))
    stations.sort(key=lambda one: (VERDICTS.index(one.verdict), one.name))
    return Fleet(tuple(stations), tuple(unread))


def document(file: Path) -> Mapping[str, Any]:
    """Return the report in `file`; raises `ValueError` with the reason where it holds none."""
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError("is too large for a report")
        found = json.loads(file.read_bytes())
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from error
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("is not JSON") from error
    if not isinstance(found, dict) or "verdict" not in found or "findings" not in found:
        raise ValueError("is no report of codex-setup")
    if found.get("schema") != 1:
        raise ValueError(
            f"is a report of version {found.get('schema')}, which this codex-setup does not know"
        )
    return found


def station(name: str, found: Mapping[str, Any]) -> Station:
    """Return one machine's report; raises `ValueError` where a member is not what the contract says."""
    if found["verdict"] not in VERDICTS or found.get("exit_code") not in (0, 1, 4):
        raise ValueError("has a verdict that the contract does not know")
    codex, request = _table(found.get("codex")), _table(found.get("request"))
    return Station(
        name=_text(name),
        verdict=str(found["verdict"]),
        exit_code=int(found["exit_code"]),
        codex=_text(codex.get("version")),
        provider=_text(request.get("provider")),
        url=_text(request.get("url")),
        model=_text(request.get("model")),
        findings=tuple(_findings(found["findings"])),
    )


def _findings(found: object) -> Iterator[Told]:
    if not isinstance(found, list):
        raise ValueError("has findings that are no list")  # noqa: TRY004 -- one kind of error for one cause
    for each in map(_table, found):
        place = _table(each.get("place"))
        line = f":{place['line']}" if isinstance(place.get("line"), int) else ""
        file = _text(place.get("file"))
        yield Told(
            _text(each.get("rule")),
            _text(each.get("severity")),
            _text(each.get("message")),
            _text(each.get("hint")),
            f"{file}{line}" if file else "",
        )


def _table(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _text(found: object) -> str:
    """Return a member as it may be shown; a report may come from anywhere, so it is masked again."""
    return presentable(found) if isinstance(found, str) else ""


def tally(fleet: Fleet) -> str:
    """Return the fleet in a sentence: `12 machines: 3 broken, 1 unsure, 8 healthy.` is one."""
    total = len(fleet.stations)
    parts = [f"{fleet.count(verdict)} {verdict}" for verdict in VERDICTS if fleet.count(verdict)]
    unread = f"; {len(fleet.unread)} file{'s' * (len(fleet.unread) != 1)} not read" if fleet.unread else ""
    return f"{total} machine{'s' * (total != 1)}" + (": " + ", ".join(parts) if parts else "") + unread + "."


def versions(fleet: Fleet) -> tuple[tuple[str, int], ...]:
    """Return the Codex versions of the fleet, the most frequent first."""
    counts = Counter(station.codex for station in fleet.stations)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
