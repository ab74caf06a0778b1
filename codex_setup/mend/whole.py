"""What a whole text plainly is that should have been TOML: JSON or YAML.

Each look returns the text as TOML (or closer to it), or None where it is not its kind. Comments are kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from codex_setup.codex.known import entry
from codex_setup.edit.written import written, written_path
from codex_setup.mend.loose import read
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codex_setup.mend.yaml import Line


def from_json(text: str) -> str | None:
    """Return a JSON object that names settings of Codex as TOML; its comments go to the top."""
    opening = re.match(r"\ufeff?(?:\s+|//[^\n]*|#[^\n]*|/\*.*?\*/)*(?=@?\{)", text, re.DOTALL)
    found = read(text, opening.end()) if opening else None
    if (
        opening is None
        or found is None
        or not isinstance(found.value, dict)
        or not holds_settings(found.value)
    ):
        return None
    end = "\r\n" if "\r\n" in text else "\n"
    heads = [line.strip(" \t*/#\ufeff\r") for line in opening[0].splitlines()]
    lines = [*(f"# {comment}" for comment in (*heads, *found.comments) if comment), *tables(found.value)]
    return end.join(lines).lstrip("\r\n") + end + text[found.end :].lstrip()


def holds_settings(data: dict[str, Any]) -> bool:
    """Return whether these names are settings of Codex, perhaps spelt as other programs spell them, and none is another's."""
    return (
        any(is_setting(name) for name in data)
        and not any(re.search(r"\s", name) for name in data)
        and not any(_foreign((name,), value) for name, value in data.items())
    )


def _foreign(path: tuple[str, ...], value: Any) -> bool:
    """Return whether a list of plain values stands somewhere in it where Codex takes only a table."""
    fact = entry(path)
    if isinstance(value, dict):
        return any(_foreign((*path, name), inside) for name, inside in value.items())
    plain = isinstance(value, list) and not any(isinstance(member, dict) for member in value)
    return plain and fact is not None and fact.kinds == ("table",)


def is_setting(name: object) -> bool:
    """Return whether a name is that of a setting at the top level, perhaps spelt as other programs spell it."""
    if not isinstance(name, str):
        return False
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|-", "_", name).lower()
    return entry((snake,)) is not None or snake in _ELSEWHERE


_ELSEWHERE = frozenset({"provider", "providers", "mcp", "mcp_server", "servers", "context_servers"})
"""Settings under the names of an older Codex and of other programs."""


