"""An answer with which Codex is surely content is one in which the judges find nothing."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.asking import KEY, seen, written

from codex_setup.gateway import serve
from codex_setup.gateway.answers import EVENTS, turn
from codex_setup.gateway.answers import written as streamed
from codex_setup.live.content import content
from codex_setup.live.talk import Talk
from codex_setup.live.verdict import judged
from codex_setup.stream import EventReader
from codex_setup.wire import Probe, Reply, Request

TURN = [dict(event) for event in turn("gpt-5.4")]
HEALTHY = b"".join(streamed(TURN))
JUNK = st.sampled_from(
    ["", "error", "response.failed", "response.completed", "response.incomplete", None, 3, "é"]
)


def replied(events: list[dict[str, Any]], **fields: Any) -> Reply:
    """Return a reply whose stream holds these events."""
    body = b"".join(streamed(events))
    read = tuple(EventReader().feed(body))
    usual: dict[str, Any] = {"ms": 9, "ms_first_event": 5, "ms_completed": 8}
    return Reply(200, tuple(EVENTS), body, read, **usual | fields)


@st.composite
def turns(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return a turn with a few events dropped, doubled, exchanged or spoilt."""
    events = [dict(event) for event in TURN]
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(events) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "spoil", "strip"])):
            case "drop" if len(events) > 1:
                del events[at]
            case "double":
                events.insert(at, events[at])
            case "swap":
                events[at], events[-1] = events[-1], events[at]
            case "spoil":
                events[at] = {
                    **events[at],
                    draw(st.sampled_from(["type", "item", "response", "delta"])): draw(JUNK),
                }
            case _:
                events[at] = {"type": events[at].get("type")}
    return events


REPLIES = st.builds(
    replace,
    turns().map(replied),
    status=st.sampled_from([200, 200, 200, 201, 204, 302, 400, 401, 503, None]),
    headers=st.sampled_from(
        [
            tuple(EVENTS),
            (*EVENTS, ("content-length", "900")),
            (*EVENTS, *((f"x-{n}", "1") for n in range(100))),
        ]
    ),
    failure=st.sampled_from([None, None, "cut", "timeout"]),
    truncated=st.booleans(),
    packed=st.booleans(),
    ms_first_event=st.sampled_from([None, 5, 2999, 3000, 60_000]),
    ms_completed=st.sampled_from([None, 8, 3050, 60_010]),
)


@given(REPLIES)
def test_where_it_is_content_nothing_is_found(reply: Reply) -> None:
    talk = Talk(*seen("http://127.0.0.1:9/v1"), lambda _: reply)
    talk.probes.append(
        Probe(Request("responses", "POST", "http://127.0.0.1:9/v1/responses", (), b"", stream=True), reply)
    )
    if content(reply):
        assert judged(talk, reply) == ()


def test_it_is_content_with_a_healthy_gateway_and_with_little_else() -> None:
    assert content(replied(TURN))
    assert not content(replied(TURN[:-1]))
    assert not content(replied(TURN, packed=True))
    assert not content(replace(replied(TURN), body=HEALTHY + b"\xff"))


def test_a_healthy_check_loads_no_diagnosis(guarded: Any) -> None:
    with serve("relay") as running:
        (guarded / ".codex").mkdir()
        (guarded / ".codex/config.toml").write_text(written(running.base_url, "gpt-5.4", keyed=True))
        script = (
            "import os, sys, runpy\nsys.argv = ['codex-setup', 'doctor']\nos._exit = sys.exit\n"
            "try: runpy.run_module('codex_setup', run_name='__main__')\nexcept SystemExit as stop: assert not stop.code\n"
            "assert not [name for name in sys.modules if name.startswith('codex_setup.diagnosis')]\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={"HOME": str(guarded), "RELAY_KEY": KEY, "PATH": "/usr/bin:/bin"},
            cwd=guarded,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
