"""How `init` and `use` go from wishes to files on the command line: what is said, asked, written, shown."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from codex_setup.cli import options as opt
from codex_setup.cli.doctor import connector
from codex_setup.cli.output import differ, show, style_for
from codex_setup.cli.progress import waiting
from codex_setup.cli.sayings import left_over, not_fetched, present, said, tell, utter
from codex_setup.doctor import examine
from codex_setup.model import Edit, Secret, SetupError
from codex_setup.providers import OTHER
from codex_setup.record import record, replace
from codex_setup.repair import plan_changes, write
from codex_setup.rules.files import left_to_a_shell, unread_hint
from codex_setup.wizard import (
    Bench,
    Prepared,
    better_urls,
    carry_out,
    errors,
    model_for,
    new_errors,
    offered,
    prepare,
)
from codex_setup.wizard.aftercare import history
from codex_setup.wizard.answers import same_gateway
from codex_setup.wizard.given import Given, Missing, settle, switches
from codex_setup.wizard.named import checked_id, named_preset, profile_named, store_named, wrong
from codex_setup.wizard.storage import profile_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_setup.codex.context import Context, Invocation
    from codex_setup.machine import Machine
    from codex_setup.mending import Proposal
    from codex_setup.report import Report
    from codex_setup.wizard.answers import Answers


@record
class Wishes:
    """What the options of `init` say, unchecked."""

    preset: str | None = None
    base_url: str | None = None
    fill: tuple[str, ...] = ()
    model: str | None = None
    key_env: str | None = None
    key: Secret | None = None
    store: str | None = None
    vault: str | None = None
    command: tuple[str, ...] = ()
    provider_id: str | None = None
    name: str | None = None
    profile: str | None = None
    mend: bool = False
    yes: bool = False
    dry_run: bool = False
    plain: bool = False
    shell_profile: bool = False
    offline: bool = False
    timeout: float = 30.0


def set_up(machine: Machine, asked: Invocation, wishes: Wishes, choice: opt.Showing) -> int:
    """Carry out `init` and return its exit code."""
    given = given_by(wishes)
    bench = Bench(machine, asked, None if wishes.offline else connector(wishes.timeout))
    if wishes.mend:
        mended(bench, wishes, choice)
    context = bench.context()
    unread = left_to_a_shell(context)
    if unread is not None and context.home_problem is not None:
        raise SetupError(context.home_problem, unread_hint(unread), exit_code=2)
    if opt.interactive() and not wishes.yes:
        from codex_setup.cli.talking import talk  # only where somebody can be asked

        return talk(bench, context, given, wishes, choice)
    answers = settled(bench, context, given, wishes)
    with waiting("asking the gateway"):
        answers, ready, moved = where_it_answers(bench, answers, context)
    notes = [*said(moved), *history(answers, context), *said(switches(answers, context))]
    code = written(bench, ready, titled(answers), notes, wishes, choice)
    if code is None:
        tell(machine, choice, [*not_fetched(answers, ready, wishes.vault)])
        return int(bool(ready.changes)) if wishes.dry_run else ready.report.exit_code or 1
    done = wishes.shell_profile and exported(bench, answers, choice, lambda: True)
    tell(machine, choice, left_over(answers, context, ready, wishes.vault, exported=done))
    return code


def exported(bench: Bench, answers: Answers, choice: opt.Showing, consent: Callable[[], bool]) -> bool:
    """Export the key in the user's own shell profile, if the difference is agreed to; return whether it is there."""
    style = style_for(bench.machine, choice, sys.stderr)
    profile = profile_of(bench.machine, style.shell)
    if answers.store != "variable" or answers.key is None or profile is None:
        return False
    changes = plan_changes(bench.machine, [Edit(profile, (answers.env_key,), answers.key)])
    differ(changes, style)
    if changes and not consent():
        return False
    if changes:
        write(changes, f"export {answers.env_key} in {profile.name}", state=bench.machine.state)
        utter(f"written: {style.tilde(profile)}; new shells have the variable\n", style.width)
    return True


def where_it_answers(
    bench: Bench, answers: Answers, context: Context
) -> tuple[Answers, Prepared, str | None]:
    """Return what is ready; where the gateway answers only under another path, with that and a note."""
    ready = prepare(bench, answers, context)
    better = better_urls(ready.report) if errors(ready.report) and not answers.builtin else []
    if len(better) != 1 or not same_gateway(better[0], answers.base_url):
        return answers, ready, None
    moved = replace(answers, base_url=better[0])
    again = prepare(bench, moved, context)
    if errors(again.report):
        return answers, ready, None
    return (
        moved,
        again,
        f"the gateway answers at {better[0]}, not at {answers.base_url}; that is what is written",
    )


def titled(answers: Answers) -> str:
    """Return what the receipt calls this change."""
    what = answers.provider_id if answers.preset is OTHER else answers.preset.id
    return f"init {what}" + (f" -p {answers.profile}" if answers.profile else "")


