"""Whether the model that Codex will ask for is one that the gateway has, by exactly this name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.codex.catalogue import known, lite
from codex_setup.codex.catalogue_file import default_model
from codex_setup.codex.reference import variable_in
from codex_setup.mask import visible
from codex_setup.model import Check, Edit, Finding, Fix, Place, Severity, check
from codex_setup.nearest import latin, nearest
from codex_setup.pattern import pattern
from codex_setup.providers import preset_for
from codex_setup.rules.endpoint import target
from codex_setup.rules.placeholder import NAME as PLACEHOLDER
from codex_setup.rules.proposal import changed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Setting
    from codex_setup.providers import Preset

EDGES = " \t\r\n\u00a0\u3000\"'`“”‘’<>,;，；"
"""What is pasted along with a name, and none of it part of one."""


def _model(context: Context) -> Setting[str] | None:
    return context.config.get("model", of=str)


def _gateway(context: Context) -> Preset | None:
    """Return what is known of the gateway, where somebody else than OpenAI answers."""
    where = target(context)
    if where is None or where.openai:
        return None
    url = context.provider.base_url
    return preset_for(url.value) if url else None


@check("model-unset", Severity.WARNING)
def model_unset(context: Context) -> Iterator[Finding]:
    """No model is set, so Codex asks the gateway for its own default.

    The default changes with the release of Codex, and Codex does not ask a gateway which models it has. A
    gateway that lacks the name answers 404, or 503 "No available accounts". A `model` that stands below a
    table header such as `[model_providers.x]` belongs to that table and does not count.
    """
    where = target(context)
    if context.config.has("model") or where is None or where.openai or context.damaged:
        return
    if context.provider.builtin and context.provider.id != "openai":
        return  # Codex chooses a local model itself
    gateway = _gateway(context)
    default = default_model(context)
    if gateway and default in gateway.models:
        return
    names = gateway.models if gateway else ()
    file = context.user_file
    fix = (
        Fix(f"Set it to {quoted(names[0])}", (Edit(file, ("model",), names[0]),)) if names and file else None
    )
    yield Finding(
        f"`model` is not set, so Codex asks {where.host} for {quoted(default)}",
        at=Place("user", file),
        hint=_offers(gateway) or "`codex-setup models` lists the names that the gateway offers to your key.",
        fix=fix,
    )


def _offers(gateway: Preset | None) -> str | None:
    if gateway is None or not gateway.models:
        return None
    return f"{gateway.name} has {', '.join(gateway.models)}."


@check("model-empty", Severity.ERROR)
def model_empty(context: Context) -> Iterator[Finding]:
    """The model is an empty text.

    `model = ""` is not the same as none: Codex ends with "No models are available".
    """
    model = _model(context)
    if model is None or model.value.strip():
        return
    gateway = _gateway(context)
    better = gateway.models[0] if gateway and gateway.models else None
    yield Finding(
        f"`model` is {quoted(model.value)}",
        at=model.place,
        hint=_offers(gateway) or "Set one of the gateway's names, or leave the key out for Codex's default.",
        fix=changed(
            model,
            better,
            f"Set it to {quoted(better)}" if better else "Leave it out",
            safe=better is not None,
        ),
    )


@check("model-placeholder", Severity.ERROR)
def model_placeholder(context: Context) -> Iterator[Finding]:
    """The model's name is a gap that should have been filled in.

    Codex sends the name as it stands, and no gateway has a model called `<model>`.
    """
    model = _model(context)
    if model and PLACEHOLDER.search(model.value):
        gateway = _gateway(context)
        variable = variable_in(model.value)
        meant = context.environment.text(variable) if variable else None
        better = meant or (gateway.models[0] if gateway and gateway.models else None)
        yield Finding(
            f"`model` is {quoted(model.value)}, which is not a name",
            at=model.place,
            hint=_offers(gateway)
            or "`codex-setup models` lists the names that the gateway offers to your key.",
            fix=changed(model, better, f"Set it to {quoted(better)}") if better else None,
        )


@check("model-stray-character", Severity.ERROR)
def model_stray_character(context: Context) -> Iterator[Finding]:
    """A blank, a quote, a letter of another alphabet or one that cannot be seen stands in the model's name.

    Codex sends the name exactly as it stands, and gateways compare it exactly. It also writes the name to
    the terminal, which obeys what it takes for a command: an escape sequence, a right-to-left mark.
    """
    model = _model(context)
    if model is None or not model.value.strip() or PLACEHOLDER.search(model.value):
        return
    tidy = _tidy(model.value)
    if tidy == model.value or model.value in _names(context):
        return
    better = (*nearest(tidy, _names(context), 1), tidy)[0]
    yield Finding(
        f"`model` is {quoted(model.value)}, with a character in it that no model's name has",
        at=model.place,
        hint="Codex sends the name exactly as it stands.",
        fix=changed(model, better, f"Set it to {quoted(better)}", safe="-" not in tidy or "-" in model.value)
        if better
        else None,
    )


_REMARK = pattern(r"\s+[(（][^()（）]*[)）]\s*$", needs=("(",))


def _tidy(name: str) -> str:
    """Return `name` without what cannot be seen, quotes, and a remark behind it; blanks inside become hyphens."""
    bare = _REMARK.sub("", visible(name).strip(EDGES))
    bare = latin(bare) if latin(bare).isascii() else bare
    return re.sub(r"\s+", "-", bare)


def _names(context: Context) -> tuple[str, ...]:
    gateway = _gateway(context)
    return gateway.models if gateway else ()


@check("model-not-exact", Severity.ERROR)
def model_not_exact(context: Context) -> Iterator[Finding]:
    """The model's name is almost one of the gateway's.

    Names are compared exactly: case, dots and suffixes count. A short name such as `gpt-5` is not
    completed; gateways answer it with 404, or with 503 "No available accounts".
    """
    model, names = _model(context), _names(context)
    if model is None or not names or model.value in names or _tidy(model.value) != model.value:
        return
    meant = _meant(model.value, names, whole=_whole(context))
    if meant:
        yield Finding(
            f"`model` is {quoted(model.value)}, which {_host(context)} does not have by exactly this name",
            at=model.place,
            hint=f"Most likely meant: {', '.join(meant)}.",
            fix=changed(model, meant[0], f"Set it to {quoted(meant[0])}"),
        )


@check("model-not-listed", Severity.NOTE)
def model_not_listed(context: Context) -> Iterator[Finding]:
    """The model is not among those that are known of this gateway.

    The list may be older than the gateway's. `codex-setup models` asks the gateway itself.
    """
    model, names = _model(context), _names(context)
    if model is None or not names or model.value in names or not model.value.strip():
        return
    if (
        _tidy(model.value) != model.value
        or PLACEHOLDER.search(model.value)
        or _meant(model.value, names, whole=_whole(context))
    ):
        return
    yield Finding(
        f"`model` is {quoted(model.value)}, which is not known of {_host(context)}",
        at=model.place,
        hint=f"Known: {', '.join((*nearest(model.value, names), *names)[: len(names)])}.",
    )


def _host(context: Context) -> str:
    where = target(context)
    return where.host if where else "the gateway"


def _whole(context: Context) -> bool:
    gateway = _gateway(context)
    return gateway is not None and gateway.whole_list


def _meant(word: str, names: tuple[str, ...], *, whole: bool) -> tuple[str, ...]:
    """Return the names that `word` is a slip or a short form of; another version number is neither.

    Where the gateway may have other names than these, only case and separators count as a slip.
    """
    parts = _parts(word)
    plain = [name for name in names if "".join(_parts(name)) == "".join(parts)]
    if not whole:
        return tuple(plain)
    short = [name for name in names if _within(parts, _parts(name))]
    slips = [n for n in nearest(word, names) if re.findall(r"\d+", n) == re.findall(r"\d+", word)]
    return tuple(dict.fromkeys((*plain, *slips, *short)))[:3]


def _parts(name: str) -> list[str]:
    """Return the words and numbers of a name, without a vendor in front."""
    return re.findall(r"[a-z]+|\d+", name.rpartition("/")[2].lower())


def _within(short: list[str], long: list[str]) -> bool:
    rest = iter(long)
    return len(short) > 1 and all(part in rest for part in short)


@check("model-responses-lite", Severity.NOTE, since="0.144.6")
def model_responses_lite(context: Context) -> Iterator[Finding]:
    """Codex asks this model in a form that the gateway may not know.

    For the newer models of its own list Codex uses "responses-lite": the tools are not in `tools` but in
    the first item of the input, of type `additional_tools`. A gateway or an upstream that does not know
    this type answers 400. A name that Codex does not know, or `gpt-5.5`, is asked in the usual form.
    """
    where, model = target(context), _model(context)
    name = model.value if model else default_model(context)
    if where is None or where.openai or context.provider.builtin or not lite(name, context.release):
        return
    if model is None and context.damaged:
        return
    yield Finding(
        f"{quoted(name)} is asked in the form responses-lite, which {where.host} may not know",
        at=model.place if model else None,
        hint="If the gateway answers 400 to it, choose gpt-5.5 or a name that Codex does not know.",
        because_of=None if model else "model-unset",
    )


@check("model-metadata-unknown", Severity.NOTE, since="0.128.0")
def model_metadata_unknown(context: Context) -> Iterator[Finding]:
    """Codex knows nothing of this model and assumes its size.

    For a name outside its own list Codex warns "Model metadata for … not found" and works with fallback
    values, also for the context window. `model_context_window` sets the true one; `model_catalog_json`
    gives a whole description.
    """
    model = _model(context)
    if model is None or not model.value.strip() or known(model.value, context.release):
        return
    if not context.provider.builtin and not any(
        context.config.has(key) for key in ("model_context_window", "model_catalog_json", "model_catalog_url")
    ):
        yield Finding(
            f"{quoted(model.value)} is not on this Codex's own list, so Codex assumes its context window",
            at=model.place,
            hint="Set `model_context_window` to what the gateway says of the model.",
        )


CHECKS: tuple[Check[Context], ...] = (
    model_unset,
    model_empty,
    model_placeholder,
    model_stray_character,
    model_not_exact,
    model_not_listed,
    model_responses_lite,
    model_metadata_unknown,
)
