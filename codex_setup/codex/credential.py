"""Which credential Codex sends, and which other headers the configuration causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.bedrock import aws_files, region_refused
from codex_setup.codex.google import CREDENTIALS
from codex_setup.codex.sources import (
    access_token,
    login_key,
    named_variable,
    source_of,
    takes_login,
    variable_login,
)
from codex_setup.model import Secret
from codex_setup.pattern import pattern
from codex_setup.wire import Credential, Header, Origin, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Provider, Setting

_UNSENDABLE = pattern(r"[\x00-\x08\x0a-\x1f\x7f]")
_TOKEN = pattern(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def missing_variable(context: Context) -> Refusal | None:
    """Return Codex's refusal where `env_key` names a variable that is unset or blank."""
    key = context.provider.env_key
    if key is None or source_of(context) != "variable" or named_variable(context) is not None:
        return None
    hint = context.provider.env_key_instructions
    return Refusal(
        "send", f"Missing environment variable: `{key.value}`." + (f" {hint.value}" if hint else "")
    )


def missing_tokens(context: Context) -> Refusal | None:
    """Return the refusal of the releases that stopped at a login without its tokens."""
    auth, release = context.auth, context.release
    if (
        auth.mode != "empty"
        or not release.missing_tokens_refused
        or not takes_login(context, context.provider)
    ):
        return None
    other = named_variable(context) or context.provider.experimental_bearer_token
    if other is not None or _login(context) is not None:
        return None
    return Refusal("send", "Token data is not available.")


def missing_region(context: Context) -> Refusal | None:
    """Return the refusal of Bedrock's providers where nobody says the region; the SDK's own files may say it."""
    provider = context.provider
    if provider.id not in context.release.bedrock_ids:
        return None
    said = "{region}" not in provider.default_url
    variable = context.release.has("region-variable")
    if provider.env_key is not None and not (said and variable):
        if said and context.config.get(*provider.path, "aws", "region", of=str) is not None:
            return None
        needs = f"`model_providers.{provider.id}.aws.region`" + (
            ", `AWS_REGION`, or `AWS_DEFAULT_REGION`" if variable else ""
        )
        return Refusal("send", f"Fatal error: Amazon Bedrock bearer token auth requires {needs}")
    if said:
        return None
    config, _ = aws_files(context)
    if provider.auth_command is not None or context.machine.files.info(config) is not None:
        return None
    return Refusal(
        "send", "Fatal error: failed to resolve Amazon Bedrock auth: AWS SDK config did not resolve a region"
    )


def unsupported_region(context: Context) -> Refusal | None:
    """Return the refusal of a region in which Codex does not ask Bedrock."""
    region = region_refused(context)
    named = "Amazon Bedrock" if context.release.has("regions-told-shorter") else "Amazon Bedrock Mantle"
    return Refusal("send", f"Fatal error: {named} does not support region `{region}`") if region else None


def unsendable_header(context: Context) -> Refusal | None:
    """Return the refusal of the releases that stumbled over a header that cannot be sent."""
    if context.release.has("bad-headers-skipped"):
        return None
    provider, environment = context.provider, context.environment
    named = [(str(setting.path[-1]), Secret(setting.value)) for setting in provider.http_headers]
    for setting in provider.env_http_headers:
        variable = environment.get(setting.value)
        if variable is not None and not variable.value.blank:
            named.append((str(setting.path[-1]), variable.value))
    key = environment.get(provider.env_key.value) if provider.env_key else None
    token = provider.experimental_bearer_token
    if token is not None and context.release.has("bearer-token"):
        named.append(("authorization", Secret(token.value)))
    bad = any(not _TOKEN.fullmatch(name) or value.fits(_UNSENDABLE) for name, value in named)
    held = _first(context)
    unsent = held.header is None and held.origin.text != "none"  # also the key of a login
    if bad or unsent or (key is not None and key.value.fits(_UNSENDABLE)):
        return Refusal("send", context.release.builder_error)
    return None


def credential_of(context: Context) -> Credential:
    """Return the credential of the request; a key that no header can hold leaves the file's own header."""
    held = _first(context)
    return held if held.header is not None else _own_header(context) or held


def _first(context: Context) -> Credential:
    """Return the credential of the first source that speaks."""
    provider, held = context.provider, None
    match source_of(context):
        case "variable":
            variable = named_variable(context)
            if variable is not None and provider.env_key is not None:
                held = _bearer(variable.value, Origin(f"env:{provider.env_key.value}", variable.dotenv))
        case "token":
            token = provider.experimental_bearer_token
            if token is not None:
                held = _bearer(Secret(token.value), Origin("config", token.place))
        case "command":
            origin = Origin("command", provider.auth_command.place if provider.auth_command else None)
            held = Credential("authorization", "Bearer", origin, None, "the command has not been run")
        case "cloud":
            held = _cloud(context)
        case "login":
            held = _login(context)
        case "none":
            pass
    return held or Credential(None, None, Origin("none"), None, _why_none(context, provider))


