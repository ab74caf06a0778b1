"""Writes `docs/rules.md` from the rules, their examples, and the replies that lead to them.

    python docs/generate.py          write it
    python docs/generate.py --check  say whether it is in step, without writing

`tests/test_docs_rules.py` holds that it is.
"""

# ruff: noqa: E402 -- the checkout must be on the path before its own modules are imported

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from support.examples import ENV, Example, Home, examples
from support.homes import CODEX_HOME, HOME, WORK

from codex_setup import rules as modules
from codex_setup.codex import compare, opinion
from codex_setup.diagnosis import ROWS, RULES
from codex_setup.explain import SAYINGS
from codex_setup.explain.unseen import UNSEEN
from codex_setup.mask import masked, printable
from codex_setup.render.shell import line as typed
from codex_setup.suppress import RULES as ON_COMMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from codex_setup.model import Finding, Rule

TARGET = ROOT / "docs" / "rules.md"

INTRO = """# Every rule

What `codex-setup doctor` and `lint` look for, and what a live check can find. A rule's name is what stands in
brackets before each finding; `codex-setup explain NAME` shows its page in the terminal. An **error** means that
Codex will not work as it stands, or that a key goes where it does not belong; a **warning** that something does
not do what it looks like; a **note** is worth knowing and changes no exit code.

A comment takes a finding away, on its line or on the line above, in `.env` as well, with a reason:
`# codex-setup: ignore[NAME] why`. At a table's header it is about the whole table. `--ignore NAME` does it for one
run. A rule on security is lowered to a note, not silenced, and where Codex stops, that is said all the same.

This page is written by `docs/generate.py` from the rules themselves; the examples are those of the tests.
"""

SECTIONS = (
    ("Files", ("files", "not_toml", "refused")),
    ("Settings", ("keys", "values")),
    ("Layers and profiles", ("layers", "profiles")),
    ("Provider", ("provider_place", "provider_flat", "provider")),
    ("Base URL", ("base_url", "web_address")),
    ("Model", ("model_name", "features")),
    ("Key and login", ("dotenv", "auth", "auth_command", "login", "auth_file", "key_shape", "secrets")),
    ("MCP servers", ("mcp",)),
    ("Environment", ("environment", "surroundings")),
    ("Pipelines", ("ci",)),
    ("Other programs", ("owners",)),
)
"""The chapters of the page, and the modules below `codex_setup/rules` that each is made of."""


def text() -> str:
    """Return the whole page."""
    return "\n".join((INTRO, *_contents(), "", *_chapters())).rstrip() + "\n"


def _sections() -> Iterator[tuple[str, tuple[Rule, ...]]]:
    done: set[str] = set()
    for title, names in SECTIONS:
        rules = tuple(check.rule for name in names for check in getattr(modules, name).CHECKS)
        done |= {rule.id for rule in rules}
        yield title, rules
    left = tuple(check.rule for check in modules.CHECKS if check.rule.id not in done)
    if left:
        yield "More", left
    yield "What a gateway answers", tuple(RULES)
    yield "What only an error text shows", UNSEEN
    yield "Comments that ask to ignore a rule", ON_COMMENTS
    yield "The installed Codex", (opinion.REFUSES, opinion.DISAGREES, opinion.UNUSABLE, compare.DIFFERS)


def _contents() -> Iterator[str]:
    for title, rules in _sections():
        yield f"- [{title}](#{title.lower().replace(' ', '-')}): " + ", ".join(
            f"[`{rule.id}`](#{rule.id})" for rule in rules
        )


def _chapters() -> Iterator[str]:
    found: dict[str, list[Example]] = {}
    for example in examples():
        found.setdefault(example.rule, []).append(example)
    for title, rules in _sections():
        yield f"## {title}"
        yield ""
        for rule in rules:
            yield from _rule(rule, found.get(rule.id, []))


def _rule(rule: Rule, shown: list[Example]) -> Iterator[str]:
    yield f"### {rule.id}"
    yield ""
    yield f"*{rule.severity}{_holds(rule)}{', security' if rule.security else ''}*"
    yield ""
    yield rule.doc.strip()
    yield ""
    plain = [example for example in shown if example.folder.name == rule.id] or shown
    for example in plain[:1]:
        yield from _example(example)
    yield from _seen(rule)
    if rule.sources:
        yield "Sources: " + ", ".join(rule.sources)
        yield ""


def _holds(rule: Rule) -> str:
    since = f", from Codex {rule.since} on" if rule.since else ""
    return since + (f", until {rule.until}" if rule.until else "")


def _example(example: Example) -> Iterator[str]:
    found = example.findings(example.bad)
    yield from _home("Wrong", example.bad, _different(example.bad, example.good), example.more, good=False)
    yield from _said(example, found)
    yield from _home("Right", example.good, _different(example.good, example.bad), example.more, good=True)


