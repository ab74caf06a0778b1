"""Password stores without the store: programs of their names that take exactly what the real ones document.

Each keeps one key in a file beside itself. It takes the key on standard input only; any other words than
those of its manual are an error, as they would be for the real one. The words were written down from the
manuals, and seen once with the real `pass`, `secret-tool` and `keyring`.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MANUALS: dict[str, tuple[str, list[str], list[str]]] = {
    "pass": ("pass", ["show", "codex/relay"], ["insert", "codex/relay"]),
    "secret-tool": (
        "secret-tool",
        ["lookup", "service", "codex-setup", "account", "relay"],
        ["store", "--label=Codex relay", "service", "codex-setup", "account", "relay"],
    ),
    "keychain": (
        "security",
        ["find-generic-password", "-s", "codex-setup", "-a", "relay", "-w"],
        ["add-generic-password", "-U", "-s", "codex-setup", "-a", "relay", "-w"],
    ),
    "keyring": ("keyring", ["get", "codex-setup", "relay"], ["set", "codex-setup", "relay"]),
    "1password": ("op", ["read", "op://Private/codex-relay/credential"], []),
    "credential-manager": (
        "powershell",
        [".Retrieve('codex-setup','relay')"],
        ["Read-Host", "PasswordCredential"],
    ),
}
"""By id: the program, the words that fetch the key of `relay`, the words that put it in (none: by hand)."""

PROGRAM = """\
#!{python}
import json, pathlib, sys

fetch, put = json.loads({words!r})
kept = pathlib.Path(__file__ + ".kept")
given = sys.argv[1:]


def meant(words):
    if {script!r}:  # PowerShell: options, then one script
        return bool(words) and given[:1] == ["-NoProfile"] and given[-2:-1] == ["-Command"] and all(w in given[-1] for w in words)
    return bool(words) and given == words


if meant(put):
    key = sys.stdin.readline().strip()
    if {twice!r}:
        assert sys.stdin.readline().strip() == key
    kept.write_text(key)
elif meant(fetch):
    if not kept.exists():
        sys.exit("it is not there")
    print(kept.read_text())
else:
    sys.exit(f"unknown words: {{given}}")
"""


def program(vault_id: str) -> str:
    """Return the text of the program that stands in for a password store."""
    _, fetch, put = MANUALS[vault_id]
    return PROGRAM.format(
        python=sys.executable,
        words=json.dumps([fetch, put]),
        script=vault_id == "credential-manager",
        twice=vault_id in {"pass", "keychain"},
    )


def stand_in(vault_id: str, folder: Path) -> Path:
    """Put the program that stands in for a password store into `folder`, and return it."""
    folder.mkdir(exist_ok=True)
    file = folder / MANUALS[vault_id][0]
    file.write_text(program(vault_id))
    file.chmod(0o755)
    return file
