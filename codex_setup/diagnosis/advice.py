"""The words that a row leaves blank: who, which key, which names, which proxy, and what to do about it.

Whatever a gateway said is masked, printable, on one line and short before it stands in a message.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codex_setup.diagnosis.tls import tls_hint, tls_says
from codex_setup.mask import masked, printable
from codex_setup.model import Secret
from codex_setup.nearest import nearest
from codex_setup.pattern import pattern
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_setup.diagnosis.row import Case
    from codex_setup.providers import Preset
    from codex_setup.proxies import Certificates, Proxy
    from codex_setup.wire import Credential, Plan

QUOTED = 200
SHORT = pattern(r"(?i)gpt-?\d+|codex(-mini)?|gpt|o\d|claude|gpt-?\d+-codex|default|auto|latest")
"""Names that stand for a family, and that relays with exact names do not know."""


@record
class Around:
    """What is known beside the reply: the release, the way there, the preset, the names on offer."""

    release: str = ""
    waits: bool = True
    proxy: Proxy | None = None
    trust: Certificates | None = None
    preset: Preset | None = None
    names: tuple[str, ...] = ()


def quoted(text: str, known: tuple[Secret, ...] = ()) -> str:
    """Return foreign words as they may stand in a message: one line, masked, printable, short."""
    line = printable(" ".join(masked(text[: QUOTED * 8], known).split()))
    return line if len(line) <= QUOTED else line[: QUOTED - 1] + "…"


def _sent(plan: Plan) -> tuple[Secret, ...]:
    """Return the keys that the request holds, which a gateway may say back in any spelling."""
    found = [header.value for header in plan.headers if isinstance(header.value, Secret)]
    key = plan.credential.secret if plan.credential is not None else None
    return (*found, key) if key is not None else tuple(found)


def blanks(case: Case, plan: Plan, around: Around) -> Mapping[str, str]:
    """Return every blank of `says` and `hint` for one case."""
    return _Blanks({**_where(case, plan, around), **_what(case, plan, around), **_key(case, plan, around)})


class _Blanks(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""


def _where(case: Case, plan: Plan, around: Around) -> dict[str, str]:
    parts = urlsplit(case.url)
    host, detail = parts.hostname or "the gateway", quoted(case.reply.detail)
    through = (
        f"; the request goes through the proxy {around.proxy.shown} ({around.proxy.variable})"
        if around.proxy
        else ""
    )
    forever = "Codex itself waits for the network without end (since 0.148), so it seems to hang"
    return {
        "url": quoted(case.url, _sent(plan)),
        "host": host,
        "address": parts.netloc.rpartition("@")[2] or host,
        "who": _who(case, host),
        "status": str(case.reply.status or ""),
        "detail": detail,
        "location": quoted(case.reply.header("location"), _sent(plan)) or "nowhere",
        "patience": (forever if around.waits else "Codex gives up after a few attempts") + through,
        "in_between": through,
        "proxy": around.proxy.shown if around.proxy else "in between",
        "proxy_hint": _past_the_proxy(case.reply.detail, around.proxy, host),
        "by_way_of": f" The request goes through the proxy {around.proxy.shown} ({around.proxy.variable})."
        if around.proxy
        else "",
        "proxy_variable": around.proxy.variable if around.proxy else "HTTPS_PROXY",
        "tls": tls_says(host, case.reply.detail),
        "tls_hint": tls_hint(case.reply.detail, around.trust),
        "might": _might(case, around.preset),
        "page": f", “{quoted(case.said.message, _sent(plan))}”" if case.said.message else "",
    }


def _past_the_proxy(detail: str, proxy: Proxy | None, host: str) -> str:
    """Return what to do about a proxy that did not carry the request, by what it answered."""
    variable = proxy.variable if proxy else "HTTPS_PROXY"
    around = f"or name the host in NO_PROXY (a host or network without a port); Codex uses {'the same' if proxy else 'that'} proxy."
    match detail[:4].strip():
        case "407":
            return f"Put user and password into {variable} (`http://user:password@host:port`), {around}"
        case "401" | "403" | "405":
            return f"It forbids {host}: have those who run it admit the host, {around}"
        case "502" | "503" | "504":
            return f"It cannot reach {host}: check the host in `base_url`, try again, {around}"
    return f"Correct or unset {variable}, {around}"


def _who(case: Case, host: str) -> str:
    """Return who answered: a server in front by its own name, a gateway by its host and what it is."""
    if case.gateway is None or case.gateway.front:
        return case.gateway.name if case.gateway else host
    return f"{host} ({case.gateway.name})"


def form_of(preset: Preset | None) -> tuple[str, tuple[str, ...]]:
    """Return the address of a provider whose path has blanks, and the blanks, which only the user can fill in."""
    path = urlsplit(preset.base_url).path if preset is not None else ""
    blanks = tuple(name.upper() for name in re.findall(r"\{(\w+)\}", path))
    written = (
        re.sub(r"\{(\w+)\}", lambda found: found[1].upper(), preset.base_url) if preset and blanks else ""
    )
    return written, blanks


def _might(case: Case, preset: Preset | None) -> str:
    form, wanted = form_of(preset)
    if form:
        return f"{preset.name if preset else ''} serves it under `{form}`, and only you know what to put for {' and '.join(wanted)}"
    path = case.path.removesuffix("/responses")
    if case.gateway is not None and case.gateway.bases:
        bases = " or ".join(f"`{base or '/'}`" for base in case.gateway.bases[:2])
        return f"{case.gateway.name} serves it under {bases}"
    if "/v1" not in path:
        return "many gateways want `/v1` at the end of `base_url`"
    return "compare the path in `base_url` with the gateway's own guide"


def _what(case: Case, plan: Plan, around: Around) -> dict[str, str]:
    known = _sent(plan)
    said = quoted(case.said.message, known) or quoted(
        case.said.words if case.said.shape == "text" else "", known
    )
    header = re.search(
        r"\b(?:x|cf|helicone|portkey|anthropic|openai)-[a-z][\w-]+", case.said.words, re.IGNORECASE
    )
    model = plan.model or case.model
    near = nearest(model, around.names)
    listed = ", ".join(f"`{name}`" for name in (near or around.names[:5]))
    return {
        "said": said or "no words",
        "quoted": f": “{said}”" if said else "",
        "model": quoted(model, known),
        "names": _names(listed, near=bool(near), count=len(around.names)),
        "names_after": f"; it offers {listed}" if listed else "",
        "default": " `model` is not set, so Codex sent its own default." if plan.model_unset else "",
        "exact": "Check the exact name of the model first" + (f" (it offers {listed})" if listed else ""),
        "wait": _wait(case),
        "release": around.release or "as Codex does",
        "header": header[0].lower() if header else "NAME",
    }


def _names(listed: str, *, near: bool, count: int) -> str:
    if not listed:
        return "`codex-setup models` lists the names that it offers to this key, where it has a list."
    return f"{'The nearest names' if near else f'Of the {count} names'} that it offers: {listed}."


def _wait(case: Case) -> str:
    after = case.reply.header("retry-after") or case.reply.header("llm_provider-retry-after")
    if after.isdigit():
        seconds = int(after)
        return f" {seconds} s" if seconds < 600 else f" about {round(seconds / 3600, 1):g} h"  # noqa: PLR2004 -- ten minutes
    resets = re.search(
        r"\"(?:resets?_?(?:at|in_seconds)|resetAt)\"\s*:\s*\"?([\w:.-]{1,40})", case.reply.text[:4000]
    )
    return f" (it resets: {quoted(resets[1])})" if resets else ""


def _key(case: Case, plan: Plan, around: Around) -> dict[str, str]:
    credential = plan.credential
    page = around.preset.key_page if around.preset else ""
    sent = "no credential"
    if credential is not None:
        sent = (
            f"the key from {key_from(credential)}"
            if credential.secret
            else f"no key ({credential.why or 'there is none'})"
        )
    return {
        "key_from": key_from(credential),
        "key_shape": key_shape(credential.secret) if credential and credential.secret else "not sent",
        "key_page": f" ({page})" if page else "",
        "bearer": " and never as `x-api-key`" if case.sent_key else "",
        "credential": sent,
        "key_advice": _for_a_key(case, credential),
    }


def _for_a_key(case: Case, credential: Credential | None) -> str:
    """Return what to do so that a key is sent, or seen."""
    if case.sent_key:
        return "the gateway does not look at it in this form"
    if credential is not None and credential.origin.text == "command":
        return (
            "run the command of `auth` by hand: it has to print the key and to end with 0, without a question"
        )
    return "set `env_key` in the provider's table and that variable in `$CODEX_HOME/.env`"


def key_from(credential: Credential | None) -> str:
    """Return where a credential comes from, in words."""
    kind, _, name = (credential.origin.text if credential else "none").partition(":")
    match kind:
        case "env":
            return f"the variable {name}"
        case "auth.json":
            return "auth.json"
        case "config":
            return "`experimental_bearer_token`"
        case "command":
            return "the command in `auth`"
        case "header":
            return "a header of the configuration"
        case _:
            return "nowhere"


_BLEMISHES = (
    (r"^\s|\s$", "with blanks at its ends"),
    (r"^[\"'“‘]|[\"'”’]$", "with quotes around it"),
    (r"(?i)^bearer\s", "with `Bearer ` written into it"),
    (r"[^\x00-\x7f]", "with characters that are not ASCII"),
    (r"[\r\n]", "with a line break in it"),
)


def key_shape(secret: Secret) -> str:
    """Return what may be said of a key: its length, its ends, what is odd about it."""
    odd = [words for pattern, words in _BLEMISHES if secret.fits(pattern)]
    return ", ".join([f"{len(secret)} characters long ({secret})", *odd])


GATEWAY_ADVICE: Mapping[tuple[str, str], str] = {
    ("sub2api", "key-wrong-group"): "In sub2api's console: edit the key and bind it to a group of the platform OpenAI.",
    ("sub2api", "no-accounts"): "sub2api answers like this too where the key is bound to a Claude group: bind it to an OpenAI group.",
    ("sub2api", "key-rejected"): "sub2api blocks an address after many attempts with a wrong key, so do not retry in a loop.",
    ("new-api", "model-unknown"): "In new-api the token's group decides: 令牌 → 分组, and that group needs a channel for this model.",
    ("new-api", "key-rejected"): "Releases of new-api since 2026 say the same of a missing, wrong, expired and used-up token.",
    ("new-api", "key-wrong-group"): "In new-api's console: 令牌 → edit → choose a group that exists.",
    ("new-api", "responses-unsupported"): "In new-api the type of the channel decides: it needs one that has the Responses API.",
    ("one-api", "responses-unsupported"): "one-api has no Responses API at all; new-api, its successor, has.",
    ("new-api", "quota-exhausted"): "In new-api a token has a quota of its own beside the user's balance: 令牌 → edit.",
    ("sub2api", "quota-exhausted"): "A key of sub2api may have a quota of its own beside the balance.",
    ("claude-relay-service", "quota-exhausted"): "The limit belongs to the key: claude-relay-service's console shows and lifts it.",
    ("claude-relay-service", "key-wrong-group"): "In claude-relay-service: edit the key and allow the service OpenAI.",
    ("claude-relay-service", "key-rejected"): "Keys of claude-relay-service begin with `cr_`.",
    ("claude-relay-service", "no-accounts"): "claude-relay-service answers 400 with a general text where no OpenAI account is left.",
    ("cliproxyapi", "no-accounts"): "CLIProxyAPI has no login for this provider: log in there (`--codex-login`).",
    ("cliproxyapi", "key-rejected"): "The keys of CLIProxyAPI stand under `api-keys` in its config.yaml.",
    ("codex-lb", "no-accounts"): "Add a ChatGPT account in codex-lb's dashboard.",
    ("litellm", "key-rejected"): "LiteLLM without a database answers 400 to a wrong key; the right one is its master key or a virtual key.",
    ("litellm", "model-unknown"): "LiteLLM knows the names under `model_list` in its config.yaml.",
    ("litellm", "upstream-refused"): "LiteLLM's own key stands under `litellm_params` of that model.",
    ("litellm", "model-not-permitted"): "In LiteLLM keys and teams have lists of models: `/key/info` shows the key's.",
    ("litellm", "quota-exhausted"): "LiteLLM's budgets belong to the key, its team or its user: `/key/info` shows the key's.",
    ("portkey", "gateway-header-missing"): 'For Portkey: `http_headers = { "x-portkey-provider" = "openai" }`, or `x-portkey-config`.',
    ("bifrost", "key-rejected"): "Bifrost's own keys are virtual keys and begin with `sk-bf-`.",
    ("bifrost", "model-unknown"): "Bifrost wants the provider before the name: `openai/NAME`.",
    ("openrouter", "model-unknown"): "OpenRouter's names carry the vendor: `openai/NAME`.",
    ("azure", "model-unknown"): "For Azure `model` is the name of your deployment, not of the model.",
    ("azure", "key-rejected"): "Azure gives the same answer for a key of another resource: compare the host in `base_url` too.",
    ("azure", "address-blocked"): "In Azure's portal the resource's page Networking says which addresses it admits.",
    ("azure", "responses-unsupported"): "In Azure the deployment decides: deploy a model that has the Responses API.",
    ("lm-studio", "model-unknown"): "In LM Studio a model has to be loaded: `lms ls` lists them, `lms load NAME` loads one.",
    ("ollama", "model-unknown"): "Fetch it with `ollama pull NAME`; `ollama list` shows what is there.",
    ("ollama", "responses-unsupported"): "Ollama has the Responses API since 0.13.",
    ("vllm", "model-unknown"): "vLLM knows the name given with `--served-model-name`, else the model's path.",
    ("sglang", "model-unknown"): "SGLang knows the name given with `--served-model-name`, else the model's path.",
    ("llama.cpp", "gateway-unavailable"): "llama.cpp answers like this while it loads the model.",
}  # fmt: skip
"""What to add in a gateway's own words, by gateway and rule."""
