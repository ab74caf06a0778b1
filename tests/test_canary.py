"""The law of the canary: a key, wherever somebody put it, is in nothing that any command says or leaves."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from support.calls import Called, call
from support.canaries import GOOD, KEY, ODD, OTHER, RELAY, TRUST, Home, absent, holders, misplaced

from codex_setup.cli import COMMANDS
from codex_setup.gateway import Answer, Mode, Recorded, serve
from codex_setup.gateway.answers import as_json, as_text, model_list, served, stream
from codex_setup.render import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILES = [word for name in FORMATS for word in ("-o", f"{name}:out/{name}")]
QUICK = ["--timeout", "2"]
KEYS = (
    "model", "model_provider", "model_providers", "model_providers.relay", "model_providers.relay.env_key",
    "model_providers.relay.base_url", "model_providers.relay.name", "model_providers.relay.http_headers",
    "model_providers.relay.query_params", "model_providers.relay.experimental_bearer_token", "model_providers.relay.auth",
    "model_providers.relay.env_http_headers", "model_providers.second.experimental_bearer_token", "mcp_servers", "mcp_servers.x",
    "mcp_servers.x.env", "profile", "api_key", "shell_environment_policy", "notify", "projects", f'"{KEY}"', f"model_providers.{KEY}",
)  # fmt: skip
CASES = {
    **{f"{name}, {shape}": home for shape, key in {"plain": KEY, **ODD}.items() for name, home in holders(key)},
    **dict(misplaced()),
}
"""Every home there is."""


def told(request: Recorded) -> str:
    """Return everything that a request brought along, as a gateway that logs to its clients would say it."""
    values = ", ".join(f"{name}: {value}" for name, value in request.headers)
    return f"Incorrect API key provided: {request.bearer or ''} in {request.target} ({values}) for {request.model}"


def headers(request: Recorded) -> dict[str, str]:
    """Return headers that give a request back; what no header can hold is left out."""
    said = {name: value for name, value in request.headers if value.isascii() and value.isprintable()}
    return {"x-request-id": request.bearer or "", "www-authenticate": f"Bearer {request.bearer}", "x-echo": json.dumps(said)}


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

    def __call__(self, *words: str, stdin: str = "", crash: bool = False) -> Called:
        """Run one command and look at everything that came of it."""
        env = {"XDG_STATE_HOME": str(self.home / "state"), **self.case.env, **self.env}
        found = call(self.home, *words, key=stdin, env=env, cwd=self.work)
        where = " ".join(words)
        absent(self.case.key, found.stdout, f"{where}: stdout")
        absent(self.case.key, found.stderr, f"{where}: stderr")
        assert crash or "a fault of its own" not in found.stderr, f"{where}: {found.stderr}"
        for file in self.home.rglob("*"):
            name = str(file.relative_to(self.home))
            if self.named:
                absent(self.case.key, name, f"{where}: the name of a file")
            if file.is_file() and (name.startswith("work/out/") or name.endswith("receipt.json")):
                absent(self.case.key, file.read_text(), f"{where}: {name}")
        return found


@pytest.fixture(scope="module")
def relay() -> Iterator[str]:
    """Yield the address of a gateway that says back whatever it is told; its first path segment says how."""

    def site(request: Recorded) -> Answer:
        way = request.path.split("/")[1].replace("_", " ")
        return ECHOES.get(way, ECHOES["401"])(request)

    with serve(Mode(site)) as running:
        yield running.url


@pytest.fixture
def watch(guarded: Path, relay: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Watched]:
    """Return a way to build a home and run commands in it."""

    def build(case: Home, way: str = "401") -> Watched:
        home = guarded / f"h{len(list(guarded.iterdir()))}"
        url = f"{relay}/{way.replace(' ', '_')}"
        work = case.build(home, url)
        (work / "out").mkdir()
        (home / "tmp").mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(home / "tmp"))
        return Watched(home, case, work, url)

    return build


def looked_at(run: Watched) -> None:
    """Run what only reads: every format at once, offline and live."""
    words = run.case.words
    run("doctor", "--offline", "-v", *words, *FILES)
    run("doctor", "-v", *words, *FILES, *QUICK)
    run("plan", "-v", *words, *FILES)


def asked(run: Watched) -> None:
    """Run what asks a gateway, explains, lists or judges."""
    words = run.case.words
    for form in ("text", "json"):
        run("models", *words, "--format", form, *QUICK)
        run("providers", *words, "--format", form)
        run("providers", *words, "--live", "--format", form, *QUICK)
        run("plan", *words, "--format", form)
        for why in KEYS:
            run("plan", *words, "--why", why, "--format", form)
    for form in ("text", "json", "markdown"):
        run("doctor", "--offline", *words, "--upgrade-to", "all", "--format", form)
    run("doctor", "--offline", *words, "--upgrade-to", "0.47.0")
    run("lint", "..", "../.codex/config.toml", "-v", *FILES)
    run("lint", "-", "-v", *FILES, stdin=(run.home / ".codex/config.toml").read_text())
    for name in FORMATS:
        run.env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "out/summary", "GITHUB_OUTPUT": "out/output"}
        run("doctor", "--offline", *words, "--format", name)
    run.env = {}


def changed(run: Watched) -> None:
    """Run what writes, and what takes it back."""
    words = run.case.words
    run("doctor", "--fix", "--dry-run", "--unsafe-fixes", *words, *QUICK)
    run("doctor", "--fix", "--yes", "--offline", "--unsafe-fixes", *words, *FILES)
    taken_back(run)
    run("doctor", "--fix", "--yes", "--unsafe-fixes", *words, *QUICK)
    run("use", "second", "--dry-run", "--offline")
    run("use", "second", "--yes", "--offline", *FILES)
    run("use", "second", "--yes", *QUICK)
    run("use", "-", "--yes", "--offline")
    taken_back(run)
    for store in ("env-file", "variable", "auth", "none"):
        key = run.case.key if store != "none" else ""
        given = ["--base-url", f"{run.url}/v1", "--model", "gpt-5.4", "--store", store, "--key-stdin", "--key-env", "NEW_KEY"]
        if store == "none":
            given.remove("--key-stdin")
        run("init", *given, "--dry-run", "--offline", stdin=key)
        run("init", *given, "--yes", "--offline", "--mend", "--shell-profile", *FILES, stdin=key)
        run("init", *given, "--yes", "--provider-id", "third", *QUICK, stdin=key)
        taken_back(run)


def taken_back(run: Watched) -> None:
    """Run every form of `undo`."""
    run("undo", "--list")
    run("undo", "--list", "--format", "json")
    run("undo", "--dry-run")
    run("undo", "--yes")


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith(", plain") or ", " not in name])
def test_what_reads_shows_no_key(name: str, watch: Callable[..., Watched]) -> None:
    run = watch(CASES[name])
    run("doctor", "--offline", "-v", *run.case.words, *FILES)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("way", [looked_at, asked, changed])
def test_no_command_shows_a_key(way: Callable[[Watched], None], name: str, watch: Callable[..., Watched]) -> None:
    way(watch(CASES[name]))


@pytest.mark.parametrize("way", ECHOES)
def test_a_gateway_that_says_the_key_back_is_quoted_without_it(way: str, watch: Callable[..., Watched]) -> None:
    run = watch(Home(GOOD, env=RELAY), way)
    run("doctor", "-v", *FILES, *QUICK)
    run("models", *QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("shape", ODD)
@pytest.mark.parametrize("way", ECHOES)
def test_a_gateway_that_says_an_odd_key_back(way: str, shape: str, watch: Callable[..., Watched]) -> None:
    run = watch(Home(GOOD, ODD[shape], env=dict.fromkeys(RELAY, ODD[shape])), way)
    run("doctor", "-v", *FILES, *QUICK)
    for form in ("text", "json"):
        run("models", "--format", form, *QUICK)
        run("providers", "--live", "--format", form, *QUICK)
    run("use", "second", "--yes", *QUICK)
    given = ["--base-url", f"{run.url}/v1", "--store", "env-file", "--key-stdin", "--key-env", "NEW_KEY", "--yes", *QUICK]
    run("init", *given, stdin=run.case.key)
    run("init", *given, "--model", "gpt-5.4", stdin=run.case.key)


PASTED = (
    "unexpected status 401 Unauthorized: {}", "Missing environment variable: `{}`.", "{}", "error: {} = = 1", "Bearer {} was refused",
    '{{"error":{{"message":"Incorrect API key provided: {}","code":"{}"}}}}', "http://ada:{}@relay.test/v1/responses: 404 Not Found",
    "Error loading config.toml: model provider `{}` not found", "[{}] unknown variant `{}`, expected `responses`",
    "stream disconnected before completion: error sending request for url (https://relay.test/{}/responses?api_key={})",
)  # fmt: skip


@pytest.mark.parametrize("text", PASTED)
def test_a_pasted_error_is_explained_without_its_key(text: str, watch: Callable[..., Watched]) -> None:
    run = watch(Home(GOOD))
    for form in ("text", "json"):
        run("explain", "-", "--format", form, stdin=text.replace("{}", KEY))
        run("explain", text.replace("{}", KEY), "--format", form)
        run("explain", "--list", KEY, "--format", form)


WRONG = (
    ("use", KEY), ("use", KEY, "--yes", "--offline"), ("undo", KEY, "--yes"), ("explain", KEY), ("lint", KEY), ("lint", f"{KEY}.toml"),
    ("report", KEY), ("gateway", KEY), ("plan", "--why", KEY), ("plan", "--cd", KEY), ("plan", "--codex-version", KEY),
    ("plan", "--format", KEY), ("plan", "--color", KEY), ("plan", "-m", KEY), ("plan", "-p", KEY), ("plan", "-c", KEY),
    ("plan", "--codex-home", KEY), ("doctor", "--offline", "-o", f"{KEY}:x"), ("doctor", "--offline", "-o", f"/nowhere/{KEY}"),
    ("doctor", "--offline", "--ignore", KEY), ("doctor", "--fix", "--only", KEY), ("doctor", "--offline", "--upgrade-to", KEY),
    ("doctor", "--offline", "--fail-on", KEY), ("providers", "--format", KEY), ("models", "--format", KEY), ("models", "-m", KEY),
    ("init", "--preset", KEY), ("init", "--store", KEY), ("init", "--vault", KEY), ("init", "--fill", KEY), ("init", "--fill", f"region={KEY}", "--preset", "bedrock"),
    ("init", "--base-url", KEY), ("init", "--base-url", f"http://{KEY}@127.0.0.1:9/v1?key={KEY}", "--model", "x", "--yes", "--offline"),
    ("init", "--base-url", "http://127.0.0.1:9", "--key-env", KEY, "--model", KEY, "--yes", "--offline"),
    ("init", "--base-url", "http://127.0.0.1:9", "--name", KEY, "--provider-id", KEY, "--model", "x", "--yes", "--offline"),
    ("init", "--base-url", "http://127.0.0.1:9", "--store", "command", "--key-command", f"echo {KEY}", "--model", "x", "--yes", "--offline"),
    ("init", "--base-url", "http://127.0.0.1:9", "-p", KEY, "--model", "x", "--store", "none", "--yes", "--offline"),
    ("report", "out", "--html", f"/nowhere/{KEY}"), (KEY,), ("doctor", f"--{KEY}"), ("doctor", KEY), ("doctor", "--timeout", KEY),
)  # fmt: skip


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(words).replace(KEY, "KEY"))
def test_wrong_use_is_refused_without_the_key(words: tuple[str, ...], watch: Callable[..., Watched]) -> None:
    run = watch(Home(GOOD, env=OTHER))
    run.named = "-o" not in words  # a report's name is the user's own
    run(*words)
    run("undo", "--list")


@pytest.mark.parametrize("shape", ["plain", *ODD])
def test_a_fault_of_our_own_is_reported_without_the_key(
    shape: str, watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = {"plain": KEY, **ODD}[shape]

    def fail(_: object) -> None:
        raise ValueError(f"could not read {key!r}: {key}")

    monkeypatch.setattr("codex_setup.cli.plan.plan", fail)
    found = watch(Home(GOOD, key, env=dict.fromkeys(RELAY, key)))("plan", crash=True)
    assert "a fault of its own" in found.stderr
    assert "ValueError" in found.stderr


@pytest.mark.parametrize("name", [".codex/config.toml", ".codex/.env", ".codex/auth.json", "work/.codex/config.toml"])
def test_what_cannot_be_read_is_told_without_the_key(name: str, watch: Callable[..., Watched]) -> None:
    run = watch(Home(GOOD + TRUST, env=RELAY, dotenv=f"SECOND_KEY={KEY}\n", auth=json.dumps({"OPENAI_API_KEY": KEY})))
    (run.home / name).unlink(missing_ok=True)
    (run.home / name / KEY).mkdir(parents=True)
    run.named = False
    run("doctor", "--offline", "-v", *FILES)
    run("doctor", "--fix", "--yes", "--offline")
    run("init", "--base-url", f"{run.url}/v1", "--model", "x", "--key-stdin", "--store", "auth", "--yes", "--offline", stdin=KEY)
    run("init", "--base-url", f"{run.url}/v1", "--model", "x", "--key-stdin", "--store", "env-file", "--yes", "--offline", stdin=KEY)


def test_reports_of_a_fleet_are_shown_without_keys(watch: Callable[..., Watched]) -> None:
    run = watch(Home(GOOD.replace('"Relay"', f'"{KEY}"'), env=RELAY))
    reports = run.work / "reports"
    reports.mkdir()
    for number, form in enumerate(("--offline", "--verbose")):
        (reports / f"{number}.json").write_text(run("doctor", form, "--format", "json", *QUICK).stdout)
    text = json.dumps({**json.loads((reports / "0.json").read_text()), "findings": [{"rule": KEY, "severity": KEY, "message": f"a {KEY}", "hint": KEY, "place": {"file": f"/{KEY}", "line": 1}}]})
    (reports / f"{KEY}.json").write_text(text.replace("gpt-5.4", KEY).replace("0.169.0", KEY))
    (reports / f"broken-{KEY}.json").write_text(KEY)
    run.named = False
    for form in ("text", "json", "html"):
        run("report", "reports", "--format", form, "--html", "out/fleet.html")


FAKE = """#!/bin/sh
printf '%s\\n' "$0 $*" >> {}/argv
case "$*" in *--version*) echo "codex-cli 0.169.0";; *) env >&2; echo "Error: $(cat "$CODEX_HOME"/*)"; exit 1;; esac
"""
"""A Codex that writes down how it was called and says everything it has."""


@pytest.mark.parametrize("name", ["variable, plain", "dotenv, plain", "auth.json, plain", "token, plain", "header x-api-key, plain", "base_url query", "base_url path", "command's output, plain", "command's arguments, plain"])
def test_no_program_is_started_with_a_key_in_its_arguments(name: str, watch: Callable[..., Watched]) -> None:
    run = watch(CASES[name])
    tools = run.home / "bin"
    tools.mkdir()
    (tools / "codex").write_text(FAKE.replace("{}", str(run.home)))
    (tools / "codex").chmod(0o755)
    run.env = {"PATH": f"{tools}:/usr/bin:/bin"}
    run("doctor", "-v", *run.case.words, *FILES, *QUICK)
    run("trace", "--yes", *run.case.words, *FILES, "--timeout", "1")
    run("trace", "--yes", *run.case.words, "--timeout", "1")
    run("trace", *run.case.words, "--timeout", "1")
    run("init", "--base-url", f"{run.url}/v1", "--model", "x", "--key-stdin", "--store", "command", "--vault", "pass", "--yes", *QUICK, stdin=KEY)
    absent(KEY, (run.home / "argv").read_text(), "the arguments of Codex")
