"""Many files at once: read, judged by as many processes as there are processors, and put on one page."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codex_setup.codex.releases import release
from codex_setup.lint.one import Manner, look
from codex_setup.machine import DiskFiles
from codex_setup.model import RANKS
from codex_setup.record import record
from codex_setup.render.page import Page, ShownFinding, ShownLayer
from codex_setup.render.paging import order
from codex_setup.report import VERDICTS, exit_code_of
from codex_setup.rules import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from codex_setup.lint.subjects import Subject

WORTH_IT = 48
"""How many files are looked at in less time than another process takes to start."""

SHARE = 25
"""How many files a process gets at a time: few enough to share evenly, many enough to be worth the way."""


@record
class Part:
    """What came of some of the files."""

    findings: tuple[ShownFinding, ...]
    layers: tuple[ShownLayer, ...]
    skipped: frozenset[tuple[str, str]]


def lint(found: Sequence[Subject], manner: Manner, processes: int | None = None) -> Page:
    """Return one page on all files, worst finding first; the same for any number of `processes`."""
    workers = processes or min(usable(), max(1, len(found) // WORTH_IT))
    return _page(found, manner, [*_parts(found, manner, workers)])


def usable() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _parts(found: Sequence[Subject], manner: Manner, workers: int) -> Iterator[Part]:
    if workers == 1:
        yield part(found, manner)
        return
    from concurrent.futures import ProcessPoolExecutor  # 20 ms that one file need not pay

    shares = [found[start : start + SHARE] for start in range(0, len(found), SHARE)]
    try:
        pool = ProcessPoolExecutor(workers)
    except (OSError, RuntimeError, ImportError):  # no shared memory, as in some containers
        yield part(found, manner)
        return
    with pool:
        yield from pool.map(part, shares, [manner] * len(shares))


def part(found: Iterable[Subject], manner: Manner) -> Part:
    """Return what is wrong with some files."""
    findings: list[ShownFinding] = []
    layers: list[ShownLayer] = []
    skipped: set[tuple[str, str]] = set()
    for subject in found:
        page = look(subject, content(subject), _beside(subject), manner)
        findings += page.findings
        layers += page.layers
        skipped |= set(page.skipped)
    return Part(tuple(findings), tuple(layers), frozenset(skipped))


def content(subject: Subject) -> bytes | OSError:
    """Return the bytes of the file, or why it cannot be read; nothing is waited for."""
    if subject.content is not None:
        return subject.content
    try:
        return DiskFiles().read(subject.file)
    except OSError as error:
        return error


def _beside(subject: Subject) -> bytes | None:
    file = subject.file.parent / "config.toml"
    if subject.role != "profile" or not file.is_file():
        return None
    try:
        return file.read_bytes()
    except OSError:
        return None


def _page(found: Sequence[Subject], manner: Manner, parts: list[Part]) -> Page:
    codex = release(manner.version)
    findings = sorted((one for each in parts for one in each.findings), key=order)
    rules = [check.rule for check in CHECKS]
    code = exit_code_of(one.unsure for one in findings if RANKS[one.rule.severity] <= manner.fail_on.rank)
    files = f"{len(found)} file{'s' * (len(found) != 1)}"
    return Page(
        verdict=VERDICTS[code],
        exit_code=code,
        version=codex.version,
        version_from=manner.origin,
        binary=manner.binary,
        findings=tuple(findings),
        rules=tuple(rules),
        skipped=tuple(sorted(set().union(*(each.skipped for each in parts)))),
        layers=tuple(layer for each in parts for layer in each.layers),
        subject=files,
        judged_as=codex.judged_as,
        fail_on=manner.fail_on.value,
    )
