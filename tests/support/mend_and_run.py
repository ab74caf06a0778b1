"""Break, mend, run: beside the embedded gateway, `doctor --fix --yes`, then the real Codex. Prints JSON.

Runs in the enclosure: CODEX ROUTES KEY MODELS [WORDS OF DOCTOR]…
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from codex_setup.gateway import serve

FILES = ("config.toml", ".env", "auth.json")
PORT = 8765
PATIENCE = 40


def said(*words: str) -> dict[str, Any]:
    """Return what a program said, and None for its exit code where its time ran out."""
    try:
        done = subprocess.run(
            words, capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL, text=True, check=False
        )
    except subprocess.TimeoutExpired as late:
        return {"rc": None, "out": str(late.stdout), "err": str(late.stderr)}
    return {"rc": done.returncode, "out": done.stdout, "err": done.stderr}


def main() -> None:
    """Mend the home that is there, say whether Codex then gets an answer, and put everything back."""
    codex, routes, key, models, *words = sys.argv[1:]
    options: dict[str, Any] = {"routes": routes, "key": key, "models": tuple(models.split(","))}
    with serve("relay", port=PORT, **options):
        doctor = [sys.executable, "-m", "codex_setup", "doctor", "--format", "json", "--timeout", "10"]
        first = said(*doctor, "--fix", "--yes", *words)
        second = said(*doctor, "--fix", "--dry-run", *words)
        ran = (
            said(codex, "exec", "--skip-git-repo-check", "ping")
            if codex
            else {"rc": None, "out": "", "err": ""}
        )
    folder = Path(os.environ["CODEX_HOME"])
    mended = {name: (folder / name).read_bytes().hex() for name in FILES if (folder / name).exists()}
    names = [str(place) for place in Path(os.environ["HOME"], "state").rglob("*")]
    back = (
        said(sys.executable, "-m", "codex_setup", "undo", "--yes")
        if names
        else {"rc": 0, "out": "", "err": ""}
    )
    found = {"doctor": first, "again": second, "codex": ran, "undo": back, "files": mended, "names": names}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
