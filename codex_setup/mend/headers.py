"""What a line was plainly meant to be that should open a table."""

from __future__ import annotations

import re

from codex_setup.mend.guess import TAIL, Guess
from codex_setup.pattern import pattern

_DRESSED = pattern(
    r"(?P<indent>\s*)[<{(]?\s*(?P<path>(?:model_providers|mcp_servers|profiles|projects|features|tui)(?:\s*\.\s*[\w-]+)*)\s*(?:[>})]|[:=])(?P<tail>\s*(?:#.*)?)"
)
_PARTS = pattern(
    r"(?P<indent>\s*)(?P<path>\[(?:\"[^\"]+\"|'[^']+'|[\w-]+)\](?:\s*\[(?:\"[^\"]+\"|'[^']+'|[\w-]+)\])+)(?P<tail>\s*(?:#.*)?)"
)
_BEHIND = pattern(r"(?P<indent>\s*)(?P<path>\[[^\[\]#=]+\])\s*[:,;.=]+(?P<tail>\s*(?:#.*)?)")

_MANY = pattern(r"(?P<indent>\s*)\[{3,}\s*(?P<path>[^\[\]#=]+?)\s*\]+(?P<tail>\s*(?:#.*)?)")
_FORMS = (_DRESSED, _PARTS, _BEHIND, _MANY)


def dressed(line: str) -> Guess | None:
    """Return a header that has a colon or brackets of another kind around its name or a sign behind it, brackets around each part, or too many."""
    found = next((one for kind in _FORMS if (one := kind.fullmatch(line))), None)
    if found is None:
        return None
    path = re.sub(r"\]\s*\[", ".", found["path"]).strip("[]")
    return Guess("other", f"{found['indent']}[{path}]{found['tail']}")


def header(line: str) -> Guess | None:
    """Return a header with its brackets closed and a name that is not a bare one in quotes.

    Where the first part has a sign in it, nobody knows which table was meant.
    """
    found = re.match(rf"(\s*)(?P<open>\[\[?)(?P<name>[^\[\]#=]+?)\s*(?P<close>\]{{0,2}}|[)}}>]){TAIL}", line)
    if not found:
        return None
    name = re.sub(
        r"^(\s*(?:model_providers|mcp_servers|profiles))(?:\s*[/:\\,]+\s*|\s+)(?=[\w.-]+$)",
        r"\1.",
        found["name"],
    )
    if "," in name:
        return None  # a list, or the mark of another language
    parts = re.findall(r"\"[^\"]*\"|'[^']*'|[^.\"']+", name)
    names = [
        p.strip() if re.fullmatch(r"\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*", p) else f'"{p.strip()}"'
        for p in parts
    ]
    close = "]" * len(found["open"])
    new = f"{found[1]}{found['open']}{'.'.join(names)}{close}{found['tail']}"
    if new == line or '""' in names:
        return None
    return Guess("other", new, certain=re.fullmatch(r"[\w '\"-]+", names[0]) is not None)


def singular(line: str) -> Guess | None:
    """Return `[model_provider.x]` or `model_provider.x.y = …` with the `s` it lacks; beside the key `model_provider` it is not TOML."""
    found = re.match(r"(\s*\[?model_provider)(\..*)", line)
    return Guess("other", f"{found[1]}s{found[2]}") if found else None
