"""Runs inside a namespace that has nothing but loopback: makes a home, starts servers, runs programs.

Started by `support.codex` through `unshare`; takes jobs as JSON lines on standard input and gives results
as JSON lines on standard output. Only the standard library is used.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.recorder import Recorder

HOSTS = (
    "api.openai.com", "us.api.openai.com", "chatgpt.com", "auth.openai.com", "ab.chatgpt.com", "github.com",
    "api.github.com", "raw.githubusercontent.com", "relay.example",
)  # fmt: skip
MS_BIND, MS_REC, TMPFS_MODE = 4096, 16384, "mode=755,size=2g"


def mount(*words: str) -> None:
    """Mount something in this namespace only."""
    subprocess.run(["mount", *words], check=True, stdin=subprocess.DEVNULL)


def enclose(base: Path) -> None:
    """Bring loopback up, hide `base` behind an empty file system, and make /etc our own."""
    with socket.socket() as plug:
        fcntl.ioctl(plug, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40) + b"\0" * 14)
    mount("-t", "tmpfs", "-o", TMPFS_MODE, "tmpfs", str(base))
    real = base / "etc"
    real.mkdir()
    mount("--rbind", "/etc", str(real))
    mount("-o", "remount,bind,ro", str(real))
    mount("-t", "tmpfs", "-o", TMPFS_MODE, "tmpfs", "/etc")
    for entry in real.iterdir():
        if entry.name not in {"hosts", "codex"}:
            Path("/etc", entry.name).symlink_to(entry)
    Path("/etc/codex").mkdir()


def lay_out(files: dict[str, Any]) -> None:
    """Write the files of a job: path -> {text | base64 | link | folder, mode}."""
    for name, held in files.items():
        path = Path(name)
        own(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if "link" in held:
            path.symlink_to(held["link"])
        elif "folder" in held:
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.write_bytes(base64.b64decode(held["base64"]))
        if "mode" in held:
            path.chmod(held["mode"])


def own(path: Path) -> None:
    """Make every folder of /etc on the way to `path` our own, so that the real one is never written to."""
    for part in [*reversed(path.parents), path]:
        if part.is_relative_to("/etc") and part.is_symlink():
            real = part.readlink()
            part.unlink()
            if part != path and real.is_dir():
                part.mkdir()
                for entry in real.iterdir():
                    part.joinpath(entry.name).symlink_to(entry)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Return what a program did: return code, output, and what it sent to the recorders."""
    for folder in ("home", "work"):
        shutil.rmtree(Path(job["base"], folder), ignore_errors=True)
        Path(job["base"], folder).mkdir()
    for entry in Path("/etc/codex").iterdir():
        entry.unlink()
    Path("/etc/hosts").write_text(f"127.0.0.1 localhost {' '.join((*HOSTS, *job['hosts']))}\n::1 localhost\n")
    lay_out(job["files"])
    recorders = _recorders(job)
    env = {key.encode(): value.encode("utf-8", "surrogateescape") for key, value in job["env"].items()}
    for words in job["before"]:
        subprocess.run(
            words,
            cwd=job["cwd"],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
    begun = time.monotonic()
    for recorder in recorders:
        recorder.begun = begun
        recorder.wire.clear()
    process = subprocess.Popen(
        job["argv"], cwd=job["cwd"], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    out, err, late = _wait(process, job, recorders)
    wire = sorted((note for r in recorders for note in r.wire), key=lambda note: note.get("at", 0))
    for recorder in recorders:
        recorder.shutdown()
        recorder.server_close()
    left = {name: _content(Path(name)) for name in job["keep"]}
    return {
        "rc": process.returncode, "out": out.decode("utf-8", "replace"), "err": err.decode("utf-8", "replace"),
        "late": late, "seconds": round(time.monotonic() - begun, 3), "wire": wire, "left": left,
    }  # fmt: skip


def _recorders(job: dict[str, Any]) -> list[Recorder]:
    found = [Recorder((address, port), job["answers"]) for address, port in job["listen"]]
    if job["tls"]:
        for port in (443, 8443):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*job["tls"])
            found.append(Recorder(("127.0.0.1", port), job["answers"], context))
    return found


def _wait(process: Any, job: dict[str, Any], recorders: list[Recorder]) -> tuple[bytes, bytes, bool]:
    """Wait for the program; where `enough` matches a request, end it a moment later."""
    deadline = time.monotonic() + job["timeout"]
    late = False
    while True:
        try:
            out, err = process.communicate(timeout=min(0.1, max(0.01, deadline - time.monotonic())))
        except subprocess.TimeoutExpired:
            asked = any(note.get("model") is not None for r in recorders for note in r.wire)
            if time.monotonic() < deadline and not (job["until_asked"] and asked):
                continue
            late = not asked
        else:
            return out, err, False
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        return out, err, late


def _content(path: Path) -> str | None:
    try:
        return base64.b64encode(path.read_bytes()).decode()
    except OSError:
        return None


def main() -> None:
    """Take jobs until standard input ends."""
    enclosed = False
    for line in sys.stdin:
        job = json.loads(line)
        if not enclosed:
            enclose(Path(job["base"]))
            enclosed = True
        sys.stdout.write(json.dumps(run(job)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
