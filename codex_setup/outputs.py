"""Where reports go: standard output, files by `--output FORMAT:FILE`, the files of a pipeline's runner.

A report's file is not the user's configuration, so it is written here; a file that Codex reads is refused.
"""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.model import SetupError
from codex_setup.nearest import nearest
from codex_setup.record import record, replace
from codex_setup.render import FORMATS, PAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from codex_setup.machine import Machine
    from codex_setup.render import Style
    from codex_setup.render.page import Page

FILE_WIDTH = 100


@record
class Target:
    """One report to write; `format` is None where only a file was named, `file` None for standard output."""

    format: str | None
    file: Path | None


def target(text: str) -> Target:
    """Return what `--output text` asks for; raises `SetupError` for a format that there is not."""
    prefix, colon, rest = text.partition(":")
    if colon and prefix in FORMATS:
        return Target(prefix, None if rest in ("", "-") else Path(rest))
    if colon and re.fullmatch(r"[a-z]{2,}", prefix) and "/" not in text[: len(prefix)]:
        raise SetupError(
            f"`--output {text}` names no format",
            f"Write FORMAT:FILE or FILE; nearest: {', '.join(nearest(prefix, FORMATS))}.",
            exit_code=2,
        )
    return Target(None, None if text == "-" else Path(text))


def default_format(env: Mapping[str, str], targets: Sequence[Target] = ()) -> str:
    """Return the format that fits where we run: a pipeline's own, unless a file has it already."""
    if env.get("GITHUB_ACTIONS") == "true":
        return "github"
    if env.get("GITLAB_CI") == "true" and all(one.format != "gitlab" for one in targets):
        return "gitlab"
    return "text"


def root_of(machine: Machine) -> Path:
    """Return the folder that paths in reports are relative to: the checkout, else where we stand."""
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "WORKSPACE", "BUILD_SOURCESDIRECTORY"):
        folder = machine.env.get(name, "")
        if folder and machine.cwd.is_relative_to(folder):
            return Path(folder)
    return machine.cwd


def deliver(
    pages: Callable[[str], Page], named: str | None, outputs: Sequence[str], machine: Machine, style: Style
) -> str:
    """Write every report that was asked for and return what belongs on standard output.

    `pages` gives the page for a format. A plain `FILE` takes the place of standard output, `FORMAT:FILE`
    comes on top of it. In GitHub Actions the `github` format also fills the summary and the outputs.
    """
    targets = tuple(map(target, outputs))
    style = replace(style, root=root_of(machine))
    usual = named or default_format(machine.env, targets)
    for one in targets:
        if one.file is not None:
            file = machine.cwd / one.file
            refuse_if_read(file, pages("text"))
            write(file, shown(pages, one.format or usual, filed(style)))
    if usual == "github" and machine.env.get("GITHUB_ACTIONS") == "true":
        tell_runner(pages("github"), machine, filed(style))
    streamed = [one.format or usual for one in targets if one.file is None]
    if not streamed and any(one.format is None for one in targets):
        return ""
    return "".join(shown(pages, name, style) for name in streamed or [usual])


def shown(pages: Callable[[str], Page], name: str, style: Style) -> str:
    """Return the report in the format `name`."""
    return PAGES[name](pages(name), style)


def filed(style: Style) -> Style:
    """Return the style for a file: no colours, every character, always the same width."""
    return replace(style, colour=False, unicode=True, width=FILE_WIDTH)


def refuse_if_read(file: Path, page: Page) -> None:
    """Raise `SetupError` where Codex reads the file that a report is to be written to."""
    read_by_codex = {layer.file.resolve() for layer in page.layers if layer.file is not None}
    if file.resolve() in read_by_codex:
        raise SetupError(f"`{file}` is read by Codex", "Name another file for the report.", exit_code=2)


_HINTS = dict.fromkeys((errno.ENOENT, errno.ENOTDIR), "Name a file in a folder that exists.") | dict.fromkeys(
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "The disk is full: make room, then run this again."
)


def write(file: Path, text: str) -> None:
    """Write a report; raises `SetupError` where it cannot be."""
    try:
        file.write_bytes(text.encode())
    except OSError as error:
        raise SetupError(
            f"the report cannot be written to `{file}` ({error.strerror})",
            _HINTS.get(error.errno or 0, "Name a file that you may write."),
        ) from error


def tell_runner(page: Page, machine: Machine, style: Style) -> None:
    """Append the summary and the outputs to the files that the runner of GitHub Actions names."""
    from codex_setup.render.github import outputs, summary  # only there

    for name, text in (("GITHUB_STEP_SUMMARY", summary(page, style)), ("GITHUB_OUTPUT", outputs(page))):
        if machine.env.get(name):
            try:
                with Path(machine.env[name]).open("ab") as file:
                    file.write(text.encode())
            except OSError as error:
                raise SetupError(f"`{name}` cannot be written ({error.strerror})") from error