def _different(home: Home, other: Home) -> dict[Path, bytes]:
    """Return the files of `home` that `other` lacks or has otherwise; config.toml where that is none."""
    files = {path: held for path, held in home.files.items() if other.files.get(path) != held}
    config = CODEX_HOME / "config.toml"
    return files or (
        {config: home.files[config]} if config in home.files and home.files == other.files else {}
    )


def _home(
    title: str, home: Home, files: Mapping[Path, bytes], more: Mapping[str, object], *, good: bool
) -> Iterator[str]:
    yield f"**{title}**"
    yield ""
    for path, held in files.items():
        name = _name(path)
        kind = {".toml": "toml", ".json": "json", ".yml": "yaml"}.get(path.suffix, "text")
        yield f"```{kind}"
        if kind == "toml" or path.name.startswith("."):
            yield f"# {name}"
        elif kind == "text":
            yield f"-- {name}"
        lines = masked(held.decode("utf-8", "backslashreplace")).rstrip("\n").split("\n")
        yield from (printable(line.rstrip("\r")) for line in lines)
        yield "```"
        yield ""
    facts = [*_environment(home), *_invocation(more, good=good)]
    if facts:
        yield " ".join(facts)
        yield ""
    elif not files:
        yield "The same without what is at fault."
        yield ""


def _environment(home: Home) -> Iterator[str]:
    if dict(home.env) != ENV:
        pairs = [f"`{name}={printable(masked(value))}`" for name, value in home.env.items()]
        yield f"With {', '.join(pairs)} in the environment." if pairs else "With nothing in the environment."


def _invocation(more: Mapping[str, object], *, good: bool) -> Iterator[str]:
    said = dict(more)
    if good:
        said |= {key.removesuffix("_good"): value for key, value in more.items() if key.endswith("_good")}
    if said.get("version"):
        yield f"With Codex {said['version']}."
    if said.get("profile"):
        yield f"With `--profile {said['profile']}`."
    overrides = said.get("overrides")
    for override in overrides if isinstance(overrides, list) else ():
        yield f"With `-c {override}`."
    modes = said.get("modes")
    for name, mode in modes.items() if isinstance(modes, dict) else ():
        yield f"With mode {mode} for `{name}`."
    if said.get("platform") == "win32":
        yield "On Windows."


def _said(example: Example, found: Iterable[Finding]) -> Iterator[str]:
    yield "```text"
    for finding in tuple(found)[:2]:
        yield f"{example.check.rule.severity}[{example.rule}]: {_short(finding.message)}"
        if finding.hint:
            yield f"  help: {_short(finding.hint)}"
        if finding.fix:
            commands = "".join(f": {typed(command, 'bash')}" for command in finding.fix.commands[:1])
            yield f"  fix: {_short(finding.fix.title)}{'' if finding.fix.safe else ' (asks first)'}{_short(commands)}"
    yield "```"
    yield ""


def _seen(rule: Rule) -> Iterator[str]:
    """Yield the answers and error texts by which a rule is recognised."""
    replies = [row for row in ROWS if row.rule.id == rule.id][:3]
    texts = [saying for saying in SAYINGS if saying.rule == rule.id][:2]
    if not replies and not texts:
        return
    yield "Recognised by, for instance:"
    yield ""
    yield "```text"
    for row in replies:
        status = str(row.witness.status) if row.witness.status else f"no answer ({row.witness.failure})"
        yield _cut(f"{status} {printable(masked(' '.join(row.witness.text.split())))}".strip())
    yield from (_cut(printable(masked(" ".join(saying.witness.split())))) for saying in texts)
    yield "```"
    yield ""


def _cut(text: str) -> str:
    return text if len(text) <= 150 else text[:149] + "…"


def _short(text: str) -> str:
    return text.replace(str(CODEX_HOME), "~/.codex").replace(str(WORK), "~/work").replace(str(HOME), "~")


def _name(path: Path) -> str:
    for folder, shown in ((CODEX_HOME, "~/.codex"), (WORK, "~/work"), (HOME, "~")):
        if path.is_relative_to(folder):
            return f"{shown}/{path.relative_to(folder)}"
    return str(path)


def main(words: list[str]) -> int:
    """Write the page, or with `--check` say whether it is in step."""
    wanted = text()
    if "--check" in words:
        same = TARGET.is_file() and TARGET.read_text("utf-8") == wanted
        sys.stdout.write("docs/rules.md is in step\n" if same else "docs/rules.md is out of step\n")
        return 0 if same else 1
    TARGET.write_text(wanted, "utf-8")
    sys.stdout.write(f"wrote {TARGET.name}, {wanted.count('### ')} rules\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