def tables(table: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the lines of a table: its own pairs, then the tables in it; what is null is not set."""
    inside = {name: value for name, value in table.items() if isinstance(value, dict)}
    pairs = {name: value for name, value in table.items() if name not in inside and value is not None}
    if path and (pairs or not inside):
        yield ""
        yield f"[{written_path(path)}]"
    for name, value in pairs.items():
        yield f"{written_path((name,))} = {written(without_null(value))}"
    for name, inner in inside.items():
        yield from tables(inner, (*path, name))


def without_null(value: Any) -> Any:
    """Return a value of JSON without what TOML does not have: null."""
    if isinstance(value, dict):
        return {name: without_null(member) for name, member in value.items() if member is not None}
    return (
        [without_null(member) for member in value if member is not None] if isinstance(value, list) else value
    )


def from_yaml(text: str) -> str | None:
    """Return a YAML mapping that names settings of Codex as TOML, every comment above what it stood above."""
    from codex_setup.mend.yaml import lines_of  # only for a text that is no TOML

    found = lines_of(text)
    if found is None or not holds_settings({line.path[0]: None for line in found if line.path}):
        return None
    end = "\r\n" if "\r\n" in text else "\n"
    sections: dict[tuple[str, ...], list[str]] = {(): []}
    waiting: list[str] = []
    for line in found:
        if not line.path:
            waiting.append(line.comment)
            continue
        table = line.path if line.value is None else line.path[:-1]
        if table not in sections:
            sections[table] = ["", *waiting, f"[{written_path(table)}]{_behind(line, opens=True)}"]
            waiting = []
        if line.value is not None:
            sections[table] += [*waiting, f"{written_path(line.path[-1:])} = {line.value}{_behind(line)}"]
            waiting = []
    empty = [path for path, lines in sections.items() if path and len(lines) == 2]  # noqa: PLR2004 -- a gap and a header
    for path in empty:
        if any(other[: len(path)] == path and other != path for other in sections):
            del sections[path]
    return end.join([line for lines in sections.values() for line in lines] + waiting).lstrip("\r\n") + end


def _behind(line: Line, *, opens: bool = False) -> str:
    return f" {line.comment}" if line.comment and opens == (line.value is None) else ""


def exported(text: str) -> str | None:
    """Return a configuration with the key that a line for a shell gives to the variable of a provider as a setting at the top.

    There it belongs to no table, whatever stands last; a rule puts it where Codex reads it.
    """
    wanted = {name for _, name in re.findall(r"(?m)^[ \t]*env_key[ \t]*=[ \t]*([\"'])(\w+)\1", text)}
    lines = text.splitlines(keepends=True)
    for place, line in enumerate(lines):
        found = _VARIABLE.fullmatch(line.rstrip())
        if found and found["prefix"] and found["name"] in wanted and "$" not in found["value"]:
            end = "\r\n" if line.endswith("\r\n") else "\n"
            mark = "\ufeff" if text.startswith("\ufeff") else ""
            rest = "".join([*lines[:place], *lines[place + 1 :]]).removeprefix(mark)
            return f"{mark}{_as_setting(found)}{end}{rest}"
    return None


def from_environment(text: str) -> str | None:
    """Return a text that is nothing but variables for a shell, with an address among them, as settings."""
    lines = text.splitlines()
    found = [
        _VARIABLE.fullmatch(line) for line in lines if line.strip() and not line.lstrip().startswith("#")
    ]
    if not any(one and one["prefix"] for one in found) or not all(found):
        return None
    if not any(one and "BASE" in one["name"] for one in found):
        return None
    end = "\r\n" if "\r\n" in text else "\n"
    return end.join(_VARIABLE.sub(_as_setting, line) for line in lines) + end


def _as_setting(found: re.Match[str]) -> str:
    value = found["value"].rstrip(";").strip()
    bare = value[1:-1] if len(value) > 1 and value[0] == value[-1] in "\"'" else value
    return f"{found['name']} = {written(bare)}"


_VARIABLE = pattern(
    r"[ \t]*(?P<prefix>(?:export|set|setx|set -gx|\$env:)[ \t]*)?(?P<name>[A-Z][A-Z0-9_]*)[ \t]*(?:=|[ \t])[ \t]*(?P<value>\S.*)"
)


def credentials(text: str) -> str | None:
    """Return a configuration with what auth.json holds, pasted among its settings, as a setting at the top.

    There it belongs to no table, whatever stands last; a rule puts it where Codex reads it.
    """
    for opening in re.finditer(r"(?m)^[ \t]*\{", text):
        found = read(text, opening.end() - 1)
        data = found.value if found else None
        if found is None or not isinstance(data, dict) or not {*data} <= _CREDENTIALS or found.comments:
            continue
        key = data.get("OPENAI_API_KEY")
        rest = (text[: opening.start()] + text[found.end :].lstrip("\r\n")).strip("\ufeff\r\n")
        if isinstance(key, str) and not data.get("tokens") and rest:
            end = "\r\n" if "\r\n" in text else "\n"
            return f"OPENAI_API_KEY = {written(key)}{end}{rest}{end}"
    return None


_CREDENTIALS = frozenset({"OPENAI_API_KEY", "auth_mode", "tokens", "last_refresh"})
"""What Codex keeps in auth.json."""

WRITTEN: tuple[Callable[[str], str | None], ...] = (
    credentials,
    exported,
    from_environment,
    from_json,
    from_yaml,
)
"""What is tried on a text as a whole, in this order."""
