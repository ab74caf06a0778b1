"""Whether the files are TOML, and what kind of slip it is where they are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_setup.mask import masked, printable
from codex_setup.model import Check, Finding, Fix, Place, Replace, Severity, check
from codex_setup.rules.files import broken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.layers import Layer
    from codex_setup.mend import Mend
    from codex_setup.mend.guess import Slip


def _slips(context: Context, slip: Slip) -> Iterator[tuple[Layer, str, Fix | None]]:
    """Yield the layers whose first slip is of that kind, with what the parser says and the fix."""
    for layer in broken(context, "syntax"):
        if layer.problem is None:
            continue
        from codex_setup.mend import mend  # only for a file that is broken

        found = mend(layer.text)
        if found is not None and found.slip == slip:
            span = layer.problem.span
            where = f"line {span.line}, column {span.column}: " if span else ""
            yield layer, where + layer.problem.message, _fix(layer, found)


def _fix(layer: Layer, found: Mend) -> Fix | None:
    if layer.file is None or not found.swaps or layer.name in ("system", "managed"):
        return None
    lines = len({layer.text.count("\n", 0, swap.start) for swap in found.swaps})
    title = "Write the line as TOML" if lines == 1 else f"Write {lines} lines as TOML"
    title = "Say it once" if found.slip == "twice" else title
    return Fix(title, tuple(Replace(layer.file, *swap) for swap in found.swaps), safe=found.certain)


def _place(layer: Layer) -> Place:
    return Place(layer.name, layer.file, layer.problem.span if layer.problem else None)


@check("config-not-toml", Severity.ERROR)
def config_not_toml(context: Context) -> Iterator[Finding]:
    """A configuration file is not TOML.

    Codex reads the whole file before anything else and stops at the first thing that is not TOML:
    `Error loading config.toml: …:LINE:COLUMN: …`. Text values need quotes, `key = value` needs the equals
    sign, `true` and `false` are written small, a line ends without comma or semicolon, and a comment
    begins with `#`. The rest of the file is still checked as far as single lines can be read.
    """
    for layer, why, fix in _slips(context, "other"):
        yield Finding(
            f"`{layer.file.name if layer.file else layer.name}` is not TOML: {why}",
            at=_place(layer),
            hint=_MERGE
            if re.search(r"(?m)^(?:<{7}|>{7})", layer.text)
            else "Codex does not start until the whole file can be read."
            if fix
            else _by_hand(layer),
            fix=fix,
        )


_MERGE = "A merge left both sides in the file: keep what stands above or below `=======`, and no mark of it."


def _by_hand(layer: Layer) -> str:
    """Return what the reader can do with a text that nobody knows how to read."""
    if '"OPENAI_API_KEY"' in layer.text and not layer.data:
        return (
            "It holds what belongs into auth.json: move it there, and let `codex-setup init` write this file."
        )
    if not layer.data:
        return "No line of it can be read as a setting: move the file away, and let `codex-setup init` write a new one."
    return "Codex does not start until the whole file can be read: correct the line, or put `#` before it."


@check("config-typographic-characters", Severity.ERROR)
def config_typographic_characters(context: Context) -> Iterator[Finding]:
    """A character that only looks like TOML stands in a configuration file.

    Chats, web pages and input methods turn straight quotes into curly ones, `=` into its full-width
    form, and blanks into characters that cannot be seen. TOML knows none of them, so Codex stops with a
    syntax error on a line that looks right.
    """
    for layer, why, fix in _slips(context, "typography"):
        yield Finding(
            f"`{layer.file.name if layer.file else layer.name}` has a look-alike character{_which(layer)}: {why}",
            at=_place(layer),
            hint="TOML takes only the plain quotes \" and ', a plain `=` and plain blanks.",
            fix=fix,
        )


def _which(layer: Layer) -> str:
    """Return how the first such character of the line is called, with a blank before it."""
    import unicodedata  # only for a file that is broken

    from codex_setup.mend.slips import LOOKALIKES

    span = layer.problem.span if layer.problem else None
    line = layer.text.split("\n")[span.line - 1] if span else ""
    found = next((char for char in line if char in LOOKALIKES), None)
    return (
        ""
        if found is None
        else f" (U+{ord(found):04X}, {unicodedata.name(found, 'a control character').lower()})"
    )


@check("config-backslash-path", Severity.ERROR)
def config_backslash_path(context: Context) -> Iterator[Finding]:
    r"""A Windows path stands between double quotes with single backslashes.

    In TOML `"C:\Users"` begins an escape (`\U…`), and Codex stops with `too few unicode value digits` or
    `missing escaped value`. A path goes between single quotes, where a backslash is itself, or is
    written with forward slashes.
    """
    for layer, why, fix in _slips(context, "backslash"):
        yield Finding(
            f"`{layer.file.name if layer.file else layer.name}` has a backslash that is not an escape: {why}",
            at=_place(layer),
            hint="Between single quotes a backslash is itself: 'C:\\Users\\me'.",
            fix=fix,
        )


def _said(layer: Layer) -> str:
    """Return the key or table that is said twice, as it is written there."""
    span = layer.problem.span if layer.problem else None
    text = layer.text[span.start : span.end] if span else ""
    return f"`{printable(masked(text))}`" if text and "\n" not in text else "the same key"


@check("config-key-twice", Severity.ERROR)
def config_key_twice(context: Context) -> Iterator[Finding]:
    """A key or a table is written twice in one file.

    TOML allows each only once, and Codex stops with `duplicate key`. It happens when two installers, or
    a tutorial and a tool, each add the same `model_provider` or the same `[projects."…"]` table.
    """
    for layer, why, fix in _slips(context, "twice"):
        yield Finding(
            f"`{layer.file.name if layer.file else layer.name}` says {_said(layer)} twice: {why}",
            at=_place(layer),
            hint="Keep the one that you mean and delete the other.",
            fix=fix,
        )


CHECKS: tuple[Check[Context], ...] = (
    config_not_toml,
    config_typographic_characters,
    config_backslash_path,
    config_key_twice,
)
