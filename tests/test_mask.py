"""What may be shown: no key of any shape survives, and innocent text does."""

from __future__ import annotations

import html
import itertools
import json
import string
import time
from base64 import b64encode, urlsafe_b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_setup.guise import _alike
from codex_setup.mask import json_text, masked, printable
from codex_setup.model import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

LETTERS = string.ascii_letters + string.digits
TAILS = st.text(LETTERS, min_size=24, max_size=60).filter(lambda t: any(c.isdigit() for c in t))
PREFIXES = (
    "sk-", "sk-ant-", "sk-ant-api03-", "sk-or-v1-", "sk-proj-", "sk-svcacct-", "cr_", "AIza", "ghp_", "gho_", "github_pat_",
    "gsk_", "xai-", "glpat-", "hf_", "xoxb-", "pplx-", "nvapi-", "ya29.", "at-", "csk-",
)  # fmt: skip
KEYS = st.one_of(
    st.builds(str.__add__, st.sampled_from(PREFIXES), TAILS),
    st.builds("eyJ{}.{}.{}".format, TAILS, TAILS, TAILS),
)
AROUND = (
    "{}", "({})", "`{}`", 'name = "{}"', "env_key = '{}'", "a {} b", "https://{}@relay.test/v1", "https://relay.test/{}/v1",
    "https://relay.test/v1?x=1&y={}", '{{"message":"bad key\\n{}"}}', "\x1b[31m{}\x1b[0m", "Bearer {}", "\t{},", "<b>{}</b>",
    "key%20{}", "Missing environment variable: `{}`.", "[model_providers.{}]", "密钥：{}", "x={};", "{}/responses",
)  # fmt: skip
PLACES = (
    'api_key = "{}"', "RELAY_KEY={}", "export RELAY_KEY='{}'", '"access_token": "{}"', 'x-api-key = "{}"', "Authorization: Bearer {}",
    "authorization: {}", "https://ada:{}@relay.test/v1", "http://{}@proxy.test:8080", "https://relay.test/v1?api_key={}",
    "https://relay.test/?key={}&v=1", '{{\\"token\\": \\"{}\\"}}', 'http_headers = {{ "Authorization" = "Bearer {}" }}',
    "Incorrect API key provided: {}.", "password: {}", "experimental_bearer_token = '''{}'''",
)  # fmt: skip
INNOCENT = (
    'model = "gpt-5.3-codex-spark"', "gpt-6.1-sol and claude-sonnet-4-5-20250929", 'env_key = "ACME_KEY"', "error[env-key-unset]",
    "`model_providers.acme.experimental_bearer_token` is not honoured", "/nix/store/9f86d081884c7d659a2feaa0c55ad015-codex/bin",
    "123e4567-e89b-12d3-a456-426614174000", "model_auto_compact_token_limit = 250000", "requires_openai_auth = true",
    'bearer_token_env_var = "GITHUB_TOKEN"', 'env_http_headers = { Authorization = "RELAY_AUTH" }', "export RELAY_KEY=<your key>",
    'OPENAI_API_KEY: "${{ secrets.OPENAI_API_KEY }}"', "sends `Authorization: Bearer`, not x-api-key", "disk-usage of task-12345678",
    "Invalid token (request id: 20261122184501123456789)", "the API key: not set", '"from": "env:OPENAI_API_KEY"',
    '"from": "auth.json:apikey"', "sha256:" + "ab12" * 16, "[mcp_servers.sk-learn]", 'key = "model_providers.acme.env_key"',
    "https://relay.test/v1?api-version=2025-04-01-preview", "max_output_tokens: 16", "a Bearer key is sent", "key-rejected: 401",
    "# the token is in the vault", "ada@example.test", "https://relay.test:8443/@scope/x", "cli_auth_credentials_store = 'keyring'",
    "/tmp/test_a_key_that_the_job_has_is0/work", "at-least-one-of-2-hosts-is-there", "key-of-the-2nd-relay-is-blank",
    "https://relay.test/v1/0123456789abcdef0123456789abcdef/my-Gateway-Production-2/openai",
    "https://relay.test/models/Qwen3-Coder-480B-A35B-Instruct/v1", "https://relay.test/123e4567-e89b-12d3-a456-426614174000/v1",
)  # fmt: skip


@given(KEYS, st.sampled_from(AROUND))
def test_a_key_of_a_known_shape_survives_nowhere(key: str, around: str) -> None:
    shown = masked(around.format(key))
    assert key not in shown
    assert key[8:-4] not in shown


@given(
    st.text(LETTERS, min_size=12, max_size=50).filter(
        lambda t: any(map(str.isdigit, t)) and any(map(str.isalpha, t))
    ),
    st.sampled_from(PLACES),
)
def test_a_key_of_no_known_shape_is_masked_where_a_key_stands(key: str, place: str) -> None:
    assert key not in masked(place.format(key))


@given(st.text(min_size=8).filter(lambda t: len(t.strip()) >= 8), st.text(), st.text())
def test_a_key_that_is_known_needs_no_shape(key: str, before: str, after: str) -> None:
    assert key.strip() not in Secret(key).cover(before + key + after) or key.strip() in before + "…" + after


