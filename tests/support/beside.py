"""Runs inside the enclosure: a relay on 127.0.0.1:8000, and one program beside it.

    python beside.py '{"answers": {}}' codex exec ping

Exits as the program does.
"""

from __future__ import annotations

import json
import subprocess
import sys

from codex_setup.gateway import serve
from support.relays import site

if __name__ == "__main__":
    with serve(site(json.loads(sys.argv[1])), port=8000):
        done = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, check=False)
    sys.exit(done.returncode)
