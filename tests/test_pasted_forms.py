"""Pasted forms, each written down with what is to come of it before it was tried.

Those of `tests/data/pasted-forms.json` are described there. Of the first fifty-nine below 36 came out as written here at first sight; the others were mended by shape. Of the
twenty-one of `AGAIN`, written after that mending, 17 did.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from codex_setup.model import Secret
from codex_setup.wizard.pasted import read_key, read_pasted

KEY = "sk-Ab12Cd34Ef56Gh78Ij90Kl"
OTHER = "sk-ant-Zz99Yy88Xx77Ww66Vv55"
URL = "https://relay.io/v1"


@dataclass(frozen=True, slots=True)
class Form:
    """A pasted text, and the base URL, key, model and variable that are in it."""

    text: str
    url: str | None = URL
    key: str | None = None
    model: str | None = None
    variable: str | None = None


CURLS = [
    Form(f'$ curl -sS --fail-with-body {URL}/responses -H "Authorization: Bearer {KEY}" -d @body.json', key=KEY),
    Form(f"curl --location --request POST '{URL}/chat/completions' \\\n--header 'Content-Type: application/json' \\\n--header 'Authorization: Bearer {KEY}' \\\n--data-raw '{{\n  \"model\": \"gpt-5.5\",\n  \"messages\": [{{\"role\": \"user\", \"content\": \"hi\"}}]\n}}'", key=KEY, model="gpt-5.5"),
    Form(f'curl {URL}/models -H "Authorization: Bearer $RELAY_KEY"', variable="RELAY_KEY"),
    Form(f'curl {URL}/models -H "Authorization: Bearer ${{RELAY_KEY}}"', variable="RELAY_KEY"),
    Form(f'curl "{URL}/responses" ^\r\n  -H "Content-Type: application/json" ^\r\n  -H "Authorization: Bearer %RELAY_KEY%" ^\r\n  -d "{{\\"model\\": \\"gpt-5.4\\", \\"input\\": \\"hi\\"}}"', model="gpt-5.4", variable="RELAY_KEY"),
    Form(f"Invoke-RestMethod -Uri \"{URL}/responses\" -Method Post -Headers @{{ \"Authorization\" = \"Bearer {KEY}\" }} -Body '{{\"model\":\"gpt-5.4\"}}'", key=KEY, model="gpt-5.4"),
    Form(f'Invoke-WebRequest `\n  -Uri {URL}/models `\n  -Headers @{{Authorization="Bearer $env:RELAY_KEY"}}', variable="RELAY_KEY"),
    Form(f'http POST {URL}/responses Authorization:"Bearer {KEY}" model=gpt-5.4 input=hi', key=KEY, model="gpt-5.4"),
    Form(f"wget -qO- --header='Authorization: Bearer {KEY}' {URL}/models", key=KEY),
    Form(f"curl -u :{KEY} {URL}/models", key=KEY),
    Form(f"curl 'https://relay.io/v1/messages' -H 'x-api-key: {KEY}' -H 'anthropic-version: 2023-06-01'", key=KEY),
    Form(f'POST /v1/responses HTTP/1.1\r\nHost: relay.io\r\nAuthorization: Bearer {KEY}\r\nContent-Type: application/json\r\n\r\n{{"model":"gpt-5.4"}}', key=KEY, model="gpt-5.4"),
]  # fmt: skip

CODE = [
    Form(f'from openai import OpenAI\n\nclient = OpenAI(\n    api_key="{KEY}",  # your key\n    base_url="{URL}",\n)\nresponse = client.responses.create(model="gpt-5.5", input="hi")', key=KEY, model="gpt-5.5"),
    Form(f"client = OpenAI(api_key=os.environ[\"RELAY_KEY\"], base_url='{URL}')", variable="RELAY_KEY"),
    Form(f"client = OpenAI(api_key=os.getenv('RELAY_KEY'), base_url='{URL}')", variable="RELAY_KEY"),
    Form(f"client = OpenAI(api_key=os.environ.get(\"RELAY_KEY\", \"\"), base_url='{URL}')", variable="RELAY_KEY"),
    Form(f'openai.api_base = "{URL}"\nopenai.api_key = "{KEY}"', key=KEY),
    Form(f"const openai = new OpenAI({{\n  apiKey: '{KEY}',\n  baseURL: '{URL}',\n}});\nawait openai.responses.create({{ model: 'gpt-5.4', input: 'hi' }});", key=KEY, model="gpt-5.4"),
    Form(f"const openai = createOpenAI({{ baseURL: `{URL}`, apiKey: process.env['RELAY_KEY'] }})", variable="RELAY_KEY"),
    Form(f'const r = await fetch("{URL}/responses", {{ headers: {{ Authorization: `Bearer ${{process.env.RELAY_KEY}}` }} }});', variable="RELAY_KEY"),
    Form(f'requests.post("{URL}/chat/completions", headers={{"Authorization": f"Bearer {{RELAY_KEY}}"}}, json={{"model": "gpt-5.4"}})', model="gpt-5.4", variable="RELAY_KEY"),
    Form(f'llm = ChatOpenAI(model_name="gpt-5.4", openai_api_base="{URL}", openai_api_key="{KEY}")', key=KEY, model="gpt-5.4"),
    Form(f'config := openai.DefaultConfig("{KEY}")\nconfig.BaseURL = "{URL}"', key=KEY),
    Form(f"litellm_params:\n  model: openai/gpt-5.5\n  api_base: {URL}\n  api_key: os.environ/RELAY_KEY", model="openai/gpt-5.5", variable="RELAY_KEY"),
]  # fmt: skip

TOOLS = [
    Form(f'{{"env": {{"ANTHROPIC_AUTH_TOKEN": "{KEY}", "ANTHROPIC_BASE_URL": "https://relay.io"}}}}', url="https://relay.io", key=KEY),
    Form(f'{{\n  "env": {{\n    "ANTHROPIC_BASE_URL": "https://relay.io/anthropic",\n    "ANTHROPIC_AUTH_TOKEN": "{KEY}",\n    "ANTHROPIC_MODEL": "gpt-5.4",\n    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": 1\n  }},\n  "permissions": {{"allow": []}}\n}}', url="https://relay.io", key=KEY, model="gpt-5.4"),
    Form(f"models:\n  - name: Relay\n    provider: openai\n    model: gpt-5.5\n    apiBase: {URL}\n    apiKey: {KEY}\n    roles:\n      - chat", key=KEY, model="gpt-5.5"),
    Form(f'{{"models": [{{"title": "Relay", "provider": "openai", "model": "gpt-5.5", "apiBase": "{URL}/", "apiKey": "{KEY}"}}]}}', key=KEY, model="gpt-5.5"),
    Form(f'{{"apiProvider": "openai", "openAiBaseUrl": "{URL}", "openAiApiKey": "{KEY}", "openAiModelId": "gpt-5.4"}}', key=KEY, model="gpt-5.4"),
    Form(f'{{"auth": {{"OPENAI_API_KEY": "{KEY}"}}, "config": "model_provider = \\"relay\\"\\nmodel = \\"gpt-5.4\\"\\n\\n[model_providers.relay]\\nname = \\"relay\\"\\nbase_url = \\"{URL}\\"\\nwire_api = \\"responses\\""}}', key=KEY, model="gpt-5.4"),
    Form(f'{{"$schema": "https://opencode.ai/config.json", "provider": {{"relay": {{"npm": "@ai-sdk/openai-compatible", "options": {{"baseURL": "{URL}", "apiKey": "{{env:RELAY_KEY}}"}}, "models": {{"gpt-5.4": {{}}}}}}}}}}', variable="RELAY_KEY"),
    Form(f'{{"provider":{{"relay":{{"options":{{"baseURL":"{URL}","apiKey":"{KEY}"}}}}}},"model":"relay/gpt-5.4"}}', key=KEY, model="relay/gpt-5.4"),
    Form(f'model = "gpt-5.4"\nmodel_provider = "relay"\nmodel_reasoning_effort = "high"\n\n[model_providers.relay]\nname = "relay"\nbase_url = "{URL}"\nwire_api = "responses"\nexperimental_bearer_token = "{KEY}"', key=KEY, model="gpt-5.4"),
    Form(f'{{"OPENAI_API_KEY": "{KEY}", "tokens": null, "last_refresh": null}}', url=None, key=KEY),
    Form(f"[[providers]]\nid = 'relay'\ntype = 'openai'\nbase_url = '{URL}' # relay\napi_key = '{KEY}'", key=KEY),
    Form(f"services:\n  app:\n    environment:\n      - OPENAI_API_BASE_URL={URL}\n      - OPENAI_API_KEY={KEY}", key=KEY),
    Form(f'<add key="BaseUrl" value="{URL}" />\n<add key="ApiKey" value="{KEY}" />', key=KEY),
    Form(f"aider --openai-api-base {URL} --openai-api-key {KEY} --model openai/gpt-5.4", key=KEY, model="openai/gpt-5.4"),
    Form(f'codex -c model_providers.relay.base_url="{URL}" -c model_providers.relay.env_key="RELAY_KEY" -m gpt-5.4', variable="RELAY_KEY", model="gpt-5.4"),
]  # fmt: skip

LINES = [
    Form(f"# relay\nOPENAI_BASE_URL=\"{URL}\"   # the address\nOPENAI_API_KEY='{KEY}'\nOPENAI_MODEL=gpt-5.4", key=KEY, model="gpt-5.4"),
    Form(f"OPENAI_BASE_URL = {URL}\nOPENAI_API_KEY = {KEY}", key=KEY),
    Form(f'setx OPENAI_BASE_URL "{URL}"\r\nsetx OPENAI_API_KEY "{KEY}"', key=KEY),
    Form(f'[Environment]::SetEnvironmentVariable("OPENAI_BASE_URL", "{URL}", "User")\n[Environment]::SetEnvironmentVariable("OPENAI_API_KEY", "{KEY}", "User")', key=KEY),
    Form(f'SET "OPENAI_API_BASE={URL}"\r\nSET "OPENAI_API_KEY={KEY}"', key=KEY),
    Form(f"echo 'export OPENAI_API_KEY=\"{KEY}\"' >> ~/.bashrc\necho 'export OPENAI_BASE_URL=\"{URL}\"' >> ~/.bashrc", key=KEY),
    Form(f"#OPENAI_BASE_URL=https://old.relay.io/v1\nOPENAI_BASE_URL={URL}\nOPENAI_API_KEY={KEY}", key=KEY),
    Form(f"ANTHROPIC_API_KEY={OTHER}\nANTHROPIC_BASE_URL=https://claude.relay.io\nOPENAI_API_KEY={KEY}\nOPENAI_BASE_URL={URL}", key=KEY),
]  # fmt: skip

PROSE = [
    Form(f"接口地址：https：／／relay．io／v1，密钥：{KEY}，模型：gpt-5.4", key=KEY, model="gpt-5.4"),
    Form(f"**Base URL**: `{URL}`\n**API Key**: `{KEY}`\n**Model**: `gpt-5.4`", key=KEY, model="gpt-5.4"),
    Form(f"- Base URL：[{URL}]({URL})\n- API Key：{KEY}", key=KEY),
    Form(f"| base_url | {URL} |\n|---|---|\n| api_key | {KEY} |", key=KEY),
    Form(f"请将 base_url 设置为「{URL}」，然后填入您的密钥。"),
    Form(f"> Our endpoint is {URL}. Your key is {KEY}.", key=KEY),
    Form(f"API地址 {URL}\nAPI密钥 {KEY}", key=KEY),
    Form(f"“{KEY}”，", url=None, key=KEY),
    Form(f"令牌：{KEY}。", url=None, key=KEY),
    Form(f"({URL}/)"),
    Form(f"{URL}；"),
    Form(f"```bash\nexport OPENAI_BASE_URL={URL}\nexport OPENAI_API_KEY={KEY}\n```", key=KEY),
]  # fmt: skip

AGAIN = [
    Form(f"export OPENAI_API_KEY={KEY} OPENAI_BASE_URL={URL}; codex", key=KEY),
    Form(f"OPENAI_API_KEY={KEY} codex -c openai_base_url={URL} --model gpt-5.4", key=KEY, model="gpt-5.4"),
    Form(f"ENV OPENAI_BASE_URL {URL}\nENV OPENAI_API_KEY {KEY}", key=KEY),
    Form(f'let client = Client::with_config(OpenAIConfig::new().with_api_key("{KEY}").with_api_base("{URL}"));', key=KEY),
    Form(f'OpenAIClient client = OpenAIOkHttpClient.builder().apiKey("{KEY}").baseUrl("{URL}").build();', key=KEY),
    Form(f'OpenAI::Client.new(access_token: ENV["RELAY_KEY"], uri_base: "{URL}")', variable="RELAY_KEY"),
    Form(f"$client = OpenAI::factory()->withApiKey('{KEY}')->withBaseUri('{URL}')->make();", key=KEY),
    Form(f'option.WithBaseURL("{URL}"), option.WithAPIKey(os.Getenv("RELAY_KEY"))', variable="RELAY_KEY"),
    Form(f"<td>Base URL</td><td><code>{URL}</code></td><td>API Key</td><td><code>{KEY}</code></td>", key=KEY),
    Form(f"您好！您的 API Key 是 {KEY} ，请妥善保管。Base URL 是 {URL} 。", key=KEY),
    Form(f"API Key\n{KEY}\n\nBase URL\n{URL}", key=KEY),
    Form(f"Endpoint\t{URL}\nKey\t{KEY}\nModel\tgpt-5.4", key=KEY, model="gpt-5.4"),
    Form(f"relay.io/v1 {KEY}", key=KEY),
    Form(f"{KEY} {URL}", key=KEY),
    Form(f"{KEY}@{URL}", key=KEY),
    Form(f"https://relay.io/v1?key={KEY}", key=KEY),
    Form(f"{URL}、{KEY}", key=KEY),
    Form(f"OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxx\nOPENAI_BASE_URL={URL}"),
    Form(f'export OPENAI_API_KEY="<your key>" # {URL}/keys', url="https://relay.io"),
    Form(f"cherrystudio://providers/api-keys?v=1&data=abc {URL} {KEY}", key=KEY),
    Form(f'{{"name":"relay","type":"codex","base_url":"{URL}","token":"{KEY}","is_active":true}}', key=KEY),
]  # fmt: skip

LISTED = [
    Form(one["text"], one.get("url"), one.get("key"), one.get("model"), one.get("variable"))
    for one in json.loads((Path(__file__).parent / "data/pasted-forms.json").read_text(encoding="utf-8"))
]
FORMS = [*CURLS, *CODE, *TOOLS, *LINES, *PROSE, *AGAIN, *LISTED]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.text[:40])
def test_what_is_in_it_is_found(form: Form) -> None:
    read = read_pasted(form.text)
    assert (
        read.address.base_url if read.address else None,
        read.key,
        read.model,
        read.variable if form.key is None else form.variable,
    ) == (form.url, Secret(form.key) if form.key else None, form.model, form.variable)
    assert not form.key or form.key not in repr(read)


def test_a_key_copied_with_punctuation_is_freed_of_it() -> None:
    for text in (
        f"{KEY},",
        f"“{KEY}”，",
        f"`{KEY}`",
        f"「{KEY}」",
        f"{KEY}。",
        f"key: {KEY}",
        f"密钥：{KEY}",
    ):
        assert read_key(text).key == Secret(KEY), text


def test_the_token_of_a_login_is_neither_an_address_nor_shown() -> None:
    token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc"
    read = read_pasted(token)
    assert read.address is None
    assert "token of a login" in (read.problem or "")
    assert token[:8].lower() not in repr(read).lower()
