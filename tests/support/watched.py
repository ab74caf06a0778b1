"""A home in which commands are run, and everything that they say or leave searched for its key."""

from __future__ import annotations

import contextlib
import json
import tempfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_setup.gateway import Answer, Mode, Recorded, serve
from codex_setup.gateway.answers import as_json, as_text, model_list, served, stream
from codex_setup.render import FORMATS
from support.calls import Called, call
from support.canaries import Home, absent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest

OUTPUTS = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_STEP_SUMMARY": "out/summary",
    "GITHUB_OUTPUT": "out/output",
}
"""What GitHub's runner sets, so that a report goes to its own files too."""

FILES = [word for name in FORMATS for word in ("-o", f"{name}:out/{name}")]
"""Every format at once, each into its file."""

QUICK = ["--timeout", "2"]


def told(request: Recorded) -> str:
    """Return everything that a request brought along, as a gateway that logs to its clients would say it."""
    values = ", ".join(f"{name}: {value}" for name, value in request.headers)
    return f"Incorrect API key provided: {request.bearer or ''} in {request.target} ({values}) for {request.model}"


def headers(request: Recorded) -> dict[str, str]:
    """Return headers that give a request back; what no header can hold is left out."""
    said = {name: value for name, value in request.headers if value.isascii() and value.isprintable()}
    return {
        "x-request-id": request.bearer or "",
        "www-authenticate": f"Bearer {request.bearer}",
        "x-echo": json.dumps(said),
    }


def _flawed(request: Recorded) -> Answer:
    error = {"code": "rate_limit_exceeded", "message": told(request)}
    return stream([{"type": "response.failed", "response": {"id": "r", "status": "failed", "error": error}}])


ECHOES: dict[str, Callable[[Recorded], Answer]] = {
    **{
        f"{status}": lambda request, status=status: as_json(  # type: ignore[misc]
            status, {"error": {"message": told(request), "type": told(request), "code": request.bearer}},
            {name: value for name, value in headers(request).items() if value.isascii()},
        )
        for status in (400, 401, 403, 404, 429, 500, 503)
    },
    "page": lambda request: as_text(401, f"<html><title>{told(request)}</title>{told(request)}</html>", "text/html"),
    "text": lambda request: as_text(400, told(request)),
    "redirect": lambda request: Answer(302, (("location", f"/login?next={request.target}&key={request.bearer}"),)),
    "redirect away": lambda request: Answer(307, (("location", f"http://{request.bearer}@127.0.0.1:9/{request.bearer}"),)),
    "stream": _flawed,
    "no stream": lambda request: as_text(200, told(request)),
    "models": lambda request: served(request) if request.method == "POST" else model_list([request.bearer or "", "gpt-5.4", told(request)]),
    "well": lambda request: served(request, told(request)) if request.method == "POST" else model_list(["gpt-5.4"]),
    "cut": lambda request: Answer(200, (("content-type", "text/event-stream"),), f"data: {told(request)}\n\n".encode()),
    "no http": lambda request: Answer(raw=lambda: (f"{request.bearer} {told(request)}\r\n\r\n".encode(),)),
}  # fmt: skip


@dataclass(slots=True)
class Watched:
    """A home in which commands are run; whatever they say or leave is searched for the home's key."""

    home: Path
    case: Home
    work: Path
    url: str
    env: dict[str, str] = field(default_factory=dict)
    named: bool = True
    """Whether every name below the home is ours to answer for."""
    seen: dict[str, int] = field(default_factory=dict)
    """What lies below the home, and when it was written, at the last look."""

    def __call__(self, *words: str, stdin: str = "", crash: bool = False) -> Called:
        """Run one command and look at everything that came of it."""
        own = {name: value.replace("@WORK@", str(self.work)) for name, value in self.case.env.items()}
        env = {"XDG_STATE_HOME": str(self.home / "state"), **own, **self.env}
        found = call(self.home, *words, key=stdin, env=env, cwd=self.work)
        where = " ".join(words)
        absent(self.case.key, found.stdout, f"{where}: stdout")
        absent(self.case.key, found.stderr, f"{where}: stderr")
        assert crash or "a fault of its own" not in found.stderr, f"{where}: {found.stderr}"
        left = self.left()
        if self.named:
            absent(self.case.key, "\n".join(left), f"{where}: the name of a file")
        for name in left:
            if name.startswith("work/out/") or name.endswith("receipt.json"):
                absent(self.case.key, (self.home / name).read_text(), f"{where}: {name}")
        return found

    def left(self) -> list[str]:
        """Return what is new below the home, or newly written, since the last look."""
        below = len(str(self.home)) + 1
        now = {
            str(file)[below:]: file.stat().st_mtime_ns if file.is_file() else 0
            for file in self.home.rglob("*")
        }
        found = [name for name, written in now.items() if self.seen.get(name) != written]
        self.seen = now
        return found


@contextlib.contextmanager
def echoing() -> Iterator[str]:
    """Yield the address of a gateway that says back whatever it is told; its first path segment says how."""

    def site(request: Recorded) -> Answer:
        way = request.path.split("/")[1].replace("_", " ")
        return ECHOES.get(way, ECHOES["401"])(request)

    with serve(Mode(site)) as running:
        yield running.url


def watching(guarded: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Watched]:
    """Return a way to build a home and run commands in it."""

    def build(case: Home, way: str = "401") -> Watched:
        home = guarded / f"h{len(list(guarded.iterdir()))}"
        gateway = f"{url}/{way.replace(' ', '_')}"
        work = case.build(home, gateway)
        (work / "out").mkdir()
        (home / "tmp").mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(home / "tmp"))
        return Watched(home, case, work, gateway)

    return build
