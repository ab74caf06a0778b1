"""What was changed when, and how to take it back: a dated folder with the old files and a receipt.

Backups hold keys: the folders are 700, the files 600, and no name of a file says anything of its content.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.mask import masked
from codex_setup.model import SetupError
from codex_setup.record import record, replace
from codex_setup.repair.change import Change, FileChangedError

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT = 20
_RECEIPT = "receipt.json"


@record
class Entry:
    """One file of a receipt; `backup` holds what it was, None where there was no file. Hashes are SHA-256."""

    file: Path
    backup: Path | None
    before: str | None
    after: str | None
    old_mode: int | None
    mode: int | None


@record
class Receipt:
    """One change of one or more files; `undone` says that it was taken back, `undoes` whom it takes back."""

    id: str
    title: str
    when: str
    entries: tuple[Entry, ...]
    undoes: str | None = None
    undone: bool = False


def state_folder() -> Path:
    """Return the folder in which this program keeps backups; another program never writes there."""
    from platformdirs import user_state_path  # only a change needs it

    return user_state_path("codex-setup", appauthor=False)


def keep(folder: Path, changes: Sequence[Change], title: str, undoes: str | None) -> Receipt:
    """Write the backup and the receipt of changes that are about to be made, and return the receipt."""
    now = datetime.now(UTC)
    name = now.strftime("%Y%m%d-%H%M%S-%f")
    place = _changes(folder) / name
    _changes(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    place.mkdir(mode=0o700)
    entries: list[Entry] = []
    for number, change in enumerate(changes):
        backup = None if change.before is None else place / f"{number}.before"
        if backup is not None and change.before is not None:
            _private(backup, change.before)
        hashes = (digest(change.before), digest(change.after))
        entries.append(Entry(change.file, backup, *hashes, change.old_mode, change.mode))
    receipt = Receipt(
        name,
        masked(title, [key for change in changes for key in change.held()]),
        now.isoformat(timespec="seconds"),
        tuple(entries),
        undoes,
    )
    _private(place / _RECEIPT, json.dumps(_document(receipt), indent=2).encode())
    return receipt


def drop(folder: Path, receipt: Receipt) -> None:
    """Forget a change that was not made after all."""
    _forget(_changes(folder) / receipt.id)


def prune(folder: Path) -> None:
    """Forget all but the newest receipts."""
    for place in _places(folder)[:-KEPT]:
        _forget(place)


def _forget(place: Path) -> None:
    import shutil  # 8 ms that a check without a change need not pay

    shutil.rmtree(place, ignore_errors=True)


def receipts(state: Path | None = None) -> tuple[Receipt, ...]:
    """Return the receipts that are kept, the oldest first; what cannot be read is left out."""
    found = [receipt for place in _places(state or state_folder()) if (receipt := _read(place))]
    undone: set[str] = set()
    for receipt in reversed(found):
        if receipt.undoes is not None and receipt.id not in undone:
            undone.add(receipt.undoes)
    return tuple(replace(receipt, undone=receipt.id in undone) for receipt in found)


def last(state: Path | None = None) -> Receipt:
    """Return the newest change that was not taken back; raises `SetupError` where there is none."""
    found = receipts(state)
    for receipt in reversed(found):
        if not receipt.undone and receipt.undoes is None:
            return receipt
    back = next((receipt.id for receipt in reversed(found) if receipt.undoes and not receipt.undone), None)
    if back is not None:
        raise SetupError(
            "there is no change to take back any more", f"`codex-setup undo {back}` makes the last one again."
        )
    raise SetupError(
        "there is no change to take back",
        "Only what `init`, `use` and `doctor --fix` wrote can be taken back; `codex-setup undo --list` lists it.",
    )


def taking_back(receipt: Receipt) -> tuple[Change, ...]:
    """Return the changes that take a receipt back; raises `FileChangedError` where a file changed since."""
    changes: list[Change] = []
    for entry in receipt.entries:
        old, now = _backup(entry), _content(entry.file)
        mode = entry.file.stat().st_mode & 0o7777 if now is not None else None
        restored = entry.old_mode if entry.mode is not None and old is not None else None
        if digest(now) == entry.before and (restored is None or restored == mode):
            continue
        if digest(now) not in (entry.after, entry.before):
            raise FileChangedError(
                f"{entry.file} {'is gone' if now is None else 'was changed'} since then",
                f"Nothing was changed now; {_by_hand(entry)}.",
                Change(entry.file, now, old).diff(),
            )
        changes.append(Change(entry.file, now, old, restored, mode))
    return tuple(changes)


def _by_hand(entry: Entry) -> str:
    """Return how the file of before comes back all the same, with all that was done to it since lost."""
    if entry.backup is None:
        return "there was no file before, so removing it would take the change back"
    return f"the lines above are what taking it back would do, and copying {entry.backup} over it does so"


def digest(content: bytes | None) -> str | None:
    """Return the SHA-256 of a content, None for no file."""
    import hashlib  # 4 ms that a check without a change need not pay

    return None if content is None else hashlib.sha256(content).hexdigest()


_LOST = "Nothing was changed; this change can no longer be taken back, the others in `codex-setup undo --list` can."


def _backup(entry: Entry) -> bytes | None:
    if entry.backup is None:
        return None
    try:
        content = entry.backup.read_bytes()
    except OSError as error:
        raise SetupError(f"the backup {entry.backup} cannot be read ({error.strerror})", _LOST) from error
    if digest(content) != entry.before:
        raise SetupError(f"the backup {entry.backup} is damaged", _LOST)
    return content


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SetupError(f"{file} cannot be read ({error.strerror})", "Nothing was changed.") from error


def _changes(folder: Path) -> Path:
    return folder / "changes"


def _places(folder: Path) -> list[Path]:
    try:
        return sorted(place for place in _changes(folder).iterdir() if place.is_dir())
    except OSError:
        return []


def _private(file: Path, content: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _document(receipt: Receipt) -> dict[str, object]:
    return {
        "schema": 1,
        "title": receipt.title,
        "when": receipt.when,
        "undoes": receipt.undoes,
        "files": [
            {
                "file": str(entry.file),
                "backup": entry.backup.name if entry.backup else None,
                "before": entry.before,
                "after": entry.after,
                "old_mode": entry.old_mode,
                "mode": entry.mode,
            }
            for entry in receipt.entries
        ],
    }


def _read(place: Path) -> Receipt | None:
    try:
        found = json.loads((place / _RECEIPT).read_bytes())
        entries = tuple(
            Entry(
                Path(entry["file"]),
                place / entry["backup"] if entry["backup"] else None,
                entry["before"],
                entry["after"],
                entry["old_mode"],
                entry["mode"],
            )
            for entry in found["files"]
        )
        return Receipt(place.name, str(found["title"]), str(found["when"]), entries, found["undoes"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
