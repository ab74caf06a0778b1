"""The law of the canary where something fails: echoing gateways, wrong use, crashes, reports from elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.canaries import GOOD, KEY, ODD, OTHER, RELAY, TRUST, Home
from support.watched import ECHOES, FILES, QUICK, Watched

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("way", ECHOES)
def test_a_gateway_that_says_the_key_back_is_quoted_without_it(
    way: str, watch: Callable[..., Watched]
) -> None:
    run = watch(Home(GOOD, env=RELAY), way)
    run("doctor", "-v", *FILES, *QUICK)
    run("models", *QUICK)


PAIRS = [
    (way, tuple(ODD)[(number + half * 5) % len(ODD)]) for number, way in enumerate(ECHOES) for half in (0, 1)
]
"""Every way of saying a key back with two of the odd shapes, every shape with several ways."""


@pytest.mark.slow
@pytest.mark.parametrize(("way", "shape"), PAIRS)
def test_a_gateway_that_says_an_odd_key_back(way: str, shape: str, watch: Callable[..., Watched]) -> None:
    run = watch(Home(GOOD, ODD[shape], env=dict.fromkeys(RELAY, ODD[shape])), way)
    run("doctor", "-v", *FILES, *QUICK)
    for form in ("text", "json"):
        run("models", "--format", form, *QUICK)
        run("providers", "--live", "--format", form, *QUICK)
    run("use", "second", "--yes", *QUICK)
    given = [
        "--base-url",
        f"{run.url}/v1",
        "--store",
        "env-file",
        "--key-stdin",
        "--key-env",
        "NEW_KEY",
        "--yes",
        *QUICK,
    ]
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


@pytest.mark.parametrize(
    "name", [".codex/config.toml", ".codex/.env", ".codex/auth.json", "work/.codex/config.toml"]
)
def test_what_cannot_be_read_is_told_without_the_key(name: str, watch: Callable[..., Watched]) -> None:
    run = watch(
        Home(GOOD + TRUST, env=RELAY, dotenv=f"SECOND_KEY={KEY}\n", auth=json.dumps({"OPENAI_API_KEY": KEY}))
    )
    (run.home / name).unlink(missing_ok=True)
    (run.home / name / KEY).mkdir(parents=True)
    run.named = False
    run("doctor", "--offline", "-v", *FILES)
    run("doctor", "--fix", "--yes", "--offline")
    given = ("--base-url", f"{run.url}/v1", "--model", "x", "--key-stdin", "--yes", "--offline")
    for store in ("auth", "env-file"):
        run("init", *given, "--store", store, stdin=KEY)


def test_reports_of_a_fleet_are_shown_without_keys(watch: Callable[..., Watched]) -> None:
    run = watch(Home(GOOD.replace('"Relay"', f'"{KEY}"'), env=RELAY))
    reports = run.work / "reports"
    reports.mkdir()
    for number, form in enumerate(("--offline", "--verbose")):
        (reports / f"{number}.json").write_text(run("doctor", form, "--format", "json", *QUICK).stdout)
    text = json.dumps(
        {
            **json.loads((reports / "0.json").read_text()),
            "findings": [
                {
                    "rule": KEY,
                    "severity": KEY,
                    "message": f"a {KEY}",
                    "hint": KEY,
                    "place": {"file": f"/{KEY}", "line": 1},
                }
            ],
        }
    )
    (reports / f"{KEY}.json").write_text(text.replace("gpt-5.4", KEY).replace("0.169.0", KEY))
    (reports / f"broken-{KEY}.json").write_text(KEY)
    run.named = False
    for form in ("text", "json", "html"):
        run("report", "reports", "--format", form, "--html", "out/fleet.html")
