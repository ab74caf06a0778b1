"""What a word of the command line names: a preset, a way of keeping a key, a provider's id, a profile.

A word that names nothing is an error that says what there is.
"""

from __future__ import annotations

import re

from codex_setup.mask import masked
from codex_setup.model import SetupError
from codex_setup.providers import PRESETS, Preset, did_you_mean, preset
from codex_setup.wizard.answers import RESERVED
from codex_setup.wizard.storage import Store, way

WRONG_USE = 2


def wrong(message: str, hint: str) -> SetupError:
    """Return the error for a command line that cannot be meant."""
    return SetupError(message, hint, exit_code=WRONG_USE)


def named_preset(word: str) -> Preset:
    """Return the preset that `--preset` names; raises `SetupError` with the nearest ones for another."""
    found = preset(word)
    if found is None:
        near = did_you_mean(word)
        hint = (
            f"Did you mean {' or '.join(near)}?"
            if near
            else f"There are: {', '.join(one.id for one in PRESETS)}."
        )
        raise wrong(f"`--preset {word}` is not known", hint)
    return found


def checked_id(provider_id: str | None) -> str | None:
    """Return the id that `--provider-id` gives; raises `SetupError` for one that Codex keeps for itself."""
    if provider_id is None:
        return None
    if provider_id in RESERVED:
        raise wrong(
            f"`--provider-id {provider_id}` belongs to Codex itself",
            f"Take another, such as my-{provider_id}.",
        )
    if not provider_id.strip():
        raise wrong("`--provider-id` is empty", "Take a short word, such as relay.")
    return provider_id


def store_named(word: str | None) -> Store | None:
    """Return the way of keeping a key that `--store` names; raises `SetupError` for another."""
    if word is None:
        return None
    found = way(word)
    if found is None and word != "none":
        raise wrong(
            f"`--store {word}` is not known", "There are: env-file, variable, auth, command and none."
        )
    return found.id if found is not None else "none"


def profile_named(word: str | None) -> str | None:
    """Return the name of a profile; raises `SetupError` for one that Codex does not take, or that is a key."""
    if word is not None and masked(word) != word:
        raise wrong(f"`--profile {word}` looks like a key", "It would be the name of a file; use a word.")
    if word is not None and not re.fullmatch(r"[A-Za-z0-9_-]+", word):
        raise wrong(f"`--profile {word}` is not a profile's name", "Use letters, digits, `-` and `_`.")
    return word
