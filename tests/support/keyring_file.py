"""A backend for Python's keyring that keeps everything in the file `KEYRING_FILE`: for tests only."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """Keeps passwords in a JSON file."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept, or None."""
        found: str | None = self._held().get(f"{service}/{username}")
        return found

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        self._file().write_text(json.dumps(self._held() | {f"{service}/{username}": password}))

    def _held(self) -> dict[str, str]:
        held: dict[str, str] = json.loads(self._file().read_text()) if self._file().exists() else {}
        return held

    def _file(self) -> Path:
        return Path(os.environ["KEYRING_FILE"])
