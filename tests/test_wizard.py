"""Answers become the edits that are still needed, no more; what is missing is named; ways of keeping keys agree."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from support.homes import CODEX_HOME, machine

from codex_setup.codex.context import Context, Invocation, read_context
from codex_setup.codex.request import plan
from codex_setup.model import Edit, Secret, SetupError
from codex_setup.providers import OTHER, preset
from codex_setup.repair import plan_changes
from codex_setup.wizard import Offer, model_for
from codex_setup.wizard.answers import Answers, edits_for, env_key_for, provider_id_for
from codex_setup.wizard.given import Given, fitted, settle
from codex_setup.wizard.judging import without
from codex_setup.wizard.model_choice import in_order, newest_first
from codex_setup.wizard.storage import VAULTS, WAYS, Store, fetching, putting, vaults_here

KEY = Secret("sk-0123456789abcdef")
TUTORIAL = """\
# my notes
model = "gpt-5.4"
model_provider = "relay"
approval_policy = "on-request"  # keep me

[model_providers.relay]
name = "OpenAI"
base_url = "https://claude-api.org/v1"
wire_api = "responses"
requires_openai_auth = true

[mcp_servers.docs]
command = "docs"
"""


def looked_at(config: str | None = None, **more: object) -> Context:
    return read_context(machine(config, **more), Invocation())  # type: ignore[arg-type]


def relay(store: Store = "env-file", **more: object) -> Answers:
    found = preset("claude-api")
    assert found is not None
    answers = Answers(
        found, "https://claude-api.org", store, "claude-api", "", "gpt-5.4", "OPENAI_API_KEY", KEY
    )
    return replace(answers, **more)  # type: ignore[arg-type]


def after(answers: Answers, context: Context) -> Context:
    changes = plan_changes(context.machine, edits_for(answers, context))
    there = context.machine.with_files({change.file: change.after for change in changes})
    return read_context(there, Invocation(profile=answers.profile))


def test_the_tutorials_table_is_mended_in_place() -> None:
    context = looked_at(TUTORIAL)
    answers, missing = settle(Given(preset=preset("claude-api"), key=KEY, model="gpt-5.4"), context)
    assert answers is not None
    assert not missing
    assert answers.provider_id == "relay"
    seen = after(answers, context)
    text = seen.machine.files.read(CODEX_HOME / "config.toml").decode()
    assert "requires_openai_auth" not in text
    assert 'name = "claude-api.org"' in text
    assert 'base_url = "https://claude-api.org"\n' in text
    assert all(kept in text for kept in ("# my notes", "# keep me", "[mcp_servers.docs]"))
    planned = plan(seen)
    assert planned.url == "https://claude-api.org/responses"
    assert planned.credential is not None
    assert planned.credential.secret == KEY


@pytest.mark.parametrize("store", ["env-file", "variable", "auth", "command", "none"])
def test_the_same_answers_twice_change_nothing(store: Store) -> None:
    answers = relay(
        store,
        command=("pass", "show", "codex/relay"),
        key=None if store in {"command", "none", "variable"} else KEY,
    )
    context = looked_at()
    seen = after(answers, context)
    assert plan_changes(seen.machine, edits_for(answers, seen)) == ()


STORES: tuple[Store, ...] = ("env-file", "variable", "auth", "command", "none")


@pytest.mark.parametrize("new", STORES)
@pytest.mark.parametrize("old", STORES)
def test_one_way_of_keeping_the_key_replaces_another(old: Store, new: Store) -> None:
    command = ("pass", "show", "codex/relay")
    first = after(relay(old, command=command), looked_at())
    seen = after(relay(new, command=command), first)
    assert plan(seen).refused is None or new == "variable"
    table = {str(s.path[2]) for s in seen.config.below("model_providers", "claude-api")}
    kept = {
        "env-file": {"env_key"},
        "variable": {"env_key"},
        "auth": {"requires_openai_auth"},
        "command": {"auth"},
        "none": set(),
    }
    assert table - {"name", "base_url", "wire_api"} == kept[new]


def test_no_key_is_written_into_config_toml() -> None:
    for way in WAYS:
        for edit in edits_for(relay(way.id, command=("pass",)), looked_at()):
            if isinstance(edit, Edit) and edit.file.name == "config.toml":
                assert not isinstance(edit.value, Secret)


def test_a_profile_leaves_the_default_alone() -> None:
    context = looked_at(TUTORIAL)
    answers = relay(profile="work", provider_id="relay-2")
    files = {edit.file.name for edit in edits_for(answers, context)}
    assert files == {"work.config.toml", ".env"}
    assert plan(after(answers, context)).url == "https://claude-api.org/responses"


def test_a_profile_of_an_older_release_is_a_table() -> None:
    context = read_context(machine(TUTORIAL), Invocation(codex_version="0.100.0"))
    keys = {edit.key for edit in edits_for(relay(profile="work"), context) if isinstance(edit, Edit)}
    assert ("profiles", "work", "model_provider") in keys
    assert ("model_provider",) not in keys


def test_openai_needs_no_table() -> None:
    found = preset("openai")
    assert found is not None
    answers = Answers(found, found.base_url, "auth", "openai-api", "", "gpt-5.5", "OPENAI_API_KEY", KEY)
    seen = after(answers, looked_at('openai_base_url = "https://old.io/v1"\n'))
    assert not seen.config.has("model_providers")
    planned = plan(seen)
    assert planned.url == "https://api.openai.com/v1/responses"
    assert planned.credential is not None
    assert planned.credential.origin.text == "auth.json:apikey"


def test_ids_and_variables_do_not_collide() -> None:
    context = looked_at(
        'model_provider = "claude-api"\n[model_providers.claude-api]\nname = "x"\nbase_url = "https://other.io"\n'
        'env_key = "OPENAI_API_KEY"\n'
    )
    found = preset("claude-api")
    assert found is not None
    provider_id = provider_id_for(found, "https://claude-api.org", context)
    assert provider_id == "claude-api-2"
    assert env_key_for(found, provider_id, "https://claude-api.org", context) == "CLAUDE_API_2_API_KEY"
    assert provider_id_for(OTHER, "https://api.relay.co.uk/v1", context) == "relay"
    assert provider_id_for(OTHER, "http://127.0.0.1:9000/v1", context) == "gateway"
    assert provider_id_for(OTHER, "https://openai.relay.io", context) == "relay"
    assert not env_key_for(OTHER, "codex", "https://codex.io", context).startswith("CODEX_")


@pytest.mark.parametrize(
    ("given", "option"),
    [
        (Given(), "--preset"),
        (Given(preset=preset("other")), "--base-url"),
        (Given(preset=preset("azure")), "--fill resource"),
        (Given(preset=preset("openrouter")), "--key-stdin"),
        (Given(preset=preset("openrouter"), store="command"), "--key-command"),
        (Given(preset=preset("openrouter"), store="variable"), "--key-env"),
    ],
)
def test_what_is_missing_is_named_by_its_option(given: Given, option: str) -> None:
    _, missing = settle(given, looked_at())
    assert option in " ".join(one.option for one in missing)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Given(preset=preset("openrouter"), provider_id="openai"), "belongs to Codex"),
        (Given(preset=preset("openrouter"), provider_id=" "), "empty"),
        (Given(base_url="https://your-host/v1"), "blank"),
        (Given(preset=preset("openrouter"), env_key="sk-abc def"), "name of a variable"),
        (Given(preset=preset("openrouter"), env_key="CODEX_KEY", key=KEY, store="env-file"), ".env"),
        (Given(preset=preset("bedrock"), store="auth"), "does not fit"),
        (Given(preset=preset("openrouter"), store="command", vault="nope"), "--vault nope"),
    ],
)
def test_what_cannot_be_meant_is_refused(given: Given, words: str) -> None:
    with pytest.raises(SetupError, match=re.escape(words)):
        settle(given, looked_at())


@pytest.mark.parametrize(
    "config", ['cli_auth_credentials_store = "keyring"\n', 'forced_login_method = "chatgpt"\n']
)
def test_auth_json_is_not_offered_where_codex_would_not_use_it(config: str) -> None:
    with pytest.raises(SetupError, match="would not work"):
        settle(Given(preset=preset("openai"), store="auth", key=KEY), looked_at(config))
    answers, _ = settle(Given(preset=preset("openai"), key=KEY), looked_at(config))
    assert answers is not None
    assert answers.store == "env-file"


def test_a_login_is_not_replaced_by_default() -> None:
    login = '{"auth_mode":"chatgpt","tokens":{"access_token":"a","refresh_token":"b","id_token":"e30.e30.c"}}'
    answers, _ = settle(Given(preset=preset("openai"), key=KEY), looked_at(auth=login))
    assert answers is not None
    assert answers.store == "env-file"
    assert answers.builtin is None


def test_a_key_that_is_there_is_used_where_it_is() -> None:
    given = Given(preset=preset("openrouter"))
    exported = looked_at(env={"OPENROUTER_API_KEY": "sk-or-0123456789"})
    in_file = looked_at(dotenv="OPENROUTER_API_KEY=sk-or-0123456789\n")
    assert settle(given, exported)[0] is not None
    assert [settle(given, context)[0].store for context in (exported, in_file)] == ["variable", "env-file"]  # type: ignore[union-attr]
    copied, _ = settle(replace(given, store="env-file"), exported)
    assert copied is not None
    assert copied.key == Secret("sk-or-0123456789")


@pytest.mark.parametrize(
    ("preset_id", "url", "wanted"),
    [
        ("new-api", "https://relay.io", "https://relay.io/v1"),
        ("claude-relay-service", "https://relay.io", "https://relay.io/openai"),
        ("claude-relay-service", "https://relay.io/openai/v1", "https://relay.io/openai/v1"),
        ("codex-lb", "http://localhost:2455", "http://localhost:2455/backend-api/codex"),
        ("claude-api", "https://mirror.io/v1", "https://mirror.io"),
        ("openrouter", "https://mirror.io", "https://mirror.io/api/v1"),
        ("other", "https://relay.io", "https://relay.io"),
    ],
)
def test_a_bare_host_gets_the_path_of_its_preset(preset_id: str, url: str, wanted: str) -> None:
    found = preset(preset_id)
    assert found is not None
    assert fitted(found, url) == wanted


def test_the_model_is_chosen_from_what_is_offered() -> None:
    context, answers = looked_at(), relay(model=None)
    assert model_for(answers, Offer(), context) == "gpt-5.4"
    assert model_for(answers, Offer(("gpt-5.5", "gpt-5.2")), context) == "gpt-5.5"
    assert model_for(answers, Offer(("claude-opus",)), context) == "claude-opus"
    assert model_for(answers, Offer(("a", "b")), context) is None
    assert in_order(answers, Offer(("z", "gpt-5.5", "a")), context) == ["gpt-5.5", "a", "z"]


def test_a_list_begins_with_the_newest_model_that_codex_was_made_for() -> None:
    offered = (
        "text-embedding-3",
        "gpt-3.5-turbo",
        "claude-opus-4",
        "gpt-5",
        "openai/gpt-6.1-sol",
        "gpt-5.10",
        "gpt-5.4",
    )
    assert newest_first(offered) == [
        "openai/gpt-6.1-sol", "gpt-5.10", "gpt-5.4", "gpt-5", "gpt-3.5-turbo", "claude-opus-4", "text-embedding-3",
    ]  # fmt: skip


def test_the_model_in_force_stays_where_the_gateway_offers_it() -> None:
    context = looked_at(TUTORIAL.replace("gpt-5.4", "gpt-5.2"))
    assert model_for(relay(model=None), Offer(("gpt-5.4", "gpt-5.2")), context) == "gpt-5.2"
    assert model_for(relay(model=None), Offer(("gpt-5.4",)), context) == "gpt-5.4"


def test_every_password_store_can_be_read_and_filled_without_a_key_on_a_command_line() -> None:
    for store in VAULTS:
        assert fetching(store, "relay")[0] == store.program
        assert any("relay" in word for word in fetching(store, "relay"))
        assert putting(store, "relay") or "{id}" in store.how
    here = machine(files={"/bin/pass": "#!/bin/sh\n"}, modes={"/bin/pass": 0o755}, env={"PATH": "/bin"})
    assert [store.id for store in vaults_here(here)] == ["pass"]


def test_what_is_asked_again_is_forgotten() -> None:
    given = Given(preset=preset("other"), base_url="https://a.io", key=KEY, store="env-file", model="m")
    assert without(given, "key").key is None
    assert without(given, "model").model is None
    assert without(given, "address").base_url is None
    assert without(given, "https://a.io/v1").base_url == "https://a.io/v1"
