"""Holds `codex/known_keys.txt` against the binary of a release, and prints what differs.

    python tests/oracle/check_known_keys.py 0.172.0 [...]

Every key that the facts know is written down once, with a value of its type, and shown to the strict
validator; then once with a value of a wrong type. A key that it calls unknown has gone, one whose value it
refuses has another type. The words of an enumeration are read from what it says to a word that cannot be
one. The features are compared with `codex features list`. What is printed is what to change.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    here = Path(__file__).resolve()
    sys.path[:0] = [str(here.parents[1]), str(here.parents[2])]

from support.codex import Job, run_all

from codex_setup.codex import known
from codex_setup.codex.releases import release

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from support.codex import Run

    from codex_setup.codex.known import Known
    from codex_setup.codex.releases import Release

RIGHT = {
    "string": '"x"', "keys": '"a"', "text": '"x"', "path": '"/tmp/x"', "boolean": "true", "number": "1.5", "seconds": "5",
    "strings": '["x"]', "array": "[]", "tables": "[]", "table": "{}", "any": "1",
}  # fmt: skip
NEEDED = {
    ("model_providers", "*"): ['name = "x"'],
    ("model_providers", "*", "auth"): ['command = "x"'],
    ("mcp_servers", "*"): ['command = "x"'],
    ("history",): ['persistence = "none"'],
    ("marketplaces", "*"): ['source_type = "git"', 'source = "x"'],
    ("mcp_enterprise_managed_auth", "idp"): [
        'issuer = "https://x"',
        'client_id = "x"',
        'client_secret = "x"',
    ],
    ("experimental_thread_store",): ['type = "in_memory"', 'id = "x"'],
}
"""What a table must have besides the key that is tried."""
ONLY_HTTP = {"url", "bearer_token", "bearer_token_env_var", "http_headers", "env_http_headers", "oauth", "scopes",
             "http_headers_helper", "oauth_resource", "auth"}  # fmt: skip
NEEDS_MORE = {
    "model_catalog_json", "model_instructions_file", "experimental_instructions_file", "experimental_compact_prompt_file",
    "model_provider", "profile", "default_permissions", "experimental_thread_store", "mcp_enterprise_managed_auth",
    "mcp_enterprise_managed_auth.idp", "tui.presets.*.input", "tui.presets.*.label", "model_providers.*.aws.credential_export",
    "experimental_thread_store_endpoint", "experimental_thread_config_endpoint", "model_providers.*.auth", "model_providers.*.aws", "model_providers.*.aws.profile",
    "model_providers.*.aws.region", "model_providers.*.aws.auth_refresh",
    "model_providers.*.gateway_oauth", "model_providers.*.capabilities", "model_providers.*.credential_file",
    "model_providers.*.project_id", "model_providers.*.location", "mcp_servers.*.auth", "mcp_servers.*.bearer_token",
    "mcp_servers.*.http_headers_helper", "mcp_servers.*.oauth.authorization_server_issuer",
    "approval_policy.granular", "mcp_servers.*.oauth.client_secret", "mcp_servers.*.oauth.token_endpoint_auth_method",
}  # fmt: skip
"""Keys whose value must be there or must fit others: only that the key itself is known is looked at."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the facts and a binary differ."""

    key: str
    says: str


def document(path: tuple[str, ...], value: str) -> str:
    """Return a configuration that has one key of `path` with this value, and what it needs."""
    *table, name = ("x" if part == "*" else part for part in path)
    lines = [f"[{'.'.join(table)}]"] if table else []
    for owner, needed in NEEDED.items():
        if path[: len(owner)] == owner and len(path) > len(owner):
            needed = (  # noqa: PLW2901 -- a server has one transport
                ['url = "http://127.0.0.1/x"']
                if owner[0] == "mcp_servers" and path[2] in ONLY_HTTP
                else needed
            )
            mine = [each for each in needed if each.split(" = ")[0] != name]
            if len(path) == len(owner) + 1:
                lines += mine
            else:
                head = ".".join("x" if part == "*" else part for part in owner)
                lines = [f"[{head}]", *mine, *lines]
    return "\n".join([*lines, f"{name} = {value}", ""])


def right(fact: Known, judged: Release) -> str:
    """Return a value that the facts allow."""
    words = fact.values(judged)
    if "words" in fact.kinds:
        return f'["{words[0]}"]'
    if fact.path[-1].endswith("reasoning_effort") and "keys" not in fact.kinds:
        return '"low"'
    return f'"{words[0]}"' if words else RIGHT.get(fact.kinds[0], "1")


