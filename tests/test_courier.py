"""The second process that asks in place of the first: the same question, the same answer, and it never stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from support.asking import KEY, written

from codex_setup.__main__ import asks
from codex_setup.gateway import serve
from codex_setup.model import Secret
from codex_setup.network import courier
from codex_setup.network.exchange import Exchange
from codex_setup.network.trust import Trust
from codex_setup.proxies import Certificates, Proxy
from codex_setup.wire import Event, Failure, Reply, Request

TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\udc80\udcff"), max_size=8)
PAIRS = st.tuples(TEXTS, TEXTS)
NUMBERS = st.integers(0, 10**6)
REQUESTS = st.builds(
    Request, TEXTS, st.sampled_from(["GET", "POST"]), TEXTS,
    st.lists(st.tuples(TEXTS, TEXTS | TEXTS.map(Secret)), max_size=3).map(tuple), st.binary(max_size=8), st.booleans(),
)  # fmt: skip
EXCHANGES = st.builds(
    Exchange, REQUESTS, st.none() | PAIRS.map(lambda pair: Proxy(*pair)),
    (st.none() | PAIRS.map(lambda pair: Certificates(*pair))).map(Trust), st.floats(0.1, 60),
    st.lists(TEXTS.map(Secret), max_size=2).map(tuple),
)  # fmt: skip
REPLIES = st.builds(
    Reply, st.none() | NUMBERS, st.lists(PAIRS, max_size=3).map(tuple), st.binary(max_size=8),
    st.lists(PAIRS.map(lambda pair: Event(*pair)), max_size=3).map(tuple),
    st.none() | st.sampled_from(get_args(Failure)), TEXTS, st.booleans(), NUMBERS, st.none() | NUMBERS,
    st.none() | NUMBERS, st.booleans(),
)  # fmt: skip

SCRIPT = """
import os, signal, sys, threading, time
from codex_setup.model import Secret
from codex_setup import ahead
from codex_setup.network import courier
from codex_setup.network.exchange import Exchange, sent
from codex_setup.network.trust import Trust
from codex_setup.wire import Request
os.sched_getaffinity = lambda _: {0, 1}
def exchange(seconds=10.0):
    headers = (("authorization", Secret("Bearer " + sys.argv[2])), ("content-type", "application/json"))
    body = b'{"model": "gpt-5.4", "input": [], "stream": true}'
    return Exchange(Request("responses", "POST", sys.argv[1], headers, body, stream=True), None, Trust(None), seconds, ())
ahead.send(courier.serve)
courier.awaited()
"""


def told(script: str, url: str, *, timeout: float = 30) -> list[str]:
    """Return the lines that a process prints which sends a courier ahead and then does `script`."""
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT + script, url, KEY],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=True,
    )
    assert ran.stderr == ""
    return ran.stdout.splitlines()


@given(EXCHANGES)
def test_an_exchange_arrives_as_it_was(exchange: Exchange) -> None:
    read = courier._read(json.loads(courier._written(exchange)), {})
    for name in ("request", "proxy", "seconds", "known"):
        assert getattr(read, name) == getattr(exchange, name)
    assert read.trust.extra == exchange.trust.extra


@given(REPLIES)
def test_a_reply_arrives_as_it_was(reply: Reply) -> None:
    assert courier._reply(json.loads(courier._line(tuple(courier._values(reply))))) == reply


def test_it_brings_what_would_have_come_here() -> None:
    script = """
with_it, without = courier.carried(exchange()), sent(exchange())
print("httpx" in sys.modules, with_it.status, with_it.events == without.events, len(with_it.events) > 1)
"""
    with serve("relay") as running:
        assert told(script, f"{running.base_url}/responses") == ["True 200 True True"]
        assert [each.bearer for each in running.requests] == [KEY, KEY]


def test_one_that_is_lost_is_replaced_by_this_process() -> None:
    script = """
os.kill(courier._couriers[0]._pid, signal.SIGKILL)
print(courier.carried(exchange()), courier._couriers, sent(exchange()).status)
"""
    with serve("relay") as running:
        assert told(script, f"{running.base_url}/responses") == ["None [] 200"]


def test_a_second_request_at_the_same_time_is_made_here() -> None:
    script = """
found = []
first = threading.Thread(target=lambda: found.append(courier.carried(exchange(1.0))))
first.start()
while not courier._busy.locked(): time.sleep(0.01)
print(courier.carried(exchange()))
first.join()
print(found[0].failure, courier.carried(exchange(0.2)).failure)
"""
    with serve("hang") as running:
        assert told(script, f"{running.base_url}/responses") == ["None", "timeout timeout"]


def test_it_ends_with_the_process_that_sent_it(tmp_path: Path) -> None:
    with serve("hang") as running:
        folder = tmp_path / ".codex"
        folder.mkdir()
        (folder / "config.toml").write_text(written(running.base_url, "gpt-5.4", keyed=True))
        env = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
            "RELAY_KEY": KEY,
            "PYTHONPATH": str(Path.cwd()),
        }
        with subprocess.Popen([sys.executable, "-m", "codex_setup", "doctor"], env=env, cwd=tmp_path) as ours:
            while not running.requests:
                time.sleep(0.02)
            group = [pid for pid in Path("/proc").glob("[0-9]*") if asked_by(pid, tmp_path)]
            ours.kill()
        assert len(group) == min(len(os.sched_getaffinity(0)), 2)
        while any(asked_by(pid, tmp_path) for pid in group):
            time.sleep(0.02)


def asked_by(process: Path, home: Path) -> bool:
    """Return whether this process lives and works for that home."""
    try:
        return f"HOME={home}".encode() in (process / "environ").read_bytes()
    except OSError:
        return False


def test_only_a_command_that_will_ask_sends_one() -> None:
    assert asks(["doctor"])
    assert asks(["doctor", "--format", "json"])
    assert asks(["models"])
    assert not asks(["doctor", "--offline"])
    assert not asks(["doctor", "--help"])
    assert not asks(["plan"])
    assert not asks([])
