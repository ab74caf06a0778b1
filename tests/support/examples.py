"""The examples of the rules: a home that shows the fault, and the same home without it.

    tests/examples/<rule-id>/bad.toml, good.toml           where only config.toml matters
    tests/examples/<rule-id>/bad/, good/                   small homes
    tests/examples/<rule-id>/<anything>/…                  further examples of the same rule, in either form

A small home holds what lies in Codex's folder (`config.toml`, `auth.json`, `.env`, `work.config.toml`), and
below `home/`, `work/` and `root/` what lies in the home directory, in the working directory and at `/`.
`env.json` (in it, or beside bad and good for both) holds the environment; without one RELAY_KEY is set.
`example.json` beside bad and good may say more: see `SAYS`.

Run as a program, it writes each `good` that is missing, as the fix of its rule makes it of `bad`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from codex_setup.codex.context import Binary, Context, Invocation, read_context
from codex_setup.repair import Change, plan_changes
from codex_setup.rules import CHECKS, ask
from support.homes import CODEX_HOME, HOME, WORK, machine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codex_setup.machine import Machine
    from codex_setup.model import AnyEdit, Check, Finding

FOLDER = Path(__file__).parents[1] / "examples"
ENV = {"RELAY_KEY": "sk-relay-0123456789abcdef01"}
SAYS = {
    "version", "profile", "overrides", "model", "command", "platform", "modes", "times", "pipes", "binaries", "codex", "says", "why",
}  # fmt: skip
"""What `example.json` may say: the invocation, the permissions (octal) and times of files by path below the
home, what is a named pipe there, the Codex that are installed (`file`, `version`, `kind`, `first`), and

what differs for `good` alone is said again with `_good` behind its name.
`codex`: what the real Codex does with `bad` and no longer with `good` ("refuses": it never asks the
gateway; "differs": it asks otherwise, or not at all); `says`: a pattern that its error message fits.
`why` is for readers.
"""


@dataclass(frozen=True, slots=True)
class Home:
    """One of the two homes of an example: absolute path -> content, and the environment."""

    files: Mapping[Path, bytes]
    env: Mapping[str, str]
    modes: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, float] = field(default_factory=dict)
    pipes: tuple[str, ...] = ()

    def machine(self, platform: str = "linux") -> Machine:
        """Return the machine that this home is on."""
        files = {str(path): content for path, content in self.files.items()}
        return machine(
            files=files,
            env=self.env,
            modes=self.modes,
            platform=platform,
            times=self.times,
            pipes=self.pipes,
        )


@dataclass(frozen=True, slots=True)
class Example:
    """A fault and its absence; `more` is what `example.json` says."""

    rule: str
    folder: Path
    bad: Home
    good: Home
    more: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return how a test calls it."""
        return str(self.folder.relative_to(FOLDER))

    @property
    def check(self) -> Check[Context]:
        """Return the check that this is an example of."""
        return next(each for each in CHECKS if each.rule.id == self.rule)

    def context(self, home: Home) -> Context:
        """Return what the rules see of one of the two homes."""
        more = dict(self.more)
        if home is self.good:
            more |= {key.removesuffix("_good"): value for key, value in more.items() if key.endswith("_good")}
        invocation = Invocation(
            codex_version=more.get("version"),
            profile=more.get("profile"),
            overrides=tuple(more.get("overrides", ())),
            model=more.get("model"),
            command=more.get("command", "exec"),
        )
        binaries = [
            Binary(Path(found["file"]), found["version"], found["kind"], first=found.get("first", False))
            for found in more.get("binaries", ())
        ]
        return read_context(home.machine(more.get("platform", "linux")), invocation, binaries)

    def findings(self, home: Home) -> tuple[Finding, ...]:
        """Return what this example's rule finds in one of the two homes."""
        outcome = next(each for each in ask(self.context(home)) if each.rule.id == self.rule)
        assert outcome.skipped is None, f"{self.name}: {outcome.skipped}"
        return outcome.findings

    @property
    def edits(self) -> tuple[AnyEdit, ...]:
        """Return every edit that the rule proposes for `bad`."""
        return tuple(edit for found in self.findings(self.bad) if found.fix for edit in found.fix.edits)

    def mended(self) -> tuple[Change, ...]:
        """Return what the rule's own fixes change in `bad`."""
        return plan_changes(self.bad.machine(self.more.get("platform", "linux")), self.edits)


