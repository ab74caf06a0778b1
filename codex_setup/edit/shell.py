"""How a shell's profile reads after a variable was exported in it: its line is put in place, or at the end.

Only a line that exports just this variable is ever replaced, and only the last one, because that one wins.
A value that would need escaping is refused: its difference could not be shown masked, and no key has one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.model import AnyEdit, Edit, SetupError
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PROFILES = frozenset(
    {".bashrc", ".bash_profile", ".bash_login", ".profile", ".zshrc", ".zprofile", ".zshenv", "config.fish"}
)
_VALUE = r"(?:'[^'\r\n]*'|[^\r\n;&|']*)(?:[ \t]+#[^\r\n]*)?(?=\r?\n|\Z)"
_NAME = pattern(r"[A-Za-z_][A-Za-z0-9_]*")


def is_profile(file: Path) -> bool:
    """Return whether a shell reads this file when it starts."""
    return file.name in PROFILES or file.suffix == ".ps1"


def sets(file: Path, text: str, name: str) -> bool:
    """Return whether a line of this profile exports just this variable."""
    pattern, _ = _ways(file)
    return re.search(pattern.replace("{name}", name), text, re.MULTILINE) is not None


def apply_shell(file: Path, text: str, edits: Sequence[AnyEdit]) -> str:
    """Return the text of a shell's profile after these edits; a value of None takes the line away.

    Raises `SetupError` where a value cannot stand in one line.
    """
    pattern, line = _ways(file)
    for edit in edits:
        if not isinstance(edit, Edit) or not _NAME.fullmatch(str(edit.key[0])):
            raise SetupError(f"{file.name} cannot be changed in this way", "Change it in an editor.")
        text = _set(text, str(edit.key[0]), edit.value, pattern, line)
    return text


def _set(text: str, name: str, value: object, pattern: str, line: Callable[[str, str], str]) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    there = list(re.finditer(pattern.replace("{name}", name), text, re.MULTILINE))
    if value is None:
        return text[: there[-1].start()] + text[there[-1].end() :].removeprefix(end) if there else text
    if not isinstance(value, str) or re.search(r"[\x00-\x1f\x7f'\\‘’]", value):
        raise SetupError(f"the value of {name} cannot be quoted plainly", "Store it in another way.")
    new = line(name, value)
    if there:
        return text[: there[-1].start()] + new + text[there[-1].end() :]
    gap = "" if not text or text.endswith("\n") else end
    return f"{text}{gap}{new}{end}"


def _ways(file: Path) -> tuple[str, Callable[[str, str], str]]:
    """Return the pattern of a line that exports a variable in this shell, and what writes one."""
    if file.name == "config.fish":
        return r"^[ \t]*set[ \t]+-gx[ \t]+{name}[ \t]+" + _VALUE, _fish
    if file.suffix == ".ps1":
        return r"^[ \t]*\$env:{name}[ \t]*=[ \t]*" + _VALUE, _powershell
    return r"^[ \t]*export[ \t]+{name}=" + _VALUE, _posix


def _posix(name: str, value: str) -> str:
    return f"export {name}='{value}'"


def _fish(name: str, value: str) -> str:
    return f"set -gx {name} '{value}'"


def _powershell(name: str, value: str) -> str:
    return f"$env:{name} = '{value}'"
