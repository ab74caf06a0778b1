"""Does the plan agree with a recorded run? Recorded runs of the real Codex, and how the two are compared.

`cases.json.gz` holds one recorded run a line: what was there (version, config, auth, env, files, setup,
argv) and what happened (return code, the first request for an answer, the error text).
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codex_setup.codex.context import Invocation, read_context
from codex_setup.codex.request import plan
from codex_setup.machine import FileInfo, Machine, MemoryFiles
from codex_setup.record import field, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codex_setup.wire import Plan

HOME, WORK = Path("/home/ada"), Path("/home/ada/work")
ABSENT: Mapping[str, Any] = {}


@record
class Case:
    """One run of the real Codex: what was there, and what happened."""

    id: str
    version: str
    rc: int
    error: str
    asked: Mapping[str, Any] | None
    argv: tuple[str, ...]
    timed_out: bool = False
    config: str | None = None
    auth: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    setup: str = ""
    server: Mapping[str, Any] = field(default_factory=dict)
    other: tuple[str, ...] = ()
    home: Path = HOME
    work: Path = WORK


@record
class Oddities:
    """Files of which some are neither file nor folder, and no others are there."""

    odd: frozenset[Path]

    def read(self, path: Path) -> bytes:
        """Read nothing: Codex does not wait for what is no file."""
        raise FileNotFoundError(2, "No such file or directory", str(path))

    def head(self, path: Path, _: int) -> bytes:
        """Read nothing, as above."""
        return self.read(path)

    def info(self, path: Path) -> FileInfo | None:
        """Return what is known of a file."""
        return FileInfo("other", 0o600, 0, 0) if path in self.odd else None

    def names(self, _: Path) -> tuple[str, ...]:
        """Return no names."""
        return ()


def recorded() -> Iterator[Case]:
    """Yield every recorded run that asks for an answer or is stopped on the way there."""
    lines = gzip.decompress(Path(__file__).with_name("cases.json.gz").read_bytes()).decode().split("\n")
    for line in lines:
        held = json.loads(line)
        yield Case(**{**held, "argv": tuple(held["argv"])})


def content(text: str) -> bytes:
    """Return the bytes that a recorded text stands for."""
    if text.startswith("base64:"):
        return base64.b64decode(text.removeprefix("base64:"))
    return text.encode("utf-8", "surrogateescape")


def machine_of(case: Case) -> Machine:
    """Return the computer of a recorded run, as a machine of dictionaries."""
    files: dict[Path, bytes | None] = {case.home / ".codex" / ".keep": b"", case.work / ".keep": b""}
    named = {".codex/config.toml": case.config, ".codex/auth.json": case.auth, **case.files}
    files |= {case.home / name: content(text) for name, text in named.items() if text is not None}
    odd: set[Path] = set()
    config = case.home / ".codex" / "config.toml"
    if case.setup.startswith("git init"):
        files[case.work / ".git" / "HEAD"] = b""
    elif case.setup.startswith("mkdir"):
        files[config / ".keep"] = b""
    elif case.setup.startswith("mkfifo"):
        odd.add(config)
    elif case.setup.startswith("ln -s"):
        files[config] = files[case.home / "real.toml"]
    elif "login --with-api-key" in case.setup:
        key = re.search(r'"([^"%]*)" \|', case.setup.replace('"%s" ', ""))
        files[case.home / ".codex" / "auth.json"] = json.dumps(
            {"OPENAI_API_KEY": key[1].strip() if key else ""}
        ).encode()
    env = {"HOME": str(case.home), **case.env}
    files_of = MemoryFiles(files, {}, Oddities(frozenset(odd)) if odd else None)
    return Machine(case.home, case.work, env, "linux", files_of, account=Path("/root"))


def invocation_of(case: Case) -> Invocation:
    """Return what the words of a recorded run say to Codex."""
    words = iter(case.argv[1:])
    found: dict[str, Any] = {"overrides": ()}
    for word in words:
        if word == "-c":
            found["overrides"] += (next(words),)
        elif word in {"-m", "-p"}:
            found["model" if word == "-m" else "profile"] = next(words)
        elif word == "--strict-config":
            found["strict"] = True
    found["anywhere"] = "--skip-git-repo-check" in case.argv
    return Invocation(codex_version=case.version, **found)


def predicted(case: Case) -> Plan:
    """Return what we say Codex does in the situation of a recorded run."""
    return plan(read_context(machine_of(case), invocation_of(case)))


def difference(case: Case, found: Plan) -> str | None:
    """Return where the plan and the recorded run part, or None where they agree."""
    if case.asked is not None:
        return _difference_of_request(case.asked, found)
    said = any(
        words in case.error for words in ("builder error", "Missing environment variable", "Token data")
    )
    if (
        (case.timed_out and not said)
        or any(words in case.error for words in CONNECTING)
        or (case.rc == 0 and not case.error)
    ):
        return f"refused ({found.refused.message}), but Codex tried to connect" if found.refused else None
    if found.refused is None:
        return f"asks {found.url}, but Codex refused: {case.error}"
    return _difference_of_words(case.error, found.refused.message)


def _difference_of_request(asked: Mapping[str, Any], found: Plan) -> str | None:  # noqa: PLR0911 -- one a kind
    if found.refused is not None:
        return f"refused ({found.refused.message}), but Codex asked {asked['url']}"
    if not _same_address(found, asked["url"]):
        return f"url {found.url}, but Codex asked {asked['url']}"
    if found.model != asked["model"]:
        return f"model {found.model!r}, but Codex asked for {asked['model']!r}"
    sent, planned = values_of(asked["headers"]), planned_headers(found)
    for name in sorted(sent.keys() | planned.keys()):
        if (
            name == "authorization"
            and found.credential is not None
            and found.credential.header is not None
            and found.credential.secret is None
            and sent.get(name)
        ):
            continue
        if name not in WATCHED and not (asked.get("complete") and name in planned):
            continue
        beside = name not in WATCHED and set(planned.get(name, [])) <= set(sent.get(name, []))
        if sent.get(name, []) != planned.get(name, []) and not beside:
            return f"header {name}: {planned.get(name)!r}, but Codex sent {sent.get(name)!r}"
    if found.transport == "websocket" and asked.get("websocket") is False:
        return "a websocket is planned, but Codex did not try one"
    if found.transport == "https" and asked.get("websocket"):
        return "Codex tried a websocket first"
    return None


CONNECTING = ("error sending request", "waiting for network")
NONE = "(none)"
WATCHED = {
    "authorization",
    "x-api-key",
    "api-key",
    "chatgpt-account-id",
    "openai-organization",
    "openai-project",
}


def values_of(headers: Any) -> dict[str, list[str]]:
    """Return the values of each header, by its name in small letters, without the blanks around them."""
    found: dict[str, list[str]] = {}
    for name, value in headers.items() if isinstance(headers, dict) else headers:
        found.setdefault(name.lower(), []).append(value.strip())
    return {name: sorted(values) for name, values in found.items()}


def planned_headers(found: Plan) -> dict[str, list[str]]:
    """Return the headers of a plan as they would be on the wire; a test may look at a key."""
    headers = [(h.name, h.value if isinstance(h.value, str) else h.value.reveal()) for h in found.headers]
    held = found.credential
    if held is not None and held.header is not None and held.secret is not None:
        headers.append((held.header, (f"{held.scheme} " if held.scheme else "") + held.secret.reveal()))
    return values_of(headers)


def _same_address(found: Plan, url: str) -> bool:
    """Codex keeps `query_params` in a hash table: their order is chance; a recorder goes by the header Host."""
    hosts = planned_headers(found).get("host")
    mine = re.sub(r"(?<=://)[^/]+", hosts[0], found.url or "", count=1) if hosts else found.url or ""
    if mine == url:
        return True
    (ours, _, pairs), (theirs, _, others) = mine.partition("?"), url.partition("?")
    return ours == theirs and sorted(pairs.split("&")) == sorted(others.split("&"))


def _difference_of_words(theirs: str, mine: str) -> str | None:
    """Return None where Codex said the clause that we say; a place in a file may be told in either way."""
    plain = " ".join(theirs.split())
    if plain in {"", "Error loading config.toml:"} or plain.endswith(" config.toml:"):
        return None
    clause = " ".join(mine.split("\n", maxsplit=1)[0].split(", expected one of", maxsplit=1)[0].split())
    clause = clause.removeprefix("Error loading config.toml: ").removeprefix("Error: ")
    if clause in plain or (clause.startswith("auth.json ") and (" at line " in plain or plain in clause)):
        return None
    where = re.search(r"config\.toml:(\d+):|line (\d+)", clause)
    number = where and (where[1] or where[2])
    if number and re.search(rf"config\.toml:{number}:|line {number}\b", plain):
        return None
    return f"says {clause!r}, but Codex said {plain[:300]!r}"
