"""`codex-setup explain`: the page of a rule, or the rule that a pasted error belongs to."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

from codex_setup.cli.parameters import Argument, option
from codex_setup.explain import alike, explain, rule_named, rules
from codex_setup.explain.page import WIDTH, found, listed, page
from codex_setup.explain.unseen import UNSEEN
from codex_setup.mask import json_text
from codex_setup.model import SetupError

if TYPE_CHECKING:
    from codex_setup.model import Rule

What = Annotated[
    list[str] | None,
    Argument(
        help="A rule's name, an error text, or - to read the text from standard input.", metavar="RULE|TEXT|-"
    ),
]
List = Annotated[
    bool, option("--list", help="List the rules; with words, only those that speak of all of them.")
]
Format = Annotated[str, option("--format", help="text or json.", metavar="FORMAT")]

LIMIT = 1_000_000


def command(what: What = None, list_: List = False, format: Format = "text") -> int:
    """Explain a rule, or find the rule that an error text belongs to.

    The text may come from Codex, an editor, a log or a gateway, in English or Chinese, with colours and
    broken lines. Exit code 1 means that nothing was recognised.

    Examples:
      codex-setup explain env-key-unset
      codex-setup explain "Missing environment variable"
      codex exec hi 2>&1 </dev/null | codex-setup explain -
    """
    if format not in {"text", "json"}:
        raise SetupError(f"`--format {format}` is not known here", "Write text or json.", exit_code=2)
    words = [word for word in what or [] if word.strip()]
    if list_:
        return _list(words, format)
    text = _text(words)
    if len(words) == 1 and (rule := rule_named(words[0])) is not None:
        return _write(page(rule, _width() or WIDTH), [_told(rule)], format)
    matches = explain(text)
    if not matches:
        _unknown(words, format)
    told = [{**_told(match.rule), "because": match.because} for match in matches]
    here = matches[0].rule not in UNSEEN
    return _write(found(matches, _width() or WIDTH, here=here), told, format)


def _width() -> int | None:
    """Return the columns of the terminal that is written to, at most those of a page; None where it is none."""
    return min(shutil.get_terminal_size().columns, WIDTH) if sys.stdout.isatty() else None


def _text(words: list[str]) -> str:
    if words == ["-"]:
        text = sys.stdin.buffer.read(LIMIT).decode("utf-8", "replace")
        if not text.strip():
            raise SetupError("standard input is empty", "Pipe an error's text into it.", exit_code=1)
        return text
    if not words:
        raise SetupError(
            "there is nothing to explain",
            "Name a rule, paste an error in quotes, or add --list.",
            exit_code=2,
        )
    return os.fsencode(" ".join(words)).decode("utf-8", "replace")  # what no locale could read comes as bytes


def _list(words: list[str], format: str) -> int:
    wanted = [word.casefold() for word in words]
    chosen = [
        rule
        for rule in rules().values()
        if all(word in f"{rule.id} {rule.doc}".casefold() for word in wanted)
    ]
    _write(
        listed(chosen, _width()), [_told(rule) for rule in sorted(chosen, key=lambda rule: rule.id)], format
    )
    if not chosen:
        said = f"no rule speaks of `{' '.join(words)}`"
        raise SetupError(said, "`codex-setup explain --list` shows every rule.", exit_code=1)
    return 0


def _unknown(words: list[str], format: str) -> NoReturn:
    near = alike(words[0]) if len(words) == 1 else ()
    if format == "json":
        _write("", [], format)
    if near:
        raise SetupError(f"there is no rule `{words[0]}`", f"Did you mean {' or '.join(near)}?", exit_code=1)
    raise SetupError(
        "this text fits nothing that codex-setup knows",
        "`codex-setup doctor` looks at the configuration itself; `codex-setup explain --list` shows every rule.",
        exit_code=1,
    )


def _told(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "severity": str(rule.severity),
        "title": rule.title,
        "doc": rule.doc,
        "since": rule.since,
        "until": rule.until,
        "security": rule.security,
        "sources": list(rule.sources),
    }


def _write(text: str, told: list[dict[str, Any]], format: str) -> int:
    sys.stdout.write(json_text({"rules": told}) if format == "json" else text)
    return 0
