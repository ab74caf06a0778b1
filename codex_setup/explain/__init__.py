"""What a rule means, and which rule a pasted error belongs to.

Pure: it looks at nothing but the text. The text may come from Codex, an editor, a log or a gateway, with
colours, frames, time stamps and line breaks anywhere, in English or Chinese, as JSON or in words.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from codex_setup.explain.cleaning import cleaned, opened, squashed, unescaped, without
from codex_setup.explain.loading import LOADING
from codex_setup.explain.outside import OUTSIDE
from codex_setup.explain.running import RUNNING
from codex_setup.explain.unseen import UNSEEN
from codex_setup.mask import presentable
from codex_setup.nearest import nearest
from codex_setup.pattern import pattern
from codex_setup.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codex_setup.explain.saying import Saying
    from codex_setup.model import Rule

SAYINGS: tuple[Saying, ...] = (*OUTSIDE, *RUNNING, *LOADING)
"""Every error text of Codex's own that is known, the particular before the general."""

LEFT_TO_REPLIES = frozenset(
    {
        "firewall-page", "gateway-unavailable", "stream-cut", "connection-refused", "timed-out", "quota-exhausted",
        "rate-limited", "model-not-for-login", "tool-type-refused", "model-unset", "login-missing", "config-not-toml",
    }
)  # fmt: skip
"""Rules whose texts may stand around an answer that says more."""

BANNER = pattern(
    r"(?m)^(?:OpenAI Codex v.*|-{8}|(?:workdir|model|provider|approval|sandbox|reasoning (?:effort|summaries)|session id): .*"
    r"|tokens used.*)$"
)
"""What `codex exec` says of the session before anything else."""

OTHERS = pattern(
    r"(?im)^(?:psql|mysql|mysqladmin|mongo\w*|redis-cli|ssh|scp|sftp|rsync|git|fatal|remote|gh|hub|svn|docker|podman|helm"
    r"|kubectl|terraform|ansible|aws|az|gcloud|npm|yarn|pnpm|pip\d?|cargo|go|mvn|gradle|make|ld|sudo|su|ldap\w*|smbclient)\b"
    r"[^\n]{0,20}:|[\w.-]*(?:github|gitlab|bitbucket)\.|\(publickey|for user [\"']\w"
)
"""How a line begins, or what it holds, that another program than Codex says of its own passwords and servers."""

ID = pattern(r"[a-z0-9]+(?:-[a-z0-9]+)+|[a-z0-9]+")


@record
class Match:
    """A rule that a text belongs to; `because` is the piece of the text, or the status, that says so."""

    rule: Rule
    because: str


@cache
def rules() -> Mapping[str, Rule]:
    """Return every rule by its id: of the configuration, of the live check, and the pages without a check."""
    # the modules are needed only here, and `--help` must not load them
    from codex_setup import suppress
    from codex_setup.codex import compare, opinion
    from codex_setup.diagnosis import RULES
    from codex_setup.rules import CHECKS

    found = {check.rule.id: check.rule for check in CHECKS}
    others = (opinion.REFUSES, opinion.DISAGREES, opinion.UNUSABLE, compare.DIFFERS, *suppress.RULES)
    for rule in (*RULES, *others, *UNSEEN):
        found.setdefault(rule.id, rule)
    return found


def rule_named(name: str) -> Rule | None:
    """Return the rule whose id `name` is; capitals and underscores do not matter."""
    return rules().get(name.strip().strip("[]`'\"").lower().replace("_", "-"))


def alike(name: str) -> tuple[str, ...]:
    """Return the ids that `name` most likely stands for, none where it does not look like one."""
    plain = name.strip().lower().replace("_", "-")
    if not ID.fullmatch(plain):
        return ()
    parts = set(plain.split("-"))
    sharing = sorted(rules(), key=lambda rule_id: -len(parts & set(rule_id.split("-"))))
    near = nearest(plain, rules())
    return near or tuple(each for each in sharing[:3] if len(parts & set(each.split("-"))) > 1)


