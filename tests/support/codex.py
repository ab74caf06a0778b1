"""The real Codex, from npm, in a namespace with nothing but loopback: what it sends, and what it says.

    run = run_codex("0.169.0", {".codex/config.toml": CONFIG}, env={"RELAY_KEY": "sk-x"})
    run.rc, run.out, run.err          # as the shell would see them
    run.asked                         # the request for an answer, or None
    run.wire                          # everything that reached loopback, in order

Paths in `files` are relative to HOME (`support.codex.HOME`) or absolute under `BASE`, `/etc/codex`. A
recorder listens on 127.0.0.1:8000 and [::1]:8000 (and, with `tls=True`, for the names of `enclosure.HOSTS`
and of `hosts` on 443 and 8443, with a certificate that `env={"SSL_CERT_FILE": certificate()}` makes Codex trust). It
answers POST with a complete event stream, anything else with 404; `answers` changes that (see
`support.recorder.Recorder`). `enclosed()` runs any other program in the same surroundings.

Binaries are kept in `$CODEX_SETUP_TEST_CACHE`, else in ~/.cache/codex-setup-tests/codex/<version>.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.installed import CACHE, WORLD, from_npm, missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

BASE = CACHE.parent / "enclosure"  # not below /tmp: Codex warns of a home there
HOME, WORK = BASE / "home", BASE / "work"
URL = "http://127.0.0.1:8000"
NEWEST = "0.169.0"
EXEC = ("exec", "--skip-git-repo-check", "ping")


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that reached a recorder; `target` is the second word of its first line."""

    method: str
    target: str
    scheme: str = "http"
    host: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    model: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    at: float = 0
    length: int = 0

    @property
    def url(self) -> str:
        """Return the URL that was asked for."""
        return self.target if "://" in self.target else f"{self.scheme}://{self.host}{self.target}"

    def header(self, name: str) -> str | None:
        """Return the value of a header, or None where it was not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Run:
    """What a program did in the enclosure; `late` means that its time ran out before it asked anything."""

    rc: int
    out: str
    err: str
    late: bool
    seconds: float
    wire: tuple[Sent, ...]
    left: Mapping[str, bytes | None]

    @property
    def asked(self) -> Sent | None:
        """Return the first request for an answer, or None where Codex never asked."""
        return next((sent for sent in self.wire if sent.method == "POST" and sent.model is not None), None)


@dataclass(frozen=True, slots=True)
class Job:
    """One run: files by name (text, bytes, or a `Path` to link to; None makes a folder), environment, words."""

    argv: Sequence[str] = EXEC
    version: str | None = NEWEST
    files: Mapping[str, str | bytes | Path | None] = field(default_factory=dict)
    modes: Mapping[str, int] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path = WORK
    answers: Sequence[Mapping[str, Any]] = ()
    before: Sequence[Sequence[str]] = ()
    keep: Sequence[str] = ()
    timeout: float = 40
    until_asked: bool = False
    tls: bool = False
    hosts: Sequence[str] = ()
    listen: Sequence[tuple[str, int]] = (("127.0.0.1", 8000), ("::1", 8000))


def run_codex(version: str, files: Mapping[str, Any], *, argv: Sequence[str] = EXEC, **more: Any) -> Run:
    """Return what Codex `version` did with this home; `more` are the other fields of `Job`."""
    return next(iter(run_all([Job(argv=argv, version=version, files=files, **more)])))


def enclosed(argv: Sequence[str], files: Mapping[str, Any] | None = None, **more: Any) -> Run:
    """Return what any other program did in the same surroundings."""
    return next(iter(run_all([Job(argv=argv, version=None, files=files or {}, **more)])))


def run_all(jobs: Iterable[Job]) -> Iterator[Run]:
    """Yield what each of the jobs did, in their order; they share a namespace, one after the other."""
    with _namespace() as process:
        for job in jobs:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(_spelt(job)) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if not line:
                missing(f"the enclosure could not be made (exit code {process.wait(timeout=10)})")
            yield _read(json.loads(line))


def binary(version: str) -> Path:
    """Return the installed Codex of that version; installs it from npm into the cache where it is not there."""
    return from_npm(CACHE / version, f"@openai/codex@{version}") / ".bin" / "codex"


@cache
def native(version: str) -> Path:
    """Return the program of that version itself; to start it through Node takes longer than most runs of it."""
    folder = binary(version).parent.parent / "@openai"
    target = f"{platform.machine()}-unknown-linux-musl"
    found = [
        path
        for form in (
            f"codex/bin/codex-{target}",
            f"*/vendor/{target}/codex/codex",
            f"*/vendor/{target}/bin/codex",
        )
        for path in folder.glob(form)
    ]
    return found[0] if found else binary(version)


def certificate(hosts: Sequence[str] = ()) -> str:
    """Return the path of the certificate authority that a recorder with `tls=True` (and these hosts) answers with."""
    folder = _certificates(hosts)
    if not (folder / "server.pem").exists():
        _make_certificates(folder, hosts)
    return str(folder / "authority.pem")


def _certificates(hosts: Sequence[str]) -> Path:
    folder = CACHE.parent / "certificates"
    return folder / hashlib.sha256(" ".join(hosts).encode()).hexdigest()[:12] if hosts else folder


def _make_certificates(folder: Path, hosts: Sequence[str]) -> None:
    from support.enclosure import HOSTS  # it puts its own folder on the path

    folder.mkdir(parents=True, exist_ok=True)
    names = ",".join(f"DNS:{host}" for host in (*HOSTS, *hosts, "localhost")) + ",IP:127.0.0.1,IP:::1"
    (folder / "extensions").write_text(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
    for words in (
        (
            "req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=enclosure -keyout authority.key -out authority.pem "
            "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign"
        ),
        "req -newkey rsa:2048 -nodes -subj /CN=recorder -keyout server.key -out server.csr",
        (
            "x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 3650 "
            "-extfile extensions -out server.pem"
        ),
    ):
        done = subprocess.run(
            ["openssl", *words.split()], cwd=folder, env=WORLD, capture_output=True, check=False
        )
        if done.returncode:
            missing("openssl could not make a certificate")


@contextmanager
def _namespace() -> Iterator[subprocess.Popen[str]]:
    unshare = shutil.which("unshare", path=WORLD.get("PATH"))
    if unshare is None:
        missing("`unshare` is needed to keep the real Codex on loopback")
    BASE.mkdir(parents=True, exist_ok=True)
    own = () if os.geteuid() == 0 else ("--map-root-user",)
    words = [str(unshare), *own, "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    inside = str(Path(__file__).with_name("enclosure.py"))
    process = subprocess.Popen(
        [*words, sys.executable, inside],
        env=WORLD,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _spelt(job: Job) -> dict[str, Any]:
    node = shutil.which("node", path=WORLD.get("PATH"))
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    env = {
        "PATH": f"{Path(node).parent}:{path}" if node else path,
        "HOME": str(HOME),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "CODEX_MANAGED_BY_NPM": "1",
    }
    files: dict[str, Any] = {str(HOME / ".codex"): {"folder": True}}
    for name, held in job.files.items():
        files[str(HOME / name)] = _held(held, job.modes.get(name))
    words = list(job.argv) if job.version is None else [str(native(job.version)), *job.argv]
    tls = [str(_certificates(job.hosts) / f"server.{kind}") for kind in ("pem", "key")]
    return {
        "base": str(BASE), "files": files, "env": {**env, **job.env}, "argv": words, "cwd": str(job.cwd),
        "answers": list(job.answers), "before": [list(each) for each in job.before], "timeout": job.timeout,
        "keep": [str(HOME / name) for name in job.keep], "until_asked": job.until_asked,
        "tls": tls if job.tls and certificate(job.hosts) else None, "hosts": list(job.hosts), "listen": list(job.listen),
    }  # fmt: skip


def _held(held: str | bytes | Path | None, mode: int | None) -> dict[str, Any]:
    more = {} if mode is None else {"mode": mode}
    if held is None:
        return {"folder": True, **more}
    if isinstance(held, Path):
        return {"link": str(held), **more}
    content = held if isinstance(held, bytes) else held.encode("utf-8", "surrogateescape")
    return {"base64": base64.b64encode(content).decode(), **more}


def _read(found: dict[str, Any]) -> Run:
    wire = tuple(
        Sent(**{**note, "headers": tuple((k, v) for k, v in note.get("headers", ()))})
        for note in found.pop("wire")
    )
    left = {
        name: None if held is None else base64.b64decode(held) for name, held in found.pop("left").items()
    }
    return Run(wire=wire, left=left, **found)
