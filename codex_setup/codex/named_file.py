"""Which file a setting of the configuration names."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Setting


def named_file(setting: Setting[str], context: Context) -> Path:
    """Return the file as Codex finds it: below the file that names it or in the current folder, `~` as the home.

    `..` takes away the name before it, whether there is such a folder or not (0.118.0 to 0.169.0).
    """
    named = setting.layer.file if context.release.has("paths-from-file") else None
    base = named.parent if named else context.machine.cwd
    home = context.machine.home
    value = setting.value
    if home is not None and (value == "~" or value.startswith("~/")):
        base, value = home, value[1:].lstrip("/")
    return Path(os.path.normpath(base / value))
