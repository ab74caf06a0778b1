"""What the rules claim of Codex, shown on their own examples: the real one does it on bad and not on good."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from support import homes
from support.codex import EXEC, HOME, NEWEST, WORK, Job, certificate, run_all
from support.examples import examples

if TYPE_CHECKING:
    from support.codex import Run
    from support.examples import Example, Home

pytestmark = pytest.mark.oracle

CLAIMS = [example for example in examples() if example.more.get("codex")]
QUICK = ("request_max_retries", "stream_max_retries")


def job(example: Example, home: Home) -> Job:
    """Return the run of the real Codex with one of the homes; failed requests are not repeated."""
    config = home.files.get(homes.CODEX_HOME / "config.toml", b"")
    words = list(EXEC)
    if b"[model_providers.relay]" in config and b"env_key" in config:
        quick = [key for key in QUICK if key.encode() not in config]
        words[1:1] = [word for key in quick for word in ("-c", f"model_providers.relay.{key}=0")]
    more = dict(example.more)
    if home is example.good:
        more |= {key.removesuffix("_good"): value for key, value in more.items() if key.endswith("_good")}
    for option, value in (("-m", more.get("model")), ("-p", more.get("profile"))):
        words[1:1] = [option, value] if value else []
    words[1:1] = [word for text in more.get("overrides", ()) for word in ("-c", text)]
    return Job(
        argv=words,
        version=more.get("version", NEWEST),
        files={_placed(path): content for path, content in home.files.items()},
        env={"SSL_CERT_FILE": certificate(), **home.env},
        tls=True,
        until_asked=True,
        timeout=15,
    )


def _placed(path: Any) -> str:
    if path.is_relative_to(homes.WORK):
        return str(WORK / path.relative_to(homes.WORK))
    return str(HOME / path.relative_to(homes.HOME)) if path.is_relative_to(homes.HOME) else str(path)


def behaviour(run: Run) -> tuple[object, ...]:
    """Return what a gateway, or the user, would notice of a run."""
    if run.asked is None:
        return ("nothing was asked", run.rc)
    paths = {(sent.method, sent.target) for sent in run.wire if sent.host.startswith(("relay.", "127."))}
    return (run.asked.url, run.asked.header("authorization"), run.asked.model, frozenset(paths))


@pytest.mark.parametrize("example", CLAIMS, ids=lambda example: example.name)
def test_codex_does_what_the_rule_says(example: Example) -> None:
    bad, good = run_all([job(example, example.bad), job(example, example.good)])
    if example.more["codex"] == "refuses":
        assert bad.asked is None
        assert bad.rc != 0 or bad.late
        said = bad.out + bad.err
        says = example.more.get("says", "")
        assert re.search(says, said), said[-600:]
        assert good.asked is not None or (says and not re.search(says, good.out + good.err)), good.err[-600:]
    else:
        assert good.asked is not None, good.err[-600:]
        assert behaviour(bad) != behaviour(good)
