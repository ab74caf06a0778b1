"""Which keys the user's files and environment hold, whatever their shape: none of them is ever shown.

A key is known here by where it stands: in auth.json, in `.env`, in a variable that is named for it, in a
header, behind a name that means a key. What shows by its shape what it is, `mask` finds without us.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codex_setup.codex.environment import Variable
from codex_setup.codex.spans import leaves, read_toml
from codex_setup.machine import Machine
from codex_setup.mask import NO_KEY, may_be_key, values_of_dotenv, values_of_toml
from codex_setup.model import Secret
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from codex_setup.model import Value

NAMED = pattern(
    r"key|token|secret|passw|credential|auth(?!or(?!iz))|bearer|cookie",
    re.IGNORECASE,
    ("key", "token", "secret", "passw", "credential", "auth", "bearer", "cookie"),
)
"""In the name of a variable or a header that carries a key."""

_MEANT = pattern(
    r"(?<!env_)(?:key|token|secret|passwd|password|credentials?|authorization|cookie|sig|signature)$",
    re.IGNORECASE,
    ("key", "token", "secret", "passw", "credential", "authorization", "cookie", "sig"),
)
"""The end of the name of a setting whose value is a key."""

_SAYS = pattern(
    r"[A-Za-z]+(?:[ /.,;:_+-]+[A-Za-z]+)*|\d{4}-\d\d-\d\d|[A-Za-z.-]+[/=]v?\d{1,3}(?:\.\d{1,3})*|https?://[^@]*"
)
"""What a header says that proves nothing: words, a date, a program and its version, an address."""

_VARIABLES = frozenset({"env_key", "env_http_headers", "bearer_token_env_var"})
"""Where a file names the variables that hold keys."""


def keys_near(machine: Machine, contents: Mapping[Path, Iterable[bytes | None]]) -> tuple[Secret, ...]:
    """Return every key in these contents, in Codex's files and in the environment, longest first."""
    texts = {file: [_text(content) for content in held if content] for file, held in contents.items()}
    homes = [machine.home / ".codex"] if machine.home is not None else []
    homes += [Path(machine.env["CODEX_HOME"])] if machine.env.get("CODEX_HOME") else []
    for folder in {*homes, *(file.parent for file in contents)}:
        for name in machine.files.names(folder):
            if name in {".env", "auth.json"} or name.endswith(".toml"):
                texts.setdefault(folder / name, []).append(_read(machine, folder / name))
    found: list[Secret] = []
    named: set[str] = set()
    for file, each in texts.items():
        for text in dict.fromkeys(each):
            found += keys_of_file(file, text)
            if file.suffix == ".toml":
                named |= variables_of(read_toml(text.encode("utf-8", "replace")).data)
    found += keys_of_variables([Variable(name, Secret(value)) for name, value in machine.env.items()], named)
    return longest_first(found)


def keys_here() -> tuple[Secret, ...]:
    """Return every key in Codex's files and in the environment of this process, longest first."""
    try:
        return keys_near(Machine.here(), {})
    except OSError:  # the folder that we stand in is gone
        return ()


def longest_first(found: Iterable[Secret]) -> tuple[Secret, ...]:
    """Return each key once, so that none is covered in part by a shorter one before it."""
    return tuple(sorted(dict.fromkeys(filter(None, found)), key=len, reverse=True))


def keys_of_file(file: Path, text: str) -> Iterator[Secret]:
    """Yield what are keys in the text of one of Codex's files, or of a shell's profile."""
    if ".env" in file.name:
        yield from values_of_dotenv(text)
        return
    if file.suffix == ".json":
        yield from keys_of_login(text)
        return
    yield from values_of_toml(text)
    if file.suffix == ".toml":
        yield from keys_of_data(read_toml(text.encode("utf-8", "replace")).data)


def keys_of_login(text: str) -> Iterator[Secret]:
    """Yield the long values of an auth.json, whether it can be read or not."""
    if text:
        yield from (Secret(value) for value in re.findall(r'"((?:[^"\\]|\\.){16,})"(?!\s*:)', text))


def keys_of_data(data: Mapping[str, Value]) -> Iterator[Secret]:
    """Yield what stands in a header or behind a name that means a key, also in a list."""
    before: Any = None
    for path, value in leaves(dict(data)):
        names = [part for part in path if isinstance(part, str)]
        flag, before = before, value
        if not isinstance(value, str):
            continue
        if "http_headers" in names[:-1]:
            if NAMED.search(names[-1]) or not _SAYS.fullmatch(value):
                yield from _lines(value)
        elif names[-1:] == ["http_headers"]:  # of a wrong type
            yield from (Secret(value), Secret(value.partition(":")[2]))
        elif any(map(_MEANT.search, names[-2:])) and may_be_key(value):
            yield from _lines(value)
        elif names[-1:] == ["args"] and path[-1] != 0 and _MEANT.search(str(flag)):
            yield Secret(value)


def variables_of(data: Mapping[str, Value]) -> set[str]:
    """Return the names of the variables of which a file says that they hold a key."""
    found = ((path, value) for path, value in leaves(dict(data)) if isinstance(value, str))
    return {value for path, value in found if not _VARIABLES.isdisjoint(map(str, path))}


def keys_of_variables(variables: Iterable[Variable], named: Collection[str]) -> Iterator[Secret]:
    """Yield the values of the variables that hold a key: by what a file says, by `.env`, by their own name."""
    for variable in variables:
        telling = variable.dotenv is not None or NAMED.search(variable.name) is not None
        if variable.name in named or (telling and not variable.value.fits(NO_KEY)):
            yield variable.value
            if variable.hides:
                yield variable.hides


def proves(header: str, value: Secret) -> bool:
    """Return whether the value of a header may be a key: it has a name of that kind, or says nothing."""
    return NAMED.search(header) is not None or not value.fits(rf"\A(?:{_SAYS.pattern})\Z")


def _lines(value: str) -> Iterator[Secret]:
    """Yield a value, and its lines where it has several: a file may show them one by one."""
    yield Secret(value)
    if "\n" in value:
        yield from (Secret(line) for line in value.split("\n") if may_be_key(line))


def _text(content: bytes) -> str:
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return content.decode("utf-16" if wide else "utf-8", "replace")


def _read(machine: Machine, file: Path) -> str:
    try:
        return _text(machine.files.read(file))
    except OSError:
        return ""
