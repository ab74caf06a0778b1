"""Record what a release of Codex does, and print what changed against the release before.

    python tests/oracle/record_release.py 0.172.0 [--against 0.171.0] [--only PATTERN]

Installs the release from npm, runs every situation of the matrix in a namespace with loopback only, keeps
the outcomes in tests/oracle/recorded/, prints each situation whose outcome changed, and each in which
the prediction is wrong. docs/new-release.md says what to do then. Takes three to five minutes.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from codex.agreement import difference, predicted  # noqa: E402 -- run as a program, it finds its neighbours itself
from oracle import records  # noqa: E402 -- the same
from oracle.compare import outcomes  # noqa: E402 -- the same
from support.codex import binary  # noqa: E402 -- the same


def main() -> int:
    """Record one release; return 1 where the prediction was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("version")
    parser.add_argument("--against", help="the release to compare with (else the newest one recorded before)")
    parser.add_argument("--only", default="", help="a pattern: only the situations whose name it fits")
    asked = parser.parse_args()
    say = sys.stdout.write
    say(f"Codex {asked.version}: {binary(asked.version)}\n")
    cases = [case for case in records.situations(asked.version) if re.search(asked.only, case.id)]
    before = [version for version in records.versions() if version != asked.version]
    held = dict(records.read(asked.version)) if asked.version in records.versions() else {}
    wrong = 0
    for case in outcomes(cases):
        held[case.id] = records.outcome_of(case)
        found = difference(case, predicted(case))
        if found is not None:
            wrong += 1
            say(f"WRONG {case.id}: {found}\n")
    say(
        f"{len(cases)} situations recorded in {records.write(asked.version, held)}, {wrong} predicted wrongly\n"
    )
    against = asked.against or (before[-1] if before else None)
    if against is not None:
        lines = list(records.changes(records.read(against), records.read(asked.version)))
        say(f"\n{len(lines)} situations differ from {against}\n" + "".join(f"{line}\n" for line in lines))
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
