"""How a command is typed in the reader's shell: `Command` -> one line of bash, zsh, fish, PowerShell or cmd.

The line gives the shell exactly the words of the command, whatever is in them; a law in the tests asks
the real shells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_setup.model import Command, Shell

_PLAIN = pattern(r"[A-Za-z0-9_@%+=:,./-]+")
_PLAIN_POWERSHELL = pattern(r"[A-Za-z0-9_+=:./\\-]*[A-Za-z0-9_/\\][A-Za-z0-9_+=:./\\-]*")
_POWERSHELL_QUOTES = pattern("(['‘’‚‛])")  # PowerShell takes the typographic ones for its own
_CMD_SPECIAL = pattern(r'[\s"&|<>^()%!,;=]')
_BREAKS = pattern(r"[\r\n]")


def line(command: Command, shell: Shell) -> str:
    """Return `command` as one line for `shell`."""
    match shell:
        case "powershell":
            return _powershell(command)
        case "cmd":
            return _cmd(command)
        case "fish":
            return _fish(command)
        case _:
            return _posix(command)


def shell_of(env: Mapping[str, str], platform: str) -> Shell:
    """Return the shell that the reader most likely sits in, by the environment that it leaves."""
    if platform == "win32" and "SHELL" not in env:
        return "powershell" if "PSMODULEPATH" in {name.upper() for name in env} else "cmd"
    name = env.get("SHELL", "").replace("\\", "/").rpartition("/")[2].removesuffix(".exe")
    if name == "fish":
        return "fish"
    if name == "zsh":
        return "zsh"
    return "powershell" if name in {"pwsh", "powershell"} else "bash"


def _posix(command: Command) -> str:
    match command.kind:
        case "set":
            name, value = command.words
            return f"export {name}={_posix_word(value)}"
        case "unset":
            return f"unset {command.words[0]}"
        case _:
            return " ".join(map(_posix_word, command.words))


def _posix_word(word: str) -> str:
    return word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"


def _fish(command: Command) -> str:
    match command.kind:
        case "set":
            name, value = command.words
            return f"set -gx {name} {_fish_word(value)}"
        case "unset":
            return f"set -e {command.words[0]}"
        case _:
            return " ".join(map(_fish_word, command.words))


def _fish_word(word: str) -> str:
    plain = _PLAIN.fullmatch(word) and not word.startswith("%")
    return word if plain else "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _powershell(command: Command) -> str:
    match command.kind:
        case "set":
            name, value = command.words
            return f"$env:{name} = {_powershell_word(value)}"
        case "unset":
            return f"Remove-Item Env:{command.words[0]}"
        case _:
            program, *rest = command.words
            plain = _PLAIN_POWERSHELL.fullmatch(program)
            words = [program if plain else f"& {_powershell_word(program)}"]
            words += [word if _plain_argument(word) else _powershell_word(word) for word in rest]
            return " ".join(words)


def _plain_argument(word: str) -> bool:
    return bool(_PLAIN_POWERSHELL.fullmatch(word)) and not re.fullmatch(r"-\w+[:.].*", word)


def _powershell_word(word: str) -> str:
    return "'" + _POWERSHELL_QUOTES.sub(r"\1\1", word) + "'"


def _cmd(command: Command) -> str:
    match command.kind:
        case "set":
            name, value = command.words
            return f'set "{name}={_BREAKS.sub(" ", value)}"'
        case "unset":
            return f'set "{command.words[0]}="'
        case _:
            return " ".join(map(_cmd_word, command.words))


def _cmd_word(word: str) -> str:
    word = _BREAKS.sub(" ", word)
    if word and not _CMD_SPECIAL.search(word):
        return word
    escaped = re.sub(r'(\\*)"', r'\1\1\\"', word)
    return '"' + re.sub(r"(\\+)$", r"\1\1", escaped) + '"'
