"""Which keys stand where Codex does not look for them, and what each was most likely meant to be.

Every rule of `keys.py` shows one of these kinds; a key is of one kind only, so none is reported twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from codex_setup.codex import known
from codex_setup.nearest import nearest
from codex_setup.record import record
from codex_setup.rules.keylike import NAME, keylike
from codex_setup.rules.provider_place import FIELDS, names_address

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer
    from codex_setup.codex.releases import Release
    from codex_setup.model import Value

Kind = Literal[
    "misplaced",
    "refused",
    "misspelt",
    "renamed",
    "removed",
    "later",
    "harmless",
    "expected",
    "unknown",
    "elsewhere",
]
"""`refused`: misplaced, and Codex refuses the file for it. `elsewhere`: another module's rule speaks of it."""

Path = tuple[str, ...]

MISNAMED: Mapping[str, str] = {
    "mcpServers": "mcp_servers",
    "mcp_server": "mcp_servers",
    "mcp-servers": "mcp_servers",
    "mcp": "mcp_servers",
    "servers": "mcp_servers",
    "context_servers": "mcp_servers",
    "feature": "features",
    "project": "projects",
}
"""Tables under a name that other programs use, with Codex's own."""


GENERAL = frozenset(
    {"codex", "general", "default", "defaults", "config", "settings", "global", "main", "core", "root"}
)
"""Tables that INI files and other programs have for the settings as a whole; Codex has these above all tables."""


@record
class Stray:
    """One key that this release does not know at its place; `meant` is where it would have an effect."""

    layer: Layer
    path: Path
    value: Value
    kind: Kind
    meant: Path | None = None
    why: str = ""


def strays(context: Context) -> tuple[Stray, ...]:
    """Return the stray keys of every layer that Codex reads, in the order of the files.

    Eleven rules ask this of the same context one after the other, so the last answer is kept.
    """
    if not _LAST or _LAST[0][0] is not context:
        _LAST[:] = [(context, tuple(_strays(context)))]
    return _LAST[0][1]


_LAST: list[tuple[Context, tuple[Stray, ...]]] = []


def _strays(context: Context) -> Iterator[Stray]:
    for layer in context.layers:
        if layer.name != "auth" and layer.state in {"read", "unreadable"}:
            yield from strays_in(layer, context.release)


def strays_in(layer: Layer, release: Release) -> Iterator[Stray]:
    """Yield the stray keys of one layer, in the order of the file."""
    yield from _below((), layer.data, layer, release)


def _below(table: Path, data: Mapping[str, Value], layer: Layer, release: Release) -> Iterator[Stray]:
    for name, value in data.items():
        path = (*table, name)
        if layer.name == "project" and path[:1] in layer.denied:
            continue
        found = known.entry(path)
        if found is not None and found.range.may_hold(release) and not found.ignored:
            misplaced = _refused(layer, path, value, found, release) or _among_variables(
                layer, path, value, data, release
            )
            if misplaced:
                yield misplaced
            elif isinstance(value, Mapping) and not found.open:
                yield from _below(path, value, layer, release)
        elif not table and name.casefold() in GENERAL and isinstance(value, Mapping):
            yield from (_general(layer, (name, each), said, release) for each, said in value.items())
        elif known.judged(table):
            yield _stray(layer, path, value, found, release)


def _general(layer: Layer, path: Path, value: Value, release: Release) -> Stray:
    """Return what a key is that stands in a table for the settings as a whole."""
    meant = path[-1:] if _at_top(path[-1], value, release) else None
    return Stray(layer, path, value, "misplaced" if meant else "unknown", meant)


def _refused(layer: Layer, path: Path, value: Value, found: known.Known, release: Release) -> Stray | None:
    """Return a key whose type is wrong here because it belongs to the top level, as below `[agents]`."""
    if (
        found.takes_type(value)
        or found.path[-1] != "*"
        or len(path) == 1
        or not _at_top(path[-1], value, release)
    ):
        return None
    return Stray(layer, path, value, "refused", (path[-1],))


def _stray(layer: Layer, path: Path, value: Value, found: known.Known | None, release: Release) -> Stray:
    """Return what an unknown key most likely is."""
    from codex_setup.rules.dead_keys import HARMLESS, said_of  # only for a stray key

    if found is not None and found.ignored:
        if not found.takes_type(value) and _at_top(path[-1], value, release):
            return Stray(layer, path, value, "refused", (path[-1],))
        found = None
    if _of_another_rule(layer, path, value):
        return Stray(layer, path, value, "elsewhere")
    if why := said_of(HARMLESS, path):
        return Stray(layer, path, value, "harmless", None, why)
    if found is not None:
        return _of_another_release(layer, path, value, found, release)
    return _of_no_release(layer, path, value, release)


def _of_no_release(layer: Layer, path: Path, value: Value, release: Release) -> Stray:
    """Return what a key that no release knows at this place was meant to be."""
    from codex_setup.rules.dead_keys import EXPECTED, SUCCESSORS, said_of  # only for a stray key

    if why := said_of(EXPECTED, path):
        successor = said_of(SUCCESSORS, path) or _selects(layer, path, value)
        return Stray(layer, path, value, "expected", (*path[:-1], successor) if successor else None, why)
    if (
        path[-1].lower().endswith("headers")
        and isinstance(value, Mapping)
        and known.key((*path[:-1], "http_headers"), release)
    ):
        why = "`http_headers` is the table that Codex knows"
        return Stray(layer, path, value, "expected", (*path[:-1], "http_headers"), why)
    if _names_variable(path, value):
        why = "`env_key` names the variable that holds the key"
        return Stray(layer, path, value, "expected", (*path[:-1], "env_key"), why)
    if meant := _home(path, value, release):
        return Stray(layer, path, value, "misplaced", meant)
    alike = _alike(path, value, release)
    return Stray(layer, path, value, "misspelt" if alike else "unknown", alike)


