"""What is known of one provider or gateway: the noun that the lists beside this module are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from codex_setup.model import EMPTY, KeyPath, Value
from codex_setup.record import field, record

if TYPE_CHECKING:
    from collections.abc import Mapping

Group = Literal["relay", "vendor", "cloud", "gateway", "local", "other"]


@record
class Blank:
    """A part of a preset's base URL or header that only the user knows; `{name}` stands for it."""

    name: str
    why: str
    example: str
    default: str = ""


@record
class Preset:
    """What is known of one provider or gateway.

    `base_url` is what Codex is to be given, with `{blanks}`; empty where only the user knows it.
    `hosts` are patterns (`*.example.com`) of the hosts that are surely this one; `port` is where a local
    server listens when nobody changed it. `root_only` says that `/v1` in the base URL breaks it, `paths`
    are the other base paths that serve the same, `versioned` those that do with the query parameter that stands
    behind each. `builtin` is the id of the provider that Codex brings
    along, for which no table is written. `env_key` is None where no key is wanted. `models` are exact
    names, the recommended one first; none means: ask the gateway; `whole_list` says that it has no others.
    `settings` are further keys of the provider's table, `extras` further keys at the top level,
    `builtin_keys` those that the table of a built-in provider may hold. `cannot` is what Codex cannot do
    there, `advice` what to tell the user in addition when a rule fires, by rule id. `checked` is when the
    `sources` were last compared with all of this. `stores` are the ways in which its key can be kept, `since` is
    the first Codex release that can talk to it.
    """

    id: str
    name: str
    group: Group
    base_url: str = ""
    sources: tuple[str, ...] = ()
    checked: str = ""
    hosts: tuple[str, ...] = ()
    port: int | None = None
    paths: tuple[str, ...] = ()
    versioned: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    root_only: bool = False
    blanks: tuple[Blank, ...] = ()
    builtin: str | None = None
    env_key: str | None = "OPENAI_API_KEY"
    key_page: str = ""
    key_prefix: str = ""
    models: tuple[str, ...] = ()
    model_note: str = ""
    whole_list: bool = False
    headers: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    env_headers: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    query: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    settings: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    extras: Mapping[KeyPath, Value] = field(default_factory=lambda: EMPTY)
    quirks: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    advice: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    builtin_keys: Mapping[KeyPath, str] = field(default_factory=lambda: EMPTY)
    key_optional: bool = False
    stores: tuple[str, ...] = ("env-file", "variable", "auth", "command")
    tag: str = ""
    title: str = ""
    since: str = ""

    @property
    def provider_id(self) -> str:
        """Return the id of the provider's own table: never one that Codex reserves."""
        return self.tag or self.id

    @property
    def provider_name(self) -> str:
        """Return the `name` of the provider's own table: never one that makes Codex behave otherwise."""
        return self.title or self.name

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the base URL with its blanks filled; one without a value stays as it is."""
        url = self.base_url
        for blank in self.blanks:
            url = url.replace(
                f"{{{blank.name}}}", values.get(blank.name) or blank.default or f"{{{blank.name}}}"
            )
        return url
