"""The table of diagnoses: every row is reached, every word is fit to be shown, meanings survive rewording."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_setup.diagnosis import OPEN, ROWS, RULES, Around, Case, Row, diagnose, row_for
from codex_setup.diagnosis import words as vocabulary
from codex_setup.diagnosis.advice import GATEWAY_ADVICE
from codex_setup.diagnosis.concepts import gist, speaks
from codex_setup.diagnosis.recognise import MARKS
from codex_setup.diagnosis.tls import kind_of
from codex_setup.model import Secret
from codex_setup.providers import preset
from codex_setup.proxies import Certificates
from codex_setup.wire import Credential, Origin, Plan, Reply

DATA = Path(__file__).parent / "data"
PARAPHRASES: list[dict[str, Any]] = json.loads((DATA / "paraphrases.json").read_text())
KEY = "sk-canary-0123456789abcdefghij"
TOLD_BY_LIVE = {
    "redirect-followed", "stream-held-back",
    "models-unavailable", "stream-cut", "stream-missing", "turn-failed", "turn-empty", "text-unshown", "ping-skipped",
}  # fmt: skip
SURE = {
    "key-missing", "key-rejected", "key-inactive", "key-wrong-group", "model-unknown", "model-not-permitted",
    "quota-exhausted", "endpoint-missing", "base-url-extra-v1", "base-url-lacks-v1", "base-url-lacks-prefix",
    "responses-unsupported", "web-page-instead", "redirected", "codex-release-refused", "address-blocked",
    "gateway-header-missing", "stream-cut", "stream-missing",
}  # fmt: skip


def plan_for(
    url: str = "https://relay.example.net/v1/responses", model: str = "gpt-5.4", key: str | None = KEY
) -> Plan:
    secret = Secret(key) if key else None
    credential = Credential("authorization" if key else None, "Bearer", Origin("env:RELAY_KEY"), secret)
    return Plan(None, url=url, base_url=url.removesuffix("/responses"), model=model, credential=credential)


def case_of(row: Row) -> Case:
    model = "openai/gpt-5.5" if row.model == "/" else "gpt-5.5"
    return Case.of(row.witness, row.asked, model, sent_key=row.keyless is not True)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{ROWS.index(row)}-{row.rule.id}")
def test_every_row_recognises_its_own_witness(row: Row) -> None:
    assert row_for(case_of(row)) is row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{ROWS.index(row)}-{row.rule.id}")
def test_every_row_can_be_said_aloud(row: Row) -> None:
    case = case_of(row)
    key = KEY if case.sent_key else None
    outcome = diagnose(plan_for(case.url, case.model, key), row.witness)
    finding = outcome.findings[0]
    assert finding.hint is not None
    blanks = re.compile(r"\{\w*\}|  | \.|\(\)|“”")
    assert not blanks.search(finding.message)
    assert not blanks.search(finding.hint)
    assert not finding.message.endswith(".")
    assert finding.hint.endswith(".")
    assert row.source
    assert KEY not in finding.message + finding.hint
    assert not re.search(r"(?i)\bplease\b|!|invalid", row.says + row.hint)


def test_every_rule_is_told_by_a_row_or_by_the_live_check() -> None:
    assert {rule.id for rule in RULES} == {row.rule.id for row in ROWS} | TOLD_BY_LIVE
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert not SURE & {rule.id for rule in OPEN}
    for rule in RULES:
        assert rule.title.endswith(".")
        assert "invalid" not in rule.id


@pytest.mark.parametrize(
    "said", PARAPHRASES, ids=lambda said: f"{said['status']}-{said['rule']}-{said['body'][:40]}"
)
def test_the_meaning_survives_other_words(said: dict[str, Any]) -> None:
    kind = {"content-type": "application/json"} if said["body"].startswith("{") else {}
    headers = {**kind, **said.get("headers", {})}
    reply = Reply(said["status"], tuple(headers.items()), said["body"].encode())
    path = said.get("path", "/v1/responses")
    assert diagnose(plan_for("https://relay.example.net" + path, "gpt-5.9"), reply).rule.id == said["rule"]


def test_a_clause_is_about_what_it_names_in_any_tongue_and_order() -> None:
    for words in (
        "gpt-5.4 is reserved for Pro plans",
        "您的等级（普通会员）暂不能使用 gpt-5.4",
        "Für das Modell fehlt Ihnen die Berechtigung",
        "이 토큰은 gpt-5.4 모델에 접근할 권한이 없습니다",
    ):
        assert speaks("model denied", gist(words, "gpt-5.4")), words
    apart = gist("The model is fine. Your key is wrong", "gpt-5.4")
    assert speaks("key wrong", apart)
    assert not speaks("model wrong", apart)
    assert not speaks("key wrong -you", apart)
    assert not speaks("model unknown", gist("web_search is not supported by model gpt-5.4", "gpt-5.4"))


@given(
    st.text(max_size=3000),
    st.sampled_from([200, 400, 401, 403, 404, 429, 500, 503]),
    st.sampled_from(["json", "text"]),
)
def test_any_text_has_a_diagnosis(text: str, status: int, shape: str) -> None:
    body = json.dumps({"error": {"message": text}}) if shape == "json" else text
    finding = diagnose(plan_for(), Reply(status, (), body.encode("utf-8", "surrogatepass"))).findings[0]
    assert len(finding.message) < 600
    assert not re.search(r"[\x00-\x1f\x7f\x80-\x9f\u202a-\u202e]", finding.message + (finding.hint or ""))


@pytest.mark.parametrize(
    "text",
    [
        "key " * 2000,
        "model " * 2000,
        "a" * 9000,
        "no " * 3000,
        "not " * 2500,
        "模型" * 4000,
        "x-a" * 3000,
        "invalid the " * 800,
        "X-" * 2000,
    ],
)
@pytest.mark.timeout(60)
def test_no_pattern_runs_wild(text: str) -> None:
    body = json.dumps({"error": {"message": text}}).encode()
    for status in (400, 403, 418):
        found = diagnose(plan_for(), Reply(status, (), body))
        assert found.findings, "an endless search would have been ended by the timeout"


@given(st.text(alphabet="abcdefghijkmnopqrstuvwxyz0123456789", min_size=20, max_size=40))
def test_a_key_that_a_gateway_repeats_is_masked(tail: str) -> None:
    key = f"sk-{tail}"
    reply = Reply(401, (), json.dumps({"error": {"message": f"Incorrect API key provided: {key}."}}).encode())
    finding = diagnose(plan_for(key=key), reply).findings[0]
    assert key not in finding.message + (finding.hint or "")


def test_a_name_or_port_that_cannot_be_right_is_no_open_question() -> None:
    for url, failure, unsure in (
        ("https://relay.example/v1/responses", "dns", False),
        ("https://your-relay.com/v1/responses", "dns", False),
        ("https://relay.somewhere.io/v1/responses", "dns", True),
        ("http://127.0.0.1:0/v1/responses", "refused", False),
        ("http://127.0.0.1:4000/v1/responses", "refused", True),
    ):
        found = diagnose(plan_for(url), Reply(failure=failure)).findings[0]  # type: ignore[arg-type]
        assert found.unsure is unsure, url


def test_the_presets_advice_is_given_with_its_rule() -> None:
    around = Around(preset=preset("claude-api"))
    reply = Reply(401, (), b'{"code":"INVALID_API_KEY","message":"Invalid API key"}')
    hint = diagnose(plan_for("https://claude-api.org/responses"), reply, around).findings[0].hint or ""
    assert "OpenAI channel" in hint
    assert "x-api-key" in hint


def test_advice_names_gateways_and_rules_that_exist() -> None:
    known = {mark.gateway.id for mark in MARKS}
    rules = {rule.id for rule in RULES}
    for gateway, rule in GATEWAY_ADVICE:
        assert gateway in known
        assert rule in rules


def test_the_keys_shape_is_told_and_not_the_key() -> None:
    reply = Reply(401, (), b'{"error":"Invalid API key"}')
    for key, words in (
        (' "sk-abcdefghijklmnop" ', "with blanks at its ends"),
        ("Bearer sk-abcdefghijklmn", "`Bearer `"),
    ):
        hint = diagnose(plan_for(key=key), reply).findings[0].hint or ""
        assert words in hint
        assert "abcdefghijklmn" not in hint


@pytest.mark.parametrize(
    ("detail", "kind", "words"),
    [
        ("certificate verify failed: certificate has expired (_ssl.c:1006)", "expired", "has expired"),
        ("certificate verify failed: self-signed certificate (_ssl.c:1006)", "self", "self-signed"),
        ("certificate verify failed: unable to get local issuer certificate", "chain", "authority"),
        (
            "certificate verify failed: Hostname mismatch, certificate is not valid for 'x'",
            "host",
            "not made for",
        ),
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number", "plain", "no TLS"),
        ("[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE]", "alert", "handshake off"),
        ("[SSL: TLSV1_ALERT_PROTOCOL_VERSION]", "version", "no version of TLS"),
        ("[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED]", "client", "wants a certificate"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED]", "", "no secure connection"),
    ],
)
def test_each_tls_failure_has_its_own_words(detail: str, kind: str, words: str) -> None:
    assert kind_of(detail) == kind
    around = Around(trust=Certificates("SSL_CERT_FILE", "/etc/company.pem"))
    found = diagnose(plan_for(), Reply(failure="tls", detail=detail), around)
    assert found.rule.id == "certificate-untrusted"
    assert words in found.findings[0].message
    if kind in {"self", "chain", ""}:
        assert "SSL_CERT_FILE names /etc/company.pem" in (found.findings[0].hint or "")


def test_the_vocabulary_compiles_and_is_used() -> None:
    used = "".join(row.text + row.unless for row in ROWS)
    for name, pattern in vars(vocabulary).items():
        if name.isupper() and not name.startswith("_"):
            re.compile(pattern)
            assert pattern in used, f"{name} is not used by any row"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"object": "error", "message": "no such model", "type": "BadRequestError", "code": 400}, "SGLang"),
        ({"error": {"message": "no such model", "type": "NotFoundError", "code": 404}}, "vLLM"),
        ({"error": {"code": "no_available_workers", "message": "all circuits open"}}, "SGLang"),
        ({"error": "Unauthorized"}, "vLLM or SGLang"),
        ({"object": "error", "message": "Invalid model", "type": "invalid_model", "code": "1500"}, None),
    ],
)
def test_servers_that_take_after_each_other_are_told_apart_as_far_as_they_can_be(
    body: dict[str, Any], name: str | None
) -> None:
    gateway = Case.of(
        Reply(400, (), json.dumps(body).encode()), "http://127.0.0.1:30000/v1/responses"
    ).gateway
    assert (gateway.name if gateway else None) == name


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("Your credits for this month are gone", "quota-exhausted"),
        ("$50.00 of $50.00 spent", "quota-exhausted"),
        ("600 requests of 600 per hour", "rate-limited"),
        ("30000 of 30000 tokens per minute", "rate-limited"),
    ],
)
def test_a_quota_that_is_typed_as_a_rate_is_a_quota(said: str, rule: str) -> None:
    body = {"error": {"message": said, "type": "rate_limit_error", "code": "rate_limit"}}
    assert diagnose(plan_for(), Reply(429, (), json.dumps(body).encode())).rule.id == rule


def test_a_code_is_a_clause_of_its_own() -> None:
    body = {"error": {"message": "see your dashboard", "code": "wallet_empty"}}
    assert diagnose(plan_for(), Reply(403, (), json.dumps(body).encode())).rule.id == "quota-exhausted"
    assert not speaks("key gone", Case.of(Reply(403, (), json.dumps(body).encode())).clauses)


FORMS = (
    "store=true is not permitted for this account",
    'Request contains unknown key "x" at position 41',
    "No tool output found for function call call_abc.",
    "Item 'rs_68' of type 'reasoning' was provided without its required following item.",
    "reasoning.effort 'xhigh' is not supported by gpt-5.4",
    "'web_search' is not available for gpt-5.4 on this gateway",
    "max_tokens must not exceed remaining context: 1024 tokens left",
    "gpt-5.4 does not take temperature",
    "the previous response was made by another account",
    "Project 'codex' in region eu-west-9 does not exist",
    "请求体中的 key 字段不能为空",
)


@pytest.mark.parametrize("said", FORMS)
def test_what_is_said_of_the_form_of_a_request_is_about_nothing_else(said: str) -> None:
    body = json.dumps({"error": {"message": said}}).encode()
    assert diagnose(plan_for(), Reply(400, (), body)).rule.id == "request-rejected"
