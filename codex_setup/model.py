"""What a report is made of: the nouns that every other module speaks in.

Everything here is a frozen value without behaviour of its own beyond showing itself. Only `record` and
`secret` stand below this module: every other arrow points here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from codex_setup.pattern import pattern
from codex_setup.record import record
from codex_setup.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

KeyPath = tuple[str | int, ...]
"""Where a value stands in a TOML file; an `int` is the place in an array of tables."""

Value = Any
"""What TOML or JSON holds: it enters here untyped and is narrowed by whoever reads it."""

LayerName = Literal["system", "user", "profile", "project", "option", "managed", "environment", "auth"]
Shell = Literal["bash", "zsh", "fish", "powershell", "cmd"]

_BARE_KEY = pattern(r"[A-Za-z0-9_-]+")


def dotted(key: KeyPath) -> str:
    """Return `key` as TOML would write it: `model_providers."my relay".env_key`."""
    parts: list[str] = []
    for part in key:
        if isinstance(part, int):
            parts[-1] += f"[{part}]"
        else:
            parts.append(part if _BARE_KEY.fullmatch(part) else json.dumps(part, ensure_ascii=False))
    return ".".join(parts)


class Severity(StrEnum):
    """How bad a finding is; `error` means that Codex will not work as it stands."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Return 0 for the worst, so that findings sort by it."""
        return tuple(Severity).index(self)


RANKS: Mapping[str, int] = {severity.value: severity.rank for severity in Severity}
"""How bad a severity is, by its word; 0 is the worst."""


class SetupError(Exception):
    """codex-setup itself cannot go on: a foreseen reason, with what to do about it.

    A broken configuration is never one of these: it is a finding. `exit_code` is 3 unless the command
    line was wrong (2).
    """

    def __init__(self, message: str, hint: str = "", exit_code: int = 3) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


class Span(NamedTuple):
    """A stretch of a text: 1-based lines and columns (in characters), and 0-based character offsets.

    The end is exclusive; `text[span.start:span.end]` is what it covers.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int


@record
class Place:
    """Where a finding points: a layer, its file, the stretch of text, the key."""

    layer: LayerName | None = None
    file: Path | None = None
    span: Span | None = None
    key: KeyPath | None = None


@record
class Edit:
    """One key of one file gets another value; `None` removes the key or the whole table.

    In `.env` and auth.json the key path has one element. A file that does not exist is created.
    """

    file: Path
    key: KeyPath
    value: Value | Secret | None


@record
class Rename:
    """A key or table keeps its lines and gets another name: `key` becomes `to`, the data moves as it is."""

    file: Path
    key: KeyPath
    to: KeyPath


@record
class Replace:
    """A stretch of a file that is not TOML gets another text (character offsets, end exclusive)."""

    file: Path
    start: int
    end: int
    text: str


@record
class Permit:
    """A file gets another mode (for example 0o600)."""

    file: Path
    mode: int


AnyEdit = Edit | Rename | Replace | Permit


@record
class Command:
    """Something only the user can do, in no particular shell; `render.shell` says it in theirs.

    `set` takes a variable's name and the text that stands for its value (never a key), `unset` a name,
    `run` the words of a command line.
    """

    kind: Literal["run", "set", "unset"]
    words: tuple[str, ...]


@record
class Fix:
    """A proposal: `edits` we can make, `commands` only the user can. Data only; `repair` applies it.

    A fix is safe when it cannot change what already works or what the user plainly meant.
    """

    title: str
    edits: tuple[AnyEdit, ...] = ()
    commands: tuple[Command, ...] = ()
    safe: bool = True


@record
class Rule:
    """What can be wrong, as a name, a severity and its page; the code that looks for it is elsewhere.

    `since` is the first Codex release in which it holds, `until` the first in which it no longer does.
    `security` rules can be lowered by the user, never silenced. `page` is as it stands in the source.
    """

    id: str
    severity: Severity
    page: str
    since: str | None = None
    until: str | None = None
    security: bool = False
    sources: tuple[str, ...] = ()

    @property
    def doc(self) -> str:
        """Return the rule's page without the margin that it has in the source."""
        import inspect  # 5 ms that only a reader of pages pays

        return inspect.cleandoc(self.page)

    @property
    def title(self) -> str:
        """Return the first sentence of the rule's page."""
        first = self.page.strip().split("\n\n", maxsplit=1)[0]
        return " ".join(first.split())


@record
class Finding:
    """One thing that is wrong, in one place.

    `message` is one clause without a full stop, `hint` one sentence. `unsure` means that this finding
    alone leaves open whether Codex will work (exit code 4 instead of 1). `because_of` names the rule of
    the finding that explains this one, so that one root cause is reported once.
    """

    message: str
    at: Place | None = None
    hint: str | None = None
    fix: Fix | None = None
    unsure: bool = False
    because_of: str | None = None


@record
class Outcome:
    """A rule and what came of it: nothing (passed), findings, or `skipped` with the reason.

    `crashed` says that it was skipped by a fault of ours: what it looks for may well be there.
    """

    rule: Rule
    findings: tuple[Finding, ...] = ()
    skipped: str | None = None
    crashed: bool = False


C = TypeVar("C")
Look = Callable[[C], Iterable[Finding]]


@record
class Check(Generic[C]):
    """A rule and the function that looks for it."""

    rule: Rule
    look: Look[C]

    def ask(self, subject: C) -> Outcome:
        """Return the outcome of looking at `subject`; a look that crashes becomes a skipped outcome."""
        try:
            return Outcome(self.rule, tuple(self.look(subject)))
        except Exception as crash:  # noqa: BLE001 -- one broken check must not hide the others
            return Outcome(
                self.rule, skipped=f"the check itself failed ({type(crash).__name__})", crashed=True
            )


def check(
    rule_id: str,
    severity: Severity,
    *,
    since: str | None = None,
    until: str | None = None,
    security: bool = False,
    sources: tuple[str, ...] = (),
) -> Callable[[Look[C]], Check[C]]:
    """Make a `Check` of a function; its docstring becomes the rule's page."""

    def decorate(look: Look[C]) -> Check[C]:
        return Check(Rule(rule_id, severity, look.__doc__ or "", since, until, security, sources), look)

    return decorate


def findings_of(outcomes: Iterable[Outcome]) -> Iterator[tuple[Rule, Finding]]:
    """Yield every finding with its rule, in the order of the outcomes."""
    for outcome in outcomes:
        for finding in outcome.findings:
            yield outcome.rule, finding


EMPTY: Mapping[Any, Any] = {}
"""A mapping with nothing in it, for defaults."""

__all__ = [
    "EMPTY", "RANKS", "AnyEdit", "Check", "Command", "Edit", "Finding", "Fix", "KeyPath", "LayerName", "Outcome",
    "Permit", "Place", "Rename", "Replace", "Rule", "Secret", "SetupError", "Severity", "Shell", "Span",
    "Value", "check", "dotted", "findings_of",
]  # fmt: skip
