"""How a report is to look: everything a renderer may know besides the report itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.mask import masked
from codex_setup.record import record

if TYPE_CHECKING:
    from pathlib import Path

    from codex_setup.model import Shell


@record
class Style:
    """The terminal's or the format's side of things.

    `home` is what `~` stands for; `root` the folder that paths in machine formats are relative to (the
    checkout of a pipeline). `reproducible` leaves times out, so that equal input gives equal bytes.
    `declined` says that the reader was just offered the fixes and wanted none of them.
    """

    width: int = 80
    colour: bool = False
    unicode: bool = True
    verbose: bool = False
    shell: Shell = "bash"
    home: Path | None = None
    root: Path | None = None
    reproducible: bool = False
    declined: bool = False

    def tilde(self, file: Path) -> str:
        """Return `file` as a person would write it: `~/.codex/config.toml`; a key in its name is masked."""
        if self.home is not None and file.is_relative_to(self.home) and file != self.home:
            return masked(f"~/{file.relative_to(self.home).as_posix()}")
        return masked(str(file))

    def relative(self, file: Path) -> str:
        """Return `file` as a pipeline names it: below `root` with slashes, else whole; a key in it is masked."""
        if self.root is not None and file.is_relative_to(self.root):
            return masked(file.relative_to(self.root).as_posix())
        return masked(file.as_posix())
