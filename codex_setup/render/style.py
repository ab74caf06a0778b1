"""How a report is to look: everything a renderer may know besides the report itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from codex_setup.model import Shell


@dataclass(frozen=True, slots=True)
class Style:
    """The terminal's or the format's side of things.

    `home` is what `~` stands for; `root` the folder that paths in machine formats are relative to (the
    checkout of a pipeline). `reproducible` leaves times out, so that equal input gives equal bytes.
    """

    width: int = 80
    colour: bool = False
    unicode: bool = True
    verbose: bool = False
    shell: Shell = "bash"
    home: Path | None = None
    root: Path | None = None
    reproducible: bool = False

    def tilde(self, file: Path) -> str:
        """Return `file` as a person would write it: `~/.codex/config.toml`."""
        if self.home is not None and file.is_relative_to(self.home) and file != self.home:
            return f"~/{file.relative_to(self.home).as_posix()}"
        return str(file)

    def relative(self, file: Path) -> str:
        """Return `file` as a pipeline names it: below `root` with slashes, else whole."""
        if self.root is not None and file.is_relative_to(self.root):
            return file.relative_to(self.root).as_posix()
        return file.as_posix()