def _names_variable(path: Path, value: Value) -> bool:
    """Return whether a key of a provider speaks of the environment and holds a name: `api_key_env`, `env_var`."""
    inside = len(path) == 3 and path[0] == "model_providers"  # noqa: PLR2004 -- table, id, key
    speaks = re.search(r"(?i:(?:^|[_-])env(?:[_-]|$))|[a-z]Env(?:[A-Z]|$)|^env[A-Z]", path[-1])
    named = isinstance(value, str) and re.fullmatch(NAME, value) and not keylike(value)
    return bool(inside and speaks and named)


def _selects(layer: Layer, path: Path, value: Value) -> str | None:
    """Return the key that selects a provider, where another one plainly names a provider of the same file."""
    tables = layer.data.get("model_providers")
    named = (
        path == ("provider",) and isinstance(tables, Mapping) and isinstance(value, str) and value in tables
    )
    return "model_provider" if named and "model_provider" not in layer.data else None


def _of_another_release(
    layer: Layer, path: Path, value: Value, found: known.Known, release: Release
) -> Stray:
    if found.until is not None and release.at_least(found.until):
        if found.renamed_to:
            return Stray(layer, path, value, "renamed", tuple(found.renamed_to.split(".")), found.until)
        return Stray(layer, path, value, "removed", None, found.until)
    return Stray(layer, path, value, "later", None, found.since or "")


def _of_another_rule(layer: Layer, path: Path, value: Value) -> bool:
    """Return whether `provider_place.py`, `base_url.py` or `mcp.py` speaks of this key."""
    if len(path) == 1:
        tables = isinstance(value, Mapping) and any(isinstance(inner, Mapping) for inner in value.values())
        return path[0] in FIELDS or (path[0] in MISNAMED and tables) or (tables and _provider_tables(value))
    if len(path) != 3 or path[0] != "model_providers" or not names_address(path[2], value):  # noqa: PLR2004 -- table, id, key
        return False
    beside = "base_url" in layer.data[path[0]][path[1]]
    return known.entry(path[2:]) is None or ("://" in str(value) and not beside)


def _provider_tables(value: Mapping[str, Value]) -> bool:
    return any(
        isinstance(inner, Mapping) and {"base_url", "env_key", "wire_api"} & inner.keys()
        for inner in value.values()
    )


def _among_variables(
    layer: Layer, path: Path, value: Value, beside: Mapping[str, Value], release: Release
) -> Stray | None:
    """Return a top-level key that became a variable of an MCP server or of the shell.

    A name of one word may well be a variable, unless another such key stands beside it.
    """
    name = path[-1]
    inside = path[-2:-1] == ("env",) or path[:-1] == ("shell_environment_policy", "set")
    if not inside or not name.islower() or not _at_top(name, value, release):
        return None
    alike = any(
        "_" in each and each.islower() and _at_top(each, said, release) for each, said in beside.items()
    )
    if "_" in name or alike:
        return Stray(layer, path, value, "misplaced", (name,))
    return None


def _at_top(name: str, value: Value, release: Release) -> bool:
    found = known.key((name,), release)
    return found is not None and found.takes_type(value)


def _home(path: Path, value: Value, release: Release) -> Path | None:
    """Return where a key of this name would have an effect, if there is one such place and it takes the value."""
    name = path[-1]
    if len(path) > 1 and _at_top(name, value, release) and not isinstance(value, Mapping):
        return (name,)
    homes = [
        each for each in known.named(name, release) if "*" not in each.path and each.path[:-1] != path[:-1]
    ]
    if len(homes) == 1 and homes[0].takes_type(value) and len(homes[0].path) == 2:  # noqa: PLR2004 -- table and key
        return homes[0].path
    return None


def _alike(path: Path, value: Value, release: Release) -> Path | None:
    names = [name for name in known.names(path[:-1], release) if name != "*"]
    near = [name for name in nearest(path[-1], names) if _close(path[-1], name)]
    for name in (*near, *_shortened(path[-1], names), *_abbreviated(path[-1], names)):
        found = known.key((*path[:-1], name), release)
        if found is not None and found.takes_type(value):
            return (*path[:-1], name)
    return None


def _shortened(written: str, names: list[str]) -> list[str]:
    """Return the one name of which several whole words were written, from its beginning or to its end."""
    if "_" not in written:
        return []
    longer = [name for name in names if name.startswith(f"{written}_") or name.endswith(f"_{written}")]
    return longer if len(longer) == 1 else []


_SHORT = 3
"""Letters; one of so few is too much to be a slip."""


def _abbreviated(written: str, names: list[str]) -> list[str]:
    """Return the one name of which a short word has the first and the last letter, and between them some in its order."""
    if not re.fullmatch(r"[a-z]{3,4}", written):
        return []
    form = re.compile("[a-z]*".join(written))
    longer = [name for name in names if form.fullmatch(name)]
    return longer if len(longer) == 1 else []


def _close(written: str, name: str) -> bool:
    """Return whether one is a slip of the other, not only the beginning or the end of it."""
    one, other = (text.replace("-", "").replace("_", "").casefold() for text in (written, name))
    if len(one) <= _SHORT and one != other:
        return False
    return abs(len(one) - len(other)) <= 2 and (one[:1] == other[:1] or one[-3:] == other[-3:])  # noqa: PLR2004 -- letters
