"""What a file holds before and after: edits, grouped by file, become changes.

Nothing here touches the disk but to read; a `Secret` among the edits is revealed here, into its file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codex_setup.codex.encoding import codec_of
from codex_setup.machine import Machine
from codex_setup.mask import masked, names_key, printable
from codex_setup.model import AnyEdit, Edit, Permit, Secret, SetupError
from codex_setup.record import record, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

PRIVATE = 0o600
OTHERS = 0o077


class FileChangedError(SetupError):
    """A file is no longer what it was when it was read; `diff` says how it differs."""

    def __init__(self, message: str, hint: str, diff: str = "") -> None:
        super().__init__(message, hint)
        self.diff = diff


@record
class Change:
    """One file before and after; None where there is no file.

    `mode` is the mode that the file will have, None where it keeps its own. `secrets` are the keys that
    the change writes; `machine` is the computer that holds the file, so that the difference can be shown
    without any key of either. `remarks` must be said aloud before the change is made.
    """

    file: Path
    before: bytes | None
    after: bytes | None
    mode: int | None = None
    old_mode: int | None = None
    secrets: tuple[Secret, ...] = ()
    remarks: tuple[str, ...] = ()
    machine: Machine | None = None

    @property
    def differs(self) -> bool:
        """Return whether anything of the file becomes another: what it says, or who may read it."""
        return self.before != self.after or (self.mode is not None and self.mode != self.old_mode)

    def held(self) -> tuple[Secret, ...]:
        """Return every key that the change writes, that the file holds, or that its computer holds beside it."""
        from codex_setup.codex.held import keys_near, longest_first  # only what is shown needs it

        near = keys_near(self.machine or Machine.here(), {self.file: (self.before, self.after)})
        return longest_first((*self.secrets, *near))

    def diff(self) -> str:
        """Return the difference as a unified diff, keys masked and control characters written out."""
        import difflib  # 10 ms that a check without a fix need not pay

        old, new = _lines(self.before), _lines(self.after)
        name = str(self.file)
        names = (
            name if self.before is not None else "(no file)",
            name if self.after is not None else "(no file)",
        )
        lines = list(difflib.unified_diff(old, new, *names, lineterm="", n=2))
        if self.mode is not None and self.mode != self.old_mode and self.after is not None:
            was = f"mode {self.old_mode:03o} -> " if self.old_mode is not None else "new file, mode "
            lines = lines or [f"--- {name}", f"+++ {name}"]
            lines.insert(2, f"{was}{self.mode:03o}")
        codec = codec_of(self.before) if self.before is not None and self.after is not None else None
        if codec is not None:
            lines = lines or [f"--- {name}", f"+++ {name}"]
            lines.insert(2, f"encoding {codec.upper()} -> UTF-8")
        shown = masked("\n".join(line.rstrip("\r\n") for line in lines), self.held())
        return "\n".join(printable(line) for line in shown.split("\n")) + "\n" if lines else ""


def plan_changes(machine: Machine, edits: Iterable[AnyEdit]) -> tuple[Change, ...]:
    """Return what the edits make of the files of `machine`, one change a file, files that stay left out.

    Raises `SetupError` where a file cannot be read or an edit cannot be made exactly.
    """
    by_file: dict[Path, list[AnyEdit]] = {}
    for edit in edits:
        by_file.setdefault(edit.file, []).append(edit)
    changes = (_change(machine, file, wanted) for file, wanted in by_file.items())
    return tuple(change for change in changes if change.differs)


def _change(machine: Machine, file: Path, edits: Sequence[AnyEdit]) -> Change:
    if names_key(str(file)):
        raise SetupError(
            f"the name of {masked(str(file))} holds a key",
            "Nothing was changed; a name stands in every list of files, so give it another first.",
        )
    before = _content(machine, file)
    info = machine.files.info(file)
    old_mode = info.mode if info is not None and before is not None else None
    secrets = tuple(secret for edit in edits if isinstance(edit, Edit) for secret in _secrets(edit.value))
    after = before
    if any(not isinstance(edit, Permit) for edit in edits):
        from codex_setup.edit import edited  # what only a change needs

        text = _text(before or b"", file)
        plain = [
            replace(edit, value=_revealed(edit.value)) if isinstance(edit, Edit) else edit for edit in edits
        ]
        new = edited(file, text, plain)
        untouched = before is not None and new == text and codec_of(before) is None
        after = before if untouched or (before is None and not new) else new.encode()
    modes = [edit.mode for edit in edits if isinstance(edit, Permit)]
    mode = modes[-1] if modes else None
    opened = secrets and old_mode is not None and old_mode & OTHERS and after != before
    if before is None or (opened and not _held_before(file, before, edits)):
        mode = PRIVATE
    if machine.platform == "win32" or (mode is not None and after is None):
        mode = None
    remarks = (*_remarks(file, before, after), *_names(machine, file, before, after))
    if opened and mode == PRIVATE:
        remarks = (*remarks, f"{file} then holds a key, so only you can read it (mode 600)")
    return Change(file, before, after, mode, old_mode, secrets, remarks, machine)


def _held_before(file: Path, before: bytes, edits: Sequence[AnyEdit]) -> bool:
    """Return whether a shell's profile set each of these variables already: who may read it was decided then."""
    from codex_setup.edit.shell import is_profile, sets  # what only a change needs

    names = [str(edit.key[0]) for edit in edits if isinstance(edit, Edit)]
    return is_profile(file) and all(sets(file, _text(before, file), name) for name in names)


