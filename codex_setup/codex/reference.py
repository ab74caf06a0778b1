"""Whether a value is nothing but a reference to a variable, as shells and other programs write one.

Codex replaces none of them: it takes `$ACME_KEY` for the key itself. The name of a variable has its own place.
"""

from __future__ import annotations

from codex_setup.pattern import pattern

_REFERENCE = pattern(
    r"""(?ix)\s*(?:bearer\s+)?["'`]?(?:
    \$\{?(?:env:)?(?P<shell>[a-z_]\w*)\}?|%(?P<cmd>[a-z_]\w*)%|\{\{?\s*(?:env[:.]\s*)?(?P<braced>[a-z_]\w*)\s*\}\}?
    |(?:process\.env|import\.meta\.env|os\.environ|env)[.:/](?P<dotted>[a-z_]\w*)
    |(?:os\.environ|os\.getenv|process\.env|env)(?:\.get)?[\[(]["'](?P<quoted>[a-z_]\w*)["'][\])]
    )["'`]?\s*"""
)


def variable_in(value: str) -> str | None:
    """Return the name of the variable that a value refers to as a whole, or None where it is anything else."""
    if not {"$", "%", "{"} & {*value} and "env" not in value.lower():
        return None  # before anything is compiled
    found = _REFERENCE.fullmatch(value)
    return None if found is None else next(name for name in found.groups() if name)
