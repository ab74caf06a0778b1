"""What one file tells without its machine: what is wrong in itself is found, what stands elsewhere is not blamed on it."""

from __future__ import annotations

import pytest
from support.corpus import Working, corpus
from support.examples import Example, examples
from support.homes import HOME

from codex_setup.lint.one import Manner, look
from codex_setup.lint.subjects import Subject

OF_THE_MACHINE = {
    "ca-file-missing", "ca-variable-unread", "ci-codex-missing", "ci-secret-empty", "ci-secret-masked", "codex-home-missing",
    "env-key-unset", "file-has-another-owner", "file-is-a-pipe", "file-marked-generated", "file-not-writable", "header-variable-unset",
    "instructions-file-unusable", "key-blank-behind", "key-blanks", "key-newline", "key-not-ascii", "key-placeholder",
    "login-missing", "mcp-command-missing", "mcp-required-command-missing", "mcp-shim-on-windows", "model-catalog-unreadable",
    "mcp-variable-unset", "no-proxy-entry-unread", "openai-api-key-ignored", "other-codex-differs", "proxy-takes-loopback", "tui-sign-in",
}  # fmt: skip
"""Rules of which one file tells nothing: they look at variables, logins, programs and other files."""

LOGGED_IN = {"provider-keys-outside-table/openai", "provider-keys-outside-table/other-program"}
"""Examples in which it matters whether somebody is logged in."""

CORPUS = [
    each
    for each in corpus()
    if HOME / ".codex/config.toml" in each.home.files
    and "/etc" not in {str(file)[:4] for file in each.home.files}
]
"""Homes whose configuration is whole in itself: no administrator's file defines anything of it."""

ALONE = [
    example
    for example in examples()
    if set(example.bad.files) == {HOME / ".codex/config.toml"}
    and not {"overrides", "profile", "model"} & example.more.keys()
    and example.rule not in OF_THE_MACHINE
    and example.name not in LOGGED_IN
]


@pytest.mark.parametrize("example", ALONE, ids=[example.name for example in ALONE])
def test_what_one_file_shows_is_found_without_its_machine(example: Example) -> None:
    file = HOME / ".codex/config.toml"
    manner = Manner(version=example.more.get("version"))
    found = look(Subject(file, "user"), example.bad.files[file], None, manner)
    assert example.rule in {each.rule.id for each in found.findings}


@pytest.mark.parametrize("working", CORPUS, ids=lambda working: working.name)
def test_a_file_that_works_is_not_blamed_for_what_is_elsewhere(working: Working) -> None:
    file = HOME / ".codex/config.toml"
    found = look(
        Subject(file, "user"), working.home.files[file], None, Manner(version=working.more.get("version"))
    )
    assert [each.message for each in found.findings if each.rule.severity != "note"] == []