def explain(text: str) -> tuple[Match, ...]:
    """Return the rules that a pasted text belongs to, the likeliest first; none where nothing fits."""
    lines = cleaned(opened(cleaned(text)))
    if not lines.strip():
        return ()
    found = dict[str, Match]()
    for match in _matches(lines):
        found.setdefault(match.rule.id, match)
    return tuple(found.values())


def _matches(lines: str) -> Iterator[Match]:
    known = rules()
    named = [each for each in re.findall(r"(?:error|warning|note)\[([a-z0-9-]+)\]", lines) if each in known]
    yield from (Match(known[each], f"[{each}]") for each in named)
    flat = squashed(unescaped(lines))
    sayings = [(saying, piece) for saying in SAYINGS if (piece := saying.found(flat))]
    beside = [saying for saying, _ in sayings if saying.beside]
    rest = (
        without(lines, lambda text: (each for one in beside for each in one.each(text))) if beside else lines
    )
    firm = [each for each in sayings if not each[0].beside]
    replies = tuple(_replies(rest))
    yield from _keys(lines, refused=True)
    yield from _firm(firm, first=True)
    yield from replies
    yield from _firm(firm, first=False)
    if not replies and not firm:
        yield from _in_words(rest)
    yield from _keys(lines, refused=False)
    yield from (Match(known[saying.rule], _shown(piece[0])) for saying, piece in sayings if saying.beside)
    for saying, piece in sayings:
        yield from (Match(known[other], _shown(piece[0])) for other in saying.with_ if other in known)


def _firm(sayings: list[tuple[Saying, re.Match[str]]], *, first: bool) -> Iterator[Match]:
    """Yield what stopped Codex in its own words: before an answer that is quoted, or behind it where that says more."""
    for saying, piece in sayings:
        if (saying.rule not in LEFT_TO_REPLIES) == first and saying.rule in rules():
            yield Match(rules()[saying.rule], _shown(piece[0]))


def _keys(lines: str, *, refused: bool) -> Iterator[Match]:
    """Yield what is known of the keys that Codex says it ignores, or for which it refuses the file."""
    if not re.search(r"ignored|configuration", re.sub(r"\s+", "", lines)):
        return
    from codex_setup.explain.ignored_keys import (  # the known keys are needed only here
        ignored_keys,
        refused_keys,
    )

    told = (refused_keys if refused else ignored_keys)(unescaped(lines))
    yield from (Match(rules()[rule], _shown(path)) for rule, path in told)


def _replies(lines: str) -> Iterator[Match]:
    from codex_setup.explain.replies import quoted, rows  # the table of diagnoses is needed only here

    for text in (lines, re.sub(r"\s*\n\s*", " ", lines), re.sub(r"\s*\n\s*", "", lines), unescaped(lines)):
        found = quoted(text)
        if found is None:
            continue
        fitting = [
            Match(row.rule, f"status {found.status}" if found.status else _shown(found.body))
            for row in rows(found)
        ]
        if fitting and found.status == 502 and re.search(r"//(?:localhost|127\.|\[::1\])", found.url):  # noqa: PLR2004 -- Bad Gateway
            yield Match(rules()["proxy-takes-loopback"], "status 502 from this computer")
        yield from fitting
        if fitting:
            return


def _in_words(lines: str) -> Iterator[Match]:
    """Yield what a gateway's words say by themselves, without status and braces around them."""
    from codex_setup.explain.replies import Quoted, rows

    lines = BANNER.sub("", lines)
    whole = re.sub(r"\s*\n\s*", " ", lines).strip()
    if re.search(r"unexpected status \d{3}", whole) or OTHERS.search(lines):
        return  # read as an answer already: what is left is Codex's own words around it; or nobody's answer
    for text in filter(
        None, (whole, *reversed([one for one in lines.split("\n")[-50:] if len(one.split()) > 1]))
    ):
        yield from (Match(row.rule, _shown(text)) for row in rows(Quoted(None, text, "")))


def _shown(piece: str) -> str:
    plain = " ".join(presentable(piece).split())
    return plain if len(plain) <= 80 else f"{plain[:79]}…"  # noqa: PLR2004 -- one line