def _cloud(context: Context) -> Credential:
    """Return the credential that a cloud's own tools make, which nobody else can tell."""
    if context.provider.id in context.release.google_ids:
        own = Origin(f"env:{CREDENTIALS}")
        return Credential("authorization", "Bearer", own, None, "a token of Google's default credentials")
    own = Origin("env:AWS_ACCESS_KEY_ID")
    return Credential("authorization", "AWS4-HMAC-SHA256", own, None, "a signature of the request")


def _login(context: Context) -> Credential | None:
    key = login_key(context)
    if key is not None and key.variable is not None:
        return _bearer(key.secret, Origin(f"env:{key.variable.name}", key.variable.dotenv))
    if key is not None:
        return _bearer(key.secret, Origin("auth.json:apikey"))
    if context.auth.mode == "chatgpt" and not variable_login(context) and access_token(context) is None:
        return Credential("authorization", "Bearer", Origin("auth.json:chatgpt"), None, "a login token")
    return None


def _bearer(value: Secret, origin: Origin) -> Credential:
    if value.fits(_UNSENDABLE):
        return Credential(
            None,
            None,
            origin,
            None,
            "the value holds a line break or control character, so Codex sends no header",
        )
    return Credential("authorization", "Bearer", origin, value)


def _own_header(context: Context) -> Credential | None:
    for header in _configured(context, context.provider):
        if header.name.lower() == "authorization" and isinstance(header.value, Secret):
            return Credential("authorization", None, Origin("header", header.origin.place), header.value)
    return None


def _why_none(context: Context, provider: Provider) -> str:
    if provider.id in context.release.bedrock_ids:
        return "AWS's own tools look for credentials in their files and on the machine, and Codex stops without them"
    if not takes_login(context, provider):
        return "the provider names no key"
    if access_token(context) is not None:
        return (
            "CODEX_ACCESS_TOKEN takes the place of auth.json, and Codex exchanges it itself or sends nothing"
        )
    if context.auth.mode == "other":
        return "the login in auth.json is one that Codex exchanges itself, or sends nothing"
    return "nobody is logged in"


def headers_of(context: Context) -> tuple[Header, ...]:
    """Return the headers that the configuration causes, without the credential's own.

    Until 0.58 an Authorization header of the file went out beside the provider's key.
    """
    found = list(_configured(context, context.provider))
    own = [header for header in found if header.name.lower() == "authorization"]
    beside: list[Header] = []
    if not context.release.has("one-authorization"):
        beside = own[1:] if credential_of(context).origin.text == "header" else own
    kept = (
        header
        for header in found
        if header.name.lower() not in context.release.own_headers or _counts(header)
    )
    account = tuple(_account(context))  # it takes the place of the file's own
    named = {header.name for header in account}
    others = (header for header in kept if header not in own or header in beside)
    return (*account, *(header for header in others if header.name.lower() not in named))


def _counts(header: Header) -> bool:
    """Return whether it says how long the request is: a number that takes the place of Codex's own (since 0.34)."""
    value = header.value if isinstance(header.value, Secret) else Secret(header.value)
    return header.name.lower() == "content-length" and value.fits(r"^\s*[0-9]{1,19}\s*$")


def _account(context: Context) -> Iterator[Header]:
    """Yield the header that names the account of a ChatGPT login, which goes wherever its token goes."""
    origin = credential_of(context).origin
    if origin.text == "auth.json:chatgpt" and context.auth.account is not None:
        yield Header("chatgpt-account-id", context.auth.account, origin)


def _configured(context: Context, provider: Provider) -> Iterator[Header]:
    """Yield static headers, then those from variables; of the same name the last one counts."""
    once = context.release.has("one-header-a-name")
    found: dict[str, Header] = {}
    for header in (
        *_static(provider),
        *(h for s in provider.env_http_headers if (h := _variable(context, s))),
    ):
        found[header.name.lower() if once else f"{len(found)}"] = header
    yield from found.values()


def _static(provider: Provider) -> Iterator[Header]:
    for setting in provider.http_headers:
        name, value = str(setting.path[-1]), Secret(setting.value)
        if _TOKEN.fullmatch(name) and not value.fits(_UNSENDABLE):
            yield Header(name, value, Origin("config", setting.place))


def _variable(context: Context, setting: Setting[str]) -> Header | None:
    name = str(setting.path[-1])
    variable = context.environment.get(setting.value)
    if (
        variable is None
        or variable.value.blank
        or variable.value.fits(_UNSENDABLE)
        or not _TOKEN.fullmatch(name)
    ):
        return None
    return Header(name, variable.value, Origin(f"env:{setting.value}", setting.place))