def _content(machine: Machine, file: Path) -> bytes | None:
    try:
        return machine.files.read(file)
    except FileNotFoundError:
        return None
    except OSError as error:
        barred = isinstance(error, PermissionError)
        raise SetupError(
            f"{file} cannot be read ({error.strerror or error})",
            f"Nothing was changed; {'make it readable' if barred else 'move away what stands there'} first.",
        ) from error


def _text(content: bytes, file: Path) -> str:
    """Return the text that offsets of edits count in; UTF-16 and GBK are read too, and written as UTF-8."""
    try:
        return content.decode(codec_of(content) or "utf-8")
    except UnicodeDecodeError as error:
        raise SetupError(
            f"{file} is not UTF-8 (byte {error.start})", "Save it as UTF-8 in an editor, then run this again."
        ) from error


def _secrets(value: Any) -> list[Secret]:
    if isinstance(value, Secret):
        return [value]
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [secret for member in members for secret in _secrets(member)]


def _revealed(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, dict):
        return {name: _revealed(member) for name, member in value.items()}
    return [_revealed(member) for member in value] if isinstance(value, list | tuple) else value


def _remarks(file: Path, before: bytes | None, after: bytes | None) -> Iterable[str]:
    """Yield what the user must know: a ChatGPT login that auth.json would no longer use."""
    if file.name == "auth.json" and before is not None and before != after:
        old, new = _login(before), _login(after)
        if old and not new:
            yield f"{file} holds a ChatGPT login, which Codex no longer uses after this; `codex login` brings it back"
    codec = codec_of(before) if before is not None and before != after else None
    if codec is not None:
        yield f"{file} is {codec.upper()} and is written as UTF-8, which Codex can read"


def _names(machine: Machine, file: Path, before: bytes | None, after: bytes | None) -> Iterable[str]:
    """Yield that a file has several names, where its content changes under all of them."""
    info = machine.files.info(file)
    if info is not None and info.names > 1 and None not in (before, after) and before != after:
        yield f"{file} has {info.names} names (hard links), and all of them get the new content"


def _login(content: bytes | None) -> bool:
    """Return whether auth.json is a ChatGPT login: tokens are there, and the mode does not say otherwise."""
    try:
        data = json.loads(content or b"")
    except ValueError:
        return b"refresh_token" in (content or b"")
    if not isinstance(data, dict) or not data.get("tokens"):
        return False
    return data.get("auth_mode") == "chatgpt" or (
        data.get("auth_mode") is None and not data.get("OPENAI_API_KEY")
    )


def _lines(content: bytes | None) -> list[str]:
    if content is None:
        return []
    text = content.decode(codec_of(content) or "utf-8", "replace")
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines
