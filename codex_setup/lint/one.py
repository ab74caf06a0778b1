"""What is wrong with one file, judged alone: the rules that need no more than its text.

The file gets a machine of its own on which nothing else is wrong: every variable that it names is set, a
login is there, its project is trusted. A rule that asks for more than that is left out, not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.codex.auth import AuthFile
from codex_setup.codex.context import Context, Invocation, read_context
from codex_setup.codex.environment import Environment, Variable
from codex_setup.doctor import Report
from codex_setup.machine import FileInfo, Machine, MemoryFiles
from codex_setup.model import Outcome, Secret, Severity
from codex_setup.render.paging import page
from codex_setup.rules import CHECKS, not_in
from codex_setup.rules.causes import explained
from codex_setup.suppress import suppress
from codex_setup.wire import Plan

if TYPE_CHECKING:
    from codex_setup.codex.context import ReleaseOrigin
    from codex_setup.lint.subjects import Role, Subject
    from codex_setup.model import Check
    from codex_setup.render.page import Page, ShownFinding, ShownFix

KEY = Secret("sk-" + "a1B2c3D4" * 6)
"""The key that every variable of the file's own machine holds; it is never shown nor sent."""

ELSEWHERE = "depends on the machine that Codex runs on"


class UnknownHereError(LookupError):
    """A rule asked for something that one file cannot tell."""


@dataclass(frozen=True, slots=True)
class Alone:
    """The files of a machine of which one is known: any other can neither be read nor missed."""

    known: MemoryFiles

    def read(self, path: Path) -> bytes:
        """Return the bytes of a known file."""
        self.info(path)
        return self.known.read(path)

    def head(self, path: Path, size: int) -> bytes:
        """Return the first bytes of a known file."""
        return self.read(path)[:size]

    def info(self, path: Path) -> FileInfo:
        """Return what is known of the file; raises `UnknownHereError` where that is nothing."""
        found = self.known.info(path)
        if found is None:
            raise UnknownHereError(path)
        return found

    def names(self, folder: Path) -> tuple[str, ...]:
        """Raise `UnknownHereError`: what else is there cannot be told."""
        raise UnknownHereError(folder)


@dataclass(frozen=True, slots=True)
class Manner:
    """How to look: which Codex, which rules not, what fails, whether fixes are wanted as text."""

    version: str | None = None
    origin: ReleaseOrigin = "assumed"
    binary: Path | None = None
    ignored: tuple[str, ...] = ()
    fail_on: Severity = Severity.ERROR
    pieces: bool = False


def look(subject: Subject, content: bytes, beside: bytes | None, manner: Manner) -> Page:
    """Return what is wrong with one file; `beside` is the configuration that a profile lies over."""
    context = alone(subject.file, subject.role, content, beside, manner.version)
    outcomes = explained(context, [_asked(check, context) for check in CHECKS])
    outcomes = suppress(outcomes, context.layers, manner.ignored)
    found = page(Report(context, Plan(None), outcomes, fail_on=manner.fail_on), pieces=manner.pieces)
    return _of(found, subject, layer_file(subject.file, subject.role))


def _asked(check: Check[Context], context: Context) -> Outcome:
    reason = not_in(check.rule, context.release)
    found = Outcome(check.rule, skipped=reason) if reason else check.ask(context)
    if found.skipped is not None and UnknownHereError.__name__ in found.skipped:
        return replace(found, skipped=ELSEWHERE)
    return found


def layer_file(file: Path, role: Role) -> Path:
    """Return where the file lies on the machine of its own: where Codex would look for it."""
    match role:
        case "system":
            name = "managed_config.toml" if file.name == "managed_config.toml" else "config.toml"
            return Path("/etc/codex") / name
        case "project" if file.parent.name != ".codex":
            return file.parent / ".codex" / "config.toml"
        case "profile" if file.name.endswith(".config.toml"):
            return file
        case "profile":
            return file.parent / "it.config.toml"
        case _:
            return file.parent / "config.toml"


def alone(file: Path, role: Role, content: bytes, beside: bytes | None, version: str | None) -> Context:
    """Return the context of a machine that has this file and no fault of another kind."""
    place = layer_file(file, role)
    home = place.parent if role in ("user", "profile") else Path("/codex-setup-lint/.codex")
    root = place.parent.parent
    contents: dict[Path, bytes | None] = {place: content}
    if role == "profile" and beside is not None:
        contents[home / "config.toml"] = beside
    elif role == "project":
        contents[root / ".git" / "HEAD"] = b""
        contents[home / "config.toml"] = f'[projects.{_quoted(root)}]\ntrust_level = "trusted"\n'.encode()
    contents[home / ".keep"] = b""
    files = MemoryFiles(contents, {})
    machine = Machine(home.parent, root if role == "project" else home.parent, {}, "linux", files)
    name = place.name.removesuffix(".config.toml") if role == "profile" else None
    asked = Invocation(codex_home=home, profile=name, codex_version=version)
    found = read_context(machine, asked)
    variables = {name: Variable(name, KEY) for name in _named(found)}
    return replace(
        found,
        machine=replace(machine, files=Alone(files)),
        environment=Environment(variables),
        auth=AuthFile(home / "auth.json", "apikey", KEY),
    )


def _named(context: Context) -> set[str]:
    """Return the variables that the file's providers name."""
    names = {provider.env_key.value for provider in context.providers.values() if provider.env_key}
    for provider in context.providers.values():
        names |= {header.value for header in provider.env_http_headers}
    return names


def _quoted(path: Path) -> str:
    import json  # noqa: PLC0415 -- one role in four

    return json.dumps(str(path), ensure_ascii=False)


def _of(found: Page, subject: Subject, place: Path) -> Page:
    """Return the page with what it says of this file only, under the file's own name."""
    mine = [one for one in found.findings if one.place is not None and one.place.file == place]
    layers = [one for one in found.layers if one.file == place]
    return replace(
        found,
        findings=tuple(_renamed(one, place, subject.file) for one in mine),
        layers=tuple(replace(one, file=subject.file) for one in layers[:1]),
        request=None,
    )


def _renamed(finding: ShownFinding, place: Path, file: Path) -> ShownFinding:
    if place == file or finding.place is None:
        return finding
    fix = finding.fix and _fix_renamed(finding.fix, place, file)
    return replace(finding, place=replace(finding.place, file=file), fix=fix)


def _fix_renamed(fix: ShownFix, place: Path, file: Path) -> ShownFix:
    edits = tuple(
        dict(edit) | ({"file": str(file)} if edit["file"] == str(place) else {}) for edit in fix.edits
    )
    pieces = tuple(replace(piece, file=file) if piece.file == place else piece for piece in fix.replacements)
    return replace(fix, edits=edits, replacements=pieces)
