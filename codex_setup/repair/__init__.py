"""Edits -> changes -> files: the only place that writes the user's files.

`plan_changes` is pure; `write` is all or nothing; `undo` is a change like any other.
"""

from codex_setup.repair.change import Change, FileChangedError, plan_changes
from codex_setup.repair.receipts import Receipt, last, receipts, state_folder, taking_back
from codex_setup.repair.writing import write

__all__ = [
    "Change",
    "FileChangedError",
    "Receipt",
    "last",
    "plan_changes",
    "receipts",
    "state_folder",
    "taking_back",
    "write",
]
