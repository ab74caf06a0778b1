"""Whether the values in force are of a type, and a word, that this release of Codex takes.

Codex reads the layers that it has merged: a wrong value that a higher layer hides does no harm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codex_setup.codex import known
from codex_setup.model import Check, Command, Edit, Finding, Fix, Severity, check, dotted
from codex_setup.nearest import nearest
from codex_setup.rules.proposal import changed, file_of, quoted
from codex_setup.rules.stray import strays

if TYPE_CHECKING:
    from codex_setup.codex.context import Context
    from codex_setup.codex.resolve import Setting
    from codex_setup.model import KeyPath


GRANTS = ("trusted",)
"""Words that let a project decide what Codex runs; whoever did not write the word itself says so first."""


def _facts(context: Context) -> Iterator[tuple[Setting[Any], known.Known, KeyPath]]:
    """Yield every setting with the fact that decides its type, and the key path that this fact is about.

    Where a table stands at the place of a value, that is the path of the table.
    """
    for setting in context.config.settings.values():
        for length in range(1, len(setting.path) + 1):
            path = setting.path[:length]
            fact = known.key(path, context.release)
            if fact is None:
                break
            if length == len(setting.path) or "table" not in fact.kinds:
                yield setting, fact, path
                break


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, Mapping) else str(value)


@check("setting-wrong-type", Severity.ERROR)
def setting_wrong_type(context: Context) -> Iterator[Finding]:
    """A value is of another type than Codex takes.

    Codex refuses the whole configuration for one such value: "invalid type: string, expected a boolean".
    Releases before 0.131 name the key and not the line.
    """
    refused = {stray.path for stray in strays(context) if stray.kind == "refused"}
    seen: set[KeyPath] = set()
    for setting, fact, path in _facts(context):
        value = setting.value if path == setting.path else _table(setting, path)
        if (
            fact.takes_type(value)
            or path in seen
            or path in refused
            or (value == "" and "text" in fact.kinds)
        ):
            continue
        from codex_setup.rules.command_line import apart  # only for a finding
        from codex_setup.rules.conversion import converted  # the same

        seen.add(path)
        better = converted(value, fact, fact.values(context.release))
        file = file_of(setting)
        fix = (
            Fix(f"Set it to {_toml(better)}", (Edit(file, path, better),), safe=better not in GRANTS)
            if better is not None and file
            else None
        )
        yield Finding(
            f"`{dotted(path)}` is {_shown(value)}, and Codex takes only {fact.expected(context.release)}",
            at=setting.layer.place(path),
            hint=_advice(path, fact, value) if better is None else f"Write {_toml(better)}.",
            fix=fix
            or apart(context, setting, path)
            or _below_zero(setting, fact)
            or _nothing(setting, value)
            or _first(setting, fact, value),
        )


def _table(setting: Setting[Any], path: KeyPath) -> Any:
    """Return the table around a setting that stands where Codex takes a value."""
    here: Any = setting.layer.data
    for part in path:
        here = here.get(part, {}) if isinstance(here, Mapping) else {}
    return here


def _nothing(setting: Setting[Any], value: Any) -> Fix | None:
    """Return the fix for a word that means in other languages that nothing is set."""
    if not isinstance(value, str) or value.strip().casefold() not in {
        "null",
        "none",
        "nil",
        "undefined",
        "~",
        "",
    }:
        return None
    return changed(setting, None, f"Remove `{setting.key}`, so that Codex uses its default")


def _first(setting: Setting[Any], fact: known.Known, value: Any) -> Fix | None:
    """Return the fix that keeps the first of several values where Codex takes only one."""
    if not isinstance(value, list) or not value or not fact.takes_type(value[0]):
        return None
    return changed(setting, value[0], f"Keep the first one, {_shown(value[0])}", safe=False)


def _advice(path: KeyPath, fact: known.Known, value: Any) -> str | None:
    """Return what to write where the value does not tell what it was meant to be."""
    if fact.kinds == ("table",) and isinstance(value, list):
        return f"Only tables stand below `[{dotted(path[:-1])}]`; take it out where another program wrote it."
    if fact.kinds == ("table",):
        return f"Its keys stand below a header of their own, `[{dotted(path)}]`."
    return None


def _below_zero(setting: Setting[Any], fact: known.Known) -> Fix | None:
    """Return the fix for a number below zero, which means nothing here: Codex then uses its own."""
    below = (
        isinstance(setting.value, int | float) and not isinstance(setting.value, bool) and setting.value < 0
    )
    if not below or "*" in fact.path[-1:]:
        return None
    return changed(setting, None, f"Remove `{setting.key}`, so that Codex uses its default")


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml(part) for part in value)}]"
    return f"{{ {', '.join(f'{name} = …' for name in value)} }}" if isinstance(value, dict) else _shown(value)


def _words(context: Context) -> Iterator[tuple[Setting[str], known.Known, tuple[str, ...]]]:
    """Yield the settings whose word this release does not take, with the words that it does take."""
    for setting, fact, path in _facts(context):
        if path != setting.path or not isinstance(setting.value, str) or fact.path[-1] == "wire_api":
            continue
        words = tuple(word for word in fact.values(context.release) if not _is_table(fact, word, context))
        if fact.path[-1] in {"model_reasoning_effort", "plan_mode_reasoning_effort"}:
            words = context.release.efforts or ()
        if (not setting.value.strip() and "text" in fact.kinds) or (
            words and setting.value not in words and ("enum" in fact.kinds or not fact.words)
        ):
            yield setting, fact, words


def _is_table(fact: known.Known, word: str, context: Context) -> bool:
    """Return whether a word stands only as the name of a table in the place of the value."""
    return known.key((*fact.path, word), context.release) is not None


def _listed(words: tuple[str, ...]) -> str:
    return (
        f"Codex takes {', '.join(f'`{word}`' for word in words)}."
        if words
        else "Leave it out, or give it a value."
    )


@check("setting-value-retired", Severity.ERROR)
def setting_value_retired(context: Context) -> Iterator[Finding]:
    """A value was taken by older releases of Codex, and this one refuses to start with it.

    `approval_policy = "untrusted"` ends Codex since 0.149.0. Without the key Codex asks when the model
    wants it (`on-request`), which is less careful: a project can be marked with
    `trust_level = "untrusted"` instead.
    """
    for setting, fact, words in _words(context):
        when = fact.words.get(setting.value)
        if when is None or when.until is None or not context.release.at_least(when.until):
            continue
        yield Finding(
            f"`{setting.key}` is {quoted(setting.value)}, which Codex takes no more since {when.until}",
            at=setting.place,
            hint=_listed(words),
            fix=changed(setting, None, f"Remove `{setting.key}`, so that Codex uses its default", safe=False),
        )


@check("setting-value-too-new", Severity.ERROR)
def setting_value_too_new(context: Context) -> Iterator[Finding]:
    """A value is taken by newer releases of Codex, and this one refuses to start with it."""
    for setting, fact, words in _words(context):
        when = fact.words.get(setting.value)
        if when is None or when.lacking is None or when.may_hold(context.release):
            continue
        yield Finding(
            f"`{setting.key}` is {quoted(setting.value)}, which Codex {context.release.version} does not take yet",
            at=setting.place,
            hint=_listed(words),
            fix=_upgrade(),
        )


def _upgrade() -> Fix:
    return Fix("Upgrade Codex", commands=(Command("run", ("npm", "install", "-g", "@openai/codex")),))


@check("setting-value-unknown", Severity.ERROR)
def setting_value_unknown(context: Context) -> Iterator[Finding]:
    """A value is not one of the words that Codex takes, and Codex refuses to start with it.

    The words are compared exactly: `Read-Only` is not `read-only`, and `never` is not `Never`.
    """
    for setting, fact, words in _words(context):
        when = fact.words.get(setting.value)
        if when is not None and not when.may_hold(context.release):
            continue
        from codex_setup.rules.conversion import switched  # only for a finding

        better = switched(setting.value, words)
        alike = better or _alike(setting.value, words)
        yield Finding(
            f"`{setting.key}` is {quoted(setting.value)}, which Codex does not take",
            at=setting.place,
            hint=f"It is the name of a table: `{setting.path[-1]} = {{ {setting.value} = {{ … }} }}`."
            if _is_table(fact, setting.value, context)
            else _listed(words),
            fix=_better(setting, alike, certain=better is not None),
        )


def _alike(value: str, words: tuple[str, ...]) -> str | None:
    return next(iter(nearest(value, words)), None)


def _better(setting: Setting[str], alike: str | None, *, certain: bool) -> Fix | None:
    if file_of(setting) is None:
        return None
    if alike is None:
        return changed(setting, None, f"Remove `{setting.key}`, so that Codex uses its default", safe=False)
    same = _plain(alike) == _plain(setting.value) or (certain and alike not in GRANTS)
    return changed(setting, alike, f"Set it to {quoted(alike)}", safe=same)


def _plain(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())


CHECKS: tuple[Check[Context], ...] = (
    setting_wrong_type,
    setting_value_retired,
    setting_value_too_new,
    setting_value_unknown,
)
