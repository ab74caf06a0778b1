"""`plan --why`: who speaks of a key, who wins, and why the others do not count."""

from __future__ import annotations

from support.homes import WORK, machine

from codex_setup.codex.context import Context, Invocation, read_context
from codex_setup.codex.why import key_path, why
from codex_setup.secret import Secret

TRUSTED = f'[projects."{WORK}"]\ntrust_level = "trusted"\n'
PROJECT = f"{WORK}/.codex/config.toml"


def context(config: str, project: str | None = None, *, invocation: Invocation | None = None) -> Context:
    """Return the context of a home with this configuration and a project's."""
    files = {} if project is None else {PROJECT: project}
    return read_context(machine(config, files=files), invocation or Invocation())


def test_the_highest_layer_wins_and_the_others_say_who_shadows_them() -> None:
    found = why(
        context(
            f'model = "user"\n{TRUSTED}', project='model = "project"\n', invocation=Invocation(model="word")
        ),
        "model",
    )
    assert [(v.layer.name, v.value, v.standing) for v in found.voices] == [
        ("option", "word", "wins"), ("project", "project", "shadowed"), ("user", "user", "shadowed"),
    ]  # fmt: skip
    assert found.voices[1].reason == "`-m word` says it too and counts for more"
    assert found.voices[2].place.span is not None


def test_an_untrusted_project_is_ignored_with_the_reason() -> None:
    found = why(context('model = "user"\n', project='model = "project"\n'), "model")
    assert [v.standing for v in found.voices] == ["ignored", "wins"]
    assert "trust_level" in (found.voices[0].reason or "")


def test_what_a_project_may_not_set_is_denied() -> None:
    found = why(
        context(f'model_provider = "a"\n{TRUSTED}', project='model_provider = "b"\n'), "model_provider"
    )
    assert [(v.value, v.standing) for v in found.voices] == [("b", "denied"), ("a", "wins")]


def test_a_key_that_nobody_speaks_of_has_its_default() -> None:
    found = why(context(""), "model")
    assert found.voices == ()
    assert found.default == "Codex 0.169.0 asks for `gpt-6.1-sol`"


def test_a_table_tells_of_everything_below_it_and_keeps_keys_masked() -> None:
    text = '[model_providers."my relay"]\nname = "R"\nexperimental_bearer_token = "sk-0123456789abcdef"\n'
    found = why(context(text), 'model_providers."my relay"')
    assert {v.key[-1] for v in found.voices} == {"name", "experimental_bearer_token"}
    assert any(isinstance(v.value, Secret) for v in found.voices)
    assert "0123456789" not in repr([v.value for v in found.voices])


def test_a_key_is_read_as_toml_writes_it() -> None:
    assert key_path('model_providers."a.b".name') == ("model_providers", "a.b", "name")
    assert key_path("not a key") == ("not a key",)


def test_a_bare_key_of_the_active_provider_is_found_in_its_table() -> None:
    config = 'model_provider = "a"\n[model_providers.a]\nname = "A"\nbase_url = "https://a.example"\n'
    found = why(context(config), "base_url")
    assert found.key == ("model_providers", "a", "base_url")
    assert [voice.value for voice in found.voices] == ["https://a.example"]
    assert why(context(config), "nothing").key == ("nothing",)
