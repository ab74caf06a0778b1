"""docs/prediction.md says what was compared, and is right about it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from codex.agreement import recorded
from codex.test_agreement import EXCEPTIONS
from oracle import records

from codex_setup.codex.releases import CHANGES, DEFAULT_MODELS

PAGE = Path(__file__).parents[2] / "docs" / "prediction.md"
BEGIN, END = "<!-- compared -->\n", "<!-- end of compared -->"
CHANGED, CHANGED_END = "<!-- changes -->\n", "<!-- end of changes -->"


def compared() -> str:
    """Return the table of what was compared, release by release."""
    runs = Counter(case.version for case in recorded())
    situations = {version: len(records.read(version)) for version in records.versions()}
    both = sorted(runs.keys() | situations.keys(), key=lambda v: [int(part) for part in v.split(".")])
    lines = [f"| {v} | {runs.get(v, 0)} | {situations.get(v, 0)} |" for v in both]
    total = f"| **all {len(both)}** | **{sum(runs.values())}** | **{sum(situations.values())}** |"
    left = [f"- `{name}`: {why}." for name, why in EXCEPTIONS.items()]
    head = ["| Codex | recorded runs | situations of the matrix |", "|---|---|---|"]
    return "\n".join([*head, *lines, total, "", "Left out, and why:", "", *left]) + "\n"


def changes() -> str:
    """Return the table of the boundaries."""
    lines = [f"| {change.last or '-'} | {change.since} | {change.says} |" for change in CHANGES]
    models = [f"| {since} | `{model}` |" for since, model in DEFAULT_MODELS]
    return "\n".join([
        "| last seen without | first seen with | what changed |", "|---|---|---|", *lines, "",
        "| first seen in | model where none is set |", "|---|---|", *models,
    ]) + "\n"  # fmt: skip


def between(text: str, begin: str, end: str) -> str:
    """Return what stands between two marks."""
    return text.split(begin, maxsplit=1)[1].split(end, maxsplit=1)[0]


def test_the_page_says_what_was_compared() -> None:
    assert between(PAGE.read_text("utf-8"), BEGIN, END) == compared()


def test_the_page_names_every_boundary() -> None:
    assert between(PAGE.read_text("utf-8"), CHANGED, CHANGED_END) == changes()


def write() -> None:
    """Write both tables into the page: `python -m codex.test_prediction_page` in tests/."""
    text = PAGE.read_text("utf-8")
    for begin, end, table in ((BEGIN, END, compared()), (CHANGED, CHANGED_END, changes())):
        text = text.replace(begin + between(text, begin, end) + end, begin + table + end)
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
