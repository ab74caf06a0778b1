"""Which of the known names the user most likely meant.

Used for model names, provider ids, presets, rules and keys alike, so that "did you mean" means the same
everywhere. The order of `names` breaks ties: put the recommended ones first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEPARATORS = pattern(r"[\s._/:-]+")


def nearest(word: str, names: Iterable[str], n: int = 3) -> tuple[str, ...]:
    """Return at most `n` of `names` that `word` may stand for, the likeliest first; often none."""
    wanted = _plain(word)
    if not wanted:
        return ()
    scored: dict[str, tuple[float, int]] = {}
    for place, name in enumerate(names):
        score = _score(wanted, _plain(name))
        if score is not None and name not in scored:
            scored[name] = (score, place)
    return tuple(sorted(scored, key=scored.__getitem__)[:n])


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return the question that names what `word` may stand for, with a blank after it; empty where nothing is near."""
    found = nearest(word, names)
    return f"Did you mean {' or '.join(found)}? " if found else ""


def _plain(word: str) -> str:
    """Return `word` as it is compared: without case, every separator the same."""
    return _SEPARATORS.sub("-", word.strip().casefold()).strip("-")


def _score(wanted: str, name: str) -> float | None:
    """Return how far `name` is from `wanted`, or None where they have nothing to do with each other."""
    if name == wanted:
        return 0
    if name.endswith(f"-{wanted}") or wanted.endswith(f"-{name}"):
        return 0.4  # a vendor's prefix too many or too few: `openai/gpt-5.4`
    if wanted.replace("-", "") == name.replace("-", ""):
        return 0.5
    reach = max(1, min(len(wanted), len(name)) // 3)
    distance = _distance(wanted, name, reach)
    if distance <= reach:
        return distance
    if name.startswith(f"{wanted}-"):
        return reach + 1.0  # a short name: `gpt-5`
    return reach + 2.0 if len(wanted) > 2 and name.startswith(wanted) else None  # noqa: PLR2004 -- two letters say nothing


def _distance(one: str, other: str, reach: int) -> int:
    """Return the edit distance, neighbours swapped counting once; anything above `reach` is as good."""
    if abs(len(one) - len(other)) > reach:
        return reach + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > reach:
            return reach + 1
    return row[-1]


_LATIN = str.maketrans(
    "асԁеһіјкӏмопԛрѕтухуԝАВСЕНІЈКМОРЅТУХαικνορυχΑΒΕΗΙΚΜΝΟΡΤΥΧΖ",
    "acdehijklmonqpstyxywABCEHIJKMOPSTYXaiknopuxABEHIKMNOPTYXZ",
)
"""Letters of Cyrillic and Greek that look like Latin ones, and what they are taken for."""


def latin(text: str) -> str:
    """Return `text` with the letters that only look like Latin ones as these."""
    return text.translate(_LATIN)
