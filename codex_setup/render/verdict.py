"""The last lines of a report: whether Codex will work, in plain words, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.render.ink import inked, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_setup.render.page import Page, ShownFinding
    from codex_setup.render.style import Style

WORDS = {"healthy": "Healthy", "broken": "Broken", "unsure": "Could not tell"}


def verdict(page: Page, style: Style) -> Iterator[str]:
    """Yield the verdict and the next step, wrapped."""
    word = WORDS[page.verdict]
    for number, line in enumerate(wrapped(sentence(page), style.width)):
        yield inked(word, page.verdict, style) + line[len(word) :] if number == 0 else line
    step = next_step(page, declined=style.declined)
    if step:
        yield from wrapped(f"Next: {step}", style.width, "", "  ")


def sentence(page: Page) -> str:
    """Return the verdict as one sentence: `Broken: 1 error, 2 warnings.` is one."""
    word, counts = WORDS[page.verdict], counted(page)
    match page.verdict:
        case "healthy" if page.request is None:
            nothing = f"nothing is wrong in {page.subject}" if page.layers else "there was nothing to look at"
            return f"{word}: {f'{counts} in {page.subject}' if counts else nothing}."
        case "healthy" if page.probes:
            return f"{word}: the gateway answered Codex's own request" + (f"; {counts}." if counts else ".")
        case "healthy" if (why := unasked(page)) is not None:
            return f"{word} as far as can be told{f' ({counts})' if counts else ''}; the gateway was not asked, since {why}."
        case "healthy":
            return f"{word} as far as can be told offline" + (f": {counts}." if counts else ".")
        case "unsure":
            return f"{word}: {open_question(page)}."
    where = f" in {page.subject}" if page.request is None else ""
    return f"{word}: {counts or 'Codex will not work as it stands'}{where}."


def open_question(page: Page) -> str:
    """Return why it could not be told, without saying again what the finding above says."""
    others = [one for one in causes(page) if not one.unsure]
    more = f" ({len(others)} warning{'s' * (len(others) != 1)})" if others else ""
    if not page.probes:
        return f"the error above leaves it open{more}"
    arrived = any(probe.status is not None for probe in page.probes)
    what = "the gateway gave no clear answer" if arrived else "no answer came from the gateway"
    return f"{what}, and nothing else stops Codex{more}"


def counted(page: Page) -> str:
    """Return `1 error, 2 warnings`, or nothing where there is nothing to count.

    What merely follows from another finding is not shown as one of its own, and is not counted with them.
    """
    told = [finding for finding in page.findings if finding.rule.severity != "note"]
    roots = causes(page)
    parts = [(sum(finding.rule.severity == name for finding in roots), name) for name in ("error", "warning")]
    counts = ", ".join(f"{count} {name}{'s' * (count != 1)}" for count, name in parts if count)
    them = "it" if len(roots) == 1 else "them"
    return f"{counts}, and what comes of {them}" if roots and len(roots) < len(told) else counts


def causes(page: Page) -> list[ShownFinding]:
    """Return the errors and warnings that no other finding explains."""
    ids = {finding.rule.id for finding in page.findings}
    return [
        finding
        for finding in page.findings
        if finding.rule.severity != "note"
        and (finding.because_of not in ids or finding.because_of == finding.rule.id)
    ]


def next_step(page: Page, *, declined: bool = False) -> str | None:
    """Return what to do now; None where nothing is left to do. `declined`: the fixes were just offered."""
    told = causes(page)
    if page.request is None or page.foreseen:
        return None
    if page.verdict == "healthy" and not told:
        return untried(page)
    mended = [finding for finding in told if finding.fix and finding.fix.edits]
    safe = any(finding.fix and finding.fix.safe for finding in mended)
    if page.verdict == "broken" and nothing_there(page) and not safe:
        return "codex-setup init, which sets Codex up for a gateway or a key; or mend the first error above."
    if page.verdict == "unsure" and not (declined and mended):
        besides = f" Meanwhile {by_fix(mended, len(told))}" if mended else ""
        return f"{again(page)} (exit code 4).{besides}"
    if mended:
        return instead(mended) if declined else by_fix(mended, len(told), open_=answered(page, told))
    by_hand = "mend the first error above, then run" if told else "see what to do with"
    return f"{by_hand} codex-setup doctor{' again' * bool(told)}." if page.verdict == "broken" else None


def again(page: Page) -> str:
    """Return what the reader can do where only the gateway stands in the way."""
    arrived = any(probe.status is not None for probe in page.probes)
    return "try again in a while" if arrived else "see to the connection as the help says, and try again"


def untried(page: Page) -> str | None:
    """Return how a gateway that was not asked is asked; None where it was."""
    if page.request is not None and page.request.key_from == "auth.json:chatgpt":
        return "codex exec hi, which asks OpenAI with the login that is there."
    return None if page.probes else "codex-setup doctor, without --offline, asks the gateway too."


def unasked(page: Page) -> str | None:
    """Return why a live check did not ask the gateway, or None."""
    return dict(page.skipped).get("ping-skipped")


def nothing_there(page: Page) -> bool:
    """Return whether Codex's own file is not there: nothing was ever set up."""
    return all(layer.state == "absent" for layer in page.layers if layer.name == "user")


def instead(mended: list[ShownFinding]) -> str:
    """Return how a part of what was offered is taken, or how it is done by hand: the whole was not wanted."""
    rules = list(dict.fromkeys(finding.rule.id for finding in mended))
    if len(rules) == 1:
        return f"nothing was changed; edit the file yourself (codex-setup explain {rules[0]}), then run codex-setup doctor again."
    return f"nothing was changed; codex-setup doctor --fix --only {rules[0]} takes one of the {len(rules)}."


def answered(page: Page, told: list[ShownFinding]) -> bool:
    """Return whether something that no fix mends yet came from the gateway: asked otherwise, it may answer otherwise."""
    from_gateway = {probe.rule for probe in page.probes}
    return any(one.rule.id in from_gateway for one in told if one.fix is None or not one.fix.edits)


def by_fix(mended: list[ShownFinding], told: int, *, open_: bool = False) -> str:
    """Return the command that mends what can be mended for the reader; `open_` says that it may mend more."""
    safe = [finding for finding in mended if finding.fix and finding.fix.safe]
    option = "" if safe else " --unsafe-fixes"
    count = len(safe or mended)
    what = "it" if told == 1 else "all of it" if count == told else f"{count} of {told}"
    if open_ and count < told:
        what = f"at least {what}"
    more = f"; with --unsafe-fixes {len(mended)}" if safe and len(mended) > count else ""
    return f"codex-setup doctor --fix{option} mends {what}{more}."
