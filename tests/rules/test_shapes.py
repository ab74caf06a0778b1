"""Laws of reading by shape: what is tidied stays tidy, and nothing that anybody can write makes a rule fail."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.homes import machine

from codex_setup.codex.context import Invocation, read_context
from codex_setup.model import Secret, findings_of
from codex_setup.rules import ask
from codex_setup.rules.base_url import cleaned, plain
from codex_setup.rules.endpoint import address
from codex_setup.rules.keylike import keylike
from codex_setup.rules.model_name import _meant, _tidy
from codex_setup.rules.path import fault, straight
from codex_setup.rules.proposal import variable_name

HOSTS = st.sampled_from(
    ["relay.example", "claude-api.org", "openrouter.ai", "127.0.0.1:8000", "localhost:11434", "[::1]:80"]
)
PARTS = st.lists(
    st.sampled_from(
        [
            "v1",
            "v1",
            "responses",
            "chat",
            "completions",
            "api",
            "openai",
            "console",
            "token",
            "v3",
            "中文",
            "",
            "a b",
        ]
    ),
    max_size=5,
)
URLS = st.builds(lambda host, parts: "/".join([f"https://{host}", *parts]), HOSTS, PARTS)
STRAY = st.sampled_from(
    [" ", "\u00a0", "\u200b", "\ufeff", "：", "，", '"', "'", "<", ">", "\t", "\n", "\u3000", ";"]
)


@given(URLS)
def test_a_straight_url_stays_as_it_is(url: str) -> None:
    once = straight(url)
    assert straight(once) == once
    assert fault(once) not in {"endpoint", "doubled", "root"}


@given(URLS)
def test_a_url_without_a_fault_is_left_alone(url: str) -> None:
    if fault(url) is None:
        assert straight(url) == url.rstrip("/")


@given(URLS, STRAY, STRAY)
def test_what_is_pasted_around_a_url_is_taken_off(url: str, before: str, behind: str) -> None:
    url = url.rstrip("/")
    tidy = cleaned(before + url + behind)
    assert cleaned(tidy) == tidy
    assert address(tidy) is not None
    assert tidy == cleaned(url)


@given(st.text(max_size=60))
def test_cleaning_any_text_comes_to_an_end(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
    assert plain(plain(text)) == plain(text)
    assert _tidy(_tidy(text)) == _tidy(text)


@given(st.text(max_size=30))
def test_a_variable_gets_a_name_that_a_shell_takes_and_codex_reads(provider_id: str) -> None:
    name = variable_name(provider_id)
    assert name.isascii()
    assert name.isidentifier()
    assert not name.startswith("CODEX_")
    assert not keylike(name)


@pytest.mark.parametrize(
    "key",
    [
        "sk-9b1d3f5a7c9e1b3d5f7a",
        "sk-relay",
        "cr_2f4a6c8e0b1d3f5a7c9e1b3d5f7a",
        "gsk_9b1d3f5a7c9e1b3d5f7a9c1e",
        "AIzaSyD-9b1d3f5a7c9e1b3d5f7a9c1e3b5d7",
    ],
)
def test_a_key_is_told_from_a_name(key: str) -> None:
    assert keylike(key)


@pytest.mark.parametrize(
    "name",
    ["OPENAI_API_KEY", "RK", "my_key", "relayKey2", "SK_KEY", "$RELAY_KEY", "a b", "AZURE_OPENAI_API_KEY"],
)
def test_a_name_is_told_from_a_key(name: str) -> None:
    assert not keylike(name)


NAMES = (
    "gpt-5.4",
    "gpt-5.5",
    "gpt-5.5-codex",
    "gpt-5.3-codex",
    "gpt-5.3-codex-spark",
    "gpt-5.2",
    "gpt-5.2-pro",
)


@pytest.mark.parametrize(
    ("word", "first"),
    [("gpt-5", "gpt-5.4"), ("GPT-5.4", "gpt-5.4"), ("gpt5.4", "gpt-5.4"), ("gtp-5.4", "gpt-5.4"),
     ("openai/gpt-5.4", "gpt-5.4"), ("gpt-5-codex", "gpt-5.5-codex"), ("gpt-5.3-codex-spar", "gpt-5.3-codex-spark"),
     ("gpt-5.6", None), ("gpt-5.1", None), ("gpt-5.4-codex", None), ("claude-opus-5", None), ("gpt-6.1-sol", None)],
)  # fmt: skip
def test_a_slip_is_told_from_another_model(word: str, first: str | None) -> None:
    assert next(iter(_meant(word, NAMES, whole=True)), None) == first


VALUES = st.one_of(
    st.text(max_size=12),
    st.booleans(),
    st.integers(-3, 99999),
    st.sampled_from(["sk-9b1d3f5a7c9e1b3d5f7a", "https://relay.example/v1", "chat", "responses", "RK", "<your key>", "${X}", "gpt-5", "openai"]),
)  # fmt: skip
KEYS = st.sampled_from(
    ["name", "base_url", "baseURL", "env_key", "wire_api", "requires_openai_auth", "experimental_bearer_token", "api_key", "model", "model_provider", "auth", "http_headers", "supports_websockets"]
)  # fmt: skip
TABLES = st.dictionaries(KEYS, VALUES, max_size=6)
WHERE = st.sampled_from(
    ["", "[model_providers.x]", "[model_providers.openai]", "[model_provider.x]", "[model_providers]", "[providers.x]", "[model_providers.a.b]", "[mcp_servers.m]", "[features]", "[profiles.p]", '[projects."C:\\x"]', '[model_providers."中 转"]']
)  # fmt: skip
HOMES = st.lists(st.tuples(WHERE, TABLES), max_size=4)
AUTH = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(['{"OPENAI_API_KEY": "sk-x"}', "{}", "[]", "null", '{"tokens": {}}', '{"tokens": 3}']),
)
DOTENV = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(
        ["RK=sk-9b1d3f5a7c9e1b3d5f7a\n", "\ufeffRK=x", "set RK=x", "CODEX_RK=x", "RK='", "RK=$A$"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    HOMES,
    AUTH,
    DOTENV,
    st.dictionaries(
        st.sampled_from(["RK", "OPENAI_API_KEY", "CODEX_API_KEY", "OPENAI_BASE_URL"]), st.text(max_size=20)
    ),
)
def test_no_rule_fails_whatever_is_written(
    home: list[tuple[str, dict[str, object]]], auth: str | None, dotenv: str | None, env: dict[str, str]
) -> None:
    lines = [
        line
        for header, table in home
        for line in (header, *(f"{k} = {json.dumps(v)}" for k, v in table.items()))
    ]
    on = machine("\n".join(lines), auth=(auth or "").encode("utf-8", "replace") if auth is not None else None,
                 dotenv=dotenv.encode("utf-8", "replace") if dotenv is not None else None, env=env)  # fmt: skip
    outcomes = ask(read_context(on, Invocation()))
    assert not [(o.rule.id, o.skipped) for o in outcomes if o.skipped and "failed" in o.skipped]
    for _, finding in findings_of(outcomes):
        assert not any(char in finding.message for char in "\n\r\x1b\u202e")


def test_a_masked_key_is_all_that_is_said() -> None:
    key = "sk-9b1d3f5a7c9e1b3d5f7a9c1e"
    assert key not in str(Secret(key))


@pytest.mark.parametrize(
    "text",
    ["process.env.RELAY_KEY", "os.environ['RELAY_KEY2']", "https://relay.example/v1", "getenv(RELAY_KEY_2)", "RELAY_KEY"],
)  # fmt: skip
def test_what_only_names_a_key_is_not_taken_for_one(text: str) -> None:
    assert not keylike(text)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("API: http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"),
        ("POST https://relay.example/v1/responses", "https://relay.example/v1/responses"),
        ("地址：https://relay.example/v1", "https://relay.example/v1"),
        ("https://one.example https://two.example", "https://one.examplehttps://two.example"),
    ],
)
def test_the_one_address_among_words_is_taken(url: str, wanted: str) -> None:
    assert cleaned(url) == wanted


def test_no_host_is_made_of_a_name() -> None:
    text = 'model_provider = "r"\n[model_providers.r]\nname = "R"\nbase_url = "RELAY_KEY"\nenv_key = "K"\n'
    found = findings_of(ask(read_context(machine(text), Invocation())))
    fixes = [finding.fix for rule, finding in found if rule.id == "base-url-lacks-scheme"]
    assert fixes == [None]
