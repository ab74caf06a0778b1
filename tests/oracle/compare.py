"""Runs situations on the real Codex and says where the plan was wrong."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from codex.agreement import Case, content, difference, predicted
from support.codex import WORK, Job, Run, certificate, run_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NOISE = re.compile(
    r"error|warn|expected|invalid|missing|not |in `|unknown|legacy|empty|only|login", re.IGNORECASE
)


def job_of(case: Case) -> Job:
    """Return the run that shows what a situation leads to."""
    named = {".codex/config.toml": case.config, ".codex/auth.json": case.auth, **case.files}
    files = {name: content(text) for name, text in named.items() if text is not None}
    if case.setup:
        files[str(WORK / ".git/HEAD")] = b"ref: refs/heads/main\n"
        files[str(WORK / ".git/objects/.keep")] = b""
        files[str(WORK / ".git/refs/.keep")] = b""
    files[str(case.work / ".keep")] = b""
    env = {"SSL_CERT_FILE": certificate(), **case.env}
    listen = (("127.0.0.1", 8000), ("::1", 8000), ("127.0.0.1", 80))
    return Job(
        cwd=case.work,
        argv=case.argv,
        version=case.version,
        files=files,
        env=env,
        tls=True,
        listen=listen,
        timeout=6,
        until_asked=True,
    )


def seen(case: Case, run: Run) -> Case:
    """Return the situation with its outcome."""
    asked = None
    if run.asked is not None:
        at = run.asked.at
        first = [sent for sent in run.wire if sent.at <= at and sent.header("upgrade") == "websocket"]
        asked = {
            "url": run.asked.url, "model": run.asked.model, "websocket": bool(first), "complete": True,
            "headers": [list(header) for header in run.asked.headers],
        }  # fmt: skip
    said = [line for line in (run.err + "\n" + run.out).splitlines() if NOISE.search(line)]
    return replace(case, rc=run.rc, error="\n".join(said), asked=asked, timed_out=run.late)


def outcomes(cases: Sequence[Case], workers: int = 2) -> Iterator[Case]:
    """Yield every situation with what the real Codex did in it."""

    def work(share: Sequence[Case]) -> list[Case]:
        runs = run_all(job_of(case) for case in share)
        return [seen(case, run) for case, run in zip(share, runs, strict=True)]

    shares = [cases[start::workers] for start in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        for found in pool.map(work, [share for share in shares if share]):
            yield from found


def differences(cases: Sequence[Case], workers: int = 2) -> Iterator[tuple[Case, str | None]]:
    """Yield every situation with its outcome, and where the plan was wrong about it."""
    for outcome in outcomes(cases, workers):
        yield outcome, difference(outcome, predicted(outcome))
