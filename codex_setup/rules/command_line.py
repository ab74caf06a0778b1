"""How a command that stands in one list is taken apart into the program and its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_setup.codex import known
from codex_setup.model import Edit, Fix
from codex_setup.rules.proposal import file_of

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Setting
    from codex_setup.model import KeyPath


def apart(context: Context, setting: Setting[Any], path: KeyPath) -> Fix | None:
    """Return the fix for a list that holds a program and its arguments, where Codex wants them in two keys.

    The list may stand at the program's key or in the place of the whole table.
    """
    table = path[:-1] if path[-1] == "command" else path
    found = context.config.settings.get((*table, "args"))
    files = {file_of(each) for each in (setting, found) if each is not None}
    more = found.value if found is not None else []
    if len(files) > 1 or None in files or path != setting.path or not isinstance(more, list):
        return None
    if not _is_command(setting.value) or not all(
        known.key((*table, key), context.release) for key in ("command", "args")
    ):
        return None
    program, *rest = setting.value
    values = {"command": program, **({"args": [*rest, *more]} if rest else {})}
    edits = tuple(
        Edit(file, key, value)
        for file in files
        if file is not None
        for key, value in (
            [(table, values)] if table == path else [((*table, name), text) for name, text in values.items()]
        )
    )
    return Fix("Write the program as `command` and the rest as `args`", edits)


def _is_command(value: Any) -> bool:
    """Return whether a value is a list of a program and its arguments."""
    return (
        isinstance(value, list)
        and all(isinstance(word, str) for word in value)
        and bool(value and value[0].strip())
    )
