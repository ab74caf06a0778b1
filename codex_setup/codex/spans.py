"""Where each key stands in a TOML text.

`tomllib` says what a text means and not where; this module says where, and agrees with `tomllib` on
which keys there are (a law in the tests).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codex_setup.model import KeyPath, Span


@dataclass(frozen=True, slots=True)
class KeySpan:
    """Where one key stands: the key as written, its value, and both with what is between them.

    For a table header `key` is the name inside the brackets, `value` and `whole` the header itself.
    """

    key: Span
    value: Span
    whole: Span


Spans = Mapping[KeyPath, KeySpan]
