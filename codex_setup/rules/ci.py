"""What goes wrong where Codex runs without anybody watching: in a pipeline."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from codex_setup.model import Check, Command, Finding, Fix, Place, Severity, Span, check
from codex_setup.pattern import pattern
from codex_setup.rules.proposal import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.codex.context import Context

PLATFORMS = ("GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "BUILDKITE", "CIRCLECI", "TF_BUILD", "TEAMCITY_VERSION",
             "BITBUCKET_BUILD_NUMBER", "DRONE", "APPVEYOR", "CODEBUILD_BUILD_ID")  # fmt: skip
WORKSPACES = (
    "GITHUB_WORKSPACE",
    "CI_PROJECT_DIR",
    "WORKSPACE",
    "BUILDKITE_BUILD_CHECKOUT_PATH",
    "BUILD_SOURCESDIRECTORY",
)
PINNED = pattern(
    r"@openai/codex@v?(?P<one>\d+\.\d+\.\d+)\b|\bcodex-version:\s*[\"']?v?(?P<two>\d+\.\d+\.\d+)\b"
)
OPEN_STDIN = pattern(r"(?m)^(?![ \t]*#)[^\n]*(?<![|\w./-])codex[ \t]+(?:[^\n|<]*[ \t])?exec\b[^\n]*$")


def in_pipeline(context: Context) -> bool:
    """Return whether this is a job of a pipeline."""
    env = context.machine.env
    return env.get("CI", "").lower() not in {"", "0", "false"} or any(env.get(name) for name in PLATFORMS)


_MASKED = pattern(
    r"^\s*[*•]{3,}\s*$|^\[(?:MASKED|FILTERED|REDACTED)\]$", needs=("***", "masked", "filtered", "redacted")
)
"""What a pipeline shows in the place of a secret."""


@check("ci-secret-empty", Severity.ERROR)
def ci_secret_empty(context: Context) -> Iterator[Finding]:
    """The variable of the key is set, and empty: the secret behind it is not there for this job.

    A pipeline gives an empty text for a secret that does not exist, that has another name, or that it
    keeps from a pull request out of a fork. Codex then ends with "Missing environment variable".
    """
    setting = context.provider.env_key
    found = context.environment.get(setting.value) if setting else None
    if not in_pipeline(context) or setting is None or found is None or not found.value.blank or found.dotenv:
        return
    why, hint = (
        " in this job",
        "Look at the name of the secret, and whether this branch and this environment may read it.",
    )
    if _is_fork(context):
        why = ", as every secret is for a pull request from a fork"
        hint = "Run this job only for branches of the repository itself."
    elif context.machine.env.get("GITHUB_ACTOR") == "dependabot[bot]":
        why = ", as every secret of Actions is for Dependabot"
        hint = "Set it among the repository's secrets for Dependabot too, or leave this job out for it."
    yield Finding(f"{setting.value} is empty{why}", at=setting.place, hint=hint)


def _is_fork(context: Context) -> bool:
    """Return whether GitHub's event says that this is a pull request out of a fork."""
    env = context.machine.env
    if env.get("GITHUB_EVENT_NAME") not in {"pull_request", "pull_request_review"}:
        return False
    try:
        event = json.loads(context.machine.files.read(Path(env["GITHUB_EVENT_PATH"])))
        return bool(event["pull_request"]["head"]["repo"]["fork"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


@check("ci-secret-masked", Severity.ERROR)
def ci_secret_masked(context: Context) -> Iterator[Finding]:
    """The value of the key is `***`: a masked text was taken for the secret.

    A pipeline shows a secret as `***` in its log. Somebody copied that, or a step wrote what it had read
    from a log.
    """
    setting = context.provider.env_key
    found = context.environment.get(setting.value) if setting else None
    if setting and found and found.value.fits(_MASKED):
        yield Finding(
            f"{setting.value} is a row of asterisks, not a key",
            at=found.dotenv or setting.place,
            hint="Set the secret anew from where the key was made.",
        )


@check("ci-home-in-workspace", Severity.WARNING, security=True)
def ci_home_in_workspace(context: Context) -> Iterator[Finding]:
    """Codex's folder is inside the checkout, and a key is or will be in it.

    What lies in the checkout is seen by later steps, goes into artifacts and caches, and can be committed
    by the job itself.
    """
    home = context.codex_home
    if not in_pipeline(context) or home is None:
        return
    for name in WORKSPACES:
        workspace = context.machine.env.get(name, "")
        if workspace and home.is_relative_to(workspace) and context.invocation.codex_home is None:
            yield Finding(
                f"CODEX_HOME is {home}, inside the checkout",
                at=Place("environment", None, None, ("CODEX_HOME",)),
                hint="Choose a folder beside the checkout, such as the runner's temporary one.",
                fix=Fix("Move it", commands=(Command("set", ("CODEX_HOME", _elsewhere(context))),)),
            )
            return


def _elsewhere(context: Context) -> str:
    temporary = context.machine.env.get("RUNNER_TEMP") or context.machine.env.get("TMPDIR") or "/tmp"  # noqa: S108 -- said to the user, not written by us
    return f"{temporary.rstrip('/')}/codex-home"


@check("ci-config-ignored", Severity.WARNING)
def ci_config_ignored(context: Context) -> Iterator[Finding]:
    """The repository has a configuration of its own, and Codex will not read it in this job.

    Codex reads `.codex/config.toml` of a project only where the user's configuration trusts the folder.
    In a job nobody is asked, and a fresh home trusts nothing.
    """
    for layer in context.layers if in_pipeline(context) else ():
        if layer.name == "project" and layer.state == "ignored":
            yield Finding(
                f"{layer.file} is not read in this job: {layer.reason}",
                at=Place("project", layer.file),
                hint="Copy what the job needs into the config.toml of CODEX_HOME, or give it with -c.",
            )


def _workflows(context: Context) -> Iterator[tuple[Path, str]]:
    """Yield the pipeline files of the checkout, bounded in size."""
    files, here = context.machine.files, context.machine.cwd
    folder = here / ".github" / "workflows"
    paths = [folder / name for name in files.names(folder) if name.endswith((".yml", ".yaml"))]
    for path in (*paths, here / ".gitlab-ci.yml", here / "Jenkinsfile"):
        info = files.info(path)
        if info is None or info.kind != "file" or info.size > 500_000:  # noqa: PLR2004 -- no pipeline file is that long
            continue
        try:
            yield path, files.read(path).decode("utf-8", "replace")
        except OSError:
            continue


@check("ci-action-writes-provider", Severity.WARNING)
def ci_action_writes_provider(context: Context) -> Iterator[Finding]:
    """config.toml selects a provider, and openai/codex-action will write a second `model_provider`.

    The action puts its own `model_provider` above the file. Where there is one already the file is no
    TOML any more ("duplicate key"); where the action takes yours away, it is not used.
    """
    setting = context.config.settings.get(("model_provider",))
    mine = (
        setting is not None
        and setting.layer.name == "user"
        and setting.value != "codex-action-responses-proxy"
    )
    if not in_pipeline(context) or setting is None or not mine:
        return
    for path, text in _workflows(context):
        if re.search(r"(?m)^[^#\n]*\buses:\s*[\"']?openai/codex-action", text):
            yield Finding(
                f"`model_provider` is set, and {path.name} runs openai/codex-action, which writes its own",
                at=setting.place,
                hint="Take it out of the file and give it to the action as `codex-args`, with -c.",
            )
            return


@check("ci-codex-missing", Severity.NOTE)
def ci_codex_missing(context: Context) -> Iterator[Finding]:
    """There is no Codex in this job.

    The configuration was judged for the newest Codex that is known, which may not be the one that a later
    step installs.
    """
    if in_pipeline(context) and context.machine.env.get("PATH") and not context.machine.which("codex"):
        yield Finding(
            "no `codex` is on PATH in this job",
            at=Place("environment", None, None, ("PATH",)),
            hint="Run this check after Codex is installed, or say which one comes with --codex-version.",
        )


@check("ci-codex-not-as-pinned", Severity.WARNING)
def ci_codex_not_as_pinned(context: Context) -> Iterator[Finding]:
    """The Codex of this job is not the one that the repository pins.

    The same configuration is right in one release and refused by the next.
    """
    first = context.binary
    if not in_pipeline(context) or first is None or first.version is None:
        return
    for path, version, span in _pins(context):
        if version != first.version:
            yield Finding(
                f"{path.name} pins Codex {version}, and {first.version} is installed",
                at=Place(None, path, span),
                hint="Install the pinned one in this job, or change the pin.",
                fix=Fix(
                    "Install it",
                    commands=(Command("run", ("npm", "install", "-g", f"@openai/codex@{version}")),),
                ),
            )
            return


def _pins(context: Context) -> Iterator[tuple[Path, str, Span]]:
    for path, text in _workflows(context):
        found = PINNED.search(text)
        if found:
            yield path, found["one"] or found["two"], _span(text, found.start(), found.end())


def _span(text: str, start: int, end: int) -> Span:
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return Span(line, column, line, column + end - start, start, end)


@check("ci-stdin-open", Severity.NOTE)
def ci_stdin_open(context: Context) -> Iterator[Finding]:
    """A job starts `codex exec` and leaves its standard input open.

    `codex exec PROMPT` reads standard input to its end before it begins. Where a job's standard input is
    a pipe that nobody closes, it waits for ever.
    """
    for path, text in _workflows(context) if in_pipeline(context) else ():
        for found in OPEN_STDIN.finditer(text):
            line = found[0].rstrip()
            if "<" in line or "|" in line.split("codex")[0] or line.endswith(("\\", "-")):
                continue
            start = found.start() + len(line) - len(line.lstrip())
            yield Finding(
                f"{quoted(line.strip()[:60])} leaves standard input open",
                at=Place(None, path, _span(text, start, found.start() + len(line))),
                hint="Write `</dev/null` behind it.",
            )
            break


CHECKS: tuple[Check[Context], ...] = (
    ci_secret_empty,
    ci_secret_masked,
    ci_home_in_workspace,
    ci_config_ignored,
    ci_action_writes_provider,
    ci_codex_missing,
    ci_codex_not_as_pinned,
    ci_stdin_open,
)
