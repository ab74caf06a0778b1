"""What the installed Codex itself says of a configuration when it loads it.

Codex is run on a copy of its folder, without credentials and without a way to the network, and only as
far as loading its configuration: nothing is asked of any server, and nothing is left behind.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.codex.binary import program
from codex_setup.codex.process import started
from codex_setup.codex.scratch import copied_home, environment_on, uncopied
from codex_setup.mask import presentable
from codex_setup.pattern import pattern
from codex_setup.record import record, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codex_setup.codex.context import Binary, Context
    from codex_setup.codex.process import Begin, Ran

PATIENCE = 3.0

_UNKNOWN = pattern(r"unknown configuration field `([^`]*)`")
_PLACED = pattern(r"(?P<file>/[^\n:]*\.toml):(?P<line>\d+):(?P<column>\d+): ")
_PARSED = pattern(r"TOML parse error at line (?P<line>\d+), column (?P<column>\d+)")
_LOADED = ("No prompt provided via stdin", "Not logged in", "Logged in", "checking login status")
_DEAD = "http://127.0.0.1:9"  # the port that discards, where nobody listens


@record
class Verdict:
    """What Codex said: `words` where it refuses, with the place that it names, or why it could not be asked.

    `unknown` is the first key that it does not know, which is a refusal only under `--strict-config`.
    """

    words: str | None = None
    file: Path | None = None
    line: int | None = None
    column: int | None = None
    unknown: str | None = None
    skipped: str | None = None


@contextmanager
def asked(context: Context, begin: Begin = started) -> Iterator[Callable[[], Verdict]]:
    """Begin to ask the Codex that a shell would start about the configuration in `context`; give what waits for its verdict.

    What it refuses strictly it is asked again without strictness, which is how it will be started: strictly
    it wants each file whole, and a profile file that only amends a provider is none (0.169.0).
    """
    binary, reason = context.binary, unaskable(context)
    if binary is None or reason is not None:
        yield lambda: Verdict(skipped=reason)
        return
    with _asked(context, binary, begin, strict=context.release.has("strict-config")) as first:

        def verdict() -> Verdict:
            found = first()
            settled = found.skipped is not None or (found.words is None and found.unknown is None)
            if settled or context.invocation.strict:
                return found
            with _asked(context, binary, begin, strict=False) as second:
                lenient = second()
            spot = found if lenient.words is None else lenient
            return replace(spot, words=lenient.words, unknown=found.unknown, skipped=lenient.skipped)

        yield verdict


def unaskable(context: Context) -> str | None:
    """Return why the installed Codex cannot be asked about this, or None."""
    binary = context.binary
    if binary is None:
        return "no Codex is installed"
    reason = binary.problem or uncopied(context)
    if reason is None and binary.version != context.release.version:
        return f"the installed Codex is {binary.version}, and {context.release.version} was asked about"
    return reason


@contextmanager
def _asked(
    context: Context, binary: Binary, begin: Begin, *, strict: bool
) -> Iterator[Callable[[], Verdict]]:
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(copied_home(context, credentials=False))
        except OSError as error:
            skipped = Verdict(skipped=f"its folder cannot be copied ({error.strerror})")
            yield lambda: skipped
            return
        words = [str(program(context.machine, binary.file)), *_words(context, strict=strict)]
        env = environment_on(folder, context, _DEAD)
        ran = stack.enter_context(begin(words, env, context.machine.cwd, PATIENCE))
        yield lambda: read_verdict(ran(), folder, context.codex_home or folder)


def _words(context: Context, *, strict: bool) -> Iterator[str]:
    """Yield the arguments that make this release load its configuration and stop.

    `app-server --print-startup-config` where there is one, but it takes no profile; else `exec` with
    nothing to ask; before `--strict-config`, `features list`; before that, `login status`.
    """
    release, asked = context.release, context.invocation
    if strict:
        yield "--strict-config"
    for override in asked.overrides:
        yield from ("-c", override)
    if release.has("startup-config") and asked.profile is None:
        yield from ("app-server", "--print-startup-config")
        return
    if asked.profile is not None:
        yield from ("-p", asked.profile)
    if release.has("strict-config"):
        yield from ("exec", "--skip-git-repo-check")
    elif release.has("features-command"):
        yield from ("features", "list")
    else:
        yield from ("login", "status")


def read_verdict(ran: Ran, folder: Path, home: Path) -> Verdict:
    """Return what Codex's answer says, with the copy's paths turned back into the real ones."""
    if ran.problem is not None:
        return Verdict(skipped=f"the installed Codex could not be asked: {ran.problem}")
    out, err = (
        text.decode("utf-8", "replace").replace(str(folder), str(home)) for text in (ran.out, ran.err)
    )
    error = _json_error(out)
    if error is not None:
        words, file, line, column = error
        return _verdict(words, file, line, column)
    if ran.code == 0 or any(sign in out + err for sign in _LOADED):
        return Verdict()
    words = _last_words(err or out)
    if "rror" not in words and _PLACED.search(words) is None:
        return Verdict(skipped=f"the installed Codex ended with {ran.code} and no reason")
    spot = _PLACED.search(words) or _PARSED.search(words)
    if spot is None:
        return _verdict(words, None, None, None)
    file = Path(spot["file"]) if "file" in spot.re.groupindex else home / "config.toml"
    return _verdict(words, file, int(spot["line"]), int(spot["column"]))


def _json_error(out: str) -> tuple[str, Path | None, int | None, int | None] | None:
    try:
        data = json.loads(out.strip().rpartition("\n")[2] or "null")
    except ValueError:
        return None
    error = data.get("error") if isinstance(data, dict) else None
    found = error.get("data") if isinstance(error, dict) else None
    if not isinstance(found, dict) or not isinstance(found.get("detail"), str):
        return None
    file, line, column = found.get("filePath"), found.get("line"), found.get("column")
    return (
        found["detail"],
        Path(file) if isinstance(file, str) else None,
        line if isinstance(line, int) else None,
        column if isinstance(column, int) else None,
    )


def _last_words(text: str) -> str:
    """Return what Codex wrote, without the warnings before and the usage behind."""
    lines = [line for line in text.splitlines() if line.strip()]
    first = next((n for n, line in enumerate(lines) if _PLACED.search(line) or line.startswith("Error")), 0)
    return "\n".join(lines[first:])


def _verdict(words: str, file: Path | None, line: int | None, column: int | None) -> Verdict:
    plain = _PLACED.sub(
        "", words.removeprefix("Error loading config.toml:").removeprefix("Error:").strip(), count=1
    )
    shown = presentable(plain.splitlines()[0].strip() if plain else words)
    unknown = _UNKNOWN.search(words)
    return Verdict(shown, file, line, column, unknown[1] if unknown else None)
