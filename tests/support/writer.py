"""A process that sets one key of one file, to be killed, doubled and starved: FILE STATE KEY VALUE."""

from __future__ import annotations

import sys
from pathlib import Path

from codex_setup.machine import DiskFiles, Machine
from codex_setup.model import Edit, SetupError
from codex_setup.repair import FileChangedError, plan_changes, write


def main() -> int:
    """Set the key, anew where somebody else was faster; return 3 where it cannot be, as the commands do."""
    file, state, key, value = sys.argv[1:]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    machine = Machine(Path(file).parent, Path(file).parent, {}, "linux", DiskFiles())
    while True:
        try:
            write(plan_changes(machine, [Edit(Path(file), (key,), value)]), "set", state=Path(state))
        except FileChangedError:
            continue
        except SetupError as error:
            sys.stderr.write(f"{error.message}\n{error.hint}\n")
            return error.exit_code
        return 0


if __name__ == "__main__":
    sys.exit(main())
