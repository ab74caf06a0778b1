"""Sets of permissions that do not exist: the real Codex ends where we say so, with the words that we say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from oracle.compare import differences
from oracle.matrix import Draft

pytestmark = pytest.mark.oracle

NAMES = ("ci", "", ":workspace", ":read-only", ":danger-full-access", ":danger-no-sandbox", ":nope")
TABLES = {
    "no table": "",
    "an empty table": "[permissions]\n",
    "another set": "[permissions.other]\n",
    "this set": '[permissions.ci.filesystem]\n":root" = "read"\n',
}
MODE = 'sandbox_mode="read-only"'


@pytest.mark.parametrize("version", ["0.95.0", "0.114.0", "0.118.0", "0.128.0", "0.133.0", "0.169.0"])
def test_the_plan_knows_which_sets_of_permissions_there_are(version: str) -> None:
    cases = [
        replace(Draft(), top={**Draft().top, "default_permissions": name}, tail=tail).case(
            f"{name}/{about}", version
        )
        for name in NAMES
        for about, tail in TABLES.items()
        if name == "ci" or about in {"no table", "another set"}
    ]
    top = {**Draft().top, "default_permissions": "ci"}
    for about, draft in {
        "a mode in the same file": Draft(top={**top, "sandbox_mode": "read-only"}),
        "a mode on the command line": Draft(top=top, words=("-c", MODE)),
        "a name on the command line": Draft(words=("-c", 'default_permissions="ci"')),
        "no provider either": Draft(top={**top, "model_provider": "zz"}),
    }.items():
        cases.append(draft.case(about, version))
    found = list(differences(cases, 3))
    assert [f"{case.id}: {said}" for case, said in found if said is not None] == []
    stopped = [case.id for case, _ in found if case.asked is None and "default_permissions" in case.error]
    assert bool(stopped) is (version != "0.95.0")