def wrong(fact: Known) -> str | None:
    """Return a value of a type that the facts do not allow, or None where every type is allowed."""
    return next(
        (v for v, sample in (("0.5", 0.5), ("{}", {}), ('"x"', "x")) if not fact.takes_type(sample)), None
    )


def validator(version: str, text: str) -> Job:
    """Return the run that shows a configuration to the strict validator."""
    more = ("--print-startup-config",) if release(version).at_least("0.164.0") else ()
    argv = ("--strict-config", "app-server", *more)
    return Job(argv=argv, version=version, files={".codex/config.toml": text}, timeout=15)


def differences(version: str, facts: Iterable[Known] | None = None) -> Iterator[Difference]:
    """Yield in what the facts differ from the binary of `version` (0.131.0 or newer)."""
    judged = release(version)
    chosen = [f for f in facts or known.KEYS.values() if f.range.may_hold(judged) and f.path[-1] != "*"]
    chosen = [fact for fact in chosen if fact.path[0] != "features" or len(fact.path) == 1]
    chosen = [fact for fact in chosen if not _elsewhere(fact)]
    jobs = [validator(version, document(fact.path, right(fact, judged))) for fact in chosen]
    jobs += [validator(version, document(fact.path, wrong(fact) or "0.5")) for fact in chosen]
    runs = list(run_all(jobs))
    for fact, good, bad in zip(chosen, runs, runs[len(chosen) :], strict=False):
        yield from _compared(fact, good, bad)
    if facts is None:
        yield from _features(version, judged)
    yield from _words(version, judged, [fact for fact in chosen if "enum" in fact.kinds])


def _elsewhere(fact: Known) -> bool:
    """Return whether `oracle/deeper.py` looks at the key: below a list, a hook, a variant, in a legacy profile."""
    above = (known.KEYS.get(fact.path[:length]) for length in range(1, len(fact.path)))
    listed = any("tables" in each.kinds or "enum" in each.kinds for each in above if each is not None)
    return listed or (fact.path[0] in {"hooks", "profiles", "permissions"} and len(fact.path) > 1)


def _compared(fact: Known, good: Run, bad: Run) -> Iterator[Difference]:
    key, said, refused = ".".join(fact.path), heard(good), heard(bad)
    if "unknown configuration field" in said or "unknown configuration field" in refused:
        yield Difference(key, "the binary does not know it")
    elif good.rc != 0 and key not in NEEDS_MORE and fact.path[0] != "permissions":
        yield Difference(key, f"its value is refused: {said[-160:]}")
    elif bad.rc == 0 and wrong(fact) is not None:
        yield Difference(key, f"a value of another type is taken: {wrong(fact)}")


def _features(version: str, judged: Release) -> Iterator[Difference]:
    run = next(iter(run_all([Job(argv=("features", "list"), version=version)])))
    have = {line.split()[0] for line in run.out.splitlines() if re.match(r"[a-z]\w+\s+\S", line)}
    ours = set(known.names(("features",), judged)) - {"*"}
    for name in sorted(have - ours):
        yield Difference(f"features.{name}", "the facts lack it")
    for name in sorted(ours - have):
        yield Difference(f"features.{name}", "the binary does not list it")


def _words(version: str, judged: Release, facts: list[Known]) -> Iterator[Difference]:
    jobs = [validator(version, document(fact.path, '"no-such-word"')) for fact in facts]
    for fact, run in zip(facts, run_all(jobs), strict=True):
        listed = re.search(r"unknown variant `no-such-word`, expected (?:one of )?([^\n\"]*)", heard(run))
        theirs = set(re.findall(r"`([^`]+)`", listed.group(1))) if listed else set()
        ours = set(fact.values(judged))
        if theirs and theirs - ours - {"granular"} and fact.path != ("approval_policy",):
            yield Difference(".".join(fact.path), f"the facts lack the words {sorted(theirs - ours)}")
        if theirs and ours - theirs:
            yield Difference(".".join(fact.path), f"the binary lacks the words {sorted(ours - theirs)}")


def heard(run: Run) -> str:
    """Return what the validator said, without its warning of the folder."""
    return "\n".join(line for line in (run.out + run.err).splitlines() if "WARNING: proceeding" not in line)


def main(versions: list[str]) -> int:
    """Print the differences of each version; return 1 where there are any."""
    found = 0
    for version in versions:
        for difference in differences(version):
            found += 1
            sys.stdout.write(f"{version} {difference.key}: {difference.says}\n")
    sys.stdout.write(f"{found} differences\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
