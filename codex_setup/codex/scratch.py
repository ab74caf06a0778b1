"""A copy of Codex's folder to run Codex on, so that the real one keeps every byte.

The copy holds the configuration and the files that it names by relative paths, and, where asked, the
credentials; nobody else can read it, and it is gone afterwards.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.codex.folder import empty_folder
from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context

_ROUTES = pattern(
    rb"^\s*(?:export\s+)?(?:\w*proxy|SSL_CERT_\w+)\s*=.*(?:\r?\n|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
"""Lines of `.env` that would lead Codex past the recorder, or keep it from trusting one."""

_NAMED_BYTES = 8 << 20


_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def environment_on(folder: Path, context: Context, proxy: str) -> dict[str, str]:
    """Return the user's environment for a Codex that runs on the copy `folder` and reaches nothing but `proxy`."""
    routes = dict.fromkeys(_PROXIES, proxy)
    return {**context.machine.env, "CODEX_HOME": str(folder), "NO_PROXY": "", "no_proxy": "", **routes}


def uncopied(context: Context) -> str | None:
    """Return why a copy of Codex's folder would not behave like the real one, or None."""
    if context.home_problem is not None:
        return context.home_problem
    if context.codex_home is None:
        return "there is no home folder"
    for layer in context.layers:
        if layer.file is not None and layer.problem is not None and layer.problem.kind == "unreadable":
            return f"{layer.file.name} cannot be read"
    return None


@contextmanager
def copied_home(context: Context, *, credentials: bool) -> Iterator[Path]:
    """Give a copy of Codex's folder, enough to load it; with `credentials`, enough to ask with it.

    That is auth.json, `.env` without what it says of routes and of trust, and the models that Codex remembers.
    """
    home, files = context.codex_home, context.machine.files
    assert home is not None  # noqa: S101 -- `uncopied` says so before
    with empty_folder(context.machine.env) as folder:
        names = {name for name in files.names(home) if name == "config.toml" or name.endswith(".config.toml")}
        names |= set(_named(context, home))
        names |= {"auth.json", ".env", "models_cache.json"} if credentials else set()
        for name in sorted(names):
            info = files.info(home / name)
            if info is not None and info.kind == "directory":
                (folder / name).mkdir(parents=True, exist_ok=True)
            elif info is not None and info.kind == "file":
                with suppress(OSError):
                    _put(folder / name, _cleared(name, files.read(home / name)))
        yield folder


def _named(context: Context, home: Path) -> Iterator[str]:
    """Yield the files in Codex's folder that settings name by relative paths, such as `model_catalog_json`."""
    for setting in context.config.settings.values():
        named = setting.value
        if not isinstance(named, str) or not named or len(named) > 255 or "\n" in named or "\0" in named:  # noqa: PLR2004 -- a name
            continue
        path = Path(named)
        if path.is_absolute() or ".." in path.parts:
            continue
        info = context.machine.files.info(home / path)
        if info is not None and info.kind == "file" and info.size <= _NAMED_BYTES:
            yield named


def _cleared(name: str, content: bytes) -> bytes:
    return _ROUTES.sub(b"", content) if name == ".env" else content


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
