"""What the real Codex did in every situation of the matrix, release by release, as files of the project.

`recorded/<version>.json.gz` holds outcomes by the name of the situation; the situation itself is made
again from the matrix. Paths of the machine that recorded are written as `{base}`.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oracle.corners import corners
from oracle.deeper import deeper
from oracle.found import found
from oracle.later import later
from oracle.layered import layered
from oracle.matrix import mixed, singles
from oracle.oddities import oddities
from support.codex import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from codex.agreement import Case

FOLDER = Path(__file__).with_name("recorded")
SEED, MIXED = 7, 60
KEPT = {
    "authorization",
    "x-api-key",
    "api-key",
    "openai-organization",
    "openai-project",
    "chatgpt-account-id",
    "x-a",
}
MINE = "mine"
"""What a situation sets a header to that Codex may set itself."""

Outcome = dict[str, Any]


def situations(version: str) -> Iterator[Case]:
    """Yield every situation of the matrix for a release."""
    yield from singles(version)
    yield from mixed(version, SEED, MIXED)
    yield from corners(version)
    yield from found(version)
    yield from oddities(version)
    yield from deeper(version)
    yield from later(version)
    yield from layered(version)


def outcome_of(case: Case) -> Outcome:
    """Return what is kept of an outcome: the request with the headers that prove who asks, or the words."""
    asked = None
    if case.asked is not None:
        headers = [
            [name.lower(), value]
            for name, value in case.asked["headers"]
            if name.lower() in KEPT or value == MINE
        ]
        asked = {**case.asked, "headers": sorted(headers)}
    return {"rc": case.rc, "late": case.timed_out, "asked": asked, "error": _words(case.error)}


def _words(text: str) -> str:
    """Return the lines that say why, without times and session numbers."""
    noise = (
        "bubblewrap",
        "metadata for",
        "sandbox:",
        "ERROR codex_",
        "ERROR rmcp",
        "Snapshots disabled",
        "session id",
    )
    lines = [line for line in text.splitlines() if not any(word in line for word in noise)]
    return "\n".join(lines)[:600].replace(str(BASE), "{base}")


def versions() -> tuple[str, ...]:
    """Return the releases that are recorded, the oldest first."""
    names = [path.name.removesuffix(".json.gz") for path in FOLDER.glob("*.json.gz")]
    return tuple(sorted(names, key=lambda version: [int(part) for part in version.split(".")]))


def read(version: str) -> Mapping[str, Outcome]:
    """Return the recorded outcomes of a release by the name of the situation."""
    path = FOLDER / f"{version}.json.gz"
    outcomes: Mapping[str, Outcome] = json.loads(
        gzip.decompress(path.read_bytes()).decode().replace("{base}", str(BASE))
    )
    return outcomes


def write(version: str, outcomes: Mapping[str, Outcome]) -> Path:
    """Write the outcomes of a release, in the same bytes for the same outcomes; return the file."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{version}.json.gz"
    text = json.dumps(dict(sorted(outcomes.items())), ensure_ascii=False, indent=0, sort_keys=True)
    path.write_bytes(gzip.compress(text.encode("utf-8", "surrogateescape"), mtime=0))
    return path


def replayed(version: str) -> Iterator[Case]:
    """Yield the situations of a recorded release with their outcomes."""
    held = read(version)
    for case in situations(version):
        outcome = held.get(case.id)
        if outcome is not None:
            yield replace(
                case,
                rc=outcome["rc"],
                timed_out=outcome["late"],
                asked=outcome["asked"],
                error=outcome["error"],
            )


def changes(old: Mapping[str, Outcome], new: Mapping[str, Outcome]) -> Iterator[str]:
    """Yield one line for each situation whose outcome is not what it was."""
    for name in sorted(old.keys() & new.keys()):
        before, after = said(old[name]), said(new[name])
        if before != after:
            yield f"{name}\n    was: {before}\n    now: {after}"


def said(outcome: Outcome) -> str:
    """Return an outcome in one line."""
    asked = outcome["asked"]
    if asked is None:
        return (
            "waits for the network"
            if outcome["late"]
            else "stops: " + " ".join(outcome["error"].split())[:200]
        )
    headers = ", ".join(f"{name}: {value}" for name, value in asked["headers"])
    socket = " after a WebSocket" if asked["websocket"] else ""
    return f"asks {asked['url']} for {asked['model']!r} [{headers}]{socket}"


def cases_of(names: Iterable[str], version: str) -> list[Case]:
    """Return the situations of these names."""
    wanted = set(names)
    return [case for case in situations(version) if case.id in wanted]