def written(
    bench: Bench, ready: Prepared, title: str, notes: list[str], wishes: Wishes, choice: opt.Showing
) -> int | None:
    """Show the difference, ask if nobody has consented, write and show the report; None where nothing was written."""
    style = style_for(bench.machine, choice, sys.stderr)
    problem, doubt = not_ready(bench, ready), unproved(bench, ready)
    asks = opt.interactive() and not wishes.yes
    if problem or (doubt and not asks and not wishes.dry_run):
        show(ready.report, bench.machine, choice)
        utter(f"nothing was written: {problem or doubt}\n", style.width)
        return None
    present(ready.changes, notes, style)
    if wishes.dry_run:
        return None
    if doubt and asks:
        show(ready.report, bench.machine, choice)
    question = "Nobody knows whether it works. Write it all the same?" if doubt else "Write this?"
    agreed = (
        wishes.yes or not ready.changes or opt.agreed(question, "Add --yes to write without being asked.")
    )
    if not agreed:
        utter("nothing was written\n")
        return None
    return finish(bench, ready, title, choice)


def given_by(wishes: Wishes) -> Given:
    """Return the options as values; raises `SetupError` for one that cannot be meant."""
    fill: dict[str, str] = {}
    for pair in wishes.fill:
        name, sign, value = pair.partition("=")
        if not sign or not value.strip():
            raise wrong(f"`--fill {pair}` says nothing", "Write it as in --fill region=us-west-2.")
        fill[name.strip()] = value.strip()
    return Given(
        preset=named_preset(wishes.preset) if wishes.preset else None,
        base_url=wishes.base_url,
        fill=fill,
        model=wishes.model,
        env_key=wishes.key_env,
        key=wishes.key,
        store=store_named(wishes.store),
        vault=wishes.vault,
        command=wishes.command,
        provider_id=checked_id(wishes.provider_id),
        name=wishes.name,
        profile=profile_named(wishes.profile),
    )


def settled(bench: Bench, context: Context, given: Given, wishes: Wishes) -> Answers:
    """Return complete answers without asking; raises `SetupError` that names every option that is missing."""
    answers, missing = settle(given, context)
    consent = (
        () if wishes.yes or wishes.dry_run else (Missing("--yes (or --dry-run)", "the consent to write"),)
    )
    if answers is None or missing:
        raise lacking((*missing, *consent))
    if answers.model is None:
        with waiting("asking for the models"):
            offer = offered(bench, answers, context)
        model = model_for(answers, offer, context)
        if model is None:
            raise lacking(
                (
                    Missing(
                        "--model",
                        f"one of {', '.join(offer.names[:8])}"
                        if offer.names
                        else offer.says or "its exact name",
                    ),
                    *consent,
                )
            )
        answers = replace(answers, model=model)
    if consent:
        raise lacking(consent)
    return answers


def lacking(missing: tuple[Missing, ...]) -> SetupError:
    """Return the error that names the missing options."""
    options = ", ".join(one.option for one in missing)
    whys = "; ".join(f"{one.option}: {one.why}" for one in missing)
    return SetupError(f"there is nobody to ask, and this is missing: {options}", f"{whys}.", exit_code=2)


def not_ready(bench: Bench, ready: Prepared) -> str | None:
    """Return why the changes must not be written, in one clause, or None.

    What was wrong before and stays wrong is no reason, unless Codex itself would stop because of it.
    """
    refused = ready.report.plan.refused
    if refused is not None:
        old = errors(ready.report) - new_errors(ready.report, examine(bench.machine, bench.asked))
        more = "; codex-setup doctor --fix may help" if old else ""
        return f"Codex would stop with “{refused.headline}”{more}"
    if not errors(ready.report):
        return None
    new = new_errors(ready.report, examine(bench.machine, bench.asked))
    return f"it would not work ({', '.join(sorted(new))})" if new else None


def unproved(bench: Bench, ready: Prepared) -> str | None:
    """Return that nobody can tell whether what would be written works, in one clause; None where that is known.

    Offline nobody asked, so that nothing is said; where nothing changes there is nothing to hold back.
    """
    if bench.connect is None or not ready.changes or ready.report.verdict != "unsure":
        return None
    new = new_errors(ready.report, examine(bench.machine, bench.asked), unsure=True)
    why = "it could not be told whether it works; --offline writes without asking the gateway"
    return why if new else None


def finish(bench: Bench, ready: Prepared, title: str, choice: opt.Showing) -> int:
    """Write, examine what is there afterwards and show the report; return the exit code."""
    report, receipt = carry_out(bench, ready, title)
    show(report, bench.machine, choice)
    style = style_for(bench.machine, choice, sys.stderr)
    if receipt is None:
        utter("nothing had to be changed\n")
    else:
        files = ", ".join(style.tilde(entry.file) for entry in receipt.entries)
        utter(f"written: {files} (codex-setup undo takes it back)\n", style.width)
    return report.exit_code


def mended(
    bench: Bench,
    wishes: Wishes,
    choice: opt.Showing,
    confirm: Callable[[], bool] | None = None,
    *,
    asking: bool = False,
) -> Report:
    """Apply the doctor's safe fixes to what is there, and return the report afterwards.

    Only where the gateway is to stay (`asking`) is it asked what else is wrong.
    """
    from codex_setup.mending import Wanted, mend_home  # only where --mend was asked for

    def look(machine: Machine, *, live: bool) -> Report:
        with waiting("asking the gateway"):
            return examine(machine, bench.asked, connect=bench.connect if live and asking else None)

    def agreed(proposal: Proposal) -> bool:
        present(proposal.changes, proposal.remarks, style_for(bench.machine, choice, sys.stderr))
        return not wishes.dry_run and (confirm() if confirm else wishes.yes)

    return mend_home(
        bench.machine,
        look(bench.machine, live=True),
        examine=look,
        wanted=Wanted(),
        confirm=agreed,
        state=bench.machine.state,
        show=utter,
    ).report
