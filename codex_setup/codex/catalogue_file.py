"""What is wrong with the file that `model_catalog_json` names, in Codex's words, and which model it makes the default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.codex.releases import Release


def catalogue_problem(context: Context) -> str | None:
    """Return why Codex does not load the catalogue that is named, or None where it does or none is named."""
    file = _file(context)
    if file is None:
        return None
    try:
        content = context.machine.files.read(file)
    except OSError as error:
        return f"Error: {error.strerror} (os error {error.errno})"
    return _wrong(content, file, context.release)


def default_model(context: Context) -> str:
    """Return the model that Codex asks for where none is set."""
    first = catalogue_default(context)
    return context.release.default_model if first is None else first


def catalogue_default(context: Context) -> str | None:
    """Return the model that is asked for where none is set: the first of the catalogue that is named, if one is.

    The order is that of `priority`; one that is listed comes before those that are not, and one that is not for
    the API counts only with a ChatGPT login. Empty where none is left (0.118.0 to 0.169.0).
    """
    file = _file(context)
    if file is None or catalogue_problem(context) is not None:
        return None
    import json  # only where a catalogue is named

    models = sorted(
        _models(json.loads(context.machine.files.read(file))), key=lambda model: model["priority"]
    )
    usable = [each for each in models if each["supported_in_api"] or context.auth.mode == "chatgpt"]
    listed = [each for each in usable if each["visibility"] == "list"]
    return next((str(each["slug"]) for each in (*listed, *usable)), "")


def _file(context: Context) -> Path | None:
    setting = context.config.get("model_catalog_json", of=str)
    named = setting is not None and context.release.has("model-catalogue")
    if setting is None or not named:
        return None
    from codex_setup.codex.named_file import named_file  # only where a catalogue is named

    return named_file(setting, context)


def _wrong(content: bytes, file: Path, release: Release) -> str | None:
    import json  # only where a catalogue is named

    where = f"Error: failed to parse model_catalog_json path `{file}` as JSON"
    try:
        held = json.loads(content.decode())
    except UnicodeDecodeError:
        return "Error: stream did not contain valid UTF-8"
    except (ValueError, RecursionError) as error:
        return f"{where}: {error}"
    said = _ill_formed(held, release)
    if said is None and not _models(held):
        return f"Error: model_catalog_json path `{file}` must contain at least one model"
    return None if said is None else f"{where}: {said}"


def _models(held: Any) -> Any:
    """Return the models; a list stands for the members of the table in their order, of which there is one."""
    return held.get("models") if isinstance(held, dict) else held[0]


def _ill_formed(held: Any, release: Release) -> str | None:
    if not isinstance(held, dict) and not (isinstance(held, list) and held):
        some = "invalid length 0" if held == [] else f"invalid type: {_shown(held)}"
        return f"{some}, expected struct ModelsResponse"
    if isinstance(held, dict) and "models" not in held:
        return "missing field `models`"
    models = _models(held)
    if not isinstance(models, list):
        return f"invalid type: {_shown(models)}, expected a sequence"
    return next(filter(None, (_lacking(model, release) for model in models)), None)


def _lacking(model: Any, release: Release) -> str | None:
    if not isinstance(model, dict):
        return f"invalid type: {_shown(model)}, expected struct ModelInfo"
    from codex_setup.codex.catalogue_models import model_faults  # only where a catalogue is named

    return next(model_faults(model, release), None)


def _shown(value: Any) -> str:
    from codex_setup.codex.shape import shown  # only where a catalogue is named

    return "null" if value is None else shown(value)