def examples() -> Iterator[Example]:
    """Yield every example below `tests/examples`, in order."""
    for rule in sorted(FOLDER.iterdir()):
        if rule.is_dir():
            yield from _below(rule.name, rule)


def _below(rule: str, folder: Path) -> Iterator[Example]:
    if (folder / "bad").is_dir() or (folder / "bad.toml").is_file():
        more = _json(folder / "example.json") or {}
        said = {name.removesuffix("_good") for name in more}
        assert said <= SAYS, f"{folder}: example.json says {said - SAYS}"
        yield Example(rule, folder, _home(folder, "bad", more), _home(folder, "good", more), more)
    for inner in sorted(folder.iterdir()):
        if inner.is_dir() and inner.name not in {"bad", "good"}:
            yield from _below(rule, inner)


def _home(folder: Path, which: str, more: Mapping[str, Any]) -> Home:
    plain, inside = folder / f"{which}.toml", folder / which
    home = home_in(inside)
    files = {CODEX_HOME / "config.toml": plain.read_bytes()} if plain.is_file() else home.files
    env = next((found for at in (inside, folder) if (found := _json(at / "env.json")) is not None), ENV)
    modes = more.get("modes_good" if which == "good" and "modes_good" in more else "modes", {})
    times = more.get("times_good" if which == "good" and "times_good" in more else "times", {})
    octal = {name: int(mode, 8) for name, mode in modes.items()}
    return Home(files, env, octal, times, tuple(more.get("pipes", ())) if which == "bad" else ())


def home_in(folder: Path, besides: tuple[str, ...] = ()) -> Home:
    """Return the small home that lies in `folder`; files called as in `besides` are none of it."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    kept = (path for path in found if path.name not in {"env.json", *besides})
    files = {_placed(path.relative_to(folder)): path.read_bytes() for path in kept}
    return Home(files, _json(folder / "env.json") or {})


def _placed(path: Path) -> Path:
    roots = {"home": HOME, "work": WORK, "root": Path("/")}
    first, *rest = path.parts
    return roots[first].joinpath(*rest) if first in roots and rest else CODEX_HOME / path


def _json(file: Path) -> Any:
    return json.loads(file.read_text()) if file.is_file() else None


def _write_missing() -> None:
    """Write each `good` that is missing: `bad` with the rule's own fix."""
    for example in list(examples()):
        good = example.folder / "good"
        if good.exists() or good.with_suffix(".toml").exists() or not example.edits:
            continue
        after = {**example.bad.files, **{change.file: change.after for change in example.mended()}}
        if (example.folder / "bad.toml").exists() and set(after) == {CODEX_HOME / "config.toml"}:
            good.with_suffix(".toml").write_bytes(after[CODEX_HOME / "config.toml"] or b"")
        else:
            _write_home(good, after)
            env = example.folder / "bad" / "env.json"
            if env.is_file():
                (good / "env.json").write_bytes(env.read_bytes())
        sys.stdout.write(f"{example.name}\n")


def _write_home(folder: Path, files: Mapping[Path, bytes | None]) -> None:
    for path, content in files.items():
        for root, name in ((CODEX_HOME, ""), (WORK, "work"), (HOME, "home"), (Path("/"), "root")):
            if path.is_relative_to(root):
                file = folder / name / path.relative_to(root)
                break
        if content is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


if __name__ == "__main__":
    _write_missing()
