"""Whether the base URL is a URL that Codex can use as it is written, character by character."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.url import joined, target
from codex_setup.model import Check, Edit, Finding, Fix, Rename, Secret, Severity, check, dotted
from codex_setup.providers import preset
from codex_setup.rules.endpoint import address
from codex_setup.rules.keylike import keylike
from codex_setup.rules.path import ENCODED, SLIPPED, alone, hostlike, single, straight, with_scheme
from codex_setup.rules.placeholder import URL as PLACEHOLDER
from codex_setup.rules.proposal import changed, exchanged, file_of, quoted, table_file
from codex_setup.rules.provider_place import names_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Setting
    from codex_setup.model import Place

DROPPED = "\t\n\r"
"""What a URL parser takes out wherever it stands; leading blanks and control characters go too."""

STRAY = r"[\x00-\x08\x0b\x0c\x0e-\x20\x7f\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\uff01-\uff5e。、]"
"""Blanks, characters that cannot be seen, and full-width forms of ASCII."""

EDGES = "\"'`“”‘’„‟«»「」『』<>,;:，；。"
"""What is pasted along with an address: quotes, brackets, the comma of a list."""

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("。"): ord("."),
    ord("、"): ord(","),
}


def written(context: Context) -> Setting[str] | None:
    """Return the base URL of the active provider as it is written, without what the URL parser drops."""
    return context.provider.base_url


def plain(url: str) -> str:
    """Return `url` as the URL parser begins to read it."""
    return re.sub(f"[{DROPPED}]", "", url).lstrip("".join(map(chr, range(0x21))))


def cleaned(url: str) -> str:
    """Return `url` without stray characters; full-width forms become what they stand for.

    A blank within a word of the path stays: Codex encodes it, and the gateway may mean it.
    """
    if single(url):
        return url.strip(EDGES)
    text = re.sub("[\uff01-\uff5e。、]", lambda found: found[0].translate(FULL_WIDTH), alone(plain(url)))
    host, slash, path = re.fullmatch(r"((?:[A-Za-z]+:)?/*[^/]*)(/?)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    words = path.split(" ") if re.search(r"[^\s/] [^\s/]", path) else [path]
    tidy = [re.sub(STRAY, "", word) for word in words]
    return (re.sub(STRAY, "", host) + slash + " ".join(word for word in tidy if word)).strip(EDGES + " ")


@check("base-url-missing", Severity.ERROR, security=True)
def base_url_missing(context: Context) -> Iterator[Finding]:
    """The selected provider has no `base_url`.

    Codex does not complain: it uses https://api.openai.com/v1, and sends the key of the gateway there. A
    key that is misspelt, such as `baseURL` or `base-url`, counts as missing.
    """
    provider = context.provider
    if provider.builtin or not provider.defined or provider.base_url is not None or context.damaged:
        return
    if provider.id.startswith("amazon-bedrock"):  # Codex brings along where it is
        return
    if context.config.has(*provider.path, "base_url"):
        return  # of the wrong type: another rule says so
    outside = context.config.get("base_url", of=str)
    inside = (s for s in context.config.below(*provider.path) if len(s.path) == len(provider.path) + 1)
    alike = outside or next((s for s in inside if names_address(str(s.path[-1]), s.value)), None)
    key = (*provider.path, "base_url")
    known = preset(provider.id) or (preset(provider.name.value) if provider.name else None)
    file = file_of(alike) if alike else table_file(context, provider)
    fix = None
    if alike and file:
        title = "Move `base_url` into the table" if outside else f"Rename `{alike.path[-1]}` to `base_url`"
        fix = Fix(title, (Rename(file, alike.path, key),))
    elif file and known and known.base_url and "{" not in known.base_url:
        fix = Fix(f"Set it to {quoted(known.base_url)}", (Edit(file, key, known.base_url),), safe=False)
    yield Finding(
        f"`{dotted(provider.path)}` has no `base_url`, so Codex sends its requests, with the key, to api.openai.com",
        at=alike.place if alike else _table(context),
        hint="At the top level, where `base_url` stands, Codex ignores it."
        if outside
        else f"Codex does not know the key `{alike.path[-1]}`."
        if alike
        else "Set `base_url` to the gateway's address.",
        fix=fix,
    )


def _table(context: Context) -> Place | None:
    first = next(context.config.below(*context.provider.path), None)
    return first.layer.place(context.provider.path) if first else None


@check("base-url-placeholder", Severity.ERROR)
def base_url_placeholder(context: Context) -> Iterator[Finding]:
    """The base URL still has a gap in it that should have been filled in.

    Codex replaces nothing in a value: neither `${VARIABLE}` nor `<your host>`. The text is used as it
    stands, and no request can be made.
    """
    url = written(context)
    found = PLACEHOLDER.search(url.value) if url else None
    if url and found:
        yield Finding(
            f"`{url.key}` is {quoted(url.value)}, with the gap {quoted(found[0])} not filled in",
            at=url.place,
            hint="Codex replaces no variables in config.toml; write the address out.",
            fix=_filled(context, url),
        )


def _filled(context: Context, url: Setting[str]) -> Fix | None:
    """Return the fix that writes out the variables that are set, where an address comes of it."""

    def value(found: re.Match[str]) -> str:
        return context.environment.text(found["name"]) or found["else"] or found[0]

    reference = r"\$(?:env:)?\{?(?P<name>[A-Za-z_]\w*)(?::?-(?P<else>[^}]*)(?=\}))?\}?"
    better = straight(plain(re.sub(reference, value, url.value)))
    where = address(better)
    if where is None or "@" in better or PLACEHOLDER.search(better) or cleaned(better) != better:
        return None
    return changed(url, better, f"Set it to {quoted(better)}") if where.scheme in ("http", "https") else None


@check("base-url-empty", Severity.ERROR)
def base_url_empty(context: Context) -> Iterator[Finding]:
    """The base URL is empty.

    An empty `base_url` is not the same as none: Codex cannot build a request from it and ends with
    "builder error".
    """
    url = written(context)
    if url and not cleaned(url.value):
        yield Finding(
            f"`{url.key}` is {quoted(url.value)}", at=url.place, hint="Set it to the gateway's address."
        )


@check("base-url-stray-character", Severity.ERROR)
def base_url_stray_character(context: Context) -> Iterator[Finding]:
    """A character that does not belong into a URL stands in the base URL.

    Codex appends `/responses` to the text as it is. A blank at the end becomes `%20`, a no-break space or
    a character without width is sent along, a full-width colon makes the address unusable. They come
    with pasting, and most of them cannot be seen.
    """
    url = written(context)
    if url is None or PLACEHOLDER.search(url.value):
        return
    clean = cleaned(url.value)
    if clean and clean != plain(url.value):
        better = straight(with_scheme(clean))
        around = alone(plain(url.value)) != plain(url.value)
        more = "its signs encoded" if re.match(ENCODED, plain(url.value)) else "more than an address in it"
        stray = next((char for char in plain(url.value) if re.match(STRAY, char) or char in EDGES), "")
        yield Finding(
            f"`{url.key}` is {quoted(url.value)}, with {more if around else f'{_named(stray)} in it'}",
            at=url.place,
            hint="Codex uses the text as it is and appends /responses to it.",
            fix=changed(url, better, f"Set it to {quoted(better)}"),
        )


def _named(char: str) -> str:
    names = {
        " ": "a blank",
        "\u00a0": "a no-break space",
        "：": "a full-width colon",
        "\ufeff": "a byte order mark",
    }
    if char in names:
        return names[char]
    if "\u200b" <= char <= "\u200f" or char in "\u2060\u00ad":
        return "a character that cannot be seen"
    return "a full-width character" if "\uff01" <= char <= "\uff5e" else f"a stray {quoted(char)}"


@check("base-url-lacks-scheme", Severity.ERROR)
def base_url_lacks_scheme(context: Context) -> Iterator[Finding]:
    """The base URL does not begin with https:// or http://.

    Without one of the two Codex cannot build a request: it tries for half a minute and ends with "builder
    error". Other schemes, such as ws:// or ftp://, are as bad.
    """
    url = written(context)
    text = plain(url.value) if url else ""
    if url is None or not text or PLACEHOLDER.search(url.value) or cleaned(url.value) != text:
        return
    if text.lower().startswith(("http:", "https:")):
        return
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*(?=://)", text)
    better = straight(with_scheme(text))
    yield Finding(
        f"`{url.key}` is {quoted(url.value)}, which begins with {'the scheme ' + scheme[0] if scheme else 'no scheme'}",
        at=url.place,
        hint="Codex takes only https:// and http://.",
        fix=exchanged(context, url)
        or changed(url, better, f"Set it to {quoted(better)}", safe=not scheme or scheme[0].lower() in _TYPOS)
        if scheme or hostlike(text) or SLIPPED.match(text) or exchanged(context, url)
        else None,
    )


_TYPOS = ("htp", "htps", "hhtp", "hhtps", "htttp", "htttps", "ttp", "ttps", "http", "https", "ws", "wss")


@check("base-url-unusable", Severity.ERROR)
def base_url_unusable(context: Context) -> Iterator[Finding]:
    """The base URL has a host or a port that cannot be.

    A port above 65535, a port that is not a number, no host at all, or brackets that do not close: Codex
    cannot build a request and ends with "builder error".
    """
    url = written(context)
    if url is None or PLACEHOLDER.search(url.value) or not re.match(r"(?i)https?:", plain(url.value)):
        return
    if cleaned(url.value) == plain(url.value) and target(joined(url.value, "/responses")) is None:
        yield Finding(
            f"`{url.key}` is {quoted(url.value)}, whose host or port cannot be",
            at=url.place,
            hint="It needs the form https://host/path, with a port below 65536 where there is one.",
        )


@check("base-url-has-query", Severity.ERROR)
def base_url_has_query(context: Context) -> Iterator[Finding]:
    """The base URL has a query, a part that begins with a question mark.

    Codex appends `/responses` to the whole text, so that it lands in the query and the path stays short.
    Parameters belong into the table `query_params` of the provider.
    """
    url = written(context)
    where = address(url.value) if url else None
    if url is None or where is None or not where.query or PLACEHOLDER.search(url.value):
        return
    file = file_of(url)
    pairs = [pair.partition("=") for pair in where.query.split("&") if pair]
    table = (*context.provider.path, "query_params")
    held = [(key, Secret(value) if keylike(value) else value) for key, _, value in pairs]
    params = tuple(Edit(file, (*table, key), value) for key, value in held) if file else ()
    bare = straight(re.split(r"\?", plain(url.value), maxsplit=1)[0])
    movable = not context.provider.builtin
    yield Finding(
        f"`{url.key}` has the query {quoted('?' + where.query)}, to which Codex appends /responses",
        at=url.place,
        hint="Parameters belong into `query_params` of the provider.",
        fix=Fix("Move the query to `query_params`", (Edit(file, url.path, bare), *params))
        if file and movable
        else None,
    )


@check("base-url-has-fragment", Severity.ERROR)
def base_url_has_fragment(context: Context) -> Iterator[Finding]:
    """The base URL has a fragment, a part that begins with `#`.

    Everything from `#` on is never sent, and Codex appends `/responses` behind it: the request goes to
    the bare base URL. Such addresses are copied from the browser.
    """
    url = written(context)
    where = address(url.value) if url else None
    if url is None or where is None or "#" not in url.value or PLACEHOLDER.search(url.value):
        return
    bare = straight(plain(url.value).split("#")[0])
    yield Finding(
        f"`{url.key}` is {quoted(url.value)}, of which everything from `#` on is lost, with Codex's own path",
        at=url.place,
        hint="Give the address of the API, not the one in the browser.",
        fix=changed(url, bare, f"Set it to {quoted(bare)}", safe=not re.match("/", where.fragment)),
    )


CHECKS: tuple[Check[Context], ...] = (
    base_url_missing,
    base_url_placeholder,
    base_url_empty,
    base_url_stray_character,
    base_url_lacks_scheme,
    base_url_unusable,
    base_url_has_query,
    base_url_has_fragment,
)
