"""Whatever is pasted is understood for what it is, or refused with the reason; a key never shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_setup.model import Secret
from codex_setup.providers import preset
from codex_setup.wizard.address import read_address
from codex_setup.wizard.pasted import read_key, read_pasted

KEY = "sk-abcdef1234567890abcdef"

ADDRESSES = {
    "https://relay.io/v1": "https://relay.io/v1",
    "https://relay.io/v1/": "https://relay.io/v1",
    "  https://relay.io/v1\n": "https://relay.io/v1",
    "relay.io/v1": "https://relay.io/v1",
    "//relay.io/v1": "https://relay.io/v1",
    "RELAY.io/v1": "https://relay.io/v1",
    "https://relay.io/v1/responses": "https://relay.io/v1",
    "https://relay.io/v1/chat/completions": "https://relay.io/v1",
    "https://relay.io/v1/messages": "https://relay.io/v1",
    "https://relay.io/v1/models": "https://relay.io/v1",
    "https://relay.io/responses": "https://relay.io",
    "https://relay.io/v1/responses?api-version=2": "https://relay.io/v1",
    "https://relay.io/v1#models": "https://relay.io/v1",
    "https://relay.io/v1/v1": "https://relay.io/v1",
    "https://relay.io//v1": "https://relay.io/v1",
    "https://relay.io/console/token": "https://relay.io",
    "https://relay.io/dashboard": "https://relay.io",
    "https://relay.io/login?next=/keys": "https://relay.io",
    "https://relay.io/#/keys": "https://relay.io",
    "https://relay.io/index.html": "https://relay.io",
    "“https：／／relay。io／v1”": "https://relay.io/v1",
    "`https://relay.io/v1`": "https://relay.io/v1",
    "<https://relay.io/v1>": "https://relay.io/v1",
    "[the relay](https://relay.io/v1)": "https://relay.io/v1",
    "https://relay.io/v1,": "https://relay.io/v1",
    "https://relay.io/v1\u200b": "https://relay.io/v1",
    "https://relay.io/v1\u00a0": "https://relay.io/v1",
    "http:/relay.io/v1": "http://relay.io/v1",
    "https//relay.io/v1": "https://relay.io/v1",
    "htps://relay.io/v1": "https://relay.io/v1",
    "https:relay.io/v1": "https://relay.io/v1",
    "wss://relay.io/v1/responses": "https://relay.io/v1",
    "https://user:word@relay.io/v1": "https://relay.io/v1",
    "https://реле.рф/v1": "https://xn--e1aars.xn--p1ai/v1",
    "localhost:11434": "http://localhost:11434",
    "127.0.0.1:8000/v1": "http://127.0.0.1:8000/v1",
    "192.168.1.5:3000/openai": "http://192.168.1.5:3000/openai",
    "[::1]:8080/v1": "http://[::1]:8080/v1",
    "gateway:4000": "http://gateway:4000",
    "https://relay.io/backend-api/codex": "https://relay.io/backend-api/codex",
    "https://relay.io/openai/v1": "https://relay.io/openai/v1",
    "https://ark.cn-beijing.volces.com/api/coding/v3": "https://ark.cn-beijing.volces.com/api/coding/v3",
    "https://claude-api.org/v1": "https://claude-api.org",
    "https://api.openai.com": "https://api.openai.com/v1",
    "https://openrouter.ai/settings/keys": "https://openrouter.ai/api/v1",
    "https://platform.openai.com/api-keys": "https://api.openai.com/v1",
    "https://api.deepseek.com/anthropic": "https://api.deepseek.com",
    "https://ws-1.cn-beijing.maas.aliyuncs.com": "https://ws-1.cn-beijing.maas.aliyuncs.com/compatible-mode/v1",
    "https://acme.openai.azure.com/": "https://acme.openai.azure.com/openai/v1",
    "https://acme.openai.azure.com/openai/deployments/five/chat/completions?api-version=1": "https://acme.openai.azure.com/openai/v1",
}


@pytest.mark.parametrize(("text", "wanted"), ADDRESSES.items())
def test_an_address_becomes_what_codex_is_to_be_given(text: str, wanted: str) -> None:
    assert read_address(text).base_url == wanted


@pytest.mark.parametrize("text", sorted(set(ADDRESSES.values())))
def test_a_good_address_is_left_as_it_is(text: str) -> None:
    assert read_address(text).base_url == text


def test_what_was_changed_is_said() -> None:
    notes = " ".join(read_address("htps://u:p@relay.io/v1/responses?x=1#y").notes)
    assert all(word in notes for word in ("scheme", "`/responses`", "query", "#", "@"))
    assert read_address("https://relay.io/v1").notes == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing"),
        ("https://", "host"),
        ("ftp://relay.io", "ftp"),
        ("file:///etc/codex", "file"),
        ("https://your-domain.com/v1", "blank to fill"),
        ("https://<host>/v1", "blank to fill"),
        ("${BASE_URL}/v1", "blank to fill"),
        ("https://{resource}.openai.azure.com", "blank to fill"),
        ("https://relay.io:99999/v1", "port"),
        ("https://relay.io:abc/v1", "port"),
        ("ada@relay.io", "e-mail"),
        ("relay", "alone"),
        ("gpt-5.4", "host"),
        ("https://re lay.io/v1", "blank inside"),
        ("C:\\Users\\ada", "path"),
        ("~/.codex/config.toml", "path"),
        ("https://-.io", "host"),
    ],
)
def test_what_can_be_no_address_is_refused_with_the_reason(text: str, reason: str) -> None:
    read = read_address(text)
    assert read.base_url is None
    assert reason in (read.problem or "")


PIECES = {
    f"curl https://relay.io/v1/chat/completions -H 'Authorization: Bearer {KEY}' -d '{{\"model\":\"gpt-5.4\"}}'": (
        "gpt-5.4",
        KEY,
    ),
    f'curl.exe -X POST "https://relay.io/v1/responses" ^\r\n -H "x-api-key: {KEY}"': (None, KEY),
    f"export OPENAI_BASE_URL=https://relay.io/v1\nexport OPENAI_API_KEY={KEY}": (None, KEY),
    f'$env:OPENAI_BASE_URL="https://relay.io/v1"; $env:OPENAI_API_KEY="{KEY}"': (None, KEY),
    f"set OPENAI_API_BASE=https://relay.io/v1\r\nset OPENAI_API_KEY={KEY}": (None, KEY),
    f"set -gx OPENAI_BASE_URL https://relay.io/v1\nset -gx OPENAI_API_KEY {KEY}": (None, KEY),
    f"ANTHROPIC_BASE_URL=https://claude.example.io\nOPENAI_BASE_URL=https://relay.io/v1\nOPENAI_API_KEY={KEY}": (
        None,
        KEY,
    ),
    f'{{"base_url": "https://relay.io/v1", "apiKey": "{KEY}", "model": "gpt-5.4"}}': ("gpt-5.4", KEY),
    f"base_url: https://relay.io/v1\napi_key: {KEY}\nmodel: gpt-5.4": ("gpt-5.4", KEY),
    f'client = OpenAI(base_url="https://relay.io/v1", api_key="{KEY}")': (None, KEY),
    'new OpenAI({ baseURL: "https://relay.io/v1", apiKey: process.env.RELAY_KEY })': (None, None),
    '[model_providers.x]\nbase_url = "https://relay.io/v1"\nenv_key = "RELAY_KEY"': (None, None),
    f"docker run -e OPENAI_BASE_URL=https://relay.io/v1 -e OPENAI_API_KEY={KEY} image": (None, KEY),
    f"地址：https://relay.io/v1 密钥：{KEY}": (None, KEY),
    f"https://relay.io/v1\n{KEY}": (None, KEY),
}


@pytest.mark.parametrize(("text", "wanted"), PIECES.items())
def test_other_peoples_lines_are_taken_apart(text: str, wanted: tuple[str | None, str | None]) -> None:
    read = read_pasted(text)
    assert read.address is not None
    assert read.address.base_url == "https://relay.io/v1"
    model, key = wanted
    assert read.model == model
    assert read.key == (Secret(key) if key else None)
    assert read.variable in ({"RELAY_KEY"} if key is None else {None, "OPENAI_API_KEY"})
    assert KEY not in repr(read)


@pytest.mark.parametrize(
    "text", [KEY, f'"{KEY}"', f"Bearer {KEY}", f"Authorization: Bearer {KEY}", f"  {KEY}\n", f"\u200b{KEY}"]
)
def test_a_key_is_freed_of_what_a_copy_brings_along(text: str) -> None:
    assert read_key(text).key == Secret(KEY)
    assert read_pasted(text).key == Secret(KEY)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing"),
        ("sk-xxxxxxxxxxxx", "placeholder"),
        ("sk-你的key", "placeholder"),
        ("sk-abc...xyz", "masked"),
        ("sk-abc…xyz", "masked"),
        ("sk-****cdef", "masked"),
        ("<your-key>", "placeholder"),
        ("$RELAY_KEY", "placeholder"),
        ("OPENAI_API_KEY", "name of a variable"),
        ("https://relay.io", "address"),
        ("sk-abc def-123456", "blank inside"),
        ("sk-abcdéf-1234567", "characters"),
        ("sk-1", "shorter"),
        ("eyJhbGciOiJSUzI1NiIsInR5cCI6.eyJzdWIiOiIxMjM0.abc-def", "login"),
    ],
)
def test_what_can_be_no_key_is_refused_without_repeating_it(text: str, reason: str) -> None:
    read = read_key(text)
    assert read.key is None
    assert reason in (read.problem or "")
    assert not text or text not in (read.problem or "")


def test_a_key_of_another_house_is_taken_with_a_remark() -> None:
    read = read_key(KEY, preset("openrouter"))
    assert read.key == Secret(KEY)
    assert any("sk-or-" in note for note in read.notes)


def test_names_are_understood_too() -> None:
    assert read_pasted("openrouter").preset is preset("openrouter")
    assert "openrouter" in (read_pasted("opnrouter").problem or "")
    assert read_pasted("RELAY_KEY").variable == "RELAY_KEY"
    assert read_pasted("hello world").problem is not None


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    read = read_pasted(text)
    useful = read.address or read.key or read.variable or read.model or read.preset
    assert (read.problem is None) == (useful is not None) or read.problem is not None
    address = read_address(text)
    assert (address.base_url is None) != (address.problem is None) or address.preset is not None


@given(
    st.from_regex(
        r"[a-z0-9]{2,9}(\.[a-z]{2,9}){1,3}(:[1-9][0-9]{0,3})?(/[a-z0-9]{1,8}){0,3}/?", fullmatch=True
    )
)
def test_reading_a_base_url_again_changes_nothing(text: str) -> None:
    once = read_address(text).base_url
    if once is not None:
        assert read_address(once).base_url == once


@pytest.mark.parametrize(
    "text",
    [
        (
            f"diff --git a/.env b/.env\nindex 83db48f..bf269f4 100644\n--- a/.env\n+++ b/.env\n@@ -1,3 +1,3 @@\n"
            "-OPENAI_BASE_URL=https://old.relay.io/v1\n-OPENAI_API_KEY=sk-old-000000000000\n"
            f"+OPENAI_BASE_URL=https://new.relay.io/v1\n+OPENAI_API_KEY={KEY}\n OTHER=1\n"
        ),
        f"-OPENAI_BASE_URL=https://old.relay.io/v1\n+OPENAI_BASE_URL=https://new.relay.io/v1\n OPENAI_API_KEY={KEY}",
        f"- base_url: https://new.relay.io/v1\n- api_key: {KEY}",
    ],
)
def test_a_difference_is_read_on_its_new_side_and_a_list_is_none(text: str) -> None:
    found = read_pasted(text)
    assert found.address is not None
    assert (found.address.base_url, found.key) == ("https://new.relay.io/v1", Secret(KEY))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (f"server=10.1.2.3 port=8080 key={KEY}", "http://10.1.2.3:8080"),
        (f"Server=relay.io;Port=8443;ApiKey={KEY}", "https://relay.io:8443"),
        (f"OPENAI_HOST=http://relay.lan\nOPENAI_PORT=4000\nREDIS_PORT=6379\nOPENAI_API_KEY={KEY}", "http://relay.lan:4000"),
        (f"OPENAI_BASE_URL=https://relay.io/v1\nPORT=3000\nOPENAI_API_KEY={KEY}", "https://relay.io/v1"),
        (f"host: https://relay.lan:1/v1\nport: 4000\nkey: {KEY}", "https://relay.lan:1/v1"),
    ],
)  # fmt: skip
def test_a_port_beside_its_host_belongs_to_the_address(text: str, url: str) -> None:
    found = read_pasted(text)
    assert found.address is not None
    assert found.address.base_url == url


def test_a_file_in_the_place_of_a_key_is_no_key() -> None:
    assert read_key("k" * 8000).key is not None
    assert read_key("k" * 8001).problem == "it is longer than 8000 characters"