@given(
    st.text()
    | st.builds("{}{}{}".format, st.text(), KEYS, st.text())
    | st.builds(lambda place, key: place.format(key), st.sampled_from(PLACES), st.text())
)
def test_masking_twice_changes_nothing(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_text_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.chat.test/services/T00000000/B00000000/{}",
        "https://api.chat.test/bot123456789:{}/sendMessage",
        "https://chat.test/api/webhooks/1234567890/{}?wait=true",
        "https://relay.test/v1?w={}&v=2",
    ],
)
def test_the_secret_in_the_path_of_a_webhook_is_masked(url: str) -> None:
    secret = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    assert (
        masked(f'notify = ["curl", "{url.format(secret)}"]') == f'notify = ["curl", "{url.format("AAH…aw")}"]'
    )


@pytest.mark.parametrize(
    "key", ["sk-你的key", "sk-xxx", "sk-1234", "sk-\u200babcdef1234567", "sk-abc\u200bdef12345678901234"]
)
def test_odd_keys_are_masked_too(key: str) -> None:
    assert key not in masked(f"the key {key} was sent")
    assert "345678" not in masked(f"the key {key} was sent")


def test_a_masked_key_shows_three_and_two_characters() -> None:
    assert masked("sk-proj-0123456789ab") == "sk-…ab"
    assert masked("api_key = 'short1'") == "api_key = '…'"


def escaped(key: str) -> str:
    """Return a key as a JSON string may have it: every character by its number."""
    return "".join(
        f"\\u{unit:04x}" for unit in memoryview(key.encode("utf-16-le", "surrogatepass")).cast("H")
    )


GUISES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON": lambda key: json.dumps(key)[1:-1],
    "JSON in JSON": lambda key: json.dumps(json.dumps(key))[1:-1],
    "numbers": escaped,
    "URL": lambda key: quote(key, safe=""),
    "URL in a URL": lambda key: quote(quote(key, safe=""), safe=""),
    "every byte": lambda key: "".join(f"%{byte:02x}" for byte in key.encode()),
    "page": html.escape,
    "page of numbers": lambda key: "".join(f"&#{ord(char)};" for char in key),
    "Python": lambda key: repr(key)[1:-1],
    "bytes of Python": lambda key: repr(key.encode())[2:-1],
    "bytes of C": lambda key: "".join(f"\\x{byte:02x}" for byte in key.encode()),
    "base64": lambda key: b64encode(key.encode()).decode(),
    "a header in base64": lambda key: b64encode(f"Bearer {key}".encode()).decode(),
    "a pair in base64": lambda key: urlsafe_b64encode(f"team:{key}, and more".encode()).decode(),
    "hexadecimal": lambda key: key.encode().hex(),
    "other case": lambda key: key.swapcase() if len(key.swapcase()) == len(key) else key,
    "capitals": lambda key: key.upper() if len(key.upper()) == len(key) else key,
    "backwards": lambda key: key[::-1],
    "unseen between": "\u200b".join,
    "colours between": "\x1b[1m".join,
    "cut": lambda key: key[: max(8, len(key) * 2 // 3)],
    "beheaded": lambda key: key[-max(8, len(key) * 2 // 3) :],
}
"""How a gateway may give a key back."""

SENT = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=16, max_size=60)


@pytest.mark.parametrize("guise", GUISES)
@settings(max_examples=30)
@given(key=SENT, before=st.text(), after=st.text())
def test_a_known_key_is_found_in_every_guise(guise: str, key: str, before: str, after: str) -> None:
    said = GUISES[guise](key)
    shown = Secret(key).cover(f"{before} {said} {after}")
    assert said not in shown or said in f"{before} {after}" or said in str(Secret(key))


@given(SENT, st.text())
def test_what_holds_no_part_of_a_key_stays(key: str, text: str) -> None:
    pieces = {key[at : at + 4].lower() for at in range(len(key) - 3)}
    low = {form.lower() for form in (text, text[::-1], unquote(text), html.unescape(text))}
    if not any(piece in form for piece in pieces for form in low):
        assert Secret(key).cover(text) == text


def test_a_known_word_that_is_no_secret_does_not_black_out_text() -> None:
    assert (
        masked("provider ollama at /none", [Secret("ollama"), Secret("none"), Secret("")])
        == "provider ollama at /none"
    )


@given(st.text())
def test_printable_text_is_one_line_that_a_terminal_takes_as_text(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    assert len(shown.splitlines()) <= 1
    assert not any(ord(char) < 32 or 127 <= ord(char) < 161 for char in shown)
    shown.encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\nb\r\t", "a\\nb\\r\\t"),
        ("a\u00a0b", "a\\u00a0b"),
        ("模型　é", "模型　é"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\x9b2J", "\\x9b2J"),
    ],
)
def test_what_would_steer_the_terminal_is_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    "piece", ["-a", "a", "sk-", "://", "token=", "key: ", "eyJ", "bearer ", '"', "\\n", "a1", "=.=.", "x-"]
)
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    """A quadratic search would run into the time limit of the tests."""
    assert masked(piece * 50_000)


@given(st.text() | st.text(st.characters(min_codepoint=0xE0000, max_codepoint=0xE0FFF)))
def test_json_says_the_same_in_characters_that_do_nothing_to_a_terminal(text: str) -> None:
    said = json_text({"text": text})
    assert json.loads(said) == {"text": text}
    assert printable(said.replace("\n", "")) == said.replace("\n", "")


@given(st.text("ab", max_size=40), st.text("ab", max_size=40))
def test_what_two_texts_have_in_common_is_counted_in_characters(one: str, other: str) -> None:
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    assert _alike(one, other) == len([*same])


def test_a_key_of_one_letter_in_a_text_of_that_letter_costs_no_minute() -> None:
    start = time.process_time()
    assert "kkkkkkkk" not in Secret("k" * 4000).cover("k" * 9000)
    assert time.process_time() - start < 20
