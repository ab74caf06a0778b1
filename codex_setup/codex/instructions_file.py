"""What is wrong with the files of instructions that settings name, in Codex's words (0.20.0 to 0.169.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.codex.known import key as known_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Setting

CALLED = {
    "experimental_instructions_file": "experimental instructions file",
    "model_instructions_file": "model instructions file",
    "experimental_compact_prompt_file": "experimental compact prompt file",
}


def instruction_problems(context: Context) -> Iterator[tuple[Setting[str], str]]:
    """Yield the settings whose file Codex cannot use, with what it says as it stops."""
    for name, called in CALLED.items():
        setting = context.config.get(name, of=str)
        if setting is None or known_key((name,), context.release) is None:
            continue
        if name == "experimental_instructions_file" and context.release.has("instructions-renamed"):
            continue
        from codex_setup.codex.named_file import named_file  # only where one is named

        file = named_file(setting, context)
        info = context.machine.files.info(file)
        if info is not None and info.kind == "directory" and context.release.has("folders-are-no-files"):
            yield setting, f"Error: failed to read {called} {file}: path `{file}` is not a file"
            continue
        try:
            content = context.machine.files.read(file)
        except OSError as error:
            yield setting, f"Error: failed to read {called} {file}: {error.strerror} (os error {error.errno})"
            continue
        if not content.strip():
            yield setting, f"Error: {called} is empty: {file}"
