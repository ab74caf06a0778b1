"""What changed in Codex and when, as data.

This is the only module that knows a release number; everything else asks a `Release`. Every fact was
seen on the real binary (tests/oracle repeats it).
"""

from __future__ import annotations

from dataclasses import dataclass

Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Release:
    """A Codex version and what is true of it.

    `judged_as` is the newest version that we know, where `version` is newer than that.
    """

    version: str
    judged_as: str | None = None
