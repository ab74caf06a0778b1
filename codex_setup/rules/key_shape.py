"""Whether the key that Codex will send is a key: filled in, in one piece, nothing around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from codex_setup.codex.reference import variable_in
from codex_setup.mask import printable
from codex_setup.model import Check, Edit, Finding, Fix, Severity, check
from codex_setup.rules.holder import emptied, in_force, keyless, rewritten
from codex_setup.rules.placeholder import KEY as PLACEHOLDER
from codex_setup.rules.proposal import file_of, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.model import Secret
    from codex_setup.rules.holder import Holder

Fault = Literal[
    "blank", "placeholder", "newline", "bearer", "wrapped", "quotes", "blanks", "not-ascii", "blank-behind"
]

QUOTES = "\"'`“”‘’"
HIDDEN = r"[\u00a0\u00ad\u200b-\u200f\u202a-\u202f\u2060-\u206f\u3000\ufeff]"
BEARER = r"(?i)^\s*[\"'`]?\s*(?:authorization\s*[:=]\s*)?bearer\s+"
ASSIGNED = (
    r"(?i)^\s*(?:(?:export\s+|setx?\s+|\$env:)\w+\s*[= ]\s*|[a-z_]\w*(?:key|token|secret)\s*=\s*)(?=\S{8})"
)
OBJECT = r"^\s*\{[^{}]*?:\s*[\"']|[\"']\s*\}\s*$"
WRITTEN_OUT = r"(?:\\[nrt])+\s*$"

FAULTS: tuple[tuple[Fault, str], ...] = (
    ("newline", r"[\r\n\x00-\x08\x0b-\x1f\x7f]"),
    ("bearer", BEARER),
    ("wrapped", rf"{ASSIGNED}|^\s*\{{.*\}}\s*$|{WRITTEN_OUT}"),
    ("quotes", rf"^\s*(?:[{QUOTES}=>]|&(?:quot|apos|#0?3[49]);)|[{QUOTES}]\s*$|[,;，；]\s*$"),
    ("blanks", r"[ \t]+\S"),
    ("not-ascii", r"[^\x00-\x7f]"),
    ("blank-behind", r"[ \t]$"),
)
"""What is looked for in a key that is filled in, the graver first."""


FLAWLESS = r"\A[A-Za-z0-9_-]+\Z"
"""How nearly every key looks: none of the faults is in it."""


def _fault(secret: Secret) -> Fault | None:
    if secret.blank:
        return "blank"
    if secret.fits(PLACEHOLDER):
        return "placeholder"
    if secret.fits(FLAWLESS):
        return None
    return next((fault for fault, pattern in FAULTS if secret.fits(pattern)), None)


def _with(context: Context, wanted: Fault) -> Iterator[Holder]:
    """Yield the key that Codex will send, where the first thing wrong with it is `wanted`."""
    holder = in_force(context)
    if holder and not keyless(context) and _fault(holder.secret) == wanted:
        yield holder


def _clean(secret: Secret) -> Secret | None:
    """Return the key without what was pasted along with it, or None where that leaves no clean key."""
    edges = rf"^[\s{QUOTES}=>]+|[\s{QUOTES},;，；]+$"
    bare = secret.without(HIDDEN).without(OBJECT).without(ASSIGNED).without(WRITTEN_OUT)
    clean = bare.without(r"&(?:quot|apos|#0?3[49]);").without(edges).without(BEARER).without(edges)
    return clean if clean and _fault(clean) is None else None


def _finding(holder: Holder, what: str, hint: str) -> Finding:
    clean = _clean(holder.secret)
    length = len(holder.secret)
    return Finding(
        f"the key in {holder} ({printable(str(holder.secret))}, {length} character{'' if length == 1 else 's'}) {what}",
        at=holder.place,
        hint=hint,
        fix=rewritten(holder, clean, "Store the key without it") if clean else emptied(holder),
    )


@check("key-blank", Severity.ERROR)
def key_blank(context: Context) -> Iterator[Finding]:
    """The stored key is empty.

    With an empty `OPENAI_API_KEY` in auth.json, or an empty `experimental_bearer_token`, Codex sends the
    header `Authorization: Bearer` with nothing behind it.
    """
    for holder in _with(context, "blank"):
        yield Finding(f"the key in {holder} is empty", at=holder.place, fix=emptied(holder))


@check("key-placeholder", Severity.ERROR)
def key_placeholder(context: Context) -> Iterator[Finding]:
    """The key is the placeholder of a tutorial, not a key.

    `sk-xxx`, `sk-你的key`, `<your key>` or a row of stars stands where the key should. Codex sends it as
    it is, and the gateway answers 401. It does not look up `$NAME` either: the name of a variable, without
    the sign, is what `env_key` takes.
    """
    for holder in _with(context, "placeholder"):
        meant = variable_in(holder.setting.value) if holder.kind == "config" and holder.setting else None
        if meant is not None and holder.setting is not None:
            yield Finding(
                f"the key in {holder} is {quoted(holder.setting.value)}, which Codex does not look up",
                at=holder.place,
                hint=f"`env_key` takes the name of a variable: {meant}.",
                fix=_looked_up(context, holder, meant),
            )
            continue
        yield Finding(
            f"the key in {holder} is a placeholder that was not filled in",
            at=holder.place,
            hint="Copy the whole key from the gateway's page; many pages show it only once.",
            fix=emptied(holder),
        )


def _looked_up(context: Context, holder: Holder, name: str) -> Fix | None:
    """Return the fix that lets Codex read the variable; safe where that is set."""
    file = file_of(holder.setting) if holder.setting else None
    if file is None or holder.setting is None:
        return None
    edits = (Edit(file, (*context.provider.path, "env_key"), name), Edit(file, holder.setting.path, None))
    return Fix("Name the variable in `env_key`", edits, safe=context.environment.filled(name) is not None)


@check("key-newline", Severity.ERROR)
def key_newline(context: Context) -> Iterator[Finding]:
    """There is a line end or a control character in the key.

    Such a value cannot stand in a header, so Codex sends no `Authorization` at all, and says nothing. It
    comes from `echo` into a secret, from a file that is read whole, or from a key that was copied in two
    lines.
    """
    for holder in _with(context, "newline"):
        broken = holder.secret.fits(r"[\r\n]")
        yield _finding(
            holder,
            f"has a {'line end' if broken else 'control character'} in it, so Codex sends no key at all",
            "In a script, use printf instead of echo." if broken else "Copy the key again, as plain text.",
        )


@check("key-bearer-prefix", Severity.ERROR)
def key_bearer_prefix(context: Context) -> Iterator[Finding]:
    """The key begins with "Bearer".

    Codex writes `Authorization: Bearer` itself and appends the value as it is: the gateway receives
    `Bearer Bearer …`.
    """
    for holder in _with(context, "bearer"):
        yield _finding(holder, 'begins with "Bearer"', "Codex writes that word itself.")


@check("key-wrapped", Severity.ERROR)
def key_wrapped(context: Context) -> Iterator[Finding]:
    r"""The key stands in a whole assignment, in a JSON object, or before a written-out line end.

    `NAME=sk-…` was pasted where only `sk-…` belongs, a secret holds the JSON that another program keeps
    its key in, or a script wrote the two characters `\n`. Codex sends all of it.
    """
    for holder in _with(context, "wrapped"):
        yield _finding(
            holder,
            "has a name, a JSON object or a written-out line end around it",
            "The value is the key alone, without its name.",
        )


@check("key-quoted", Severity.ERROR)
def key_quoted(context: Context) -> Iterator[Finding]:
    """The key has quotes around it, or a comma behind it, that are part of the value.

    `set KEY="sk-…"` in cmd.exe, and lists of variables in editors and CI systems, keep the quotes. Codex
    sends them along.
    """
    hint = "Codex sends it along: the value is the key alone."
    if context.machine.platform == "win32":
        hint = "Codex sends it along: in cmd.exe write `set NAME=value` without quotes."
    for holder in _with(context, "quotes"):
        yield _finding(holder, "has a quote, a comma or another sign at its edge", hint)


@check("key-blanks", Severity.ERROR)
def key_blanks(context: Context) -> Iterator[Finding]:
    """There is a blank in the key, or before it.

    Codex does not trim the value; gateways do not know a key with a blank before or in it.
    """
    for holder in _with(context, "blanks"):
        yield _finding(holder, "has a blank in it", "Codex sends the value as it is.")


@check("key-blank-behind", Severity.WARNING)
def key_blank_behind(context: Context) -> Iterator[Finding]:
    """There is a blank behind the key.

    Codex sends it along (0.169.0). Most servers drop blanks at the end of a header, as HTTP wants it; one
    that does not answers 401.
    """
    for holder in _with(context, "blank-behind"):
        yield _finding(holder, "has a blank behind it", "Codex sends the value as it is.")


@check("key-not-ascii", Severity.ERROR)
def key_not_ascii(context: Context) -> Iterator[Finding]:
    """There is a character in the key that no key has.

    A full-width letter, a no-break space or a character without width came along with pasting. Codex
    sends it as it is; it cannot be seen on the screen.
    """
    for holder in _with(context, "not-ascii"):
        yield _finding(holder, "has a character outside ASCII in it", "Copy the key again, as plain text.")


CHECKS: tuple[Check[Context], ...] = (
    key_blank,
    key_placeholder,
    key_newline,
    key_bearer_prefix,
    key_wrapped,
    key_quoted,
    key_blanks,
    key_blank_behind,
    key_not_ascii,
)
