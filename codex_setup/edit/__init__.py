"""Edits -> text: what a file reads after a change, proved to be exactly what was asked.

Two roads lead to the new text of a TOML file. The first is a splice at the span of the key, because it
keeps every other byte by construction; tomlkit comes second, for lists, whose layout it knows how to
continue. (The other way round loses: tomlkit 0.15.2 moves keys into a neighbouring table and raises on
repeated `[[hooks.Stop]]`.) Either way the text counts only if reading it again gives the data that was
asked for, every comment is still there and every line that the edit does not name is as it was.
"""

from __future__ import annotations

import copy
import itertools
import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from codex_setup.codex.spans import Walk, read_toml
from codex_setup.codex.statements import statements
from codex_setup.edit.insertion import UnsplicedError
from codex_setup.edit.splice import is_one_value, put, remove, rename
from codex_setup.model import AnyEdit, Edit, KeyPath, Rename, Replace, SetupError, dotted
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Step = Edit | Rename

_COMMENT = pattern(r"#[^\r\n]*")


def edited(file: Path, text: str, edits: Sequence[AnyEdit]) -> str:
    """Return the text of `file` after these edits; its name says how it is written."""
    if file.suffix == ".json":
        from codex_setup.edit.json import apply_json  # one of three, rarely

        return apply_json(text, edits)
    if file.name.startswith(".env") or file.suffix == ".env":
        from codex_setup.edit.dotenv import apply_dotenv

        return apply_dotenv(text, edits)
    from codex_setup.edit.shell import apply_shell, is_profile

    if is_profile(file):
        return apply_shell(file, text, edits)
    return apply(text, edits)


def apply(text: str, edits: Sequence[AnyEdit]) -> str:
    """Return a TOML text after these edits; `Replace` counts in offsets of `text` and goes first.

    Raises `SetupError` where no text can be found that says exactly what was asked.
    """
    old, text = text, replaced(text, edits)
    if text != old:
        _read(text)
    for edit in edits:
        if isinstance(edit, Edit | Rename):
            for step in _steps(_read(text), edit):
                text = _one(text, step)
    return text


def replaced(text: str, edits: Sequence[AnyEdit]) -> str:
    """Return `text` after every `Replace` among `edits`; the same one twice counts once."""
    swaps = sorted({(edit.start, edit.end, edit.text) for edit in edits if isinstance(edit, Replace)})
    for (_, end, _), (start, _, _) in itertools.pairwise(swaps):
        if start < end:
            raise SetupError(
                "two fixes change the same characters", "Apply them one after the other with `--only`."
            )
    for start, end, new in reversed(swaps):
        text = text[:start] + new + text[end:]
    return text


def _read(text: str) -> dict[str, Any]:
    parsed = read_toml(text.encode())
    if parsed.problem is not None:
        line = f" (line {parsed.problem.span.line})" if parsed.problem.span else ""
        raise SetupError(
            f"the file would not be TOML: {parsed.problem.message}{line}", "Mend the line by hand first."
        )
    return dict(parsed.data)


def _steps(data: dict[str, Any], edit: Step) -> Iterator[Step]:
    """Yield `edit` in steps that each concern one key."""
    old = value_at(data, edit.key)
    new = edit.value if isinstance(edit, Edit) else None
    if not (isinstance(old, dict) and isinstance(new, dict)):
        yield edit
        return
    for name, value in new.items():
        yield from _steps(data, Edit(edit.file, (*edit.key, name), value))
    for name in old:
        if name not in new:
            yield Edit(edit.file, (*edit.key, name), None)
    if not new:
        yield edit  # a table that only its keys named is gone with them


def _one(text: str, step: Step) -> str:
    data = _read(text)
    wanted = _asked(data, step)
    if same(wanted, data):
        return text
    for road in (_spliced, _rewritten):
        try:
            new = road(text, data, step)
        except UnsplicedError:
            continue
        if _proved(text, new, wanted, step):
            return new
    raise SetupError(
        f"`{dotted(step.key)}` cannot be changed without touching something else",
        "Change it by hand in an editor.",
    )


def value_at(data: Any, path: KeyPath) -> Any:
    """Return what is at `path`, or None where there is nothing (TOML and our JSON have no null)."""
    here = data
    for part in path:
        table = isinstance(here, dict) and part in here
        if not table and not (isinstance(here, list) and isinstance(part, int) and 0 <= part < len(here)):
            return None
        here = here[part]
    return here


def _asked(data: dict[str, Any], step: Step) -> dict[str, Any]:
    """Return the data that `step` asks for."""
    wanted = copy.deepcopy(data)
    if isinstance(step, Edit):
        _set(wanted, step.key, copy.deepcopy(step.value))
        return wanted
    moved = value_at(wanted, step.key)
    if moved is None or step.key == step.to:
        return wanted
    if value_at(wanted, step.to) is not None:
        raise SetupError(f"`{dotted(step.to)}` is already there", "Remove one of the two by hand.")
    _set(wanted, step.key, None)
    _set(wanted, step.to, moved)
    return wanted


def _set(data: Any, path: KeyPath, value: Any) -> None:
    for part in path[:-1]:
        if value is None and value_at(data, (part,)) is None:
            return
        data = data.setdefault(part, {}) if isinstance(data, dict) else value_at(data, (part,))
    last = path[-1]
    if isinstance(data, list) and isinstance(last, int) and last <= len(data):
        data[last : last + 1] = [] if value is None else [value]
    elif isinstance(data, dict) and value is None:
        data.pop(last, None)
    elif isinstance(data, dict):
        data[last] = value
    elif value is not None:
        raise SetupError(
            f"`{dotted(path[:-1])}` is not a table", f"Remove it by hand, then `{dotted(path)}` can be set."
        )


def same(one: Any, other: Any) -> bool:
    """Return whether two TOML values are the same, types included; the order of keys does not count."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and math.isnan(one):
        return math.isnan(other)
    return bool(one == other)


def _spliced(text: str, data: dict[str, Any], step: Step) -> str:
    if isinstance(step, Rename):
        return rename(text, step.key, step.to)
    if step.value is None:
        return remove(text, step.key)
    if isinstance(value_at(data, step.key), dict | list) and not is_one_value(text, step.key):
        newline = "\r\n" if "\r\n" in text else "\n"  # what is left may have no line end of its own
        return put(remove(text, step.key), step.key, step.value, newline)
    return put(text, step.key, step.value)


def _rewritten(text: str, _data: dict[str, Any], step: Step) -> str:
    """Return what tomlkit makes of it."""
    import tomlkit  # 30 ms for the few edits that need it
    from tomlkit.exceptions import TOMLKitError

    if isinstance(step, Rename):
        raise UnsplicedError
    mark = "\ufeff" * text.startswith("\ufeff")
    try:
        document = tomlkit.parse(text.removeprefix("\ufeff"))
        holder: Any = document
        for part in step.key[:-1]:
            holder = holder[part]
        if step.value is None:
            del holder[step.key[-1]]
        elif isinstance(holder, list) and step.key[-1] == len(holder):
            holder.append(step.value)
        else:
            holder[step.key[-1]] = step.value
        return mark + tomlkit.dumps(document)
    except (TOMLKitError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise UnsplicedError from error


def _proved(old: str, new: str, wanted: dict[str, Any], step: Step) -> bool:
    parsed = read_toml(new.encode())
    if parsed.problem is not None or not any(same(parsed.data, data) for data in _pruned(wanted, step.key)):
        return False
    mixed = "\r\n" in old and _bare_ends(new) > _bare_ends(old)
    return not mixed and not _comments(old) - _comments(new) and _lines_kept(old, new, step.key)


def _bare_ends(text: str) -> int:
    return text.count("\n") - text.count("\r\n")


def _pruned(data: dict[str, Any], path: KeyPath) -> Iterator[dict[str, Any]]:
    """Yield the data, then without each table above `path` that a removal left empty: TOML need not name it."""
    yield data
    for count in range(len(path) - 1, 0, -1):
        if value_at(data, path[:count]) not in ({}, []):
            return
        data = copy.deepcopy(data)
        _set(data, path[:count], None)
        yield data


def _comments(text: str) -> Counter[str]:
    """Return the comments between the statements of a text; what is inside a value is part of the value."""
    found: Counter[str] = Counter()
    at = 0
    for statement in statements(text):
        found.update(_COMMENT.findall(text, at, statement.start))
        at = statement.end
    found.update(_COMMENT.findall(text, at))
    return found


def _lines_kept(old: str, new: str, key: KeyPath) -> bool:
    """Return whether the lines that say nothing about `key` are in the new text, in their order."""
    walk = Walk()
    old, new = old.removeprefix("\ufeff"), new.removeprefix("\ufeff")
    lines = old.split("\n")
    named: set[int] = set()
    for statement in statements(old):
        if statement.kind == "pair":
            path = (*walk.base, *statement.parts)
            about = path[: len(key)] == key or key[: len(path)] == path
        else:
            about = walk.enter(statement)[: len(key)] == key
        if about:
            first = old.count("\n", 0, statement.start)
            named.update(range(first, first + old.count("\n", statement.start, statement.end) + 1))
    following = (line.rstrip("\r") for line in new.split("\n"))  # line ends are counted elsewhere
    kept = [line.rstrip("\r") for place, line in enumerate(lines) if place not in named and line.strip()]
    return all(any(line == found for found in following) for line in kept)
